// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftsummary.h"

#include "draftkeeper.h"
#include "source/fieldtable.h"

#include <QCoreApplication>

namespace {

class Say
{
    Q_DECLARE_TR_FUNCTIONS(DraftSummary)
};

Summary anothers(const QString &maker, const QString &user)
{
    Summary summary;
    summary.title = Say::tr("This draft was made with %1's token.").arg(maker);
    summary.next = Say::tr("If you send it, it is sent as %1.").arg(user);
    return summary;
}

Summary held(const DraftHolder &holder)
{
    Summary summary;
    summary.title = heldSentence(holder);
    return summary;
}

Summary leftOut(const FieldSet &fields)
{
    Summary summary;
    summary.severity = Summary::Severity::Warning;
    summary.title = Say::tr("Not all of the draft is here again.");
    for (const Field field : fields) {
        const QString words = isSecret(field)
                ? Say::tr("what you typed was not kept on the disk; type it again")
                : Say::tr("this server does not let one change it");
        summary.entries.append({field, std::nullopt, labelOf(field), words});
    }
    return summary;
}

} // namespace

bool isAnothersDraft(const DraftKeeper &keeper, const QString &user)
{
    const QString maker = keeper.maker();
    return !maker.isEmpty() && !user.isEmpty() && maker != user;
}

QList<Summary> draftSummaries(const DraftKeeper &keeper, const QString &user)
{
    QList<Summary> summaries;
    if (keeper.edit().isHeldByAnother() && keeper.heldBy())
        summaries.append(held(*keeper.heldBy()));
    if (isAnothersDraft(keeper, user))
        summaries.append(anothers(keeper.maker(), user));
    if (const FieldSet left = keeper.left(); !left.isEmpty())
        summaries.append(leftOut(left));
    return summaries;
}
