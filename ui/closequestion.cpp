// SPDX-License-Identifier: GPL-3.0-or-later
#include "closequestion.h"

#include "core/showntext.h"
#include "editsession.h"
#include "source/fieldtable.h"

#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

QString namesOf(const QList<EndLoss> &losses)
{
    QStringList names;
    for (const EndLoss &loss : losses)
        names.append(shownLine(loss.edit->server().name()));
    return names.join(u", "_s);
}

bool isOfSecretsOnly(const QList<EndLoss> &losses)
{
    return std::none_of(losses.begin(), losses.end(),
                        [](const EndLoss &loss) { return loss.isWhole; });
}

QString questionText(const QList<EndLoss> &losses)
{
    const QString names = namesOf(losses);
    if (!isOfSecretsOnly(losses))
        return CloseQuestion::tr("What you changed in %1 cannot be kept on this machine.")
                .arg(names);
    return CloseQuestion::tr(
                   "The Plex token that you typed into %1 cannot be kept on this machine.")
            .arg(names);
}

QString reasonText(const QList<EndLoss> &losses)
{
    if (!isOfSecretsOnly(losses)) {
        const QString why = losses.constFirst().why;
        return why.isEmpty() ? CloseQuestion::tr("Nothing can be stored in the data folder.")
                             : CloseQuestion::tr("The data folder says: %1.").arg(shownText(why));
    }
    return CloseQuestion::tr(
            "A token is never written into a file, and the keychain does not have it. "
            "Your other changes are kept.");
}

} // namespace

CloseQuestion::CloseQuestion(const QList<EndLoss> &losses, QWidget *parent)
    : QMessageBox(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setWindowTitle(tr("Before the window closes"));
    setText(questionText(losses));
    setInformativeText(reasonText(losses));
    QPushButton *send = addButton(tr("Send now"), QMessageBox::AcceptRole);
    QPushButton *stay = addButton(tr("Keep the window open"), QMessageBox::RejectRole);
    const bool isOfSecrets = isOfSecretsOnly(losses);
    QPushButton *drop = addButton(isOfSecrets ? tr("Drop the token") : tr("Close and lose them"),
                                  QMessageBox::DestructiveRole);
    setDefaultButton(stay);
    setEscapeButton(stay);
    connect(this, &QMessageBox::buttonClicked, this, [this, send, drop](QAbstractButton *clicked) {
        if (clicked == send)
            Q_EMIT sendRequested();
        else if (clicked == drop)
            Q_EMIT dropRequested();
    });
}
