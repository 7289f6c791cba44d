// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"

#include "readonly.h"
#include "secretsearch.h"
#include "source/fieldtable.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Leaves a tenth of a second of the promised 300 ms to the disk.
constexpr auto typingPause = 200ms;
/// Who never pauses loses no more than this.
constexpr std::chrono::milliseconds atMost = 1s;
constexpr auto retryAfter = 30s;

/// Whether `now` holds an edit that `before` did not: then somebody typed.
bool hasNewEdit(const DraftRecord &before, const DraftRecord &now)
{
    return std::any_of(now.changes.cbegin(), now.changes.cend(), [&](const FieldChange &change) {
        const auto same = [&change](const FieldChange &old) {
            return old.field == change.field && old.after == change.after;
        };
        return std::none_of(before.changes.cbegin(), before.changes.cend(), same);
    });
}

/// The same but for when and where the cursor is.
bool isSameContent(const DraftRecord &a, DraftRecord b)
{
    b.started = a.started;
    b.changed = a.changed;
    b.cursor = a.cursor;
    b.newestEvent = a.newestEvent;
    b.release = a.release;
    b.user = a.user;
    return a == b;
}

/// A person gave the last save up: it is not to be tried again by itself.
bool isCancelled(const EditSession &edit)
{
    const std::optional<SaveOutcome> &outcome = edit.outcome();
    return outcome
            && (outcome->result == SaveResult::Cancelled
                || (outcome->error && outcome->error->kind == ErrorKind::Cancelled));
}

/// Why it was not stored. That another source has the address now is no error of a call.
std::optional<Error> refusalOf(const SaveOutcome &outcome)
{
    if (outcome.error || outcome.result != SaveResult::Replaced)
        return outcome.error;
    Error error;
    error.kind = ErrorKind::NotFound;
    error.arrival = Arrival::Answered;
    return error;
}

} // namespace

QString draftSecretKey(const QString &server, const QString &pk, Field field)
{
    return u"draft/%1/%2/%3"_s.arg(server, pk, keyOf(field));
}

DraftKeeper::DraftKeeper(EditSession &edit, DraftPort &drafts, SecretPort &secrets, Clock &clock,
                         DraftHoldPort *holds, QObject *parent)
    : QObject(parent)
    , m_edit(edit)
    , m_drafts(drafts)
    , m_secrets(secrets)
    , m_clock(clock)
    , m_hold(holds, clock, edit.api().address(), edit.pk())
{
    connect(&m_hold, &DraftHold::got, this, &DraftKeeper::holdGot);
    connect(&m_hold, &DraftHold::heldByAnother, this, &DraftKeeper::holdRefused);
    connect(&m_hold, &DraftHold::failed, this, &DraftKeeper::fail);
    connect(&m_edit, &EditSession::loaded, this, &DraftKeeper::sourceLoaded);
    connect(&m_edit, &EditSession::phaseChanged, this, [this] {
        m_isFoundStale = m_isFoundStale || m_edit.phase() == EditSession::Phase::LoadFailed;
    });
    connect(&m_edit, &EditSession::problemsChanged, this, &DraftKeeper::follow);
    connect(&m_edit, &EditSession::saveEnded, this, &DraftKeeper::follow);
    connect(&m_edit, &EditSession::readEnded, this, &DraftKeeper::follow);
    connect(&m_edit, &EditSession::fieldsChanged, this, &DraftKeeper::follow);
    readDraft();
}

DraftKeeper::~DraftKeeper()
{
    flush(); // what is asked for is carried out even though nobody hears of it
    if (m_isWaiting && m_followed) // it was not held yet
        m_hold.storeIfNone(*m_followed);
}

void DraftKeeper::setMaker(const QString &user, const QString &release)
{
    m_user = user;
    m_release = release;
    if (!m_isOfThisRun || !m_followed || !m_followed->user.isEmpty() || user.isEmpty())
        return;
    m_followed->user = user; // begun before the server had said who it is
    schedule();
    flush();
}

void DraftKeeper::setQueued(bool on)
{
    if (!m_isRestored || !m_followed || on == isQueued() || heldBy())
        return;
    if (on && (!cannotQueueWhy().isEmpty() || !m_edit.conflicts().isEmpty()))
        return;
    m_queuedAt = on ? m_clock.now() : QDateTime();
    if (on && !m_user.isEmpty())
        m_followed->user = m_user; // whoever queues it has been told whose it was
    if (on)
        m_edit.dismissOutcome(); // what the last save said is answered by this
    follow();
    flush();
}

QString DraftKeeper::cannotQueueWhy() const
{
    if (m_edit.api().isReadOnly())
        return readOnlyText();
    if (m_edit.changeRight() == ChangeRight::Refused)
        return tr("Your token may not change this source. Its edits stay here as a draft.");
    return {};
}

void DraftKeeper::discard()
{
    m_left.clear();
    m_unread.clear();
    m_notRestored = {};
    m_edit.discard();
    Q_EMIT secretTroubleChanged();
    follow();
}

FieldSet DraftKeeper::left() const
{
    FieldSet left;
    for (const Field field : m_notRestored) {
        if (!m_edit.isChanged(field))
            left.insert(field);
    }
    return left;
}

// Whose it is

void DraftKeeper::holdGot()
{
    m_trouble.reset();
    m_isRestored = false; // the other process may have stored one meanwhile
    m_edit.setHeldByAnother(false);
    readDraft();
    Q_EMIT holdChanged();
}

void DraftKeeper::holdRefused()
{
    becomeReadOnly();
    if (!m_edit.isHeldByAnother()) {
        Error error;
        error.kind = ErrorKind::Storage;
        error.detail = heldMeanwhileSentence(*heldBy());
        m_trouble = error;
        Q_EMIT failed(error);
    }
    Q_EMIT holdChanged();
}

/// What was typed before it was known stays, and can be changed and saved.
void DraftKeeper::becomeReadOnly()
{
    if (!heldBy() || m_edit.phase() == EditSession::Phase::Saving || !m_edit.changed().isEmpty())
        return;
    m_trouble.reset();
    m_edit.setHeldByAnother(true);
}

void DraftKeeper::giveBackUnneeded()
{
    if (m_isRestored && m_hold.isHeld() && !m_followed && !m_isOnDisk && !m_isWaiting)
        m_hold.giveBack();
}

// What an earlier run left

void DraftKeeper::readDraft()
{
    m_timer.reset();
    m_reading = m_drafts.load(m_edit.api().address(), m_edit.pk(),
                              [this](const Result<std::optional<DraftRecord>> &result) {
                                  const CallHandle finished = std::move(m_reading);
                                  draftRead(result);
                              });
}

void DraftKeeper::sourceLoaded()
{
    if (!std::exchange(m_isFoundStale, false) || m_reading || !m_found)
        return restore();
    m_found.reset(); // it may have been discarded meanwhile
    readDraft();
}

void DraftKeeper::draftRead(const Result<std::optional<DraftRecord>> &result)
{
    if (!result)
        return fail(result.error());
    if (*result && !m_hold.isHeld())
        return m_hold.ask(); // and read it again then: it may change until it is held
    m_found = *result;
    m_unread.clear();
    std::map<Field, QString> keys;
    if (m_found) {
        for (const Field field : m_found->fields()) {
            if (isSecret(field))
                keys.emplace(field, draftSecretKey(m_found->server, m_found->pk, field));
        }
    }
    if (keys.empty())
        return secretsRead({});
    readSecrets(m_reading, keys, [this](const auto &secrets) { secretsRead(secrets); });
}

void DraftKeeper::secretsRead(const std::map<Field, Secret> &secrets)
{
    m_trouble.reset();
    m_foundSecrets = secrets;
    m_isOnDisk = m_found.has_value();
    if (!m_found)
        m_isRestored = true;
    if (m_edit.isLoaded())
        restore();
    goOnWriting();
    giveBackUnneeded();
    if (!m_isOnDisk)
        Q_EMIT nothingFound();
}

/// What was typed until it was held and known.
void DraftKeeper::goOnWriting()
{
    if (!m_isRestored || !m_isWaiting)
        return;
    if (m_isDue)
        write();
    else
        schedule();
}

void DraftKeeper::restore()
{
    if (m_reading || (!m_found && !m_isRestored))
        return; // not known yet what there is
    const std::optional<DraftRecord> found = std::exchange(m_found, {});
    const auto secrets = std::exchange(m_foundSecrets, {});
    if (!found)
        return follow();
    for (const auto &[field, secret] : secrets)
        m_keptSecrets[field] = {};
    for (const auto &[field, error] : m_unread)
        m_keptSecrets[field] = {};
    const FieldSet left = m_edit.restoreDraft(*found, secrets);
    for (const FieldChange &change : found->changes) {
        const bool isKept = isSecret(change.field) ? m_unread.contains(change.field)
                                                   : !m_edit.traits().of(change.field).writable;
        if (isKept && !m_edit.isChanged(change.field) && left.contains(change.field))
            m_left.append(change);
    }
    m_notRestored = left;
    m_followed = found;
    m_queuedAt = found->queuedAt;
    m_cursor = found->cursor;
    m_newestEvent = found->newestEvent;
    m_storedAt = found->changed;
    m_isRestored = true;
    follow();
    Q_EMIT restored(*found, left);
    if (!m_unread.empty())
        Q_EMIT secretTroubleChanged();
}

// What is in the form now

QList<FieldChange> DraftKeeper::changes() const
{
    QList<FieldChange> changes;
    const FieldSet changed = m_edit.changed();
    for (const Field field : changed) {
        changes.append({field, m_edit.baseline().value(field).withoutSecret(),
                        m_edit.current().value(field).withoutSecret()});
    }
    for (const FieldChange &change : m_left) {
        if (!changed.contains(change.field))
            changes.append(change);
    }
    return changes;
}

DraftState DraftKeeper::state() const
{
    const std::optional<SaveOutcome> &outcome = m_edit.outcome();
    const auto endedAs = [&outcome](SaveResult result) {
        return outcome && outcome->result == result;
    };
    if (!m_edit.conflicts().isEmpty())
        return DraftState::Conflict;
    // A source that is gone, or a value that no server takes, does not change by waiting.
    if (endedAs(SaveResult::Refused) || endedAs(SaveResult::Invalid) || endedAs(SaveResult::Gone)
        || endedAs(SaveResult::Replaced))
        return DraftState::Rejected;
    if (endedAs(SaveResult::CannotTell) || endedAs(SaveResult::HitAnother))
        return DraftState::CannotTell;
    return isQueued() ? DraftState::Queued : DraftState::Draft;
}

std::optional<DraftRecord> DraftKeeper::draft() const
{
    if (!m_edit.isLoaded())
        return m_found;
    DraftRecord draft;
    draft.changes = changes();
    if (draft.changes.isEmpty())
        return std::nullopt;
    draft.server = m_edit.api().address();
    draft.pk = m_edit.pk();
    draft.slug = m_edit.slug();
    draft.name = m_edit.server().name();
    draft.baseline = m_edit.baseline();
    for (const FieldRow &row : fieldTable())
        draft.baseline.setValue(row.field, draft.baseline.value(row.field).withoutSecret());
    draft.user = m_followed ? m_followed->user : m_user;
    draft.release = m_followed ? m_followed->release : m_release;
    draft.started = m_followed ? m_followed->started : m_clock.now();
    draft.changed = m_followed ? m_followed->changed : draft.started;
    draft.state = state();
    draft.queuedAt = draft.state == DraftState::Queued ? m_queuedAt : QDateTime();
    draft.cursor = m_cursor;
    draft.newestEvent = m_newestEvent;
    const bool hasFailed =
            draft.state == DraftState::Rejected || draft.state == DraftState::CannotTell;
    if (hasFailed && m_edit.outcome())
        draft.refusal = refusalOf(*m_edit.outcome());
    if (draft.refusal) {
        for (const Field field : draft.fields())
            draft.refusal =
                    ::withoutSecret(*draft.refusal, m_edit.current().value(field).toSecret());
    }
    return draft;
}

void DraftKeeper::follow()
{
    becomeReadOnly();
    if (!m_isRestored || !m_edit.isLoaded())
        return;
    forgetUnreadThatAreTyped();
    std::optional<DraftRecord> now = draft();
    // A save that stores it all says so before it is written down: saveEnded comes after that.
    if (!now && m_edit.phase() == EditSession::Phase::Saving)
        return;
    if (now && isCancelled(m_edit) && isQueued()) {
        m_queuedAt = {};
        now = draft();
    }
    if (now && m_followed && isSameContent(*m_followed, *now))
        return;
    const bool isTyped = now && (!m_followed || hasNewEdit(*m_followed, *now));
    if (isTyped || !now || now->state != DraftState::Queued)
        m_queuedAt = {};
    if (isTyped && !m_followed)
        m_isOfThisRun = true;
    if (isTyped) {
        now->changed = m_clock.now();
        m_followed = now;
        now = draft(); // no longer queued
    }
    const bool wasThere = m_followed || m_isOnDisk;
    m_followed = now;
    if (now)
        m_hold.ask();
    if (now || wasThere)
        schedule();
}

// On its way to the disk

void DraftKeeper::schedule()
{
    const QDateTime now = m_clock.now();
    if (!std::exchange(m_isWaiting, true))
        m_waitsSince = now;
    const std::chrono::milliseconds left =
            atMost - std::chrono::milliseconds(m_waitsSince.msecsTo(now));
    m_timer = m_clock.callAfter(std::clamp<std::chrono::milliseconds>(left, 0ms, typingPause),
                                [this] {
                                    // One at a time, or typing on a slow disk would queue up more
                                    // and more of them.
                                    m_isDue = true;
                                    if (!m_running && m_isRestored)
                                        write();
                                });
}

void DraftKeeper::flush()
{
    if (m_isRestored && m_isWaiting)
        write();
}

void DraftKeeper::write()
{
    m_timer.reset();
    m_isDue = m_followed && !m_hold.isHeld();
    if (m_isDue)
        return m_hold.ask(); // goes on when it is held
    m_isWaiting = false;
    if (m_followed) {
        m_followed->cursor = m_cursor;
        m_followed->newestEvent = m_newestEvent;
        storeDraft(*m_followed);
    } else if (m_isOnDisk) {
        removeDraft();
    } else {
        giveBackUnneeded();
    }
}

void DraftKeeper::storeDraft(const DraftRecord &draft)
{
    m_isOnDisk = true;
    keepSecrets(draft);
    m_running = m_drafts.store(draft, [this](const Result<void> &result) {
        const CallHandle finished = std::move(m_running);
        if (result)
            m_storedAt = m_clock.now();
        written(result);
        if (result)
            Q_EMIT stored(m_storedAt);
    });
}

void DraftKeeper::removeDraft()
{
    m_running = m_drafts.remove(m_edit.api().address(), m_edit.pk(),
                                [this](const Result<void> &result) {
                                    const CallHandle finished = std::move(m_running);
                                    if (result) {
                                        m_isOnDisk = false;
                                        m_storedAt = {};
                                    }
                                    written(result);
                                    if (result)
                                        Q_EMIT removed();
                                });
    const auto kept = m_keptSecrets;
    for (const auto &[field, digest] : kept)
        forgetSecret(field);
}

void DraftKeeper::written(const Result<void> &result)
{
    if (!result)
        return fail(result.error());
    m_trouble.reset();
    if (m_isDue)
        write();
    giveBackUnneeded();
}

void DraftKeeper::fail(const Error &error)
{
    m_trouble = error;
    m_isWaiting = m_isWaiting || m_isRestored;
    m_waitsSince = m_clock.now();
    m_timer = m_clock.callAfter(retryAfter, [this] {
        if (m_isRestored)
            write();
        else
            readDraft();
    });
    Q_EMIT failed(error);
}
