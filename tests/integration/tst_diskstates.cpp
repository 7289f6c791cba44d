// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftrig.h"
#include "faultvfs.h"
#include "ownmounts.h"
#include "program/storenotice.h"
#include "storage/database.h"
#include "storage/migrations.h"
#include "storage/storeopening.h"
#include "storagefolder.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Reason = StoreState::Reason;

namespace {
bool hasMounts = false;        // set once, by main()
const char *program = nullptr; // the same: with mounts of one's own /proc may name another place
} // namespace

// Somebody edits while the disk is full, the folder read-only, the file damaged, of a newer program
// or locked by another process: it is told once, in words; what was typed stays in the window,
// nothing is called stored that is not, and no file is overwritten.
class TestDiskStates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fullDiskHealsByItself();
    void diskThatIsFullAtTheStart();
    void diskThatIsFullAtTheFirstStart();
    void readOnlyFolder();
    void damagedFile();
    void fileOfANewerProgram();
    void fileLockedForAWhile();
    void fileLockedAtTheStart();

private:
    static void work(DraftRig &desk);
    static StoreNotice noticeOf(DraftRig &desk);
    static Promises earlierRun(const StorageFolder &folder);
    static QString reopened(const StorageFolder &folder, const Promises &promises);
    static void verifyInMemory(DraftRig &desk, Reason reason);
};

void TestDiskStates::work(DraftRig &desk)
{
    for (int moment = 0; moment < 8; ++moment)
        desk.work();
    desk.flush();
    desk.settle();
}

StoreNotice TestDiskStates::noticeOf(DraftRig &desk)
{
    return storeNotice(desk.worker().state(), desk.worker().trouble(), u"the folder"_s);
}

/// Leaves a file with drafts.
Promises TestDiskStates::earlierRun(const StorageFolder &folder)
{
    DraftRig desk(folder.location(), 5);
    work(desk);
    return desk.promises();
}

/// What is wrong with the file afterwards.
QString TestDiskStates::reopened(const StorageFolder &folder, const Promises &promises)
{
    const OpenStore store = openStore({folder.location(), {u"desk"_s, u"boot"_s, u"desk"_s}, {}});
    if (store.state != StoreState())
        return u"it does not open: "_s + store.state.detail + store.state.setAside;
    return brokenPromises(*store.database, promises).join(u", "_s);
}

void TestDiskStates::verifyInMemory(DraftRig &desk, Reason reason)
{
    QSignalSpy states(&desk.worker(), &SqlWorker::stateChanged);
    QSignalSpy troubles(&desk.worker(), &SqlWorker::troubleChanged);
    work(desk);
    desk.clock().advance(5min);
    desk.settle();

    QCOMPARE(desk.worker().state()->reason, reason);
    QVERIFY(!noticeOf(desk).title.isEmpty());
    QVERIFY(noticeOf(desk).text.contains(u"the folder"_s));
    QCOMPARE(states.count() + troubles.count(), 0); // told when it was opened, and no more
    QCOMPARE(desk.storedTimes(), 0);
    int typed = 0;
    for (const auto &[pk, number] : desk.typed())
        typed += number > 0 ? 1 : 0;
    QVERIFY(typed > 0);
}

void TestDiskStates::fullDiskHealsByItself()
{
    StorageFolder folder;
    const OwnMount disk = OwnMount::small(folder.folder.path(), 512 * 1024);
    QCOMPARE(disk.isMounted(), hasMounts);
    FaultVfs vfs("full"); // where nobody may mount anything
    StoreLocation location = folder.location();
    location.uriQuery = hasMounts ? QString() : vfs.uriQuery();
    Promises promises = earlierRun(folder);
    {
        DraftRig desk(location, 6, promises);
        desk.work();
        desk.flush();
        desk.settle();
        QVERIFY(desk.isAllStored());
        const int before = desk.storedTimes();
        QSignalSpy troubles(&desk.worker(), &SqlWorker::troubleChanged);
        QFile filler(folder.path(u"filler"_s));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        vfs.failAt(1, FaultVfs::Fault::DiskFull, FaultVfs::Times::ForEver);
        while (hasMounts && filler.write(QByteArray(4096, 'x')) == 4096) { }

        // Until the log, which has some room of its own, is full too.
        for (int moment = 0; moment < 100 && !desk.worker().trouble(); ++moment)
            work(desk);
        const std::map<QString, int> typed = desk.typed();
        promises = desk.promises();
        desk.clock().advance(2min);
        desk.settle();

        QVERIFY(desk.worker().trouble());
        QVERIFY(!desk.isAllStored());
        QVERIFY(desk.hasTrouble());
        QCOMPARE(troubles.count(), 1);
        QVERIFY2(noticeOf(desk).text.contains(u"full"_s), qPrintable(noticeOf(desk).text));
        QVERIFY(noticeOf(desk).text.contains(u"Make room"_s));
        QCOMPARE(desk.typed(), typed);

        QVERIFY(filler.remove());
        vfs.heal();
        desk.clock().advance(31s);
        desk.settle();
        QVERIFY(desk.isAllStored());
        QVERIFY(!desk.hasTrouble());
        QVERIFY(!desk.worker().trouble());
        QCOMPARE(troubles.count(), 2);
        QVERIFY(desk.storedTimes() > before);
        promises = desk.promises();
    }
    QCOMPARE(reopened(folder, promises), QString());
}

void TestDiskStates::diskThatIsFullAtTheStart()
{
    StorageFolder folder;
    const OwnMount disk = OwnMount::small(folder.folder.path(), 1024 * 1024);
    FaultVfs vfs("full");
    StoreLocation location = folder.location();
    location.uriQuery = hasMounts ? QString() : vfs.uriQuery();
    Promises promises = earlierRun(folder);
    const QByteArray before = folder.bytes();
    QFile filler(folder.path(u"filler"_s));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    vfs.failAt(1, FaultVfs::Fault::DiskFull, FaultVfs::Times::ForEver);
    while (hasMounts && filler.write(QByteArray(512, 'x')) == 512) { }

    {
        DraftRig desk(location, 6, promises);
        QCOMPARE(desk.worker().state()->setAside, QString());
        if (desk.worker().state()->isInMemory()) // as where not even the log can be made
            verifyInMemory(desk, Reason::Failed);
        else
            work(desk);
        QVERIFY(!noticeOf(desk).title.isEmpty());
        QCOMPARE(desk.storedTimes(), 0);
        QCOMPARE(folder.bytes(), before);

        QVERIFY(filler.remove());
        vfs.heal();
        desk.clock().advance(31s);
        desk.settle();
        QVERIFY(desk.isAllStored());
        promises = desk.promises();
    }
    QCOMPARE(reopened(folder, promises), QString());
}

/// Nothing is there yet, and nothing can be made.
void TestDiskStates::diskThatIsFullAtTheFirstStart()
{
    StorageFolder folder;
    const OwnMount disk = OwnMount::small(folder.folder.path(), 1024 * 1024);
    FaultVfs vfs("full");
    StoreLocation location = folder.location();
    location.uriQuery = hasMounts ? QString() : vfs.uriQuery();
    QFile filler(folder.path(u"filler"_s));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    vfs.failAt(1, FaultVfs::Fault::DiskFull, FaultVfs::Times::ForEver);
    while (hasMounts && filler.write(QByteArray(512, 'x')) == 512) { }

    {
        DraftRig desk(location, 6);
        verifyInMemory(desk, desk.worker().state()->reason);
        QVERIFY(desk.worker().state()->isInMemory());
    }
    QVERIFY(filler.remove());
    vfs.heal();
    QCOMPARE(reopened(folder, {}), QString()); // what was half made is no hindrance
}

void TestDiskStates::readOnlyFolder()
{
    StorageFolder folder;
    const Promises promises = earlierRun(folder);
    const QByteArray before = folder.bytes();
    const QStringList names = folder.names(u"*"_s);
    FaultVfs vfs("closed");
    StoreLocation location = folder.location();
    {
        const OwnMount disk = OwnMount::readOnly(folder.folder.path());
        QCOMPARE(disk.isMounted(), hasMounts);
        if (!hasMounts) { // root may write where modes forbid it, so the disk says no
            location.uriQuery = vfs.uriQuery();
            vfs.failAt(1, FaultVfs::Fault::InputOutput, FaultVfs::Times::ForEver);
        }
        DraftRig desk(location, 6, promises);
        verifyInMemory(desk, Reason::ReadOnlyFolder);
        QVERIFY(noticeOf(desk).text.contains(u"cannot be written"_s));
    }
    QCOMPARE(folder.bytes(), before);
    QCOMPARE(folder.names(u"*"_s), names);
    QCOMPARE(reopened(folder, promises), QString());
}

void TestDiskStates::damagedFile()
{
    StorageFolder folder;
    const QByteArray damaged = QByteArray("this was a database once").repeated(1000);
    QVERIFY(folder.write(damaged));
    Promises promises;
    {
        DraftRig desk(folder.location(), 6);
        const QString name = desk.worker().state()->setAside;
        QVERIFY(!name.isEmpty());
        QVERIFY(noticeOf(desk).text.contains(name));
        QCOMPARE(folder.bytes(name), damaged);
        QSignalSpy states(&desk.worker(), &SqlWorker::stateChanged);
        work(desk);
        QVERIFY(desk.isAllStored());
        QVERIFY(desk.storedTimes() > 0);
        QCOMPARE(folder.bytes(name), damaged);
        QCOMPARE(states.count(), 0);
        promises = desk.promises();
    }
    QCOMPARE(reopened(folder, promises), QString()); // and says nothing of it any more
}

void TestDiskStates::fileOfANewerProgram()
{
    StorageFolder folder;
    {
        Result<void> opened;
        const auto database = Database::open({folder.path(), 0ms, false, {}}, &opened);
        QVERIFY(opened && migrate(*database));
        QVERIFY(database->run(u"CREATE TABLE later (x)"_s));
        QVERIFY(database->run(u"PRAGMA user_version=%1"_s.arg(newestSchema() + 1)));
    }
    const QByteArray before = folder.bytes();
    {
        DraftRig desk(folder.location(), 6);
        verifyInMemory(desk, Reason::NewerProgram);
        QVERIFY(noticeOf(desk).text.contains(u"newer Sourcedesk"_s));
    }
    QCOMPARE(folder.bytes(), before);
    QCOMPARE(folder.names(u"*"_s), QStringList(u"sourcedesk.sqlite"_s));
}

void TestDiskStates::fileLockedForAWhile()
{
    StorageFolder folder;
    Promises promises = earlierRun(folder);
    {
        DraftRig desk(folder.location(), 6, promises);
        QSignalSpy troubles(&desk.worker(), &SqlWorker::troubleChanged);
        QProcess other;
        other.start(QFile::decodeName(program), {u"--hold"_s, folder.path(), u"BEGIN EXCLUSIVE"_s});
        QVERIFY2(other.waitForReadyRead(10'000), other.readAllStandardError().constData());

        work(desk);
        desk.clock().advance(61s);
        desk.settle();
        QVERIFY(!desk.isAllStored());
        QVERIFY(desk.hasTrouble());
        QCOMPARE(troubles.count(), 1);
        QVERIFY2(noticeOf(desk).text.contains(u"locked"_s), qPrintable(noticeOf(desk).text));
        const std::map<QString, int> typed = desk.typed();

        other.kill(); // its transaction goes with it
        QVERIFY(other.waitForFinished());
        desk.clock().advance(31s);
        desk.settle();
        QVERIFY(desk.isAllStored());
        QVERIFY(!desk.worker().trouble());
        QCOMPARE(troubles.count(), 2);
        QCOMPARE(desk.typed(), typed);
        promises = desk.promises();
    }
    QCOMPARE(reopened(folder, promises), QString());
}

void TestDiskStates::fileLockedAtTheStart()
{
    StorageFolder folder;
    const Promises promises = earlierRun(folder);
    QProcess other;
    other.start(QFile::decodeName(program),
                {u"--hold"_s, folder.path(), u"PRAGMA locking_mode=EXCLUSIVE"_s});
    QVERIFY2(other.waitForReadyRead(10'000), other.readAllStandardError().constData());
    const QByteArray before = folder.bytes();
    {
        DraftRig desk(folder.location(), 6, promises);
        verifyInMemory(desk, Reason::Locked);
        QVERIFY(noticeOf(desk).text.contains(u"locked"_s));
    }
    QCOMPARE(folder.bytes(), before);
    other.kill();
    QVERIFY(other.waitForFinished());
    QCOMPARE(reopened(folder, promises), QString());
}

namespace {
/// Another process that keeps the file: says so, and waits to be killed.
int hold(const QString &path, const QString &statement)
{
    Result<void> done;
    const auto database = Database::open({path, 1000ms, false, {}}, &done);
    for (const QString &each : {statement, u"DELETE FROM sources WHERE pk = 'none of them'"_s}) {
        if (done)
            done = database->run(each);
    }
    if (!done) {
        std::fputs(qPrintable(done.error().detail), stderr);
        return 1;
    }
    std::puts("locked");
    std::fflush(stdout);
    return QCoreApplication::exec();
}
} // namespace

int main(int argc, char *argv[])
{
    const bool isOther = argc == 4 && QByteArray(argv[1]) == "--hold";
    program = argv[0];
    hasMounts = !isOther && ownMounts();
    const QCoreApplication application(argc, argv);
    if (isOther)
        return hold(QCoreApplication::arguments().at(2), QCoreApplication::arguments().at(3));
    if (!hasMounts)
        qWarning("This system lets nobody mount anything: the disk is played by a VFS.");
    TestDiskStates test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_diskstates.moc"
