// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/draft.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QList>

/// Which draft: there is at most one per source.
struct DraftKey
{
    QString server;
    QString pk;

    friend bool operator==(const DraftKey &, const DraftKey &) = default;
    friend size_t qHash(const DraftKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.server, key.pk);
    }
};
DraftKey keyOf(const DraftSummary &draft);
DraftKey keyOf(const DraftRecord &draft);

/// A draft as the page of the drafts shows it.
struct DraftRow
{
    DraftSummary draft;
    QString finding; ///< what is known of its trouble, a sentence: *bert changed Name too.*

    friend bool operator==(const DraftRow &, const DraftRow &) = default;
};

/// A connection that is open, as far as the drafts need it. Without an address none is.
struct DraftConnection
{
    QString address;
    QString username; ///< empty while not known

    friend bool operator==(const DraftConnection &, const DraftConnection &) = default;
};

// The drafts of all connections as a table, in the order in which they are handed in. A filter
// leaves out rows. Texts of a server are plain text. Cheap for 10,000 rows: texts are made when
// they are asked for. New rows are a reset; a view finds its selection again by the key. GUI
// thread.
class DraftListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        StateColumn,
        SourceColumn,
        ConnectionColumn,
        FieldsColumn,
        AgeColumn,
        NextColumn,
        ColumnCount
    };
    enum Role
    {
        StateRole = Qt::UserRole + 1, ///< int of DraftState
        SecondLineRole,               ///< what stands below the display text; may be empty
        ServerRole,                   ///< DraftKey::server
        PkRole,                       ///< DraftKey::pk
    };

    explicit DraftListModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// Display, second line, tool tip (rich text, escaped), accessible text, and the roles above.
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// How many there are, also those that the filter leaves out.
    int total() const { return int(m_all.size()); }
    /// All of them, also those that the filter leaves out.
    const QList<DraftRow> &rows() const { return m_all; }
    /// The row that is shown there.
    const DraftRow &rowAt(int row) const { return m_all.at(m_shown.at(row)); }
    /// Null when there is none, or the filter leaves it out.
    const DraftRow *rowOf(const DraftKey &key) const;
    DraftKey keyAt(const QModelIndex &index) const;
    /// Invalid when there is no such row.
    QModelIndex indexOf(const DraftKey &key) const;

    /// In the order in which they are shown. The same ones again change nothing.
    void setRows(const QList<DraftRow> &rows);
    /// Rows that have every word of it in name, slug, host, user or state; empty = all.
    void setFilter(const QString &text);
    QString filter() const { return m_filter; }
    /// What ages are counted to.
    void setNow(const QDateTime &now);
    /// Those that are open.
    void setConnections(const QList<DraftConnection> &connections);
    /// The only one that is open.
    void setConnection(const DraftConnection &connection) { setConnections({connection}); }

private:
    QString text(const DraftRow &row, int column) const;
    QString secondLine(const DraftRow &row, int column) const;
    QString whoseText(const DraftSummary &draft) const;
    QString nextText(const DraftRow &row) const;
    QString queueText(const DraftSummary &draft) const;
    bool isWanted(const DraftSummary &draft, const QStringList &words) const;
    void applyFilter();
    void countQueue();

    QList<DraftRow> m_all;
    QList<int> m_shown;            ///< places in m_all
    QHash<DraftKey, int> m_rowOf;  ///< places in m_shown
    QHash<DraftKey, int> m_places; ///< in the queue of a connection, from 1
    QString m_filter;
    QDateTime m_now;
    QHash<QString, QString> m_open; ///< user names by the address of a connection
};

/// *Draft*, *Queued*, *Conflict*, *Rejected*, *Cannot tell*.
QString stateText(DraftState state);
/// *4 min*, *1 h 12 min*, *yesterday*, *3 days*; the date after a hundred days.
QString ageText(const QDateTime &when, const QDateTime &now);
