// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"
#include "source/saverecord.h"

#include <QStyledItemDelegate>

// Draws a cell of the history: the state with its sign, or a line and a smaller one below. What it
// draws is in the model's roles as text too. GUI thread.
class HistoryRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

/// The sign and tone of what became of a save.
QString fateSign(SaveFate fate);
Tone fateTone(SaveFate fate);
