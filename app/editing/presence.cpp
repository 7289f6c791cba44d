// SPDX-License-Identifier: GPL-3.0-or-later
#include "presence.h"

#include "confirmations.h"
#include "reachability.h"
#include "sourcebypk.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace {
constexpr int eventsOfAll = 20;
constexpr int eventsOfOne = 5;

QString newestOf(const QList<AuditEvent> &events)
{
    return events.isEmpty() ? QString() : events.constFirst().pk;
}
} // namespace

Presence::Presence(SourceApi &api, Confirmations &confirmations, Reachability &reachability,
                   Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_confirmations(confirmations)
    , m_reachability(reachability)
    , m_clock(clock)
    , m_started(clock.now())
    , m_lastPoll(clock.now())
{
    connect(&confirmations, &Confirmations::pollWanted, this, [this] {
        if (!m_timer)
            plan(); // also where polling is off
    });
    plan();
}

Presence::~Presence() = default;

void Presence::start()
{
    if (m_interval > 0s && !m_poll)
        poll();
}

void Presence::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    plan();
}

void Presence::setInterval(std::chrono::seconds interval)
{
    m_interval = interval <= 0s ? 0s : std::max(interval, shortestInterval);
    plan();
}

void Presence::setEdits(std::function<std::optional<QString>(const QString &)> slugOfEdit)
{
    m_slugOfEdit = std::move(slugOfEdit);
}

/// Saves are confirmed also where nobody wants to know of others.
std::chrono::milliseconds Presence::pauseOfPolls() const
{
    if (m_interval == 0s && m_confirmations.isWaiting())
        return shortestInterval;
    return m_interval;
}

void Presence::plan()
{
    m_timer.reset();
    const std::chrono::milliseconds pause = pauseOfPolls();
    if (!m_active || pause == 0ms || m_poll)
        return;
    // A clock that was set back, or forth, neither stops the polls nor hurries them.
    const std::chrono::milliseconds passed(m_lastPoll.msecsTo(m_clock.now()));
    const auto waited = std::clamp(passed, std::chrono::milliseconds(0ms), pause);
    m_timer = m_clock.callAfter(pause - waited, [this] { poll(); });
}

void Presence::poll()
{
    m_timer.reset();
    m_lastPoll = m_clock.now();
    if (!m_reachability.isUnreachable()) // which is asked by itself
        m_poll = startPoll();
    plan();
}

CallHandle Presence::startPoll()
{
    // One that cannot be read does not keep the others waiting.
    const bool mayConfirm = !std::exchange(m_wasConfirmation, false);
    if (m_confirmations.isWaiting() && (mayConfirm || m_interval == 0s)) {
        return m_confirmations.checkNext([this](const Result<void> &result) {
            m_wasConfirmation = !result;
            ended(result ? std::nullopt : std::optional(result.error()));
        });
    }
    while (!m_toRead.isEmpty()) {
        const QString pk = m_toRead.takeFirst();
        if (const auto slug = m_slugOfEdit ? m_slugOfEdit(pk) : std::nullopt)
            return read(pk, *slug);
    }
    if (!m_isRefused)
        return readEvents();
    if (const auto slug = m_slugOfEdit ? m_slugOfEdit(m_shownPk) : std::nullopt)
        return read(m_shownPk, *slug);
    return m_api.countSources([this](const Result<int> &result) {
        ended(result ? std::nullopt : std::optional(result.error()));
    });
}

CallHandle Presence::read(const QString &pk, const QString &slug)
{
    return std::make_unique<SourceByPk>(
            m_api, slug, pk,
            [this, pk, moments = m_confirmations.saveMoments()](const Result<PlexSource> &result) {
                if (result)
                    Q_EMIT sourceRead(*result, moments);
                else if (result.error().kind == ErrorKind::NotFound && pk == m_shownPk)
                    m_shownPk.clear(); // deleted: no poll needs to look for it again
                else if (Reachability::isSilence(result.error()))
                    m_toRead.append(pk); // no answer; one that cannot be read holds nobody up
                ended(result ? std::nullopt : std::optional(result.error()));
            });
}

CallHandle Presence::readEvents()
{
    return m_api.recentEvents({}, eventsOfAll, [this](const Result<QList<AuditEvent>> &result) {
        if (result) {
            takeEvents(*result);
        } else if (result.error().kind == ErrorKind::Forbidden) {
            m_isRefused = true;
            Q_EMIT refused();
        }
        // A table of events that is slow, or a proxy before it, is not the whole server.
        const bool isSilent = !result && Reachability::isSilence(result.error());
        ended(result ? std::nullopt : std::optional(result.error()), isSilent);
        if (isSilent)
            m_reachability.tryNow();
    });
}

void Presence::ended(const std::optional<Error> &error, bool saysNothing)
{
    const CallHandle finished = std::move(m_poll);
    if (!saysNothing)
        m_reachability.note(error);
    plan();
}

/// Newest first. What lies behind the newest of the last look is known.
void Presence::takeEvents(const QList<AuditEvent> &events)
{
    const bool isFirstLook = !std::exchange(m_hasLooked, true);
    const auto known = std::find_if(events.begin(), events.end(), [this](const AuditEvent &event) {
        return event.pk == m_newestEvent;
    });
    if (!events.isEmpty())
        m_newestEvent = events.constFirst().pk;
    const QList<AuditEvent> fresh(events.begin(), known);
    for (auto event = fresh.crbegin(); event != fresh.crend(); ++event) { // oldest first
        takeLastChange(*event);
        if (isOwn(*event) || isFirstLook)
            continue;
        if (!m_toRead.contains(event->sourcePk))
            m_toRead.append(event->sourcePk);
        Q_EMIT changedByAnother(event->sourcePk, *event);
    }
}

void Presence::takeLastChange(const AuditEvent &event)
{
    const auto known = m_lastChanges.constFind(event.sourcePk);
    // An answer from before a save of our own does not make that undone.
    if (known != m_lastChanges.cend() && known->when > event.when)
        return;
    m_lastChanges.insert(event.sourcePk, event);
    Q_EMIT lastChangeKnown(event.sourcePk);
}

void Presence::askWho(const QString &pk)
{
    if (m_isRefused)
        return;
    if (m_asking.count(pk) > 0) {
        m_toAskAgain.insert(pk); // the answer on its way may be from before what is asked for
        return;
    }
    m_asking.insert_or_assign(pk, nullptr);
    CallHandle call = m_api.recentEvents(
            pk, eventsOfOne, [this, pk](const Result<QList<AuditEvent>> &result) {
                const auto finished = m_asking.extract(pk);
                const bool isOld = m_toAskAgain.remove(pk);
                if (result && !isOld) {
                    takeSourceEvents(pk, *result);
                } else if (result) {
                    if (!wasAsked(pk))
                        m_marks.insert(pk, newestOf(*result));
                    askWho(pk);
                } else if (result.error().kind == ErrorKind::Forbidden) {
                    m_isRefused = true;
                    Q_EMIT refused();
                }
            });
    m_asking.at(pk) = std::move(call);
}

/// What is newer than the last look at this source is whose changes a read has brought since.
void Presence::takeSourceEvents(const QString &pk, const QList<AuditEvent> &events)
{
    const QString mark = m_marks.value(pk);
    m_marks.insert(pk, newestOf(events));
    QList<AuditEvent> fresh;
    bool isReached = events.isEmpty();
    for (const AuditEvent &event : events) {
        isReached = isReached || event.pk == mark;
        if (!isReached && !isOwn(event))
            fresh.append(event);
    }
    const auto isOnePersons = [&fresh](const AuditEvent &event) {
        return event.username == fresh.constFirst().username;
    };
    // Whose of several people's changes a field shows is not to be known.
    const bool isKnown = isReached && !fresh.isEmpty()
            && std::all_of(fresh.cbegin(), fresh.cend(), isOnePersons);
    Q_EMIT attributed(pk, isKnown ? std::optional(fresh.constFirst()) : std::nullopt);
    if (!events.isEmpty())
        takeLastChange(events.constFirst());
}

std::optional<AuditEvent> Presence::lastChange(const QString &pk) const
{
    const auto found = m_lastChanges.constFind(pk);
    return found == m_lastChanges.cend() ? std::nullopt : std::optional(*found);
}

void Presence::noteOwn(const SaveRecord &record)
{
    if (record.when < m_started)
        return; // of an earlier run: its event lies behind the first look
    AuditEvent event;
    event.sourcePk = record.pk;
    event.sourceName = record.name;
    event.username = record.who;
    event.isByToken = record.who.isEmpty();
    event.when = record.when.toUTC();
    event.requestId = record.requestId;
    if (record.requestId.isEmpty())
        ++m_ownUnanswered[record.pk];
    else
        m_ownRequests.insert(record.requestId);
    ++m_ownSaves[record.pk];
    m_ownNames.insert(record.who);
    m_lastChanges.insert(record.pk, event); // whatever the clocks of here and there say
    Q_EMIT lastChangeKnown(record.pk);
}

/// By the request's id. Releases before 2024.8 name none (contract §8), and the id of a write
/// without an answer is not known here: there each save of ours stands for one event of ours.
bool Presence::isOwn(const AuditEvent &event)
{
    if (m_ownRequests.contains(event.requestId) || m_ownEvents.contains(event.pk))
        return true;
    if (!event.isByToken && !m_ownNames.contains(event.username))
        return false;
    int &left = event.requestId.isEmpty() ? m_ownSaves[event.sourcePk]
                                          : m_ownUnanswered[event.sourcePk];
    if (left == 0)
        return false;
    --left;
    m_ownEvents.insert(event.pk);
    return true;
}
