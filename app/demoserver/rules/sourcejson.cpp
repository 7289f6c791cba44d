// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/sourcejson.h"

#include "rules/iconrules.h"
#include "rules/sourcefields.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

QString randomClientId()
{
    static const QLatin1StringView letters(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    QString made;
    for (int i = 0; i < 40; ++i)
        made += letters[qsizetype(QRandomGenerator::global()->bounded(quint32(letters.size())))];
    return made;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

} // namespace

QJsonObject plexSourceJson(const PlexSource &source, const ReleaseRules &release)
{
    QJsonObject made{{u"pk"_s, source.pk},
                     {u"component"_s, u"ak-source-plex-form"_s},
                     {u"verbose_name"_s, u"Plex Source"_s},
                     {u"verbose_name_plural"_s, u"Plex Sources"_s},
                     {u"meta_model_name"_s, u"authentik_sources_plex.plexsource"_s},
                     {u"managed"_s, textOrNull(source.managed)}};
    for (const SourceField &field : sourceFields()) {
        if (isWritable(field, release))
            made.insert(field.key, source.columns.value(field.key));
    }
    if (release.iconIsField) {
        const QString icon = source.columns.value("icon"_L1).toString();
        made.insert("icon_url"_L1, iconUrl(icon));
        made.insert("icon_themed_urls"_L1, iconThemedUrls(icon));
    }
    return made;
}

QJsonObject anySourceJson(const PlexSource &source, const ReleaseRules &release)
{
    QJsonObject made = plexSourceJson(source, release);
    for (const QLatin1StringView key : {"client_id"_L1, "allowed_servers"_L1, "allow_friends"_L1,
                                        "plex_token"_L1, "group_matching_mode"_L1})
        made.remove(key);
    return made;
}

QJsonObject anySourceJson(const OtherSource &source, const ReleaseRules &release)
{
    PlexSource row{.pk = source.pk, .managed = source.managed, .columns = defaultColumns()};
    row.columns.insert("name"_L1, source.name);
    row.columns.insert("slug"_L1, source.slug);
    QJsonObject made = anySourceJson(row, release);
    made.insert("component"_L1, QString());
    made.insert("verbose_name"_L1, u"source"_s);
    made.insert("verbose_name_plural"_L1, u"sources"_s);
    made.insert("meta_model_name"_L1, u"authentik_core.source"_s);
    if (release.iconIsField)
        made.insert("icon_url"_L1, QJsonValue::Null);
    return made;
}

QJsonObject defaultColumns()
{
    return {{u"enabled"_s, true},
            {u"promoted"_s, false},
            {u"icon"_s, QString()},
            {u"authentication_flow"_s, QJsonValue::Null},
            {u"enrollment_flow"_s, QJsonValue::Null},
            {u"user_property_mappings"_s, QJsonArray()},
            {u"group_property_mappings"_s, QJsonArray()},
            {u"policy_engine_mode"_s, u"any"_s},
            {u"user_matching_mode"_s, u"identifier"_s},
            {u"group_matching_mode"_s, u"identifier"_s},
            {u"user_path_template"_s, u"goauthentik.io/sources/%(slug)s"_s},
            {u"client_id"_s, randomClientId()},
            {u"allowed_servers"_s, QJsonArray()},
            {u"allow_friends"_s, true}};
}

} // namespace demoserver
