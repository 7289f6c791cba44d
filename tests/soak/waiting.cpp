// SPDX-License-Identifier: GPL-3.0-or-later
#include "waiting.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEvent>
#include <QTimer>

using namespace std::chrono_literals;

bool until(const std::function<bool()> &condition, std::chrono::milliseconds longest)
{
    QTimer tick; // nothing else may happen any more
    tick.start(20ms);
    const QDeadlineTimer end(longest);
    while (!condition()) {
        if (end.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        // No loop runs that would do it: what was told to delete itself from here goes now.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}
