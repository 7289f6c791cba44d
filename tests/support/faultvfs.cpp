// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultvfs.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <utility>

// Long because SQLite wants a function for every call.

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype sector = 512; // what a disk writes wholly or not at all

/// A write or a truncation that no sync has followed yet.
struct Change
{
    qint64 offset = 0;
    QByteArray bytes;
    bool isTruncation = false; ///< to `offset` bytes
};

struct FileState
{
    bool isThere = false;                ///< durably
    QByteArray durable;                  ///< as of the last sync
    QList<Change> pending;               ///< since then, in order
    std::optional<QByteArray> forgotten; ///< deleted without a sync of the folder: may come back
};

void apply(QByteArray &bytes, const Change &change)
{
    if (change.isTruncation) {
        bytes.resize(qsizetype(change.offset));
        return;
    }
    const qsizetype end = qsizetype(change.offset) + change.bytes.size();
    if (bytes.size() < end)
        bytes.append(QByteArray(end - bytes.size(), '\0'));
    std::copy(change.bytes.cbegin(), change.bytes.cend(), bytes.begin() + change.offset);
}

enum class Loss : quint8
{
    All,     ///< no unsynced write arrives
    Later,   ///< the first ones do
    Some,    ///< each with a chance of a half, in any order
    Torn,    ///< of each some sectors
    Garbled, ///< of each some sectors, and noise in others
    None,    ///< all of them do
    Count,
};

/// Of a write those sectors that luck lets through; noise in others, where garbled.
void applyInPart(QByteArray &bytes, const Change &change, Loss loss, QRandomGenerator &random)
{
    for (qsizetype at = 0; at < change.bytes.size();) {
        const qsizetype inSector = sector - (qsizetype(change.offset) + at) % sector;
        Change part{change.offset + at, change.bytes.mid(at, inSector)};
        at += part.bytes.size();
        const bool arrives = random.bounded(2) == 0;
        if (!arrives && (loss != Loss::Garbled || random.bounded(2) == 0))
            continue;
        if (!arrives)
            std::generate(part.bytes.begin(), part.bytes.end(),
                          [&random] { return char(random.bounded(256)); });
        apply(bytes, part);
    }
}

QByteArray afterPowerCut(const FileState &file, Loss loss, QRandomGenerator &random)
{
    QByteArray bytes = file.durable;
    if (loss == Loss::All || file.pending.isEmpty())
        return bytes;
    QList<qsizetype> order(file.pending.size());
    std::iota(order.begin(), order.end(), 0);
    if (loss == Loss::Later)
        order.resize(random.bounded(int(order.size()) + 1));
    else if (loss != Loss::None)
        std::shuffle(order.begin(), order.end(), random);
    for (const qsizetype number : std::as_const(order)) {
        const Change &change = file.pending.at(number);
        const bool isWhole = loss == Loss::Later || loss == Loss::None;
        if (loss == Loss::Some && random.bounded(2) == 0)
            continue;
        if (isWhole || loss == Loss::Some || change.isTruncation)
            apply(bytes, change);
        else
            applyInPart(bytes, change, loss, random);
    }
    return bytes;
}
} // namespace

class FaultVfs::State
{
public:
    std::map<QString, FileState> files; ///< by path
};

class FaultVfs::Disk
{
public:
    /// What an operation is to do.
    struct Verdict
    {
        int code = SQLITE_OK;
        bool isKill = false;
    };

    /// Counts an operation and judges it. `code` is what it fails with.
    Verdict judge(int code, bool needsRoom = false)
    {
        const std::lock_guard lock(m_mutex);
        ++m_operations;
        const bool isDue = m_failAt > 0 && m_operations >= m_failAt
                && (m_fault != Fault::DiskFull || needsRoom)
                && (m_times == Times::ForEver || m_failures == 0);
        if (!isDue)
            return {};
        ++m_failures;
        if (m_fault == Fault::Kill)
            return {code, true};
        return {m_fault == Fault::DiskFull ? SQLITE_FULL : code, false};
    }
    void failAt(int operation, Fault fault, Times times)
    {
        const std::lock_guard lock(m_mutex);
        m_operations = 0;
        m_failures = 0;
        m_failAt = operation;
        m_fault = fault;
        m_times = times;
    }
    int operations() const
    {
        const std::lock_guard lock(m_mutex);
        return m_operations;
    }
    int failures() const
    {
        const std::lock_guard lock(m_mutex);
        return m_failures;
    }

    void opened(const QString &path, bool existed)
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_state.files.find(path);
        if (known != m_state.files.end() && (known->second.isThere || existed))
            return;
        FileState &file = m_state.files[path];
        file = {};
        QFile found(path);
        file.isThere = existed && found.open(QIODevice::ReadOnly);
        if (file.isThere)
            file.durable = found.readAll();
    }
    void changed(const QString &path, const Change &change)
    {
        const std::lock_guard lock(m_mutex);
        m_state.files[path].pending.append(change);
    }
    void synced(const QString &path)
    {
        tellSync();
        {
            const std::lock_guard lock(m_mutex);
            if (m_lies)
                return;
            FileState &file = m_state.files[path];
            for (const Change &change : std::as_const(file.pending))
                apply(file.durable, change);
            file.pending.clear();
            // With a new log SQLite syncs the folder too.
            if (!std::exchange(file.isThere, true)) {
                for (auto &[other, state] : m_state.files)
                    state.forgotten.reset();
            }
        }
        tellSync();
    }
    void deleted(const QString &path, bool isSynced)
    {
        const std::lock_guard lock(m_mutex);
        FileState &file = m_state.files[path];
        const FileState before = file;
        file = {};
        if (!isSynced && before.isThere)
            file.forgotten = before.durable;
    }
    Snapshot snapshot() const
    {
        const std::lock_guard lock(m_mutex);
        return std::make_shared<const State>(m_state);
    }
    void setAtSync(std::function<void()> atSync)
    {
        const std::lock_guard lock(m_mutex);
        m_atSync = std::move(atSync);
    }
    void setLies(bool lies)
    {
        const std::lock_guard lock(m_mutex);
        m_lies = lies;
    }

    std::string name;
    sqlite3_vfs vfs = {};
    sqlite3_vfs *real = nullptr;

private:
    void tellSync()
    {
        std::function<void()> atSync;
        {
            const std::lock_guard lock(m_mutex);
            atSync = m_atSync;
        }
        if (atSync)
            atSync();
    }

    mutable std::mutex m_mutex;
    int m_operations = 0;
    int m_failures = 0;
    int m_failAt = 0;
    Fault m_fault = Fault::InputOutput;
    Times m_times = Times::Once;
    State m_state;
    std::function<void()> m_atSync;
    bool m_lies = false;
};

namespace {
// An open file: SQLite's part, ours, and behind it in the same memory the real one.
struct OpenFile
{
    sqlite3_file base;
    FaultVfs::Disk *disk;
    QString *path; ///< null for a file without a name
};

OpenFile &ours(sqlite3_file *file)
{
    return *reinterpret_cast<OpenFile *>(file);
}

sqlite3_file *real(sqlite3_file *file)
{
    return reinterpret_cast<sqlite3_file *>(reinterpret_cast<OpenFile *>(file) + 1);
}

const sqlite3_io_methods &methods(sqlite3_file *file)
{
    return *real(file)->pMethods;
}

[[noreturn]] void die()
{
    std::raise(SIGKILL);
    std::abort();
}

int closeFile(sqlite3_file *file)
{
    delete ours(file).path;
    return methods(file).xClose(real(file));
}

int readFile(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_READ);
    if (verdict.isKill)
        die();
    return verdict.code != SQLITE_OK ? verdict.code
                                     : methods(file).xRead(real(file), bytes, size, offset);
}

/// A write that fails has come to its half.
int writeFile(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_WRITE, true);
    const int written = verdict.code == SQLITE_OK ? size : size / 2;
    const int code = methods(file).xWrite(real(file), bytes, written, offset);
    if (verdict.isKill)
        die();
    if (code == SQLITE_OK && ours(file).path)
        ours(file).disk->changed(*ours(file).path,
                                 {offset, {static_cast<const char *>(bytes), written}});
    return verdict.code != SQLITE_OK ? verdict.code : code;
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_TRUNCATE);
    if (verdict.isKill)
        die();
    if (verdict.code != SQLITE_OK)
        return verdict.code;
    if (ours(file).path)
        ours(file).disk->changed(*ours(file).path, {size, {}, true});
    return methods(file).xTruncate(real(file), size);
}

int syncFile(sqlite3_file *file, int)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_FSYNC, true);
    if (verdict.isKill)
        die();
    if (verdict.code == SQLITE_OK && ours(file).path)
        ours(file).disk->synced(*ours(file).path);
    return verdict.code;
}

int sizeOfFile(sqlite3_file *file, sqlite3_int64 *size)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_FSTAT);
    if (verdict.isKill)
        die();
    return verdict.code != SQLITE_OK ? verdict.code : methods(file).xFileSize(real(file), size);
}

int lockFile(sqlite3_file *file, int kind)
{
    return methods(file).xLock(real(file), kind);
}

int unlockFile(sqlite3_file *file, int kind)
{
    return methods(file).xUnlock(real(file), kind);
}

int checkReservedLock(sqlite3_file *file, int *isLocked)
{
    return methods(file).xCheckReservedLock(real(file), isLocked);
}

int fileControl(sqlite3_file *file, int operation, void *argument)
{
    return methods(file).xFileControl(real(file), operation, argument);
}

int sectorSize(sqlite3_file *file)
{
    return methods(file).xSectorSize(real(file));
}

int deviceCharacteristics(sqlite3_file *file)
{
    return methods(file).xDeviceCharacteristics(real(file));
}

int mapShared(sqlite3_file *file, int page, int size, int isExtended, void volatile **memory)
{
    const auto verdict = ours(file).disk->judge(SQLITE_IOERR_SHMMAP, isExtended != 0);
    if (verdict.isKill)
        die();
    return verdict.code != SQLITE_OK
            ? verdict.code
            : methods(file).xShmMap(real(file), page, size, isExtended, memory);
}

int lockShared(sqlite3_file *file, int offset, int count, int flags)
{
    return methods(file).xShmLock(real(file), offset, count, flags);
}

void barrier(sqlite3_file *file)
{
    methods(file).xShmBarrier(real(file));
}

int unmapShared(sqlite3_file *file, int isDeleted)
{
    return methods(file).xShmUnmap(real(file), isDeleted);
}

const sqlite3_io_methods fileMethods = {2,
                                        closeFile,
                                        readFile,
                                        writeFile,
                                        truncateFile,
                                        syncFile,
                                        sizeOfFile,
                                        lockFile,
                                        unlockFile,
                                        checkReservedLock,
                                        fileControl,
                                        sectorSize,
                                        deviceCharacteristics,
                                        mapShared,
                                        lockShared,
                                        barrier,
                                        unmapShared,
                                        nullptr,
                                        nullptr};

FaultVfs::Disk &diskOf(sqlite3_vfs *vfs)
{
    return *static_cast<FaultVfs::Disk *>(vfs->pAppData);
}

int openFile(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *outFlags)
{
    FaultVfs::Disk &disk = diskOf(vfs);
    OpenFile &opened = ours(file);
    opened.base.pMethods = nullptr; // not to be closed, as long as this is so
    const QString path = name ? QString::fromUtf8(name) : QString();
    const bool existed = name && QFileInfo::exists(path);
    const auto verdict = disk.judge(SQLITE_CANTOPEN, name && !existed);
    if (verdict.isKill)
        die();
    if (verdict.code != SQLITE_OK)
        return verdict.code == SQLITE_FULL ? SQLITE_CANTOPEN : verdict.code;
    const int code = disk.real->xOpen(disk.real, name, real(file), flags, outFlags);
    if (code != SQLITE_OK)
        return code;
    opened.base.pMethods = &fileMethods;
    opened.disk = &disk;
    opened.path = name ? new QString(path) : nullptr;
    if (name)
        disk.opened(path, existed);
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs *vfs, const char *name, int isSynced)
{
    FaultVfs::Disk &disk = diskOf(vfs);
    const auto verdict = disk.judge(SQLITE_IOERR_DELETE);
    if (verdict.isKill)
        die();
    if (verdict.code != SQLITE_OK)
        return verdict.code;
    const int code = disk.real->xDelete(disk.real, name, isSynced);
    if (code == SQLITE_OK)
        disk.deleted(QString::fromUtf8(name), isSynced != 0);
    return code;
}

int lookForFile(sqlite3_vfs *vfs, const char *name, int flags, int *isThere)
{
    FaultVfs::Disk &disk = diskOf(vfs);
    const auto verdict = disk.judge(SQLITE_IOERR_ACCESS);
    if (verdict.isKill)
        die();
    return verdict.code != SQLITE_OK ? verdict.code
                                     : disk.real->xAccess(disk.real, name, flags, isThere);
}

int fullPath(sqlite3_vfs *vfs, const char *name, int size, char *path)
{
    return diskOf(vfs).real->xFullPathname(diskOf(vfs).real, name, size, path);
}

int randomness(sqlite3_vfs *vfs, int size, char *bytes)
{
    return diskOf(vfs).real->xRandomness(diskOf(vfs).real, size, bytes);
}

int pause(sqlite3_vfs *vfs, int microseconds)
{
    return diskOf(vfs).real->xSleep(diskOf(vfs).real, microseconds);
}

int currentTime(sqlite3_vfs *vfs, double *time)
{
    return diskOf(vfs).real->xCurrentTime(diskOf(vfs).real, time);
}

int lastError(sqlite3_vfs *vfs, int size, char *text)
{
    return diskOf(vfs).real->xGetLastError(diskOf(vfs).real, size, text);
}

int currentTimeInt64(sqlite3_vfs *vfs, sqlite3_int64 *time)
{
    return diskOf(vfs).real->xCurrentTimeInt64(diskOf(vfs).real, time);
}
} // namespace

FaultVfs::FaultVfs(const QByteArray &name)
    : m_disk(std::make_unique<Disk>())
{
    Disk &disk = *m_disk;
    disk.name = name.toStdString();
    disk.real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs &vfs = disk.vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = int(sizeof(OpenFile)) + disk.real->szOsFile;
    vfs.mxPathname = disk.real->mxPathname;
    vfs.zName = disk.name.c_str();
    vfs.pAppData = &disk;
    vfs.xOpen = openFile;
    vfs.xDelete = deleteFile;
    vfs.xAccess = lookForFile;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = randomness;
    vfs.xSleep = pause;
    vfs.xCurrentTime = currentTime;
    vfs.xGetLastError = lastError;
    vfs.xCurrentTimeInt64 = currentTimeInt64;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        qFatal("the VFS cannot be registered");
}

FaultVfs::~FaultVfs()
{
    sqlite3_vfs_unregister(&m_disk->vfs);
}

QString FaultVfs::uriQuery() const
{
    return u"vfs="_s + QString::fromStdString(m_disk->name);
}

void FaultVfs::failAt(int operation, Fault fault, Times times)
{
    m_disk->failAt(operation, fault, times);
}

void FaultVfs::heal()
{
    m_disk->failAt(0, Fault::InputOutput, Times::Once);
}

int FaultVfs::operations() const
{
    return m_disk->operations();
}

int FaultVfs::failures() const
{
    return m_disk->failures();
}

FaultVfs::Snapshot FaultVfs::snapshot() const
{
    return m_disk->snapshot();
}

void FaultVfs::setAtSync(std::function<void()> atSync)
{
    m_disk->setAtSync(std::move(atSync));
}

void FaultVfs::setLies(bool lies)
{
    m_disk->setLies(lies);
}

void FaultVfs::powerCut(const Snapshot &snapshot, const QString &folder, quint32 seed)
{
    QRandomGenerator random(seed);
    const auto loss = Loss(seed % quint32(Loss::Count));
    for (const auto &[path, file] : snapshot->files) {
        const bool comesBack = !file.isThere && file.forgotten && random.bounded(2) == 0;
        // Of a file that was made and never synced there may be nothing.
        const bool isMade = !file.isThere && !file.pending.isEmpty() && loss != Loss::All;
        if (!file.isThere && !comesBack && !isMade)
            continue;
        QFile left(folder + u'/' + QFileInfo(path).fileName());
        const QByteArray bytes =
                comesBack && !isMade ? *file.forgotten : afterPowerCut(file, loss, random);
        if (!left.open(QIODevice::WriteOnly) || left.write(bytes) != bytes.size())
            qFatal("the files of a power cut cannot be written");
    }
}
