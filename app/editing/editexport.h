// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/editfile.h"

class EditSession;
class ServerSession;

/// The unsent changes of an edit for a file (source/editfile), without secrets. `now` is when it is
/// taken.
ExportedEdit exportedEdit(const EditSession &edit, const ServerSession &server,
                          const QDateTime &now);
