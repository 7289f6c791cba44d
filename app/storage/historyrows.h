// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

class Database;
class QSqlQuery;

// The statements behind HistoryStore. Run in the thread of the database.

/// Inserts the row, or replaces the one with its id.
Result<void> putRow(Database &database, const SaveRecord &record);
Result<void> putSnapshot(Database &database, const SaveRecord &record, const PlexSource &before);
Result<void> removeRow(Database &database, const QString &id);
Result<void> removeClosedRows(Database &database, const QDateTime &before);
Result<QList<SaveRecord>> readOpenRows(Database &database, const QString &server);
Result<HistoryPage> readPage(Database &database, const HistoryQuery &query);
Result<std::optional<PlexSource>> readSnapshot(Database &database, const QString &server,
                                               const QString &pk);

/// Case, width and accents do not matter to a search.
QString foldedForSearch(const QString &text);
