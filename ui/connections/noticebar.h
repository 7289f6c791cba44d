// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QWidget>

class PlainTextLabel;
class QPushButton;
class Sign;

// A message about the whole connection or the program, over the width of the window: sign, bold
// sentence, a second one, buttons. Server text in it is plain text. GUI thread.
class NoticeBar final : public QWidget
{
    Q_OBJECT
public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// Shows it; an empty title hides it. `action` is the text of the first button; empty = none.
    void showNotice(const QString &sign, const QString &title, const QString &text,
                    const QString &action = {}, const QString &details = {});
    void setActionEnabled(bool enabled);
    /// May a person close it?
    void setClosable(bool closable);

Q_SIGNALS:
    void actionRequested();
    void copyRequested(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_details;
    Sign *m_sign;
    PlainTextLabel *m_title;
    PlainTextLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_copy;
    QPushButton *m_close;
};
