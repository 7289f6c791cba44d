// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rules/releaserules.h"

#include <QJsonObject>
#include <QStringList>

namespace demoserver {

enum class FieldKind
{
    Text,
    Slug,
    Boolean,
    Choice,
    Flow,
    Mappings,
    TextList,
    Icon
};

/// When a field came.
enum class FieldSince
{
    Always,
    Mappings,
    Promoted,
    IconField
};

struct FieldChoice
{
    QLatin1StringView value;
    QLatin1StringView display; ///< the server's words in OPTIONS
};

/// A writable field of a Plex source, as the serializer of the server declares it.
struct SourceField
{
    QLatin1StringView key;
    FieldKind kind;
    QLatin1StringView help = {}; ///< empty = none
    bool isRequired = false;     ///< in POST and PUT
    FieldSince since = FieldSince::Always;
    QList<FieldChoice> choices = {};
};

/// The writable fields of all releases: one row per field.
[[nodiscard]] const QList<SourceField> &sourceFields();

/// True when \a release knows the field as a writable one.
[[nodiscard]] bool isWritable(const SourceField &field, const ReleaseRules &release);

/// The choices of a field's values; empty when the field is no choice.
[[nodiscard]] QStringList choiceValues(QLatin1StringView key);

/// The member of `actions` in an answer to OPTIONS (API `sources/plex/`): what each field is.
[[nodiscard]] QJsonObject fieldDescriptions(const ReleaseRules &release);

} // namespace demoserver
