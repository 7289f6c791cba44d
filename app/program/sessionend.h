// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QDBusUnixFileDescriptor>
#include <QObject>

#include <memory>

// Says when what is typed has to be on the disk at once, because nothing may run soon: the desktop
// session ends, the machine goes to sleep or is shut down, or the person turns to another program.
// Sleep and shutdown are told by logind over the system bus and held up for half a second; without
// a bus or logind the other signs remain. One for the process. GUI thread.
class SessionEnd final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `clock`. The bus is looked for a second later, so that no start waits for it.
    explicit SessionEnd(Clock &clock, QObject *parent = nullptr);
    ~SessionEnd() override;

Q_SIGNALS:
    /// May come often, and without anything to store.
    void flushNow();

private Q_SLOTS:
    /// logind's PrepareForSleep and PrepareForShutdown: before it begins, and after the end.
    void prepare(bool begins);

private:
    void joinBus();
    void askForDelay();

    Clock &m_clock;
    std::unique_ptr<Clock::Timer> m_pause;
    QDBusUnixFileDescriptor m_delay; ///< logind waits while it is open
};
