// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

class QAbstractItemModel;

// The table of requests: lines, oldest first. It follows the newest while its end is shown; whoever
// scrolled up keeps the place, also when the oldest rows go. GUI thread.
class LogTable final : public QTableView
{
    Q_OBJECT
public:
    /// Borrows `model`, rows of a RequestLogModel, which must outlive it.
    explicit LogTable(QAbstractItemModel &model, QWidget *parent = nullptr);

    /// RequestLogModel::NumberRole of the selected rows, in the order of the table.
    QList<quint64> selectedNumbers() const;
    /// The end is shown, and what comes will be too.
    bool isFollowing() const { return m_isFollowing; }

Q_SIGNALS:
    void copyWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void setColumnWidths();
    void noteScroll();
    void rowsCame();
    void rowsWent(int first, int last);

    bool m_isFollowing = true;
    bool m_isOurs = false; ///< the table itself scrolls, no person
};

// Paints a row of the log in one line; what failed has its sign and colour. GUI thread.
class LogRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};
