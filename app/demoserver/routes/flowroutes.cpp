// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/flowroutes.h"

#include "routes/listpages.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto viewRight = "authentik_flows.view_flow"_L1;

QJsonObject flowJson(const Flow &flow, const ReleaseRules &release)
{
    const QString picture = u"/static/dist/assets/images/flow_background.jpg"_s;
    QJsonObject made{{u"pk"_s, flow.pk},
                     {u"policybindingmodel_ptr_id"_s, flow.bindingPk},
                     {u"name"_s, flow.name},
                     {u"slug"_s, flow.slug},
                     {u"title"_s, flow.title},
                     {u"designation"_s, flow.designation},
                     {u"background"_s, release.flowsHaveThemedBackground ? QString() : picture},
                     {u"stages"_s, QJsonArray::fromStringList(flow.stages)},
                     {u"policies"_s, QJsonArray::fromStringList(flow.policies)},
                     {u"cache_count"_s, 0},
                     {u"policy_engine_mode"_s, u"any"_s},
                     {u"compatibility_mode"_s, false},
                     {u"export_url"_s, "/api/v3/flows/instances/"_L1 + flow.slug + "/export/"_L1},
                     {u"layout"_s, u"stacked"_s},
                     {u"denied_action"_s, u"message_continue"_s},
                     {u"authentication"_s, flow.authentication}};
    if (release.flowsHaveThemedBackground) {
        made.insert(u"background_url"_s, picture);
        made.insert(u"background_themed_urls"_s, QJsonValue::Null);
    }
    return made;
}

ListRules flowListRules()
{
    return {.filters = {{"flow_uuid"_L1, FilterKind::Uuid},
                        {"name"_L1},
                        {"slug"_L1},
                        {"designation"_L1,
                         FilterKind::Choice,
                         {u"authentication"_s, u"authorization"_s, u"invalidation"_s,
                          u"enrollment"_s, u"unenrollment"_s, u"recovery"_s,
                          u"stage_configuration"_s}},
                        {"denied_action"_L1,
                         FilterKind::Choice,
                         {u"message_continue"_s, u"message"_s, u"continue"_s}}},
            .searched = {"name"_L1, "slug"_L1, "designation"_L1, "title"_L1},
            .ordering = u"slug"_s};
}

} // namespace

Reply serveFlowList(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Flow List"_s, u"Flow Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewRight) || !call.isRead())
        return noPermission(call.release);
    const QList<Flow> &flows = call.data.flows();
    const auto value = [&flows, &call](qsizetype row, QStringView member) -> QJsonValue {
        if (member == "flow_uuid"_L1)
            return flows.at(row).pk;
        return flowJson(flows.at(row), call.release).value(member);
    };
    return listResponse(
            call, flowListRules(),
            {.count = flows.size(), .value = value, .render = [&flows, &call](qsizetype row) {
                 return flowJson(flows.at(row), call.release);
             }});
}

Reply serveFlow(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Flow Instance"_s, u"Flow Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewRight) || !call.isRead())
        return noPermission(call.release);
    for (const Flow &flow : call.data.flows()) {
        if (flow.slug == call.key)
            return jsonResponse(200, flowJson(flow, call.release), call.release);
    }
    return objectNotFound("Flow"_L1, call.release);
}

} // namespace demoserver
