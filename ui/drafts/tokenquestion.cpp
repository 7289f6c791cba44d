// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/tokenquestion.h"

#include "common/strangertext.h"
#include "core/showntext.h"

#include <QPushButton>

TokenQuestion::TokenQuestion(const QString &maker, const QString &sender, int drafts,
                             QWidget *parent)
    : QMessageBox(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setWindowTitle(tr("Another user’s draft"));
    setText(drafts == 1 ? tr("This draft was made with %1’s token. Submit it as %2?")
                                  .arg(shownLine(maker), shownLine(sender))
                        : tr("Not all of these drafts were made with your token; one was with "
                             "%1’s. Submit them as %2?")
                                  .arg(shownLine(maker), shownLine(sender)));
    setInformativeText(tr("It goes out with your right to change sources, and the server logs it "
                          "as yours."));
    QPushButton *submit = addButton(StrangerText::caption(tr("Submit as %1").arg(sender)),
                                    QMessageBox::AcceptRole);
    QPushButton *keep = addButton(tr("Keep as draft"), QMessageBox::RejectRole);
    setDefaultButton(keep);
    setEscapeButton(keep);
    connect(this, &QMessageBox::buttonClicked, this, [this, submit](QAbstractButton *clicked) {
        if (clicked == submit)
            Q_EMIT agreed();
    });
}
