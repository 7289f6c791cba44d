// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demoobjects.h"

#include <QHash>
#include <QList>

namespace demoserver {

/// The demo server's database, in memory.
///
/// Owned by DemoServer; read and written by the routes and, in tests, directly: that is how another
/// administrator's change is played. Main thread. A plain value; pointers it hands out hold until
/// the next write.
class DemoData
{
public:
    [[nodiscard]] const QList<PlexSource> &plexSources() const { return m_plexSources; }
    [[nodiscard]] const PlexSource *plexSource(QStringView slug) const;
    /// True when a source of any type but the one with \a exceptPk has this slug.
    [[nodiscard]] bool isSlugTaken(QStringView slug, QStringView exceptPk) const;
    /// Writes all columns of the row with this pk, or adds it.
    void savePlexSource(const PlexSource &source);
    void removePlexSource(QStringView pk);
    /// Plays another administrator: sets \a changes in the source at once and writes the audit
    /// event. False when there is no such source.
    bool changeAs(const QString &username, QStringView slug, const QJsonObject &changes);

    [[nodiscard]] const QList<OtherSource> &otherSources() const { return m_otherSources; }
    void addOtherSource(const OtherSource &source) { m_otherSources.append(source); }

    [[nodiscard]] const QList<Flow> &flows() const { return m_flows; }
    [[nodiscard]] const Flow *flowByPk(QStringView pk) const;
    void addFlow(const Flow &flow) { m_flows.append(flow); }

    [[nodiscard]] const QList<PropertyMapping> &mappings() const { return m_mappings; }
    [[nodiscard]] const PropertyMapping *mapping(QStringView pk) const;
    void addMapping(const PropertyMapping &mapping) { m_mappings.append(mapping); }

    [[nodiscard]] const QList<DemoUser> &users() const { return m_users; }
    /// The owner of an API token; null for an unknown or empty one.
    [[nodiscard]] const DemoUser *userByToken(const QString &token) const;
    void addUser(const DemoUser &user) { m_users.append(user); }
    /// Gives or takes a user's right, as an administrator would meanwhile.
    void setPermission(const QString &username, const QString &permission, bool isGiven);

    [[nodiscard]] const QList<AuditEvent> &events() const { return m_events; }
    void addEvent(const AuditEvent &event) { m_events.append(event); }

private:
    QList<PlexSource> m_plexSources;
    QHash<QString, qsizetype> m_plexRows; ///< place in m_plexSources by pk
    QList<OtherSource> m_otherSources;
    QList<Flow> m_flows;
    QList<PropertyMapping> m_mappings;
    QList<DemoUser> m_users;
    QList<AuditEvent> m_events;
};

} // namespace demoserver
