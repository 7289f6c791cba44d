// SPDX-License-Identifier: GPL-3.0-or-later
#include "otheradmin.h"

#include "waiting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>
#include <utility>

using namespace Qt::Literals::StringLiterals;

OtherAdmin::OtherAdmin(QUrl server, const QString &token)
    : m_server(std::move(server))
    , m_authorization("Bearer " + token.toLatin1())
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

QByteArray OtherAdmin::answerTo(const QByteArray &method, const QString &path,
                                const QByteArray &body)
{
    QUrl url = m_server;
    const qsizetype query = path.indexOf(u'?');
    url.setPath(path.left(query));
    if (query >= 0)
        url.setQuery(path.mid(query + 1));
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", m_authorization);
    request.setRawHeader("Connection", "close"); // it holds no descriptor while it is idle
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
    const bool isAnswered = until([&reply] { return reply->isFinished(); });
    if (!isAnswered || reply->error() != QNetworkReply::NoError)
        return {};
    return reply->readAll();
}

QList<QJsonObject> OtherAdmin::sources()
{
    const QByteArray answer =
            answerTo("GET", u"/api/v3/sources/plex/?page_size=100&ordering=slug"_s, {});
    QList<QJsonObject> all;
    const QJsonArray rows = QJsonDocument::fromJson(answer)["results"_L1].toArray();
    for (const QJsonValue &row : rows)
        all.append(row.toObject());
    return all;
}

bool OtherAdmin::change(const QString &slug, const QJsonObject &fields)
{
    const QByteArray body = QJsonDocument(fields).toJson(QJsonDocument::Compact);
    return !answerTo("PATCH", u"/api/v3/sources/plex/%1/"_s.arg(slug), body).isEmpty();
}
