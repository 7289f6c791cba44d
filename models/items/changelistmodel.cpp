// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/changelistmodel.h"

#include "core/showntext.h"
#include "source/fieldtable.h"

#include <algorithm>
#include <utility>

ChangeListModel::ChangeListModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

int ChangeListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ChangeListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangeListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == FieldRole)
        return QVariant::fromValue(row.field);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case FieldColumn:
        return labelOf(row.field);
    case OldColumn:
        return shownText(row.before);
    default:
        return shownText(row.after);
    }
}

QVariant ChangeListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case OldColumn:
        return tr("On the server");
    case NewColumn:
        return tr("After saving");
    default:
        return {};
    }
}

void ChangeListModel::setChanges(const PlexSource &baseline, const PlexSource &current,
                                 const FieldSet &fields)
{
    QList<Row> rows;
    for (const Field field : fields)
        rows.append({field, valueText(field, baseline.value(field)),
                     valueText(field, current.value(field))});
    const auto sameFields = [](const Row &a, const Row &b) { return a.field == b.field; };
    if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), sameFields)) {
        // the page stays where it is scrolled and selected while somebody types
        m_rows = std::move(rows);
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, OldColumn), index(rowCount() - 1, NewColumn));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

#include "moc_changelistmodel.cpp"
