// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/fieldtable.h"

#include "source/fieldvalue.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *context = "FieldTable";
#define FIELD_TEXT(text) QT_TRANSLATE_NOOP("FieldTable", text)

constexpr std::array userMatchingModes = {
        FieldChoice{"identifier", FIELD_TEXT("By Plex account only")},
        FieldChoice{"email_link", FIELD_TEXT("By e-mail, join the existing user")},
        FieldChoice{"email_deny", FIELD_TEXT("By e-mail, refuse sign-up if taken")},
        FieldChoice{"username_link", FIELD_TEXT("By username, join the existing user")},
        FieldChoice{"username_deny", FIELD_TEXT("By username, refuse sign-up if taken")},
};
constexpr std::array groupMatchingModes = {
        FieldChoice{"identifier", FIELD_TEXT("By group id only")},
        FieldChoice{"name_link", FIELD_TEXT("By name, join the existing group")},
        FieldChoice{"name_deny", FIELD_TEXT("By name, refuse if the group exists")},
};
constexpr std::array policyEngineModes = {
        FieldChoice{"any", FIELD_TEXT("Any: one matching policy is enough")},
        FieldChoice{"all", FIELD_TEXT("All: every policy must match")},
};

constexpr std::array<FieldRow, fieldCount> table = {{
        {.field = Field::Name,
         .key = "name",
         .kind = FieldKind::Text,
         .section = Section::General,
         .label = FIELD_TEXT("Name"),
         .help = FIELD_TEXT("What people read on the login page."),
         .required = true},
        {.field = Field::Slug,
         .key = "slug",
         .kind = FieldKind::Text,
         .section = Section::General,
         .label = FIELD_TEXT("Slug"),
         .help = FIELD_TEXT("Part of the login address; other tools may refer to it."),
         .required = true,
         .isSlug = true,
         .monospace = true},
        {.field = Field::Enabled,
         .key = "enabled",
         .kind = FieldKind::Flag,
         .section = Section::General,
         .label = FIELD_TEXT("Enabled"),
         .help = FIELD_TEXT("Offered on the login page")},
        {.field = Field::Promoted,
         .key = "promoted",
         .kind = FieldKind::Flag,
         .section = Section::General,
         .label = FIELD_TEXT("Promoted"),
         .help = FIELD_TEXT("Large button instead of a small icon")},
        {.field = Field::Icon,
         .key = "icon",
         .kind = FieldKind::Text,
         .section = Section::General,
         .label = FIELD_TEXT("Icon"),
         .help = FIELD_TEXT("A full address, a media file name, or fa://fa-name."),
         .nullable = false,
         .blankAllowed = true},
        {.field = Field::AllowFriends,
         .key = "allow_friends",
         .kind = FieldKind::Flag,
         .section = Section::Servers,
         .label = FIELD_TEXT("Allow friends"),
         .help = FIELD_TEXT("Friends of the token’s owner may log in")},
        {.field = Field::AllowedServers,
         .key = "allowed_servers",
         .kind = FieldKind::TextList,
         .section = Section::Servers,
         .label = FIELD_TEXT("Allowed servers"),
         .help = FIELD_TEXT(
                 "Members of one of these servers may log in. An empty list lets nobody in."),
         .monospace = true},
        {.field = Field::ClientId,
         .key = "client_id",
         .kind = FieldKind::Text,
         .section = Section::PlexAccount,
         .label = FIELD_TEXT("Client ID"),
         .help = FIELD_TEXT("How authentik names itself to Plex."),
         .monospace = true},
        {.field = Field::PlexToken,
         .key = "plex_token",
         .kind = FieldKind::Secret,
         .section = Section::PlexAccount,
         .label = FIELD_TEXT("Plex token"),
         .help = FIELD_TEXT("The owner’s token. Left empty, the stored one stays."),
         .required = true,
         .monospace = true},
        {.field = Field::AuthenticationFlow,
         .key = "authentication_flow",
         .kind = FieldKind::Reference,
         .section = Section::SignInFlows,
         .label = FIELD_TEXT("Authentication flow"),
         .help = FIELD_TEXT("For people who already have an account."),
         .nullable = true,
         .target = ReferenceTarget::Flow},
        {.field = Field::EnrollmentFlow,
         .key = "enrollment_flow",
         .kind = FieldKind::Reference,
         .section = Section::SignInFlows,
         .label = FIELD_TEXT("Enrollment flow"),
         .help = FIELD_TEXT("For people who are new."),
         .nullable = true,
         .target = ReferenceTarget::Flow},
        {.field = Field::UserMatchingMode,
         .key = "user_matching_mode",
         .kind = FieldKind::Choice,
         .section = Section::UserMatching,
         .label = FIELD_TEXT("User matching mode"),
         .help = FIELD_TEXT("How a Plex account meets an existing user."),
         .choices = userMatchingModes},
        {.field = Field::GroupMatchingMode,
         .key = "group_matching_mode",
         .kind = FieldKind::Choice,
         .section = Section::UserMatching,
         .label = FIELD_TEXT("Group matching mode"),
         .help = FIELD_TEXT("How a Plex group meets an existing group."),
         .choices = groupMatchingModes},
        {.field = Field::UserPathTemplate,
         .key = "user_path_template",
         .kind = FieldKind::Text,
         .section = Section::UserMatching,
         .label = FIELD_TEXT("User path template"),
         .help = FIELD_TEXT("Folder for created users. %(slug)s is the only placeholder."),
         .monospace = true},
        {.field = Field::PolicyEngineMode,
         .key = "policy_engine_mode",
         .kind = FieldKind::Choice,
         .section = Section::Policies,
         .label = FIELD_TEXT("Policy engine mode"),
         .help = FIELD_TEXT("How the policies bound to this source combine."),
         .choices = policyEngineModes},
        {.field = Field::UserPropertyMappings,
         .key = "user_property_mappings",
         .kind = FieldKind::ReferenceSet,
         .section = Section::Mappings,
         .label = FIELD_TEXT("User property mappings"),
         .help = FIELD_TEXT("Shape the attributes of users. The order does not matter."),
         .target = ReferenceTarget::PlexMapping},
        {.field = Field::GroupPropertyMappings,
         .key = "group_property_mappings",
         .kind = FieldKind::ReferenceSet,
         .section = Section::Mappings,
         .label = FIELD_TEXT("Group property mappings"),
         .help = FIELD_TEXT("Shape the attributes of groups. The order does not matter."),
         .target = ReferenceTarget::PlexMapping},
        {.field = Field::Managed,
         .key = "managed",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Managed by"),
         .help = FIELD_TEXT("A blueprint or migration named here may overwrite this source later."),
         .readOnly = true,
         .nullable = true,
         .nullText = FIELD_TEXT("nobody: no blueprint or migration owns this source")},
        {.field = Field::Pk,
         .key = "pk",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Identity (pk)"),
         .help = FIELD_TEXT("Stays the same when the slug changes."),
         .readOnly = true,
         .derived = true,
         .monospace = true},
        {.field = Field::Component,
         .key = "component",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Component"),
         .help = FIELD_TEXT("The form that authentik’s own pages use."),
         .readOnly = true,
         .derived = true,
         .monospace = true},
        {.field = Field::VerboseName,
         .key = "verbose_name",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Kind of source"),
         .help = FIELD_TEXT("As this server calls it."),
         .readOnly = true,
         .derived = true},
        {.field = Field::VerboseNamePlural,
         .key = "verbose_name_plural",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Kind of source, plural"),
         .help = FIELD_TEXT("As this server calls them."),
         .readOnly = true,
         .derived = true},
        {.field = Field::MetaModelName,
         .key = "meta_model_name",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Model"),
         .help = FIELD_TEXT("authentik’s name for this kind of object."),
         .readOnly = true,
         .derived = true,
         .monospace = true},
        {.field = Field::IconUrl,
         .key = "icon_url",
         .kind = FieldKind::Text,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Icon address"),
         .help = FIELD_TEXT("Where the login page gets the icon; it may expire."),
         .readOnly = true,
         .derived = true,
         .nullable = true,
         .monospace = true},
        {.field = Field::IconThemedUrls,
         .key = "icon_themed_urls",
         .kind = FieldKind::Opaque,
         .section = Section::OtherFields,
         .label = FIELD_TEXT("Icon addresses by theme"),
         .help = FIELD_TEXT("Only for an icon whose name holds %(theme)s."),
         .readOnly = true,
         .derived = true,
         .nullable = true,
         .monospace = true},
}};

constexpr std::array sectionTitles = {
        FIELD_TEXT("General"),       FIELD_TEXT("Servers"),       FIELD_TEXT("Plex account"),
        FIELD_TEXT("Sign-in flows"), FIELD_TEXT("User matching"), FIELD_TEXT("Policies"),
        FIELD_TEXT("Mappings"),      FIELD_TEXT("Other fields"),
};
static_assert(sectionTitles.size() == sectionCount);

constexpr bool tableFollowsEnum()
{
    for (std::size_t at = 0; at < table.size(); ++at) {
        if (indexOf(table[at].field) != at || !table[at].key || !table[at].label || !table[at].help)
            return false;
    }
    return true;
}
static_assert(tableFollowsEnum(), "one row per entry of enum Field, in its order, all texts given");

QString translated(const char *text)
{
    return QCoreApplication::translate(context, text);
}

std::optional<QStringList> textsOf(const QJsonValue &received)
{
    if (!received.isArray())
        return std::nullopt;
    QStringList texts;
    const QJsonArray array = received.toArray();
    for (const QJsonValue &item : array) {
        if (!item.isString())
            return std::nullopt;
        texts.append(item.toString());
    }
    return texts;
}

QString compactJson(const QJsonValue &value)
{
    const QByteArray wrapped = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(wrapped.mid(1, wrapped.size() - 2));
}

} // namespace

std::span<const FieldRow, fieldCount> fieldTable()
{
    return table;
}

const FieldRow &rowOf(Field field)
{
    return table[indexOf(field)];
}

std::optional<Field> fieldForKey(QStringView key)
{
    const auto row = std::find_if(table.begin(), table.end(), [key](const FieldRow &candidate) {
        return key == QLatin1StringView(candidate.key);
    });
    if (row == table.end())
        return std::nullopt;
    return row->field;
}

QString keyOf(Field field)
{
    return QLatin1StringView(rowOf(field).key);
}

QString labelOf(Field field)
{
    return translated(rowOf(field).label);
}

QString helpOf(Field field)
{
    return translated(rowOf(field).help);
}

bool isSecret(Field field)
{
    return rowOf(field).kind == FieldKind::Secret;
}

bool isList(Field field)
{
    const FieldKind kind = rowOf(field).kind;
    return kind == FieldKind::TextList || kind == FieldKind::ReferenceSet;
}

QString labelsOf(const FieldSet &fields)
{
    QStringList labels;
    for (const Field field : fields)
        labels.append(labelOf(field));
    return labels.join(u", "_s);
}

QString sectionTitle(Section section)
{
    return translated(sectionTitles[std::size_t(section)]);
}

QList<Field> fieldsOf(Section section)
{
    QList<Field> fields;
    for (const FieldRow &row : table) {
        if (row.section == section)
            fields.append(row.field);
    }
    return fields;
}

QString choiceLabel(Field field, const QString &value)
{
    for (const FieldChoice &choice : rowOf(field).choices) {
        if (value == QLatin1StringView(choice.value))
            return translated(choice.label);
    }
    return value;
}

FieldValue valueFromJson(Field field, const QJsonValue &received)
{
    if (received.isUndefined())
        return {};
    if (received.isNull())
        return FieldValue::null();
    switch (rowOf(field).kind) {
    case FieldKind::Flag:
        if (received.isBool())
            return FieldValue::flag(received.toBool());
        break;
    case FieldKind::Text:
    case FieldKind::Choice:
    case FieldKind::Reference:
        if (received.isString())
            return FieldValue::text(received.toString());
        break;
    case FieldKind::TextList:
        if (const auto texts = textsOf(received))
            return FieldValue::list(*texts);
        break;
    case FieldKind::ReferenceSet:
        if (const auto texts = textsOf(received))
            return FieldValue::set(*texts);
        break;
    case FieldKind::Opaque:
        return FieldValue::opaque(received);
    case FieldKind::Secret:
        Q_ASSERT_X(false, "valueFromJson", "a secret is digested by PlexSource::fromJson");
        return {};
    }
    return FieldValue::unreadable(received);
}

QString valueText(Field field, const FieldValue &value)
{
    switch (value.state()) {
    case FieldValue::State::Absent:
        return translated(QT_TRANSLATE_NOOP("FieldTable", "not on this server"));
    case FieldValue::State::Digest:
        return translated(QT_TRANSLATE_NOOP("FieldTable", "stored, not shown"));
    case FieldValue::State::Unreadable:
        return compactJson(value.received());
    case FieldValue::State::Held:
        break;
    }
    if (value.isTypedSecret())
        return translated(QT_TRANSLATE_NOOP("FieldTable", "changed, not shown"));
    if (value.isNull() && rowOf(field).nullText)
        return translated(rowOf(field).nullText);
    if (value.isNull())
        return translated(QT_TRANSLATE_NOOP("FieldTable", "none"));
    switch (rowOf(field).kind) {
    case FieldKind::Flag:
        return value.toFlag() ? translated(QT_TRANSLATE_NOOP("FieldTable", "on"))
                              : translated(QT_TRANSLATE_NOOP("FieldTable", "off"));
    case FieldKind::Choice:
        return choiceLabel(field, value.toText());
    case FieldKind::TextList:
    case FieldKind::ReferenceSet:
        if (value.toList().isEmpty())
            return translated(QT_TRANSLATE_NOOP("FieldTable", "empty list"));
        return value.toList().join(u", "_s);
    case FieldKind::Opaque:
        return compactJson(value.received());
    case FieldKind::Text:
    case FieldKind::Reference:
    case FieldKind::Secret:
        break;
    }
    return value.toText().isEmpty() ? translated(QT_TRANSLATE_NOOP("FieldTable", "empty"))
                                    : value.toText();
}
