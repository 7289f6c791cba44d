// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

#include <chrono>

// What is known of one connection to an authentik server, but for its secrets. A plain value; the
// secrets lie in a SecretPort under the keys that are named here.

/// What kind of server a connection leads to, as a person said. It gives the window its colour,
/// shape and word.
enum class ConnectionKind : quint8
{
    Unknown,
    Production,
    Staging,
    Test,
    Demo ///< a practice server of this machine; never stored
};

/// The way to a server.
struct ProxyChoice
{
    enum class Mode : quint8
    {
        System, ///< as the desktop or the environment says, NO_PROXY included
        None,
        Http,
        Socks5
    };

    Mode mode = Mode::System;
    QString host;     ///< for Http and Socks5
    quint16 port = 0; ///< the same; 0 = not given
    QString username; ///< the same; empty = no login. The password is a secret.

    friend bool operator==(const ProxyChoice &, const ProxyChoice &) = default;
};

constexpr std::chrono::seconds defaultTimeout{30};
constexpr std::chrono::seconds shortestTimeout{5};
constexpr std::chrono::seconds longestTimeout{300};

struct ConnectionEntry
{
    QString id;      ///< made once (newConnectionId), never shown; names the secrets
    QString name;    ///< as a person calls it; empty = the host
    QString address; ///< BaseUrl::address()
    ConnectionKind kind = ConnectionKind::Unknown;
    bool asksBeforeSave = false;
    bool isReadOnly = false;   ///< edits and drafts, but nothing is sent
    QString caFile;            ///< PEM; certificates trusted besides the system's; empty = none
    QString clientCertificate; ///< PEM or PKCS #12; empty = none
    QString clientKey;         ///< PEM; empty = in the file of the certificate
    ProxyChoice proxy;
    std::chrono::seconds timeout = defaultTimeout; ///< of one call as a whole
    /// SHA-256 of the certificates (DER) that a person accepted for this connection although they
    /// are not trusted: 32 bytes each.
    QList<QByteArray> acceptedCertificates;
    bool isDeployed = false; ///< from the settings of the machine: it cannot be edited here

    /// `name`, or the host of `address`.
    QString displayName() const;

    friend bool operator==(const ConnectionEntry &, const ConnectionEntry &) = default;
};
Q_DECLARE_METATYPE(ConnectionEntry)

/// A new id: 32 lower-case hex digits.
QString newConnectionId();

/// The secrets of a connection.
enum class ConnectionSecret : quint8
{
    Token,         ///< API token
    ProxyPassword, ///< of ProxyChoice::username
    Passphrase     ///< of the client key
};

/// Under which key a SecretPort keeps it: "connection/<id>/token".
QString connectionSecretKey(const QString &id, ConnectionSecret secret);
