// SPDX-License-Identifier: GPL-3.0-or-later
#include "systemclock.h"

#include <QTimer>

namespace {
class SystemTimer final : public Clock::Timer
{
public:
    SystemTimer(std::chrono::milliseconds delay, std::function<void()> action)
        : m_action(std::move(action))
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            const auto run = std::move(m_action); // it may destroy this timer
            run();
        });
        m_timer.start(delay);
    }

private:
    QTimer m_timer;
    std::function<void()> m_action;
};
} // namespace

QDateTime SystemClock::now() const
{
    return QDateTime::currentDateTime();
}

std::unique_ptr<Clock::Timer> SystemClock::callAfter(std::chrono::milliseconds delay,
                                                     std::function<void()> action)
{
    return std::make_unique<SystemTimer>(delay, std::move(action));
}
