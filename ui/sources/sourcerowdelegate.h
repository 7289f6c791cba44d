// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

// Draws a row of the source list: state sign, name, signs on the right; below, slug and one phrase.
// What it draws is in the model's roles as text too, so a screen reader meets it there. GUI thread.
class SourceRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintGround(QPainter &painter, const QStyleOptionViewItem &option) const;
    int paintSigns(QPainter &painter, const QStyleOptionViewItem &option, const QRect &line,
                   const QModelIndex &index) const;
};
