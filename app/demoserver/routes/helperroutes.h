// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `core/users/me/`: any valid key may ask.
[[nodiscard]] Reply serveMe(const Call &call);

/// `admin/version/`: any valid key may ask.
[[nodiscard]] Reply serveVersion(const Call &call);

/// `root/config/`: everybody may ask.
[[nodiscard]] Reply serveConfig(const Call &call);

} // namespace demoserver
