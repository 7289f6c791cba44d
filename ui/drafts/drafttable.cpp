// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/drafttable.h"

#include "common/tablerow.h"
#include "drafts/draftrowdelegate.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace {
constexpr int narrow = 800; // below this width of the table

struct Widths
{
    int state;
    int source;
    int connection;
    int fields;
    int age;
};
constexpr Widths wideWidths{148, 160, 184, 60, 100};
constexpr Widths narrowWidths{136, 120, 0, 52, 92};

/// As few ranges as there can be: ten thousand selected rows are one.
QItemSelection rangesOf(QList<int> rows, const DraftListModel &model)
{
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    for (qsizetype first = 0; first < rows.size();) {
        qsizetype last = first;
        while (last + 1 < rows.size() && rows.at(last + 1) == rows.at(last) + 1)
            ++last;
        selection.append(
                QItemSelectionRange(model.index(rows.at(first), 0),
                                    model.index(rows.at(last), DraftListModel::ColumnCount - 1)));
        first = last + 1;
    }
    return selection;
}
} // namespace

DraftTable::DraftTable(DraftListModel &model, QWidget *parent)
    : QTableView(parent)
    , m_rows(model)
{
    setAccessibleName(tr("Drafts"));
    setModel(&model);
    setItemDelegate(new DraftRowDelegate(this));
    setSelectionMode(ExtendedSelection);
    TableRow::setUp(*this, DraftListModel::NextColumn);
    setColumnWidths();
    connect(this, &QTableView::doubleClicked, this, &DraftTable::openWanted);
    // After the view's own answer to a reset, which takes the selection away.
    connect(&m_rows, &QAbstractItemModel::modelAboutToBeReset, this, &DraftTable::keepPlace);
    connect(&m_rows, &QAbstractItemModel::modelReset, this, &DraftTable::restorePlace);
}

void DraftTable::setColumnWidths()
{
    const bool isNarrow = width() < narrow;
    const Widths &widths = isNarrow ? narrowWidths : wideWidths;
    setColumnWidth(DraftListModel::StateColumn, widths.state);
    setColumnWidth(DraftListModel::SourceColumn, widths.source);
    // What happens next names the connection where it matters.
    setColumnHidden(DraftListModel::ConnectionColumn, isNarrow);
    if (!isNarrow)
        setColumnWidth(DraftListModel::ConnectionColumn, widths.connection);
    setColumnWidth(DraftListModel::FieldsColumn, widths.fields);
    setColumnWidth(DraftListModel::AgeColumn, widths.age);
}

QList<DraftKey> DraftTable::selectedKeys() const
{
    QList<int> rows;
    const QItemSelection ranges = selectionModel()->selection();
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    QList<DraftKey> keys;
    keys.reserve(rows.size());
    for (const int row : std::as_const(rows))
        keys.append(keyOf(m_rows.rowAt(row).draft));
    return keys;
}

DraftKey DraftTable::currentKey() const
{
    return m_rows.keyAt(currentIndex());
}

void DraftTable::keepPlace()
{
    m_isQuiet = true;
    m_keptKeys = selectedKeys();
    m_keptCurrent = currentKey();
    m_keptRow = std::max(currentIndex().row(), 0);
    m_keptScroll = verticalScrollBar()->value();
}

void DraftTable::restorePlace()
{
    restoreSelection();
    updateGeometries();
    verticalScrollBar()->setValue(m_keptScroll);
    m_isQuiet = false;
    Q_EMIT selectedChanged();
}

void DraftTable::restoreSelection()
{
    QList<int> rows;
    for (const DraftKey &key : std::as_const(m_keptKeys)) {
        if (const QModelIndex index = m_rows.indexOf(key); index.isValid())
            rows.append(index.row());
    }
    const QItemSelection selection = rangesOf(rows, m_rows);
    QModelIndex current = m_rows.indexOf(m_keptCurrent);
    if (!current.isValid() && !selection.isEmpty())
        current = selection.constFirst().topLeft();
    if (!current.isValid() && m_rows.rowCount() > 0)
        current = m_rows.index(std::min(m_keptRow, m_rows.rowCount() - 1), 0);
    if (!current.isValid())
        return;
    if (selection.isEmpty())
        return setCurrentIndex(current);
    selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void DraftTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the frame is around the whole row
    if (!m_isQuiet)
        Q_EMIT selectedChanged();
}

void DraftTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (!m_isQuiet)
        Q_EMIT selectedChanged();
}

void DraftTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
        return;
    }
    if (event->matches(QKeySequence::Undo)) { // the page's
        event->ignore();
        return;
    }
    const bool isPlain =
            event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT openWanted();
    else if (event->key() == Qt::Key_Delete && isPlain)
        Q_EMIT discardWanted();
    else
        QTableView::keyPressEvent(event);
}

bool DraftTable::viewportEvent(QEvent *event)
{
    const bool movesHover = event->type() == QEvent::MouseMove || event->type() == QEvent::Leave;
    if (movesHover)
        viewport()->update(); // the row under the pointer is tinted as a whole
    return QTableView::viewportEvent(event);
}

void DraftTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    viewport()->update();
}

void DraftTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void DraftTable::resizeEvent(QResizeEvent *event)
{
    setColumnWidths();
    QTableView::resizeEvent(event);
}
