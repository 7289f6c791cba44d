// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "connection/connectiontest.h"
#include "core/secret.h"
#include "ports.h"

#include <functional>

// The interfaces around connections. GUI thread; nothing blocks.

/// The secrets of one connection, as they were read or typed.
struct ConnectionSecrets
{
    Secret token;
    Secret proxyPassword;
    Secret passphrase;

    friend bool operator==(const ConnectionSecrets &, const ConnectionSecrets &) = default;
};

/// Tries a connection step by step, with real requests over the same transport as everything else.
class ConnectionProbe
{
public:
    virtual ~ConnectionProbe() = default;

    /// Runs the steps in their order. `step` comes when one begins to run and when it has ended;
    /// steps after a failed one come as Skipped. `done` comes once after the last, also when one
    /// failed; Cancelled after cancel(). Ends within twice the connection's timeout, whatever the
    /// server does. Nothing is written, on the server or here.
    [[nodiscard]] virtual CallHandle run(const ConnectionEntry &entry,
                                         const ConnectionSecrets &secrets,
                                         std::function<void(const TestStepResult &)> step,
                                         Done<void> done) = 0;

protected:
    ConnectionProbe() = default;
    Q_DISABLE_COPY_MOVE(ConnectionProbe)
};
