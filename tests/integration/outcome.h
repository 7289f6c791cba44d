// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QEventLoop>
#include <QTimer>
#include <QtTest>

#include <chrono>
#include <optional>

// What a call told: how often, and the last result. Outlives the call.
template <typename T>
struct Outcome
{
    int times = 0;
    std::optional<Result<T>> result;

    /// To be handed to a call; this must outlive it.
    Done<T> done()
    {
        return [this](Result<T> told) {
            ++times;
            result.emplace(std::move(told));
            if (m_loop)
                m_loop->quit();
        };
    }
    /// Waits without the 10 ms steps of QTRY_*, for calls of many requests.
    bool wait(std::chrono::milliseconds atMost)
    {
        QEventLoop loop;
        m_loop = &loop;
        QTimer::singleShot(atMost, &loop, &QEventLoop::quit);
        if (times == 0)
            loop.exec();
        m_loop = nullptr;
        return times > 0;
    }
    bool isOk() const { return result && result->has_value(); }
    /// The error; a default-made one when there is none.
    Error error() const { return result && !result->has_value() ? result->error() : Error(); }

private:
    QEventLoop *m_loop = nullptr;
};

/// Lets the event loop run until nothing more comes: for what must not happen.
inline void settle()
{
    for (int round = 0; round < 5; ++round)
        QTest::qWait(10);
}
