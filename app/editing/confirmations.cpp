// SPDX-License-Identifier: GPL-3.0-or-later
#include "confirmations.h"

#include "savewritedown.h"
#include "secretsearch.h"
#include "source/fieldtable.h"
#include "source/savesteps.h"
#include "sourcebypk.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto confirmAfter = 2s;
constexpr int allChecks = 2; ///< after two seconds, and with the next poll
/// A source that cannot be read, though the server answers, is given up after so many polls.
constexpr int mostFailures = 5;
/// A save takes at most a few requests of 30 seconds; a younger row may be another process's, which
/// is about it just now.
constexpr auto longestSave = 5min;

FieldSet without(const FieldSet &fields, const FieldSet &others)
{
    FieldSet left = fields;
    for (const Field field : others)
        left.remove(field);
    return left;
}

/// What the answer says that was stored; a field the server ignored was not changed.
void takeAnswer(SaveRecord &record, const SaveOutcome &outcome)
{
    const PlexSource &stored = *outcome.source;
    record.slug = stored.slug();
    record.name = stored.name();
    record.requestId = outcome.requestId;
    record.changes.removeIf([&outcome](const FieldChange &change) {
        return outcome.ignored.contains(change.field);
    });
    for (FieldChange &change : record.changes)
        change.after = stored.value(change.field);
}

/// The change went to a source that had taken the address; what it had there is not known.
void takeOther(SaveRecord &record, const SaveOutcome &outcome)
{
    record.pk = outcome.other->pk;
    record.slug = outcome.other->slug;
    record.name = outcome.other->name;
    record.requestId = outcome.requestId;
    for (FieldChange &change : record.changes)
        change.before = FieldValue();
}

} // namespace

// A save that still has to be confirmed.
struct Confirmations::Open
{
    enum class Due : quint8
    {
        Later,   ///< its timer runs
        Now,     ///< the timer has fired
        ByPoll,  ///< the next poll reads it
        Waiting, ///< what is gone waits for a person
    };

    SaveRecord record;
    FieldSet watched; ///< without what a later save of ours changed again
    Due due = Due::Later;
    int failures = 0; ///< answered reads that brought no source
    std::unique_ptr<Clock::Timer> timer;
    bool isClosed = false;
};

Confirmations::Confirmations(SourceApi &api, HistoryPort &history, SecretPort &secrets,
                             Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_history(history)
    , m_secrets(secrets)
    , m_kept(secrets)
    , m_clock(clock)
{ }

Confirmations::~Confirmations() = default;

void Confirmations::takeUp()
{
    m_takeUp =
            m_history.openSaves(m_api.address(), [this](const Result<QList<SaveRecord>> &records) {
                const CallHandle finished = std::move(m_takeUp);
                if (!records)
                    return; // the storage says so itself
                for (const SaveRecord &record : *records) {
                    const bool isUnderWay = record.fate == SaveFate::Sending
                            && record.when.addMSecs(std::chrono::milliseconds(longestSave).count())
                                    > m_clock.now();
                    const bool isOurs = openSave(record.id) || m_begun.count(record.id) > 0;
                    if (isUnderWay && !isOurs)
                        m_takeUpLater = m_clock.callAfter(longestSave, [this] { takeUp(); });
                    else if (!isOurs)
                        open(record);
                }
            });
}

CallHandle Confirmations::saveBegins(const SaveBeginning &beginning, Done<void> done)
{
    ++m_saveMoments;
    SaveBeginning begun = beginning;
    begun.record.when = m_clock.now();
    begun.record.fate = SaveFate::Sending;
    begun.record.checksLeft = allChecks;
    m_begun.insert_or_assign(begun.record.id, begun.record);
    m_kept.keep(begun);
    return std::make_unique<SaveWriteDown>(m_history, m_clock, begun, std::move(done));
}

void Confirmations::saveEnded(const SaveRecord &given, const SaveOutcome &outcome)
{
    ++m_saveMoments;
    auto begun = m_begun.extract(given.id);
    SaveRecord record = begun ? begun.mapped() : given;
    switch (outcome.result) {
    case SaveResult::Saved:
    case SaveResult::AppliedUnanswered:
        takeAnswer(record, outcome);
        record.fate = SaveFate::Saved;
        break;
    case SaveResult::NotApplied:
        record.fate = SaveFate::NotStored;
        record.checksLeft = 1;
        break;
    case SaveResult::CannotTell:
        record.fate = SaveFate::CannotTell;
        if (outcome.other) // it may have gone to another source: nothing here can tell
            record.checksLeft = 0;
        break;
    case SaveResult::OtherWrote: // and ours may still arrive
        record.fate = SaveFate::CannotTell;
        record.checksLeft = 1;
        break;
    case SaveResult::HitAnother:
        takeOther(record, outcome);
        record.fate = SaveFate::Saved;
        record.checksLeft = 0;
        break;
    default: // nothing of it was stored
        record.changes.clear();
        break;
    }
    SaveRecord finished = given; // what of it is not looked after
    finished.changes.removeIf([&record](const FieldChange &change) {
        return record.isOpen() && record.changeOf(change.field) != nullptr;
    });
    m_kept.forget(finished);
    if (record.changes.isEmpty()) {
        m_history.remove(record.id);
    } else {
        m_history.update(record);
        if (record.isOpen())
            open(record);
        if (record.fate == SaveFate::Saved)
            Q_EMIT stored(record);
    }
    Q_EMIT historyChanged();
}

Confirmations::Open *Confirmations::openSave(const QString &id)
{
    const auto found = std::find_if(m_open.begin(), m_open.end(),
                                    [&id](const Open &entry) { return entry.record.id == id; });
    return found == m_open.end() ? nullptr : &*found;
}

void Confirmations::open(const SaveRecord &record)
{
    if (record.fate == SaveFate::Saved || record.fate == SaveFate::Confirmed)
        supersede(record);
    Open &entry = m_open.emplace_back();
    entry.record = record;
    entry.watched = record.fields();
    entry.timer = m_clock.callAfter(confirmAfter, [this, id = record.id] {
        if (Open *due = openSave(id)) {
            due->due = Open::Due::Now;
            checkDue();
        }
    });
}

/// What this save changed again is no longer the older ones' to look after.
void Confirmations::supersede(const SaveRecord &newer)
{
    const FieldSet fields = newer.fields();
    for (Open &entry : m_open) {
        if (entry.record.pk != newer.pk || entry.record.id == newer.id)
            continue;
        entry.watched = without(entry.watched, fields);
        if (entry.watched.isEmpty())
            close(entry, entry.record.fate);
    }
    dropLost(newer.pk, fields);
    dropClosed();
    tellNews();
}

void Confirmations::dropLost(const QString &pk, const FieldSet &fields)
{
    bool isChanged = false;
    for (LostChange &lost : m_lost) {
        if (lost.record.pk != pk || (lost.check.gone() & fields).isEmpty())
            continue;
        lost.check.old = without(lost.check.old, fields);
        lost.check.replaced = without(lost.check.replaced, fields);
        isChanged = true;
    }
    m_lost.removeIf([](const LostChange &lost) { return lost.check.isKept(); });
    if (isChanged)
        tell([this, pk] { Q_EMIT lostChanged(pk); });
}

/// Signals go out when no list is walked any more: who hears them may call back.
void Confirmations::tellNews()
{
    const QList<std::function<void()>> news = std::exchange(m_news, {});
    for (const std::function<void()> &say : news)
        say();
}

void Confirmations::checkDue()
{
    if (m_read)
        return;
    const auto due = std::find_if(m_open.begin(), m_open.end(),
                                  [](const Open &entry) { return entry.due == Open::Due::Now; });
    if (due != m_open.end())
        m_read = read(*due, [this](const Result<void> &) {
            const CallHandle finished = std::move(m_read);
            checkDue();
        });
}

bool Confirmations::isWaiting() const
{
    return std::any_of(m_open.begin(), m_open.end(),
                       [](const Open &entry) { return entry.due == Open::Due::ByPoll; });
}

CallHandle Confirmations::checkNext(Done<void> done)
{
    Open *next = nullptr;
    for (Open &entry : m_open) {
        if (entry.due == Open::Due::ByPoll && (!next || entry.failures < next->failures))
            next = &entry;
    }
    return next ? read(*next, std::move(done)) : nullptr;
}

CallHandle Confirmations::read(const Open &entry, Done<void> done)
{
    const QString pk = entry.record.pk;
    return std::make_unique<SourceByPk>(m_api, entry.record.slug, pk,
                                        [this, pk, moments = m_saveMoments,
                                         done = std::move(done)](const Result<PlexSource> &result) {
                                            // A save began or ended meanwhile: this may be from
                                            // before it.
                                            if (moments == m_saveMoments || !result)
                                                readEnded(pk, result);
                                            if (result)
                                                done({});
                                            else
                                                done(failure(result.error()));
                                        });
}

void Confirmations::readEnded(const QString &pk, const Result<PlexSource> &result)
{
    for (auto entry = m_open.rbegin(); entry != m_open.rend(); ++entry) {
        if (entry->record.pk != pk)
            continue;
        if (result)
            compare(*entry, *result);
        else
            couldNotRead(*entry, result.error());
    }
    dropClosed();
    if (result)
        tell([this, source = *result] { Q_EMIT sourceRead(source); });
    else
        tell([this, error = result.error()] { Q_EMIT readFailed(error); });
    tell([this] { Q_EMIT historyChanged(); });
    tellNews();
}

void Confirmations::couldNotRead(Open &entry, const Error &error)
{
    if (error.kind == ErrorKind::NotFound)
        return close(entry, entry.record.fate); // deleted: the list and the edit say so
    if (error.httpStatus > 0 && ++entry.failures >= mostFailures)
        return close(entry, entry.record.fate);
    if (entry.due == Open::Due::Now)
        leaveToPoll(entry);
}

void Confirmations::leaveToPoll(Open &entry)
{
    entry.due = Open::Due::ByPoll;
    tell([this] { Q_EMIT pollWanted(); });
}

void Confirmations::compare(Open &entry, const PlexSource &now)
{
    if (entry.due == Open::Due::Later)
        return; // younger than this read, perhaps
    entry.record.slug = now.slug();
    dropSettled(entry, now);
    SaveRecord watched = entry.record;
    watched.changes.removeIf(
            [&entry](const FieldChange &change) { return !entry.watched.contains(change.field); });
    const SaveCheck check = checkSave(watched, now);
    const SaveFate fate = entry.record.fate;
    if (fate == SaveFate::Saved || fate == SaveFate::Confirmed || fate == SaveFate::Undone)
        compareSaved(entry, check, now);
    else
        compareDoubtful(entry, check);
}

/// A later save of ours of which nobody could tell shows in these fields: then it was stored, and
/// they are its own now.
void Confirmations::dropSettled(Open &entry, const PlexSource &now) const
{
    for (auto newer = m_open.rbegin(); newer != m_open.rend() && &*newer != &entry; ++newer) {
        if (newer->record.pk != entry.record.pk)
            continue;
        for (const FieldChange &change : newer->record.changes) {
            if (meetsIntent(change.field, change.after, now.value(change.field)))
                entry.watched.remove(change.field);
        }
    }
}

void Confirmations::compareSaved(Open &entry, const SaveCheck &check, const PlexSource &now)
{
    SaveRecord &record = entry.record;
    if (!check.isKept()) {
        // Open until a person has dealt with it, so that the next start says it again.
        record.fate = SaveFate::Undone;
        record.checksLeft = 1;
        entry.due = Open::Due::Waiting;
        m_history.update(record);
        m_lost.removeIf([&record](const LostChange &lost) { return lost.record.id == record.id; });
        m_lost.append({record, check, now, m_clock.now(), {}, false});
        tell([this, pk = record.pk] { Q_EMIT lostChanged(pk); });
        return;
    }
    const bool isFirst = record.fate == SaveFate::Saved;
    --record.checksLeft;
    if (record.checksLeft <= 0)
        return close(entry, SaveFate::Confirmed);
    record.fate = SaveFate::Confirmed;
    leaveToPoll(entry);
    m_history.update(record);
    if (isFirst)
        tell([this, record] { Q_EMIT confirmed(record); });
}

void Confirmations::compareDoubtful(Open &entry, const SaveCheck &check)
{
    SaveRecord &record = entry.record;
    if (check.isKept()) {
        record.fate = SaveFate::Confirmed;
        record.checksLeft = 1;
        leaveToPoll(entry);
        m_history.update(record);
        tell([this, record] { Q_EMIT settled(record, true); });
    } else if (!check.replaced.isEmpty() || !check.kept.isEmpty()) {
        close(entry, SaveFate::CannotTell); // somebody wrote since
    } else if (--record.checksLeft > 0) {
        leaveToPoll(entry);
        m_history.update(record);
    } else {
        entry.isClosed = true;
        m_history.remove(record.id);
        m_kept.forget(record);
        tell([this, record] { Q_EMIT settled(record, false); });
    }
}

void Confirmations::close(Open &entry, SaveFate fate)
{
    entry.isClosed = true;
    entry.timer.reset();
    entry.record.fate = fate;
    entry.record.checksLeft = 0;
    m_history.update(entry.record);
    m_kept.forget(entry.record);
    const QString id = entry.record.id;
    if (m_lost.removeIf([&id](const LostChange &lost) { return lost.record.id == id; }) > 0)
        tell([this, pk = entry.record.pk] { Q_EMIT lostChanged(pk); });
}

void Confirmations::dropClosed()
{
    m_open.remove_if([](const Open &entry) { return entry.isClosed; });
}

QList<LostChange> Confirmations::lost(const QString &pk) const
{
    QList<LostChange> found;
    std::copy_if(m_lost.begin(), m_lost.end(), std::back_inserter(found),
                 [&pk](const LostChange &lost) { return lost.record.pk == pk; });
    return found;
}

CallHandle Confirmations::changesToSaveAgain(const QString &pk, const DigestKey &digests,
                                             Done<Again> done)
{
    std::map<Field, FieldChange> changes; // the newest of each field
    std::map<Field, QString> keys;
    const QList<LostChange> all = lost(pk);
    for (const LostChange &lostChange : all) {
        for (const Field field : lostChange.check.gone()) {
            const FieldChange &change = *lostChange.record.changeOf(field);
            changes.insert_or_assign(
                    field, FieldChange{field, lostChange.found.value(field), change.after});
            if (isSecret(field))
                keys.insert_or_assign(field, KeptSecrets::keyOf(lostChange.record, field));
        }
    }
    return std::make_unique<SecretSearch>(
            m_secrets, keys,
            [changes, &digests,
             done = std::move(done)](const Result<SecretSearch::Secrets> &secrets) {
                Again again;
                for (const auto &[field, change] : changes) {
                    if (!isSecret(field)) {
                        again.changes.append(change);
                    } else if (const auto found = secrets->find(field); found != secrets->end()) {
                        const QByteArray digest = digests.digest(found->second.reveal());
                        again.changes.append({field, change.before,
                                              FieldValue::typedSecret(found->second, digest)});
                    } else {
                        again.lostSecrets.insert(field);
                    }
                }
                done(again);
            });
}

void Confirmations::attribute(const QString &pk, const std::optional<AuditEvent> &event)
{
    bool isNew = false;
    for (LostChange &lost : m_lost) {
        if (lost.record.pk != pk || lost.isWriterAsked)
            continue;
        lost.by = event;
        lost.isWriterAsked = true;
        isNew = true;
    }
    if (isNew && event)
        Q_EMIT lostChanged(pk);
}

void Confirmations::noteRead(const PlexSource &source)
{
    ++m_saveMoments; // reads by others that began before are old
    for (Open &entry : m_open) {
        if (entry.record.pk != source.pk() || entry.due != Open::Due::Waiting)
            continue;
        const FieldSet gone = checkSave(entry.record, source).gone();
        if ((gone & entry.watched).isEmpty())
            close(entry, SaveFate::Confirmed);
    }
    dropClosed();
    tellNews();
}

void Confirmations::dismiss(const QString &pk)
{
    for (Open &entry : m_open) {
        if (entry.record.pk == pk && entry.due == Open::Due::Waiting)
            close(entry, SaveFate::Undone);
    }
    dropClosed();
    tellNews();
}
