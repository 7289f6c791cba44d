// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes/mappingroutes.h"

#include "routes/listpages.h"
#include "rules/pythontext.h"

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

constexpr auto viewPlexRight = "authentik_sources_plex.view_plexsourcepropertymapping"_L1;
constexpr auto viewAnyRight = "authentik_core.view_propertymapping"_L1;

QJsonObject mappingJson(const PropertyMapping &mapping)
{
    const bool isPlex = mapping.kind == MappingKind::Plex;
    return {{u"pk"_s, mapping.pk},
            {u"managed"_s,
             mapping.managed.isEmpty() ? QJsonValue(QJsonValue::Null)
                                       : QJsonValue(mapping.managed)},
            {u"name"_s, mapping.name},
            {u"expression"_s, mapping.expression},
            {u"component"_s,
             isPlex ? u"ak-property-mapping-source-plex-form"_s
                    : u"ak-property-mapping-provider-scope-form"_s},
            {u"verbose_name"_s, isPlex ? u"Plex Source Property Mapping"_s : u"Scope Mapping"_s},
            {u"verbose_name_plural"_s,
             isPlex ? u"Plex Source Property Mappings"_s : u"Scope Mappings"_s},
            {u"meta_model_name"_s,
             isPlex ? u"authentik_sources_plex.plexsourcepropertymapping"_s
                    : u"authentik_providers_oauth2.scopemapping"_s}};
}

const PropertyMapping *findMapping(const Call &call)
{
    const std::optional<QString> pk = pythonUuid(call.key);
    return pk ? call.data.mapping(*pk) : nullptr;
}

} // namespace

Reply servePlexMappingList(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Plex Source Property Mapping List"_s,
                               u"PlexSourcePropertyMapping Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewPlexRight) || !call.isRead())
        return noPermission(call.release);
    QList<QJsonObject> rows;
    for (const PropertyMapping &mapping : call.data.mappings()) {
        if (mapping.kind == MappingKind::Plex)
            rows.append(mappingJson(mapping));
    }
    const ListRules rules{.filters = {{"name"_L1},
                                      {"managed"_L1, FilterKind::AnyOf},
                                      {"managed__isnull"_L1, FilterKind::IsNull}},
                          .searched = {"name"_L1},
                          .ordering = u"name"_s};
    return listResponse(
            call, rules,
            {.count = rows.size(),
             .value = [&rows](qsizetype row,
                              QStringView member) { return rows.at(row).value(member); },
             .render = [&rows](qsizetype row) { return rows.at(row); }});
}

Reply servePlexMapping(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Plex Source Property Mapping Instance"_s,
                               u"PlexSourcePropertyMapping Viewset"_s, {}, call.release);
    if (!call.isAllowed(viewPlexRight) || !call.isRead())
        return noPermission(call.release);
    const PropertyMapping *mapping = findMapping(call);
    if (!mapping || mapping->kind != MappingKind::Plex)
        return objectNotFound("PlexSourcePropertyMapping"_L1, call.release);
    return jsonResponse(200, mappingJson(*mapping), call.release);
}

Reply serveAnyMapping(const Call &call)
{
    if (call.request.method == "OPTIONS")
        return optionsResponse(u"Property Mapping Instance"_s, u"PropertyMapping Viewset"_s, {},
                               call.release);
    if (!call.isAllowed(viewAnyRight) || !call.isRead())
        return noPermission(call.release);
    const PropertyMapping *mapping = findMapping(call);
    if (!mapping)
        return objectNotFound("PropertyMapping"_L1, call.release);
    return jsonResponse(200, mappingJson(*mapping), call.release);
}

} // namespace demoserver
