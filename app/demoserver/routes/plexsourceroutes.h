// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "routes/call.h"

namespace demoserver {

/// `sources/plex/`: list, create, describe.
[[nodiscard]] Reply servePlexSourceList(const Call &call);

/// `sources/plex/{slug}/`: get, patch, put, delete, describe. Looks the row up and checks the right
/// before it reads the body; a write's row is complete before its commit step runs, so two writes
/// that overlap undo each other as on a real server.
[[nodiscard]] Reply servePlexSource(const Call &call);

/// `sources/plex/{slug}/used_by/`.
[[nodiscard]] Reply serveUsedBy(const Call &call);

/// `sources/plex/redeem_token/` and `redeem_token_authenticated/`: the end users' login, which this
/// server does not play; there so that the words are no slugs.
[[nodiscard]] Reply serveRedeemToken(const Call &call);

} // namespace demoserver
