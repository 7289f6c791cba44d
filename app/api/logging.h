// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

// What the client writes down: request number, method, path, status and duration. Never a query,
// a header or a body.
Q_DECLARE_LOGGING_CATEGORY(sourcedeskApi)
