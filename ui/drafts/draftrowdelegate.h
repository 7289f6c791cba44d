// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"
#include "source/draft.h"

#include <QStyledItemDelegate>

// Draws a cell of the drafts: the state with its sign, a line and a smaller one below, or the
// sentence on what happens next in two lines. What it draws is in the model's roles as text too.
// GUI thread.
class DraftRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

/// The sign and tone of a draft's state.
QString draftSign(DraftState state);
Tone draftTone(DraftState state);
