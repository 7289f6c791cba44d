// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/baseurl.h"
#include "connection/connectionentry.h"
#include "connectionports.h"
#include "core/clock.h"
#include "core/result.h"

#include <QUrl>

#include <functional>

class QNetworkProxy;
class QSslConfiguration;
class RequestLog;

/// Says over which proxy to reach an address. Called on a thread of its own, and may take its time.
using ProxyLookup = std::function<QNetworkProxy(const QUrl &)>;

/// All that the calls of one connection need to know. `clock` and `log` must outlive them.
struct TransportSetup
{
    BaseUrl base;
    ConnectionEntry entry; ///< what it says of the way there, of time and of writing
    ConnectionSecrets secrets;
    Clock &clock;
    RequestLog *log = nullptr;
    ProxyLookup proxyLookup = {}; ///< for ProxyChoice::Mode::System; none = lookUpSystemProxy()
};

/// Straight to `base` with `token`: no proxy, the system's certificates, the usual timeout.
TransportSetup directSetup(const BaseUrl &base, const Secret &token, Clock &clock);

/// How a connection agrees on TLS: trusts the system's certificates and those of the entry's CA
/// file (PEM), shows the entry's client certificate (PEM, or PKCS #12 with its key). For this
/// connection alone. Reads those files, which are small, at once; a file that cannot be used fails
/// with Tls and NotSent, and `detail` names the file and what is wrong with it.
Result<QSslConfiguration> tlsConfiguration(const ConnectionEntry &entry, const Secret &passphrase);

/// The proxy that a person set; NoProxy for None and for System, which is looked up (SystemProxy).
/// With either kind the proxy, and not this machine, looks up the server's name.
QNetworkProxy chosenProxy(const ProxyChoice &choice, const Secret &password);
