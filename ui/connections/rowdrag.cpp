// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/rowdrag.h"

#include "common/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTableView>
#include <QTimerEvent>

#include <utility>

namespace {
constexpr int lineHeight = 2;
constexpr int scrollEdge = 24; // from the edge of the table
constexpr int scrollEach = 30; // ms
constexpr int scrollStep = 8;
} // namespace

RowDrag::RowDrag(QTableView &table, CanMove canMove)
    : QObject(&table)
    , m_table(table)
    , m_canMove(std::move(canMove))
    , m_line(new QWidget(table.viewport()))
{
    m_line->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_line->setAutoFillBackground(true);
    m_line->setBackgroundRole(QPalette::Text);
    m_line->hide();
    table.installEventFilter(this);
    table.viewport()->installEventFilter(this);
    connect(table.model(), &QAbstractItemModel::modelAboutToBeReset, this, &RowDrag::stop);
}

bool RowDrag::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Hide || event->type() == QEvent::WindowDeactivate)
        stop();
    if (watched == &m_table) {
        const bool isKey = event->type() == QEvent::KeyPress;
        if (!m_isDragging || !isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
            return false;
        stop();
        return true;
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        stop();
        if (mouse->button() == Qt::LeftButton && mouse->modifiers() == Qt::NoModifier)
            press(mouse->position().toPoint());
        return false;
    }
    case QEvent::MouseMove: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (!mouse->buttons().testFlag(Qt::LeftButton))
            stop(); // it was released where nobody told
        return move(mouse->position().toPoint());
    }
    case QEvent::MouseButtonRelease:
        return release();
    default:
        return false;
    }
}

void RowDrag::press(const QPoint &at)
{
    const int row = m_table.rowAt(at.y());
    if (row < 0 || !m_canMove(row))
        return;
    m_row = row;
    m_pressed = at;
}

/// True when the table must not see it: it would select what the pointer passes.
bool RowDrag::move(const QPoint &at)
{
    if (m_row < 0)
        return false;
    m_at = at;
    if (!m_isDragging && (at - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_isDragging = true;
        m_table.viewport()->setCursor(Qt::ClosedHandCursor);
        m_scroll.start(scrollEach, this);
    }
    if (m_isDragging)
        follow();
    return true;
}

bool RowDrag::release()
{
    const int row = m_row;
    const int to = m_gap > row ? m_gap - 1 : m_gap;
    const bool isMoved = m_isDragging && to >= 0 && to != row;
    stop();
    if (isMoved)
        Q_EMIT dropped(row, to);
    return false; // the table ends its press too
}

void RowDrag::stop()
{
    m_row = -1;
    m_gap = -1;
    if (!std::exchange(m_isDragging, false))
        return;
    m_scroll.stop();
    m_line->hide();
    m_table.viewport()->unsetCursor();
}

void RowDrag::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_scroll.timerId())
        return QObject::timerEvent(event);
    QScrollBar &bar = *m_table.verticalScrollBar();
    if (m_at.y() < scrollEdge)
        bar.setValue(bar.value() - scrollStep);
    else if (m_at.y() > m_table.viewport()->height() - scrollEdge)
        bar.setValue(bar.value() + scrollStep);
    follow(); // the rows may have gone on below the pointer
}

void RowDrag::follow()
{
    m_gap = gapAt(m_at.y());
    const int top = topOfGap(m_gap) - lineHeight / 2;
    m_line->setGeometry(0, qMax(top, 0), m_table.viewport()->width(), lineHeight);
    m_line->show();
    m_line->raise();
}

/// The nearest place between two rows, among those that can be moved.
int RowDrag::gapAt(int y) const
{
    const int rows = m_table.model()->rowCount();
    int first = 0;
    while (first < rows && !m_canMove(first))
        ++first;
    int last = first;
    while (last < rows && m_canMove(last))
        ++last;
    int gap = first;
    while (gap < last && y > m_table.rowViewportPosition(gap) + m_table.rowHeight(gap) / 2)
        ++gap;
    return gap;
}

int RowDrag::topOfGap(int gap) const
{
    if (gap < m_table.model()->rowCount())
        return m_table.rowViewportPosition(gap);
    return m_table.rowViewportPosition(gap - 1) + m_table.rowHeight(gap - 1);
}
