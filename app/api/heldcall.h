// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "api/systemproxy.h"
#include "core/clock.h"
#include "core/result.h"
#include "ports.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

// A call that has not reached the network: one that cannot go out at all, or one that waits for the
// system's proxy and then goes on as the real one. Until then nothing of it was sent. Made by
// Transport and owned by whoever asked.
class HeldCall final : public QObject, public Call
{
    Q_OBJECT
public:
    using Start = std::function<CallHandle(const QNetworkProxy &proxy,
                                           std::chrono::milliseconds left, Done<Answer> done)>;

    /// Tells `error` from the event loop.
    HeldCall(const Error &error, Done<Answer> done);
    /// Waits for `proxy` at most for `deadline`, then calls `start` with the time that is left.
    /// `request` is method and path. Says no word when `proxy` dies first. Borrows `clock`.
    HeldCall(SystemProxy &proxy, const QString &request, std::chrono::milliseconds deadline,
             Clock &clock, Start start, Done<Answer> done);

    void cancel() override;

private:
    void goOn(const QNetworkProxy &proxy);
    void failLater(const Error &error);
    Error error(ErrorKind kind) const;

    QString m_request;
    Start m_start;
    Done<Answer> m_done;
    std::chrono::milliseconds m_left{0};
    QDateTime m_begun;
    Clock *m_clock = nullptr;
    std::unique_ptr<Clock::Timer> m_deadline;
    CallHandle m_running;
};
