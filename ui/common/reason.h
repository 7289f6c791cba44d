// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

/// Enables or disables a control and says why in its tool tip and to a screen reader; plain text,
/// may hold words of a server.
void setEnabledWithReason(QWidget &control, bool isEnabled, const QString &reason);
