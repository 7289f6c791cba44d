// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/storeforgetter.h"

#include "storage/database.h"
#include "storage/migrations.h"
#include "storage/sqlworker.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

Failure stillThere(const char *why)
{
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = QCoreApplication::translate("StoreForgetter", why);
    return failure(error);
}

Result<void> emptyTables(Database &database)
{
    QStringList tables = tablesOf(newestSchema());
    std::reverse(tables.begin(), tables.end()); // what refers to another goes first
    for (const QString &table : std::as_const(tables)) {
        if (const auto done = database.run(u"DELETE FROM "_s + table); !done)
            return done;
    }
    return {};
}

/// Writes the log into the file and cuts it off.
Result<void> cutLog(Database &database)
{
    const Result<qint64> isBusy = database.number(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    if (!isBusy)
        return failure(isBusy.error());
    if (*isBusy != 0)
        return stillThere(QT_TRANSLATE_NOOP("StoreForgetter",
                                            "another Sourcedesk uses the same data. Close it, and "
                                            "forget once more"));
    return {};
}

Result<void> writeAnew(Database &database)
{
    if (const auto done = database.run(u"VACUUM"_s); !done)
        return done;
    return cutLog(database);
}

Result<void> removeDamaged(const QString &folder)
{
    QDir directory(folder);
    const QStringList names =
            directory.entryList({u"sourcedesk.sqlite.damaged-*"_s}, QDir::Files | QDir::Hidden);
    const auto left =
            std::count_if(names.cbegin(), names.cend(),
                          [&directory](const QString &name) { return !directory.remove(name); });
    if (left > 0)
        return stillThere(QT_TRANSLATE_NOOP("StoreForgetter",
                                            "a copy of a damaged database cannot be removed"));
    return {};
}

} // namespace

CallHandle StoreForgetter::forgetAll(Done<void> done)
{
    // One after another in the worker thread, so that nothing comes between.
    m_worker.change([](Database &database) { return emptyTables(database); });
    return m_worker.ask<void>(
            [folder = m_folder](Database &database) -> Result<void> {
                const Result<qint64> left = database.number(
                        u"SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM drafts)"_s);
                if (!left)
                    return failure(left.error());
                if (*left > 0)
                    return stillThere(
                            QT_TRANSLATE_NOOP("StoreForgetter", "the database cannot be written"));
                const Result<void> written =
                        database.isInMemory() ? Result<void>() : writeAnew(database);
                const Result<void> removed = removeDamaged(folder);
                return written ? removed : written;
            },
            std::move(done));
}
