// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QDateTime>
#include <QObject>
#include <QString>

#include <chrono>
#include <deque>
#include <optional>

/// One request as it ended: never a body, a header, a query or a secret.
struct LoggedRequest
{
    quint64 number = 0; ///< counts from 1 in this run; given by the log
    QDateTime at;       ///< when it began
    QString connection; ///< the connection's address
    QString method;     ///< "PATCH"
    QString path;       ///< "/api/v3/sources/plex/home/"
    int status = 0;     ///< 0 = no answer
    std::optional<ErrorKind> error;
    std::chrono::milliseconds duration{0};
    QString requestId;   ///< X-authentik-id, or empty
    qint64 received = 0; ///< bytes of the answer's body, unpacked

    friend bool operator==(const LoggedRequest &, const LoggedRequest &) = default;
};

// The last requests of all connections of this run, in memory only. Written by the transports, read
// by the log panel. GUI thread.
class RequestLog final : public QObject
{
    Q_OBJECT
public:
    static constexpr int capacity = 2000; ///< the oldest go first

    explicit RequestLog(QObject *parent = nullptr);

    /// Gives it its number.
    void add(LoggedRequest request);
    void clear();
    const std::deque<LoggedRequest> &requests() const { return m_requests; } ///< oldest first

Q_SIGNALS:
    /// One came at the end; with `isFull` the oldest went.
    void added(const LoggedRequest &request, bool isFull);
    void cleared();

private:
    std::deque<LoggedRequest> m_requests;
    quint64 m_lastNumber = 0;
};
Q_DECLARE_METATYPE(LoggedRequest)
