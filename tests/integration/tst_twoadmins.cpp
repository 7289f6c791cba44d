// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/sourcejson.h"
#include "scriptedadmin.h"

#include <QEventLoop>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Two scripted admins, each with a whole session, edit the same three sources of one demo server
// whose writes overlap as those of real servers do (contract §3.2): what one of them was told to be
// saved is on the server, or was replaced by somebody who had seen it, or its owner knows that it
// is not.
class TestTwoAdmins : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noChangeVanishesUnseen_data() { releases(); }
    void noChangeVanishesUnseen();
    void whereNoSaveIsReadAgainChangesVanish_data() { releases(); }
    void whereNoSaveIsReadAgainChangesVanish();

private:
    using Sources = std::map<QString, PlexSource>;
    static void releases();
    static Sources sourcesOf(demoserver::DemoServer &server);
    static void letAnswersVary(demoserver::DemoServer &server, QRandomGenerator &random);
    static bool run(demoserver::DemoServer &server, ChangeLedger &ledger, int edits,
                    bool tellsSaves);
};

void TestTwoAdmins::releases()
{
    QTest::addColumn<QString>("release");
    QTest::newRow("2023.10.7") << u"2023.10.7"_s;
    QTest::newRow("2025.12.4") << u"2025.12.4"_s;
}

/// What the server has, as a client would read it.
TestTwoAdmins::Sources TestTwoAdmins::sourcesOf(demoserver::DemoServer &server)
{
    const DigestKey digests(QByteArray(32, 'k'));
    Sources sources;
    const QList<demoserver::PlexSource> &rows = server.data().plexSources();
    for (const demoserver::PlexSource &row : rows) {
        const auto read =
                PlexSource::fromJson(demoserver::plexSourceJson(row, server.release()), digests);
        if (!read)
            qFatal("no source");
        sources.insert_or_assign(row.pk, *read);
    }
    return sources;
}

void TestTwoAdmins::letAnswersVary(demoserver::DemoServer &server, QRandomGenerator &random)
{
    connect(&server, &demoserver::DemoServer::requestReceived, &server, [&server, &random] {
        server.setOverlap(std::chrono::milliseconds(random.bounded(6)));
        server.setDelay(std::chrono::milliseconds(random.bounded(4)));
    });
}

bool TestTwoAdmins::run(demoserver::DemoServer &server, ChangeLedger &ledger, int edits,
                        bool tellsSaves)
{
    server.data().addUser({.pk = 7,
                           .username = u"carla"_s,
                           .name = u"Carla Conti"_s,
                           .token = u"made-up-token-of-carla"_s,
                           .isSuperuser = true});
    QRandomGenerator random(41);
    letAnswersVary(server, random);
    ScriptedAdmin anna(server, ledger, {u"anna"_s, server.token("admin"_L1), 42, tellsSaves});
    ScriptedAdmin carla(server, ledger, {u"carla"_s, u"made-up-token-of-carla"_s, 43, tellsSaves});
    anna.setPartner(&carla);
    carla.setPartner(&anna);
    if (!QTest::qWaitFor([&] { return anna.isReady() && carla.isReady(); }))
        return false;
    anna.start(edits / 2);
    carla.start(edits / 2);
    // Not with QTest::qWaitFor, which lets ten milliseconds pass between any two events.
    QEventLoop loop;
    const auto areDone = [&] { return anna.isDone() && carla.isDone(); };
    const auto quitWhenDone = [&] {
        if (areDone())
            loop.quit();
    };
    connect(&anna, &ScriptedAdmin::done, &loop, quitWhenDone);
    connect(&carla, &ScriptedAdmin::done, &loop, quitWhenDone);
    QTimer::singleShot(120s, &loop, &QEventLoop::quit);
    if (!areDone())
        loop.exec();
    const bool isDone = areDone();
    if (!isDone)
        qWarning().noquote() << "anna:" << anna.state() << "carla:" << carla.state();
    if (tellsSaves) {
        anna.letEverythingBeConfirmed();
        carla.letEverythingBeConfirmed();
    }
    return isDone;
}

void TestTwoAdmins::noChangeVanishesUnseen()
{
    QFETCH(QString, release);
    demoserver::DemoServer server({.release = demoserver::findRelease(release)});
    QVERIFY(server.listen());
    const Sources before = sourcesOf(server);
    ChangeLedger ledger(server);

    QVERIFY(run(server, ledger, 500, true));

    const ChangeLedger::Counts &counts = ledger.counts;
    qInfo("%s: %d edits, %d saves (%d met another at work, %d renamed, %d trimmed), %d conflicts, "
          "%d lost changes told, %d saved again, %d saves confirmed",
          qPrintable(release), counts.edits, counts.saves, counts.simultaneous, counts.renames,
          counts.trimmed, counts.conflicts, counts.lossesTold, counts.savedAgain, counts.confirmed);
    const Sources now = sourcesOf(server);
    QCOMPARE(ledger.problems().join(u'\n'), QString());
    QCOMPARE(ledger.vanished(now, ChangeLedger::Believe::All).join(u'\n'), QString());
    QCOMPARE(ledger.untouchedChanges(before, now).join(u'\n'), QString());
    QCOMPARE(counts.edits, 500);
    // There was something to see.
    QVERIFY(counts.conflicts > 10);
    QVERIFY(counts.lossesTold > 10);
    QVERIFY(counts.confirmed > 50);
    // And without a look for it, it would not have been seen.
    QVERIFY(!ledger.vanished(now, ChangeLedger::Believe::NotLosses).isEmpty());
}

/// The same with Confirmations that are never told of a save, and so many sources that nobody comes
/// by again: this proof can fail.
void TestTwoAdmins::whereNoSaveIsReadAgainChangesVanish()
{
    QFETCH(QString, release);
    demoserver::DemoServer server({.release = demoserver::findRelease(release)});
    QVERIFY(server.listen());
    const demoserver::PlexSource first = server.data().plexSources().first();
    for (int number = 0; number < 60; ++number) {
        demoserver::PlexSource source = first;
        source.pk = demoserver::newId();
        source.columns.insert(u"slug"_s, u"one-of-many-%1"_s.arg(number));
        server.data().savePlexSource(source);
    }
    ChangeLedger ledger(server);

    QVERIFY(run(server, ledger, 200, false));

    const QStringList vanished = ledger.vanished(sourcesOf(server), ChangeLedger::Believe::All);
    qInfo("%s: %d edits, %d vanished unseen", qPrintable(release), ledger.counts.edits,
          int(vanished.size()));
    QVERIFY(!vanished.isEmpty());
}

QTEST_GUILESS_MAIN(TestTwoAdmins)
#include "tst_twoadmins.moc"
