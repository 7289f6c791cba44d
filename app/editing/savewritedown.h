// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "savejournal.h"
#include "storageports.h"

#include <QObject>

#include <memory>

// Writes a save down and lets it go on: when that is done, when it failed, or when it takes longer
// than a disk may hold a save up. Fails only when the save is given up. GUI thread.
class SaveWriteDown final : public QObject, public Call
{
public:
    /// Borrows both for as long as it runs.
    SaveWriteDown(HistoryPort &history, Clock &clock, const SaveBeginning &beginning,
                  Done<void> done);

    void cancel() override;

private:
    void end(const Result<void> &result);

    Done<void> m_done;
    CallHandle m_row;
    std::unique_ptr<Clock::Timer> m_timer;
};
