// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlworker.h"

#include "storage/storeopening.h"

#include <utility>

// What the thread works with.
struct SqlWorker::Store
{
    OpenStore open;
    std::optional<Error> trouble; ///< as last reported
};

SqlWorker::SqlWorker(const StoreLocation &location, Clock &clock)
    : SqlWorker(location, clock, MachineIdentity::ofThisMachine())
{ }

SqlWorker::SqlWorker(const StoreLocation &location, Clock &clock, const MachineIdentity &machine)
    : m_clock(clock)
    , m_store(std::make_shared<Store>())
    , m_thread(std::make_unique<TaskThread>([store = m_store] { store->open = {}; }))
{
    begin(location, machine);
    renewLater();
}

SqlWorker::~SqlWorker() = default;

Database &SqlWorker::database(Store &store)
{
    return *store.open.database;
}

void SqlWorker::begin(const StoreLocation &location, const MachineIdentity &machine)
{
    const StoreOpening opening{location, machine, m_clock.now()};
    m_thread->post([this, store = m_store, opening](TaskThread::Outbox &outbox) {
        store->open = openStore(opening);
        outbox.deliver([this, state = store->open.state] { noteState(state); });
    });
}

std::function<Result<void>(TaskThread::Outbox &)> SqlWorker::transaction(Work<void> work)
{
    return [this, store = m_store, work = std::move(work)](TaskThread::Outbox &outbox) {
        Database &opened = database(*store);
        const auto outcome = opened.transaction([&opened, &work] { return work(opened); });
        const auto trouble = outcome ? std::nullopt : std::optional<Error>(outcome.error());
        if (trouble != std::exchange(store->trouble, trouble))
            outbox.deliver([this, trouble] { noteTrouble(trouble); });
        return outcome;
    };
}

CallHandle SqlWorker::change(Work<void> work, Done<void> done)
{
    return m_thread->run<void>(transaction(std::move(work)), std::move(done));
}

CallHandle SqlWorker::changeIf(Work<void> allows, Work<void> work, Done<void> done)
{
    return m_thread->run<void>(
            [store = m_store, allows = std::move(allows),
             then = transaction(std::move(work))](TaskThread::Outbox &outbox) -> Result<void> {
                const Result<void> isAllowed = allows(database(*store));
                return isAllowed ? then(outbox) : isAllowed;
            },
            std::move(done));
}

void SqlWorker::change(Work<void> work)
{
    m_thread->post([task = transaction(std::move(work))](TaskThread::Outbox &outbox) {
        static_cast<void>(task(outbox).has_value()); // told as trouble()
    });
}

void SqlWorker::noteState(const StoreState &state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void SqlWorker::noteTrouble(const std::optional<Error> &trouble)
{
    m_trouble = trouble;
    Q_EMIT troubleChanged();
}

void SqlWorker::renewLater()
{
    m_renewal = m_clock.callAfter(std::chrono::seconds(MachineHold::interval), [this] { renew(); });
}

void SqlWorker::renew()
{
    m_thread->post([this, store = m_store](TaskThread::Outbox &outbox) {
        if (renewHold(store->open))
            outbox.deliver([this, state = store->open.state] { noteState(state); });
    });
    renewLater();
}
