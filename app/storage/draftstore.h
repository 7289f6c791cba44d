// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

#include <functional>

class Database;
class DraftHolds;
class SqlWorker;

// The drafts, in the database. GUI thread; what it is handed is copied (cheaply: shared data),
// turned into JSON and stored in the worker thread.
//
// With `holds` no change touches a draft that another process holds: it fails and says whose it is.
// One that nobody holds is held for the moment of the change.
class DraftStore final : public DraftPort
{
public:
    /// Both must outlive this. Without `holds` no other process uses the folder.
    explicit DraftStore(SqlWorker &worker, DraftHolds *holds = nullptr)
        : m_worker(worker)
        , m_holds(holds)
    { }

    CallHandle store(const DraftRecord &draft, Done<void> done) override;
    CallHandle remove(const QString &server, const QString &pk, Done<void> done) override;
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<DraftRecord>> done) override;
    CallHandle list(Done<QList<DraftSummary>> done) override;
    bool isLasting() const override;
    CallHandle setState(const QString &server, const QString &pk, DraftState state,
                        const QDateTime &queuedAt, Done<void> done) override;

private:
    CallHandle change(const QString &server, const QString &pk,
                      std::function<Result<void>(Database &)> work, Done<void> done);

    SqlWorker &m_worker;
    DraftHolds *m_holds;
};

// The sources that were read, in the same database. GUI thread, as above.
class SourceCache final : public SourceCachePort
{
public:
    /// The worker must outlive this.
    explicit SourceCache(SqlWorker &worker)
        : m_worker(worker)
    { }

    void keep(const QString &server, const CachedSource &source) override;
    void keepList(const QString &server, const QList<CachedSource> &sources,
                  const QStringList &listed) override;
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<CachedSource>> done) override;
    CallHandle list(const QString &server, Done<QList<CachedSummary>> done) override;

private:
    SqlWorker &m_worker;
};
