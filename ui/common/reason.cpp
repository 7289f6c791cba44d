// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/reason.h"

#include <QTextDocument>
#include <QWidget>

void setEnabledWithReason(QWidget &control, bool isEnabled, const QString &reason)
{
    control.setEnabled(isEnabled);
    control.setToolTip(reason.isEmpty() ? QString()
                                        : Qt::convertFromPlainText(reason, Qt::WhiteSpaceNormal));
    control.setAccessibleDescription(reason);
}
