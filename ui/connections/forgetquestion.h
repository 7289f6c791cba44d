// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QPushButton>

// Asks before everything that this machine keeps is forgotten: says what goes, and needs a second
// act. Return and Escape forget nothing. Never blocks; deletes itself when it is closed. GUI
// thread.
class ForgetQuestion final : public QDialog
{
    Q_OBJECT
public:
    /// `own` connections go, `deployed` ones stay; `drafts`: -1 = not known.
    ForgetQuestion(int own, int deployed, int drafts, QWidget *parent);

Q_SIGNALS:
    void forgetAgreed();

private:
    QWidget *makeFooter();

    QCheckBox *m_sure;
    QPushButton *m_forget;
    QPushButton *m_keep;
};
