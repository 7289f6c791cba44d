// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/plexsourceroutes.h"

#include "routes/listpages.h"
#include "rules/fieldrules.h"
#include "rules/jsonbody.h"
#include "rules/sourcejson.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto viewRight = "authentik_sources_plex.view_plexsource"_L1;
constexpr auto addRight = "authentik_sources_plex.add_plexsource"_L1;
constexpr auto changeRight = "authentik_sources_plex.change_plexsource"_L1;
constexpr auto deleteRight = "authentik_sources_plex.delete_plexsource"_L1;
constexpr auto modelName = "PlexSource"_L1;

AuditEvent auditEvent(const Call &call, const QString &action)
{
    return {.pk = newId(),
            .action = action,
            .created = QDateTime::currentDateTimeUtc(),
            .userPk = call.user->pk,
            .username = call.user->username,
            .sourcePk = {},
            .sourceName = {},
            .method = QString::fromLatin1(call.request.method),
            .path = call.path,
            .userAgent = QString::fromUtf8(call.request.header("User-Agent")),
            .requestId = call.requestId};
}

/// The step that writes a row with all its columns, audits it and shows it.
Reply commitRow(const Call &call, const PlexSource &row, int status, const QString &action)
{
    Reply reply;
    AuditEvent event = auditEvent(call, action);
    event.sourcePk = row.pk;
    event.sourceName = row.name();
    reply.commit = [&data = call.data, &release = call.release, row, status, event] {
        data.savePlexSource(row);
        data.addEvent(event);
        return jsonResponse(status, plexSourceJson(row, release), release);
    };
    return reply;
}

HttpResponse bodyProblem(const Call &call, const JsonBody &body)
{
    switch (body.problem) {
    case BodyProblem::UnsupportedType:
        return jsonResponse(415, body.error, call.release);
    case BodyProblem::Crash:
        return crashResponse(call.request.method, call.release);
    default:
        return jsonResponse(400, body.error, call.release);
    }
}

/// Reads and checks the body on top of \a row, which is stored when all is well.
Reply writeRow(const Call &call, PlexSource row, bool isPartial, int status, const QString &action)
{
    const JsonBody body =
            readJsonBody(call.request.body, call.request.header("Content-Type"), call.release);
    if (body.problem != BodyProblem::None)
        return bodyProblem(call, body);
    const BodyOutcome outcome = checkBody(body.value, isPartial, {call.release, call.data, row.pk});
    if (!outcome.errors.isEmpty())
        return jsonResponse(400, outcome.errors, call.release);
    for (auto it = outcome.values.begin(); it != outcome.values.end(); ++it)
        row.columns.insert(it.key(), it.value());
    return commitRow(call, row, status, action);
}

Reply createSource(const Call &call)
{
    if (!call.isAllowed(addRight))
        return noPermission(call.release);
    return writeRow(call, {.pk = newId(), .managed = {}, .columns = defaultColumns()}, false, 201,
                    u"model_created"_s);
}

Reply deleteSource(const Call &call, const PlexSource &row)
{
    Reply reply;
    AuditEvent event = auditEvent(call, u"model_deleted"_s);
    event.sourcePk = row.pk;
    event.sourceName = row.name();
    reply.commit = [&data = call.data, event] {
        data.removePlexSource(event.sourcePk);
        data.addEvent(event);
        return HttpResponse{.status = 204, .headers = {}, .body = {}};
    };
    return reply;
}

HttpResponse describe(const Call &call, const QString &name, QLatin1StringView verb, bool mayWrite)
{
    const QJsonObject actions =
            mayWrite ? QJsonObject{{verb, fieldDescriptions(call.release)}} : QJsonObject();
    return optionsResponse(name, u"Plex source Viewset"_s, actions, call.release);
}

ListRules plexListRules(const ReleaseRules &release)
{
    ListRules rules{.filters = {{"name"_L1},
                                {"slug"_L1},
                                {"enabled"_L1, FilterKind::Boolean},
                                {"authentication_flow"_L1, FilterKind::Flow},
                                {"enrollment_flow"_L1, FilterKind::Flow},
                                {"policy_engine_mode"_L1, FilterKind::Choice,
                                 choiceValues("policy_engine_mode"_L1)},
                                {"user_matching_mode"_L1, FilterKind::Choice,
                                 choiceValues("user_matching_mode"_L1)},
                                {"client_id"_L1},
                                {"allow_friends"_L1, FilterKind::Boolean}},
                    .searched = {"name"_L1, "slug"_L1},
                    .ordering = u"slug"_s};
    if (release.hasMappings)
        rules.filters.append({"group_matching_mode"_L1, FilterKind::Choice,
                              choiceValues("group_matching_mode"_L1)});
    if (release.filtersByPk)
        rules.filters.append({"pbm_uuid"_L1, FilterKind::Uuid});
    return rules;
}

QJsonValue plexMember(const PlexSource &row, QStringView member)
{
    if (member == "pk"_L1 || member == "pbm_uuid"_L1)
        return row.pk;
    if (member == "managed"_L1)
        return row.managed.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(row.managed);
    return row.columns.value(member);
}

HttpResponse listSources(const Call &call)
{
    if (!call.isAllowed(viewRight))
        return noPermission(call.release);
    const QList<PlexSource> &sources = call.data.plexSources();
    return listResponse(call, plexListRules(call.release),
                        {.count = sources.size(),
                         .value =
                                 [&sources](qsizetype row, QStringView member) {
                                     return plexMember(sources.at(row), member);
                                 },
                         .render =
                                 [&sources, &call](qsizetype row) {
                                     return plexSourceJson(sources.at(row), call.release);
                                 }});
}

/// The right a method needs beside the one to view.
QLatin1StringView neededRight(const QByteArray &method)
{
    if (method == "DELETE")
        return deleteRight;
    return method == "PATCH" || method == "PUT" ? changeRight : viewRight;
}

} // namespace

Reply servePlexSourceList(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return describe(call, u"Plex Source List"_s, "POST"_L1, call.isAllowed(addRight));
    return call.isRead() ? Reply(listSources(call)) : createSource(call);
}

Reply servePlexSource(const Call &call)
{
    // The database refuses NUL in a query, and nothing catches that.
    if (call.key.contains(QChar::Null))
        return crashResponse(call.request.method, call.release);
    const PlexSource *row = call.data.plexSource(call.key);
    const QByteArray &method = call.request.method;
    if (method == "OPTIONS")
        return describe(call, u"Plex Source Instance"_s, "PUT"_L1,
                        row && call.isAllowed(changeRight));
    if (!call.isAllowed(viewRight) || !call.isAllowed(neededRight(method)))
        return noPermission(call.release);
    if (!row)
        return objectNotFound(modelName, call.release);
    if (call.isRead())
        return jsonResponse(200, plexSourceJson(*row, call.release), call.release);
    if (method == "DELETE")
        return deleteSource(call, *row);
    return writeRow(call, *row, method == "PATCH", 200, u"model_updated"_s);
}

Reply serveUsedBy(const Call &call)
{
    const PlexSource *row = call.data.plexSource(call.key);
    const bool mayView = call.isAllowed(viewRight);
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Plex Source Instance Used By"_s, u"Plex source Viewset"_s, {},
                               call.release);
    if (!mayView && call.release.usedByNeedsViewRight)
        return noPermission(call.release);
    if (!row)
        return objectNotFound(modelName, call.release);
    QJsonArray users;
    if (call.release.usedByListsSchedule
        && call.isAllowed("authentik_tasks_schedules.view_schedule"_L1)) {
        const QString task = u"authentik.sources.plex.tasks.check_plex_token"_s;
        users.append(QJsonObject{{u"app"_s, u"authentik_tasks_schedules"_s},
                                 {u"model_name"_s, u"schedule"_s},
                                 {u"pk"_s, "5eed0009"_L1 + row->pk.mid(8)},
                                 {u"name"_s, u"Schedule %1:%1:%2"_s.arg(task, row->slug())},
                                 {u"action"_s, u"cascade"_s}});
    }
    return jsonResponse(200, users, call.release);
}

Reply serveRedeemToken(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Redeem Token"_s, u"Plex source Viewset"_s, {}, call.release);
    return detailResponse(404, u"Not found."_s, call.release);
}

} // namespace demoserver
