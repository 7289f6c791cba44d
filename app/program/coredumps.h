// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// From here on a crash of this process leaves no picture of its memory, where tokens are, and no
/// other process of the same person can read it there. What it starts inherits the limit, no more.
/// A system that refuses changes nothing: there is nothing better to do then than to go on.
void forbidCoreDumps();
