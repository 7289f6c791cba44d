// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/submitquestion.h"

#include <QPushButton>

SubmitQuestion::SubmitQuestion(const QString &maker, const QString &user, QWidget *parent)
    : QMessageBox(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setWindowTitle(tr("Another user's draft"));
    setText(tr("This draft was made with %1's token. Submit it as %2?").arg(maker, user));
    setInformativeText(tr("The server will name %1 as the one who made the change.").arg(user));
    QPushButton *keep = addButton(tr("Keep it as a draft"), QMessageBox::RejectRole);
    QPushButton *submit = addButton(tr("Submit as %1").arg(user), QMessageBox::AcceptRole);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(this, &QMessageBox::buttonClicked, this, [this, submit](QAbstractButton *clicked) {
        if (clicked == submit)
            Q_EMIT agreed();
    });
}
