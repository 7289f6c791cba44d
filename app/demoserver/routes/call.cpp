// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/call.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr char htmlType[] = "text/html; charset=utf-8";

QString decoded(QByteArray text)
{
    text.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

HttpResponse htmlPage(int status, const QByteArray &title)
{
    return {.status = status,
            .headers = {{"Content-Type", htmlType}},
            .body = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
                    "charset=\"UTF-8\"><title>authentik</title></head>"
                    "<body><h1>"
                    + title + "</h1></body></html>\n"};
}

} // namespace

QueryParameters::QueryParameters(const QByteArray &encoded)
{
    for (const QByteArray &item : encoded.split('&')) {
        if (item.isEmpty())
            continue;
        const qsizetype equals = item.indexOf('=');
        const QByteArray key = equals < 0 ? item : item.first(equals);
        const QByteArray value = equals < 0 ? QByteArray("") : item.sliced(equals + 1);
        m_items.append(std::pair(decoded(key), decoded(value)));
    }
}

QString QueryParameters::value(QStringView key) const
{
    const QStringList found = values(key);
    return found.isEmpty() ? QString() : found.last();
}

QStringList QueryParameters::values(QStringView key) const
{
    QStringList found;
    for (const auto &[name, value] : m_items) {
        if (name == key)
            found.append(value);
    }
    return found;
}

HttpResponse jsonResponse(int status, const QJsonValue &body, const ReleaseRules &release)
{
    const QJsonDocument document =
            body.isArray() ? QJsonDocument(body.toArray()) : QJsonDocument(body.toObject());
    return {.status = status,
            .headers = {{"Content-Type",
                         QByteArray(release.jsonType.data(), release.jsonType.size())}},
            .body = document.toJson(QJsonDocument::Compact)};
}

HttpResponse detailResponse(int status, const QString &text, const ReleaseRules &release)
{
    return jsonResponse(status, QJsonObject{{u"detail"_s, text}}, release);
}

HttpResponse noPermission(const ReleaseRules &release)
{
    return detailResponse(403, u"You do not have permission to perform this action."_s, release);
}

HttpResponse objectNotFound(QLatin1StringView model, const ReleaseRules &release)
{
    return detailResponse(404,
                          release.notFoundNamesModel
                                  ? u"No %1 matches the given query."_s.arg(model)
                                  : u"Not found."_s,
                          release);
}

HttpResponse noSuchPage(const QByteArray &method)
{
    if (method == "GET" || method == "HEAD")
        return htmlPage(404, "Not Found");
    HttpResponse response = emptyHtml(method == "OPTIONS" ? 200 : 405);
    response.headers.append(HttpHeader("Allow", "GET, HEAD, OPTIONS"));
    return response;
}

HttpResponse crashResponse(const QByteArray &method, const ReleaseRules &release)
{
    const bool isRead = method == "GET" || method == "HEAD";
    return isRead || !release.crashOfWriteIs405 ? htmlPage(500, "Server Error")
                                                : noSuchPage(method);
}

HttpResponse emptyHtml(int status)
{
    return {.status = status, .headers = {{"Content-Type", htmlType}}, .body = {}};
}

HttpResponse optionsResponse(const QString &name, const QString &description,
                             const QJsonObject &actions, const ReleaseRules &release)
{
    QJsonObject body{{u"name"_s, name},
                     {u"description"_s, description},
                     {u"renders"_s, QJsonArray{u"application/json"_s}},
                     {u"parses"_s, QJsonArray{u"application/json"_s}}};
    if (!actions.isEmpty())
        body.insert(u"actions"_s, actions);
    return jsonResponse(200, body, release);
}

HttpResponse methodNotAllowed(const QByteArray &method, const ReleaseRules &release)
{
    return detailResponse(405, u"Method \"%1\" not allowed."_s.arg(QString::fromLatin1(method)),
                          release);
}

} // namespace demoserver
