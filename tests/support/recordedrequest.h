// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>

#include <optional>

/// One HTTP request as it came over the wire.
struct RecordedRequest
{
    QByteArray method;
    QByteArray target; ///< as in the request line
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;
    int connection = 0; ///< 1 for the first connection a server got

    /// The value of a header, empty when it is missing.
    QByteArray header(const QByteArray &name) const;
    QByteArray line() const { return method + ' ' + target; }
};

/// Takes the first whole request (head, and as much body as Content-Length says) out of `buffer`.
std::optional<RecordedRequest> takeRequest(QByteArray &buffer);
/// True when the head of a request is in `buffer`, its body or not.
bool hasHead(const QByteArray &buffer);
