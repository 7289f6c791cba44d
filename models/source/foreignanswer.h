// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/errortext.h"

#include <optional>

/// The list of sources and the user are in every authentik API, so at the first contact (LoadList,
/// Connect) some answers can only be those of something else, or authentik lies under another path:
/// JSON of another shape, a 404 page, a 404 without authentik's `detail` (contract §4.1). `what` is
/// the cause, `next` what to look at. Empty for every other error.
std::optional<ErrorSentence> foreignAnswer(const Error &error, Situation situation,
                                           const QString &host);
