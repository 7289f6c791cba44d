// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <string>

// Measures how long the event loop is away: a timer that should beat every 5 ms, and the longest
// time by which it was late, per stage of a run. Beside the wall time it takes the thread's CPU
// time, which tells the program's own work from a busy machine. GUI thread.
class Heartbeat final
{
public:
    Heartbeat();

    /// Ends the stage that runs, prints its longest gap, and begins another.
    void begin(const char *stage);

private:
    void beat();
    void report() const;

    QTimer m_timer;
    QElapsedTimer m_sinceBeat;
    qint64 m_cpuAtBeat = 0;
    std::string m_stage;
    double m_longest = 0;    ///< ms
    double m_longestCpu = 0; ///< ms, within the longest gap
};
