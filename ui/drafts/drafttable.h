// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/draftlistmodel.h"

#include <QTableView>

// The table of drafts. Rows are selected as a whole, several too; selection and place stay when the
// rows are handed in anew, and when the selected ones are gone the next one is selected. GUI
// thread.
class DraftTable final : public QTableView
{
    Q_OBJECT
public:
    /// Borrows `model`, which must outlive it.
    explicit DraftTable(DraftListModel &model, QWidget *parent = nullptr);

    /// In the order of the table.
    QList<DraftKey> selectedKeys() const;
    /// The draft that has the keyboard; without server and pk when there is none.
    DraftKey currentKey() const;

Q_SIGNALS:
    /// Also when the current one is another.
    void selectedChanged();
    void openWanted();
    void discardWanted();
    void copyWanted();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void keepPlace();
    void restorePlace();
    void restoreSelection();
    void setColumnWidths();

    DraftListModel &m_rows;
    bool m_isQuiet = false; ///< rows are changing
    QList<DraftKey> m_keptKeys;
    DraftKey m_keptCurrent;
    int m_keptRow = 0;
    int m_keptScroll = 0;
};
