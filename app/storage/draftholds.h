// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

#include <functional>
#include <memory>

class Database;
class HoldTable;
class SqlWorker;

// Which drafts this process holds, of those in a data folder that other processes may use too. The
// files are in `<folder>/holds` (HoldTable). A store in memory is nobody else's: there all is held,
// without a file. GUI thread; the work is done in the worker thread, in order with the stores.
class DraftHolds final : public DraftHoldPort
{
public:
    /// The worker must outlive this. `folder` is the data folder.
    DraftHolds(SqlWorker &worker, const QString &folder);
    ~DraftHolds() override; ///< gives all back, after what was asked for is written

    CallHandle take(const QString &server, const QString &pk,
                    Done<std::optional<DraftHolder>> done) override;
    void release(const QString &server, const QString &pk) override;
    void storeIfNone(const DraftRecord &draft) override;

    /// A change of a draft as SqlWorker::change() does it, by whoever holds the draft: fails when
    /// another process does; one that nobody holds is held until the commit.
    [[nodiscard]] CallHandle change(const QString &server, const QString &pk,
                                    std::function<Result<void>(Database &)> work, Done<void> done);

private:
    void post(std::function<void(HoldTable &)> task);

    SqlWorker &m_worker;
    std::shared_ptr<HoldTable> m_table; ///< used in the worker thread
};
