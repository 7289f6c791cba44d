// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

class PlexSource;

// A server may keep the Plex token in a secret object of its own and hold only a reference to it:
// no `plex_token`, but `plex_token_ref`, or `secret` in earlier drafts of that change (contract
// §2.4). The reference is shown and never sent, and no token can be typed, for there is no field to
// put it in.
struct ManagedSecret
{
    QString key;    ///< the JSON key the reference came under, one of the unknown keys
    QString secret; ///< the id of the secret; empty when the source refers to none

    friend bool operator==(const ManagedSecret &, const ManagedSecret &) = default;
};

/// Empty while the source has a `plex_token`, and when it has no such reference either.
std::optional<ManagedSecret> managedSecretOf(const PlexSource &source);
