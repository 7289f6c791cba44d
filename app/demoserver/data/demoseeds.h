// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demodata.h"

namespace demoserver {

/// The demo's first content. Values are made up; ids are the same at every start, tokens are not.
///
/// \a withPlexSources: three Plex sources (enabled, disabled, managed by a blueprint), with the
/// flows and mappings of an administrator; without: what a fresh authentik has.
[[nodiscard]] DemoData seededData(bool withPlexSources);

/// User names of the three callers whose tokens the server prints.
extern const QLatin1StringView adminName;
extern const QLatin1StringView viewerName;
extern const QLatin1StringView nobodyName;
/// A second administrator without a token: the one who changes things meanwhile.
extern const QLatin1StringView otherAdminName;

} // namespace demoserver
