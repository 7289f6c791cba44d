// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/demodata.h"
#include "rules/releaserules.h"

namespace demoserver {

/// Who calls: a user, nobody (both members empty), or a caller to be refused with 403.
struct Caller
{
    const DemoUser *user = nullptr;
    QString refusal; ///< `detail` of the 403
};

/// Judges the value of the Authorization header (null or empty when not sent) as both recorded
/// releases do: the scheme in any letter case, one blank, the key taken literally.
[[nodiscard]] Caller authenticate(const QByteArray &authorization, const DemoData &data,
                                  const ReleaseRules &release);

} // namespace demoserver
