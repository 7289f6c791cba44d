// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "connection/baseurl.h"
#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "ports.h"
#include "requestlog.h"

#include <QPointer>

#include <memory>

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
//  - no cookies, no cache, nothing in the log but method, path and status; the token and the
//    secrets of a request are blanked in what comes back
class Transport
{
public:
    using AnswerDone = Done<Answer>;

    /// Borrows `clock`, which must outlive it. Each call that ends is written to `log`, if there is
    /// one.
    Transport(const BaseUrl &base, const Secret &token, Clock &clock, RequestLog *log = nullptr);
    /// Calls that still run end without a word; their handles may die later.
    ~Transport();
    Q_DISABLE_COPY_MOVE(Transport)

    /// Sends `request`. `done` gets a 2xx answer or an error; once, and never inside this call.
    [[nodiscard]] CallHandle send(const Request &request, AnswerDone done);

    const BaseUrl &base() const { return m_base; }
    const Clock &clock() const { return m_clock; }

private:
    BaseUrl m_base;
    Secret m_token;
    Clock &m_clock;
    QPointer<RequestLog> m_log;
    std::unique_ptr<QNetworkAccessManager> m_network;
    quint64 m_lastNumber = 0;
};
