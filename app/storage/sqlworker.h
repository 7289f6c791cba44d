// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "storage/storestate.h"
#include "storage/taskthread.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

class Database;
struct MachineIdentity;

// The one thread that works with the database, and the connection in it. Opens the store when it is
// made; whatever is asked is done after that, in order. Made by the composition, used by the stores
// (history, drafts) and by whoever shows the state; lives on the GUI thread and never blocks it,
// save for the end of the program (TaskThread). A `done` comes from the event loop, never inside a
// call and not after this is gone; its `work` runs in the thread and holds values only.
class SqlWorker final : public QObject
{
    Q_OBJECT
public:
    /// What is done in the thread.
    template <typename T>
    using Work = std::function<Result<T>(Database &)>;

    SqlWorker(const StoreLocation &location, Clock &clock);
    /// As another machine; for tests.
    SqlWorker(const StoreLocation &location, Clock &clock, const MachineIdentity &machine);
    ~SqlWorker() override;

    /// Reads. Destroying the handle silences `done`.
    template <typename T>
    [[nodiscard]] CallHandle ask(Work<T> work, Done<T> done)
    {
        return m_thread->run<T>([store = m_store, work = std::move(work)](
                                        TaskThread::Outbox &) { return work(database(*store)); },
                                std::move(done));
    }
    /// Changes something: in one transaction, which is carried out even when the handle is
    /// destroyed. `done` comes after the commit. Its success or failure decides trouble().
    [[nodiscard]] CallHandle change(Work<void> work, Done<void> done);
    /// The same if `allows` succeeds just before. Its failure is told to `done` only: it says
    /// nothing of the store.
    [[nodiscard]] CallHandle changeIf(Work<void> allows, Work<void> work, Done<void> done);
    /// The same for those that need no answer.
    void change(Work<void> work);

    /// Empty until the store is open.
    const std::optional<StoreState> &state() const { return m_state; }
    /// Why the last change could not be stored (a full disk); empty once one could be again.
    const std::optional<Error> &trouble() const { return m_trouble; }

Q_SIGNALS:
    /// At first when the store is open; once more if another machine took the folder over.
    void stateChanged();
    void troubleChanged();

private:
    struct Store;
    static Database &database(Store &store);
    std::function<Result<void>(TaskThread::Outbox &)> transaction(Work<void> work);
    void begin(const StoreLocation &location, const MachineIdentity &machine);
    void noteState(const StoreState &state);
    void noteTrouble(const std::optional<Error> &trouble);
    void renewLater();
    void renew();

    Clock &m_clock;
    std::optional<StoreState> m_state;
    std::optional<Error> m_trouble;
    std::unique_ptr<Clock::Timer> m_renewal;
    // Shared because a thread that hangs outlives this. Only the thread looks inside.
    std::shared_ptr<Store> m_store;
    std::unique_ptr<TaskThread> m_thread;
};
