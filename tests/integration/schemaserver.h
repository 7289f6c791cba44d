// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scriptedserver.h"

#include <QJsonObject>
#include <QStringList>

// An authentik of one source, made of a schema fixture (tests/fixtures/authentik/schema): answers
// the calls of a session, and a PATCH by applying the keys that its OPTIONS let one write. Of error
// texts it knows one, that a slug is taken. On the event loop of the test.
class SchemaServer
{
public:
    /// A slug that another source has.
    static constexpr QLatin1StringView takenSlug{"plex-guests"};

    explicit SchemaServer(const QJsonObject &fixture);

    /// The fixture of a release, "2024.2".
    static QJsonObject fixture(const QString &release);
    /// Every release that has one, oldest first.
    static QStringList releases();

    QString url() const { return m_server.url(); }
    const QJsonObject &source() const { return m_source; }
    /// The bodies of the PATCHes it got, oldest first.
    QList<QByteArray> patches() const;

private:
    Script answer(const RecordedRequest &request);
    Script answerSource(const RecordedRequest &request);
    Script patch(const QByteArray &body);

    ScriptedServer m_server;
    QString m_release;
    QJsonObject m_source;
    QJsonObject m_options;
};
