// SPDX-License-Identifier: GPL-3.0-or-later
#include "proberig.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// *Test connection* ends whatever the server does, and can be stopped anywhere.
class TestProbeEnds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_rig = std::make_unique<ProbeRig>(); }
    void hangingEndsWithinTheBound_data() { hangs(); }
    void hangingEndsWithinTheBound();
    void hangingCanBeCancelled_data() { hangs(); }
    void hangingCanBeCancelled();
    void slowServerEndsAtTwiceTheTimeout();
    void cancelBeforeTheStart();
    void listenerMayDestroyTheRun();

private:
    static void hangs();

    std::unique_ptr<ProbeRig> m_rig;
};

void TestProbeEnds::hangs()
{
    QTest::addColumn<QByteArray>("request"); // that gets no answer; empty: nothing of TLS comes
    QTest::addColumn<int>("step");
    QTest::newRow("handshake") << QByteArray() << int(TestStep::Tcp);
    QTest::newRow("authentik") << QByteArray("GET root/config/") << int(TestStep::Authentik);
    QTest::newRow("release") << QByteArray("GET admin/version/") << int(TestStep::Authentik);
    QTest::newRow("token") << QByteArray("GET core/users/me/") << int(TestStep::Token);
    QTest::newRow("list") << QByteArray("GET sources/plex/") << int(TestStep::List);
    QTest::newRow("change") << QByteArray("OPTIONS sources/plex/home/") << int(TestStep::Change);
}

void TestProbeEnds::hangingEndsWithinTheBound()
{
    QFETCH(QByteArray, request);
    QFETCH(int, step);
    QHash<QByteArray, Script> answers = healthy(m_rig->clock->now());
    answers[request] = Script::silence();
    m_rig->script(answers);
    QString address = m_rig->server->url();
    if (request.isEmpty())
        address.replace("http:"_L1, "https:"_L1);
    Watched watched;
    m_rig->start(watched, address);
    QTRY_COMPARE_WITH_TIMEOUT(watched.state(TestStep(step)), TestState::Running, 20000);
    settle();
    QCOMPARE(watched.outcome.times, 0);

    m_rig->clock->advance(m_rig->entry.timeout);
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep(step), ErrorKind::Timeout));
    QCOMPARE(m_rig->clock->pendingTimers(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->server->openConnections(), 0, 20000);
}

void TestProbeEnds::hangingCanBeCancelled()
{
    QFETCH(QByteArray, request);
    QFETCH(int, step);
    QHash<QByteArray, Script> answers = healthy(m_rig->clock->now());
    answers[request] = Script::silence();
    m_rig->script(answers);
    QString address = m_rig->server->url();
    if (request.isEmpty())
        address.replace("http:"_L1, "https:"_L1);
    Watched watched;
    m_rig->start(watched, address);
    QTRY_COMPARE_WITH_TIMEOUT(watched.state(TestStep(step)), TestState::Running, 20000);
    watched.run->cancel();
    QCOMPARE(watched.outcome.times, 0); // never inside cancel()
    watched.run->cancel();
    QVERIFY(m_rig->finish(watched));
    settle();

    QCOMPARE(watched.outcome.times, 1);
    QCOMPARE(watched.outcome.error().kind, ErrorKind::Cancelled);
    for (const TestStep later : allTestSteps) {
        if (later >= TestStep(step))
            QCOMPARE(watched.state(later), TestState::Skipped);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->server->openConnections(), 0, 20000);
}

/// Each request stays below the timeout, all together do not.
void TestProbeEnds::slowServerEndsAtTwiceTheTimeout()
{
    m_rig->server->setScript([](const RecordedRequest &) { return Script::silence(); });
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    const QHash<QByteArray, Script> answers = healthy(m_rig->clock->now());
    const QList<QByteArray> names{"GET root/config/", "GET admin/version/", "GET core/users/me/",
                                  "GET sources/plex/"};
    for (qsizetype at = 0; at < 2; ++at) {
        QTRY_COMPARE_WITH_TIMEOUT(m_rig->server->requests().size(), at + 1, 20000);
        m_rig->clock->advance(m_rig->entry.timeout - 1s);
        m_rig->server->sendToAll(answers.value(names.at(at)).bytes);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->server->requests().size(), 3, 20000);
    QCOMPARE(watched.outcome.times, 0);
    m_rig->clock->advance(2s);
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Token, ErrorKind::Timeout));
}

void TestProbeEnds::cancelBeforeTheStart()
{
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    watched.run->cancel();
    QVERIFY(m_rig->finish(watched));
    settle();
    QCOMPARE(watched.outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(watched.outcome.times, 1);
    for (const TestStep step : allTestSteps)
        QCOMPARE(watched.state(step), TestState::Skipped);
    QVERIFY(m_rig->server->requests().isEmpty());
}

void TestProbeEnds::listenerMayDestroyTheRun()
{
    for (const TestStep at : allTestSteps) {
        CallHandle run;
        int told = 0;
        Outcome<void> outcome;
        m_rig->entry.address = m_rig->server->url();
        run = m_rig->probe->run(
                m_rig->entry, {},
                [&run, &told, at](const TestStepResult &result) {
                    told += result.step >= at ? 1 : 0;
                    if (result.step == at)
                        run.reset();
                },
                outcome.done());
        QTRY_VERIFY_WITH_TIMEOUT(told > 0, 20000);
        settle();
        QCOMPARE(told, 1);
        QCOMPARE(outcome.times, 0);
        QCOMPARE(m_rig->clock->pendingTimers(), 0);
    }
}

QTEST_GUILESS_MAIN(TestProbeEnds)
#include "tst_probeends.moc"
