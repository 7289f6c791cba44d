// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcelistview.h"

#include <QPersistentModelIndex>

#include <utility>

SourceListView::SourceListView(QWidget *parent)
    : QListView(parent)
{ }

void SourceListView::setModel(QAbstractItemModel *model)
{
    // Before and after the selection model, which moves the current row to a neighbour of one that
    // goes.
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_isQuiet = true; });
    QListView::setModel(model);
    const auto settle = [this] {
        m_isQuiet = false;
        Q_EMIT rowsSettled();
    };
    connect(model, &QAbstractItemModel::rowsRemoved, this, settle);
    connect(model, &QAbstractItemModel::rowsInserted, this, settle);
    connect(model, &QAbstractItemModel::layoutChanged, this, settle);
    connect(model, &QAbstractItemModel::modelReset, this, settle);
}

void SourceListView::showCurrent(const QModelIndex &index)
{
    if (index == currentIndex())
        return;
    const bool wasQuiet = std::exchange(m_isQuiet, true);
    if (index.isValid()) {
        setCurrentIndex(index);
    } else {
        selectionModel()->clear();
    }
    m_isQuiet = wasQuiet;
}

void SourceListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_isQuiet || !current.isValid())
        return;
    const QPersistentModelIndex kept(current);
    QMetaObject::invokeMethod(
            this, [this, kept] { Q_EMIT chosen(kept); }, Qt::QueuedConnection);
}

void SourceListView::selectionChanged(const QItemSelection &selected,
                                      const QItemSelection &deselected)
{
    QListView::selectionChanged(selected, deselected);
    // Queued: a click or key selects first and makes the row current right after.
    if (!m_isQuiet && !selected.isEmpty())
        QMetaObject::invokeMethod(this, &SourceListView::followSelection, Qt::QueuedConnection);
}

void SourceListView::followSelection()
{
    // Assistive technology selects a row and leaves the current one where it was.
    const QModelIndexList selected = selectedIndexes();
    if (selected.size() == 1 && selected.first() != currentIndex())
        setCurrentIndex(selected.first());
}

void SourceListView::focusInEvent(QFocusEvent *event)
{
    const bool hadCurrent = currentIndex().isValid();
    const bool wasQuiet = std::exchange(m_isQuiet, true);
    QListView::focusInEvent(event);
    if (!hadCurrent)
        selectionModel()->clear();
    m_isQuiet = wasQuiet;
}
