// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoserver.h"
#include "drafthold.h"
#include "draftsamples.h"
#include "rules/sourcejson.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/holdtable.h"
#include "storagefolder.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace {

// A process on the folder, and the lines it printed.
class Child
{
public:
    explicit Child(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(HOLD_CHILD), arguments);
        if (!m_process.waitForStarted())
            qFatal("the child does not start");
        m_id = m_process.processId();
    }
    ~Child() { kill(); }

    qint64 id() const { return m_id; }
    const QStringList &lines()
    {
        while (m_process.canReadLine())
            m_lines.append(QString::fromUtf8(m_process.readLine()).trimmed());
        return m_lines;
    }
    /// Waits for the next line that begins so, and returns the rest of it.
    QString next(const QString &beginning)
    {
        const bool came = QTest::qWaitFor([&] { return find(beginning) >= 0; }, 20'000);
        if (!came)
            qFatal("no %s, but: %s", qPrintable(beginning), qPrintable(m_lines.join(u", "_s)));
        m_seen = find(beginning) + 1;
        return m_lines.at(m_seen - 1).mid(beginning.size());
    }
    /// The largest number after this word so far; -1 without one.
    int most(const QString &word)
    {
        int most = -1;
        for (const QString &line : lines()) {
            if (line.startsWith(word))
                most = std::max(most, line.mid(word.size()).toInt());
        }
        return most;
    }
    /// Waits until it has ended by itself.
    void ended()
    {
        if (!m_process.waitForFinished())
            qFatal("a child goes on");
        lines();
    }
    /// What it had printed until then is read.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
        lines();
    }

private:
    qsizetype find(const QString &beginning)
    {
        const QStringList &all = lines();
        for (qsizetype at = m_seen; at < all.size(); ++at) {
            if (all.at(at).startsWith(beginning))
                return at;
        }
        return -1;
    }

    QProcess m_process;
    qint64 m_id = 0;
    QStringList m_lines;
    qsizetype m_seen = 0;
};

QString stored()
{
    return u"stored "_s;
}
QString restored()
{
    return u"restored "_s;
}

} // namespace

// Several processes on one data folder: one of them has a draft.
class TestDraftHolds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneOfTwoHoldsIt();
    void neverTwoWhileItChangesHands();
    void whoCannotBeNamedHoldsItAllTheSame();
    void inMemoryAllIsHeld();
    void withoutALockFileNothingIsHeld();
    void changesOfAListSpareWhatAnotherHolds();
    void secondIsToldWhoAndTakesOverAfterACrash();
    void ofThoseThatWaitOneGetsItAndNothingIsLost();
    void killedInATakeOverTheNextTakesItUp_data();
    void killedInATakeOverTheNextTakesItUp();
    void queuedIsSentOnceByTwo();

private:
    static void keep(StorageFolder &folder, const DraftRecord &draft);
    static std::optional<DraftRecord> kept(StorageFolder &folder, const DraftRecord &like);
    static std::optional<DraftHolder> take(DraftHolds &holds, const QString &pk)
    {
        const auto taken = tryTake(holds, pk);
        if (!taken)
            qFatal("%s", qPrintable(taken.error().detail));
        return *taken;
    }
    static Result<std::optional<DraftHolder>> tryTake(DraftHolds &holds, const QString &pk)
    {
        return answerOf<std::optional<DraftHolder>>([&](Done<std::optional<DraftHolder>> done) {
            return holds.take(u"https://auth.example.org"_s, pk, std::move(done));
        });
    }
};

void TestDraftHolds::keep(StorageFolder &folder, const DraftRecord &draft)
{
    const auto worker = folder.open();
    DraftStore store(*worker);
    if (!answerOf<void>([&](Done<void> done) { return store.store(draft, std::move(done)); }))
        qFatal("not stored");
}

std::optional<DraftRecord> TestDraftHolds::kept(StorageFolder &folder, const DraftRecord &like)
{
    const auto worker = folder.open();
    DraftStore store(*worker);
    const auto found =
            answerOf<std::optional<DraftRecord>>([&](Done<std::optional<DraftRecord>> done) {
                return store.load(like.server, like.pk, std::move(done));
            });
    return found ? *found : std::nullopt;
}

void TestDraftHolds::oneOfTwoHoldsIt()
{
    StorageFolder folder;
    const auto worker = folder.open();
    const auto otherWorker = folder.open();
    DraftHolds first(*worker, folder.folder.path());
    {
        DraftHolds second(*otherWorker, folder.folder.path());
        QVERIFY(!take(first, u"one"_s));
        QVERIFY(!take(first, u"one"_s)); // again
        QVERIFY(!take(second, u"two"_s));
        const auto holder = take(second, u"one"_s);
        QVERIFY(holder);
        QCOMPARE(holder->process, QCoreApplication::applicationPid());
        QCOMPARE(holder->program, u"tst_draftholds"_s);
        QVERIFY(take(first, u"two"_s));

        first.release(u"https://auth.example.org"_s, u"one"_s);
        QTRY_VERIFY(!take(second, u"one"_s));
    }
    QTRY_VERIFY(!take(first, u"two"_s)); // given back at the end
    first.release(u"https://auth.example.org"_s, u"two"_s);
    QTRY_VERIFY(QDir(folder.path(u"holds"_s)).isEmpty());
}

/// Above all between one giving the file back, which removes it, and the next one opening it.
void TestDraftHolds::neverTwoWhileItChangesHands()
{
    StorageFolder folder;
    std::atomic<int> holders = 0;
    std::atomic<int> got = 0;
    std::atomic<int> both = 0;
    const auto work = [&] {
        HoldTable table(folder.path(u"holds"_s));
        for (int round = 0; round < 3000; ++round) {
            const auto taken = table.take(u"server"_s, u"pk"_s, false);
            if (!taken || *taken)
                continue;
            both += holders.fetch_add(1) > 0 ? 1 : 0;
            ++got;
            std::this_thread::yield();
            --holders;
            table.giveBack(u"server"_s, u"pk"_s);
        }
    };
    std::thread first(work);
    std::thread second(work);
    std::thread third(work);
    first.join();
    second.join();
    third.join();
    qInfo("held %d times of 9000 tries", got.load());
    QCOMPARE(both.load(), 0);
    QVERIFY(got >= 100);
}

/// On a full disk the file of a hold stays empty.
void TestDraftHolds::whoCannotBeNamedHoldsItAllTheSame()
{
    StorageFolder folder;
    const auto worker = folder.open();
    const auto otherWorker = folder.open();
    DraftHolds first(*worker, folder.folder.path());
    DraftHolds second(*otherWorker, folder.folder.path());
    QVERIFY(!take(first, u"one"_s));
    const QDir holds(folder.path(u"holds"_s));
    QVERIFY(QFile::resize(holds.filePath(holds.entryList(QDir::Files).value(0)), 0));
    const auto holder = take(second, u"one"_s);
    QCOMPARE(holder, std::optional(DraftHolder()));
    QVERIFY(heldSentence(*holder).startsWith(
            "Another Sourcedesk on this machine is editing this source."_L1));
}

void TestDraftHolds::inMemoryAllIsHeld()
{
    StorageFolder folder;
    StoreLocation nowhere = folder.location();
    QVERIFY(folder.write("x", u"file"_s));
    nowhere.folder = folder.path(u"file"_s);
    const auto worker = folder.open(nowhere);
    QVERIFY(worker->state()->isInMemory());
    DraftHolds holds(*worker, nowhere.folder);
    QVERIFY(!take(holds, u"one"_s));
    DraftStore store(*worker, &holds);
    QVERIFY(answerOf<void>(
            [&](Done<void> done) { return store.store(Samples::draft(), std::move(done)); }));
}

void TestDraftHolds::withoutALockFileNothingIsHeld()
{
    StorageFolder folder;
    QVERIFY(folder.write("in the way", u"holds"_s));
    const auto worker = folder.open();
    DraftHolds holds(*worker, folder.folder.path());
    const auto taken = tryTake(holds, u"one"_s);
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::Storage);
    QVERIFY(!taken.error().detail.isEmpty());

    QVERIFY(QFile::remove(folder.path(u"holds"_s)));
    QVERIFY(!take(holds, u"one"_s));
}

void TestDraftHolds::changesOfAListSpareWhatAnotherHolds()
{
    StorageFolder folder;
    const DraftRecord draft = Samples::draft(u"0"_s);
    keep(folder, draft);
    auto child = std::make_unique<Child>(QStringList{u"read"_s, folder.folder.path()});
    child->next(restored());
    const auto worker = folder.open();
    DraftHolds holds(*worker, folder.folder.path());
    DraftStore store(*worker, &holds);
    const auto remove = [&] {
        return answerOf<void>([&](Done<void> done) {
            return store.remove(draft.server, draft.pk, std::move(done));
        });
    };

    const Result<void> refused = remove();
    QVERIFY(!refused);
    QVERIFY(refused.error().detail.contains(QString::number(child->id())));
    QVERIFY(!worker->trouble()); // the store is well
    holds.storeIfNone(Samples::draft(u"other"_s));
    QCOMPARE(kept(folder, draft)->changes.constFirst().after.toText(), u"0"_s);

    child->kill();
    holds.storeIfNone(Samples::draft(u"other"_s)); // one is there
    QCOMPARE(kept(folder, draft)->changes.constFirst().after.toText(), u"0"_s);
    QVERIFY(remove());
    QVERIFY(!kept(folder, draft));
    child = std::make_unique<Child>(QStringList{u"type"_s, folder.folder.path()});
    child->next(u"alone"_s); // the change held it for its moment only
}

void TestDraftHolds::secondIsToldWhoAndTakesOverAfterACrash()
{
    StorageFolder folder;
    keep(folder, Samples::draft(u"0"_s));
    Child first({u"type"_s, folder.folder.path()});
    first.next(stored());
    Child second({u"read"_s, folder.folder.path()});
    QCOMPARE(second.next(u"held-by "_s), u"%1 read-only holdchild Plex Home"_s.arg(first.id()));
    QVERIFY(second.most(restored()) < 0);

    QElapsedTimer timer;
    timer.start();
    first.kill();
    const int takenUp = second.next(restored()).toInt();
    qInfo("taken over after %lld ms; asked every 100 ms", timer.elapsed());
    QVERIFY2(takenUp >= first.most(stored()), qPrintable(QString::number(takenUp)));
    QVERIFY(takenUp > 0);
}

void TestDraftHolds::ofThoseThatWaitOneGetsItAndNothingIsLost()
{
    constexpr int rounds = 20;
    StorageFolder folder;
    keep(folder, Samples::draft(u"0"_s));
    const QStringList arguments{u"type"_s, folder.folder.path()};
    std::vector<std::unique_ptr<Child>> children;
    for (int number = 0; number < 3; ++number)
        children.push_back(std::make_unique<Child>(arguments));
    QRandomGenerator random(17);
    int acknowledged = 0;
    int takeOvers = 0;
    const auto holder = [&]() -> Child * {
        Child *most = nullptr;
        for (const auto &child : children) {
            if (child->most(stored()) > acknowledged)
                most = child.get();
        }
        return most;
    };
    for (int round = 0; round < rounds; ++round) {
        QVERIFY(QTest::qWaitFor([&] { return holder() != nullptr; }, 20'000));
        Child *held = holder();
        QTest::qSleep(int(random.bounded(60))); // the moment of the kill is drawn by lot
        held->kill();
        acknowledged = held->most(stored());
        QVERIFY(!held->lines().contains(u"two-holders"_s));
        const auto killed = std::find_if(children.begin(), children.end(),
                                         [held](const auto &one) { return one.get() == held; });
        *killed = std::make_unique<Child>(arguments);

        int taken = 0; // by the others, and the new one
        QVERIFY(QTest::qWaitFor(
                [&] {
                    taken = 0;
                    for (const auto &child : children)
                        taken += child->most(restored()) >= 0 ? 1 : 0;
                    return taken > 0;
                },
                20'000));
        QCOMPARE(taken, 1);
        for (const auto &child : children) {
            const int found = child->most(restored());
            QVERIFY2(found < 0 || found >= acknowledged, qPrintable(QString::number(found)));
        }
        ++takeOvers;
    }
    for (const auto &child : children) {
        child->kill();
        acknowledged = std::max(acknowledged, child->most(stored()));
        QVERIFY(!child->lines().contains(u"two-holders"_s));
    }
    const auto last = kept(folder, Samples::draft());
    QVERIFY(last);
    QVERIFY(last->changes.constFirst().after.toText().toInt() >= acknowledged);
    qInfo("%d take-overs of three processes, %d changes called stored", takeOvers, acknowledged);
}

void TestDraftHolds::killedInATakeOverTheNextTakesItUp_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("as it got the hold") << u"die-held"_s;
    QTest::newRow("as it had the draft") << u"die-restored"_s;
}

void TestDraftHolds::killedInATakeOverTheNextTakesItUp()
{
    QFETCH(const QString, mode);
    const int rounds = qEnvironmentVariableIntValue("SOURCEDESK_KILLS") > 0 ? 20 : 3;
    StorageFolder folder;
    keep(folder, Samples::draft(u"0"_s));
    int acknowledged = 0;
    for (int round = 0; round < rounds; ++round) {
        Child first({u"type"_s, folder.folder.path()});
        first.next(stored());
        Child second({mode, folder.folder.path()});
        second.next(u"held-by "_s);
        first.kill();
        acknowledged = std::max(acknowledged, first.most(stored()));
        second.ended();
        QVERIFY(second.most(stored()) < 0);
        Child third({u"read"_s, folder.folder.path()});
        const int found = third.next(restored()).toInt();
        QVERIFY2(found >= acknowledged, qPrintable(u"%1 of %2"_s.arg(found).arg(acknowledged)));
    }
    qInfo("%d kills in a take-over, %d letters called stored, none lost", rounds, acknowledged);
}

void TestDraftHolds::queuedIsSentOnceByTwo()
{
    demoserver::DemoServer server;
    QVERIFY(server.listen());
    server.setDelay(std::chrono::milliseconds(20)); // so that both are at it
    StorageFolder folder;
    const QList<demoserver::PlexSource> &rows = server.data().plexSources();
    QStringList expected;
    for (const demoserver::PlexSource &row : rows) {
        DraftRecord draft = Samples::draft();
        draft.server = server.url().toString();
        draft.baseline = *PlexSource::fromJson(demoserver::plexSourceJson(row, server.release()),
                                               DigestKey(QByteArray(32, 'k')));
        draft.pk = draft.baseline.pk();
        draft.slug = draft.baseline.slug();
        draft.user = u"anna"_s; // whose token it is
        draft.changes = {{Field::Name, draft.baseline.value(Field::Name),
                          FieldValue::text(u"Queued "_s + draft.slug)}};
        draft.state = DraftState::Queued;
        draft.queuedAt = draft.changed;
        keep(folder, draft);
        expected.append(u"Queued "_s + draft.slug);
    }
    const auto worker = folder.open();
    DraftStore store(*worker);
    const auto left = [&store] {
        const auto list = answerOf<QList<DraftSummary>>(
                [&store](Done<QList<DraftSummary>> done) { return store.list(std::move(done)); });
        return list ? list->size() : -1;
    };
    QCOMPARE(left(), rows.size());

    const QStringList arguments{u"queue"_s, folder.folder.path(), server.url().toString(),
                                server.token("admin"_L1)};
    Child first(arguments);
    Child second(arguments);
    QTRY_COMPARE_WITH_TIMEOUT(left(), 0, 30'000);
    // Both have had their turns, or found nothing.
    QTRY_VERIFY(first.lines().size() + second.lines().size() >= rows.size());
    QTest::qWait(500); // five times the interval at which they ask again

    QCOMPARE(server.requests("PATCH").size(), expected.size());
    QStringList names;
    const QList<demoserver::PlexSource> &after = server.data().plexSources();
    for (const demoserver::PlexSource &row : after)
        names.append(row.name());
    std::sort(names.begin(), names.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(names, expected);
    qInfo("%d queued drafts; turns: %s / %s", int(expected.size()),
          qPrintable(first.lines().join(u", "_s)), qPrintable(second.lines().join(u", "_s)));
}

QTEST_GUILESS_MAIN(TestDraftHolds)
#include "tst_draftholds.moc"
