// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QLineEdit>
#include <QWidget>

class QToolButton;

// A masked line for a secret that a person types or pastes. It is empty while nothing is typed;
// a stored secret is never in it. What is typed can be looked at while the line has the focus. GUI
// thread.
class SecretLine final : public QWidget
{
    Q_OBJECT
public:
    /// `what` is its name in the words on the button: *API token*.
    explicit SecretLine(const QString &what, QWidget *parent = nullptr);

    /// What was typed, as it is.
    Secret typed() const;
    bool isEmpty() const { return m_edit->text().isEmpty(); }
    void clear();
    /// Said in the empty line.
    void setHint(const QString &hint) { m_edit->setPlaceholderText(hint); }
    QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void setMasked(bool isMasked);

    QString m_what;
    QLineEdit *m_edit;
    QToolButton *m_reveal;
};
