// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

// The real clock, on QTimer. For the thread that owns an event loop.
class SystemClock final : public Clock
{
public:
    QDateTime now() const override;
    std::unique_ptr<Timer> callAfter(std::chrono::milliseconds delay,
                                     std::function<void()> action) override;
};
