// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftrig.h"
#include "faultvfs.h"
#include "program/storenotice.h"
#include "storage/storeopening.h"
#include "storagefolder.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Every operation of a short run of the program fails once, or from there on for ever: nothing that
// was not stored is called stored, what was stored stays, the trouble is told, and a fault that
// passes leaves no trace.
// SOURCEDESK_BADDISK=all leaves no operation out.
class TestBadDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyOperationFails_data();
    void everyOperationFails();
    void theSameRunOnAGoodDisk();

private:
    struct Trial
    {
        FaultVfs::Fault fault = FaultVfs::Fault::InputOutput;
        FaultVfs::Times times = FaultVfs::Times::Once;
        bool isFileThere = false;
        int operation = 0; ///< 0 = none fails
    };
    struct Count
    {
        int runs = 0;
        int failures = 0;
        int inMemory = 0;
        int troubles = 0;
        int stored = 0;
    };
    static void prepare(const QString &folder, Promises &made);
    static QString run(const Trial &trial, Count &count, int *operations = nullptr);
    static QString session(DraftRig &desk, const Trial &trial, Count &count);
    static QString reopened(const QString &folder, const Promises &promises);
};

Q_DECLARE_METATYPE(FaultVfs::Fault)
Q_DECLARE_METATYPE(FaultVfs::Times)

/// What an earlier run left.
void TestBadDisk::prepare(const QString &folder, Promises &made)
{
    FaultVfs fast("earlier");
    DraftRig desk({folder, fast.uriQuery(), 200ms}, 7);
    for (int moment = 0; moment < 8; ++moment)
        desk.work();
    desk.flush();
    desk.settle();
    made = desk.promises();
}

QString TestBadDisk::session(DraftRig &desk, const Trial &trial, Count &count)
{
    const auto noticed = [&desk] {
        return storeNotice(desk.worker().state(), desk.worker().trouble(), u"folder"_s);
    };
    if (!desk.worker().state()->setAside.isEmpty())
        return u"a whole file was set aside"_s;
    desk.setCheckpoint(12); // the log goes into the file now and then
    for (int moment = 0; moment < 12; ++moment)
        desk.work();
    desk.flush();
    desk.settle();
    const std::map<QString, int> typed = desk.typed();
    const bool isInMemory = desk.worker().state()->isInMemory();
    count.inMemory += isInMemory ? 1 : 0;
    count.troubles += desk.failedTimes() > 0 ? 1 : 0;
    if (isInMemory && noticed().title.isEmpty())
        return u"nobody was told that it runs in memory"_s;
    if (!desk.isAllStored() && !desk.hasTrouble())
        return u"what is not stored has no trouble"_s;
    if (desk.worker().trouble() && noticed().title.isEmpty())
        return u"nobody was told of the trouble"_s;
    if (trial.times == FaultVfs::Times::ForEver)
        return {};
    desk.clock().advance(30s);
    desk.settle();
    desk.clock().advance(1s); // what was found only now is stored together with what was typed
    desk.settle();
    if (!desk.isAllStored() || desk.hasTrouble() || desk.worker().trouble())
        return u"it is not stored by a later try"_s;
    return desk.typed() == typed ? QString() : u"what was typed is not there any more"_s;
}

QString TestBadDisk::reopened(const QString &folder, const Promises &promises)
{
    FaultVfs fast("afterwards");
    const OpenStore store =
            openStore({{folder, fast.uriQuery(), 200ms}, {u"desk"_s, u"boot"_s, u"desk"_s}, {}});
    if (store.state != StoreState())
        return u"it does not open: "_s + store.state.detail + store.state.setAside;
    return brokenPromises(*store.database, promises).join(u", "_s);
}

/// What is wrong with a run in which an operation fails; empty = nothing.
QString TestBadDisk::run(const Trial &trial, Count &count, int *operations)
{
    const QTemporaryDir folder;
    Promises promises;
    if (trial.isFileThere)
        prepare(folder.path(), promises);
    QString problem;
    {
        FaultVfs disk("bad");
        disk.failAt(trial.operation, trial.fault, trial.times);
        {
            DraftRig desk({folder.path(), disk.uriQuery(), 200ms}, 3, promises);
            problem = session(desk, trial, count);
            promises = desk.promises();
            count.stored += desk.storedTimes();
        }
        count.failures += disk.failures();
        if (operations)
            *operations = disk.operations();
    }
    ++count.runs;
    return problem.isEmpty() ? reopened(folder.path(), promises) : problem;
}

void TestBadDisk::everyOperationFails_data()
{
    QTest::addColumn<FaultVfs::Fault>("fault");
    QTest::addColumn<FaultVfs::Times>("times");
    QTest::addColumn<bool>("isFileThere");
    using Fault = FaultVfs::Fault;
    using Times = FaultVfs::Times;
    for (const bool isThere : {true, false}) {
        const QByteArray on = isThere ? ", a file of an earlier run" : ", no file yet";
        const auto row = [&](const char *name, Fault fault, Times times) {
            QTest::newRow((name + on).constData()) << fault << times << isThere;
        };
        row("one error", Fault::InputOutput, Times::Once);
        row("errors for ever", Fault::InputOutput, Times::ForEver);
        row("full once", Fault::DiskFull, Times::Once);
        row("full for ever", Fault::DiskFull, Times::ForEver);
    }
}

void TestBadDisk::everyOperationFails()
{
    QFETCH(const FaultVfs::Fault, fault);
    QFETCH(const FaultVfs::Times, times);
    QFETCH(const bool, isFileThere);
    Trial trial{fault, times, isFileThere, 0};
    Count count;
    int operations = 0;
    QCOMPARE(run(trial, count, &operations), QString());
    count = {};
    const int stride = qEnvironmentVariable("SOURCEDESK_BADDISK") == u"all"_s ? 1 : 5;

    QStringList problems;
    for (trial.operation = 1; trial.operation <= operations; trial.operation += stride) {
        const QString problem = run(trial, count);
        if (!problem.isEmpty())
            problems.append(u"operation %1: %2"_s.arg(trial.operation).arg(problem));
    }

    qInfo("%d operations, %d runs, %d failures, %d in memory, %d told of trouble, %d times stored, "
          "%d wrong",
          operations, count.runs, count.failures, count.inMemory, count.troubles, count.stored,
          int(problems.size()));
    QCOMPARE(problems.mid(0, 5).join(u'\n'), QString());
    QVERIFY(count.failures >= count.runs / 2);
    QVERIFY(count.troubles + count.inMemory > count.runs / 4);
}

/// What the others fail in.
void TestBadDisk::theSameRunOnAGoodDisk()
{
    Count count;
    QCOMPARE(run({}, count), QString());
    QCOMPARE(count.failures + count.troubles + count.inMemory, 0);
    QVERIFY(count.stored > 4);
}

QTEST_GUILESS_MAIN(TestBadDisk)
#include "tst_baddisk.moc"
