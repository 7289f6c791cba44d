// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/tablerow.h"

#include "common/icon.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QScrollBar>
#include <QTableView>

namespace {
constexpr int focusWidth = 2;
constexpr int leastHeight = 50;

void drawElided(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
                const QColor &colour)
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
}

/// The row that has the keyboard is framed as a whole, whichever cell of it is current.
bool isFocusRow(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return view && view->hasFocus() && view->currentIndex().row() == index.row();
}

bool isHoverRow(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view || !view->viewport()->underMouse())
        return false;
    const QPoint at = view->viewport()->mapFromGlobal(QCursor::pos());
    return view->indexAt(at).row() == index.row();
}
} // namespace

void TableRow::setUp(QTableView &table, int stretched)
{
    table.setHorizontalHeader(new TableHead(&table));
    table.setFrameShape(QFrame::NoFrame);
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.setMouseTracking(true);
    table.setCornerButtonEnabled(false);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table.viewport()->setBackgroundRole(QPalette::Light);
    table.verticalScrollBar()->setSingleStep(height());
    QHeaderView &rows = *table.verticalHeader();
    rows.hide();
    rows.setSectionResizeMode(QHeaderView::Fixed);
    rows.setDefaultSectionSize(height());
    QHeaderView &head = *table.horizontalHeader();
    head.setSectionsClickable(false);
    head.setHighlightSections(false);
    head.setSectionResizeMode(QHeaderView::Fixed);
    head.setSectionResizeMode(stretched, QHeaderView::Stretch);
    head.setMinimumSectionSize(Space::pane);
}

int TableRow::height()
{
    const int lines = QFontMetrics(fontOf(Type::Label)).height()
            + QFontMetrics(fontOf(Type::Caption)).height();
    return qMax(leastHeight, lines + Space::large);
}

void TableRow::paintGround(QPainter &painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index)
{
    const Tokens &tokens = tokensFor(option.palette);
    const QRect &cell = option.rect;
    if (option.state & QStyle::State_Selected)
        painter.fillRect(cell, tokens.selected);
    else if (isHoverRow(option, index))
        painter.fillRect(cell, tokens.hover);
    painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), tokens.line);
    if (!isFocusRow(option, index))
        return;
    painter.fillRect(QRect(cell.left(), cell.top(), cell.width(), focusWidth), tokens.focus);
    painter.fillRect(QRect(cell.left(), cell.bottom() + 1 - focusWidth, cell.width(), focusWidth),
                     tokens.focus);
    if (index.column() == 0)
        painter.fillRect(QRect(cell.left(), cell.top(), focusWidth, cell.height()), tokens.focus);
    if (index.column() == index.model()->columnCount() - 1)
        painter.fillRect(
                QRect(cell.right() + 1 - focusWidth, cell.top(), focusWidth, cell.height()),
                tokens.focus);
}

void TableRow::paintSignAndWord(QPainter &painter, const QRect &cell, const QString &sign,
                                const QString &word, Tone tone, const Tokens &tokens)
{
    const QColor colour = colourOf(tone, tokens);
    const QRectF place(cell.left() + leftOfFirst, cell.center().y() - Size::icon / 2.0 + 1,
                       Size::icon, Size::icon);
    paintSign(painter, place, sign, colour, tokens.dark ? tokens.chrome : tokens.surface);
    const QRect words = cell.adjusted(leftOfFirst + Size::icon + Space::small, 0, -Space::tiny, 0);
    painter.setFont(fontOf(Type::Label));
    painter.setPen(colour);
    painter.drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextWordWrap, word);
}

void TableRow::paintLines(QPainter &painter, const QRect &cell, const QString &first, Type type,
                          const QString &second, Type secondType, const Tokens &tokens)
{
    const QRect inner = cell.adjusted(leftOfText, Space::small - 1, -Space::tiny, -Space::small);
    QRect upper = inner;
    if (!second.isEmpty())
        upper.setHeight(inner.height() / 2);
    drawElided(painter, upper, first, fontOf(type), tokens.ink);
    const QRect lower(inner.left(), inner.top() + inner.height() / 2, inner.width(),
                      inner.height() - inner.height() / 2);
    drawElided(painter, lower, second, fontOf(secondType), tokens.ink2);
}

TableHead::TableHead(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{ }

void TableHead::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &tokens = tokensFor(palette());
    painter->save();
    painter->fillRect(rect, tokens.sunken);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.line);
    const int left = section == 0 ? TableRow::leftOfFirst : TableRow::leftOfText;
    const QRect place = rect.adjusted(left, 0, -Space::tiny, 0);
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const QFont font = fontOf(Type::Caption);
    painter->setFont(font);
    painter->setPen(tokens.ink2);
    painter->drawText(place, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text, Qt::ElideRight, place.width()));
    painter->restore();
}
