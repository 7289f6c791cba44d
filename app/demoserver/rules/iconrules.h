// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

/// The icon of a source where it is a field of its own (API `sources/plex/`, 2025.12 on).
namespace demoserver {

/// Why the server refuses an icon's text; empty when it takes it.
[[nodiscard]] QString iconProblem(const QString &icon);

/// `icon_url`: the built-in picture when unset, addresses as they are, files with a signature.
[[nodiscard]] QString iconUrl(const QString &icon);

/// `icon_themed_urls`: null unless the name holds `%(theme)s`.
[[nodiscard]] QJsonValue iconThemedUrls(const QString &icon);

} // namespace demoserver
