// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QEvent>
#include <QFile>

#include <algorithm>
#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace std::chrono_literals;

namespace {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool hasSanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool hasSanitizer = true;
#else
constexpr bool hasSanitizer = false;
#endif
#else
constexpr bool hasSanitizer = false;
#endif

/// One of the sizes that the kernel tells of this process, in bytes; 0 when it does not.
qint64 sizeOf(const QByteArray &name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toLongLong() * 1024;
    }
    return 0;
}

/// How long this thread has waited for a processor in all; 0 where the kernel does not tell.
std::chrono::nanoseconds waitedForProcessor()
{
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return std::chrono::nanoseconds(file.readAll().split(' ').value(1).toLongLong());
}

/// Lets the peak begin anew at what is resident now.
bool resetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && file.write("5") == 1;
}

/// What earlier cells left would hide what this one takes.
void giveMemoryBack()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
} // namespace

Watch::Watch(std::function<void()> onBeat)
    : m_onBeat(std::move(onBeat))
{
    giveMemoryBack();
    m_hasMark = resetPeak();
    m_before = sizeOf("VmRSS");
    m_peak = m_before;
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
    m_timer.start(2ms);
    m_waited = waitedForProcessor();
    m_begun.start();
    m_last.start();
}

bool Watch::isSanitized()
{
    return hasSanitizer;
}

bool Watch::until(const std::function<bool()> &isThere, std::chrono::milliseconds atMost)
{
    QElapsedTimer waited;
    waited.start();
    while (!isThere()) {
        if (waited.elapsed() > atMost.count())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents); // the beat ends it
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

void Watch::spin(std::chrono::milliseconds time)
{
    until([] { return false; }, time);
}

std::optional<qint64> Watch::growth() const
{
    if (isSanitized())
        return std::nullopt;
    const qint64 peak = m_hasMark ? sizeOf("VmHWM") : std::max(m_peak, sizeOf("VmRSS"));
    return std::max<qint64>(0, peak - m_before);
}

void Watch::beat()
{
    const std::chrono::nanoseconds waited = waitedForProcessor();
    const std::chrono::nanoseconds pause(m_last.nsecsElapsed());
    m_worst = std::max(m_worst, pause - (waited - m_waited));
    m_waited = waited;
    m_last.start();
    if (!m_hasMark)
        m_peak = std::max(m_peak, sizeOf("VmRSS"));
    if (m_onBeat)
        m_onBeat();
}
