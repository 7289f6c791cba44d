// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>

// Says before a draft is submitted that it was made with another user's token, and asks, without
// blocking. Deletes itself when it is closed. GUI thread.
class TokenQuestion final : public QMessageBox
{
    Q_OBJECT
public:
    /// `maker`: whose token it was made with; `sender`: who submits; `drafts`: how many there are.
    TokenQuestion(const QString &maker, const QString &sender, int drafts, QWidget *parent);

Q_SIGNALS:
    void agreed();
};
