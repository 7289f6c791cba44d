// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demodata.h"
#include "rules/sourcefields.h"

#include <QJsonObject>
#include <QJsonValue>

namespace demoserver {

/// What a check looks at besides the value.
struct FieldContext
{
    const ReleaseRules &release;
    const DemoData &data;
    QString sourcePk; ///< the row being changed; empty for a new one
};

/// What became of one sent value: either the value to store or the member of the error body.
struct FieldOutcome
{
    QJsonValue value;
    QJsonValue error = QJsonValue::Undefined; ///< a list of messages, or an object by item index

    [[nodiscard]] bool isError() const { return !error.isUndefined(); }
};

/// Checks one sent value as the server's serializer does: coercion, trimming and messages of
/// Django REST Framework 3.14 and 3.16 as seen on `PATCH sources/plex/{slug}/`.
[[nodiscard]] FieldOutcome checkField(const SourceField &field, const QJsonValue &sent,
                                      const FieldContext &context);

/// What became of a whole body; \a errors is empty when \a values may be stored.
struct BodyOutcome
{
    QJsonObject values;
    QJsonObject errors;
};

/// Checks a body's fields, all at once. Unknown, read-only and newer keys are ignored.
/// \a isPartial: PATCH, required fields may be missing.
[[nodiscard]] BodyOutcome checkBody(const QJsonObject &sent, bool isPartial,
                                    const FieldContext &context);

} // namespace demoserver
