// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/stages.h"
#include "core/secret.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <chrono>
#include <optional>

inline constexpr qint64 objectLimit = 1 << 20; ///< bytes of an object or an error, decompressed
inline constexpr qint64 pageLimit = 4 << 20;   ///< bytes of a list page, decompressed

// Values in an answer. As many as fit into those bytes would hold the window up while they are
// read, or take thirty times the memory; real ones need 20 bytes and more each.
inline constexpr int objectValues = 50'000;
inline constexpr int pageValues = 200'000; ///< big pages are read beside the window's thread
inline constexpr int refusalValues = 10'000;

/// The total time of one call, from its start to the last byte, unless its connection says another.
inline constexpr std::chrono::milliseconds callDeadline = std::chrono::seconds(30);

/// One request below /api/v3/. A plain value.
struct Request
{
    enum class Method : quint8
    {
        Get,
        Options,
        Patch
    };

    Method method = Method::Get;
    QString path; ///< percent-encoded, "sources/plex/home/"
    QUrlQuery query;
    QByteArray body; ///< JSON, of a write
    qint64 sizeLimit = objectLimit;
    std::optional<std::chrono::milliseconds> deadline; ///< none: the connection's timeout
    QList<Secret> secrets;    ///< secrets in the body, to be blanked in whatever comes back
    StageObserver observer;   ///< is told how far it has come; may be empty
    bool isAnonymous = false; ///< goes out without the token

    bool isWrite() const { return method == Method::Patch; }
};

/// A 2xx answer that came in whole and within the limit. Its body may hold secrets.
struct Answer
{
    int status = 0;
    QByteArray contentType; ///< lower case, without parameters
    QByteArray body;
    QString requestId; ///< X-authentik-id, or empty
    QString request;   ///< "GET /api/v3/sources/plex/": method and path, no query
    bool isWrite = false;
};
