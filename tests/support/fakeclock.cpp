// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"

#include <QTimeZone>

#include <utility>

class FakeClock::FakeTimer final : public Clock::Timer
{
public:
    FakeTimer(FakeClock &clock, const QDateTime &dueAt, std::function<void()> what)
        : due(dueAt)
        , action(std::move(what))
        , m_clock(clock)
    {
        m_clock.m_timers.append(this);
    }
    ~FakeTimer() override { m_clock.m_timers.removeOne(this); }

    QDateTime due;
    std::function<void()> action;

private:
    FakeClock &m_clock;
};

FakeClock::FakeClock()
    : m_now(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc())
{ }

FakeClock::~FakeClock() = default;

std::unique_ptr<Clock::Timer> FakeClock::callAfter(std::chrono::milliseconds delay,
                                                   std::function<void()> action)
{
    return std::make_unique<FakeTimer>(*this, m_now.addMSecs(delay.count()), std::move(action));
}

void FakeClock::advance(std::chrono::milliseconds by)
{
    const QDateTime end = m_now.addMSecs(by.count());
    while (FakeTimer *timer = earliestUntil(end)) {
        m_now = timer->due;
        const auto run = std::exchange(timer->action, nullptr); // it may destroy the timer
        run();
    }
    m_now = end;
}

void FakeClock::setBack(std::chrono::milliseconds by)
{
    m_now = m_now.addMSecs(-by.count());
    for (FakeTimer *timer : std::as_const(m_timers))
        timer->due = timer->due.addMSecs(-by.count());
}

int FakeClock::pendingTimers() const
{
    int waiting = 0;
    for (const FakeTimer *timer : m_timers)
        waiting += timer->action ? 1 : 0;
    return waiting;
}

FakeClock::FakeTimer *FakeClock::earliestUntil(const QDateTime &end) const
{
    FakeTimer *earliest = nullptr;
    for (FakeTimer *timer : m_timers) {
        if (!timer->action || timer->due > end)
            continue;
        if (!earliest || timer->due < earliest->due)
            earliest = timer;
    }
    return earliest;
}
