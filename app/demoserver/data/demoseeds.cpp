// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/demoseeds.h"

#include "rules/sourcejson.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

const QLatin1StringView adminName = "anna"_L1;
const QLatin1StringView viewerName = "vera"_L1;
const QLatin1StringView nobodyName = "noah"_L1;
const QLatin1StringView otherAdminName = "bert"_L1;

namespace {

/// A version 4 uuid that says what it belongs to: \a family 1 flows, 2 their bindings, 3 mappings,
/// 4 sources, 5 roles, 6 stages and policies.
QString seedId(int family, int number)
{
    return u"5eed%1-0000-4000-8000-%2"_s.arg(family, 4, 10, QChar(u'0'))
            .arg(number, 12, 10, QChar(u'0'));
}

QString randomToken()
{
    static const QLatin1StringView letters(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    QString token;
    for (int i = 0; i < 60; ++i) {
        const quint32 place = QRandomGenerator::system()->bounded(quint32(letters.size()));
        token += letters[qsizetype(place)];
    }
    return token;
}

void addUsers(DemoData &data)
{
    data.addUser({.pk = 5,
                  .username = adminName,
                  .name = u"Anna Archer"_s,
                  .token = randomToken(),
                  .isSuperuser = true});
    data.addUser({.pk = 6,
                  .username = otherAdminName,
                  .name = u"Bert Bauer"_s,
                  .token = {},
                  .isSuperuser = true});
    // The roles are named as those of the callers in the recordings: their names are part of an
    // answer.
    data.addUser({.pk = 8,
                  .username = viewerName,
                  .name = u"Vera Vogt"_s,
                  .token = randomToken(),
                  .permissions = {u"authentik_sources_plex.view_plexsource"_s},
                  .role = u"rec-viewer"_s,
                  .rolePk = seedId(5, 1)});
    data.addUser({.pk = 9,
                  .username = nobodyName,
                  .name = u"Noah Novak"_s,
                  .token = randomToken(),
                  .role = u"rec-restricted"_s,
                  .rolePk = seedId(5, 2)});
}

struct FlowSeed
{
    const char16_t *slug;
    const char16_t *name;
    const char16_t *title;
    const char16_t *designation;
    const char16_t *authentication;
    int stages;
};

/// The flows of authentik's default blueprints.
constexpr FlowSeed defaultFlows[] = {
        {u"default-authentication-flow", u"Welcome to authentik!", u"Welcome to authentik!",
         u"authentication", u"none", 4},
        {u"default-authenticator-static-setup", u"default-authenticator-static-setup",
         u"Setup Static OTP Tokens", u"stage_configuration", u"require_authenticated", 1},
        {u"default-authenticator-totp-setup", u"default-authenticator-totp-setup",
         u"Setup Two-Factor authentication", u"stage_configuration", u"require_authenticated", 1},
        {u"default-authenticator-webauthn-setup", u"default-authenticator-webauthn-setup",
         u"Set up WebAuthn", u"stage_configuration", u"require_authenticated", 1},
        {u"default-invalidation-flow", u"Logout", u"Default Invalidation Flow", u"invalidation",
         u"none", 1},
        {u"default-password-change", u"Change Password", u"Change password", u"stage_configuration",
         u"require_authenticated", 2},
        {u"default-provider-authorization-explicit-consent", u"Authorize Application",
         u"Redirecting to %(app)s", u"authorization", u"require_authenticated", 1},
        {u"default-provider-authorization-implicit-consent", u"Authorize Application",
         u"Redirecting to %(app)s", u"authorization", u"require_authenticated", 0},
        {u"default-provider-invalidation-flow", u"Logged out of application",
         u"You've logged out of %(app)s.", u"invalidation", u"none", 0},
        {u"default-source-authentication", u"Welcome to authentik!", u"Welcome to authentik!",
         u"authentication", u"require_unauthenticated", 1},
        {u"default-source-enrollment", u"Welcome to authentik! Please select a username.",
         u"Welcome to authentik! Please select a username.", u"enrollment", u"none", 3},
        {u"default-source-pre-authentication", u"Pre-Authentication", u"Pre-authentication",
         u"stage_configuration", u"none", 0},
        {u"default-user-settings-flow", u"User settings", u"Update your info",
         u"stage_configuration", u"require_authenticated", 2},
};

/// What an administrator added; with the default ones more than one page of 20.
constexpr FlowSeed addedFlows[] = {
        {u"cinema-club-enrollment", u"Cinema Club sign-up", u"Join the Cinema Club", u"enrollment",
         u"require_unauthenticated", 3},
        {u"family-recovery", u"Family recovery", u"Reset your password", u"recovery",
         u"require_unauthenticated", 3},
        {u"guest-authentication", u"Guest login", u"Welcome, guest", u"authentication",
         u"require_unauthenticated", 2},
        {u"guest-enrollment", u"Guest sign-up", u"Tell us who you are", u"enrollment",
         u"require_unauthenticated", 2},
        {u"leave-the-house", u"Leave", u"Delete my account", u"unenrollment",
         u"require_authenticated", 1},
        {u"media-authentication", u"Media login", u"Welcome to the media house", u"authentication",
         u"require_unauthenticated", 2},
        {u"media-enrollment", u"Media sign-up", u"Choose a user name", u"enrollment",
         u"require_unauthenticated", 3},
        {u"plex-authentication", u"Plex login", u"Sign in with Plex", u"authentication",
         u"require_unauthenticated", 1},
        {u"plex-enrollment-with-terms", u"Plex sign-up with terms", u"Before you watch",
         u"enrollment", u"require_unauthenticated", 4},
        {u"staff-authentication", u"Staff login", u"Staff only", u"authentication",
         u"require_unauthenticated", 5},
        {u"staff-enrollment", u"Staff sign-up", u"Staff sign-up", u"enrollment",
         u"require_superuser", 3},
        {u"zz-old-enrollment", u"Old sign-up", u"Old sign-up (do not use)", u"enrollment", u"none",
         2},
};

void addFlow(DemoData &data, const FlowSeed &seed)
{
    const int number = int(data.flows().size()) + 1;
    QStringList stages;
    for (int stage = 1; stage <= seed.stages; ++stage)
        stages.append(seedId(6, number * 100 + stage));
    data.addFlow({.pk = seedId(1, number),
                  .bindingPk = seedId(2, number),
                  .name = QString::fromUtf16(seed.name),
                  .slug = QString::fromUtf16(seed.slug),
                  .title = QString::fromUtf16(seed.title),
                  .designation = QString::fromUtf16(seed.designation),
                  .authentication = QString::fromUtf16(seed.authentication),
                  .stages = stages,
                  .policies = seed.stages > 0 ? QStringList{seedId(6, number * 100 + 99)}
                                              : QStringList()});
}

QString flowPk(const DemoData &data, QStringView slug)
{
    for (const Flow &flow : data.flows()) {
        if (flow.slug == slug)
            return flow.pk;
    }
    return {};
}

void addMappings(DemoData &data)
{
    data.addMapping({.pk = seedId(3, 1),
                     .name = u"Plex: display name"_s,
                     .managed = {},
                     .expression = u"return {\"name\": info.get(\"title\")}"_s});
    data.addMapping({.pk = seedId(3, 2),
                     .name = u"Plex: e-mail in lower case"_s,
                     .managed = {},
                     .expression = u"return {\"email\": info[\"email\"].lower()}"_s});
    data.addMapping({.pk = seedId(3, 3),
                     .name = u"Plex: home members"_s,
                     .managed = {},
                     .expression = u"return {\"attributes\": {\"home\": True}}"_s});
    data.addMapping({.pk = seedId(3, 4),
                     .name = u"Plex: server as group"_s,
                     .managed = {},
                     .expression = u"return {\"name\": group_id}"_s});
    data.addMapping({.pk = seedId(3, 5),
                     .name = u"authentik default OAuth Mapping: OpenID 'email'"_s,
                     .managed = u"goauthentik.io/providers/oauth2/scope-email"_s,
                     .expression = u"return {\"email\": request.user.email}"_s,
                     .kind = MappingKind::Scope});
}

PlexSource plexSource(int number, const QString &name, const QString &slug)
{
    PlexSource source{.pk = seedId(4, number), .managed = {}, .columns = defaultColumns()};
    source.columns.insert(u"name"_s, name);
    source.columns.insert(u"slug"_s, slug);
    source.columns.insert(u"client_id"_s, "sourcedesk-demo-"_L1 + slug);
    source.columns.insert(u"plex_token"_s, "made-up-token-of-"_L1 + slug);
    return source;
}

PlexSource enabledSource(const DemoData &data)
{
    PlexSource home = plexSource(1, u"Plex Home"_s, u"plex-home"_s);
    home.columns.insert(u"icon"_s, u"plex-home.svg"_s);
    home.columns.insert(u"authentication_flow"_s, flowPk(data, u"default-source-authentication"));
    home.columns.insert(u"enrollment_flow"_s, flowPk(data, u"default-source-enrollment"));
    home.columns.insert(u"user_property_mappings"_s, QJsonArray{seedId(3, 2), seedId(3, 5)});
    home.columns.insert(u"group_property_mappings"_s, QJsonArray{seedId(3, 4)});
    home.columns.insert(u"client_id"_s, u"sourcedesk-demo-8f1c20"_s);
    home.columns.insert(u"allowed_servers"_s,
                        QJsonArray{u"5f2c7e0a91b84d3fa6c1e07b2d948a63c0e1f7d2"_s,
                                   u"c81d04b7e6a24f9599b3d10f4a7e52c6b8f03e91"_s,
                                   u"0b9a3f5d72c64e18a4fd6c20e7b1953d8e46a0c7"_s});
    return home;
}

PlexSource disabledSource(const DemoData &data)
{
    PlexSource guests = plexSource(2, u"Plex Guests"_s, u"plex-guests"_s);
    guests.columns.insert(u"enabled"_s, false);
    guests.columns.insert(u"authentication_flow"_s, flowPk(data, u"guest-authentication"));
    guests.columns.insert(u"enrollment_flow"_s, flowPk(data, u"zz-old-enrollment"));
    guests.columns.insert(u"user_matching_mode"_s, u"email_deny"_s);
    guests.columns.insert(u"allowed_servers"_s,
                          QJsonArray{u"c81d04b7e6a24f9599b3d10f4a7e52c6b8f03e91"_s});
    guests.columns.insert(u"allow_friends"_s, false);
    return guests;
}

PlexSource managedSource(const DemoData &data)
{
    PlexSource club = plexSource(3, u"Cinema Club"_s, u"cinema-club"_s);
    club.managed = u"goauthentik.io/sources/cinema-club"_s;
    club.columns.insert(u"promoted"_s, true);
    club.columns.insert(u"icon"_s, u"fa://fa-film"_s);
    club.columns.insert(u"authentication_flow"_s, flowPk(data, u"default-source-authentication"));
    // Another designation than the form offers: kept selectable all the same.
    club.columns.insert(u"enrollment_flow"_s,
                        flowPk(data, u"default-provider-authorization-implicit-consent"));
    club.columns.insert(u"policy_engine_mode"_s, u"all"_s);
    club.columns.insert(u"user_matching_mode"_s, u"username_link"_s);
    club.columns.insert(u"group_matching_mode"_s, u"name_link"_s);
    club.columns.insert(u"user_path_template"_s, u"cinema/%(slug)s"_s);
    club.columns.insert(u"allowed_servers"_s,
                        QJsonArray{u"9d3e6b02f7a84c51b0e2a4d86f13c7952ab0de48"_s});
    return club;
}

} // namespace

DemoData seededData(bool withPlexSources)
{
    DemoData data;
    addUsers(data);
    for (const FlowSeed &seed : defaultFlows)
        addFlow(data, seed);
    data.addOtherSource({.pk = seedId(4, 99),
                         .name = u"authentik Built-in"_s,
                         .slug = u"authentik-built-in"_s,
                         .managed = u"goauthentik.io/sources/inbuilt"_s});
    if (!withPlexSources)
        return data;
    for (const FlowSeed &seed : addedFlows)
        addFlow(data, seed);
    addMappings(data);
    for (const PlexSource &source :
         {enabledSource(data), disabledSource(data), managedSource(data)})
        data.savePlexSource(source);
    data.changeAs(otherAdminName, u"plex-home", {});
    return data;
}

} // namespace demoserver
