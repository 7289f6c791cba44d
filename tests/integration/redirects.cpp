// SPDX-License-Identifier: GPL-3.0-or-later
#include "redirects.h"

namespace {
/// Other origins that look like it, or are the same machine under another name.
QList<Redirect> otherOrigins(const QByteArray &home, const QByteArray &strange)
{
    const auto to = [](const QByteArray &address) { return "Location: " + address + "\r\n"; };
    return {
            {"scheme", to("https://127.0.0.1:" + home + "/api/v3/")},
            {"scheme and port", to("https://127.0.0.1:" + strange + "/api/v3/")},
            {"scheme in upper case", to("HTTP://127.0.0.1:" + strange + "/api/v3/")},
            {"no http at all", to("ftp://127.0.0.1:" + strange + "/api/v3/")},
            {"port", to("http://127.0.0.1:" + strange + "/api/v3/")},
            {"host by name", to("http://localhost:" + home + "/api/v3/")},
            {"host and port", to("http://localhost:" + strange + "/api/v3/")},
            {"host in upper case", to("http://LOCALHOST:" + strange + "/api/v3/")},
            {"host with a dot at its end", to("http://localhost.:" + strange + "/api/v3/")},
            {"sub-domain", to("http://sub.localhost:" + strange + "/api/v3/")},
            {"another address", to("http://127.0.0.2:" + strange + "/api/v3/")},
            {"address as a number", to("http://2130706433:" + strange + "/api/v3/")},
            {"short address", to("http://127.1:" + strange + "/api/v3/")},
            {"IPv6", to("http://[::1]:" + strange + "/api/v3/")},
            {"IPv4 as IPv6", to("http://[::ffff:127.0.0.1]:" + strange + "/api/v3/")},
            {"user info", to("http://me:word@127.0.0.1:" + strange + "/api/v3/")},
            {"user info that looks like home",
             to("http://127.0.0.1:" + home + "@127.0.0.1:" + strange + "/api/v3/")},
            {"user info and a backslash",
             to("http://127.0.0.1:" + home + "\\@127.0.0.1:" + strange + "/api/v3/")},
            {"no scheme", to("//127.0.0.1:" + strange + "/api/v3/")},
            {"backslashes", to("http:\\\\127.0.0.1:" + strange + "\\api\\v3\\")},
            {"slash and backslash", to("/\\127.0.0.1:" + strange + "/api/v3/")},
            {"space in front", to("  \t http://127.0.0.1:" + strange + "/api/v3/")},
            {"twice, home first",
             to("/elsewhere/") + to("http://127.0.0.1:" + strange + "/api/v3/")},
            {"twice, home last",
             to("http://127.0.0.1:" + strange + "/api/v3/") + to("/elsewhere/")},
            {"Refresh beside it",
             to("/elsewhere/") + "Refresh: 0; url=http://127.0.0.1:" + strange + "/\r\n"},
            {"Alt-Svc beside it",
             to("/elsewhere/") + "Alt-Svc: h2=\"127.0.0.1:" + strange + "\"; persist=1\r\n"},
    };
}

/// The same origin, or no origin.
QList<Redirect> oddTargets(const QByteArray &home)
{
    const auto to = [](const QByteArray &address) { return "Location: " + address + "\r\n"; };
    return {
            {"absolute, same origin", to("http://127.0.0.1:" + home + "/elsewhere/")},
            {"path", to("/elsewhere/")},
            {"relative path", to("../elsewhere/")},
            {"query only", to("?again=1")},
            {"javascript", to("javascript:alert(1)")},
            {"data", to("data:application/json,{}")},
            {"file", to("file:///etc/passwd")},
            {"no Location", {}},
            {"empty Location", to({})},
            {"bytes that are no address", to("http://\xff\xfe:99999999/")},
            {"very long", to("/" + QByteArray(7000, 'x'))},
    };
}
} // namespace

QList<Redirect> allRedirects(const RedirectPlaces &places)
{
    const QByteArray chain = "Location: http://127.0.0.1:" + places.chain + "/api/v3/\r\n";
    return otherOrigins(places.home, places.strange) + oddTargets(places.home)
            + QList<Redirect>{{"chain over a stranger and back", chain}};
}
