// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

/// A moment as on a clock, in local time: "02:09"; with its day when that is not today.
QString momentText(const QDateTime &when);
/// What one change by somebody else is told with: "by bert at 02:09".
struct AuditEvent;
QString byWhomAndWhen(const AuditEvent &event);
