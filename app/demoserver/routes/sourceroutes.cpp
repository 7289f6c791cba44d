// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/sourceroutes.h"

#include "routes/listpages.h"
#include "rules/jsonbody.h"
#include "rules/sourcejson.h"

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto viewRight = "authentik_core.view_source"_L1;

QList<QJsonObject> allSources(const Call &call)
{
    QList<QJsonObject> rows;
    for (const OtherSource &source : call.data.otherSources())
        rows.append(anySourceJson(source, call.release));
    for (const PlexSource &source : call.data.plexSources())
        rows.append(anySourceJson(source, call.release));
    return rows;
}

} // namespace

Reply serveAllSources(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Source List"_s, u"Source Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewRight))
        return noPermission(call.release);
    const QList<QJsonObject> rows = allSources(call);
    const ListRules rules{.filters = {{"slug"_L1}, {"name"_L1}, {"managed"_L1}},
                          .searched = {"slug"_L1, "name"_L1},
                          .ordering = u"slug"_s};
    return listResponse(
            call, rules,
            {.count = rows.size(),
             .value = [&rows](qsizetype row,
                              QStringView member) { return rows.at(row).value(member); },
             .render = [&rows](qsizetype row) { return rows.at(row); }});
}

Reply serveAnySource(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Source Instance"_s, u"Source Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewRight))
        return noPermission(call.release);
    for (const QJsonObject &row : allSources(call)) {
        if (row.value("slug"_L1) == call.key)
            return call.isRead() ? Reply(jsonResponse(200, row, call.release))
                                 : Reply(noPermission(call.release));
    }
    return objectNotFound("Source"_L1, call.release);
}

Reply serveSetIconUrl(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Set Icon Url"_s, u"Source Viewset"_s, {}, call.release);
    if (!call.isAllowed("authentik_core.change_source"_L1))
        return noPermission(call.release);
    const PlexSource *row = call.data.plexSource(call.key);
    if (!row)
        return objectNotFound("Source"_L1, call.release);
    const JsonBody body =
            readJsonBody(call.request.body, call.request.header("Content-Type"), call.release);
    if (body.problem != BodyProblem::None || !body.value.value("url"_L1).isString())
        return emptyHtml(400);
    Reply reply;
    PlexSource changed = *row;
    changed.columns.insert("icon"_L1, body.value.value("url"_L1));
    reply.commit = [&data = call.data, &release = call.release, changed] {
        data.savePlexSource(changed);
        return jsonResponse(200, QJsonObject(), release);
    };
    return reply;
}

} // namespace demoserver
