// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"

#include "source/errorreader.h"
#include "source/fieldtable.h"
#include "source/patch.h"
#include "sourcebypk.h"

#include <QUuid>

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

/// Outcomes that say "read again" or "nothing was sent": a read that went well ends them, and the
/// marks of the form tell what is stored.
bool isSettledByReading(SaveResult result)
{
    return result == SaveResult::NotSent || result == SaveResult::Gone
            || result == SaveResult::Replaced || result == SaveResult::CannotTell
            || result == SaveResult::Cancelled || result == SaveResult::HitAnother;
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
    m_readCall = std::make_unique<SourceByPk>(m_api, m_slug, pk(),
                                              [this](const Result<PlexSource> &result) {
                                                  const CallHandle finished = std::move(m_readCall);
                                                  sourceRead(result);
                                              });
}

void EditSession::takeRead(const PlexSource &source)
{
    if (m_loaded && m_phase != Phase::Saving && source.pk() == pk())
        sourceRead(source);
}

void EditSession::setJournal(SaveJournal *journal, const QString &username)
{
    m_journal = journal;
    m_username = username;
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
        // Whose change it is stays known while theirs stays the same.
        if (note.kind != FieldNote::Kind::Conflict || note.theirs != merged.theirs)
            note = {FieldNote::Kind::Conflict, merged.base, merged.theirs, {}};
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
    note = known == now ? FieldNote() : FieldNote{FieldNote::Kind::TakenOver, known, now, {}};
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
    const FieldNote &note = m_notes[indexOf(field)];
    if (note.kind != FieldNote::Kind::Conflict)
        return;
    const FieldValue theirs = note.theirs;
    settleField(field, theirs,
                resolution == Resolution::TakeTheirs ? theirs : m_current.value(field));
    Q_EMIT fieldsChanged({field});
}

QList<ConflictField> EditSession::conflicts() const
{
    QList<ConflictField> fields;
    for (const FieldRow &row : fieldTable()) {
        const FieldNote &note = m_notes[indexOf(row.field)];
        if (note.kind != FieldNote::Kind::Conflict)
            continue;
        fields.append({row.field,
                       mergeField(row.field, m_baseline.value(row.field),
                                  m_current.value(row.field), note.theirs)});
    }
    return fields;
}

void EditSession::decide(const QList<FieldDecision> &decisions)
{
    FieldSet decided;
    for (const FieldDecision &decision : decisions) {
        if (m_notes[indexOf(decision.field)].kind != FieldNote::Kind::Conflict)
            continue;
        settleField(decision.field, decision.theirs, decision.result);
        // A third change since the choice was shown is compared at once.
        takeTheirField(decision.field, m_server);
        decided.insert(decision.field);
    }
    if (!decided.isEmpty())
        Q_EMIT fieldsChanged(decided);
}

/// Their value becomes what the edit of this field starts from, and `result` what it holds.
void EditSession::settleField(Field field, const FieldValue &theirs, const FieldValue &result)
{
    const FieldNote conflict = std::exchange(m_notes[indexOf(field)], {});
    m_baseline.setValue(field, theirs);
    m_current.setValue(field, result);
    if (result == theirs) {
        m_current.setValue(field, theirs); // no copy of a typed secret
        noteTakenOver(field, conflict.before, theirs);
        m_notes[indexOf(field)].by = conflict.by;
        Q_EMIT takenOver(field, conflict.before, theirs);
    }
    dropProblems(field);
    forgetSettledOutcome();
}

FieldSet EditSession::propose(const QList<FieldChange> &changes)
{
    FieldSet left;
    FieldSet proposed;
    const FieldSet edited = changed();
    for (const FieldChange &change : changes) {
        if (!m_loaded || edited.contains(change.field) || !m_traits.of(change.field).writable) {
            left.insert(change.field);
            continue;
        }
        m_notes[indexOf(change.field)] = {};
        m_baseline.setValue(change.field, change.before);
        m_current.setValue(change.field, change.after);
        takeTheirField(change.field, m_server);
        proposed.insert(change.field);
    }
    if (!proposed.isEmpty())
        Q_EMIT fieldsChanged(proposed);
    return left;
}

void EditSession::attribute(const AuditEvent &event)
{
    FieldSet fields;
    for (const FieldRow &row : fieldTable()) {
        FieldNote &note = m_notes[indexOf(row.field)];
        const bool isTheirs =
                note.kind == FieldNote::Kind::TakenOver || note.kind == FieldNote::Kind::Conflict;
        if (!isTheirs || note.by)
            continue;
        note.by = event;
        fields.insert(row.field);
    }
    if (!fields.isEmpty())
        Q_EMIT fieldsChanged(fields);
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

void EditSession::carryOut(const SaveWishes::Find &wish)
{
    m_saveCall =
            m_api.findSource(wish.pk, [this](const Result<std::optional<SourceSummary>> &result) {
                const CallHandle finished = std::move(m_saveCall);
                if (!result)
                    return feed(SaveEvents::FindFailed{result.error()});
                feed(SaveEvents::Found{*result ? std::optional((*result)->slug) : std::nullopt});
            });
}

void EditSession::carryOut(const SaveWishes::Write &wish)
{
    m_savingFields = wish.fields;
    if (!m_journal)
        return send(wish);
    const SaveBeginning beginning = beginningOf(wish);
    m_record = beginning.record;
    m_saveCall = m_journal->saveBegins(beginning, [this, wish](const Result<void> &result) {
        const CallHandle finished = std::move(m_saveCall);
        if (result)
            send(wish);
        else
            feed(SaveEvents::WriteFailed{result.error()});
    });
}

SaveBeginning EditSession::beginningOf(const SaveWishes::Write &wish) const
{
    SaveBeginning beginning;
    beginning.before = m_save.before;
    SaveRecord &record = beginning.record;
    record.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    record.server = m_api.address();
    record.pk = m_save.before.pk();
    record.slug = m_save.before.slug();
    record.name = m_save.before.name();
    record.who = m_username;
    for (const Field field : wish.fields) {
        const FieldValue &mine = m_save.intent.mine.value(field);
        record.changes.append({field, m_save.before.value(field), withoutSecret(mine)});
        if (mine.isTypedSecret())
            beginning.typedSecrets.insert_or_assign(field, mine.toSecret());
    }
    return beginning;
}

void EditSession::send(const SaveWishes::Write &wish)
{
    m_saveCall = m_api.patchSource(wish.slug, wish.body, [this](const Result<WriteAnswer> &result) {
        const CallHandle finished = std::move(m_saveCall);
        if (result)
            feed(SaveEvents::Written{result->source, result->requestId});
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
    case SaveResult::HitAnother:
        break;
    }
    if (const std::optional<SaveRecord> record = std::exchange(m_record, {}))
        m_journal->saveEnded(*record, outcome);
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
        // What was typed stays.
        note = {FieldNote::Kind::Ignored, withoutSecret(sent), stored, {}};
        return;
    }
    if (outcome.adjusted.contains(field))
        note = {FieldNote::Kind::Adjusted, withoutSecret(sent), stored, {}};
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
