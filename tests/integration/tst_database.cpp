// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every state that a file and its folder can be in is opened.
#include "storage/database.h"
#include "storage/machinehold.h"
#include "storage/migrations.h"
#include "storage/storeopening.h"
#include "storagefolder.h"

#include <QDateTime>
#include <QFileInfo>
#include <QSqlQuery>
#include <QVariant>

#include <array>
#include <barrier>
#include <thread>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using Reason = StoreState::Reason;

// Opening the store on every kind of folder and file. Modes say nothing to root, so a folder that
// cannot be made lies below a regular file, and one that cannot be written in is /proc.
class TestDatabase : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void makesFolderAndFile();
    void setsWhatHoldsForTheConnection();
    void pathIsNoUri();
    void migratesFromEveryVersion_data();
    void migratesFromEveryVersion();
    void failedStepLeavesTheVersionBefore();
    void folderThatCannotBeMade();
    void folderThatCannotBeWrittenIn();
    void newerFileStaysUntouched();
    void newerVersionInTheLogIsSeenToo();
    void damagedFileIsSetAside_data();
    void damagedFileIsSetAside();
    void logGoesAsideWithItsFile();
    void namesOfSetAsideFilesDoNotCollide();
    void damageFoundLaterIsSeenAtTheNextStart();
    void markOfAWholeFileGoes();
    void folderInPlaceOfTheFile();
    void fileLockedByAnotherProcess();
    void twoProcessesOfOneMachineShareTheFile();
    void startsAtOnceAllShareTheNewFile();
    void anotherMachineKeepsTheFolder();
    void otherClaimsThatDoNotCount_data();
    void otherClaimsThatDoNotCount();
    void sleeperStepsBack();
    void memoryHasTheSameTables();

private:
    static StoreOpening opening(const StorageFolder &folder);
    static qint64 versionOf(const OpenStore &store);
    static bool make(const StorageFolder &folder, const QStringList &statements);
};

Q_DECLARE_METATYPE(MachineIdentity)

namespace {
const MachineIdentity desk = {u"desk"_s, u"boot 1"_s, u"desk"_s};
const MachineIdentity attic = {u"attic"_s, u"boot 2"_s, u"attic"_s};
const QString aside = u"sourcedesk.sqlite.damaged-20260102-030405"_s;
QByteArray garbage()
{
    return QByteArray("this is no database").repeated(400);
}
} // namespace

StoreOpening TestDatabase::opening(const StorageFolder &folder)
{
    return {folder.location(), desk, QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5))};
}

qint64 TestDatabase::versionOf(const OpenStore &store)
{
    const auto version = store.database->number(u"PRAGMA user_version"_s);
    return version ? *version : -1;
}

/// A file as these statements leave it.
bool TestDatabase::make(const StorageFolder &folder, const QStringList &statements)
{
    Result<void> result;
    const auto database =
            Database::open({folder.path(), std::chrono::milliseconds(0), false, {}}, &result);
    for (const QString &statement : statements) {
        if (result)
            result = database->run(statement);
    }
    return result.has_value();
}

void TestDatabase::makesFolderAndFile()
{
    StorageFolder folder;
    StoreOpening asked = opening(folder);
    asked.location.folder += u"/a/b"_s;

    const OpenStore store = openStore(asked);

    QCOMPARE(store.state, StoreState());
    QVERIFY(QFileInfo(folder.path(u"a/b/sourcedesk.sqlite"_s)).isFile());
    QCOMPARE(versionOf(store), newestSchema());
}

void TestDatabase::setsWhatHoldsForTheConnection()
{
    StorageFolder folder;
    const OpenStore store = openStore(opening(folder));
    const auto setting = [&store](const QString &name) {
        QString value;
        const auto read =
                store.database->select(u"PRAGMA "_s + name, {}, [&value](const QSqlQuery &row) {
                    value = row.value(0).toString();
                });
        return read ? value : read.error().detail;
    };

    QCOMPARE(setting(u"journal_mode"_s), u"wal"_s);
    QCOMPARE(setting(u"synchronous"_s), u"2"_s);
    QCOMPARE(setting(u"foreign_keys"_s), u"1"_s);
    QCOMPARE(setting(u"trusted_schema"_s), u"0"_s);
    QCOMPARE(setting(u"cell_size_check"_s), u"1"_s);
    QCOMPARE(setting(u"mmap_size"_s), u"0"_s);
    QCOMPARE(setting(u"busy_timeout"_s), u"200"_s);
}

void TestDatabase::pathIsNoUri()
{
    StorageFolder folder;
    StoreOpening asked = opening(folder);
    asked.location.folder += u"/ä b?mode=memory#c%20"_s;
    asked.location.uriQuery = u"vfs=unix-dotfile"_s;

    const OpenStore store = openStore(asked);

    QVERIFY(QFileInfo(asked.location.folder + u"/sourcedesk.sqlite"_s).isFile());
    // The VFS arrived: with this one there is no shared memory, so no log.
    QCOMPARE(store.state.reason, Reason::None);
    QVERIFY(!QFileInfo::exists(asked.location.folder + u"/sourcedesk.sqlite-wal"_s));
}

void TestDatabase::migratesFromEveryVersion_data()
{
    QTest::addColumn<int>("version");
    for (int version = 0; version <= newestSchema(); ++version)
        QTest::newRow(QByteArray::number(version).constData()) << version;
}

void TestDatabase::migratesFromEveryVersion()
{
    QFETCH(const int, version);
    StorageFolder folder;
    {
        Result<void> opened;
        const auto database =
                Database::open({folder.path(), std::chrono::milliseconds(0), false, {}}, &opened);
        QVERIFY(opened && migrate(*database, version));
    }

    const OpenStore store = openStore(opening(folder));

    QCOMPARE(store.state, StoreState());
    QCOMPARE(versionOf(store), newestSchema());
    const QStringList tables = tablesOf(newestSchema());
    for (const QString &table : tables)
        QVERIFY2(store.database->number(u"SELECT COUNT(*) FROM "_s + table), qPrintable(table));
}

void TestDatabase::failedStepLeavesTheVersionBefore()
{
    Result<void> opened;
    const auto database =
            Database::open({u":memory:"_s, std::chrono::milliseconds(0), false, {}}, &opened);
    // In the way of the last table of the step.
    QVERIFY(database->run(u"CREATE TABLE snapshots (x)"_s));

    QVERIFY(!migrate(*database));

    QCOMPARE(*database->number(u"PRAGMA user_version"_s), 0);
    QCOMPARE(*database->number(u"SELECT COUNT(*) FROM sqlite_master"_s), 1);
}

void TestDatabase::folderThatCannotBeMade()
{
    StorageFolder folder;
    QVERIFY(folder.write("x", u"file"_s));
    StoreOpening asked = opening(folder);
    asked.location.folder += u"/file/folder"_s;

    const OpenStore store = openStore(asked);

    QCOMPARE(store.state.reason, Reason::NoFolder);
    QCOMPARE(versionOf(store), newestSchema());
}

void TestDatabase::folderThatCannotBeWrittenIn()
{
    StorageFolder folder;
    StoreOpening asked = opening(folder);
    asked.location.folder = u"/proc"_s;

    const OpenStore store = openStore(asked);

    QCOMPARE(store.state.reason, Reason::ReadOnlyFolder);
    QCOMPARE(versionOf(store), newestSchema());
}

void TestDatabase::newerFileStaysUntouched()
{
    StorageFolder folder;
    QVERIFY(make(folder, {u"CREATE TABLE later (x)"_s, u"PRAGMA user_version=999"_s}));
    const QByteArray before = folder.bytes();

    {
        const OpenStore store = openStore(opening(folder));
        QCOMPARE(store.state.reason, Reason::NewerProgram);
        QVERIFY(store.database->run(u"INSERT INTO snapshots VALUES ('', '', 0, '', '')"_s));
    }

    QCOMPARE(folder.bytes(), before);
    QCOMPARE(folder.names(u"*"_s), QStringList(u"sourcedesk.sqlite"_s));
}

void TestDatabase::newerVersionInTheLogIsSeenToo()
{
    StorageFolder folder;
    StorageFolder copy; // as after a crash: the log was not moved into the file
    {
        Result<void> opened;
        const auto database =
                Database::open({folder.path(), std::chrono::milliseconds(0), false, {}}, &opened);
        QVERIFY(opened && database->run(u"PRAGMA user_version=999"_s));
        for (const QString &tail : {u""_s, u"-wal"_s})
            QVERIFY(QFile::copy(folder.path() + tail, copy.path() + tail));
    }
    const QByteArray file = copy.bytes();
    const QByteArray log = copy.bytes(u"sourcedesk.sqlite-wal"_s);
    QVERIFY(!log.isEmpty());

    QCOMPARE(openStore(opening(copy)).state.reason, Reason::NewerProgram);

    QCOMPARE(copy.bytes(), file);
    QCOMPARE(copy.bytes(u"sourcedesk.sqlite-wal"_s), log);
}

void TestDatabase::damagedFileIsSetAside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    StorageFolder folder;
    openStore(opening(folder)).database.reset();
    const QByteArray whole = folder.bytes();
    QVERIFY(whole.size() > 8192);

    QTest::newRow("no database") << garbage();
    QTest::newRow("shorter than a header") << QByteArray("SQLite");
    QTest::newRow("header only") << whole.left(100);
    QTest::newRow("cut after a page") << whole.left(4096);
    QByteArray header = whole;
    header.replace(0, 16, QByteArray(16, '\0'));
    QTest::newRow("header blank") << header;
    QByteArray schema = whole;
    schema.replace(100, 2000, QByteArray(2000, '\xff'));
    QTest::newRow("schema overwritten") << schema;
    QByteArray version = QByteArray(whole).replace(60, 4, QByteArray("\0\0\0\0", 4));
    QTest::newRow("version 0 with tables") << version;
    StorageFolder empty;
    QVERIFY(make(empty, {u"PRAGMA user_version=%1"_s.arg(newestSchema())}));
    QTest::newRow("version without tables") << empty.bytes();
    StorageFolder negative;
    QVERIFY(make(negative, {u"CREATE TABLE history (x)"_s, u"PRAGMA user_version=-7"_s}));
    QTest::newRow("version below zero") << negative.bytes();
}

void TestDatabase::damagedFileIsSetAside()
{
    QFETCH(const QByteArray, bytes);
    StorageFolder folder;
    QVERIFY(folder.write(bytes));

    {
        const OpenStore store = openStore(opening(folder));
        QCOMPARE(store.state.reason, Reason::None);
        QCOMPARE(store.state.setAside, aside);
        QCOMPARE(versionOf(store), newestSchema());
    }

    QCOMPARE(folder.bytes(aside).left(60), bytes.left(60)); // nothing of it is lost
    QCOMPARE(openStore(opening(folder)).state, StoreState());
}

void TestDatabase::logGoesAsideWithItsFile()
{
    StorageFolder folder;
    QVERIFY(folder.write(garbage()));
    QVERIFY(folder.write("log", u"sourcedesk.sqlite-wal"_s));
    QVERIFY(folder.write("memory", u"sourcedesk.sqlite-shm"_s));

    const OpenStore store = openStore(opening(folder));

    QCOMPARE(store.state.setAside, aside);
    QCOMPARE(folder.bytes(aside), garbage());
    QVERIFY(QFileInfo::exists(folder.path(aside + u"-wal"_s)));
}

void TestDatabase::namesOfSetAsideFilesDoNotCollide()
{
    StorageFolder folder;
    QVERIFY(folder.write("earlier", aside));
    QVERIFY(folder.write(garbage()));

    QCOMPARE(openStore(opening(folder)).state.setAside, aside + u"-2"_s);

    QCOMPARE(folder.bytes(aside), QByteArray("earlier"));
}

void TestDatabase::damageFoundLaterIsSeenAtTheNextStart()
{
    StorageFolder folder;
    {
        const OpenStore store = openStore(opening(folder));
        for (int row = 0; row < 200; ++row) {
            QVERIFY(store.database->run(u"INSERT INTO snapshots VALUES ('s', ?, 0, '', ?)"_s,
                                        {row, QString(500, u'x')}));
        }
    }
    QByteArray bytes = folder.bytes();
    const qsizetype last = bytes.size() - 3 * 4096; // far behind what opening reads
    bytes.replace(last, 2 * 4096, QByteArray(2 * 4096, '\xff'));
    QVERIFY(folder.write(bytes));

    {
        const OpenStore store = openStore(opening(folder));
        QCOMPARE(store.state, StoreState());
        qint64 length = 0;
        const auto read = store.database->select(
                u"SELECT source FROM snapshots"_s, {},
                [&length](const QSqlQuery &row) { length += row.value(0).toString().size(); });
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Storage);
        QCOMPARE(read.error().detail, u"database disk image is malformed"_s);
    }

    QCOMPARE(openStore(opening(folder)).state.setAside, aside);
    QCOMPARE(openStore(opening(folder)).state, StoreState());
}

void TestDatabase::markOfAWholeFileGoes()
{
    StorageFolder folder;
    openStore(opening(folder)).database.reset();
    QVERIFY(folder.write("", u"sourcedesk.sqlite.check"_s));

    QCOMPARE(openStore(opening(folder)).state, StoreState());

    QCOMPARE(folder.names(u"*.check"_s), QStringList());
}

void TestDatabase::folderInPlaceOfTheFile()
{
    StorageFolder folder;
    QVERIFY(QDir(folder.folder.path()).mkpath(u"sourcedesk.sqlite/inside"_s));

    const OpenStore store = openStore(opening(folder));

    QCOMPARE(store.state.reason, Reason::None);
    QCOMPARE(store.state.setAside, aside);
    QVERIFY(QFileInfo(folder.path(aside + u"/inside"_s)).isDir());
}

void TestDatabase::fileLockedByAnotherProcess()
{
    StorageFolder folder;
    openStore(opening(folder)).database.reset();
    Result<void> opened;
    const auto other =
            Database::open({folder.path(), std::chrono::milliseconds(0), false, {}}, &opened);
    // Exclusive in WAL: nobody else even reads.
    QVERIFY(other->run(u"PRAGMA locking_mode=EXCLUSIVE"_s));
    QVERIFY(other->run(u"INSERT INTO snapshots VALUES ('s', 'p', 0, '', '')"_s));

    const OpenStore store = openStore(opening(folder));

    QCOMPARE(store.state.reason, Reason::Locked);
    QCOMPARE(store.state.detail, u"database is locked"_s);
    QCOMPARE(versionOf(store), newestSchema());
    QCOMPARE(*other->number(u"SELECT COUNT(*) FROM snapshots"_s), 1);
}

void TestDatabase::twoProcessesOfOneMachineShareTheFile()
{
    StorageFolder folder;
    const OpenStore first = openStore(opening(folder));
    const OpenStore second = openStore(opening(folder));
    QCOMPARE(second.state, StoreState());

    QVERIFY(first.database->run(u"INSERT INTO snapshots VALUES ('s', 'p', 0, '', '')"_s));

    QCOMPARE(*second.database->number(u"SELECT COUNT(*) FROM snapshots"_s), 1);
}

void TestDatabase::startsAtOnceAllShareTheNewFile()
{
    constexpr int rounds = 25;
    constexpr int starts = 4;
    for (int round = 0; round < rounds; ++round) {
        const StorageFolder folder;
        StoreOpening how = opening(folder);
        how.location.busyTimeout = StoreLocation().busyTimeout; // as the program has it
        std::array<StoreState, starts> states;
        std::barrier line(starts);
        std::vector<std::thread> threads;
        threads.reserve(starts);
        for (StoreState &state : states) {
            threads.emplace_back([&line, &how, &state] {
                line.arrive_and_wait();
                state = openStore(how).state;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        for (const StoreState &state : states) {
            QVERIFY2(state == StoreState(),
                     qPrintable(u"round %1, reason %2: %3 %4"_s.arg(round)
                                        .arg(int(state.reason))
                                        .arg(state.detail, state.setAside)));
        }
    }
}

void TestDatabase::anotherMachineKeepsTheFolder()
{
    StorageFolder folder;
    OpenStore first = openStore(opening(folder));
    StoreOpening asked = opening(folder);
    asked.machine = attic;

    QCOMPARE(openStore(asked).state.reason, Reason::OtherMachine);
    QCOMPARE(openStore(asked).state.detail, u"desk"_s);
    QVERIFY(!renewHold(first)); // the second has not disturbed the first

    first = {};
    QCOMPARE(openStore(asked).state, StoreState());
}

void TestDatabase::otherClaimsThatDoNotCount_data()
{
    QTest::addColumn<MachineIdentity>("machine");
    QTest::addColumn<int>("age");

    QTest::newRow("an earlier boot") << MachineIdentity{desk.machine, u"boot 0"_s, desk.host} << 0;
    QTest::newRow("a container of ours") << MachineIdentity{u"box"_s, desk.boot, u"box"_s} << 0;
    QTest::newRow("another machine, crashed") << attic << MachineHold::lifetime + 1;
}

void TestDatabase::otherClaimsThatDoNotCount()
{
    QFETCH(const MachineIdentity, machine);
    QFETCH(const int, age);
    StorageFolder folder;
    MachineHold other(folder.folder.path(), machine);
    QVERIFY(!other.renew());
    QFile claim(folder.path(folder.names(u"sourcedesk.use-*"_s).constFirst()));
    QVERIFY(claim.open(QIODevice::ReadWrite));
    QVERIFY(claim.setFileTime(QDateTime::currentDateTime().addSecs(-age),
                              QFileDevice::FileModificationTime));
    claim.close();

    QCOMPARE(openStore(opening(folder)).state, StoreState());
}

void TestDatabase::sleeperStepsBack()
{
    StorageFolder folder;
    MachineHold sleeper(folder.folder.path(), attic);
    QVERIFY(!sleeper.renew());
    QFile claim(folder.path(folder.names(u"sourcedesk.use-*"_s).constFirst()));
    QVERIFY(claim.open(QIODevice::ReadWrite));
    QVERIFY(claim.setFileTime(QDateTime::currentDateTime().addSecs(-MachineHold::lifetime - 1),
                              QFileDevice::FileModificationTime));
    claim.close();
    OpenStore store = openStore(opening(folder));
    QCOMPARE(store.state, StoreState());

    QCOMPARE(sleeper.renew(), std::optional<QString>(u"desk"_s));

    QVERIFY(!renewHold(store));
}

void TestDatabase::memoryHasTheSameTables()
{
    const OpenStore store = openInMemory(Reason::Locked, u"why"_s);

    QCOMPARE(store.state.reason, Reason::Locked);
    QCOMPARE(store.state.detail, u"why"_s);
    QCOMPARE(versionOf(store), newestSchema());
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
