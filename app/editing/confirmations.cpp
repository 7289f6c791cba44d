// SPDX-License-Identifier: GPL-3.0-or-later
#include "confirmations.h"

#include "secretsearch.h"
#include "source/fieldtable.h"
#include "sourcebypk.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto confirmAfter = 2s;
/// A disk that takes longer must not hold a save up.
constexpr auto patience = 1s;
constexpr int allChecks = 2; ///< after two seconds, and with the next poll

QString secretKey(const SaveRecord &record, Field field)
{
    return u"confirm/%1/%2"_s.arg(record.id, keyOf(field));
}

bool isSecret(Field field)
{
    return rowOf(field).kind == FieldKind::Secret;
}

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
    std::unique_ptr<Clock::Timer> timer;
    bool isClosed = false;
};

// The row is written, or that takes too long, or the save is given up.
class Confirmations::Beginning final : public QObject, public Call
{
public:
    Beginning(Confirmations &owner, const SaveBeginning &beginning, Done<void> done)
        : m_done(std::move(done))
    {
        m_row = owner.m_history.begin(beginning.record, beginning.before,
                                      [this](const Result<void> &) { end({}); });
        m_timer = owner.m_clock.callAfter(patience, [this] { end({}); });
    }

    void cancel() override
    {
        QMetaObject::invokeMethod(
                this,
                [this] {
                    Error error;
                    error.kind = ErrorKind::Cancelled;
                    end(failure(error));
                },
                Qt::QueuedConnection);
    }

private:
    void end(const Result<void> &result)
    {
        m_timer.reset();
        if (const Done<void> done = std::exchange(m_done, nullptr))
            done(result); // may destroy this
    }

    Done<void> m_done;
    CallHandle m_row;
    std::unique_ptr<Clock::Timer> m_timer;
};

Confirmations::Confirmations(SourceApi &api, HistoryPort &history, SecretPort &secrets,
                             Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_history(history)
    , m_secrets(secrets)
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
                    if (!openSave(record.id) && m_begun.count(record.id) == 0)
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
    keepSecrets(begun);
    return std::make_unique<Beginning>(*this, begun, std::move(done));
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
        break;
    case SaveResult::OtherWrote:
        record.fate = SaveFate::CannotTell;
        record.checksLeft = 0;
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
    if (record.changes.isEmpty()) {
        m_history.remove(record.id);
        forgetSecrets(given);
    } else {
        m_history.update(record);
        if (record.isOpen())
            open(record);
        else
            forgetSecrets(record);
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
        if (entry.record.pk != newer.pk)
            continue;
        entry.watched = without(entry.watched, fields);
        if (entry.watched.isEmpty())
            close(entry, entry.record.fate);
    }
    const auto isSavedAgain = [&newer, &fields](const LostChange &lost) {
        return lost.record.pk == newer.pk && without(lost.check.gone(), fields).isEmpty();
    };
    const bool wasLost = m_lost.removeIf(isSavedAgain) > 0;
    dropClosed();
    if (wasLost)
        Q_EMIT lostChanged(newer.pk);
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
    const auto next = std::find_if(m_open.begin(), m_open.end(), [](const Open &entry) {
        return entry.due == Open::Due::ByPoll;
    });
    return next == m_open.end() ? nullptr : read(*next, std::move(done));
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
                                                checked(pk, result);
                                            if (result)
                                                done({});
                                            else
                                                done(failure(result.error()));
                                        });
}

void Confirmations::checked(const QString &pk, const Result<PlexSource> &result)
{
    for (Open &entry : m_open) {
        if (entry.record.pk != pk)
            continue;
        if (result)
            compare(entry, *result);
        else if (result.error().kind == ErrorKind::NotFound)
            close(entry, entry.record.fate); // deleted: the list and the edit say so
        else if (entry.due == Open::Due::Now)
            entry.due = Open::Due::ByPoll;
    }
    dropClosed();
    if (result)
        Q_EMIT sourceRead(*result);
    Q_EMIT historyChanged();
}

void Confirmations::compare(Open &entry, const PlexSource &now)
{
    if (entry.due == Open::Due::Later)
        return; // younger than this read, perhaps
    entry.record.slug = now.slug();
    SaveRecord watched = entry.record;
    watched.changes.removeIf(
            [&entry](const FieldChange &change) { return !entry.watched.contains(change.field); });
    const SaveCheck check = checkSave(watched, now);
    const SaveFate fate = entry.record.fate;
    if (fate == SaveFate::Saved || fate == SaveFate::Confirmed || fate == SaveFate::Undone)
        compareSaved(entry, check);
    else
        compareDoubtful(entry, check);
}

void Confirmations::compareSaved(Open &entry, const SaveCheck &check)
{
    SaveRecord &record = entry.record;
    if (!check.isKept()) {
        // Open until a person has dealt with it, so that the next start says it again.
        record.fate = SaveFate::Undone;
        record.checksLeft = 1;
        entry.due = Open::Due::Waiting;
        m_history.update(record);
        m_lost.removeIf([&record](const LostChange &lost) { return lost.record.id == record.id; });
        m_lost.append({record, check, m_clock.now()});
        Q_EMIT lostChanged(record.pk);
        return;
    }
    const bool isFirst = record.fate == SaveFate::Saved;
    --record.checksLeft;
    if (record.checksLeft <= 0)
        return close(entry, SaveFate::Confirmed);
    record.fate = SaveFate::Confirmed;
    entry.due = Open::Due::ByPoll;
    m_history.update(record);
    if (isFirst)
        Q_EMIT confirmed(record);
}

void Confirmations::compareDoubtful(Open &entry, const SaveCheck &check)
{
    SaveRecord &record = entry.record;
    if (check.isKept()) {
        close(entry, SaveFate::Confirmed);
        Q_EMIT settled(record, true);
    } else if (!check.replaced.isEmpty() || !check.kept.isEmpty()) {
        close(entry, SaveFate::CannotTell); // somebody wrote since
    } else if (--record.checksLeft > 0) {
        entry.due = Open::Due::ByPoll;
        m_history.update(record);
    } else {
        entry.isClosed = true;
        m_history.remove(record.id);
        forgetSecrets(record);
        Q_EMIT settled(record, false);
    }
}

void Confirmations::close(Open &entry, SaveFate fate)
{
    entry.isClosed = true;
    entry.timer.reset();
    entry.record.fate = fate;
    entry.record.checksLeft = 0;
    m_history.update(entry.record);
    forgetSecrets(entry.record);
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

CallHandle Confirmations::changesToSaveAgain(const QString &pk, const PlexSource &now,
                                             const DigestKey &digests, Done<Again> done)
{
    std::map<Field, FieldChange> changes; // the newest of each field
    std::map<Field, QString> keys;
    const QList<LostChange> all = lost(pk);
    for (const LostChange &lostChange : all) {
        for (const Field field : lostChange.check.gone()) {
            const FieldChange &change = *lostChange.record.changeOf(field);
            changes.insert_or_assign(field, FieldChange{field, now.value(field), change.after});
            if (isSecret(field))
                keys.insert_or_assign(field, secretKey(lostChange.record, field));
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

void Confirmations::dismiss(const QString &pk)
{
    for (Open &entry : m_open) {
        if (entry.record.pk == pk && entry.due == Open::Due::Waiting)
            close(entry, SaveFate::Undone);
    }
    dropClosed();
    if (m_lost.removeIf([&pk](const LostChange &lost) { return lost.record.pk == pk; }) > 0)
        Q_EMIT lostChanged(pk);
}

void Confirmations::keepSecrets(const SaveBeginning &beginning)
{
    for (const auto &[field, secret] : beginning.typedSecrets) {
        const QString key = secretKey(beginning.record, field);
        run([this, key, secret = secret](Done<void> done) {
            return m_secrets.write(key, secret, std::move(done));
        });
    }
}

void Confirmations::forgetSecrets(const SaveRecord &record)
{
    for (const FieldChange &change : record.changes) {
        if (!isSecret(change.field))
            continue;
        const QString key = secretKey(record, change.field);
        run([this, key](Done<void> done) { return m_secrets.remove(key, std::move(done)); });
    }
}

/// Keeps a call until it has ended. One that fails loses nothing but the chance to send a typed
/// token once more, which is said when it is missed.
void Confirmations::run(const std::function<CallHandle(Done<void>)> &start)
{
    const int number = ++m_lastRun;
    m_running.insert_or_assign(number, nullptr);
    CallHandle call = start([this, number](const Result<void> &) {
        const auto finished = m_running.extract(number);
    });
    m_running.at(number) = std::move(call);
}
