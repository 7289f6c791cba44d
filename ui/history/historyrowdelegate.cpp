// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historyrowdelegate.h"

#include "common/icon.h"
#include "items/historylistmodel.h"

#include <QAbstractItemView>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int focusWidth = 2;

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

QString fateSign(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
        return u"queued"_s;
    case SaveFate::Saved:
        return u"check"_s;
    case SaveFate::Confirmed:
        return u"ok"_s;
    case SaveFate::Undone:
        return u"warning"_s;
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return u"unclear"_s;
}

Tone fateTone(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
        return Tone::Secondary;
    case SaveFate::Saved:
    case SaveFate::Confirmed:
        return Tone::Ok;
    case SaveFate::Undone:
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return Tone::Warning;
}

int HistoryRowDelegate::rowHeight()
{
    const int lines = QFontMetrics(fontOf(Type::Label)).height()
            + QFontMetrics(fontOf(Type::Caption)).height();
    return qMax(50, lines + Space::large);
}

void HistoryRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    painter->save();
    paintGround(*painter, option, index);
    if (index.column() == HistoryListModel::StateColumn)
        paintState(*painter, option.rect, index, tokens);
    else
        paintTexts(*painter, option.rect, index, tokens);
    painter->restore();
}

void HistoryRowDelegate::paintGround(QPainter &painter, const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
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
    if (index.column() == HistoryListModel::ColumnCount - 1)
        painter.fillRect(
                QRect(cell.right() + 1 - focusWidth, cell.top(), focusWidth, cell.height()),
                tokens.focus);
}

void HistoryRowDelegate::paintState(QPainter &painter, const QRect &cell, const QModelIndex &index,
                                    const Tokens &tokens) const
{
    const auto fate = SaveFate(index.data(HistoryListModel::FateRole).toInt());
    const QColor colour = colourOf(fateTone(fate), tokens);
    const QRectF sign(cell.left() + leftOfState, cell.center().y() - Size::icon / 2.0 + 1,
                      Size::icon, Size::icon);
    paintSign(painter, sign, fateSign(fate), colour, tokens.dark ? tokens.chrome : tokens.surface);
    const QRect words = cell.adjusted(leftOfState + Size::icon + Space::small, 0, -Space::tiny, 0);
    const QString word = index.data().toString();
    painter.setFont(fontOf(Type::Label));
    painter.setPen(colour);
    painter.drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextWordWrap, word);
}

void HistoryRowDelegate::paintTexts(QPainter &painter, const QRect &cell, const QModelIndex &index,
                                    const Tokens &tokens) const
{
    const QRect inner = cell.adjusted(leftOfText, Space::small - 1, -Space::tiny, -Space::small);
    const bool isSource = index.column() == HistoryListModel::SourceColumn;
    const QString second = index.data(HistoryListModel::SecondLineRole).toString();
    const QFont font = fontOf(isSource ? Type::Label : Type::Body);
    QRect upper = inner;
    if (!second.isEmpty())
        upper.setHeight(inner.height() / 2);
    drawElided(painter, upper, index.data().toString(), font, tokens.ink);
    const QRect lower(inner.left(), inner.top() + inner.height() / 2, inner.width(),
                      inner.height() - inner.height() / 2);
    drawElided(painter, lower, second, fontOf(isSource ? Type::MonoSmall : Type::Caption),
               tokens.ink2);
}
