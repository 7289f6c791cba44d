// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

// A ground of the page with a hairline below. GUI thread.
class Band final : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *event) override;
};
