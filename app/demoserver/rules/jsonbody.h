// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rules/releaserules.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace demoserver {

enum class BodyProblem
{
    None,
    UnsupportedType,
    NotJson,
    NotAnObject,
    Crash
};

/// A request body read as the server reads it.
struct JsonBody
{
    BodyProblem problem = BodyProblem::None;
    QJsonObject value; ///< empty for an empty body
    QJsonObject error; ///< the error body for the problem; empty for Crash
};

/// Reads the body of a write. \a contentType is null when the header was not sent; an empty body is
/// taken whatever its type (API `PATCH sources/plex/{slug}/`, both recorded releases).
[[nodiscard]] JsonBody readJsonBody(const QByteArray &body, const QByteArray &contentType,
                                    const ReleaseRules &release);

} // namespace demoserver
