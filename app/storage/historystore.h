// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

class SqlWorker;

// The history of saves and the snapshots, in the database. GUI thread; what it is handed is copied
// (cheaply: shared data), turned into JSON and stored in the worker thread.
class HistoryStore final : public HistoryPort
{
public:
    /// The worker must outlive this.
    explicit HistoryStore(SqlWorker &worker)
        : m_worker(worker)
    { }

    CallHandle begin(const SaveRecord &record, const PlexSource &before, Done<void> done) override;
    /// Also writes the row when its beginning could not be stored.
    void update(const SaveRecord &record) override;
    /// Its snapshot goes too, unless another save of the source came after.
    void remove(const QString &id) override;
    CallHandle openSaves(const QString &server, Done<QList<SaveRecord>> done) override;
    CallHandle search(const HistoryQuery &query, Done<HistoryPage> done) override;
    CallHandle snapshot(const QString &server, const QString &pk,
                        Done<std::optional<PlexSource>> done) override;
    /// Snapshots stay.
    void forgetBefore(const QDateTime &when) override;

private:
    SqlWorker &m_worker;
};
