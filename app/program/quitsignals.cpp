// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/quitsignals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace {
constexpr std::array handled{SIGTERM, SIGINT, SIGHUP};

// A handler has no context, so its pipe is the process's.
std::array<int, 2> wakePipe{-1, -1};

/// A handler may do next to nothing: it wakes the event loop through a pipe.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(wakePipe[1], &byte, 1);
}
} // namespace

QuitSignals::QuitSignals(QObject *parent)
    : QObject(parent)
{
    if (pipe2(wakePipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the signals go on ending the process at once
    auto *notifier = new QSocketNotifier(wakePipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false); // once is enough
        Q_EMIT received();
    });
    for (const int number : handled)
        std::signal(number, onSignal);
}

QuitSignals::~QuitSignals()
{
    for (const int number : handled)
        std::signal(number, SIG_DFL);
    for (int &end : wakePipe) {
        if (end >= 0)
            close(end);
        end = -1;
    }
}
