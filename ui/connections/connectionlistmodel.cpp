// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionlistmodel.h"

#include "common/strangertext.h"
#include "connections/connectionlook.h"
#include "core/showntext.h"

using namespace Qt::Literals::StringLiterals;

namespace {
QString tokenText(TokenState state)
{
    switch (state) {
    case TokenState::Kept:
        return ConnectionListModel::tr("Token in the keychain");
    case TokenState::UntilEnd:
        return ConnectionListModel::tr("Token until Sourcedesk ends");
    case TokenState::Missing:
        return ConnectionListModel::tr("No token yet");
    case TokenState::Unreadable:
        return ConnectionListModel::tr("Keychain cannot be read");
    case TokenState::Unknown:
        break;
    }
    return {};
}

QString tagsOf(const ConnectionEntry &entry)
{
    QStringList tags;
    if (entry.isReadOnly)
        tags.append(ConnectionListModel::tr("read-only"));
    if (entry.asksBeforeSave)
        tags.append(ConnectionListModel::tr("asks before each save"));
    if (entry.isDeployed)
        tags.append(ConnectionListModel::tr("set by your organisation"));
    return tags.join(u" · "_s);
}
} // namespace

ConnectionListModel::ConnectionListModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

int ConnectionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int ConnectionListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionListModel::text(const ConnectionEntry &entry, int column) const
{
    switch (column) {
    case KindColumn: {
        const QString word = kindWord(entry.kind);
        return word.isEmpty() ? tr("none", "kind of a connection") : word;
    }
    case NameColumn:
        return entry.displayName();
    default:
        break;
    }
    const QString token = tokenText(tokenState(entry.id));
    return token.isEmpty() ? tagsOf(entry) : token;
}

QString ConnectionListModel::secondLine(const ConnectionEntry &entry, int column) const
{
    if (column == NameColumn)
        return entry.address;
    const bool isState = column == StateColumn && tokenState(entry.id) != TokenState::Unknown;
    return isState ? tagsOf(entry) : QString();
}

QVariant ConnectionListModel::data(const QModelIndex &index, int role) const
{
    const ConnectionEntry *entry = at(index);
    if (!entry)
        return {};
    const QString first = shownLine(text(*entry, index.column()));
    const QString second = shownLine(secondLine(*entry, index.column()));
    switch (role) {
    case Qt::DisplayRole:
        return first;
    case SecondLineRole:
        return second;
    case KindRole:
        return int(entry->kind);
    case Qt::AccessibleTextRole:
        return second.isEmpty() ? first : first + u", "_s + second;
    case Qt::ToolTipRole: {
        const QString whole = second.isEmpty() ? first : first + u'\n' + second;
        return StrangerText::toolTip(whole);
    }
    default:
        return {};
    }
}

QVariant ConnectionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case KindColumn:
        return tr("Kind");
    case NameColumn:
        return tr("Connection");
    default:
        return tr("State");
    }
}

void ConnectionListModel::setEntries(const QList<ConnectionEntry> &entries)
{
    if (entries == m_entries)
        return;
    beginResetModel();
    m_entries = entries;
    endResetModel();
}

void ConnectionListModel::setTokenState(const QString &id, TokenState state)
{
    if (tokenState(id) == state)
        return;
    m_tokens.insert(id, state);
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row, StateColumn), index(row, StateColumn));
}

int ConnectionListModel::rowOf(const QString &id) const
{
    for (int row = 0; row < m_entries.size(); ++row) {
        if (m_entries.at(row).id == id)
            return row;
    }
    return -1;
}

const ConnectionEntry *ConnectionListModel::at(const QModelIndex &index) const
{
    const bool isHere = index.isValid() && index.row() < m_entries.size();
    return isHere ? &m_entries.at(index.row()) : nullptr;
}
