// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

/// What is known of the token of a connection.
enum class TokenState : quint8
{
    Unknown,
    Kept,     ///< in the keychain
    UntilEnd, ///< in the memory of the program only
    Missing,
    Unreadable ///< the keychain does not answer, is locked or refuses
};

// The connections as a table, in the order in which they are handed in. New rows are a reset; a
// view finds its selection again by the id. GUI thread.
class ConnectionListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        KindColumn,
        NameColumn,
        StateColumn,
        ColumnCount
    };
    enum Role
    {
        SecondLineRole = Qt::UserRole + 1, ///< what stands below the display text; may be empty
        KindRole,                          ///< int of ConnectionKind
    };

    explicit ConnectionListModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The same ones again change nothing.
    void setEntries(const QList<ConnectionEntry> &entries);
    const QList<ConnectionEntry> &entries() const { return m_entries; }
    void setTokenState(const QString &id, TokenState state);
    TokenState tokenState(const QString &id) const { return m_tokens.value(id); }
    int rowOf(const QString &id) const; ///< -1 when there is none
    /// Null when there is none.
    const ConnectionEntry *at(const QModelIndex &index) const;

private:
    QString text(const ConnectionEntry &entry, int column) const;
    QString secondLine(const ConnectionEntry &entry, int column) const;

    QList<ConnectionEntry> m_entries;
    QHash<QString, TokenState> m_tokens;
};
