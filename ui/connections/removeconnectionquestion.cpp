// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/removeconnectionquestion.h"

#include "core/showntext.h"

#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
QString draftsText(int drafts)
{
    if (drafts == 0)
        return {};
    if (drafts < 0)
        return RemoveConnectionQuestion::tr("Its drafts are on this machine.");
    return drafts == 1
            ? RemoveConnectionQuestion::tr("1 draft of it is on this machine.")
            : RemoveConnectionQuestion::tr("%n drafts of it are on this machine.", nullptr, drafts);
}
} // namespace

RemoveConnectionQuestion::RemoveConnectionQuestion(const ConnectionEntry &entry, int drafts,
                                                   QWidget *parent)
    : QMessageBox(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setIcon(NoIcon);
    setTextFormat(Qt::PlainText);
    setWindowTitle(tr("Remove a connection"));
    setText(tr("Remove %1?").arg(shownLine(entry.displayName())));
    const QString token =
            tr("Its token is removed from the keychain. Nothing changes on the server.");
    QPushButton *exporting = nullptr;
    QPushButton *discard = nullptr;
    QPushButton *remove = nullptr;
    if (drafts == 0) {
        setInformativeText(token);
        remove = addButton(tr("Remove connection"), QMessageBox::DestructiveRole);
    } else {
        setInformativeText(draftsText(drafts) + u' ' + token + u' '
                           + tr("Kept drafts can be opened again over a connection to the same "
                                "address."));
        remove = addButton(tr("Remove, keep drafts"), QMessageBox::DestructiveRole);
        discard = addButton(tr("Remove, discard drafts"), QMessageBox::DestructiveRole);
        discard->setProperty("kind", u"danger"_s);
        exporting = addButton(tr("Export drafts first…"), QMessageBox::ActionRole);
    }
    QPushButton *stay = addButton(tr("Keep connection"), QMessageBox::RejectRole);
    setDefaultButton(stay);
    setEscapeButton(stay);
    connect(this, &QMessageBox::buttonClicked, this,
            [this, remove, discard, exporting](QAbstractButton *clicked) {
                if (clicked == remove)
                    Q_EMIT removeAgreed(true);
                else if (discard && clicked == discard)
                    Q_EMIT removeAgreed(false);
                else if (exporting && clicked == exporting)
                    Q_EMIT exportRequested();
            });
}
