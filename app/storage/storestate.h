// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

// Where the store of this run is, and how it came to that. Plain values.

/// Where the database is to be.
struct StoreLocation
{
    QString folder; ///< made if it is not there
    /// Added to the file's URI, for tests: "vfs=name".
    QString uriQuery = {};
    /// How long a statement waits for another process that writes.
    std::chrono::milliseconds busyTimeout{5000};
};

struct StoreState
{
    /// Why the store is in memory and goes with the program.
    enum class Reason : quint8
    {
        None,           ///< it is in the file
        NoFolder,       ///< the data folder cannot be made
        ReadOnlyFolder, ///< nothing can be written there
        NewerProgram,   ///< the file belongs to a newer release; it stays untouched in its place
        Locked,         ///< another process keeps the file to itself
        OtherMachine,   ///< another machine works on the folder; `detail` is its name
        Failed,         ///< the file could not be opened or made: `detail`
    };

    Reason reason = Reason::None;
    QString detail;   ///< the sentence of the database or the system; a host name; or empty
    QString setAside; ///< the name a damaged file was given; a new one was begun in its place

    bool isInMemory() const { return reason != Reason::None; }

    friend bool operator==(const StoreState &, const StoreState &) = default;
};
