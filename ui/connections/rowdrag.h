// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QObject>
#include <QPoint>

#include <functional>

class QTableView;
class QWidget;

// Lets a person drag a row of a table to another place with the mouse. A line shows where it would
// go; near the upper and lower edge the table scrolls; Escape, other rows, and another window in
// front give it up. It changes nothing itself. GUI thread.
class RowDrag final : public QObject
{
    Q_OBJECT
public:
    /// Tells whether that row may be dragged. Those that may must be neighbours: a row goes only to
    /// a place among them.
    using CanMove = std::function<bool(int row)>;

    /// Belongs to `table`, which has its model.
    RowDrag(QTableView &table, CanMove canMove);

    bool isDragging() const { return m_isDragging; }

Q_SIGNALS:
    /// `row` shall stand where `to` stands now; never the same.
    void dropped(int row, int to);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    void press(const QPoint &at);
    bool move(const QPoint &at);
    bool release();
    void stop();
    void follow();
    int gapAt(int y) const;
    int topOfGap(int gap) const;

    QTableView &m_table;
    CanMove m_canMove;
    QWidget *m_line;
    QBasicTimer m_scroll;
    QPoint m_pressed;
    QPoint m_at;
    int m_row = -1; ///< pressed; -1 = none
    int m_gap = -1; ///< above this row, or below the last one
    bool m_isDragging = false;
};
