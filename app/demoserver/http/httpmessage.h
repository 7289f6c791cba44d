// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace demoserver {

using HttpHeader = std::pair<QByteArray, QByteArray>;
using HttpHeaders = QList<HttpHeader>;

/// A request as it came from the wire. Made by HttpConnection, read by the routes; a plain value.
struct HttpRequest
{
    QByteArray method;
    QByteArray target;        ///< path and query as sent, not decoded
    HttpHeaders headers = {}; ///< in the order received
    QByteArray body = {};
    bool isTooLarge = false; ///< the body was over the limit and is not here

    /// The first value of a header, its name in any letter case; a null array when it was not sent.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

/// An answer. Content-Length, Date and Connection are added by HttpConnection.
struct HttpResponse
{
    int status = 200;
    HttpHeaders headers;
    QByteArray body;
};

/// The words of a status line; "Status" for numbers this server never sends.
[[nodiscard]] QByteArray reasonPhrase(int status);

} // namespace demoserver
