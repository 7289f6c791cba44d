// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

#include <QStringList>

namespace demoserver {

enum class FilterKind
{
    Text,     ///< exact
    Contains, ///< part of the text, any letter case
    Choice,   ///< exact; other values than the choices are refused
    Boolean,  ///< true, false, 1, 0; anything else is ignored
    Uuid,     ///< exact; refused when it is none
    PlainId,  ///< exact, dashes left out on both sides
    Flow,     ///< id of a flow; refused when there is none
    IsNull,   ///< of the member before "__isnull"
    AnyOf,    ///< exact, may be repeated
};

struct ListFilter
{
    QLatin1StringView parameter;
    FilterKind kind = FilterKind::Text;
    QStringList choices = {};
};

/// What a list endpoint lets one ask for.
struct ListRules
{
    QList<ListFilter> filters;
    QList<QLatin1StringView> searched; ///< members that `search` looks into
    QString ordering;                  ///< when none is asked for
};

/// The rows behind a list. \a value gives a member of a row under its name or filter parameter,
/// undefined for unknown ones; \a render the whole row, called for the rows of one page only.
struct ListRows
{
    qsizetype count = 0;
    std::function<QJsonValue(qsizetype row, QStringView member)> value;
    std::function<QJsonObject(qsizetype row)> render;
};

/// Filters, searches, orders and pages: `{"pagination": {…}, "results": […]}`, or the 400 and 404
/// of bad parameters (API list endpoints, both recorded releases).
[[nodiscard]] HttpResponse listResponse(const Call &call, const ListRules &rules,
                                        const ListRows &rows);

} // namespace demoserver
