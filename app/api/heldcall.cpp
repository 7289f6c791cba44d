// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/heldcall.h"

#include "api/logging.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::chrono::milliseconds shortestRest = std::chrono::milliseconds(1);
} // namespace

HeldCall::HeldCall(const Error &error, Done<Answer> done)
    : m_request(error.request)
    , m_done(std::move(done))
{
    failLater(error);
}

HeldCall::HeldCall(SystemProxy &proxy, const QString &request, std::chrono::milliseconds deadline,
                   Clock &clock, Start start, Done<Answer> done)
    : m_request(request)
    , m_start(std::move(start))
    , m_done(std::move(done))
    , m_left(deadline)
    , m_begun(clock.now())
    , m_clock(&clock)
{
    connect(&proxy, &SystemProxy::found, this, &HeldCall::goOn);
    connect(&proxy, &QObject::destroyed, this, [this] { // the Transport went
        m_start = nullptr;
        m_deadline.reset();
    });
    m_deadline = clock.callAfter(deadline, [this, deadline] {
        Error late = error(ErrorKind::Timeout);
        late.detail = u"The system's proxy settings gave no answer within %1 s"_s.arg(
                double(deadline.count()) / 1000);
        failLater(late);
    });
    proxy.lookUp();
}

void HeldCall::cancel()
{
    if (m_running)
        m_running->cancel();
    else if (m_start)
        failLater(error(ErrorKind::Cancelled));
}

void HeldCall::goOn(const QNetworkProxy &proxy)
{
    if (!m_start)
        return;
    m_deadline.reset();
    // A wall clock that was set meanwhile makes the rest neither longer nor negative.
    const std::chrono::milliseconds spent(m_begun.msecsTo(m_clock->now()));
    const std::chrono::milliseconds left = std::clamp(m_left - spent, shortestRest, m_left);
    const Start start = std::move(m_start);
    m_start = nullptr;
    m_running = start(proxy, left, std::move(m_done));
}

void HeldCall::failLater(const Error &error)
{
    m_start = nullptr;
    m_deadline.reset();
    QMetaObject::invokeMethod(
            this,
            [this, error] {
                qCInfo(sourcedeskApi).noquote() << m_request << error.kind << "not sent";
                const Done<Answer> done = std::move(m_done);
                done(failure(error)); // may destroy this
            },
            Qt::QueuedConnection);
}

Error HeldCall::error(ErrorKind kind) const
{
    Error made;
    made.kind = kind;
    made.arrival = Arrival::NotSent;
    made.request = m_request;
    return made;
}
