// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>

/// The rows of the demo server's database. Plain values; ids are uuids in canonical text form.
namespace demoserver {

/// A Plex source: every writable column of the newest release under its API name, whatever release
/// is played; what a release does not know is left out when the row is shown.
struct PlexSource
{
    QString pk;
    QString managed; ///< blueprint path; empty = nobody's
    QJsonObject columns;

    [[nodiscard]] QString name() const { return columns.value(QLatin1String("name")).toString(); }
    [[nodiscard]] QString slug() const { return columns.value(QLatin1String("slug")).toString(); }
};

/// A source of another type; slugs are unique over all of them.
struct OtherSource
{
    QString pk;
    QString name;
    QString slug;
    QString managed;
};

struct Flow
{
    QString pk;
    QString bindingPk;
    QString name;
    QString slug;
    QString title;
    QString designation;
    QString authentication;
    QStringList stages;
    QStringList policies;
};

enum class MappingKind
{
    Plex,
    Scope
};

struct PropertyMapping
{
    QString pk;
    QString name;
    QString managed; ///< empty = nobody's
    QString expression;
    MappingKind kind = MappingKind::Plex;
};

/// Somebody who may call: an API token and what it allows.
struct DemoUser
{
    int pk = 0;
    QString username;
    QString name;
    QString token; ///< empty = nobody calls with it
    bool isSuperuser = false;
    QStringList permissions = {}; ///< "app_label.codename"; superusers need none
    QString role = {};
    QString rolePk = {};

    [[nodiscard]] bool has(QLatin1StringView permission) const
    {
        return isSuperuser || permissions.contains(permission);
    }
};

/// An audit event of a write.
struct AuditEvent
{
    QString pk;
    QString action;    ///< model_created, model_updated, model_deleted
    QDateTime created; ///< UTC
    int userPk = 0;
    QString username;
    QString sourcePk;
    QString sourceName;
    QString method;
    QString path;
    QString userAgent;
    QString requestId;
};

/// A fresh random id.
[[nodiscard]] QString newId();

} // namespace demoserver
