// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logtable.h"

#include "common/icon.h"
#include "common/tablerow.h"
#include "requestlogmodel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int narrow = 700;         // below this width of the table
constexpr int connectionFrom = 860; // and from this one on there is room for all

int lineHeight()
{
    return qMax(Size::smallButton, QFontMetrics(fontOf(Type::Body)).height() + Space::small);
}

bool isMono(int column)
{
    return column == RequestLogModel::PathColumn || column == RequestLogModel::RequestIdColumn;
}
} // namespace

LogTable::LogTable(QAbstractItemModel &model, QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Requests"));
    setModel(&model);
    setItemDelegate(new LogRowDelegate(this));
    setSelectionMode(ExtendedSelection);
    TableRow::setUp(*this, RequestLogModel::PathColumn);
    verticalHeader()->setDefaultSectionSize(lineHeight());
    verticalScrollBar()->setSingleStep(lineHeight());
    setColumnWidths();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogTable::noteScroll);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &LogTable::rowsCame);
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { rowsWent(first, last); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] { m_isFollowing = true; });
}

void LogTable::setColumnWidths()
{
    const bool isNarrow = width() < narrow;
    const QFontMetrics body(fontOf(Type::Body));
    const auto wide = [&body](const QString &text) {
        return body.horizontalAdvance(text) + Space::large;
    };
    setColumnWidth(RequestLogModel::TimeColumn, wide(u"00:00:00 AM"_s) + Space::large);
    setColumnWidth(RequestLogModel::MethodColumn, wide(u"OPTIONS"_s));
    setColumnWidth(RequestLogModel::StatusColumn, isNarrow ? 150 : 170);
    setColumnWidth(RequestLogModel::DurationColumn, wide(u"30000 ms"_s));
    setColumnWidth(RequestLogModel::RequestIdColumn, 110);
    setColumnWidth(RequestLogModel::ConnectionColumn, 190);
    setColumnHidden(RequestLogModel::RequestIdColumn, isNarrow);
    setColumnHidden(RequestLogModel::ConnectionColumn, width() < connectionFrom);
}

QList<quint64> LogTable::selectedNumbers() const
{
    QList<int> rows;
    const QModelIndexList selected = selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    QList<quint64> numbers;
    for (const int row : std::as_const(rows))
        numbers.append(model()->index(row, 0).data(RequestLogModel::NumberRole).toULongLong());
    return numbers;
}

void LogTable::noteScroll()
{
    if (!m_isOurs)
        m_isFollowing = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
}

void LogTable::rowsCame()
{
    m_isOurs = true;
    updateGeometries();
    if (m_isFollowing)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_isOurs = false;
}

/// The oldest go: what is looked at stays where it is.
void LogTable::rowsWent(int first, int last)
{
    m_isOurs = true;
    const int place = verticalScrollBar()->value();
    updateGeometries();
    if (!m_isFollowing && first == 0)
        verticalScrollBar()->setValue(place - (last - first + 1) * lineHeight());
    m_isOurs = false;
}

void LogTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
        return;
    }
    QTableView::keyPressEvent(event);
}

void LogTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the frame is around the whole row
}

bool LogTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave)
        viewport()->update(); // the row under the pointer is tinted as a whole
    return QTableView::viewportEvent(event);
}

void LogTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    viewport()->update();
}

void LogTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void LogTable::resizeEvent(QResizeEvent *event)
{
    m_isOurs = true;
    setColumnWidths();
    QTableView::resizeEvent(event);
    if (m_isFollowing)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_isOurs = false;
}

void LogTable::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    rowsCame();
}

void LogRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    const bool failed = index.data(RequestLogModel::FailedRole).toBool();
    const bool isStatus = index.column() == RequestLogModel::StatusColumn;
    painter->save();
    TableRow::paintGround(*painter, option, index);
    const int left = index.column() == 0 ? TableRow::leftOfFirst : TableRow::leftOfText;
    QRect cell = option.rect.adjusted(left, 0, -Space::tiny, 0);
    if (isStatus && failed) {
        const QRectF place(cell.left(), cell.center().y() - Size::captionIcon / 2.0 + 1,
                           Size::captionIcon, Size::captionIcon);
        paintSign(*painter, place, u"error"_s, tokens.error,
                  tokens.dark ? tokens.chrome : tokens.surface);
        cell.adjust(Size::captionIcon + Space::tiny, 0, 0, 0);
    }
    const QFont font = fontOf(isMono(index.column()) ? Type::MonoSmall : Type::Body);
    const bool isSecondary = index.column() > RequestLogModel::DurationColumn;
    painter->setFont(font);
    painter->setPen(isStatus && failed ? tokens.error : isSecondary ? tokens.ink2 : tokens.ink);
    const Qt::TextElideMode mode =
            index.column() == RequestLogModel::PathColumn ? Qt::ElideMiddle : Qt::ElideRight;
    painter->drawText(cell, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(index.data().toString(), mode, cell.width()));
    painter->restore();
}
