// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "connectionports.h"
#include "connections/connectionextras.h"

#include <QDialog>
#include <QUrl>

class ConnectionForm;
class PlainTextLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

// Adds or edits a connection, or shows one that the organisation set. It stores nothing itself.
// Escape does not lose what was typed at once: the first one says so. Window-modal, never waited
// for; deletes itself when it is closed. GUI thread.
class ConnectionDialog final : public QDialog
{
    Q_OBJECT
public:
    /// A new one: `entry` has no id.
    ConnectionDialog(const ConnectionEntry &entry, const StoredSecrets &stored, bool isLasting,
                     QWidget *parent);

    bool isNew() const { return m_isNew; }
    ConnectionForm *form() const { return m_form; }
    /// Shows how a test goes, below what was typed. Takes `view` over.
    void setTestView(QWidget *view);

    void reject() override;

Q_SIGNALS:
    /// The dialog closes after it.
    void saveRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets, bool isNew);
    void testRequested(const ConnectionEntry &entry, const ConnectionSecrets &secrets);
    /// An own copy of one that cannot be edited is wanted; the dialog closes after it.
    void duplicateRequested(const QString &id);
    void openUrlRequested(const QUrl &url);

private:
    QWidget *makeHeader(const ConnectionEntry &entry);
    QWidget *makeFooter();
    void connectParts();
    bool isRight();
    void save();
    void scrollTo(const QWidget &part);
    void fitSize();

    bool m_isNew;
    bool m_isLocked;
    bool m_isWarned = false;
    QString m_id;
    ConnectionForm *m_form;
    QScrollArea *m_scroll;
    QVBoxLayout *m_content = nullptr;
    PlainTextLabel *m_hint;
    QPushButton *m_test;
    QPushButton *m_duplicate;
    QPushButton *m_cancel;
    QPushButton *m_save;
};
