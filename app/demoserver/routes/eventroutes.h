// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `events/events/`: the audit events of writes, newest first, reading only.
[[nodiscard]] Reply serveEventList(const Call &call);

} // namespace demoserver
