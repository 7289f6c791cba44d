// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "secrets/memorysecretstore.h"
#include "storage/database.h"
#include "storage/draftstore.h"
#include "storagefolder.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

#include <map>
#include <thread>

using namespace Qt::Literals::StringLiterals;

// What *stored* promises: it survives kill -9 at any moment, and typing never waits for it.
// SOURCEDESK_KILLS sets how often the child is killed.
class TestDraftKill : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasCalledStoredSurvives();
    void typingWaitsForNoDisk();
    void draftGoesAfterTheAnswer();

private:
    static std::map<QString, int> killAtRandom(const QString &folder, quint32 seed);
    static std::map<QString, int> storedIn(StorageFolder &folder);
};

/// Runs the child on the folder, kills it, and returns what it called stored: number by pk.
std::map<QString, int> TestDraftKill::killAtRandom(const QString &folder, quint32 seed)
{
    QProcess child;
    child.start(QStringLiteral(DRAFT_CHILD), {folder, QString::number(seed)});
    if (!child.waitForStarted() || !child.waitForReadyRead(10'000))
        qFatal("the child says nothing: %s", child.readAllStandardError().constData());
    const int delay = QRandomGenerator(seed).bounded(250);
    QTest::qSleep(delay); // the moment of the kill is what is drawn by lot
    child.kill();
    child.waitForFinished();
    std::map<QString, int> told;
    const QByteArray output = child.readAllStandardOutput();
    const QList<QByteArray> lines = output.left(output.lastIndexOf('\n')).split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.split(' ');
        told[QString::fromLatin1(words.value(0))] = words.value(1).toInt();
    }
    return told;
}

std::map<QString, int> TestDraftKill::storedIn(StorageFolder &folder)
{
    const auto worker = folder.open();
    if (*worker->state() != StoreState())
        qFatal("the file does not open as it should");
    const auto whole = answerOf<qint64>([&worker](Done<qint64> done) {
        return worker->ask<qint64>(
                [](Database &database) {
                    return database.number(u"SELECT integrity_check = 'ok' FROM"
                                           " pragma_integrity_check"_s);
                },
                std::move(done));
    });
    if (!whole || *whole != 1)
        qFatal("the file is damaged");
    DraftStore store(*worker);
    std::map<QString, int> found;
    const auto list = answerOf<QList<DraftSummary>>(
            [&store](Done<QList<DraftSummary>> done) { return store.list(std::move(done)); });
    for (const DraftSummary &summary : *list) {
        const auto draft =
                answerOf<std::optional<DraftRecord>>([&](Done<std::optional<DraftRecord>> done) {
                    return store.load(summary.server, summary.pk, std::move(done));
                });
        if (!draft || !*draft || int((*draft)->changes.size()) != summary.fields)
            qFatal("half a draft");
        found[summary.pk] = (*draft)->changes.first().after.toText().toInt();
    }
    return found;
}

void TestDraftKill::whatWasCalledStoredSurvives()
{
    const int wanted = qEnvironmentVariableIntValue("SOURCEDESK_KILLS");
    const int kills = wanted > 0 ? wanted : 10;
    int told = 0;
    int lost = 0;
    for (quint32 seed = 1; seed <= quint32(kills); ++seed) {
        StorageFolder folder;
        const std::map<QString, int> promised = killAtRandom(folder.folder.path(), seed);
        const std::map<QString, int> found = storedIn(folder);
        told += int(promised.size());
        for (const auto &[pk, number] : promised) {
            const auto at = found.find(pk);
            lost += at == found.end() || at->second < number ? 1 : 0;
        }
    }
    qInfo("%d kills, %d drafts called stored, %d of them lost", kills, told, lost);
    QCOMPARE(lost, 0);
    QVERIFY(told >= kills);
}

void TestDraftKill::typingWaitsForNoDisk()
{
    StorageFolder folder;
    const auto worker = folder.open();
    DraftStore store(*worker);
    MemorySecretStore secrets;
    FakeSourceApi api;
    EditSession edit(api, Samples::digests(), u"plex-home"_s, Samples::source().pk());
    DraftKeeper keeper(edit, store, secrets, folder.clock);
    edit.refresh();
    api.answerGet(Samples::source());
    QTRY_VERIFY(keeper.isRestored());
    int storedTimes = 0;
    connect(&keeper, &DraftKeeper::stored, this, [&storedTimes] { ++storedTimes; });
    worker->change([](Database &) -> Result<void> {
        std::this_thread::sleep_for(std::chrono::milliseconds(600)); // a disk that hangs
        return {};
    });

    QElapsedTimer timer;
    qint64 longest = 0;
    for (int key = 0; key < 100; ++key) {
        timer.start();
        edit.setValue(Field::Name, FieldValue::text(QString::number(key)));
        keeper.flush();
        folder.clock.advance(std::chrono::milliseconds(50));
        longest = std::max(longest, timer.nsecsElapsed() / 1000);
    }

    qInfo("the longest of 100 keystrokes on a disk that hangs: %lld µs", longest);
    QVERIFY2(longest < 50'000, qPrintable(QString::number(longest)));
    QCOMPARE(storedTimes, 0);
    QTRY_VERIFY(keeper.isStored());
    QCOMPARE(storedTimes, 1);
}

void TestDraftKill::draftGoesAfterTheAnswer()
{
    StorageFolder folder;
    const auto worker = folder.open();
    DraftStore store(*worker);
    MemorySecretStore secrets;
    FakeSourceApi api;
    EditSession edit(api, Samples::digests(), u"plex-home"_s, Samples::source().pk());
    DraftKeeper keeper(edit, store, secrets, folder.clock);
    edit.refresh();
    api.answerGet(Samples::source());
    QTRY_VERIFY(keeper.isRestored());
    PlexSource saved = Samples::source();
    saved.setValue(Field::Name, FieldValue::text(u"Mine"_s));
    edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
    keeper.flush();
    QTRY_VERIFY(keeper.isStored());
    const auto count = [&store] {
        const auto list = answerOf<QList<DraftSummary>>(
                [&store](Done<QList<DraftSummary>> done) { return store.list(std::move(done)); });
        return list ? list->size() : -1;
    };

    edit.save();
    api.answerGet(Samples::source());
    QCOMPARE(count(), 1);
    api.answerPatch(saved);
    QCOMPARE(count(), 1); // the answer is in; it goes with the next pause
    keeper.flush();
    QCOMPARE(count(), 0);
}

QTEST_GUILESS_MAIN(TestDraftKill)
#include "tst_draftkill.moc"
