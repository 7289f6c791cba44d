// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemaserver.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QVersionNumber>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

Script ok(const QJsonObject &body)
{
    return Script::json(200, QJsonDocument(body).toJson(QJsonDocument::Compact));
}

Script page(const QJsonArray &results)
{
    const QJsonObject pagination{{u"next"_s, 0},
                                 {u"previous"_s, 0},
                                 {u"count"_s, results.size()},
                                 {u"current"_s, 1},
                                 {u"total_pages"_s, 1},
                                 {u"start_index"_s, results.isEmpty() ? 0 : 1},
                                 {u"end_index"_s, results.size()}};
    return ok({{u"pagination"_s, pagination}, {u"results"_s, results}});
}

} // namespace

SchemaServer::SchemaServer(const QJsonObject &fixture)
    : m_release(fixture.value("release"_L1).toString())
    , m_source(fixture.value("object"_L1).toObject())
    , m_options(fixture.value("options"_L1).toObject())
{
    m_server.setScript([this](const RecordedRequest &request) { return answer(request); });
}

QJsonObject SchemaServer::fixture(const QString &release)
{
    QFile file(QStringLiteral(FIXTURES "/authentik/schema/%1.json").arg(release));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no schema of %s", qPrintable(release));
    return QJsonDocument::fromJson(file.readAll()).object();
}

QStringList SchemaServer::releases()
{
    QStringList names = QDir(QStringLiteral(FIXTURES "/authentik/schema"))
                                .entryList({u"*.json"_s}, QDir::Files);
    for (QString &name : names)
        name.chop(5);
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        return QVersionNumber::fromString(a) < QVersionNumber::fromString(b);
    });
    return names;
}

QList<QByteArray> SchemaServer::patches() const
{
    QList<QByteArray> bodies;
    for (const RecordedRequest &request : m_server.requests()) {
        if (request.method == "PATCH")
            bodies.append(request.body);
    }
    return bodies;
}

Script SchemaServer::answer(const RecordedRequest &request)
{
    const QByteArray path = request.target.split('?').constFirst();
    if (path == "/api/v3/admin/version/")
        return ok({{u"version_current"_s, m_release}});
    if (path == "/api/v3/core/users/me/")
        return ok({{u"user"_s, QJsonObject{{u"username"_s, u"anna"_s}, {u"name"_s, u"Anna"_s}}}});
    if (path == "/api/v3/sources/plex/")
        return page({m_source});
    if (path == "/api/v3/events/events/")
        return page({});
    const QByteArray own =
            "/api/v3/sources/plex/" + m_source.value("slug"_L1).toString().toUtf8() + '/';
    if (path == own)
        return answerSource(request);
    return Script::answer(404, "text/html", "<html><h1>Not Found</h1></html>");
}

Script SchemaServer::answerSource(const RecordedRequest &request)
{
    if (request.method == "OPTIONS")
        return ok(m_options);
    if (request.method == "PATCH")
        return patch(request.body);
    return ok(m_source);
}

/// What it does not know or does not let one write is ignored, as authentik does (contract §3.2).
Script SchemaServer::patch(const QByteArray &body)
{
    const QJsonObject changes = QJsonDocument::fromJson(body).object();
    if (changes.value("slug"_L1) == takenSlug)
        return Script::json(400, R"({"slug": ["source with this slug already exists."]})");
    const QJsonObject put = m_options["actions"_L1]["PUT"_L1].toObject();
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        const QJsonObject said = put.value(change.key()).toObject();
        if (!said.isEmpty() && !said.value("read_only"_L1).toBool())
            m_source.insert(change.key(), change.value());
    }
    return ok(m_source);
}
