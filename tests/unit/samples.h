// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"
#include "source/fieldtable.h"
#include "source/plexsource.h"
#include "source/schematraits.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

// Sources as tests need them: one like those of 2025.12, and random ones.

namespace Samples {

inline const DigestKey &digests()
{
    static const DigestKey key(QByteArray(32, 'k'));
    return key;
}

/// An object as `sources/plex/{slug}/` of 2025.12.4 answers it.
inline QJsonObject object()
{
    return QJsonObject{
            {QStringLiteral("pk"), QStringLiteral("00000000-0000-4000-8000-000000000001")},
            {QStringLiteral("name"), QStringLiteral("Plex Home")},
            {QStringLiteral("slug"), QStringLiteral("plex-home")},
            {QStringLiteral("enabled"), true},
            {QStringLiteral("promoted"), false},
            {QStringLiteral("icon"), QString()},
            {QStringLiteral("icon_url"), QStringLiteral("/static/authentik/sources/plex.svg")},
            {QStringLiteral("icon_themed_urls"), QJsonValue::Null},
            {QStringLiteral("authentication_flow"),
             QStringLiteral("00000000-0000-4000-8000-000000000011")},
            {QStringLiteral("enrollment_flow"), QJsonValue::Null},
            {QStringLiteral("user_property_mappings"), QJsonArray{}},
            {QStringLiteral("group_property_mappings"), QJsonArray{}},
            {QStringLiteral("policy_engine_mode"), QStringLiteral("any")},
            {QStringLiteral("user_matching_mode"), QStringLiteral("identifier")},
            {QStringLiteral("group_matching_mode"), QStringLiteral("identifier")},
            {QStringLiteral("user_path_template"),
             QStringLiteral("goauthentik.io/sources/%(slug)s")},
            {QStringLiteral("client_id"), QStringLiteral("client-1")},
            {QStringLiteral("allowed_servers"),
             QJsonArray{QStringLiteral("server-a"), QStringLiteral("server-b")}},
            {QStringLiteral("allow_friends"), true},
            {QStringLiteral("plex_token"), QStringLiteral("stored-token")},
            {QStringLiteral("managed"), QJsonValue::Null},
            {QStringLiteral("component"), QStringLiteral("ak-source-plex-form")},
            {QStringLiteral("verbose_name"), QStringLiteral("Plex Source")},
            {QStringLiteral("verbose_name_plural"), QStringLiteral("Plex Sources")},
            {QStringLiteral("meta_model_name"),
             QStringLiteral("authentik_sources_plex.plexsource")},
    };
}

inline PlexSource fromObject(const QJsonObject &object)
{
    const Result<PlexSource> source = PlexSource::fromJson(object, digests());
    Q_ASSERT(source);
    return *source;
}

inline PlexSource source()
{
    return fromObject(object());
}

inline FieldValue typedToken(const QString &text)
{
    return FieldValue::typedSecret(Secret(text), digests().digest(text));
}

/// A value of the field's kind, other than `other`.
inline FieldValue otherValue(Field field, const FieldValue &other, QRandomGenerator &random)
{
    const FieldRow &row = rowOf(field);
    for (;;) {
        const QString word = QStringLiteral("v%1").arg(random.bounded(1000));
        FieldValue value;
        switch (row.kind) {
        case FieldKind::Flag:
            value = FieldValue::flag(!other.toFlag());
            break;
        case FieldKind::Choice:
            value = FieldValue::text(QLatin1StringView(
                    row.choices[random.bounded(quint32(row.choices.size()))].value));
            break;
        case FieldKind::Reference:
            value = random.bounded(4) == 0
                    ? FieldValue::null()
                    : FieldValue::text(
                            QStringLiteral("00000000-0000-4000-8000-%1")
                                    .arg(random.bounded(1000), 12, 10, QLatin1Char('0')));
            break;
        case FieldKind::TextList:
        case FieldKind::ReferenceSet: {
            QStringList items = other.toList();
            if (!items.isEmpty() && random.bounded(2) == 0)
                items.removeAt(random.bounded(items.size()));
            if (random.bounded(2) == 0)
                items.insert(random.bounded(items.size() + 1), word);
            value = row.kind == FieldKind::TextList ? FieldValue::list(items)
                                                    : FieldValue::set(items);
            break;
        }
        case FieldKind::Secret:
            value = typedToken(word);
            break;
        case FieldKind::Text:
        case FieldKind::Opaque:
            value = FieldValue::text(word);
            break;
        }
        if (value != other)
            return value;
    }
}

/// The JSON of a recorded exchange, `<release>/<case>.json`.
inline QJsonObject recording(const QString &release, const QString &name)
{
    QFile file(QStringLiteral(RECORDINGS "/%1/%2.json").arg(release, name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no recording %s/%s", qPrintable(release), qPrintable(name));
    return QJsonDocument::fromJson(file.readAll()).object();
}

inline QJsonObject recordedBody(const QString &release, const QString &name)
{
    return recording(release, name)[QStringLiteral("response")][QStringLiteral("body")].toObject();
}

inline QStringList releases()
{
    return {QStringLiteral("2023.10.7"), QStringLiteral("2025.12.4")};
}

} // namespace Samples
