// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

#include <memory>

class QLockFile;
class SqlWorker;

// The history of saves and the snapshots, in the database. GUI thread; what it is handed is copied
// (cheaply: shared data), turned into JSON and stored in the worker thread.
class HistoryStore final : public HistoryPort
{
public:
    /// The worker must outlive this. `folder` is the data folder: of the processes that share it,
    /// the first one to ask for open saves looks after those of ended programs, for as long as it
    /// lives.
    explicit HistoryStore(SqlWorker &worker, const QString &folder = {});

    CallHandle begin(const SaveRecord &record, const PlexSource &before, Done<void> done) override;
    /// Also writes the row when its beginning could not be stored.
    void update(const SaveRecord &record) override;
    /// Its snapshot goes too, unless another save of the source came after.
    void remove(const QString &id) override;
    /// Nothing while another process looks after them.
    CallHandle openSaves(const QString &server, Done<QList<SaveRecord>> done) override;
    CallHandle search(const HistoryQuery &query, Done<HistoryPage> done) override;
    CallHandle snapshot(const QString &server, const QString &pk,
                        Done<std::optional<PlexSource>> done) override;
    /// Snapshots stay.
    void forgetBefore(const QDateTime &when) override;

private:
    SqlWorker &m_worker;
    std::shared_ptr<QLockFile> m_lock; ///< used in the worker thread; none without a folder
};
