// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/band.h"

#include "common/tokens.h"

#include <QPainter>

void Band::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}
