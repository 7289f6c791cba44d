// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"
#include "source/fieldtable.h"
#include "source/patch.h"

// The step function with one rule broken at a time: what it is told, what it wishes or what it says
// is bent.

namespace SaveModel {

namespace {

using Phase = SaveState::Phase;

SaveStep writing(SaveState state, const PlexSource &before, const QString &slug,
                 const FieldSet &fields)
{
    state.before = before;
    state.sent = fields;
    state.phase = Phase::Writing;
    const QByteArray body = patchBody(state.intent.mine, fields);
    return {std::move(state), SaveWishes::Write{slug, body, fields}};
}

FieldSet touchedIn(const SaveState &state)
{
    return changedFields(state.intent.baseline, state.intent.mine, state.intent.traits);
}

FieldSet writableIn(const SaveState &state)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        if (state.intent.traits.of(row.field).writable
            && !state.intent.mine.value(row.field).toJson().isUndefined())
            fields.insert(row.field);
    }
    return fields;
}

/// What it is told.
SaveEvent bentEvent(Rule rule, const SaveState &state, SaveEvent event)
{
    auto *read = std::get_if<SaveEvents::SourceRead>(&event);
    auto *written = std::get_if<SaveEvents::Written>(&event);
    auto *failed = std::get_if<SaveEvents::WriteFailed>(&event);
    const FieldValue ourPk = state.intent.baseline.value(Field::Pk);
    if (rule == Rule::ReadIsSkipped && read && state.phase == Phase::Reading)
        read->source = state.intent.baseline;
    if (rule == Rule::PkIsIgnored && read)
        read->source.setValue(Field::Pk, ourPk);
    if (rule == Rule::AnotherAnswerIsOurs && written)
        written->answer.setValue(Field::Pk, ourPk);
    if (rule == Rule::LostAnswerIsNotSent && failed
        && failed->error.arrival == Arrival::MayHaveArrived)
        failed->error.arrival = Arrival::NotSent;
    return event;
}

/// Steps of its own making.
std::optional<SaveStep> bentStep(Rule rule, const SaveState &state, const SaveEvent &event)
{
    const auto *failed = std::get_if<SaveEvents::WriteFailed>(&event);
    const bool noAnswer = failed && failed->error.arrival == Arrival::MayHaveArrived;
    if (rule == Rule::LostAnswerIsRepeated && noAnswer)
        return writing(state, state.before, state.before.slug(), state.sent);
    if (rule == Rule::LostAnswerIsSaved && noAnswer) {
        SaveOutcome outcome;
        outcome.result = SaveResult::AppliedUnanswered;
        outcome.sent = state.sent;
        outcome.source = state.before;
        return SaveStep{state, SaveWishes::End{outcome}};
    }
    const auto *found = std::get_if<SaveEvents::Found>(&event);
    if (rule == Rule::FoundIsNotCompared && found && found->slug && state.phase == Phase::Finding)
        return writing(state, state.intent.baseline, *found->slug, touchedIn(state));
    const auto *unread = std::get_if<SaveEvents::ReadFailed>(&event);
    if (rule == Rule::FailedReadIsGone && unread && state.phase == Phase::Reading
        && unread->error.kind != ErrorKind::Cancelled) {
        SaveOutcome outcome;
        outcome.result = SaveResult::Gone;
        outcome.error = unread->error;
        return SaveStep{state, SaveWishes::End{outcome}};
    }
    return std::nullopt;
}

/// What it wishes or says.
SaveStep bentWish(Rule rule, SaveStep step, const SaveEvent &event)
{
    if (auto *write = std::get_if<SaveWishes::Write>(&step.wish)) {
        if (rule == Rule::OldAddressIsUsed)
            write->slug = step.state.intent.address;
        FieldSet fields = write->fields;
        if (rule == Rule::UntouchedIsSent)
            fields.insert(Field::ClientId);
        if (rule == Rule::EverythingIsSent)
            fields = writableIn(step.state);
        if (!(fields == write->fields)) {
            const PlexSource before = step.state.before;
            return writing(std::move(step.state), before, write->slug, fields);
        }
        return step;
    }
    auto *end = std::get_if<SaveWishes::End>(&step.wish);
    if (!end)
        return step;
    SaveOutcome &outcome = end->outcome;
    const auto *read = std::get_if<SaveEvents::SourceRead>(&event);
    if (outcome.result == SaveResult::Conflict && read) {
        const bool onlyCombined = outcome.merge.with(MergeKind::Conflict).isEmpty();
        if (rule == Rule::ConflictIsMine || (rule == Rule::CombinedIsSent && onlyCombined)) {
            if (rule == Rule::CombinedIsSent) {
                for (const Field field : outcome.merge.with(MergeKind::Combined))
                    step.state.intent.mine.setValue(field, outcome.merge.of(field).result);
            }
            const FieldSet fields = touchedIn(step.state);
            return writing(std::move(step.state), read->source, read->source.slug(), fields);
        }
    }
    if (rule == Rule::EverythingIsSaved) {
        outcome.result = SaveResult::Saved;
        if (!outcome.source)
            outcome.source = step.state.intent.baseline;
    }
    if (rule == Rule::WrittenBetweenIsHidden)
        outcome.writtenBetween = {};
    if (rule == Rule::TakenOverIsHidden)
        outcome.takenOver = {};
    if (rule == Rule::HitIsHidden && outcome.result != SaveResult::HitAnother)
        outcome.other.reset();
    return step;
}

} // namespace

SaveStep brokenStep(Rule rule, SaveState state, const SaveEvent &event)
{
    if (rule == Rule::None)
        return nextStep(std::move(state), event);
    const SaveEvent bent = bentEvent(rule, state, event);
    if (auto step = bentStep(rule, state, bent))
        return *std::move(step);
    return bentWish(rule, nextStep(std::move(state), bent), bent);
}

} // namespace SaveModel
