// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/storeopening.h"

#include "storage/migrations.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>
#include <QtEndian>

using namespace Qt::Literals::StringLiterals;
using Reason = StoreState::Reason;

namespace {
struct Attempt
{
    std::unique_ptr<Database> database;
    Result<void> result;
    bool isDamaged = false;
    bool isNewer = false;
};

QString filePath(const StoreLocation &location)
{
    return location.folder + u"/sourcedesk.sqlite"_s;
}

QString markPath(const StoreLocation &location)
{
    return filePath(location) + u".check"_s;
}

QString uriOf(const StoreLocation &location)
{
    QUrl url = QUrl::fromLocalFile(filePath(location));
    url.setQuery(location.uriQuery);
    return QString::fromLatin1(url.toEncoded());
}

Database::Options optionsFor(const StoreLocation &location)
{
    Database::Options options;
    options.fileName = uriOf(location);
    options.busyTimeout = location.busyTimeout;
    options.damageMark = markPath(location);
    return options;
}

/// `user_version` as the file's header has it, without SQLite, which might change the file.
qint64 versionInHeader(const QString &path)
{
    constexpr qsizetype at = 60; // SQLite file format, 1.3
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray header = file.read(100);
    if (header.size() < 100 || !header.startsWith("SQLite format 3"))
        return 0;
    return qFromBigEndian<qint32>(header.constData() + at);
}

/// The same when the newest version may still be in the log: by reading only.
qint64 versionInLog(const StoreLocation &location)
{
    if (QFileInfo(filePath(location) + u"-wal"_s).size() == 0)
        return 0;
    Database::Options options = optionsFor(location);
    options.isReadOnly = true;
    Result<void> opened;
    const auto database = Database::open(options, &opened);
    if (!opened)
        return 0;
    const auto version = database->number(u"PRAGMA user_version"_s);
    return version ? *version : 0;
}

bool isNewer(const StoreLocation &location)
{
    return versionInHeader(filePath(location)) > newestSchema()
            || versionInLog(location) > newestSchema();
}

bool saysDamage(const Database &database)
{
    // A step that does not fit what is there (code `error`) is a schema nobody made.
    return database.lastCode() == SqliteCode::corrupt
            || database.lastCode() == SqliteCode::notADatabase
            || database.lastCode() == SqliteCode::error;
}

Result<bool> hasItsTables(Database &database)
{
    QStringList expected = tablesOf(newestSchema());
    const auto read = database.select(
            u"SELECT name FROM sqlite_master WHERE type='table'"_s, {},
            [&expected](const QSqlQuery &row) { expected.removeAll(row.value(0).toString()); });
    if (!read)
        return failure(read.error());
    return expected.isEmpty();
}

Result<bool> passesQuickCheck(Database &database, const QString &mark)
{
    if (!QFileInfo::exists(mark))
        return true;
    QString verdict;
    const auto read =
            database.select(u"PRAGMA quick_check(1)"_s, {}, [&verdict](const QSqlQuery &row) {
                verdict = row.value(0).toString();
            });
    if (!read)
        return failure(read.error());
    if (verdict == "ok"_L1)
        QFile::remove(mark);
    return verdict == "ok"_L1;
}

/// Opens, migrates and looks whether all is there; false when it is not.
Result<bool> openAndLook(const StoreLocation &location, Attempt &made)
{
    Result<void> opened;
    made.database = Database::open(optionsFor(location), &opened);
    if (!opened)
        return failure(opened.error());
    if (const auto migrated = migrate(*made.database); !migrated)
        return failure(migrated.error());
    const Result<bool> isComplete = hasItsTables(*made.database);
    if (!isComplete || !*isComplete)
        return isComplete;
    return passesQuickCheck(*made.database, markPath(location));
}

Attempt attempt(const StoreLocation &location)
{
    Attempt made;
    made.isDamaged = QFileInfo(filePath(location)).isDir();
    if (made.isDamaged)
        return made;
    made.isNewer = isNewer(location);
    if (made.isNewer)
        return made;
    const Result<bool> isWhole = openAndLook(location, made);
    if (isWhole) {
        made.isDamaged = !*isWhole;
        return made;
    }
    made.result = failure(isWhole.error());
    made.isDamaged = saysDamage(*made.database);
    return made;
}

/// Renames the file and what belongs to it; its new name, or empty when that failed.
QString setAside(const StoreOpening &opening)
{
    const QString path = filePath(opening.location);
    const QString first = path + opening.now.toString(u"'.damaged-'yyyyMMdd-HHmmss"_s);
    QString target = first;
    for (int number = 2; QFileInfo::exists(target); ++number)
        target = first + u"-%1"_s.arg(number);
    if (!QFile::rename(path, target))
        return {};
    // Left behind they would do no harm: SQLite drops the log of an empty file.
    for (const QString &tail : {u"-wal"_s, u"-shm"_s})
        QFile::rename(path + tail, target + tail);
    QFile::remove(markPath(opening.location));
    return QFileInfo(target).fileName();
}

/// Sets a damaged file aside and begins anew. Another process that still has the damaged one open
/// goes on with it under its new name.
Attempt replaceDamaged(const StoreOpening &opening, StoreState &state)
{
    // Two processes may find the damage at once: the second must not set the new file aside.
    QLockFile lock(filePath(opening.location) + u".lock"_s);
    static_cast<void>(lock.tryLock(opening.location.busyTimeout)); // on a full disk without it
    Attempt again = attempt(opening.location);
    if (!again.isDamaged)
        return again;
    again.database.reset();
    state.setAside = setAside(opening);
    if (!state.setAside.isEmpty())
        again = attempt(opening.location);
    return again;
}

Reason reasonFor(const Attempt &made)
{
    if (made.isNewer)
        return Reason::NewerProgram;
    switch (made.database ? made.database->lastCode() : 0) {
    case SqliteCode::busy:
    case SqliteCode::locked:
        return Reason::Locked;
    case SqliteCode::cannotOpen:
    case SqliteCode::readOnly:
    case SqliteCode::permission:
        return Reason::ReadOnlyFolder;
    default:
        return Reason::Failed;
    }
}
} // namespace

OpenStore openInMemory(Reason reason, const QString &detail)
{
    OpenStore store;
    Result<void> opened;
    store.database = Database::open({u":memory:"_s, {}, false, {}}, &opened);
    store.state.reason = reason;
    store.state.detail = detail;
    if (opened)
        opened = migrate(*store.database);
    if (!opened) { // no driver, no memory: every statement will say so
        store.state.reason = Reason::Failed;
        store.state.detail = opened.error().detail;
    }
    return store;
}

OpenStore openStore(const StoreOpening &opening)
{
    const QString &folder = opening.location.folder;
    if (!QDir().mkpath(folder) || !QFileInfo(folder).isDir())
        return openInMemory(Reason::NoFolder);
    if (!QFileInfo(folder).isWritable())
        return openInMemory(Reason::ReadOnlyFolder);
    auto hold = std::make_unique<MachineHold>(folder, opening.machine);
    if (const auto other = hold->renew())
        return openInMemory(Reason::OtherMachine, *other);

    StoreState state;
    Attempt made = attempt(opening.location);
    if (made.isDamaged)
        made = replaceDamaged(opening, state);
    if (made.isNewer || made.isDamaged || !made.result) {
        OpenStore store =
                openInMemory(reasonFor(made), made.result ? QString() : made.result.error().detail);
        store.state.setAside = state.setAside;
        return store;
    }
    OpenStore store;
    store.database = std::move(made.database);
    store.hold = std::move(hold);
    store.state = state;
    return store;
}

bool renewHold(OpenStore &store)
{
    if (!store.hold)
        return false;
    const auto other = store.hold->renew();
    if (!other)
        return false;
    store = openInMemory(Reason::OtherMachine, *other);
    return true;
}
