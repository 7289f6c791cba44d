// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>
#include <functional>
#include <memory>

// Where time comes from. Everything whose end changes state or data (deadlines, pauses, polls) asks
// a Clock, so that a test moves time forward instead of sleeping. models never call it; it lies
// here because every room may.
class Clock
{
public:
    /// A pending call. Destroying it takes the call back.
    class Timer
    {
    public:
        virtual ~Timer() = default;

    protected:
        Timer() = default;
        Q_DISABLE_COPY_MOVE(Timer)
    };

    virtual ~Clock() = default;

    /// The wall clock, in local time.
    virtual QDateTime now() const = 0;
    /// Calls `action` once after `delay`, on the thread that asked, never inside this call.
    [[nodiscard]] virtual std::unique_ptr<Timer> callAfter(std::chrono::milliseconds delay,
                                                           std::function<void()> action) = 0;

protected:
    Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)
};
