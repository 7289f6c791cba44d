// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionports.h"

/// True when the password stored for `before` still belongs to `now`: the same user of the same
/// proxy.
bool isSameProxyLogin(const ProxyChoice &before, const ProxyChoice &now);
/// True when the passphrase stored for `before` still belongs to the key of `now`.
bool isSameClientKey(const ConnectionEntry &before, const ConnectionEntry &now);

/// The secrets of a connection after it was edited from `before` to `now`: what was typed, and
/// where nothing was typed what is stored, if it still belongs to it. A proxy password belongs to
/// its user of this proxy, a passphrase to its key.
ConnectionSecrets secretsAfterEdit(const ConnectionEntry &before, const ConnectionSecrets &stored,
                                   const ConnectionEntry &now, const ConnectionSecrets &typed);
