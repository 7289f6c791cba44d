// SPDX-License-Identifier: GPL-3.0-or-later
#include "savewritedown.h"

#include <utility>

using namespace std::chrono_literals;

namespace {
constexpr auto patience = 1s;
} // namespace

SaveWriteDown::SaveWriteDown(HistoryPort &history, Clock &clock, const SaveBeginning &beginning,
                             Done<void> done)
    : m_done(std::move(done))
{
    m_row = history.begin(beginning.record, beginning.before,
                          [this](const Result<void> &) { end({}); });
    m_timer = clock.callAfter(patience, [this] { end({}); });
}

void SaveWriteDown::cancel()
{
    m_row.reset();
    m_timer.reset();
    QMetaObject::invokeMethod(
            this,
            [this] {
                Error error;
                error.kind = ErrorKind::Cancelled;
                end(failure(error));
            },
            Qt::QueuedConnection);
}

void SaveWriteDown::end(const Result<void> &result)
{
    m_timer.reset();
    if (const Done<void> done = std::exchange(m_done, nullptr))
        done(result); // may destroy this
}
