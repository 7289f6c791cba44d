// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/transport.h"
#include "outcome.h"
#include "scriptedserver.h"
#include "testauthority.h"

#include <QSslConfiguration>

// What the tests of TLS have in common: requests, a server, a connection to it.

using namespace Qt::Literals::StringLiterals;

inline Request read()
{
    Request request;
    request.path = u"sources/plex/home/"_s;
    return request;
}

inline Request patch()
{
    Request request = read();
    request.method = Request::Method::Patch;
    request.body = R"({"enabled":false})";
    return request;
}

/// Answers everything with an empty object.
class TlsServer : public ScriptedServer
{
public:
    explicit TlsServer(const QSslConfiguration &tls)
    {
        setTls(tls);
        setScript([](const RecordedRequest &) { return Script::json(200, "{}"); });
    }
};

inline ConnectionEntry withCa(const TestAuthority &authority)
{
    ConnectionEntry entry;
    entry.caFile = authority.caFile();
    return entry;
}

/// The outcome of one request over a connection of its own.
inline Outcome<Answer> outcomeOf(const TransportSetup &setup, const Request &request = read())
{
    Transport transport(setup);
    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request, outcome.done());
    outcome.wait(std::chrono::seconds(20));
    return outcome;
}
/// To `server` by TLS, without a proxy.
inline TransportSetup tlsSetup(Clock &clock, const ScriptedServer &server,
                               const ConnectionEntry &entry = {}, const QString &passphrase = {})
{
    const QString url = u"https://127.0.0.1:%1"_s.arg(server.serverPort());
    TransportSetup made = directSetup(BaseUrl::fromUserInput(url).value(), Secret(u"key"_s), clock);
    made.entry = entry;
    made.entry.proxy.mode = ProxyChoice::Mode::None;
    made.secrets.passphrase = Secret(passphrase);
    return made;
}
