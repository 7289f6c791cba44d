// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

// The program's signs. Each is one SVG in the resources; its colour is set when it is painted, from
// the set of tokens in force, so an icon needs no renewal after a theme change and is sharp at any
// device pixel ratio. GUI thread.

/// An icon of the given tone; faint when disabled. `name` is the file's name without ".svg".
QIcon icon(const QString &name, Tone tone = Tone::Secondary);

/// Paints a sign. `ground` fills the parts of a filled sign that are cut out.
void paintSign(QPainter &painter, const QRectF &rect, const QString &name, const QColor &colour,
               const QColor &ground);
