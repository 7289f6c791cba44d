// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/taskthread.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace {
/// The one wait of this program's end.
constexpr auto longestEnd = 1s;
} // namespace

// What both threads see. Everything under m_mutex.
class TaskThread::Shared final : public TaskThread::Outbox
{
public:
    explicit Shared(TaskThread *owner)
        : m_owner(owner)
    { }

    void start(const std::shared_ptr<Shared> &self, std::function<void()> atEnd)
    {
        m_thread = std::thread([self, atEnd = std::move(atEnd)] { self->work(atEnd); });
    }

    void push(Task task)
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_changed.notify_all();
    }

    void deliver(std::function<void()> then) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_owner)
            return;
        m_outcomes.push_back(std::move(then));
        if (std::exchange(m_isOwnerCalled, true))
            return;
        // Posted under the mutex: the owner takes it before it touches the event.
        QCoreApplication::postEvent(m_owner, new QEvent(QEvent::User));
    }

    std::vector<std::function<void()>> takeOutcomes()
    {
        const std::lock_guard lock(m_mutex);
        m_isOwnerCalled = false;
        return std::exchange(m_outcomes, {});
    }

    /// From the owner's destructor.
    void end()
    {
        std::unique_lock lock(m_mutex);
        m_owner = nullptr;
        m_isEnding = true;
        m_changed.notify_all();
        const bool hasEnded = m_changed.wait_for(lock, longestEnd, [this] { return m_hasEnded; });
        m_isAbandoned = !hasEnded;
        m_outcomes.clear();
        lock.unlock();
        if (hasEnded)
            m_thread.join();
        else
            m_thread.detach();
    }

private:
    void work(const std::function<void()> &atEnd)
    {
        while (auto task = next())
            task(*this);
        parkIfAbandoned();
        if (atEnd)
            atEnd();
        std::unique_lock lock(m_mutex);
        m_hasEnded = true;
        m_changed.notify_all();
        lock.unlock();
        parkIfAbandoned(); // given up while the end itself took long
    }

    /// Empty at the end.
    Task next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isEnding || !m_tasks.empty(); });
        if (m_isAbandoned || m_tasks.empty())
            return {};
        Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        return task;
    }

    void parkIfAbandoned()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_isAbandoned; });
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;
    std::vector<std::function<void()>> m_outcomes;
    std::thread m_thread;
    TaskThread *m_owner;
    bool m_isOwnerCalled = false;
    bool m_isEnding = false;
    bool m_hasEnded = false;
    bool m_isAbandoned = false;
};

// What the asker holds. May outlive the TaskThread.
class TaskThread::Handle final : public Call
{
public:
    Handle(TaskThread *thread, quint64 number)
        : m_thread(thread)
        , m_number(number)
    { }
    ~Handle() override
    {
        if (m_thread)
            m_thread->forget(m_number);
    }
    void cancel() override
    {
        if (m_thread)
            m_thread->cancel(m_number);
    }

private:
    QPointer<TaskThread> m_thread;
    quint64 m_number;
};

TaskThread::TaskThread(std::function<void()> atEnd)
    : m_shared(std::make_shared<Shared>(this))
{
    m_shared->start(m_shared, std::move(atEnd));
}

TaskThread::~TaskThread()
{
    m_shared->end();
}

void TaskThread::post(Task task)
{
    m_shared->push(std::move(task));
}

void TaskThread::customEvent(QEvent *)
{
    const QPointer<TaskThread> self(this); // an outcome may end its asker, and this with it
    for (const auto &then : m_shared->takeOutcomes()) {
        then();
        if (!self)
            return;
    }
}

Error TaskThread::cancelled()
{
    Error error;
    error.kind = ErrorKind::Cancelled;
    return error;
}

quint64 TaskThread::listen(Told told)
{
    m_listeners.emplace(++m_lastNumber, Listener{std::move(told)});
    return m_lastNumber;
}

CallHandle TaskThread::handle(quint64 number)
{
    return std::make_unique<Handle>(this, number);
}

void TaskThread::tell(quint64 number, const void *result)
{
    const auto found = m_listeners.find(number);
    if (found == m_listeners.end())
        return;
    const Listener listener = std::move(found->second); // told once
    m_listeners.erase(found);
    listener.told(listener.isCancelled ? nullptr : result);
}

void TaskThread::cancel(quint64 number)
{
    const auto found = m_listeners.find(number);
    if (found == m_listeners.end() || std::exchange(found->second.isCancelled, true))
        return;
    // Told from the event loop, by whichever comes first: this or the outcome.
    m_shared->deliver([this, number] { tell(number, nullptr); });
}
