// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"
#include "storage/machinehold.h"
#include "storage/storestate.h"

#include <QDateTime>

#include <functional>
#include <memory>
#include <optional>

// The open store: always one database of the newest schema, in the file or in memory. Made and used
// in the worker thread.
struct OpenStore
{
    std::unique_ptr<Database> database;
    std::unique_ptr<MachineHold> hold; ///< none in memory
    StoreState state;
};

struct StoreOpening
{
    StoreLocation location;
    MachineIdentity machine;
    QDateTime now; ///< names a file that is set aside; local time
};

/// Opens `sourcedesk.sqlite`, makes or migrates it, or falls back to memory and says why.
///
/// How closely it looks: the header, the version, the list of tables. A whole `quick_check` reads
/// the whole file, which for a long history takes longer than all the rest of the start; it is made
/// when a statement of an earlier run found damage (`sourcedesk.sqlite.check` is there then). What
/// neither sees, a later statement reports as a Storage error, and the next start sets the file
/// aside.
OpenStore openStore(const StoreOpening &opening);

/// The store in memory.
OpenStore openInMemory(StoreState::Reason reason, const QString &detail = {});

/// Renews the claim of an open store; another machine's turns the store into one in memory. True
/// when the state changed by it.
bool renewHold(OpenStore &store);
