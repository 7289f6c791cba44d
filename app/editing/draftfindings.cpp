// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftfindings.h"

#include "editsession.h"
#include "source/errorreader.h"
#include "source/fieldtable.h"
#include "summary.h"

#include <utility>

namespace {
constexpr int mostRead = 50; // more than fit into a window

QString refusalText(const QList<FieldProblem> &problems)
{
    if (problems.isEmpty())
        return {};
    const FieldProblem &first = problems.constFirst();
    const QString words = first.serverWords.isEmpty() ? first.sentence : first.serverWords;
    return DraftFindings::tr("The server refused %1: “%2”").arg(labelOf(first.field), words);
}

QString conflictText(const EditSession &edit)
{
    FieldSet fields;
    const QList<ConflictField> conflicts = edit.conflicts();
    for (const ConflictField &conflict : conflicts)
        fields.insert(conflict.field);
    if (fields.isEmpty())
        return {};
    const std::optional<AuditEvent> writer = writerOf(edit, fields);
    const QString who = writer ? whoSentenceStart(*writer) : DraftFindings::tr("Somebody");
    return DraftFindings::tr("%1 changed %2 too.").arg(who, labelsOf(fields));
}
} // namespace

DraftFindings::DraftFindings(DraftPort &drafts, QObject *parent)
    : QObject(parent)
    , m_drafts(drafts)
{ }

QString DraftFindings::of(const DraftSummary &draft, const EditSession *open) const
{
    if (open && open->isLoaded()) {
        if (draft.state == DraftState::Conflict)
            return conflictText(*open);
        return draft.state == DraftState::Rejected ? refusalText(open->problems()) : QString();
    }
    const auto known = m_refusals.constFind(keyOf(draft));
    const bool isCurrent = known != m_refusals.cend() && known->changed == draft.changed
            && draft.state == DraftState::Rejected;
    return isCurrent ? known->sentence : QString();
}

void DraftFindings::read(const QList<DraftSummary> &drafts)
{
    m_wanted.clear();
    for (const DraftSummary &draft : drafts) {
        if (m_wanted.size() == mostRead)
            break;
        if (draft.state != DraftState::Rejected)
            continue;
        const auto known = m_refusals.constFind(keyOf(draft));
        if (known == m_refusals.cend() || known->changed != draft.changed)
            m_wanted.append(draft);
    }
    if (!m_call)
        readNext();
}

void DraftFindings::readNext()
{
    if (m_wanted.isEmpty()) {
        if (std::exchange(m_hasNews, false))
            Q_EMIT found();
        return;
    }
    const DraftSummary draft = m_wanted.takeFirst();
    m_call = m_drafts.load(
            draft.server, draft.pk, [this, draft](const Result<std::optional<DraftRecord>> &read) {
                const CallHandle finished = std::move(m_call);
                if (read && *read && (*read)->refusal) {
                    m_refusals.insert(
                            keyOf(draft),
                            {draft.changed, refusalText(readErrors(*(*read)->refusal).fields)});
                    m_hasNews = true;
                }
                readNext();
            });
}
