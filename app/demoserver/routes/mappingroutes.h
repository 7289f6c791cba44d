// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `propertymappings/source/plex/`, reading only.
[[nodiscard]] Reply servePlexMappingList(const Call &call);

/// `propertymappings/source/plex/{pk}/`, reading only.
[[nodiscard]] Reply servePlexMapping(const Call &call);

/// `propertymappings/all/{pk}/`: a mapping of any kind, reading only.
[[nodiscard]] Reply serveAnyMapping(const Call &call);

} // namespace demoserver
