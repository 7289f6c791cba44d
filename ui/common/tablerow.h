// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tokens.h"

#include <QHeaderView>

class QModelIndex;
class QPainter;
class QStyleOptionViewItem;
class QTableView;

// What the tables of the pages have in common: rows of two lines that are selected, framed and
// tinted as a whole, with a sign and a word in the first column. GUI thread.

namespace TableRow {
/// Where text begins in the first column, and in the others.
inline constexpr int leftOfFirst = Space::pane;
inline constexpr int leftOfText = Space::small;

/// Makes such a table of `table`, which has its model: head, rows, what one can do with it. The
/// column `stretched` takes what the others leave.
void setUp(QTableView &table, int stretched);
/// Of every row.
int height();
/// Ground, hairline, and the frame of the row that has the keyboard.
void paintGround(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index);
/// The first column: a sign and its word.
void paintSignAndWord(QPainter &painter, const QRect &cell, const QString &sign,
                      const QString &word, Tone tone, const Tokens &tokens);
/// A line in `type` and a smaller one in `secondType` below; alone it is in the middle.
void paintLines(QPainter &painter, const QRect &cell, const QString &first, Type type,
                const QString &second, Type secondType, const Tokens &tokens);
} // namespace TableRow

// The head of such a table: its words stand above those of the rows. GUI thread.
class TableHead final : public QHeaderView
{
    Q_OBJECT
public:
    explicit TableHead(QWidget *parent);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
};
