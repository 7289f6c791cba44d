// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QString>

// What QtKeychain cannot be asked: the Secret Service itself (org.freedesktop.secrets on the
// session bus, as the freedesktop.org specification has it), for its default collection. Each of
// these is one conversation: a Call that asks one question after another and never waits. D-Bus
// gives up on a question after 25 seconds; earlier deadlines are the caller's. GUI thread.

namespace SecretService {

/// Whether there is a bus to ask. Nothing is started for it: without an address, and without the
/// bus of the user's runtime folder, there is none.
bool hasBus();

/// Succeeds when the default collection exists and is unlocked. Fails with KeychainUnavailable (no
/// bus, no service, no collection), KeychainLocked, KeychainRefused, KeychainSlow or Keychain.
[[nodiscard]] CallHandle check(Done<void> done);
/// Has the default collection unlocked, or made when there is none; the service may ask the person
/// for a password, who may take any time. KeychainRefused when that question is dismissed.
[[nodiscard]] CallHandle unlock(Done<void> done);
/// Deletes every item whose attribute `server` is this and that QtKeychain made, in all collections
/// that are unlocked. Fails with KeychainLocked when there are some in a locked one.
[[nodiscard]] CallHandle removeAll(const QString &server, Done<void> done);

} // namespace SecretService
