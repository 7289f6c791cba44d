// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/connectionsetup.h"
#include "api/httpcall.h"
#include "api/request.h"
#include "connection/baseurl.h"
#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "ports.h"

#include <QNetworkProxy>
#include <QSslConfiguration>

#include <memory>
#include <optional>

class QNetworkAccessManager;

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
//  - a call that cannot go out (read-only, a CA file that cannot be read) fails with NotSent and
//    without touching the network
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

    const BaseUrl &base() const { return m_setup.base; }
    const Clock &clock() const { return m_setup.clock; }
    /// Of a call that has no deadline of its own.
    std::chrono::milliseconds timeout() const;
    /// Nothing is written: writes fail with ReadOnly and NotSent.
    bool isReadOnly() const { return m_setup.entry.isReadOnly; }

private:
    std::optional<Error> reasonNotToSend(const Request &request);
    CallHandle start(const Request &request, const QNetworkProxy &proxy,
                     std::chrono::milliseconds deadline, AnswerDone done);
    CallHandle begin(const Request &request, const QNetworkProxy &proxy,
                     std::chrono::milliseconds deadline, AnswerDone done);
    CallHandle askForLogin(const QNetworkProxy &proxy, std::chrono::milliseconds deadline,
                           AnswerDone done);
    HttpCall::Setup callSetup(const QNetworkProxy &proxy, std::chrono::milliseconds deadline);
    QString shown(const Request &request) const;

    TransportSetup m_setup;
    Result<QSslConfiguration> m_tls;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<SystemProxy> m_systemProxy; ///< with ProxyChoice::Mode::System
    quint64 m_lastNumber = 0;
};
