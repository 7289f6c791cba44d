// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakeclock.h"
#include "fakesourceapi.h"
#include "secrets/memorysecretstore.h"
#include "storage/sqlworker.h"
#include "watcheddrafts.h"

#include <QRandomGenerator>
#include <QStringList>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

class Database;
class DraftKeeper;
class EditSession;

/// What the file must hold of a draft, by what was told of it.
struct Promise
{
    int atLeast = 0;       ///< the number that was typed into its name, or a later one
    bool mayBeGone = true; ///< nothing was called stored, or somebody discards it
};
using Promises = std::map<QString, Promise>; ///< by pk

/// What of the promises the database does not keep; also what is wrong with it besides.
QStringList brokenPromises(Database &database, const Promises &promises);

// Somebody edits a few sources, all drafts of which go through a real worker to a file: types
// numbers that grow, pauses, leaves fields, discards. The same seed does the same. Time is a
// FakeClock's. Owned by a test; its thread.
class DraftRig
{
public:
    static constexpr int sources = 4;

    /// Opens the store; `made` keeps what an earlier desk on the same file was told.
    DraftRig(const StoreLocation &location, quint32 seed, const Promises &made = {});
    ~DraftRig();
    Q_DISABLE_COPY_MOVE(DraftRig)

    /// One moment of a person at work.
    void work();
    /// Everything typed is asked to be stored.
    void flush();
    /// Waits until the worker has done all that it was asked so far, and everybody has heard of it.
    void settle();
    /// A log of so many pages goes into the file. A disk that fails may keep it from being set.
    void setCheckpoint(int pages);

    SqlWorker &worker() { return *m_worker; }
    FakeClock &clock() { return m_clock; }
    /// What was called stored, or gone. From any thread.
    Promises promises() const;
    /// All that was typed and not discarded is called stored.
    bool isAllStored() const;
    /// A keeper has told why it could not store.
    bool hasTrouble() const;
    /// The number that is typed into each source now; 0 = nothing is.
    std::map<QString, int> typed() const;
    /// How often *stored* was told.
    int storedTimes() const { return m_storedTimes; }
    /// How often it was told that something could not be read or stored.
    int failedTimes() const { return m_failedTimes; }
    void setAtStored(std::function<void()> atStored) { m_atStored = std::move(atStored); }

private:
    struct Edit
    {
        QString pk;
        std::unique_ptr<EditSession> session;
        std::unique_ptr<DraftKeeper> keeper;
        int discardedAt = 0;
    };
    void open(const QString &pk);
    void stored(const Edit &edit);
    void removed(const Edit &edit);

    QRandomGenerator m_random;
    FakeClock m_clock;
    std::unique_ptr<SqlWorker> m_worker;
    WatchedDrafts m_drafts;
    MemorySecretStore m_secrets;
    FakeSourceApi m_api;
    std::vector<std::unique_ptr<Edit>> m_edits;
    int m_last = 0;
    int m_storedTimes = 0;
    int m_failedTimes = 0;
    std::function<void()> m_atStored;
    mutable std::mutex m_mutex;
    Promises m_promises; ///< guarded
};
