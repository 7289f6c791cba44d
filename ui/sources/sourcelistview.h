// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

// A list whose current row is a person's choice only: neither a row that goes nor the focus that
// comes chooses another, as QListView would have it. A choice is told once the view has done with
// the click or key. GUI thread.
class SourceListView final : public QListView
{
    Q_OBJECT
public:
    explicit SourceListView(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Shows a row as current without telling of a choice; an invalid one takes the current row
    /// away.
    void showCurrent(const QModelIndex &index);

Q_SIGNALS:
    void chosen(const QModelIndex &index);
    /// Rows went or moved: whoever knows which row is open may show it again.
    void rowsSettled();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void followSelection();

    bool m_isQuiet = false;
};
