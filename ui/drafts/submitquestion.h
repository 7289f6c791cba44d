// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>

// Says, before a draft is submitted, that it was made with another user's token, without blocking.
// Deletes itself when it is closed. GUI thread.
class SubmitQuestion final : public QMessageBox
{
    Q_OBJECT
public:
    /// `maker` made it, `user` is to submit it.
    SubmitQuestion(const QString &maker, const QString &user, QWidget *parent);

Q_SIGNALS:
    /// It is to be submitted all the same.
    void agreed();
};
