// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

// What an answer means, by its status and its shape. QNetworkReply::error() is too coarse for that
// and calls a redirect a success. Server rules: contract §1.2 and §4.1. Pure.

/// An answer with a status other than 2xx, or one that cannot be used.
struct Refusal
{
    int status = 0;
    QByteArray contentType;
    QByteArray body;
    bool toWrite = false;
};

ErrorKind kindOf(const Refusal &refusal);
/// Whether a write that got this answer may have been carried out all the same.
Arrival arrivalOf(const Refusal &refusal);

/// What tells a proxy's own page from the answer of a server behind it. Headers as they came.
struct Answerer
{
    QByteArray server;      ///< Server
    QByteArray proxyStatus; ///< Proxy-Status, RFC 9209
    QByteArray squidError;  ///< X-Squid-Error
    QByteArray poweredBy;   ///< X-Powered-By
    QByteArray requestId;   ///< X-authentik-id
};

/// True when the proxy that a plain request went to made this answer itself. Only what such a
/// program says of itself counts; a doubtful one is the server's. Says nothing of a write: the
/// proxy may have handed it on before it gave up.
bool isProxysOwn(const Refusal &refusal, const Answerer &by);

/// The media type alone: lower case, no parameters.
QByteArray mediaType(const QByteArray &contentType);

/// True for a JSON object or array, whatever it is labelled (text/plain with a 502 of 2023.10.7).
bool isJson(const QByteArray &contentType, const QByteArray &body);

/// True when `json` holds more than `most` values, without parsing it. A page (HTML) holds none.
bool hasMoreValues(const QByteArray &json, int most);

/// Retry-After as seconds or as an HTTP date; 0 to 3600 s, none when it is neither.
std::optional<std::chrono::seconds> parseRetryAfter(const QByteArray &header, const QDateTime &now);
