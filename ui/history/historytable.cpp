// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historytable.h"

#include "common/tablerow.h"
#include "history/historyrowdelegate.h"
#include "items/historylistmodel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollBar>

#include <utility>

namespace {
constexpr int narrow = 700; // below this width of the table
} // namespace

HistoryTable::HistoryTable(HistoryListModel &model, QWidget *parent)
    : QTableView(parent)
    , m_rows(model)
{
    setAccessibleName(tr("Saves"));
    setModel(&model);
    setItemDelegate(new HistoryRowDelegate(this));
    setSelectionMode(SingleSelection);
    TableRow::setUp(*this, HistoryListModel::FieldsColumn);
    setColumnWidths();
    connect(this, &QTableView::doubleClicked, this, &HistoryTable::openWanted);
}

void HistoryTable::setColumnWidths()
{
    const bool isNarrow = width() < narrow;
    const QFontMetrics metrics(fontOf(Type::Body));
    const int date = metrics.horizontalAdvance(
            QLocale().toString(QDate(2026, 12, 28), QLocale::ShortFormat)); // wide digits
    setColumnWidth(HistoryListModel::StateColumn, isNarrow ? 142 : 168);
    setColumnWidth(HistoryListModel::WhenColumn, date + Space::pane);
    setColumnWidth(HistoryListModel::SourceColumn, isNarrow ? 112 : 240);
    setColumnWidth(HistoryListModel::WhoColumn, isNarrow ? 112 : 190);
}

QString HistoryTable::selectedId() const
{
    return currentIndex().data(HistoryListModel::IdRole).toString();
}

void HistoryTable::keepPlace()
{
    m_isQuiet = true;
    m_keptId = selectedId();
    const QModelIndex top = indexAt(QPoint(0, 0));
    const bool isScrolled = verticalScrollBar()->value() > 0;
    m_topId = isScrolled ? top.data(HistoryListModel::IdRole).toString() : QString();
    m_topOffset = isScrolled ? rowViewportPosition(top.row()) : 0;
}

void HistoryTable::restorePlace()
{
    QModelIndex kept = m_rows.indexOfId(m_keptId);
    if (!kept.isValid())
        kept = m_rows.index(0, 0);
    if (kept.isValid() && kept.row() != currentIndex().row())
        setCurrentIndex(kept);
    updateGeometries();
    if (const QModelIndex top = m_rows.indexOfId(m_topId); !m_topId.isEmpty() && top.isValid())
        verticalScrollBar()->setValue(verticalHeader()->sectionPosition(top.row()) - m_topOffset);
    m_isQuiet = false;
    Q_EMIT selectedChanged();
}

void HistoryTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the frame is around the whole row
    if (!m_isQuiet && current.row() != previous.row())
        Q_EMIT selectedChanged();
}

void HistoryTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT openWanted();
        return;
    }
    QTableView::keyPressEvent(event);
}

bool HistoryTable::viewportEvent(QEvent *event)
{
    const bool movesHover = event->type() == QEvent::MouseMove || event->type() == QEvent::Leave;
    if (movesHover)
        viewport()->update(); // the row under the pointer is tinted as a whole
    return QTableView::viewportEvent(event);
}

void HistoryTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    viewport()->update();
}

void HistoryTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void HistoryTable::resizeEvent(QResizeEvent *event)
{
    setColumnWidths();
    QTableView::resizeEvent(event);
}
