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
} // namespace

Presence::Presence(SourceApi &api, Confirmations &confirmations, Reachability &reachability,
                   Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_confirmations(confirmations)
    , m_reachability(reachability)
    , m_clock(clock)
    , m_lastPoll(clock.now())
{
    plan();
}

Presence::~Presence() = default;

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

void Presence::setShown(const QString &pk, const QString &slug)
{
    m_shownPk = pk;
    m_shownSlug = slug;
}

void Presence::setEdits(std::function<std::optional<QString>(const QString &)> slugOfEdit)
{
    m_slugOfEdit = std::move(slugOfEdit);
}

void Presence::plan()
{
    m_timer.reset();
    if (!m_active || m_interval == 0s || m_poll)
        return;
    const std::chrono::milliseconds waited(m_lastPoll.msecsTo(m_clock.now()));
    const auto left = std::max(std::chrono::milliseconds(m_interval) - waited, 0ms);
    m_timer = m_clock.callAfter(left, [this] { poll(); });
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
    if (m_confirmations.isWaiting()) {
        return m_confirmations.checkNext([this](const Result<void> &result) {
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
    if (!m_shownPk.isEmpty())
        return read(m_shownPk, m_shownSlug);
    return m_api.countSources([this](const Result<int> &result) {
        ended(result ? std::nullopt : std::optional(result.error()));
    });
}

CallHandle Presence::read(const QString &pk, const QString &slug)
{
    return std::make_unique<SourceByPk>(
            m_api, slug, pk,
            [this, moments = m_confirmations.saveMoments()](const Result<PlexSource> &result) {
                if (result)
                    Q_EMIT sourceRead(*result, moments);
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
        ended(result ? std::nullopt : std::optional(result.error()));
    });
}

void Presence::ended(const std::optional<Error> &error)
{
    const CallHandle finished = std::move(m_poll);
    m_reachability.note(error);
    plan();
}

/// Newest first. What lies behind the newest of the last look is known.
void Presence::takeEvents(const QList<AuditEvent> &events)
{
    const QString known =
            std::exchange(m_newestEvent, events.isEmpty() ? m_newestEvent : events.constFirst().pk);
    QSet<QString> told;
    for (const AuditEvent &event : events) {
        if (!known.isEmpty() && event.pk == known)
            break;
        const bool isNewest = !told.contains(event.sourcePk);
        told.insert(event.sourcePk);
        if (isNewest)
            m_lastChanges.insert(event.sourcePk, event);
        if (known.isEmpty() || isOwn(event) || !isNewest)
            continue;
        if (!m_toRead.contains(event.sourcePk))
            m_toRead.append(event.sourcePk);
        Q_EMIT changedByAnother(event.sourcePk, event);
    }
    for (const QString &pk : std::as_const(told))
        Q_EMIT lastChangeKnown(pk);
}

void Presence::askWho(const QString &pk)
{
    if (m_isRefused || m_asking.count(pk) > 0)
        return;
    m_asking.insert_or_assign(pk, nullptr);
    CallHandle call = m_api.recentEvents(
            pk, eventsOfOne, [this, pk](const Result<QList<AuditEvent>> &result) {
                const auto finished = m_asking.extract(pk);
                if (result) {
                    takeSourceEvents(pk, *result);
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
    if (events.isEmpty())
        return;
    m_lastChanges.insert(pk, events.first());
    const QString mark = m_marks.value(pk);
    m_marks.insert(pk, events.first().pk);
    QList<AuditEvent> fresh;
    bool isReached = false;
    for (const AuditEvent &event : events) {
        isReached = isReached || event.pk == mark;
        if (!isReached && !isOwn(event))
            fresh.append(event);
    }
    const auto isOnePersons = [&fresh](const AuditEvent &event) {
        return event.username == fresh.constFirst().username;
    };
    // Whose of several people's changes a field shows is not to be known.
    if (isReached && !fresh.isEmpty() && std::all_of(fresh.cbegin(), fresh.cend(), isOnePersons))
        Q_EMIT attributed(pk, fresh.constFirst());
    Q_EMIT lastChangeKnown(pk);
}

std::optional<AuditEvent> Presence::lastChange(const QString &pk) const
{
    const auto found = m_lastChanges.constFind(pk);
    return found == m_lastChanges.cend() ? std::nullopt : std::optional(*found);
}

void Presence::noteOwn(const SaveRecord &record)
{
    if (!record.requestId.isEmpty())
        m_ownRequests.insert(record.requestId);
    ++m_ownUnnamed[record.pk];
    AuditEvent event;
    event.sourcePk = record.pk;
    event.sourceName = record.name;
    event.username = record.who;
    event.isByToken = record.who.isEmpty();
    event.when = record.when.toUTC();
    event.requestId = record.requestId;
    m_lastChanges.insert(record.pk, event);
    Q_EMIT lastChangeKnown(record.pk);
}

/// By the request's id; releases before 2024.8 name none, there each save of ours stands for one
/// event (contract §8).
bool Presence::isOwn(const AuditEvent &event)
{
    if (!event.requestId.isEmpty())
        return m_ownRequests.contains(event.requestId);
    if (m_ownEvents.contains(event.pk))
        return true;
    int &left = m_ownUnnamed[event.sourcePk];
    if (left == 0)
        return false;
    --left;
    m_ownEvents.insert(event.pk);
    return true;
}
