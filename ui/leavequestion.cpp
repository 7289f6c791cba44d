// SPDX-License-Identifier: GPL-3.0-or-later
#include "leavequestion.h"

#include "editsession.h"

#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
QString questionText(const QList<EditSession *> &edits)
{
    if (edits.size() > 1) {
        QStringList names;
        for (const EditSession *edit : edits)
            names.append(edit->server().name());
        return LeaveQuestion::tr("%n sources have changes that were not sent: %1.", nullptr,
                                 int(edits.size()))
                .arg(names.join(u", "_s));
    }
    const EditSession &edit = *edits.first();
    const QString name = edit.server().name();
    if (edit.phase() == EditSession::Phase::Saving)
        return LeaveQuestion::tr("%1 is being saved.").arg(name);
    const int count = edit.changed().size();
    return count == 1
            ? LeaveQuestion::tr("%1 has 1 change that was not sent.").arg(name)
            : LeaveQuestion::tr("%1 has %n changes that were not sent.", nullptr, count).arg(name);
}

QString lossText(const QList<EditSession *> &edits)
{
    const bool saving = std::any_of(edits.begin(), edits.end(), [](const EditSession *edit) {
        return edit->phase() == EditSession::Phase::Saving;
    });
    return saving ? LeaveQuestion::tr("Leaving now leaves open whether it is stored, and discards "
                                      "what else you entered.")
                  : LeaveQuestion::tr("Leaving discards what you entered.");
}
} // namespace

LeaveQuestion::LeaveQuestion(const QList<EditSession *> &edits, QWidget *parent)
    : QMessageBox(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setTextFormat(Qt::PlainText);
    setWindowTitle(tr("Unsent changes"));
    setText(questionText(edits));
    setInformativeText(lossText(edits));
    QPushButton *stay = addButton(tr("Stay"), QMessageBox::RejectRole);
    QPushButton *discard = addButton(tr("Discard and leave"), QMessageBox::DestructiveRole);
    setDefaultButton(stay);
    setEscapeButton(stay);
    connect(this, &QMessageBox::buttonClicked, this, [this, discard](QAbstractButton *clicked) {
        if (clicked == discard)
            Q_EMIT agreed();
    });
}
