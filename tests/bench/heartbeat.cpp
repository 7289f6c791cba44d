// SPDX-License-Identifier: GPL-3.0-or-later
#include "heartbeat.h"

#include "desk.h"

#include <algorithm>
#include <ctime>

namespace {
constexpr int interval = 5; // ms

qint64 threadCpuNanoseconds()
{
    timespec spent = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return qint64(spent.tv_sec) * 1'000'000'000 + spent.tv_nsec;
}
} // namespace

Heartbeat::Heartbeat()
{
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
}

void Heartbeat::begin(const char *stage)
{
    if (m_timer.isActive()) {
        beat(); // what ran since the last beat belongs to the stage that ends
        report();
    }
    m_stage = stage;
    m_longest = 0;
    m_longestCpu = 0;
    m_sinceBeat.start();
    m_cpuAtBeat = threadCpuNanoseconds();
    m_timer.start(interval);
}

void Heartbeat::beat()
{
    const double gap = double(m_sinceBeat.nsecsElapsed()) / 1e6 - interval;
    const qint64 cpu = threadCpuNanoseconds();
    if (gap > m_longest) {
        m_longest = gap;
        m_longestCpu = double(cpu - m_cpuAtBeat) / 1e6;
    }
    m_sinceBeat.restart();
    m_cpuAtBeat = cpu;
}

void Heartbeat::report() const
{
    tell(("gap_ms:" + m_stage).c_str(), m_longest);
    tell(("gap_cpu_ms:" + m_stage).c_str(), m_longestCpu);
}
