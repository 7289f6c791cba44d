// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/historylistmodel.h"

#include "core/showntext.h"
#include "source/fieldtable.h"

#include <QLocale>
#include <QSet>
#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int mostNamed = 2; // fields by their names

QString capitalised(const QString &text)
{
    return text.left(1).toUpper() + text.mid(1);
}
} // namespace

QString fieldsText(const FieldSet &fields)
{
    if (fields.size() > mostNamed)
        return HistoryListModel::tr("%n fields", nullptr, fields.size());
    return labelsOf(fields);
}

QString hostOf(const QString &server)
{
    const QUrl url(server);
    if (url.host().isEmpty())
        return server;
    return url.port() < 0 ? url.host() : url.host() + u':' + QString::number(url.port());
}

HistoryListModel::HistoryListModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

int HistoryListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int HistoryListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString HistoryListModel::text(const HistoryRow &row, int column) const
{
    const SaveRecord &record = row.record;
    switch (column) {
    case StateColumn:
        return capitalised(fateText(record.fate));
    case WhenColumn:
        return QLocale().toString(record.when.toLocalTime().date(), QLocale::ShortFormat);
    case SourceColumn:
        return record.name.simplified();
    case WhoColumn:
        return record.who.isEmpty() ? tr("not known") : record.who.simplified();
    default:
        return fieldsText(record.fields());
    }
}

QString HistoryListModel::secondLine(const HistoryRow &row, int column) const
{
    const SaveRecord &record = row.record;
    switch (column) {
    case WhenColumn:
        return QLocale().toString(record.when.toLocalTime().time(), QLocale::ShortFormat);
    case SourceColumn:
        return record.slug.simplified();
    case WhoColumn:
        return hostOf(record.server);
    case FieldsColumn:
        return record.changes.size() > mostNamed ? labelsOf(record.fields()) : QString();
    default:
        return {};
    }
}

QVariant HistoryListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const HistoryRow &row = m_rows.at(index.row());
    const QString first = shownLine(text(row, index.column()));
    const QString second = shownLine(secondLine(row, index.column()));
    switch (role) {
    case Qt::DisplayRole:
        return first;
    case SecondLineRole:
        return second;
    case Qt::AccessibleTextRole:
        return second.isEmpty() ? first : first + u", "_s + second;
    case IdRole:
        return row.record.id;
    case FateRole:
        return int(row.record.fate);
    default:
        return {};
    }
}

QVariant HistoryListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case WhenColumn:
        return tr("When");
    case SourceColumn:
        return tr("Source");
    case WhoColumn:
        return tr("Who");
    case FieldsColumn:
        return tr("Fields");
    default:
        return {};
    }
}

bool HistoryListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_hasMore && !m_isAsked;
}

void HistoryListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isAsked = true;
    Q_EMIT moreWanted();
}

int HistoryListModel::rowNumber(const QString &id) const
{
    const auto found = std::find_if(m_rows.cbegin(), m_rows.cend(),
                                    [&id](const HistoryRow &row) { return row.record.id == id; });
    return found == m_rows.cend() ? -1 : int(found - m_rows.cbegin());
}

const HistoryRow *HistoryListModel::rowOfId(const QString &id) const
{
    const int row = rowNumber(id);
    return row < 0 ? nullptr : &m_rows.at(row);
}

QModelIndex HistoryListModel::indexOfId(const QString &id) const
{
    const int row = rowNumber(id);
    return row < 0 ? QModelIndex() : index(row, StateColumn);
}

void HistoryListModel::setRows(const QList<HistoryRow> &rows, bool hasMore)
{
    beginResetModel();
    m_rows = rows;
    m_hasMore = hasMore;
    m_isAsked = false;
    endResetModel();
}

void HistoryListModel::appendRows(const QList<HistoryRow> &rows, bool hasMore)
{
    const qint64 last = m_rows.isEmpty() ? 0 : m_rows.constLast().number;
    QList<HistoryRow> older;
    std::copy_if(rows.cbegin(), rows.cend(), std::back_inserter(older),
                 [last](const HistoryRow &row) { return last == 0 || row.number < last; });
    m_hasMore = hasMore;
    m_isAsked = false;
    if (older.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(older.size()) - 1);
    m_rows.append(older);
    endInsertRows();
}

void HistoryListModel::prependRow(const HistoryRow &row)
{
    takeRow(0, row);
}

void HistoryListModel::updateRow(const SaveRecord &record)
{
    const int row = rowNumber(record.id);
    if (row < 0 || m_rows.at(row).record == record)
        return;
    m_rows[row].record = record;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void HistoryListModel::takeRow(int at, const HistoryRow &row)
{
    if (at < m_rows.size() && m_rows.at(at).number == row.number) {
        if (m_rows.at(at) == row)
            return;
        m_rows[at] = row;
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        return;
    }
    beginInsertRows({}, at, at);
    m_rows.insert(at, row);
    endInsertRows();
}

void HistoryListModel::removeNotIn(const QList<HistoryRow> &page)
{
    QSet<qint64> kept;
    for (const HistoryRow &row : page)
        kept.insert(row.number);
    const qint64 oldest = page.constLast().number;
    for (int at = rowCount() - 1; at >= 0; --at) {
        const qint64 number = m_rows.at(at).number;
        if (number < oldest || kept.contains(number))
            continue;
        beginRemoveRows({}, at, at);
        m_rows.removeAt(at);
        endRemoveRows();
    }
}

void HistoryListModel::refreshFrom(const QList<HistoryRow> &page, bool hasMore)
{
    const bool hasGap = !page.isEmpty() && !m_rows.isEmpty()
            && m_rows.constFirst().number < page.constLast().number;
    if (m_rows.isEmpty() || page.isEmpty() || hasGap) {
        setRows(page, hasMore);
        return;
    }
    removeNotIn(page);
    for (int at = 0; at < page.size(); ++at)
        takeRow(at, page.at(at));
    const bool knowsOlder = m_rows.size() > page.size();
    if (knowsOlder && !hasMore) { // the older ones were forgotten
        beginRemoveRows({}, int(page.size()), rowCount() - 1);
        m_rows.resize(page.size());
        endRemoveRows();
    }
    if (!knowsOlder || !hasMore)
        m_hasMore = hasMore;
    m_isAsked = false;
}

#include "moc_historylistmodel.cpp"
