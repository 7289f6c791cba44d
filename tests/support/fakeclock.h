// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QList>

#include <memory>

// A clock that stands still until a test moves it. Timers fire inside advance(), in the order of
// their time. For one thread.
class FakeClock final : public Clock
{
public:
    FakeClock();
    ~FakeClock() override;

    QDateTime now() const override { return m_now; }
    std::unique_ptr<Timer> callAfter(std::chrono::milliseconds delay,
                                     std::function<void()> action) override;

    void advance(std::chrono::milliseconds by);
    /// Somebody sets the wall clock; timers run on as they did.
    void setBack(std::chrono::milliseconds by);
    /// The timers that still wait.
    int pendingTimers() const;

private:
    class FakeTimer;
    FakeTimer *earliestUntil(const QDateTime &end) const;

    QDateTime m_now;
    QList<FakeTimer *> m_timers; ///< in the order they were asked for; owned by who asked
};
