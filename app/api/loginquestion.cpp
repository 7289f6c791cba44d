// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/loginquestion.h"

#include <algorithm>

namespace {
constexpr std::chrono::milliseconds shortestQuestion = std::chrono::seconds(1);
constexpr std::chrono::milliseconds longestQuestion = std::chrono::seconds(5);

/// 401 comes from the proxy, or from something before authentik; without an answer the proxy may
/// have refused the tunnel, through which nothing went then.
bool mayBeTheLogin(const Error &error)
{
    return error.httpStatus == 401
            || (error.kind == ErrorKind::Proxy && error.httpStatus == 0
                && error.arrival == Arrival::NotSent);
}
} // namespace

LoginQuestion::LoginQuestion(std::chrono::milliseconds deadline, Clock &clock, const Send &send,
                             Send ask, Done<Answer> done)
    : m_deadline(deadline)
    , m_clock(clock)
    , m_begun(clock.now())
    , m_ask(std::move(ask))
    , m_done(std::move(done))
    , m_running(send(deadline, [this](Result<Answer> result) { answered(std::move(result)); }))
{ }

void LoginQuestion::cancel()
{
    if (m_running)
        m_running->cancel();
}

void LoginQuestion::answered(Result<Answer> result)
{
    if (!result && mayBeTheLogin(result.error())) {
        m_failed = result.error();
        const std::chrono::milliseconds left =
                m_deadline - std::chrono::milliseconds(m_begun.msecsTo(m_clock.now()));
        m_running = m_ask(std::clamp(left, shortestQuestion, longestQuestion),
                          [this](const Result<Answer> &answer) { told(answer); });
        return;
    }
    const Done<Answer> done = std::move(m_done);
    done(std::move(result)); // may destroy this
}

void LoginQuestion::told(const Result<Answer> &answer)
{
    Error error = *m_failed;
    const int status = answer ? answer->status : answer.error().httpStatus;
    if (status == 401 || status == 407) {
        error.kind = ErrorKind::ProxyLogin;
        error.arrival = Arrival::NotSent; // the proxy hands nothing on without a login
    } else if (!answer && answer.error().kind == ErrorKind::Cancelled) {
        error.kind = ErrorKind::Cancelled; // what is known of its arrival stays
    }
    const Done<Answer> done = std::move(m_done);
    done(failure(error));
}
