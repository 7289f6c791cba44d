// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `sources/all/`: sources of every type, filtered by slug, name or managed.
[[nodiscard]] Reply serveAllSources(const Call &call);

/// `sources/all/{slug}/`, reading only.
[[nodiscard]] Reply serveAnySource(const Call &call);

/// `sources/all/{slug}/set_icon_url/` of the releases before icon became a field.
[[nodiscard]] Reply serveSetIconUrl(const Call &call);

} // namespace demoserver
