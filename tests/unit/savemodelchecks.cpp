// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"
#include "source/fieldtable.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

// The promises, checked against what the model's server really holds. Apart from noteStored, which
// finds the silent overwrite itself.

namespace SaveModel {

namespace {

/// Untouched fields that differ, without those that a server derives.
FieldSet differing(const PlexSource &before, const PlexSource &after, const FieldSet &without)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        if (!after.isDerived(row.field) && !without.contains(row.field)
            && !(before.value(row.field) == after.value(row.field)))
            fields.insert(row.field);
    }
    return fields;
}

bool holds(const PlexSource &source, const Client &client, const FieldSet &fields)
{
    return std::all_of(fields.begin(), fields.end(), [&](Field field) {
        return meetsIntent(field, client.mine.value(field), source.value(field));
    });
}

} // namespace

void Schedule::checkWrite(Client &client, const SaveWishes::Write &wish)
{
    if (client.inDoubt)
        return fail("a write that may have arrived was repeated");
    if (!client.isFresh)
        return fail("a write without a read just before it");
    if (client.lastRead->pk() != client.state.intent.baseline.pk())
        return fail("sent to a source that is not ours");
    if (wish.slug != client.lastRead->slug())
        return fail("sent to another address than the one just read");
    const QJsonObject body = QJsonDocument::fromJson(wish.body).object();
    FieldSet sent;
    for (auto member = body.begin(); member != body.end(); ++member) {
        const Field field = *fieldForKey(member.key());
        sent.insert(field);
        if (client.mine.value(field) == client.baseline.value(field))
            return fail("an untouched field was sent");
        if (member.value() != client.mine.value(field).toJson())
            return fail("another value was sent than the edit holds");
    }
    if (sent.isEmpty() || !(sent == wish.fields))
        fail("the body is not what it is said to be");
}

void Schedule::checkEnd(const Client &client, const SaveOutcome &outcome)
{
    const PlexSource &shown = client.lastRead ? *client.lastRead : client.baseline;
    const bool isOurs = client.lastRead && shown.pk() == client.baseline.pk();
    switch (outcome.result) {
    case SaveResult::Saved:
        return checkAnswer(client, outcome);
    case SaveResult::AppliedUnanswered:
        if (!isOurs || !holds(shown, client, client.sent))
            fail("told as applied, and the server did not show it");
        break;
    case SaveResult::NotApplied: {
        const FieldSet same = differing(client.state.before, shown, {}) & client.sent;
        if (!isOurs || !same.isEmpty())
            fail("told as not applied, and the server did not show the old values");
        break;
    }
    case SaveResult::OtherWrote:
        if (!isOurs || holds(shown, client, client.sent))
            fail("told as written by another, and it is mine");
        break;
    case SaveResult::HitAnother:
        if (!client.answeredByHit || !outcome.other || outcome.other->pk != client.hitPk)
            fail("told that another source was hit, and it was not");
        break;
    case SaveResult::Gone:
    case SaveResult::Replaced:
        if (!client.foundNothing)
            fail("told as gone, and it is there");
        break;
    case SaveResult::Conflict: {
        const FieldSet theirs = differing(client.baseline, shown, {});
        if (!isOurs || (theirs & differing(client.baseline, client.mine, {})).isEmpty())
            fail("told as a conflict, and there is none");
        break;
    }
    case SaveResult::NothingToSend:
        if (!differing(client.baseline, client.mine, {}).isEmpty()
            && (!isOurs || !holds(shown, client, differing(client.baseline, client.mine, {}))))
            fail("told as nothing to send, and there is something");
        break;
    case SaveResult::CannotTell:
        if (!client.inDoubt)
            fail("told as not known, and it is");
        break;
    case SaveResult::NotSent:
    case SaveResult::Refused:
    case SaveResult::Cancelled:
    case SaveResult::Invalid:
        break;
    }
    const bool saysNothingStored = outcome.result == SaveResult::NotSent
            || outcome.result == SaveResult::Refused || outcome.result == SaveResult::Cancelled
            || outcome.result == SaveResult::Invalid || outcome.result == SaveResult::Conflict
            || outcome.result == SaveResult::Gone || outcome.result == SaveResult::Replaced
            || outcome.result == SaveResult::NothingToSend;
    if (saysNothingStored && client.mayRun)
        fail("told that nothing was stored, and a write may have been");
    if (client.sawHit && !outcome.other)
        fail("another source was changed and shows it, and that was not said");
}

void Schedule::checkAnswer(const Client &client, const SaveOutcome &outcome)
{
    if (!client.mayRun || client.inDoubt)
        return fail("told as saved without an answer");
    if (client.answeredByHit)
        return fail("told as saved, and another source was changed");
    if (!outcome.source || !holds(*outcome.source, client, client.sent))
        return fail("told as saved, and the answer does not show it");
    const FieldSet between = differing(*client.lastRead, *outcome.source, client.sent);
    if (!(between == outcome.writtenBetween))
        return fail("somebody wrote between the read and the answer, and that was not said");
    FieldSet touched;
    for (const FieldRow &row : fieldTable()) {
        if (!(client.baseline.value(row.field) == client.mine.value(row.field)))
            touched.insert(row.field);
    }
    if (!(differing(client.baseline, *client.lastRead, touched) == outcome.takenOver))
        fail("what was taken over was not said");
}

/// The confirming read, after all that could still happen has happened.
void Schedule::checkLater(Client &client)
{
    if (!client.hitPk.isEmpty()) {
        ++m_counts->hitAnother;
        const bool isSaid = client.outcome && client.outcome->other;
        if (!isSaid)
            ++m_counts->hitUnseen; // carried out after the last read, or not to be told apart
        if (client.answeredByHit && !isSaid)
            fail("another source answered, and that was not said");
        return;
    }
    const Row *row = withPk(client.baseline.pk());
    if (!client.outcome || !client.mayRun || !row)
        return; // gone is seen by the same read
    const SaveResult result = client.outcome->result;
    const bool answered = result == SaveResult::Saved || result == SaveResult::AppliedUnanswered;
    const bool isChecked =
            !(m_broken == Rule::NotAppliedIsFinal && result == SaveResult::NotApplied)
            && !(m_broken == Rule::SavedIsNotConfirmed && answered);
    const SaveCheck check = checkSave(client.record, row->source);
    const bool isTold = isChecked ? check.isKept() : answered;
    const bool isThere = holds(row->source, client, client.sent);
    if (answered && !isThere)
        ++m_counts->undoneSeen;
    if (isTold && !isThere)
        fail("a change vanished, and that was not said");
    if (!isTold && isThere)
        fail("a write was carried out, and its end is told as not stored");
}

} // namespace SaveModel
