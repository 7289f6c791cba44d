// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/eventroutes.h"

#include "routes/listpages.h"

#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto appLabel = "authentik_sources_plex"_L1;
constexpr auto modelLabel = "plexsource"_L1;

QString plainId(QString id)
{
    return id.remove(u'-');
}

QJsonObject userJson(const AuditEvent &event, const ReleaseRules &release)
{
    // Before 2024.4 a write with an API token was nobody's.
    if (!release.eventsNameTokenUser)
        return {{u"pk"_s, 1}, {u"username"_s, u"AnonymousUser"_s}, {u"email"_s, QString()}};
    return {{u"pk"_s, event.userPk},
            {u"username"_s, event.username},
            {u"email"_s, event.username + "@example.org"_L1}};
}

QJsonObject eventJson(const AuditEvent &event, const ReleaseRules &release)
{
    QJsonObject http{{u"path"_s, event.path},
                     {u"method"_s, event.method},
                     {u"args"_s, QJsonObject()},
                     {u"user_agent"_s, event.userAgent}};
    if (release.eventsCarryRequestId)
        http.insert(u"request_id"_s, event.requestId);
    const QJsonObject model{{u"app"_s, QString(appLabel)},
                            {u"model_name"_s, QString(modelLabel)},
                            {u"pk"_s, plainId(event.sourcePk)},
                            {u"name"_s, event.sourceName}};
    const QString scope(release.eventScope);
    return {{u"pk"_s, event.pk},
            {u"user"_s, userJson(event, release)},
            {u"action"_s, event.action},
            {u"app"_s, u"authentik.events.middleware"_s},
            {u"context"_s, QJsonObject{{u"model"_s, model}, {u"http_request"_s, http}}},
            {u"client_ip"_s, u"127.0.0.1"_s},
            {u"created"_s, event.created.toString(Qt::ISODateWithMs)},
            {u"expires"_s, event.created.addDays(365).toString(Qt::ISODateWithMs)},
            {scope,
             QJsonObject{{u"app"_s, u"authentik_%1s"_s.arg(scope)},
                         {u"model_name"_s, scope},
                         {u"name"_s, u"Default %1"_s.arg(scope)},
                         {u"pk"_s, u"5eed0008000040008000000000000001"_s}}}};
}

QJsonValue eventMember(const AuditEvent &event, qsizetype row, QStringView member)
{
    if (member == "created"_L1) // the number tells events of one millisecond apart
        return event.created.toString(Qt::ISODateWithMs) + u"%1"_s.arg(row, 12, 10, QChar(u'0'));
    if (member == "action"_L1 || member == "actions"_L1)
        return event.action;
    if (member == "username"_L1)
        return event.username;
    if (member == "client_ip"_L1)
        return u"127.0.0.1"_s;
    if (member == "context_model_app"_L1)
        return QString(appLabel);
    if (member == "context_model_name"_L1)
        return QString(modelLabel);
    if (member == "context_model_pk"_L1)
        return event.sourcePk;
    if (member == "name"_L1)
        return event.sourceName;
    return QJsonValue::Undefined;
}

ListRules eventListRules()
{
    return {.filters = {{"action"_L1, FilterKind::Contains},
                        {"actions"_L1, FilterKind::AnyOf},
                        {"username"_L1},
                        {"client_ip"_L1},
                        {"context_model_app"_L1},
                        {"context_model_name"_L1},
                        {"context_model_pk"_L1, FilterKind::PlainId}},
            .searched = {"action"_L1, "username"_L1, "name"_L1},
            .ordering = u"-created"_s};
}

} // namespace

Reply serveEventList(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Event List"_s, u"Event Read-Only Viewset"_s, {}, call.release);
    if (!call.isAllowed("authentik_events.view_event"_L1) || !call.isRead())
        return noPermission(call.release);
    const QList<AuditEvent> &events = call.data.events();
    return listResponse(
            call, eventListRules(),
            {.count = events.size(),
             .value =
                     [&events](qsizetype row, QStringView member) {
                         return eventMember(events.at(row), row, member);
                     },
             .render = [&events,
                        &call](qsizetype row) { return eventJson(events.at(row), call.release); }});
}

} // namespace demoserver
