// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "core/clock.h"
#include "core/result.h"
#include "ports.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <optional>

// One call over an HTTP proxy with a login, and after a failure that may be the proxy's doing the
// question whether it takes the login. tinyproxy answers 401 instead of 407 to a wrong one, which
// looks like a server that does not know the token, and Qt tells every refusal of a tunnel in the
// same way. The question goes to the proxy alone: a plain GET of a name that cannot exist, without
// the token. Both belong to one handle and one deadline. Made by Transport.
class LoginQuestion final : public Call
{
public:
    using Send = std::function<CallHandle(std::chrono::milliseconds deadline, Done<Answer> done)>;

    /// `send` sends the call, `ask` the question. Borrows `clock`.
    LoginQuestion(std::chrono::milliseconds deadline, Clock &clock, const Send &send, Send ask,
                  Done<Answer> done);

    void cancel() override;

private:
    void answered(Result<Answer> result);
    void told(const Result<Answer> &answer);

    std::chrono::milliseconds m_deadline;
    Clock &m_clock;
    QDateTime m_begun;
    Send m_ask;
    Done<Answer> m_done;
    std::optional<Error> m_failed;
    CallHandle m_running;
};

/// What is asked for: nobody can have this name (RFC 2606).
inline constexpr const char loginQuestionUrl[] = "http://login-check.invalid/";
