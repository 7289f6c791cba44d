// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"
#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

// Connections as a JSON file, to be kept, mailed, or deployed by an organisation. It holds no
// secret, no id and no accepted certificate. Pure.
//
// {
//   "format": "sourcedesk-connections",
//   "version": 1,
//   "connections": [
//     {
//       "name": "Head office",
//       "address": "https://auth.example.org",
//       "kind": "production",                     production, staging, test; else not said
//       "ask_before_save": true,
//       "read_only": false,
//       "ca_file": "/etc/ssl/example-ca.pem",     paths are written as they are
//       "client_certificate": "",
//       "client_key": "",
//       "proxy": {"mode": "http", "host": "proxy.example.org", "port": 3128, "username": "anna"},
//       "timeout_seconds": 30
//     }
//   ]
// }
//
// Only "address" must be there. "mode" is system, none, http or socks5. A reader takes unknown
// members as not there but names them, and refuses another version. Should somebody have written a
// token, password or passphrase into the file, it is named and not read.

struct ConnectionFile
{
    QList<ConnectionEntry> connections; ///< without ids
    QStringList left;                   ///< what was not read, and why: one sentence each
    QStringList remarks;                ///< what is to be known of those that were read

    friend bool operator==(const ConnectionFile &, const ConnectionFile &) = default;
};

/// Longer files, and files of more connections, are refused.
constexpr qsizetype largestConnectionFile = 1024 * 1024;
constexpr int mostConnections = 1000;

/// The file, UTF-8, indented.
QByteArray connectionFile(const QList<ConnectionEntry> &entries);
/// Reads one. Fails with BadResponse when it is no such file or of another version; `detail` says
/// why. One with the address and the name of one in `known`, or of an earlier one in the file, is
/// left.
Result<ConnectionFile> readConnectionFile(const QByteArray &file,
                                          const QList<ConnectionEntry> &known = {});

/// One connection as it stands in the file.
QJsonObject connectionToJson(const ConnectionEntry &entry);
/// Fails with BadResponse; `detail` is a sentence without a name. `remarks` gets what is to be
/// known of it.
Result<ConnectionEntry> connectionFromJson(const QJsonObject &object, QStringList &remarks);
