// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>

/// How Python prints and reads values: the server's messages hold such texts.
namespace demoserver {

/// `str(value)`: text as it is, everything else as pythonRepr().
[[nodiscard]] QString pythonStr(const QJsonValue &value);

/// `repr(value)`: `'any'`, `['any']`, `{'x': 1}`, `None`, `True`, `1.5`.
[[nodiscard]] QString pythonRepr(const QJsonValue &value);

/// `type(value).__name__`: `str`, `dict`, `list`, `int`, `float`, `bool`, `NoneType`.
[[nodiscard]] QString pythonTypeName(const QJsonValue &value);

/// `text.strip()`.
[[nodiscard]] QString pythonStrip(const QString &text);

/// The canonical form of what `uuid.UUID()` accepts as text: any letter case, with or without
/// dashes, braces or `urn:uuid:`. Nothing for other text.
[[nodiscard]] std::optional<QString> pythonUuid(const QString &text);

} // namespace demoserver
