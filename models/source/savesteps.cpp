// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/savesteps.h"

#include "source/fieldtable.h"
#include "source/patch.h"

#include <QUuid>

#include <algorithm>
#include <utility>

namespace {

using namespace SaveEvents;
using Phase = SaveState::Phase;

SaveStep end(SaveState state, SaveResult result, SaveOutcome outcome = {})
{
    outcome.result = result;
    outcome.sent = state.sent;
    outcome.takenOver = state.takenOver;
    if (!outcome.other)
        outcome.other = state.other;
    state.phase = Phase::Ended;
    return {std::move(state), SaveWishes::End{std::move(outcome)}};
}

SaveStep endWithError(SaveState state, SaveResult result, const Error &error)
{
    SaveOutcome outcome;
    outcome.error = error;
    return end(std::move(state), result, std::move(outcome));
}

SaveStep read(SaveState state, Phase phase, const QString &slug)
{
    state.phase = phase;
    return {std::move(state), SaveWishes::Read{slug}};
}

constexpr int mostFinds = 3;

/// Our source is not where it was: somebody renamed, replaced or deleted it. `error` is the 404.
SaveStep lookFor(SaveState state, Phase phase, const std::optional<Error> &error)
{
    state.phase = phase;
    state.lostError = error;
    ++state.finds;
    const QString pk = state.intent.baseline.pk();
    return {std::move(state), SaveWishes::Find{pk}};
}

/// Nothing was sent, and our source is nowhere.
SaveStep lost(SaveState state)
{
    if (!state.lostError)
        return end(std::move(state), SaveResult::Replaced);
    const Error error = *state.lostError;
    return endWithError(std::move(state), SaveResult::Gone, error);
}

/// It moves faster than it is followed: not gone, but not read either.
SaveStep outrun(SaveState state, const std::optional<Error> &error)
{
    Error notThere;
    notThere.kind = ErrorKind::NotFound;
    notThere.arrival = Arrival::Answered;
    return endWithError(std::move(state), SaveResult::NotSent, error.value_or(notThere));
}

SaveStep lookBeforeWriting(SaveState state, const std::optional<Error> &error = {})
{
    state.sent = {};
    return state.finds < mostFinds ? lookFor(std::move(state), Phase::Finding, error)
                                   : outrun(std::move(state), error);
}

bool isOurs(const SaveState &state, const PlexSource &source)
{
    return source.pk() == state.intent.baseline.pk();
}

/// Fields that were not sent and differ all the same: somebody else wrote between the two.
FieldSet differing(const PlexSource &before, const PlexSource &after, const FieldSet &without)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        if (!after.isDerived(row.field) && !without.contains(row.field)
            && before.value(row.field) != after.value(row.field))
            fields.insert(row.field);
    }
    return fields;
}

SaveStep began(SaveState state)
{
    const SaveIntent &intent = state.intent;
    const FieldSet fields = changedFields(intent.baseline, intent.mine, intent.traits);
    if (fields.isEmpty())
        return end(std::move(state), SaveResult::NothingToSend);
    if (const auto problems = validate(intent.mine, fields, intent.traits); !problems.isEmpty()) {
        SaveOutcome outcome;
        outcome.problems = problems;
        return end(std::move(state), SaveResult::Invalid, std::move(outcome));
    }
    const QString address = intent.address;
    return read(std::move(state), Phase::Reading, address);
}

SaveStep compared(SaveState state, const PlexSource &theirs)
{
    if (!isOurs(state, theirs))
        return lookBeforeWriting(std::move(state));
    const SaveIntent &intent = state.intent;
    SaveOutcome outcome;
    outcome.source = theirs;
    outcome.merge = merge(intent.baseline, intent.mine, theirs);
    state.before = theirs;
    for (const Field field : outcome.merge.takenOver()) {
        if (!theirs.isDerived(field))
            state.takenOver.insert(field);
    }
    const FieldSet touched = changedFields(intent.baseline, intent.mine, intent.traits);
    if (!(outcome.merge.undecided() & touched).isEmpty())
        return end(std::move(state), SaveResult::Conflict, std::move(outcome));
    const FieldSet fields = outcome.merge.with(MergeKind::Mine) & touched;
    const QByteArray body = patchBody(intent.mine, fields);
    if (body.isEmpty())
        return end(std::move(state), SaveResult::NothingToSend, std::move(outcome));
    state.sent = fields;
    state.phase = Phase::Writing;
    return {std::move(state), SaveWishes::Write{theirs.slug(), body, fields}};
}

SaveStep readFailed(SaveState state, const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return end(std::move(state), SaveResult::Cancelled);
    if (error.kind == ErrorKind::NotFound)
        return lookBeforeWriting(std::move(state), error);
    return endWithError(std::move(state), SaveResult::NotSent, error);
}

SaveStep found(SaveState state, const Found &event)
{
    if (!event.slug)
        return lost(std::move(state));
    return read(std::move(state), Phase::Reading, *event.slug);
}

SaveStep findFailed(SaveState state, const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return end(std::move(state), SaveResult::Cancelled);
    return endWithError(std::move(state), SaveResult::NotSent, error);
}

SaveOutcome comparedWithIntent(const SaveState &state, const PlexSource &stored)
{
    SaveOutcome outcome;
    outcome.source = stored;
    for (const Field field : state.sent) {
        const FieldValue &intended = state.intent.mine.value(field);
        const FieldValue &got = stored.value(field);
        if (got == intended)
            continue;
        const bool kept = got == state.before.value(field) && !meetsIntent(field, intended, got);
        (kept ? outcome.ignored : outcome.adjusted).insert(field);
    }
    outcome.writtenBetween = differing(state.before, stored, state.sent);
    return outcome;
}

SaveStep written(SaveState state, const Written &event)
{
    SaveOutcome outcome;
    if (!isOurs(state, event.answer)) {
        outcome.other = SourceSummary::of(event.answer);
        outcome.requestId = event.requestId;
        return end(std::move(state), SaveResult::HitAnother, std::move(outcome));
    }
    outcome = comparedWithIntent(state, event.answer);
    outcome.requestId = event.requestId;
    return end(std::move(state), SaveResult::Saved, std::move(outcome));
}

/// The write changed nothing; what was read just before it is the newest that is known.
SaveStep notStored(SaveState state, SaveResult result, const Error &error)
{
    SaveOutcome outcome;
    outcome.error = error;
    outcome.source = state.before;
    return end(std::move(state), result, std::move(outcome));
}

SaveStep writeFailed(SaveState state, const Error &error)
{
    switch (error.arrival) {
    case Arrival::NotSent:
        return notStored(std::move(state), SaveResult::NotSent, error);
    case Arrival::Answered:
        if (error.kind == ErrorKind::NotFound) // renamed or deleted since it was read
            return lookBeforeWriting(std::move(state), error);
        return notStored(std::move(state), SaveResult::Refused, error);
    case Arrival::MayHaveArrived:
        break;
    }
    state.writeError = error;
    const QString address = state.before.slug();
    return read(std::move(state), Phase::ReadingBack, address);
}

/// After a write without an answer: what the server holds tells what became of it.
SaveStep settled(SaveState state, const PlexSource &stored)
{
    const PlexSource &mine = state.intent.mine;
    const auto isApplied = [&](Field field) {
        return meetsIntent(field, mine.value(field), stored.value(field));
    };
    const auto isOld = [&](Field field) {
        return stored.value(field) == state.before.value(field);
    };
    SaveOutcome outcome = comparedWithIntent(state, stored);
    outcome.error = state.writeError;
    const bool applied = std::all_of(state.sent.begin(), state.sent.end(), isApplied);
    const bool old = std::all_of(state.sent.begin(), state.sent.end(), isOld);
    if (!applied) {
        outcome.adjusted = {};
        outcome.ignored = {};
        outcome.merge = merge(state.before, mine, stored);
    }
    const SaveResult result = applied ? SaveResult::AppliedUnanswered
            : state.other             ? SaveResult::CannotTell
            : old                     ? SaveResult::NotApplied
                                      : SaveResult::OtherWrote;
    return end(std::move(state), result, std::move(outcome));
}

SaveStep inDoubt(SaveState state, const std::optional<Error> &readError)
{
    SaveOutcome outcome;
    outcome.error = state.writeError;
    outcome.readError = readError;
    return end(std::move(state), SaveResult::CannotTell, std::move(outcome));
}

/// Not at this address. Nothing there may mean that the slug moved, by this very write.
SaveStep lookBack(SaveState state, const std::optional<Error> &error)
{
    if (state.phase == Phase::ReadingBack && state.sent.contains(Field::Slug)) {
        const QString moved = state.intent.mine.slug().trimmed();
        return read(std::move(state), Phase::ReadingBackNewSlug, moved);
    }
    if (state.finds < mostFinds)
        return lookFor(std::move(state), Phase::FindingBack, error);
    return inDoubt(std::move(state), error);
}

/// Another source is where the write went. When it shows all that was sent, the write may have been
/// carried out on it. The slug proves nothing: it is what this source was found by.
bool mayHaveHit(const SaveState &state, const PlexSource &another)
{
    FieldSet telling = state.sent;
    telling.remove(Field::Slug);
    return !telling.isEmpty() && std::all_of(telling.begin(), telling.end(), [&](Field field) {
        return meetsIntent(field, state.intent.mine.value(field), another.value(field));
    });
}

SaveStep readBack(SaveState state, const PlexSource &stored)
{
    if (isOurs(state, stored))
        return settled(std::move(state), stored);
    if (mayHaveHit(state, stored))
        state.other = SourceSummary::of(stored);
    return lookBack(std::move(state), std::nullopt);
}

SaveStep readBackFailed(SaveState state, const Error &error)
{
    return error.kind == ErrorKind::NotFound ? lookBack(std::move(state), error)
                                             : inDoubt(std::move(state), error);
}

SaveStep foundBack(SaveState state, const Found &event)
{
    if (event.slug) // the phase of a slug that moved: it is not asked for twice
        return read(std::move(state), Phase::ReadingBackNewSlug, *event.slug);
    const std::optional<Error> error = state.lostError;
    return inDoubt(std::move(state), error);
}

SaveStep unexpected(SaveState state)
{
    const bool mayBeWritten = state.phase == Phase::Writing || state.phase == Phase::ReadingBack
            || state.phase == Phase::ReadingBackNewSlug || state.phase == Phase::FindingBack;
    return end(std::move(state), mayBeWritten ? SaveResult::CannotTell : SaveResult::Cancelled);
}

/// A uuid as authentik writes it: lower case, with dashes. It also takes them without (recording
/// patch/flow-without-dashes), which QUuid does not read.
QString plainId(const QString &id)
{
    QString text = id.trimmed();
    if (text.size() == 32) {
        for (const qsizetype dash : {20, 16, 12, 8})
            text.insert(dash, u'-');
    }
    const QUuid uuid = QUuid::fromString(text);
    return uuid.isNull() ? id.trimmed() : uuid.toString(QUuid::WithoutBraces);
}

QStringList each(const QStringList &items, QString (*change)(const QString &))
{
    QStringList changed;
    std::transform(items.begin(), items.end(), std::back_inserter(changed), change);
    return changed;
}

QString trimmed(const QString &text)
{
    return text.trimmed();
}

/// What authentik would store for this value.
FieldValue asStored(Field field, const FieldValue &value)
{
    if (value.state() != FieldValue::State::Held || value.isNull() || value.isTypedSecret())
        return value;
    switch (rowOf(field).kind) {
    case FieldKind::Text:
    case FieldKind::Choice:
        return FieldValue::text(value.toText().trimmed());
    case FieldKind::Reference:
        return value.toText().trimmed().isEmpty() ? FieldValue::null()
                                                  : FieldValue::text(plainId(value.toText()));
    case FieldKind::TextList:
        return FieldValue::list(each(value.toList(), &trimmed));
    case FieldKind::ReferenceSet:
        return FieldValue::set(each(value.toList(), &plainId));
    case FieldKind::Flag:
    case FieldKind::Secret:
    case FieldKind::Opaque:
        break;
    }
    return value;
}

} // namespace

SaveStep nextStep(SaveState state, const SaveEvent &event)
{
    const auto *sourceRead = std::get_if<SourceRead>(&event);
    const auto *failed = std::get_if<ReadFailed>(&event);
    const auto *foundIt = std::get_if<Found>(&event);
    const auto *findError = std::get_if<FindFailed>(&event);
    switch (state.phase) {
    case Phase::Idle:
        if (std::holds_alternative<Began>(event))
            return began(std::move(state));
        break;
    case Phase::Reading:
        if (sourceRead)
            return compared(std::move(state), sourceRead->source);
        if (failed)
            return readFailed(std::move(state), failed->error);
        break;
    case Phase::Finding:
        if (foundIt)
            return found(std::move(state), *foundIt);
        if (findError)
            return findFailed(std::move(state), findError->error);
        break;
    case Phase::Writing:
        if (const auto *answered = std::get_if<Written>(&event))
            return written(std::move(state), *answered);
        if (const auto *writeError = std::get_if<WriteFailed>(&event))
            return writeFailed(std::move(state), writeError->error);
        break;
    case Phase::ReadingBack:
    case Phase::ReadingBackNewSlug:
        if (sourceRead)
            return readBack(std::move(state), sourceRead->source);
        if (failed)
            return readBackFailed(std::move(state), failed->error);
        break;
    case Phase::FindingBack:
        if (foundIt)
            return foundBack(std::move(state), *foundIt);
        if (findError)
            return inDoubt(std::move(state), findError->error);
        break;
    case Phase::Ended:
        break;
    }
    return unexpected(std::move(state));
}

bool meetsIntent(Field field, const FieldValue &intended, const FieldValue &got)
{
    return asStored(field, intended) == asStored(field, got);
}
