// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "source/saverecord.h"
#include "source/savesteps.h"

#include <map>

/// What is written down before a write goes out.
struct SaveBeginning
{
    SaveRecord record;                    ///< fate Sending
    PlexSource before;                    ///< as read just before the write
    std::map<Field, Secret> typedSecrets; ///< those the write carries; for SecretPort only
};

// Where an EditSession tells of its writes, so that each is written down before it goes out and
// looked after when it has ended. Implemented by Confirmations. GUI thread.
class SaveJournal
{
public:
    virtual ~SaveJournal() = default;

    /// `done` lets the write go out. It comes with success also when nothing could be written down
    /// or that takes too long: a full disk stops no save. It fails only with Cancelled.
    [[nodiscard]] virtual CallHandle saveBegins(const SaveBeginning &beginning,
                                                Done<void> done) = 0;
    /// The save whose write was begun has ended; `record` is that of the beginning.
    virtual void saveEnded(const SaveRecord &record, const SaveOutcome &outcome) = 0;

protected:
    SaveJournal() = default;
    Q_DISABLE_COPY_MOVE(SaveJournal)
};
