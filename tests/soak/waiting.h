// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

/// Lets events run until the condition holds, at most so long; it waits without working. False when
/// it never held.
bool until(const std::function<bool()> &condition,
           std::chrono::milliseconds longest = std::chrono::seconds(20));
