// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

// Keeps the wheel from changing a combo or spin box that has no focus: scrolling a form must not
// edit it. The event goes on to the scroll area. Owned by the widget that it guards. GUI thread.
class WheelGuard final : public QObject
{
    Q_OBJECT
public:
    /// Also takes the wheel out of the ways in which `widget` gets the focus.
    explicit WheelGuard(QWidget *widget);

    bool eventFilter(QObject *watched, QEvent *event) override;
};
