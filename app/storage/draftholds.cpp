// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/draftholds.h"

#include "storage/database.h"
#include "storage/draftrows.h"
#include "storage/holdtable.h"
#include "storage/sqlworker.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

DraftHolds::DraftHolds(SqlWorker &worker, const QString &folder)
    : m_worker(worker)
    , m_table(std::make_shared<HoldTable>(folder + u"/holds"_s))
{ }

DraftHolds::~DraftHolds()
{
    // The last of the tasks that know the table ends it, in the worker thread.
    static_cast<void>(m_worker.ask<bool>(
            [table = std::exchange(m_table, {})](Database &) { return Result<bool>(true); },
            [](const Result<bool> &) {}));
}

CallHandle DraftHolds::take(const QString &server, const QString &pk,
                            Done<std::optional<DraftHolder>> done)
{
    return m_worker.ask<std::optional<DraftHolder>>(
            [table = m_table, server, pk](Database &database) {
                return table->take(server, pk, database.isInMemory());
            },
            std::move(done));
}

void DraftHolds::release(const QString &server, const QString &pk)
{
    post([server, pk](HoldTable &table) { table.giveBack(server, pk); });
}

void DraftHolds::storeIfNone(const DraftRecord &draft)
{
    const auto work = [draft = withDigestsOnly(draft)](Database &database) -> Result<void> {
        const auto found = readDraft(database, draft.server, draft.pk);
        if (!found)
            return failure(found.error());
        return *found ? Result<void>() : putDraft(database, draft);
    };
    static_cast<void>(change(draft.server, draft.pk, work, [](const Result<void> &) {}));
}

CallHandle DraftHolds::change(const QString &server, const QString &pk,
                              std::function<Result<void>(Database &)> work, Done<void> done)
{
    CallHandle call = m_worker.changeIf(
            [table = m_table, server, pk](Database &database) {
                return table->borrow(server, pk, database.isInMemory());
            },
            std::move(work), std::move(done));
    post([](HoldTable &table) { table.giveBackBorrowed(); });
    return call;
}

void DraftHolds::post(std::function<void(HoldTable &)> task)
{
    static_cast<void>(m_worker.ask<bool>(
            [table = m_table, task = std::move(task)](Database &) {
                task(*table);
                return Result<bool>(true);
            },
            [](const Result<bool> &) {}));
}
