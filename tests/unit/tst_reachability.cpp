// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "reachability.h"

#include <QMetaEnum>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    return error;
}

} // namespace

// Which errors mean that a server does not answer, and when it is asked again.
class TestReachability : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_clock = std::make_unique<FakeClock>();
        m_reachability = std::make_unique<Reachability>(*m_api, *m_clock);
    }
    void cleanup() { m_reachability.reset(); }

    void whatNoServerSaidIsSilence();
    void aCallThatWasGivenUpSaysNothing();
    void whileNobodyWantsItNothingIsAsked();
    void aQueueThatWaitsIsReasonEnoughToAsk();
    void tryingTwiceAsksOnce();
    void aRefusalIsAnAnswer();
    void withoutATokenNothingIsAsked();
    void itIsSilentSinceTheFirstSilence();

private:
    /// True when it was asked just now; it does not answer.
    bool isAskedInVain()
    {
        if (!m_api->waits(u"count"_s))
            return false;
        m_api->take(u"count"_s).count(failure(failed(ErrorKind::Offline)));
        return true;
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<Reachability> m_reachability;
};

void TestReachability::whatNoServerSaidIsSilence()
{
    const QList<ErrorKind> silent{
            ErrorKind::Offline,    ErrorKind::HostNotFound, ErrorKind::Timeout,
            ErrorKind::Cut,        ErrorKind::Tls,          ErrorKind::Proxy,
            ErrorKind::ProxyLogin, ErrorKind::Starting,     ErrorKind::NoToken};
    const auto kinds = QMetaEnum::fromType<ErrorKind>();
    for (int at = 0; at < kinds.keyCount(); ++at) {
        const auto kind = ErrorKind(kinds.value(at));
        QVERIFY2(Reachability::isSilence(failed(kind)) == silent.contains(kind), kinds.key(at));
    }
}

void TestReachability::aCallThatWasGivenUpSaysNothing()
{
    m_reachability->note(failed(ErrorKind::Cancelled));
    QCOMPARE(m_reachability->state(), Reachability::State::Unknown);
    m_reachability->note(failed(ErrorKind::Offline));
    m_reachability->note(failed(ErrorKind::Cancelled));
    QVERIFY(m_reachability->isUnreachable());
}

void TestReachability::whileNobodyWantsItNothingIsAsked()
{
    m_reachability->setWanted(false);
    m_reachability->note(failed(ErrorKind::Offline));
    m_clock->advance(10min);
    QVERIFY(!m_api->waits(u"count"_s));
    QVERIFY(!m_reachability->nextTry().isValid());
    m_reachability->setQueueWaits(false); // still nobody
    QVERIFY(!m_api->waits(u"count"_s));
    m_reachability->setWanted(true); // long due
    QVERIFY(isAskedInVain());
}

void TestReachability::aQueueThatWaitsIsReasonEnoughToAsk()
{
    m_reachability->setWanted(false);
    m_reachability->note(failed(ErrorKind::Offline));
    m_clock->advance(5s);
    QVERIFY(!m_api->waits(u"count"_s));
    m_reachability->setQueueWaits(true);
    QVERIFY(isAskedInVain());
    m_clock->advance(10s);
    QVERIFY(isAskedInVain());
}

void TestReachability::tryingTwiceAsksOnce()
{
    m_reachability->tryNow();
    m_reachability->tryNow();
    QCOMPARE(m_api->pending.size(), 1U);
}

void TestReachability::aRefusalIsAnAnswer()
{
    QSignalSpy back(m_reachability.get(), &Reachability::cameBack);
    m_reachability->note(failed(ErrorKind::Offline));
    m_clock->advance(5s);
    m_api->take(u"count"_s).count(failure(failed(ErrorKind::Forbidden)));
    QCOMPARE(m_reachability->state(), Reachability::State::Reachable);
    QVERIFY(!m_reachability->error());
    QVERIFY(!m_reachability->isTokenMissing());
    QCOMPARE(back.size(), 1);
}

void TestReachability::withoutATokenNothingIsAsked()
{
    m_reachability->note(failed(ErrorKind::NoToken));
    QVERIFY(m_reachability->isTokenMissing());
    QVERIFY(m_reachability->isUnreachable());
    m_clock->advance(10min);
    QVERIFY(m_api->pending.empty());
}

void TestReachability::itIsSilentSinceTheFirstSilence()
{
    const QDateTime first = m_clock->now();
    m_reachability->note(failed(ErrorKind::Offline));
    m_clock->advance(1s);
    QSignalSpy changed(m_reachability.get(), &Reachability::changed);
    m_reachability->note(failed(ErrorKind::Timeout));
    QCOMPARE(m_reachability->since(), first);
    QCOMPARE(m_reachability->error()->kind, ErrorKind::Timeout); // the newest reason
    QVERIFY(changed.isEmpty());
}

QTEST_GUILESS_MAIN(TestReachability)
#include "tst_reachability.moc"
