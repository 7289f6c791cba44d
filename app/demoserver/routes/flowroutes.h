// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `flows/instances/`, reading only.
[[nodiscard]] Reply serveFlowList(const Call &call);

/// `flows/instances/{slug}/`, reading only.
[[nodiscard]] Reply serveFlow(const Call &call);

} // namespace demoserver
