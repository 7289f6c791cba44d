// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/historystore.h"

#include "storage/historyrows.h"
#include "storage/sqlworker.h"

#include <QLockFile>

using namespace Qt::Literals::StringLiterals;

HistoryStore::HistoryStore(SqlWorker &worker, const QString &folder)
    : m_worker(worker)
{
    if (folder.isEmpty())
        return;
    m_lock = std::make_shared<QLockFile>(folder + u"/sourcedesk.confirming"_s);
    m_lock->setStaleLockTime(0); // held as long as its process lives, however long that is
}

CallHandle HistoryStore::begin(const SaveRecord &record, const PlexSource &before, Done<void> done)
{
    return m_worker.change(
            [record, before](Database &database) {
                const auto put = putRow(database, record);
                return put ? putSnapshot(database, record, before) : put;
            },
            std::move(done));
}

void HistoryStore::update(const SaveRecord &record)
{
    m_worker.change([record](Database &database) { return putRow(database, record); });
}

void HistoryStore::remove(const QString &id)
{
    m_worker.change([id](Database &database) { return removeRow(database, id); });
}

CallHandle HistoryStore::openSaves(const QString &server, Done<QList<SaveRecord>> done)
{
    return m_worker.ask<QList<SaveRecord>>(
            [server, lock = m_lock](Database &database) -> Result<QList<SaveRecord>> {
                const bool isAnothers = lock && !lock->isLocked() && !lock->tryLock(0)
                        && lock->error() == QLockFile::LockFailedError;
                if (isAnothers)
                    return QList<SaveRecord>();
                return readOpenRows(database, server);
            },
            std::move(done));
}

CallHandle HistoryStore::search(const HistoryQuery &query, Done<HistoryPage> done)
{
    return m_worker.ask<HistoryPage>(
            [query](Database &database) { return readPage(database, query); }, std::move(done));
}

CallHandle HistoryStore::snapshot(const QString &server, const QString &pk,
                                  Done<std::optional<PlexSource>> done)
{
    return m_worker.ask<std::optional<PlexSource>>(
            [server, pk](Database &database) { return readSnapshot(database, server, pk); },
            std::move(done));
}

void HistoryStore::forgetBefore(const QDateTime &when)
{
    m_worker.change([when](Database &database) { return removeClosedRows(database, when); });
}
