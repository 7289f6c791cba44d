// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>

// One thread that carries out tasks in the order in which they were posted, and brings their
// outcomes back to the thread that made it (the owner; the GUI thread), from its event loop, never
// inside a call.
//
// The end: the destructor lets the thread finish what was posted and waits for that at most a
// second. A task that hangs longer (a dead network disk) is left alone: the thread then carries out
// nothing more and stays parked until the process is gone, because unwinding it could meet
// libraries that are being torn down already. Outcomes that have not been told by then never are.
//
// Only std synchronisation guards what both threads see, all of it in TaskThread::Shared, so the
// thread sanitizer can judge it (it does not see into Qt's locks).
class TaskThread final : public QObject
{
public:
    /// What a running task reports through. Used in the thread.
    class Outbox
    {
    public:
        virtual ~Outbox() = default;
        /// Has `then` called on the owner's thread, unless the TaskThread is gone by then.
        virtual void deliver(std::function<void()> then) = 0;

    protected:
        Outbox() = default;
        Q_DISABLE_COPY_MOVE(Outbox)
    };
    using Task = std::function<void(Outbox &)>;

    /// `atEnd` is the last thing that runs in the thread, but not after a task that hung.
    explicit TaskThread(std::function<void()> atEnd = {});
    ~TaskThread() override;

    /// Carries out `task`. It is destroyed in the thread, so it holds values only.
    void post(Task task);

    /// Carries out `task` and tells its outcome to `done`. Destroying the handle silences `done`,
    /// cancel() turns the outcome into Cancelled; the task runs all the same.
    template <typename T>
    [[nodiscard]] CallHandle run(std::function<Result<T>(Outbox &)> task, Done<T> done)
    {
        const quint64 number = listen([told = std::move(done)](const void *result) {
            if (result)
                told(*static_cast<const Result<T> *>(result));
            else
                told(failure(cancelled()));
        });
        post([this, number, task = std::move(task)](Outbox &outbox) {
            outbox.deliver([this, number, result = task(outbox)] { tell(number, &result); });
        });
        return handle(number);
    }

protected:
    void customEvent(QEvent *event) override;

private:
    class Shared;
    class Handle;
    /// Takes a `const Result<T> *`, null after cancel().
    using Told = std::function<void(const void *)>;
    struct Listener
    {
        Told told;
        bool isCancelled = false;
    };

    static Error cancelled();
    quint64 listen(Told told);
    CallHandle handle(quint64 number);
    void tell(quint64 number, const void *result);
    void cancel(quint64 number);
    void forget(quint64 number) { m_listeners.erase(number); }

    // Shared with the thread: one that hangs outlives this.
    std::shared_ptr<Shared> m_shared;
    std::map<quint64, Listener> m_listeners;
    quint64 m_lastNumber = 0;
};
