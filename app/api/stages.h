// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"

#include <QDateTime>

#include <functional>
#include <optional>

class QNetworkReply;
class QObject;

// How far one request has come, as far as QNetworkReply tells.
//
// What Qt 6.4.2 emits, in this order (found by trying):
//  - a name that is not known: nothing, then HostNotFoundError. With an HTTP proxy it is the
//    proxy's name that is looked up, though Qt's text names the server's
//  - socketStartedConnecting: the name is known (or was none to look up); TCP begins. There is no
//    signal for *TCP is there*
//  - refused: ConnectionRefusedError; over a proxy for https and SOCKS UnknownNetworkError, for
//    http through a proxy ConnectionRefusedError too
//  - sslErrors: TCP is there and the certificate is not trusted; then SslHandshakeFailedError, or
//    encrypted when it was accepted. The certificate is in sslConfiguration() from here on
//  - encrypted, and only then requestSent; for plain http requestSent follows TCP at once
//  - a server that speaks no TLS: SslHandshakeFailedError without sslErrors; one that closes in the
//    handshake: RemoteHostClosedError
//  - silence before TLS is agreed looks the same whether TCP or TLS waits
//  - a proxy that wants a login: ProxyAuthenticationRequiredError after socketStartedConnecting
//  - metaDataChanged: the head of the answer is there
//  - on a connection that is already open: requestSent and metaDataChanged only. requestSent comes
//    twice when Qt sends a GET again after a close
enum class Stage : quint8
{
    Connecting, ///< the name is known
    Untrusted,  ///< TCP is there; the certificate is not trusted
    Encrypted,  ///< TLS is agreed
    Sent,       ///< the request is out
    Answered    ///< the head of the answer is there
};

struct StageSeen
{
    Stage stage = Stage::Connecting;
    std::optional<CertificateFacts> certificate; ///< Untrusted (with its problems) and Encrypted
    QDateTime serverTime;                        ///< Answered: the Date header, invalid without one
};

/// Must not end the call it watches.
using StageObserver = std::function<void(const StageSeen &)>;

/// Tells `observer` the stages of `reply` as long as both `reply` and `context` live.
void watchStages(QNetworkReply &reply, QObject &context, const StageObserver &observer);
