// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"
#include "storage/taskthread.h"
#include "storagefolder.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <atomic>
#include <future>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// The thread behind the store: order, who hears what, and how it ends. Runs under the thread
// sanitizer too.
class TestSqlWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersInOrderOnTheThreadThatAsked();
    void worksInAnotherThread();
    void doneComesOutsideTheCall();
    void droppedHandleSilencesAndTheWorkRuns();
    void cancelIsAnOutcome();
    void cancelAfterTheOutcomeWasMadeStillCancels();
    void endFinishesWhatWasAsked();
    void endTellsNothingMore();
    void handleMayOutliveTheWorker();
    void doneMayEndTheWorker();
    void endLeavesATaskThatHangs();
    void failedChangeIsWhollyTakenBack();
    void fullDiskIsTroubleUntilItHeals();
    void readsDoNotHealTrouble();
    void renewsItsClaimByTheClock();
    void stepsBackWhenAnotherMachineTookTheFolder();

private:
    static Result<qint64> count(SqlWorker &worker);
    static SqlWorker::Work<void> insert(int value);
    static void makeTable(SqlWorker &worker);
};

void TestSqlWorker::makeTable(SqlWorker &worker)
{
    worker.change([](Database &database) {
        return database.run(u"CREATE TABLE test (value INTEGER, filler TEXT)"_s);
    });
}

SqlWorker::Work<void> TestSqlWorker::insert(int value)
{
    return [value](Database &database) {
        return database.run(u"INSERT INTO test VALUES (?, '')"_s, {value});
    };
}

Result<qint64> TestSqlWorker::count(SqlWorker &worker)
{
    return answerOf<qint64>([&worker](Done<qint64> done) {
        return worker.ask<qint64>(
                [](Database &database) { return database.number(u"SELECT COUNT(*) FROM test"_s); },
                std::move(done));
    });
}

void TestSqlWorker::answersInOrderOnTheThreadThatAsked()
{
    StorageFolder folder;
    SqlWorker worker(folder.location(), folder.clock);
    QList<qint64> told;
    std::vector<CallHandle> calls;
    bool isOnThisThread = true;

    for (int number = 0; number < 500; ++number) {
        calls.push_back(worker.ask<qint64>(
                [number](Database &database) { return database.number(u"SELECT ?"_s, {number}); },
                [&told, &isOnThisThread,
                 thread = QThread::currentThread()](const Result<qint64> &result) {
                    isOnThisThread = isOnThisThread && QThread::currentThread() == thread;
                    told.append(result ? *result : -1);
                }));
    }
    QTRY_COMPARE(told.size(), 500);

    QVERIFY(isOnThisThread);
    for (int number = 0; number < 500; ++number)
        QCOMPARE(told.at(number), number);
}

void TestSqlWorker::worksInAnotherThread()
{
    StorageFolder folder;
    const auto worker = folder.open();
    std::atomic<bool> isOther = false;

    const auto answer = answerOf<int>([&](Done<int> done) {
        return worker->ask<int>(
                [&isOther, here = std::this_thread::get_id()](Database &) {
                    isOther = std::this_thread::get_id() != here;
                    return Result<int>(1);
                },
                std::move(done));
    });

    QVERIFY(answer.has_value());
    QVERIFY(isOther);
}

void TestSqlWorker::doneComesOutsideTheCall()
{
    StorageFolder folder;
    const auto worker = folder.open();
    int done = 0;

    const CallHandle call = worker->change([](Database &) { return Result<void>(); },
                                           [&done](const Result<void> &) { ++done; });

    QCOMPARE(done, 0);
    QTRY_COMPARE(done, 1);
}

void TestSqlWorker::droppedHandleSilencesAndTheWorkRuns()
{
    StorageFolder folder;
    const auto worker = folder.open();
    makeTable(*worker);
    int done = 0;

    worker->change(insert(1), [&done](const Result<void> &) { ++done; }).reset();

    QCOMPARE(*count(*worker), 1);
    settle();
    QCOMPARE(done, 0);
}

void TestSqlWorker::cancelIsAnOutcome()
{
    StorageFolder folder;
    const auto worker = folder.open();
    makeTable(*worker);
    Outcome<void> outcome;

    const CallHandle call = worker->change(insert(1), outcome.done());
    call->cancel();
    call->cancel();
    QCOMPARE(outcome.times, 0);
    QVERIFY(outcome.wait(10s));

    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(*count(*worker), 1); // a change is made all the same
    QCOMPARE(outcome.times, 1);
}

void TestSqlWorker::cancelAfterTheOutcomeWasMadeStillCancels()
{
    StorageFolder folder;
    const auto worker = folder.open();
    Outcome<int> outcome;
    std::promise<void> made;

    const CallHandle call =
            worker->ask<int>([](Database &) { return Result<int>(1); }, outcome.done());
    worker->change([&made](Database &) {
        made.set_value();
        return Result<void>();
    });
    made.get_future().wait(); // the first outcome waits for the event loop now
    call->cancel();
    QVERIFY(outcome.wait(10s));

    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
}

void TestSqlWorker::endFinishesWhatWasAsked()
{
    StorageFolder folder;
    {
        SqlWorker worker(folder.location(), folder.clock); // not even open yet
        makeTable(worker);
        for (int number = 0; number < 100; ++number)
            worker.change(insert(number));
    }

    const auto again = folder.open();
    QCOMPARE(*count(*again), 100);
    QCOMPARE(folder.names(u"sourcedesk.use-*"_s).size(), 1);
}

void TestSqlWorker::endTellsNothingMore()
{
    StorageFolder folder;
    int done = 0;
    CallHandle call;
    {
        const auto worker = folder.open();
        call = worker->change([](Database &) { return Result<void>(); },
                              [&done](const Result<void> &) { ++done; });
    }

    settle();
    QCOMPARE(done, 0);
    QCOMPARE(folder.names(u"sourcedesk.use-*"_s), QStringList()); // the claim went too
    QCOMPARE(folder.names(u"*-wal"_s), QStringList());            // closed, so all is in the file
}

void TestSqlWorker::handleMayOutliveTheWorker()
{
    StorageFolder folder;
    CallHandle call;
    {
        const auto worker = folder.open();
        call = worker->change([](Database &) { return Result<void>(); },
                              [](const Result<void> &) {});
    }

    call->cancel();
    call.reset();
    QVERIFY(!call);
}

void TestSqlWorker::doneMayEndTheWorker()
{
    StorageFolder folder;
    auto worker = folder.open();
    int later = 0;

    const CallHandle first = worker->change([](Database &) { return Result<void>(); },
                                            [&worker](const Result<void> &) { worker.reset(); });
    const CallHandle second = worker->change([](Database &) { return Result<void>(); },
                                             [&later](const Result<void> &) { ++later; });
    QTRY_VERIFY(!worker);

    settle();
    QCOMPARE(later, 0);
}

void TestSqlWorker::endLeavesATaskThatHangs()
{
    auto release = std::make_shared<std::promise<void>>();
    auto hasReturned = std::make_shared<std::promise<void>>();
    auto others = std::make_shared<std::atomic<int>>(0);
    auto thread = std::make_unique<TaskThread>([others] { ++*others; });
    thread->post([release, hasReturned](TaskThread::Outbox &outbox) {
        release->get_future().wait();
        outbox.deliver([] {}); // to nobody
        hasReturned->set_value();
    });
    thread->post([others](TaskThread::Outbox &) { ++*others; });
    QElapsedTimer timer;
    timer.start();

    thread.reset();

    QVERIFY2(timer.elapsed() >= 900, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    release->set_value();
    hasReturned->get_future().wait();
    settle();
    QCOMPARE(others->load(), 0); // neither the next task nor the end
}

void TestSqlWorker::failedChangeIsWhollyTakenBack()
{
    StorageFolder folder;
    const auto worker = folder.open();
    makeTable(*worker);

    const auto answer = answerOf<void>([&worker](Done<void> done) {
        return worker->change(
                [](Database &database) {
                    const auto first = database.run(u"INSERT INTO test VALUES (1, '')"_s);
                    return first ? database.run(u"INSERT INTO nowhere VALUES (1)"_s) : first;
                },
                std::move(done));
    });

    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Storage);
    QVERIFY2(answer.error().detail.contains(u"nowhere"_s), qPrintable(answer.error().detail));
    QCOMPARE(*count(*worker), 0);
}

void TestSqlWorker::fullDiskIsTroubleUntilItHeals()
{
    StorageFolder folder;
    const auto worker = folder.open();
    makeTable(*worker);
    const auto limit = [&worker](int pages) {
        return answerOf<qint64>([&worker, pages](Done<qint64> done) {
            return worker->ask<qint64>(
                    [pages](Database &database) {
                        return database.number(u"PRAGMA max_page_count=%1"_s.arg(pages));
                    },
                    std::move(done));
        });
    };
    const auto fill = [&worker] {
        return answerOf<void>([&worker](Done<void> done) {
            return worker->change(
                    [](Database &database) {
                        return database.run(u"INSERT INTO test VALUES (1, ?)"_s,
                                            {QString(100'000, u'x')});
                    },
                    std::move(done));
        });
    };
    QSignalSpy changes(worker.get(), &SqlWorker::troubleChanged);
    QVERIFY(limit(1).has_value()); // SQLite makes it the present size

    const auto full = fill();
    const auto stillFull = fill();

    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::Storage);
    QCOMPARE(full.error().detail, u"database or disk is full"_s);
    QVERIFY(!stillFull);
    QCOMPARE(worker->trouble(), std::optional<Error>(full.error()));
    QCOMPARE(changes.count(), 1); // told once
    QCOMPARE(*count(*worker), 0);

    QVERIFY(limit(100'000).has_value());
    QVERIFY(fill().has_value());
    QVERIFY(!worker->trouble());
    QCOMPARE(changes.count(), 2);
    QCOMPARE(*count(*worker), 1);
}

void TestSqlWorker::readsDoNotHealTrouble()
{
    StorageFolder folder;
    const auto worker = folder.open();
    makeTable(*worker);
    worker->change([](Database &database) { return database.run(u"nonsense"_s); });
    QTRY_VERIFY(worker->trouble());

    QVERIFY(count(*worker).has_value());

    QVERIFY(worker->trouble());
}

void TestSqlWorker::renewsItsClaimByTheClock()
{
    StorageFolder folder;
    const auto worker = folder.open();
    const QStringList claims = folder.names(u"sourcedesk.use-*"_s);
    QCOMPARE(claims.size(), 1);
    QVERIFY(QFile::remove(folder.path(claims.first())));

    folder.clock.advance(30s);

    QTRY_COMPARE(folder.names(u"sourcedesk.use-*"_s), claims);
}

void TestSqlWorker::stepsBackWhenAnotherMachineTookTheFolder()
{
    StorageFolder folder;
    const auto worker = folder.open();
    QSignalSpy changes(worker.get(), &SqlWorker::stateChanged);
    QVERIFY(folder.write("attic\n", u"sourcedesk.use-1111-2222-3"_s));

    folder.clock.advance(30s);
    QVERIFY(changes.wait());

    QCOMPARE(worker->state()->reason, StoreState::Reason::OtherMachine);
    QCOMPARE(worker->state()->detail, u"attic"_s);
    QCOMPARE(folder.names(u"sourcedesk.use-*"_s), QStringList(u"sourcedesk.use-1111-2222-3"_s));
    makeTable(*worker);
    worker->change(insert(1));
    QCOMPARE(*count(*worker), 1); // goes on, in memory
}

QTEST_GUILESS_MAIN(TestSqlWorker)
#include "tst_sqlworker.moc"
