// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/exchange.h"

#include "api/judge.h"
#include "api/transport.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::chrono::milliseconds shortestQuestion = std::chrono::seconds(1);
} // namespace

Exchange::Exchange(Transport &transport, const Request &request, Done<Answer> done)
    : m_transport(transport)
    , m_done(std::move(done))
    , m_begun(transport.clock().now())
    , m_running(transport.send(request,
                               [this](Result<Answer> result) { answered(std::move(result)); }))
{ }

void Exchange::cancel()
{
    if (m_running)
        m_running->cancel();
}

void Exchange::answered(Result<Answer> result)
{
    if (!result && result.error().kind == ErrorKind::Forbidden) {
        ask(result.error());
        return;
    }
    const Done<Answer> done = std::move(m_done); // it may destroy this
    done(std::move(result));
}

void Exchange::ask(const Error &forbidden)
{
    m_forbidden = forbidden;
    Request question = currentUserRequest();
    const std::chrono::milliseconds spent(m_begun.msecsTo(m_transport.clock().now()));
    const std::chrono::milliseconds whole = std::max(m_transport.timeout(), shortestQuestion);
    question.deadline = std::clamp(whole - spent, shortestQuestion, whole);
    m_running = m_transport.send(question, [this](const Result<Answer> &me) { told(me); });
}

void Exchange::told(const Result<Answer> &me)
{
    Error error = *m_forbidden;
    if (!me && isUnknownKey(me.error()))
        error.kind = ErrorKind::Unauthorized;
    else if (!me && me.error().kind == ErrorKind::Cancelled)
        error.kind = ErrorKind::Cancelled; // the first answer stays known: it was a refusal
    const Done<Answer> done = std::move(m_done);
    done(failure(error));
}

Request currentUserRequest()
{
    Request request;
    request.path = u"core/users/me/"_s;
    return request;
}

bool isUnknownKey(const Error &error)
{
    return error.httpStatus == 403 && isJson(error.contentType, error.body);
}
