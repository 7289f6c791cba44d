// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

class SqlWorker;

// The drafts, in the database. GUI thread; what it is handed is copied (cheaply: shared data),
// turned into JSON and stored in the worker thread.
class DraftStore final : public DraftPort
{
public:
    /// The worker must outlive this.
    explicit DraftStore(SqlWorker &worker)
        : m_worker(worker)
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
    SqlWorker &m_worker;
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
