// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QNetworkAccessManager>
#include <QString>
#include <QUrl>

// The other administrator: reads and writes sources by plain HTTP, straight at the server and one
// request after another. GUI thread; each call returns when its answer is there.
class OtherAdmin
{
public:
    OtherAdmin(QUrl server, const QString &token);

    /// All Plex sources as the server has them; empty when it did not answer.
    QList<QJsonObject> sources();
    /// Writes these fields; false when the server refused or did not answer.
    bool change(const QString &slug, const QJsonObject &fields);

private:
    QByteArray answerTo(const QByteArray &method, const QString &path, const QByteArray &body);

    QUrl m_server;
    QByteArray m_authorization;
    QNetworkAccessManager m_network;
};
