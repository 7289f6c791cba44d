// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "summary.h"

class DraftKeeper;

// What is to be said of an edit as a draft, above its form. Pure functions; texts are translated
// (context "DraftSummary").

/// That another process holds the draft, another user's draft, and what of an earlier draft could
/// not be made an edit again. Empty = nothing. `user` is whose token would send it.
QList<Summary> draftSummaries(const DraftKeeper &keeper, const QString &user);

/// It is known that the draft was made with the token of somebody other than `user`.
bool isAnothersDraft(const DraftKeeper &keeper, const QString &user);
