// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <map>
#include <memory>

// A disk for SQLite that a test has in its hand: a VFS around the default one, which fails the
// N-th operation, or knows what a power cut would leave. Databases of this process are opened on it
// with `uriQuery()` (StoreLocation::uriQuery). Registered as long as this lives, which must be
// longer than any database on it. Used from all threads.
//
// Syncs do not reach the real disk: what is durable is remembered here.
class FaultVfs
{
public:
    /// `name` is unique in the process.
    explicit FaultVfs(const QByteArray &name);
    ~FaultVfs();
    Q_DISABLE_COPY_MOVE(FaultVfs)

    QString uriQuery() const;

    // A bad disk. An operation is any call that a disk may fail: open, read, write, sync, truncate,
    // delete, look, and the shared memory of the log.

    enum class Fault : quint8
    {
        InputOutput, ///< SQLITE_IOERR_…
        DiskFull,    ///< half of what is to be written, then SQLITE_FULL; other operations go well
        Kill,        ///< SIGKILL, with half of it written
    };
    enum class Times : quint8
    {
        Once,
        ForEver,
    };
    /// The `operation`-th from now on fails (1 = the next); with DiskFull the first that needs room
    /// from there on.
    void failAt(int operation, Fault fault, Times times);
    /// No operation fails from now on.
    void heal();
    /// Those since the last failAt() or heal().
    int operations() const;
    /// How many of them were made to fail.
    int failures() const;

    // A power cut.

    /// What a sync has brought to the disk, and what has not come there yet, of every file.
    class State;
    using Snapshot = std::shared_ptr<const State>;
    Snapshot snapshot() const;
    /// Called before each sync takes effect and once more after it, in the thread that syncs.
    void setAtSync(std::function<void()> atSync);
    /// A disk that says it has synced and has not.
    void setLies(bool lies);
    /// Makes the files in `folder` that a power cut at the moment of `snapshot` leaves: all that
    /// was synced; of the rest nothing, or what `seed` says: some writes, in another order, in
    /// part, or overwritten by noise.
    /// Only the names of the files count, so all of them are of one folder.
    static void powerCut(const Snapshot &snapshot, const QString &folder, quint32 seed);

    /// What the C functions of the VFS see.
    class Disk;

private:
    std::unique_ptr<Disk> m_disk;
};
