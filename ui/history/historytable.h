// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class HistoryListModel;

// The table of saves: one row is selected as a whole, and it keeps row and place when rows come in.
// GUI thread.
class HistoryTable final : public QTableView
{
    Q_OBJECT
public:
    /// Borrows `model`, which must outlive it.
    explicit HistoryTable(HistoryListModel &model, QWidget *parent = nullptr);

    /// SaveRecord::id of the selected row; empty without one.
    QString selectedId() const;
    /// To be called around a change of rows: the selected save stays selected (or the first one
    /// is), and what is at the top stays there unless the table is at its beginning.
    void keepPlace();
    void restorePlace();

Q_SIGNALS:
    void selectedChanged();
    void openWanted();
    void copyWanted();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void setColumnWidths();

    HistoryListModel &m_rows;
    bool m_isQuiet = false; ///< rows are changing
    QString m_keptId;
    QString m_topId;
    int m_topOffset = 0;
};
