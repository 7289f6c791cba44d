// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What the release that a server names (`version_current` of admin/version/, "2026.5.0-rc1") means
// to a person. What a server lets one do is never read from it, see SchemaTraits.

/// The release is older than 2022.8, the oldest one whose API is known (contract §10). False for
/// words that are no release.
bool isTooOld(const QString &release);

/// A sentence on the release of the server, translated; empty when there is nothing to say: for a
/// known release and for every newer one.
QString serverRemark(const QString &release);
