// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"

#include "readonly.h"
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

void EditSession::openCached(const CachedSource &source)
{
    if (m_loaded)
        return;
    m_cachedAt = source.readAt;
    m_options = source.options;
    takeFirst(source.source);
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

    if (result)
        m_cachedAt.reset();
    if (!m_lastError && m_outcome && isSettledByReading(m_outcome->result))
        m_outcome.reset();
    if (m_lastError && !m_loaded)
        setPhase(Phase::LoadFailed);
    else if (!m_lastError && !m_loaded)
        takeFirst(*result);
    else if (!m_lastError)
        takeTheirs(*result);
    forgetRefutedOutcome();
    Q_EMIT readEnded();
}

void EditSession::takeFirst(const PlexSource &source)
{
    m_edited.begin(source);
    m_slug = source.slug();
    m_loaded = true;
    updateTraits();
    setPhase(Phase::Editing);
    Q_EMIT loaded();
    Q_EMIT fieldsChanged(allFields());
}

void EditSession::takeTheirs(const PlexSource &source)
{
    m_edited.takeRead(source);
    tellServer();
}

void EditSession::tellChanges(const FieldSet &fields)
{
    const QList<FieldChange> takenOverNow = m_edited.takenOver();
    for (const FieldChange &change : takenOverNow)
        Q_EMIT takenOver(change.field, change.before, change.after);
    if (!fields.isEmpty())
        Q_EMIT fieldsChanged(fields);
}

void EditSession::tellServer()
{
    m_slug = m_edited.server().slug();
    updateTraits();
    tellChanges(allFields());
}

FieldSet EditSession::changed() const
{
    return changedFields(baseline(), current(), m_traits);
}

bool EditSession::isChanged(Field field) const
{
    return changed().contains(field);
}

bool EditSession::setValue(Field field, const FieldValue &value)
{
    if (!m_loaded || !m_traits.of(field).writable || !m_edited.setValue(field, value))
        return false;
    dropProblems(field);
    forgetSettledOutcome();
    Q_EMIT fieldsChanged({field});
    return true;
}

FieldValue EditSession::secretValue(Field field, const QString &typed) const
{
    if (typed.isEmpty())
        return baseline().value(field);
    return FieldValue::typedSecret(Secret(typed), m_digests.digest(typed));
}

void EditSession::revert(Field field)
{
    if (note(field).kind == FieldNote::Kind::Conflict)
        return decide({{field, note(field).theirs, note(field).theirs}});
    setValue(field, baseline().value(field));
}

void EditSession::discard()
{
    for (const FieldRow &row : fieldTable()) {
        if (current().value(row.field) != baseline().value(row.field))
            revert(row.field);
    }
}

void EditSession::decide(const QList<FieldDecision> &decisions)
{
    FieldSet decided;
    for (const FieldDecision &decision : decisions) {
        if (note(decision.field).kind != FieldNote::Kind::Conflict)
            continue;
        m_edited.decide(decision.field, decision.theirs, decision.result);
        dropProblems(decision.field);
        decided.insert(decision.field);
    }
    if (decided.isEmpty())
        return;
    forgetSettledOutcome();
    tellChanges(decided);
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
        m_edited.propose(change);
        proposed.insert(change.field);
    }
    tellChanges(proposed);
    return left;
}

FieldSet EditSession::restoreDraft(const DraftRecord &draft, const std::map<Field, Secret> &secrets)
{
    const QList<FieldChange> changes = changesToRestore(draft, secrets, m_digests);
    FieldSet left = draft.fields();
    for (const FieldChange &change : changes)
        left.remove(change.field);
    left = left | propose(changes);
    restoreOutcome(draft);
    return left;
}

void EditSession::restoreOutcome(const DraftRecord &draft)
{
    const bool isRejected = draft.state == DraftState::Rejected;
    if (!draft.refusal || m_outcome || (!isRejected && draft.state != DraftState::CannotTell))
        return;
    SaveOutcome outcome;
    outcome.result = isRejected ? SaveResult::Refused : SaveResult::CannotTell;
    if (isRejected && draft.refusal->kind == ErrorKind::NotFound)
        outcome.result = SaveResult::Gone;
    outcome.error = draft.refusal;
    outcome.sent = draft.fields();
    m_outcome = outcome;
    if (outcome.result == SaveResult::Refused)
        m_problems = readErrors(*draft.refusal).fields;
    Q_EMIT problemsChanged();
}

void EditSession::attribute(const std::optional<AuditEvent> &event)
{
    tellChanges(m_edited.attribute(event));
}

void EditSession::save()
{
    if (m_phase != Phase::Editing || m_isHeldByAnother)
        return;
    if (m_api.isReadOnly())
        return carryOut(SaveWishes::End{readOnlyOutcome()});
    m_readCall.reset(); // the save reads by itself
    m_problems.clear();
    m_outcome.reset();
    Q_EMIT problemsChanged();
    m_save = {};
    m_save.intent = {m_slug, baseline(), current(), m_traits};
    m_sentState = current();
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
    if (m_save.phase == SaveState::Phase::Finding) {
        SaveOutcome nothingMet; // by a write; another may follow
        nothingMet.result = SaveResult::Refused;
        endRecord(nothingMet);
    }
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

void EditSession::endRecord(const SaveOutcome &outcome)
{
    if (const std::optional<SaveRecord> record = std::exchange(m_record, {}))
        m_journal->saveEnded(*record, outcome);
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
        record.changes.append({field, m_save.before.value(field), mine.withoutSecret()});
        if (mine.isTypedSecret())
            beginning.typedSecrets.insert_or_assign(field, mine.toSecret());
    }
    return beginning;
}

void EditSession::send(const SaveWishes::Write &wish)
{
    if (m_api.isReadOnly()) // said while the save was under way
        return feed(SaveEvents::WriteFailed{readOnlyError()});
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
        m_edited.takeSaved(outcome, m_sentState);
        tellServer();
        break;
    case SaveResult::NothingToSend:
    case SaveResult::Conflict:
    case SaveResult::NotApplied:
    case SaveResult::OtherWrote:
        if (outcome.source)
            takeTheirs(*outcome.source);
        break;
    case SaveResult::Refused:
        m_problems = readErrors(*outcome.error).fields;
        if (outcome.error->kind == ErrorKind::Forbidden)
            refreshRight();
        [[fallthrough]];
    case SaveResult::NotSent:
        if (outcome.source)
            takeTheirs(*outcome.source); // what was read just before
        break;
    case SaveResult::Invalid:
    case SaveResult::Replaced:
    case SaveResult::Gone:
    case SaveResult::Cancelled:
    case SaveResult::CannotTell:
    case SaveResult::HitAnother:
        break;
    }
    endRecord(outcome);
    m_outcome = outcome;
    m_outcome->merge = {}; // told by the notes; it would hold a typed token
    m_save = {};           // the intent holds a typed token: not longer than needed
    m_sentState = {};
    setPhase(Phase::Editing);
    Q_EMIT problemsChanged();
    Q_EMIT saveEnded();
}

void EditSession::dismissOutcome()
{
    m_outcome.reset();
    Q_EMIT problemsChanged();
}

/// A write that seemed lost and is there after all: "the old values" is no longer true.
void EditSession::forgetRefutedOutcome()
{
    const bool isDoubtful = m_outcome
            && (m_outcome->result == SaveResult::NotApplied
                || m_outcome->result == SaveResult::OtherWrote);
    if (isDoubtful && !m_lastError && changed().isEmpty())
        dismissOutcome();
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
    return patchPreview(current(), changed());
}

void EditSession::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    Q_EMIT phaseChanged();
}

void EditSession::setHeldByAnother(bool on)
{
    if (std::exchange(m_isHeldByAnother, on) != on)
        updateTraits();
}

void EditSession::updateTraits()
{
    if (!m_loaded)
        return;
    m_traits = SchemaTraits::fromSource(server(), m_options);
    for (const FieldRow &row : fieldTable()) {
        FieldTraits traits = m_traits.of(row.field);
        traits.writable = traits.writable && !m_isHeldByAnother;
        m_traits.set(row.field, traits);
    }
    Q_EMIT traitsChanged();
}
