// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "requestlog.h"

#include <QAbstractTableModel>

// The request log as a table, oldest first. It follows the log with rows of its own.
// Paths and request ids come from addresses and servers: plain text. GUI thread.
class RequestLogModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        TimeColumn,
        MethodColumn,
        PathColumn,
        StatusColumn, ///< "200", or what happened in a word or two
        DurationColumn,
        RequestIdColumn,
        ConnectionColumn,
        ColumnCount
    };
    enum Role
    {
        NumberRole = Qt::UserRole + 1, ///< quint64
        FailedRole,                    ///< bool: no answer, or one that refuses
        ConnectionRole,                ///< LoggedRequest::connection
        FilterRole,                    ///< all the row's text in one, for a search
        SortRole,                      ///< the column's value to sort by
    };

    /// Follows `log` as long as that lives.
    explicit RequestLogModel(const RequestLog &log, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void append(const LoggedRequest &request, bool isFull);
    void clear();

    std::deque<LoggedRequest> m_rows;
};

/// *no answer in time*; for a status the number, and the words when it is not the whole story.
QString requestOutcome(const LoggedRequest &request);

/// Plain text for *Copy log* and *Export log*: a head, then one line for each request, fields
/// separated by tabs; times with their offset from UTC. Ends with a line feed.
QString requestLogText(const std::deque<LoggedRequest> &requests);
