// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/connectionsetup.h"
#include "api/request.h"
#include "connection/baseurl.h"
#include "core/clock.h"
#include "core/secret.h"
#include "ports.h"

#include <chrono>
#include <memory>

// The one place that talks HTTP; one per connection, on the thread that made it. It owns the
// QNetworkAccessManager and knows the bearer token.
//
// What it holds to:
//  - an outcome is judged by status and shape, and every failure of a write says whether it may
//    have arrived
//  - a write goes out once and no request follows a redirect, so the token never reaches another
//    origin
//  - each call has a total deadline of its own and a size limit after decompression
//  - no cookies, no cache, nothing in the log but method, path and status; the token, the proxy's
//    password and the secrets of a request are blanked in what comes back
//  - what a connection trusts, shows and accepts in TLS stays in its own manager, which has its own
//    network thread, connections and TLS sessions; nothing of it is set for the whole program
//  - a call that cannot go out (read-only, no token, a CA file that cannot be read) fails with
//    NotSent and without touching the network
class Transport
{
public:
    using AnswerDone = Done<Answer>;

    /// Reads the files of `setup` for TLS; when one cannot be used, each call tries again and
    /// tells.
    explicit Transport(const TransportSetup &setup);
    /// Straight to the server, with the usual timeout. Borrows `clock`, which must outlive it.
    Transport(const BaseUrl &base, const Secret &token, Clock &clock);
    /// Calls that still run end without a word; their handles may die later.
    ~Transport();
    Q_DISABLE_COPY_MOVE(Transport)

    /// Sends `request`. `done` gets a 2xx answer or an error; once, and never inside this call.
    [[nodiscard]] CallHandle send(const Request &request, AnswerDone done);

    const BaseUrl &base() const;
    const Clock &clock() const;
    /// Of a call that has no deadline of its own.
    std::chrono::milliseconds timeout() const;
    /// Nothing is written: writes fail with ReadOnly and NotSent.
    bool isReadOnly() const;
    /// From now on; a write that waits for its way (proxy settings, a login) does not go out, one
    /// that is on the wire goes on.
    void becomeReadOnly();

private:
    class Sender; // so that who includes this needs no Qt Network

    std::unique_ptr<Sender> m_sender;
};
