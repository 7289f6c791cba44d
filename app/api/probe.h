// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionports.h"
#include "core/clock.h"
#include "requestlog.h"

#include <QPointer>

// Tries a connection with the requests that the program itself makes: who is there
// (`root/config/`, without the token), which release (`admin/version/`), whose token
// (`core/users/me/`), the list of Plex sources, OPTIONS of the first. The steps before the first
// answer are read from that first request. The token goes out only once an authentik was found.
// GUI thread; each run has a Transport of its own.
class AuthentikProbe final : public ConnectionProbe
{
public:
    /// Borrows both, which must outlive every run; `log` may be null.
    explicit AuthentikProbe(Clock &clock, RequestLog *log = nullptr);

    /// `done` gets no error when the run came to its end, whatever the steps found.
    CallHandle run(const ConnectionEntry &entry, const ConnectionSecrets &secrets,
                   std::function<void(const TestStepResult &)> step, Done<void> done) override;

private:
    Clock &m_clock;
    QPointer<RequestLog> m_log;
};
