// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QUrl>
#include <QUrlQuery>

// The address of one authentik server as a person knows it: origin and, for a deployment under a
// sub-path (authentik 2024.12 and later, AUTHENTIK_WEB__PATH), that path. Makes the addresses of
// API calls. A plain value.
class BaseUrl
{
public:
    /// Reads what somebody types or copies from a browser: "https://auth.example.org",
    /// "http://10.0.0.5:9000/sso/", the same ending in "/api/v3/" or in a page of the web
    /// interface ("/if/admin/#/…"). Without a scheme it is https. Fails with BadResponse and a
    /// reason in `detail` for anything else: other schemes, no host, a user name or a password, a
    /// query.
    static Result<BaseUrl> fromUserInput(const QString &typed);

    /// The address of an API call. `path` is below /api/v3/, already percent-encoded:
    /// "sources/plex/home/".
    QUrl api(const QString &path, const QUrlQuery &query = {}) const;
    /// The path of that call as it stands in the request line.
    QString apiPath(const QString &path) const;

    /// "https://auth.example.org/sso", without a slash at the end.
    QString address() const;
    QString host() const { return m_url.host(QUrl::PrettyDecoded); }
    /// The page of the web interface where tokens are made.
    QUrl tokenPage() const;
    /// True for plain http to anything but this machine (localhost, 127.0.0.0/8, ::1): everybody on
    /// the way can read the token.
    bool isPlainToOtherMachine() const;

    friend bool operator==(const BaseUrl &, const BaseUrl &) = default;

private:
    explicit BaseUrl(const QUrl &url)
        : m_url(url)
    { }

    QUrl m_url; ///< ends with a slash, before "api/v3/"
};

/// One segment of a path: everything but letters, digits, '-', '_' and '~' is percent-encoded.
QString pathSegment(const QString &text);
