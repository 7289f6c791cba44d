// SPDX-License-Identifier: GPL-3.0-or-later
#include "reachability.h"

#include <algorithm>
#include <array>

using namespace std::chrono_literals;

namespace {

constexpr std::array<std::chrono::milliseconds, 4> pauses{5s, 10s, 20s, 30s};
} // namespace

bool Reachability::isSilence(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Offline:
    case ErrorKind::HostNotFound:
    case ErrorKind::Timeout:
    case ErrorKind::Cut:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::ProxyLogin:
    case ErrorKind::Starting:
    case ErrorKind::NoToken:
        return true;
    default:
        return false;
    }
}

Reachability::Reachability(SourceApi &api, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_clock(clock)
{ }

void Reachability::note(const std::optional<Error> &error)
{
    if (error && error->kind == ErrorKind::Cancelled)
        return; // says nothing
    if (error && isSilence(*error)) {
        m_error = error;
        if (m_state == State::Unreachable)
            return;
        m_state = State::Unreachable;
        m_since = m_clock.now();
        m_tries = 0;
        plan();
        Q_EMIT changed();
        return;
    }
    const bool wasUnreachable = m_state == State::Unreachable;
    if (m_state == State::Reachable)
        return;
    m_state = State::Reachable;
    m_error.reset();
    m_timer.reset();
    m_call.reset();
    m_nextTry = {};
    m_overdue = false;
    Q_EMIT changed();
    if (wasUnreachable)
        Q_EMIT cameBack();
}

void Reachability::plan()
{
    if (m_error && m_error->kind == ErrorKind::NoToken)
        return; // asking cannot help: with its token the connection gets another session
    const auto pause = pauses[std::min(m_tries, pauses.size() - 1)];
    ++m_tries;
    m_nextTry = m_clock.now().addMSecs(pause.count());
    m_timer = m_clock.callAfter(pause, [this] { tryFired(); });
}

void Reachability::tryFired()
{
    m_timer.reset();
    if (m_wanted || m_queueWaits)
        return tryNow();
    m_overdue = true;
    m_nextTry = {};
    Q_EMIT changed();
}

void Reachability::setWanted(bool wanted)
{
    m_wanted = wanted;
    tryIfOverdue();
}

void Reachability::setQueueWaits(bool waits)
{
    m_queueWaits = waits;
    tryIfOverdue();
}

void Reachability::tryIfOverdue()
{
    if (m_overdue && (m_wanted || m_queueWaits))
        tryNow();
}

void Reachability::tryNow()
{
    if (m_call)
        return;
    m_overdue = false;
    m_timer.reset();
    m_nextTry = {};
    m_call = m_api.countSources([this](const Result<int> &result) {
        const CallHandle finished = std::move(m_call);
        if (!result && isSilence(result.error())) {
            m_error = result.error();
            plan();
            Q_EMIT changed();
            return;
        }
        note(result ? std::nullopt : std::optional(result.error()));
    });
    Q_EMIT changed();
}
