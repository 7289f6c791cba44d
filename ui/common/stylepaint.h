// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionMenuItem;
class QWidget;

// The drawings of DeskStyle, one function each. GUI thread.
namespace StylePaint {

/// A rounded box; an invalid `line` leaves the outline out.
void box(QPainter &painter, const QRect &rect, qreal radius, const QBrush &fill, const QColor &line,
         qreal width = 1);
/// The frame of an editor, after the state properties of `widget`.
void editorFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void checkBox(QPainter &painter, const QStyleOption &option);
void radioButton(QPainter &painter, const QStyleOption &option);
void toolButton(QPainter &painter, const QStyleOption &option);
void pushButton(QPainter &painter, const QStyleOption &option, const QString &kind);
void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QString &kind);
void menuBarItem(QPainter &painter, const QStyleOptionMenuItem &option);
void scrollBar(QPainter &painter, const QStyleOption &option, const QRect &handle,
               Qt::Orientation orientation);

/// The kind of a button, see DeskStyle.
QString kindOf(const QWidget *widget);

} // namespace StylePaint
