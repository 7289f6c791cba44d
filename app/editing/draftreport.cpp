// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftreport.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int mostRemarks = 3; // more do not fit into a line

class Texts
{
    Q_DECLARE_TR_FUNCTIONS(DraftReport)
public:
    static QString one(DraftReport::Job job, const QString &name)
    {
        switch (job) {
        case DraftReport::Job::Submit:
            return tr("The draft of %1 is queued and goes out as soon as the server answers.")
                    .arg(name);
        case DraftReport::Job::TakeOut:
            return tr("The draft of %1 is out of the queue.").arg(name);
        case DraftReport::Job::Discard:
            return tr("The draft of %1 is discarded.").arg(name);
        case DraftReport::Job::UndoDiscard:
            return tr("The draft of %1 is back.").arg(name);
        case DraftReport::Job::Import:
            return tr("The edit of %1 is a draft here now.").arg(name);
        case DraftReport::Job::Export:
            break; // the file is what is told of
        }
        return {};
    }
    static QString many(DraftReport::Job job, int count)
    {
        switch (job) {
        case DraftReport::Job::Submit:
            return tr("%n drafts are queued and go out one after another as soon as the server "
                      "answers.",
                      nullptr, count);
        case DraftReport::Job::TakeOut:
            return tr("%n drafts are out of the queue.", nullptr, count);
        case DraftReport::Job::Discard:
            return tr("%n drafts are discarded.", nullptr, count);
        case DraftReport::Job::UndoDiscard:
            return tr("%n drafts are back.", nullptr, count);
        case DraftReport::Job::Import:
            return tr("%n edits are drafts here now.", nullptr, count);
        case DraftReport::Job::Export:
            break;
        }
        return {};
    }
    static QString more(int count)
    {
        return count == 1 ? tr("And 1 more like this.")
                          : tr("And %n more like this.", nullptr, count);
    }
};
} // namespace

QString DraftReport::sentence() const
{
    QStringList parts;
    if (names.size() == 1)
        parts.append(Texts::one(job, names.constFirst()));
    else if (!names.isEmpty())
        parts.append(Texts::many(job, int(names.size())));
    parts.removeAll(QString());
    parts.append(remarks.mid(0, mostRemarks));
    if (remarks.size() > mostRemarks)
        parts.append(Texts::more(int(remarks.size()) - mostRemarks));
    return parts.join(u' ');
}
