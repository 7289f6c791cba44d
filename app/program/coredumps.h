// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// From here on a crash of this process leaves no picture of its memory, where tokens are: neither
/// in a file nor with the system's handler. What it starts inherits that. A system that refuses
/// changes nothing: there is nothing better to do then than to go on.
void forbidCoreDumps();
