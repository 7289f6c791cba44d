// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/demodata.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

/// The first row for which \a isWanted holds, or null.
template <typename Row, typename Condition>
const Row *firstOf(const QList<Row> &rows, Condition isWanted)
{
    const auto found = std::find_if(rows.begin(), rows.end(), isWanted);
    return found == rows.end() ? nullptr : &*found;
}

} // namespace

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

const PlexSource *DemoData::plexSource(QStringView slug) const
{
    return firstOf(m_plexSources, [slug](const PlexSource &row) { return row.slug() == slug; });
}

bool DemoData::isSlugTaken(QStringView slug, QStringView exceptPk) const
{
    const PlexSource *plex = firstOf(m_plexSources, [=](const PlexSource &row) {
        return row.slug() == slug && row.pk != exceptPk;
    });
    return plex
            || firstOf(m_otherSources, [=](const OtherSource &row) { return row.slug == slug; });
}

void DemoData::savePlexSource(const PlexSource &source)
{
    const auto row = m_plexRows.constFind(source.pk);
    if (row != m_plexRows.constEnd()) {
        m_plexSources[*row] = source;
        return;
    }
    m_plexRows.insert(source.pk, m_plexSources.size());
    m_plexSources.append(source);
}

void DemoData::removePlexSource(QStringView pk)
{
    m_plexSources.removeIf([pk](const PlexSource &row) { return row.pk == pk; });
    m_plexRows.clear();
    for (qsizetype row = 0; row < m_plexSources.size(); ++row)
        m_plexRows.insert(m_plexSources.at(row).pk, row);
}

bool DemoData::changeAs(const QString &username, QStringView slug, const QJsonObject &changes)
{
    const PlexSource *found = plexSource(slug);
    if (!found)
        return false;
    PlexSource changed = *found;
    for (auto it = changes.begin(); it != changes.end(); ++it)
        changed.columns.insert(it.key(), it.value());
    savePlexSource(changed);
    const DemoUser *user =
            firstOf(m_users, [&username](const DemoUser &row) { return row.username == username; });
    addEvent({.pk = newId(),
              .action = u"model_updated"_s,
              .created = QDateTime::currentDateTimeUtc(),
              .userPk = user ? user->pk : 1,
              .username = username,
              .sourcePk = changed.pk,
              .sourceName = changed.name(),
              .method = u"PATCH"_s,
              .path = u"/api/v3/sources/plex/%1/"_s.arg(slug),
              .userAgent = u"another administrator"_s,
              .requestId = newId().remove(u'-')});
    return true;
}

const Flow *DemoData::flowByPk(QStringView pk) const
{
    return firstOf(m_flows, [pk](const Flow &row) { return row.pk == pk; });
}

const PropertyMapping *DemoData::mapping(QStringView pk) const
{
    return firstOf(m_mappings, [pk](const PropertyMapping &row) { return row.pk == pk; });
}

const DemoUser *DemoData::userByToken(const QString &token) const
{
    if (token.isEmpty())
        return nullptr;
    return firstOf(m_users, [&token](const DemoUser &row) { return row.token == token; });
}

void DemoData::setPermission(const QString &username, const QString &permission, bool isGiven)
{
    for (DemoUser &user : m_users) {
        if (user.username != username)
            continue;
        user.permissions.removeAll(permission);
        if (isGiven)
            user.permissions.append(permission);
    }
}

} // namespace demoserver
