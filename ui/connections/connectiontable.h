// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionlistmodel.h"

#include <QStyledItemDelegate>
#include <QTableView>

// Draws a cell of the connections. What it draws is in the model's roles as text too. GUI thread.
class ConnectionRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

// The table of the connections; its keys are told, the page acts. The selection stays with the
// connections when rows change. GUI thread.
class ConnectionTable final : public QTableView
{
    Q_OBJECT
public:
    /// Borrows `model`, which must outlive it.
    explicit ConnectionTable(ConnectionListModel &model, QWidget *parent = nullptr);

    /// The row with the keyboard; empty when there is none.
    QString currentId() const;
    void setCurrentId(const QString &id);
    /// In the order of the table.
    QStringList selectedIds() const;

Q_SIGNALS:
    void selectedChanged();
    void editWanted();
    void removeWanted();
    /// One place up (-1) or down (1).
    void moveWanted(int by);
    /// A row was dragged to the place of the row `to`.
    void placeWanted(const QString &id, int to);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    bool viewportEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void keepPlace();
    void restorePlace();
    void setColumnWidths();

    ConnectionListModel &m_rows;
    bool m_isQuiet = false; ///< the rows are being replaced
    QStringList m_keptIds;
    QString m_keptId;
    int m_keptRow = 0;
};
