// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionports.h"

/// The secrets of a connection after it was edited from `before` to `now`: what was typed, and
/// where nothing was typed what is stored, if it still belongs to it. A proxy password belongs to
/// its user, a passphrase to its key.
ConnectionSecrets secretsAfterEdit(const ConnectionEntry &before, const ConnectionSecrets &stored,
                                   const ConnectionEntry &now, const ConnectionSecrets &typed);
