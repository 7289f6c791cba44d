// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/logging.h"

Q_LOGGING_CATEGORY(sourcedeskApi, "sourcedesk.api", QtWarningMsg)
