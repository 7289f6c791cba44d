// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/judge.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 longestPause = 3600; // seconds; a longer one is no pause a person waits for

/// The answer of authentik 2025.10 and later while its core starts: nothing was handed on.
bool saysStarting(const Refusal &refusal)
{
    const QJsonValue error = QJsonDocument::fromJson(refusal.body)["error"_L1];
    return error.toString().startsWith("authentik starting"_L1);
}
} // namespace

ErrorKind kindOf(const Refusal &refusal)
{
    const int status = refusal.status;
    if (status >= 300 && status < 400)
        return ErrorKind::Redirected;
    switch (status) {
    case 400:
    case 422:
        return ErrorKind::Validation;
    case 401:
        return ErrorKind::Unauthorized;
    case 403:
        return ErrorKind::Forbidden;
    case 404:
    case 410:
        return isJson(refusal.contentType, refusal.body) ? ErrorKind::NotFound
                                                         : ErrorKind::NoSuchPage;
    case 405:
        return ErrorKind::NoSuchPage;
    case 406:
    case 415:
        return ErrorKind::UnsupportedMedia;
    case 407:
        return ErrorKind::ProxyLogin;
    case 409:
        return ErrorKind::Conflict;
    case 429:
        return ErrorKind::RateLimited;
    case 502:
    case 503:
    case 504:
        return ErrorKind::Starting;
    default:
        return status >= 500 ? ErrorKind::Server : ErrorKind::BadResponse;
    }
}

Arrival arrivalOf(const Refusal &refusal)
{
    const int status = refusal.status;
    if (status < 300)
        return refusal.toWrite ? Arrival::MayHaveArrived : Arrival::Answered;
    if (!refusal.toWrite)
        return Arrival::Answered;
    if (status == 407)
        return Arrival::NotSent; // the proxy's own answer
    // A page under 405 is also what authentik 2025.12 and later makes of a crash (contract §4.1).
    if (status == 405 && !isJson(refusal.contentType, refusal.body))
        return Arrival::MayHaveArrived;
    if (status == 408)
        return Arrival::MayHaveArrived;
    if (status == 503 && saysStarting(refusal))
        return Arrival::Answered;
    return status >= 500 ? Arrival::MayHaveArrived : Arrival::Answered;
}

bool isProxysOwn(const Refusal &refusal, const Answerer &by)
{
    if (refusal.status < 500 && refusal.status != 403)
        return false; // 401 and 407 are about its login, see LoginQuestion
    if (!by.requestId.isEmpty() || by.poweredBy.toLower().startsWith("authentik")
        || isJson(refusal.contentType, refusal.body))
        return false;
    if (!by.squidError.isEmpty() || by.proxyStatus.contains("error="))
        return true;
    // What they pass on keeps the server's own name.
    const QByteArray program = by.server.split('/').first().trimmed().toLower();
    return program == "tinyproxy" || program == "squid" || program == "privoxy";
}

QByteArray mediaType(const QByteArray &contentType)
{
    return contentType.split(';').first().trimmed().toLower();
}

bool isJson(const QByteArray &contentType, const QByteArray &body)
{
    if (contentType == "text/html")
        return false;
    const QJsonDocument json = QJsonDocument::fromJson(body);
    return json.isObject() || json.isArray();
}

bool hasMoreValues(const QByteArray &json, int most)
{
    if (json.size() <= most || json.trimmed().startsWith('<'))
        return false;
    int values = 0;
    bool isText = false;
    for (auto at = json.begin(); at != json.end() && values <= most; ++at) {
        if (*at == '"')
            isText = !isText;
        else if (isText && *at == '\\' && at + 1 != json.end())
            ++at; // what is escaped ends no text
        else if (!isText && (*at == ',' || *at == '[' || *at == '{'))
            ++values;
    }
    return values > most;
}

std::optional<std::chrono::seconds> parseRetryAfter(const QByteArray &header, const QDateTime &now)
{
    const QByteArray text = header.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    qint64 seconds = 0;
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        seconds = text.size() > 9 ? longestPause : text.toLongLong();
    } else {
        QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text),
                                                 u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
        if (!date.isValid())
            return std::nullopt;
        date.setTimeZone(QTimeZone::utc());
        seconds = now.secsTo(date);
    }
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, longestPause));
}
