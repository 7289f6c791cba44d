// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demoobjects.h"
#include "rules/releaserules.h"

namespace demoserver {

/// A Plex source as `sources/plex/{slug}/` of \a release shows it, its token in clear.
[[nodiscard]] QJsonObject plexSourceJson(const PlexSource &source, const ReleaseRules &release);

/// A Plex source as `sources/all/` shows it: without what only Plex sources have.
[[nodiscard]] QJsonObject anySourceJson(const PlexSource &source, const ReleaseRules &release);

/// A source of another type as `sources/all/` shows it.
[[nodiscard]] QJsonObject anySourceJson(const OtherSource &source, const ReleaseRules &release);

/// The columns of a new source before anything is set; `client_id` is 40 random characters.
[[nodiscard]] QJsonObject defaultColumns();

} // namespace demoserver
