// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/sourcefields.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

struct ReadOnlyField
{
    QLatin1StringView key;
    QLatin1StringView type;
    bool isIcon = false; ///< only where the icon is a field
};

constexpr ReadOnlyField readOnlyFields[] = {
        {"pk"_L1, "string"_L1},
        {"component"_L1, "field"_L1},
        {"verbose_name"_L1, "field"_L1},
        {"verbose_name_plural"_L1, "field"_L1},
        {"meta_model_name"_L1, "field"_L1},
        {"managed"_L1, "field"_L1},
        {"icon_url"_L1, "field"_L1, true},
};

QList<FieldChoice> policyEngineModes()
{
    return {{"all"_L1, "all, all policies must pass"_L1},
            {"any"_L1, "any, any policy must pass"_L1}};
}

QList<FieldChoice> userMatchingModes()
{
    return {{"identifier"_L1, "Use the source-specific identifier"_L1},
            {"email_link"_L1,
             "Link to a user with identical email address. Can have security implications when a "
             "source doesn't validate email addresses."_L1},
            {"email_deny"_L1,
             "Use the user's email address, but deny enrollment when the email address already "
             "exists."_L1},
            {"username_link"_L1,
             "Link to a user with identical username. Can have security implications when a "
             "username is used with another source."_L1},
            {"username_deny"_L1,
             "Use the user's username, but deny enrollment when the username already exists."_L1}};
}

QList<FieldChoice> groupMatchingModes()
{
    return {{"identifier"_L1, "Use the source-specific identifier"_L1},
            {"name_link"_L1,
             "Link to a group with identical name. Can have security implications when a group "
             "name is used with another source."_L1},
            {"name_deny"_L1,
             "Use the group name, but deny enrollment when the name already exists."_L1}};
}

/// The label the framework makes of a field's name: `client_id` is "Client id".
QString labelOf(QLatin1StringView key)
{
    if (key == "pk"_L1) // the column behind it
        return u"Pbm uuid"_s;
    QString label(key);
    label.replace(u'_', u' ');
    label[0] = label.at(0).toUpper();
    return label;
}

QJsonObject description(const QString &label, QLatin1StringView type, bool isReadOnly,
                        bool isRequired)
{
    return {{u"label"_s, label},
            {u"type"_s, QString(type)},
            {u"read_only"_s, isReadOnly},
            {u"required"_s, isRequired}};
}

QLatin1StringView typeName(const SourceField &field, const ReleaseRules &release)
{
    switch (field.kind) {
    case FieldKind::Slug:
        return release.slugIsTypeOfItsOwn ? "slug"_L1 : "string"_L1;
    case FieldKind::Boolean:
        return "boolean"_L1;
    case FieldKind::Choice:
        return "choice"_L1;
    case FieldKind::Flow:
    case FieldKind::Mappings:
        return "field"_L1;
    case FieldKind::TextList:
        return "list"_L1;
    case FieldKind::Text:
    case FieldKind::Icon:
        break;
    }
    return "string"_L1;
}

QJsonObject fieldDescription(const SourceField &field, const ReleaseRules &release)
{
    QJsonObject made =
            description(labelOf(field.key), typeName(field, release), false, field.isRequired);
    if (!field.help.isEmpty())
        made.insert(u"help_text"_s, QString(field.help));
    if (field.kind == FieldKind::Slug && release.longestSlug > 0)
        made.insert(u"max_length"_s, release.longestSlug);
    if (field.kind == FieldKind::TextList)
        made.insert(u"child"_s, description(labelOf(field.key), "string"_L1, false, true));
    QJsonArray choices;
    for (const FieldChoice &choice : field.choices)
        choices.append(QJsonObject{{u"value"_s, QString(choice.value)},
                                   {u"display_name"_s, QString(choice.display)}});
    if (!choices.isEmpty())
        made.insert(u"choices"_s, choices);
    return made;
}

QJsonObject themedUrlsDescription()
{
    QJsonObject made = description(labelOf("icon_themed_urls"_L1), "nested object"_L1, true, false);
    made.insert(u"children"_s,
                QJsonObject{{u"light"_s, description(u"Light"_s, "string"_L1, false, false)},
                            {u"dark"_s, description(u"Dark"_s, "string"_L1, false, false)}});
    return made;
}

} // namespace

const QList<SourceField> &sourceFields()
{
    using enum FieldKind;
    static const QList<SourceField> fields{
            {.key = "name"_L1,
             .kind = Text,
             .help = "Source's display Name."_L1,
             .isRequired = true},
            {.key = "slug"_L1,
             .kind = Slug,
             .help = "Internal source name, used in URLs."_L1,
             .isRequired = true},
            {.key = "enabled"_L1, .kind = Boolean},
            {.key = "promoted"_L1,
             .kind = Boolean,
             .help = "When enabled, this source will be displayed as a prominent button on the "
                     "login page, instead of a small icon."_L1,
             .since = FieldSince::Promoted},
            {.key = "icon"_L1, .kind = Icon, .since = FieldSince::IconField},
            {.key = "authentication_flow"_L1,
             .kind = Flow,
             .help = "Flow to use when authenticating existing users."_L1},
            {.key = "enrollment_flow"_L1,
             .kind = Flow,
             .help = "Flow to use when enrolling new users."_L1},
            {.key = "user_property_mappings"_L1, .kind = Mappings, .since = FieldSince::Mappings},
            {.key = "group_property_mappings"_L1, .kind = Mappings, .since = FieldSince::Mappings},
            {.key = "policy_engine_mode"_L1, .kind = Choice, .choices = policyEngineModes()},
            {.key = "user_matching_mode"_L1,
             .kind = Choice,
             .help = "How the source determines if an existing user should be authenticated or a "
                     "new user enrolled."_L1,
             .choices = userMatchingModes()},
            {.key = "group_matching_mode"_L1,
             .kind = Choice,
             .help = "How the source determines if an existing group should be used or a new "
                     "group created."_L1,
             .since = FieldSince::Mappings,
             .choices = groupMatchingModes()},
            {.key = "user_path_template"_L1, .kind = Text},
            {.key = "client_id"_L1,
             .kind = Text,
             .help = "Client identifier used to talk to Plex."_L1},
            {.key = "allowed_servers"_L1,
             .kind = TextList,
             .help = "Which servers a user has to be a member of to be granted access. Empty list "
                     "allows every server."_L1},
            {.key = "allow_friends"_L1,
             .kind = Boolean,
             .help = "Allow friends to authenticate, even if you don't share a server."_L1},
            {.key = "plex_token"_L1,
             .kind = Text,
             .help = "Plex token used to check friends"_L1,
             .isRequired = true},
    };
    return fields;
}

bool isWritable(const SourceField &field, const ReleaseRules &release)
{
    switch (field.since) {
    case FieldSince::Mappings:
        return release.hasMappings;
    case FieldSince::Promoted:
        return release.hasPromoted;
    case FieldSince::IconField:
        return release.iconIsField;
    case FieldSince::Always:
        break;
    }
    return true;
}

QStringList choiceValues(QLatin1StringView key)
{
    QStringList values;
    for (const SourceField &field : sourceFields()) {
        if (field.key != key)
            continue;
        for (const FieldChoice &choice : field.choices)
            values.append(QString(choice.value));
    }
    return values;
}

QJsonObject fieldDescriptions(const ReleaseRules &release)
{
    QJsonObject made;
    for (const SourceField &field : sourceFields()) {
        if (isWritable(field, release))
            made.insert(field.key, fieldDescription(field, release));
        else if (field.kind == FieldKind::Icon) // declared there, though answers lack it
            made.insert(field.key, description(labelOf(field.key), "field"_L1, true, false));
    }
    for (const ReadOnlyField &field : readOnlyFields) {
        if (!field.isIcon || release.iconIsField)
            made.insert(field.key, description(labelOf(field.key), field.type, true, false));
    }
    if (release.iconIsField)
        made.insert("icon_themed_urls"_L1, themedUrlsDescription());
    return made;
}

} // namespace demoserver
