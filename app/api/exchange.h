// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "core/result.h"
#include "ports.h"

#include <QDateTime>

#include <optional>

class Transport;

// One request, and after a 403 the question what it means. authentik answers 403 to a key it does
// not know as well as to a missing right (contract §1.2); core/users/me/ tells them apart: any
// valid key gets 200 there. Both belong to one handle and one deadline. Used by AuthentikClient for
// every call but core/users/me/ itself.
class Exchange final : public Call
{
public:
    /// Borrows `transport`, which must outlive it.
    Exchange(Transport &transport, const Request &request, Done<Answer> done);

    void cancel() override;

private:
    void answered(Result<Answer> result);
    void ask(const Error &forbidden);
    void told(const Result<Answer> &me);

    Transport &m_transport;
    Done<Answer> m_done;
    std::optional<Error> m_forbidden;
    QDateTime m_begun;
    CallHandle m_running;
};

/// The request for core/users/me/.
Request currentUserRequest();
/// True for the 403 that core/users/me/ gives to a key it does not know.
bool isUnknownKey(const Error &error);
