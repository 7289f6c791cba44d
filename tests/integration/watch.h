// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

// Watches this process while it runs its event loop: how long the loop stood still at worst, as a
// window would have, and how much more memory was resident at the peak. It watches from when it is
// made on; one at a time.
class Watch
{
public:
    /// `onBeat` is called every few milliseconds while the loop runs; may be empty.
    explicit Watch(std::function<void()> onBeat = {});
    Q_DISABLE_COPY_MOVE(Watch)

    /// Runs the event loop until `isThere`; false when that took longer than `atMost`.
    bool until(const std::function<bool()> &isThere, std::chrono::milliseconds atMost);
    /// Runs the event loop for this long.
    void spin(std::chrono::milliseconds time);

    std::chrono::milliseconds took() const { return std::chrono::milliseconds(m_begun.elapsed()); }
    /// The longest time between two beats, less what other programs had of the processor then.
    std::chrono::milliseconds worstPause() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_worst);
    }
    /// Built with a sanitizer, which takes several times the time and keeps memory of its own.
    static bool isSanitized();
    /// Bytes; nothing under a sanitizer.
    std::optional<qint64> growth() const;

private:
    void beat();

    std::function<void()> m_onBeat;
    QTimer m_timer;
    QElapsedTimer m_begun;
    QElapsedTimer m_last;
    std::chrono::nanoseconds m_worst{0};
    std::chrono::nanoseconds m_waited{0}; ///< of this thread for a processor, until the last beat
    qint64 m_before = 0;                  ///< resident bytes at the start
    qint64 m_peak = 0;
    bool m_hasMark = false; ///< the kernel keeps the peak since the start
};
