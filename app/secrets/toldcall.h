// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QObject>

#include <utility>

// A call whose outcome somebody else knows: tells it once, and nothing once it is destroyed. GUI
// thread.
template <typename T>
class ToldCall final : public QObject, public Call
{
public:
    explicit ToldCall(Done<T> done)
        : m_done(std::move(done))
    { }

    /// From the event loop, never inside this call.
    void tellSoon(Result<T> result)
    {
        QMetaObject::invokeMethod(
                this, [this, result = std::move(result)] { tell(result); }, Qt::QueuedConnection);
    }
    void tell(const Result<T> &result)
    {
        const Done<T> done = std::exchange(m_done, nullptr); // it may destroy this
        if (done)
            done(m_isCancelled ? cancelled() : result);
    }
    /// Says so instead of what comes, and soon.
    void cancel() override
    {
        if (!std::exchange(m_isCancelled, true))
            tellSoon(cancelled());
    }

private:
    static Result<T> cancelled()
    {
        Error error;
        error.kind = ErrorKind::Cancelled;
        return failure(error);
    }

    Done<T> m_done;
    bool m_isCancelled = false;
};
