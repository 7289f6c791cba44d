// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/reason.h"

#include "common/strangertext.h"

#include <QWidget>

void setEnabledWithReason(QWidget &control, bool isEnabled, const QString &reason)
{
    control.setEnabled(isEnabled);
    control.setToolTip(StrangerText::toolTip(reason));
    StrangerText::setDescription(control, reason);
}
