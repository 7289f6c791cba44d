// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/changelistmodel.h"

#include <QScrollArea>

class EditSession;
class PlainTextLabel;
class QGridLayout;
class QPlainTextEdit;
class QPushButton;

// What a save would send: old → new per field and the exact request, without secrets. A page in
// place of the form; the save bar below stays the only place with a Save button. GUI thread.
class ReviewPage final : public QScrollArea
{
    Q_OBJECT
public:
    explicit ReviewPage(QWidget *parent = nullptr);

    /// Shows the state of `edit`; to be called again when it changes.
    void show(const EditSession &edit);

Q_SIGNALS:
    void revertRequested(Fields::Field field);
    void copyRequested(const QString &text);

private:
    void makeChanges();
    void makeRequest();
    void showChanges(const EditSession &edit);
    void showRequest(const EditSession &edit);
    QString requestText(const EditSession &edit) const;

    ChangeListModel m_changes;
    PlainTextLabel *m_title = nullptr;
    PlainTextLabel *m_rest = nullptr;
    QWidget *m_table = nullptr;
    QWidget *m_finding = nullptr;
    PlainTextLabel *m_findingText = nullptr;
    PlainTextLabel *m_size = nullptr;
    QPlainTextEdit *m_request = nullptr;
    QString m_copied; ///< what *Copy request* copies: exactly what is sent
    PlainTextLabel *m_promise = nullptr;
};
