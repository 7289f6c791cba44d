// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/migrations.h"

#include "storage/database.h"

#include <algorithm>
#include <array>
#include <span>

using namespace Qt::Literals::StringLiterals;

namespace {
// A step to a version: its statements, and the tables it adds.
struct Migration
{
    std::span<const char *const> statements;
    std::span<const char *const> tables;
};

// 1: the history of saves.
// - AUTOINCREMENT: a number is never given again, so paging by it stays right after a row went.
// - What is searched lies apart, so that a search does not read the changes of every row.
// - An index also holds the number: history_by_source and history_by_server serve both the
//   filter and the order.
constexpr std::array history = {
        "CREATE TABLE history ("
        " number INTEGER PRIMARY KEY AUTOINCREMENT,"
        " id TEXT NOT NULL UNIQUE,"
        " when_ms INTEGER NOT NULL," // UTC, since 1970
        " server TEXT NOT NULL,"
        " pk TEXT NOT NULL,"
        " slug TEXT NOT NULL,"
        " name TEXT NOT NULL,"
        " who TEXT NOT NULL,"
        " request_id TEXT NOT NULL,"
        " fate TEXT NOT NULL,"
        " checks_left INTEGER NOT NULL,"
        " changes TEXT NOT NULL)", // JSON, models/source/storedjson
        "CREATE INDEX history_by_source ON history (server, pk)",
        "CREATE INDEX history_by_server ON history (server)",
        "CREATE INDEX history_by_time ON history (when_ms)",
        "CREATE INDEX history_open ON history (server) WHERE checks_left > 0",
        "CREATE TABLE history_text ("
        " number INTEGER PRIMARY KEY REFERENCES history (number) ON DELETE CASCADE,"
        " text TEXT NOT NULL)", // folded
        "CREATE TABLE snapshots ("
        " server TEXT NOT NULL,"
        " pk TEXT NOT NULL,"
        " when_ms INTEGER NOT NULL,"
        " made_by TEXT NOT NULL," // id of the save before which it was taken
        " source TEXT NOT NULL,"  // JSON, models/source/storedjson
        " PRIMARY KEY (server, pk))",
};
constexpr std::array historyTables = {"history", "history_text", "snapshots"};

// 2: drafts, and the sources that were seen.
// - The values of a draft lie apart, so that a list of all does not read them.
constexpr std::array drafts = {
        "CREATE TABLE drafts ("
        " server TEXT NOT NULL,"
        " pk TEXT NOT NULL,"
        " slug TEXT NOT NULL,"
        " name TEXT NOT NULL,"
        " user TEXT NOT NULL,"
        " state TEXT NOT NULL,"
        " started_ms INTEGER NOT NULL," // UTC, since 1970
        " changed_ms INTEGER NOT NULL,"
        " queued_ms INTEGER NOT NULL," // 0 = not queued
        " field_count INTEGER NOT NULL,"
        " PRIMARY KEY (server, pk))",
        "CREATE TABLE draft_values ("
        " server TEXT NOT NULL,"
        " pk TEXT NOT NULL,"
        " content TEXT NOT NULL," // JSON, models/source/draft
        " PRIMARY KEY (server, pk),"
        " FOREIGN KEY (server, pk) REFERENCES drafts (server, pk) ON DELETE CASCADE)",
        "CREATE TABLE sources ("
        " server TEXT NOT NULL,"
        " pk TEXT NOT NULL,"
        " read_ms INTEGER NOT NULL,"
        " source TEXT NOT NULL,"  // JSON, models/source/storedjson
        " options TEXT NOT NULL," // JSON, models/source/schematraits
        " PRIMARY KEY (server, pk))",
};
constexpr std::array draftTables = {"drafts", "draft_values", "sources"};

// One row per version, never changed once released.
constexpr std::array migrations = {
        Migration{history, historyTables},
        Migration{drafts, draftTables},
};

Result<void> migrateOne(Database &database, int version)
{
    return database.transaction([&database, version]() -> Result<void> {
        const auto present = database.number(u"PRAGMA user_version"_s);
        if (!present)
            return failure(present.error());
        if (*present >= version)
            return {}; // another process was quicker
        for (const char *statement : migrations[std::size_t(version) - 1].statements) {
            if (const auto done = database.run(QString::fromLatin1(statement)); !done)
                return done;
        }
        return database.run(u"PRAGMA user_version=%1"_s.arg(version));
    });
}
} // namespace

int newestSchema()
{
    return int(migrations.size());
}

Result<void> migrate(Database &database, int version)
{
    const auto present = database.number(u"PRAGMA user_version"_s);
    if (!present)
        return failure(present.error());
    for (int next = int(std::max<qint64>(*present, 0)) + 1; next <= version; ++next) {
        if (const auto done = migrateOne(database, next); !done)
            return done;
    }
    return {};
}

QStringList tablesOf(int version)
{
    QStringList tables;
    for (int step = 0; step < version && step < newestSchema(); ++step) {
        for (const char *table : migrations[std::size_t(step)].tables)
            tables.append(QString::fromLatin1(table));
    }
    return tables;
}
