// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>

#include <algorithm>

// All recorded exchanges with real servers, as a client would have received them. The files hold a
// body that is no JSON as {"html": …} or {"text": …} and an empty one as null (see the head of
// tests/fixtures/authentik/capture.py).

struct Recording
{
    QString name; ///< "2025.12.4/bad/name-blank"
    QString release;
    QString method;
    QString path;
    QJsonValue sent; ///< JSON of the request body, undefined for one that is no JSON
    int status = 0;
    QByteArray contentType; ///< lower case, without parameters
    QByteArray body;
    QJsonValue json; ///< of the body, undefined when it is no JSON
};

namespace Recordings {

inline Recording fromFile(const QString &path, const QString &name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    const QJsonObject exchange = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject request = exchange[QStringLiteral("request")].toObject();
    const QJsonObject response = exchange[QStringLiteral("response")].toObject();

    Recording recording;
    recording.name = name;
    recording.release = name.section(QLatin1Char('/'), 0, 0);
    recording.method = request[QStringLiteral("method")].toString();
    recording.path = request[QStringLiteral("path")].toString();
    recording.sent = request[QStringLiteral("body")];
    if (recording.sent.toObject().contains(QStringLiteral("raw")))
        recording.sent = QJsonValue::Undefined;
    recording.status = response[QStringLiteral("status")].toInt();
    recording.contentType = response[QStringLiteral("headers")][QStringLiteral("Content-Type")]
                                    .toString()
                                    .section(QLatin1Char(';'), 0, 0)
                                    .toLower()
                                    .toLatin1();

    const QJsonValue body = response[QStringLiteral("body")];
    recording.json = QJsonValue::Undefined;
    if (const QJsonValue html = body[QStringLiteral("html")]; html.isString()) {
        recording.body = html.toString().toUtf8();
    } else if (const QJsonValue text = body[QStringLiteral("text")]; text.isString()) {
        recording.body = text.toString().toUtf8();
        const QJsonDocument inside = QJsonDocument::fromJson(recording.body);
        if (inside.isObject())
            recording.json = inside.object();
    } else if (body.isObject()) {
        recording.body = QJsonDocument(body.toObject()).toJson();
        recording.json = body;
    } else if (body.isArray()) {
        recording.body = QJsonDocument(body.toArray()).toJson();
        recording.json = body;
    }
    return recording;
}

/// Every recorded exchange of every release.
inline QList<Recording> all()
{
    QList<Recording> recordings;
    const QString root = QStringLiteral(RECORDINGS);
    QDirIterator files(root, {QStringLiteral("*.json")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QString name = path.mid(root.size() + 1).chopped(5);
        recordings.append(fromFile(path, name));
    }
    std::sort(recordings.begin(), recordings.end(),
              [](const Recording &a, const Recording &b) { return a.name < b.name; });
    return recordings;
}

} // namespace Recordings
