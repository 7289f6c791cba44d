// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiontable.h"

#include "common/tablerow.h"
#include "connections/connectionlook.h"
#include "connections/rowdrag.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace {
constexpr int kindWidth = 132;
constexpr int stateWidth = 328; // for two words of it in one line
constexpr int narrowStateWidth = 176;
constexpr int narrow = 640; ///< below this width of the table
} // namespace

void ConnectionRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    const Tokens &tokens = tokensFor(option.palette);
    painter->save();
    TableRow::paintGround(*painter, option, index);
    const QString text = index.data().toString();
    if (index.column() == ConnectionListModel::KindColumn) {
        const auto kind = ConnectionKind(index.data(ConnectionListModel::KindRole).toInt());
        TableRow::paintSignAndWord(*painter, option.rect, kindSign(kind), text, kindTone(kind),
                                   tokens);
    } else {
        const bool isName = index.column() == ConnectionListModel::NameColumn;
        TableRow::paintLines(*painter, option.rect, text, isName ? Type::Label : Type::Body,
                             index.data(ConnectionListModel::SecondLineRole).toString(),
                             Type::Caption, tokens);
    }
    painter->restore();
}

ConnectionTable::ConnectionTable(ConnectionListModel &model, QWidget *parent)
    : QTableView(parent)
    , m_rows(model)
{
    setAccessibleName(tr("Connections"));
    setModel(&model);
    setItemDelegate(new ConnectionRowDelegate(this));
    setSelectionMode(ExtendedSelection);
    TableRow::setUp(*this, ConnectionListModel::NameColumn);
    setColumnWidths();
    connect(this, &QTableView::doubleClicked, this, &ConnectionTable::editWanted);
    // After the view's own answer to a reset, which takes the selection away.
    connect(&m_rows, &QAbstractItemModel::modelAboutToBeReset, this, &ConnectionTable::keepPlace);
    connect(&m_rows, &QAbstractItemModel::modelReset, this, &ConnectionTable::restorePlace);
    auto *drag =
            new RowDrag(*this, [this](int row) { return !m_rows.entries().at(row).isDeployed; });
    connect(drag, &RowDrag::dropped, this,
            [this](int row, int to) { Q_EMIT placeWanted(m_rows.entries().at(row).id, to); });
}

void ConnectionTable::setColumnWidths()
{
    setColumnWidth(ConnectionListModel::KindColumn, kindWidth);
    setColumnWidth(ConnectionListModel::StateColumn,
                   width() < narrow ? narrowStateWidth : stateWidth);
}

QString ConnectionTable::currentId() const
{
    const ConnectionEntry *entry = m_rows.at(currentIndex());
    return entry ? entry->id : QString();
}

void ConnectionTable::setCurrentId(const QString &id)
{
    if (const int row = m_rows.rowOf(id); row >= 0)
        setCurrentIndex(m_rows.index(row, 0));
}

QStringList ConnectionTable::selectedIds() const
{
    QStringList ids;
    for (int row = 0; row < m_rows.rowCount(); ++row) {
        if (selectionModel()->isRowSelected(row))
            ids.append(m_rows.entries().at(row).id);
    }
    return ids;
}

void ConnectionTable::keepPlace()
{
    m_isQuiet = true;
    m_keptIds = selectedIds();
    m_keptId = currentId();
    m_keptRow = std::max(currentIndex().row(), 0);
}

void ConnectionTable::restorePlace()
{
    int row = m_rows.rowOf(m_keptId);
    if (row < 0)
        row = std::min(m_keptRow, m_rows.rowCount() - 1);
    if (row >= 0)
        setCurrentIndex(m_rows.index(row, 0));
    for (const QString &id : std::as_const(m_keptIds)) {
        if (const int selected = m_rows.rowOf(id); selected >= 0)
            selectionModel()->select(m_rows.index(selected, 0),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    m_isQuiet = false;
    Q_EMIT selectedChanged();
}

void ConnectionTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the frame is around the whole row
    if (!m_isQuiet)
        Q_EMIT selectedChanged();
}

void ConnectionTable::selectionChanged(const QItemSelection &selected,
                                       const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (!m_isQuiet)
        Q_EMIT selectedChanged();
}

void ConnectionTable::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const int key = event->key();
    if (modifiers == Qt::AltModifier && (key == Qt::Key_Up || key == Qt::Key_Down))
        Q_EMIT moveWanted(key == Qt::Key_Up ? -1 : 1);
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        Q_EMIT editWanted();
    else if (key == Qt::Key_Delete && modifiers == Qt::NoModifier)
        Q_EMIT removeWanted();
    else
        QTableView::keyPressEvent(event);
}

bool ConnectionTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave)
        viewport()->update(); // the row under the pointer is tinted as a whole
    return QTableView::viewportEvent(event);
}

void ConnectionTable::resizeEvent(QResizeEvent *event)
{
    setColumnWidths();
    QTableView::resizeEvent(event);
}
