// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"

#include "source/errorreader.h"
#include "source/fieldtable.h"
#include "source/patch.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {

FieldSet allFields()
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable())
        fields.insert(row.field);
    return fields;
}

/// For a person the same as a 404: what was edited is no longer at this address.
Error replacedError()
{
    Error error;
    error.kind = ErrorKind::NotFound;
    error.arrival = Arrival::Answered;
    error.httpStatus = 200;
    error.detail = u"another pk at this address"_s;
    return error;
}

/// Outcomes that say "read again" or "nothing was sent": a read that went well ends them, and the
/// marks of the form tell what is stored.
bool isSettledByReading(SaveResult result)
{
    return result == SaveResult::NotSent || result == SaveResult::Gone
            || result == SaveResult::Replaced || result == SaveResult::CannotTell
            || result == SaveResult::Cancelled;
}

FieldValue withoutSecret(const FieldValue &value)
{
    return value.isTypedSecret() ? FieldValue::storedSecret(value.digest()) : value;
}

} // namespace

EditSession::EditSession(SourceApi &api, const DigestKey &digests, const QString &slug,
                         const QString &pk, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_digests(digests)
    , m_slug(slug)
    , m_expectedPk(pk)
{ }

EditSession::~EditSession() = default;

void EditSession::refresh()
{
    if (m_phase == Phase::Saving)
        return;
    if (!m_loaded)
        setPhase(Phase::Loading);
    if (changeRight() != ChangeRight::Granted)
        refreshRight(); // a right may have been given meanwhile
    m_readCall = m_api.getSource(m_slug, [this](const Result<PlexSource> &result) {
        const CallHandle finished = std::move(m_readCall);
        sourceRead(result);
    });
}

bool EditSession::isLost() const
{
    if (m_lastError && m_lastError->kind == ErrorKind::NotFound)
        return true;
    return m_outcome
            && (m_outcome->result == SaveResult::Gone || m_outcome->result == SaveResult::Replaced);
}

void EditSession::follow(const QString &slug)
{
    if (m_phase == Phase::Saving || slug == m_slug || !isLost())
        return;
    m_slug = slug;
    refresh();
}

void EditSession::refreshRight()
{
    m_optionsCall = m_api.sourceOptions(m_slug, [this](const Result<SourceOptions> &result) {
        const CallHandle finished = std::move(m_optionsCall);
        if (!result)
            return; // a failed OPTIONS tells nothing and disables nothing
        m_options = *result;
        updateTraits();
    });
}

void EditSession::sourceRead(const Result<PlexSource> &result)
{
    m_lastError.reset();
    if (!result)
        m_lastError = result.error();
    else if (!pk().isEmpty() && result->pk() != pk())
        m_lastError = replacedError();

    if (!m_lastError && m_outcome && isSettledByReading(m_outcome->result))
        m_outcome.reset();
    if (m_lastError && !m_loaded)
        setPhase(Phase::LoadFailed);
    else if (!m_lastError && !m_loaded)
        takeFirst(*result);
    else if (!m_lastError)
        takeSource(*result);
    Q_EMIT readEnded();
}

void EditSession::takeFirst(const PlexSource &source)
{
    m_baseline = source;
    m_current = source;
    m_server = source;
    m_slug = source.slug();
    m_loaded = true;
    updateTraits();
    setPhase(Phase::Editing);
    Q_EMIT loaded();
    Q_EMIT fieldsChanged(allFields());
}

void EditSession::takeSource(const PlexSource &source, const SaveOutcome *answered)
{
    const PlexSource oldBaseline = m_baseline;
    const PlexSource mine = m_current;
    m_baseline = source; // with the unknown keys of the newest answer
    m_current = source;
    for (const FieldRow &row : fieldTable()) {
        m_baseline.setValue(row.field, oldBaseline.value(row.field));
        m_current.setValue(row.field, mine.value(row.field));
        if (answered && answered->sent.contains(row.field))
            takeSentField(row.field, *answered);
        else
            takeTheirField(row.field, source);
    }
    m_server = source;
    m_slug = source.slug();
    updateTraits();
    Q_EMIT fieldsChanged(allFields());
}

void EditSession::takeTheirField(Field field, const PlexSource &theirs)
{
    const FieldMerge merged =
            mergeField(field, m_baseline.value(field), m_current.value(field), theirs.value(field));
    FieldNote &note = m_notes[indexOf(field)];
    switch (merged.kind) {
    case MergeKind::Untouched:
    case MergeKind::Mine:
        if (note.kind == FieldNote::Kind::Conflict)
            note = {};
        return;
    case MergeKind::Theirs:
        noteTakenOver(field, merged.base, merged.theirs);
        m_baseline.setValue(field, merged.theirs);
        m_current.setValue(field, merged.theirs);
        Q_EMIT takenOver(field, merged.base, merged.theirs);
        return;
    case MergeKind::Same:
        note = {};
        m_baseline.setValue(field, merged.theirs);
        m_current.setValue(field, merged.theirs); // a typed secret becomes the stored one
        return;
    case MergeKind::Combined:
    case MergeKind::Conflict:
        note = {FieldNote::Kind::Conflict, merged.base, merged.theirs};
        return;
    }
}

void EditSession::noteTakenOver(Field field, const FieldValue &before, const FieldValue &now)
{
    if (rowOf(field).derived)
        return;
    FieldNote &note = m_notes[indexOf(field)];
    // Taken over twice: what it was before the first time is what the reader knows.
    const FieldValue known = note.kind == FieldNote::Kind::TakenOver ? note.before : before;
    note = known == now ? FieldNote() : FieldNote{FieldNote::Kind::TakenOver, known, now};
}

FieldSet EditSession::changed() const
{
    return changedFields(m_baseline, m_current, m_traits);
}

bool EditSession::isChanged(Field field) const
{
    return changed().contains(field);
}

bool EditSession::setValue(Field field, const FieldValue &value)
{
    if (!m_loaded || !m_traits.of(field).writable || m_current.value(field) == value)
        return false;
    m_current.setValue(field, value);
    // The stored token typed again is the stored token: keep no copy of it.
    if (value.isTypedSecret() && value == m_baseline.value(field))
        m_current.setValue(field, m_baseline.value(field));
    FieldNote &note = m_notes[indexOf(field)];
    if (note.kind == FieldNote::Kind::Ignored || note.kind == FieldNote::Kind::Adjusted)
        note = {};
    dropProblems(field);
    forgetSettledOutcome();
    Q_EMIT fieldsChanged({field});
    return true;
}

FieldValue EditSession::secretValue(Field field, const QString &typed) const
{
    if (typed.isEmpty())
        return m_baseline.value(field);
    return FieldValue::typedSecret(Secret(typed), m_digests.digest(typed));
}

void EditSession::revert(Field field)
{
    if (m_notes[indexOf(field)].kind == FieldNote::Kind::Conflict)
        return resolve(field, Resolution::TakeTheirs);
    setValue(field, m_baseline.value(field));
}

void EditSession::discard()
{
    for (const FieldRow &row : fieldTable()) {
        if (m_current.value(row.field) != m_baseline.value(row.field))
            revert(row.field);
    }
}

void EditSession::resolve(Field field, Resolution resolution)
{
    FieldNote &note = m_notes[indexOf(field)];
    if (note.kind != FieldNote::Kind::Conflict)
        return;
    const FieldNote conflict = std::exchange(note, {});
    m_baseline.setValue(field, conflict.theirs);
    if (resolution == Resolution::TakeTheirs) {
        m_current.setValue(field, conflict.theirs);
        noteTakenOver(field, conflict.before, conflict.theirs);
        Q_EMIT takenOver(field, conflict.before, conflict.theirs);
    }
    dropProblems(field);
    forgetSettledOutcome();
    Q_EMIT fieldsChanged({field});
}

void EditSession::save()
{
    if (m_phase != Phase::Editing)
        return;
    m_readCall.reset(); // the save reads by itself
    m_problems.clear();
    m_outcome.reset();
    Q_EMIT problemsChanged();
    m_save = {};
    m_save.intent = {m_slug, m_baseline, m_current, m_traits};
    m_sentState = m_current;
    m_savingFields = changed();
    setPhase(Phase::Saving);
    feed(SaveEvents::Began{});
}

void EditSession::cancelSave()
{
    if (m_saveCall)
        m_saveCall->cancel();
}

void EditSession::feed(const SaveEvent &event)
{
    SaveStep step = nextStep(std::move(m_save), event);
    m_save = std::move(step.state);
    std::visit([this](const auto &wish) { carryOut(wish); }, step.wish);
}

void EditSession::carryOut(const SaveWishes::Read &wish)
{
    m_saveCall = m_api.getSource(wish.slug, [this](const Result<PlexSource> &result) {
        const CallHandle finished = std::move(m_saveCall);
        if (result)
            feed(SaveEvents::SourceRead{*result});
        else
            feed(SaveEvents::ReadFailed{result.error()});
    });
}

void EditSession::carryOut(const SaveWishes::Write &wish)
{
    m_savingFields = wish.fields;
    m_saveCall = m_api.patchSource(wish.slug, wish.body, [this](const Result<PlexSource> &result) {
        const CallHandle finished = std::move(m_saveCall);
        if (result)
            feed(SaveEvents::Written{*result});
        else
            feed(SaveEvents::WriteFailed{result.error()});
    });
}

void EditSession::carryOut(const SaveWishes::End &wish)
{
    const SaveOutcome &outcome = wish.outcome;
    m_savingFields = {};
    m_problems = outcome.problems;
    switch (outcome.result) {
    case SaveResult::Saved:
    case SaveResult::AppliedUnanswered:
        takeSource(*outcome.source, &outcome);
        break;
    case SaveResult::NothingToSend:
    case SaveResult::Conflict:
    case SaveResult::NotApplied:
    case SaveResult::OtherWrote:
        if (outcome.source)
            takeSource(*outcome.source);
        break;
    case SaveResult::Refused:
        m_problems = readErrors(*outcome.error).fields;
        if (outcome.error->kind == ErrorKind::Forbidden)
            refreshRight();
        [[fallthrough]];
    case SaveResult::NotSent:
        if (outcome.source)
            takeSource(*outcome.source); // what was read just before
        break;
    case SaveResult::Invalid:
    case SaveResult::Replaced:
    case SaveResult::Gone:
    case SaveResult::Cancelled:
    case SaveResult::CannotTell:
        break;
    }
    m_outcome = outcome;
    m_outcome->merge = {}; // told by the notes; it would hold a typed token
    m_save = {};           // the intent holds a typed token: not longer than needed
    m_sentState = {};
    setPhase(Phase::Editing);
    Q_EMIT problemsChanged();
    Q_EMIT saveEnded();
}

void EditSession::takeSentField(Field field, const SaveOutcome &outcome)
{
    const FieldValue &stored = outcome.source->value(field);
    const FieldValue sent = m_sentState.value(field);
    FieldNote &note = m_notes[indexOf(field)];
    note = {};
    m_baseline.setValue(field, stored);
    if (m_current.value(field) != sent)
        return; // typed while the save ran: a new edit on top of what was sent
    if (outcome.ignored.contains(field)) {
        note = {FieldNote::Kind::Ignored, withoutSecret(sent), stored}; // what was typed stays
        return;
    }
    if (outcome.adjusted.contains(field))
        note = {FieldNote::Kind::Adjusted, withoutSecret(sent), stored};
    m_current.setValue(field, stored);
}

void EditSession::dismissOutcome()
{
    m_outcome.reset();
    Q_EMIT problemsChanged();
}

/// With nothing left to send, a save that failed has nothing more to say.
void EditSession::forgetSettledOutcome()
{
    if (m_phase == Phase::Saving || !m_outcome || !changed().isEmpty()
        || m_outcome->result == SaveResult::Saved
        || m_outcome->result == SaveResult::AppliedUnanswered)
        return;
    m_problems.clear();
    dismissOutcome();
}

void EditSession::dropProblems(Field field)
{
    const auto isOfField = [field](const FieldProblem &problem) { return problem.field == field; };
    if (m_problems.removeIf(isOfField) > 0)
        Q_EMIT problemsChanged();
}

CallHandle EditSession::reveal(Field field, Done<Secret> done)
{
    return m_api.revealSecret(m_slug, pk(), field, std::move(done));
}

QString EditSession::previewRequestLine() const
{
    return "PATCH "_L1 + m_api.displayPath(m_slug);
}

QByteArray EditSession::previewBody() const
{
    return patchPreview(m_current, changed());
}

void EditSession::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    Q_EMIT phaseChanged();
}

void EditSession::updateTraits()
{
    if (!m_loaded)
        return;
    m_traits = SchemaTraits::fromSource(m_server, m_options);
    Q_EMIT traitsChanged();
}
