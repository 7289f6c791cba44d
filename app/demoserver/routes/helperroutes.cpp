// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/helperroutes.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

QJsonArray systemPermissions(const DemoUser &user)
{
    if (!user.isSuperuser)
        return {};
    return {u"access_admin_interface"_s,
            u"view_role"_s,
            u"add_role"_s,
            u"change_role"_s,
            u"delete_role"_s,
            u"view_system_info"_s};
}

} // namespace

Reply serveMe(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Me"_s, u"Get information about current user"_s, {}, call.release);
    const DemoUser &user = *call.user;
    const QByteArray uid =
            QCryptographicHash::hash(user.username.toUtf8(), QCryptographicHash::Sha256).toHex();
    QJsonArray groups;
    if (user.isSuperuser)
        groups.append(QJsonObject{{u"name"_s, u"authentik Admins"_s},
                                  {u"pk"_s, u"5eed0007-0000-4000-8000-000000000001"_s}});
    QJsonObject shown{{u"pk"_s, user.pk},
                      {u"username"_s, user.username},
                      {u"name"_s, user.name},
                      {u"is_active"_s, true},
                      {u"is_superuser"_s, user.isSuperuser},
                      {u"groups"_s, groups},
                      {u"email"_s, user.username + "@example.org"_L1},
                      {u"avatar"_s, u"data:image/svg+xml;base64,"_s},
                      {u"uid"_s, QString::fromLatin1(uid)},
                      {u"settings"_s, QJsonObject()},
                      {u"type"_s, u"internal"_s},
                      {u"system_permissions"_s, systemPermissions(user)}};
    QJsonArray roles;
    if (!user.role.isEmpty())
        roles.append(QJsonObject{{u"name"_s, user.role}, {u"pk"_s, user.rolePk}});
    if (call.release.usersHaveRoles)
        shown.insert(u"roles"_s, roles);
    return jsonResponse(200, QJsonObject{{u"user"_s, shown}}, call.release);
}

Reply serveVersion(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Version"_s, u"Get running and latest version."_s, {},
                               call.release);
    QJsonObject body{{u"version_current"_s, QString(call.release.version)},
                     {u"version_latest"_s, u"0.0.0"_s},
                     {u"build_hash"_s, QString()},
                     {u"outdated"_s, false}};
    if (call.release.versionKnowsOutposts) {
        body.insert(u"version_latest_valid"_s, false);
        body.insert(u"outpost_outdated"_s, false);
    }
    return jsonResponse(200, body, call.release);
}

Reply serveConfig(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Config"_s,
                               u"Read-only view set that returns the current session's Configs"_s,
                               {}, call.release);
    QJsonArray capabilities{u"can_save_media"_s, u"can_impersonate"_s, u"is_enterprise"_s};
    if (call.release.savesReports)
        capabilities.append(u"can_save_reports"_s);
    const QJsonObject reporting{{u"enabled"_s, false},
                                {u"sentry_dsn"_s, QString()},
                                {u"environment"_s, u"customer"_s},
                                {u"send_pii"_s, false},
                                {u"traces_sample_rate"_s, 0.1}};
    return jsonResponse(200,
                        QJsonObject{{u"error_reporting"_s, reporting},
                                    {u"capabilities"_s, capabilities},
                                    {u"cache_timeout"_s, 300},
                                    {u"cache_timeout_flows"_s, 300},
                                    {u"cache_timeout_policies"_s, 300}},
                        call.release);
}

} // namespace demoserver
