// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"

#include <QByteArray>
#include <QMetaType>
#include <QObject>
#include <QString>

#include <chrono>
#include <optional>

// What went wrong with one operation, as a value. It knows no fields of a source:
// models/source/errorreader finds those in `body`, models/source/errortext makes the sentence a
// person reads.

namespace ErrorKinds {
Q_NAMESPACE

enum class ErrorKind : quint8
{
    Offline,      ///< the server's address did not accept a connection
    HostNotFound, ///< the server's name could not be resolved
    Timeout,      ///< the total deadline of the call ended
    Cut,          ///< the connection closed before the whole answer had come
    Cancelled,    ///< the caller gave the call up
    Tls,          ///< the certificate or the encrypted connection was refused
    Proxy,        ///< the proxy refused, could not be reached, or answered itself (with a status)
    ProxyLogin,   ///< the proxy wants a login, or does not take the one it got
    Redirected,   ///< a 3xx answer; `detail` holds the new address
    Unauthorized, ///< the server does not know the token (authentik says 403, core/users/me/ tells
                  ///< them apart)
    Forbidden,    ///< the token is good but lacks the right, or the two could not be told apart
    NotFound,     ///< 404 with JSON: no such object
    NoSuchPage,   ///< 404/405 with a page: wrong address, or from 2025.12 on a crash of a write
    Conflict,     ///< 409
    Validation,   ///< 400
    UnsupportedMedia, ///< 415 or 406
    RateLimited,      ///< 429
    Starting,         ///< 502, 503, 504: starting, or a worker is being replaced
    Server,           ///< 500 and every other 5xx
    BadResponse,      ///< an answer of another shape than the API's
    TooLarge,         ///< an answer over the size limit
    EndlessList,      ///< a list whose pages lead back or never end
    ReadOnly,         ///< the connection is read-only: this program sent nothing
    NoToken,          ///< the connection has no token here: this program asked nothing
    Storage,
    Keychain,            ///< the keychain failed in some other way
    KeychainUnavailable, ///< there is no keychain
    KeychainLocked,      ///< it is locked, and was not unlocked
    KeychainRefused,     ///< somebody, or its rules, said no
    KeychainSlow,        ///< no answer within the deadline; it may still come
};
Q_ENUM_NS(ErrorKind)

/// What is known about a request that failed. A read changes nothing, so only writes look at it.
enum class Arrival : quint8
{
    NotSent,        ///< nothing of it can have reached the server
    MayHaveArrived, ///< it may have been carried out: read the object again before saying anything
    Answered,       ///< the server answered it and says it refused
};
Q_ENUM_NS(Arrival)

} // namespace ErrorKinds

using ErrorKinds::Arrival;
using ErrorKinds::ErrorKind;

struct Error
{
    ErrorKind kind = ErrorKind::BadResponse;
    Arrival arrival = Arrival::NotSent;
    int httpStatus = 0; ///< 0 when there was no answer
    QString detail; ///< technical words for *Copy details*: Qt's error text, a new address; never a
                    ///< secret
    QByteArray contentType; ///< of the answer, lower case, without parameters
    QByteArray body; ///< the answer of a refused request as received; empty for 2xx, which may hold
                     ///< secrets
    qint64 answerSize = -1; ///< bytes of the answer's body, also of a 2xx; -1 when not known
    std::optional<std::chrono::seconds> retryAfter; ///< from Retry-After
    QString requestId;                              ///< X-authentik-id of the answer, or empty
    QString request; ///< "GET /api/v3/sources/plex/": method and path, no query
    /// With Tls, when the server showed a certificate.
    std::optional<CertificateFacts> certificate;

    friend bool operator==(const Error &, const Error &) = default;
};

Q_DECLARE_METATYPE(Error)
