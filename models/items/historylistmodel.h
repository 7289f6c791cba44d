// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/saverecord.h"

#include <QAbstractTableModel>
#include <QList>

// The saves of the history as a table, newest first. It holds the rows that were handed in, which
// need not be all: when a view comes to the end it asks for more with moreWanted(). Texts of a
// server are plain text; a secret is never in here but as *changed*. GUI thread.
class HistoryListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        StateColumn,
        WhenColumn,
        SourceColumn,
        WhoColumn,
        FieldsColumn,
        ColumnCount
    };
    enum Role
    {
        IdRole = Qt::UserRole + 1, ///< SaveRecord::id
        FateRole,                  ///< int of SaveFate
        SecondLineRole,            ///< what stands below the display text; may be empty
    };

    explicit HistoryListModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    const QList<HistoryRow> &rows() const { return m_rows; }
    const HistoryRow *rowOfId(const QString &id) const;
    /// Invalid when there is no such row.
    QModelIndex indexOfId(const QString &id) const;

    /// `hasMore` tells that older rows exist.
    void setRows(const QList<HistoryRow> &rows, bool hasMore);
    /// Adds older rows at the end; those that are already here are left out.
    void appendRows(const QList<HistoryRow> &rows, bool hasMore);
    void prependRow(const HistoryRow &row);
    /// Takes over what became of a save; nothing happens when it is not in here.
    void updateRow(const SaveRecord &record);
    /// Takes a newly read first page in: its rows come, change and go, older ones stay. Views keep
    /// their place.
    void refreshFrom(const QList<HistoryRow> &page, bool hasMore);

Q_SIGNALS:
    /// Told once until rows are handed in or askAgain().
    void moreWanted();

public Q_SLOTS:
    /// The wanted rows did not come: the next look at the end asks again.
    void askAgain() { m_isAsked = false; }

private:
    QString text(const HistoryRow &row, int column) const;
    QString secondLine(const HistoryRow &row, int column) const;
    int rowNumber(const QString &id) const;
    void removeNotIn(const QList<HistoryRow> &page);
    void takeRow(int at, const HistoryRow &row);

    QList<HistoryRow> m_rows;
    bool m_hasMore = false;
    bool m_isAsked = false;
};

/// *Name, Slug*; the count from three on.
QString fieldsText(const FieldSet &fields);
/// Host, and port if one is given, of a connection's address.
QString hostOf(const QString &server);
