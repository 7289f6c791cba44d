// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/savesteps.h"

#include <QString>

// What becomes of writes over a read-only connection (SourceApi::isReadOnly).

/// Nothing was sent.
Error readOnlyError();
/// A save that ended before it began: nothing was read or sent.
SaveOutcome readOnlyOutcome();
/// What is said of it where something would be sent.
QString readOnlyText();
