// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"
#include "fakeclock.h"
#include "outcome.h"
#include "requestlog.h"
#include "requestlogmodel.h"
#include "scriptedserver.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Every call that ends writes one line, however it ends, and nothing secret is in it.
class TestRequestLogging : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void anAnswerIsLogged();
    void aRefusalIsLogged();
    void aRefusedConnectionIsLogged();
    void aTimeoutIsLogged();
    void aCancelledCallIsLoggedOnce();
    void aDroppedCallIsLogged();
    void aCallWhoseTransportWentIsLogged();
    void theLogMayGoFirst();
    void nothingSecretIsLogged();

private:
    static Request patch();
    LoggedRequest only() const
    {
        return m_log->requests().size() == 1 ? m_log->requests().front() : LoggedRequest();
    }

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<RequestLog> m_log;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Transport> m_transport;
};

void TestRequestLogging::init()
{
    m_transport.reset();
    m_clock = std::make_unique<FakeClock>();
    m_log = std::make_unique<RequestLog>();
    m_server = std::make_unique<ScriptedServer>();
    TransportSetup setup = directSetup(*BaseUrl::fromUserInput(m_server->url(u"/sso"_s)),
                                       Secret(u"canary-api-key"_s), *m_clock);
    setup.log = m_log.get();
    m_transport = std::make_unique<Transport>(setup);
}

Request TestRequestLogging::patch()
{
    Request request;
    request.method = Request::Method::Patch;
    request.path = u"sources/plex/home/"_s;
    request.query.addQueryItem(u"q"_s, u"canary-query"_s);
    request.body = R"({"plex_token":"canary-plex"})";
    request.secrets = {Secret(u"canary-plex"_s)};
    return request;
}

void TestRequestLogging::anAnswerIsLogged()
{
    const QDateTime begun = m_clock->now();
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    QTRY_COMPARE(m_server->requests().size(), 1);
    QVERIFY(m_log->requests().empty());
    m_clock->advance(1500ms);
    m_server->sendToAll(Script::json(200, R"({"a":1})", "X-authentik-id: 0123abcd\r\n").bytes);
    QVERIFY(outcome.wait(20s));

    LoggedRequest expected;
    expected.number = 1;
    expected.at = begun;
    expected.connection = m_server->url(u"/sso"_s);
    expected.method = u"PATCH"_s;
    expected.path = u"/sso/api/v3/sources/plex/home/"_s;
    expected.status = 200;
    expected.duration = 1500ms;
    expected.requestId = u"0123abcd"_s;
    expected.received = 7;
    QCOMPARE(only(), expected);
}

void TestRequestLogging::aRefusalIsLogged()
{
    m_server->enqueue(Script::json(403, R"({"detail":"no"})", "X-authentik-id: 99\r\n"));
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    QVERIFY(outcome.wait(20s));
    QCOMPARE(only().status, 403);
    QCOMPARE(only().error, std::optional(ErrorKind::Forbidden));
    QCOMPARE(only().requestId, u"99"_s);
}

void TestRequestLogging::aRefusedConnectionIsLogged()
{
    m_server->close();
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    QVERIFY(outcome.wait(20s));
    QCOMPARE(only().status, 0);
    QCOMPARE(only().error, std::optional(ErrorKind::Offline));
}

void TestRequestLogging::aTimeoutIsLogged()
{
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_clock->advance(callDeadline);
    QVERIFY(outcome.wait(20s));
    QCOMPARE(only().error, std::optional(ErrorKind::Timeout));
    QCOMPARE(only().duration, callDeadline);
}

void TestRequestLogging::aCancelledCallIsLoggedOnce()
{
    Outcome<Answer> outcome;
    CallHandle call = m_transport->send(patch(), outcome.done());
    QTRY_COMPARE(m_server->requests().size(), 1);
    call->cancel();
    QVERIFY(outcome.wait(20s));
    call.reset();
    settle();
    QCOMPARE(only().error, std::optional(ErrorKind::Cancelled));
}

void TestRequestLogging::aDroppedCallIsLogged()
{
    Outcome<Answer> outcome;
    CallHandle call = m_transport->send(patch(), outcome.done());
    QTRY_COMPARE(m_server->requests().size(), 1);
    call.reset();
    settle();
    QCOMPARE(only().error, std::optional(ErrorKind::Cancelled));
    QCOMPARE(outcome.times, 0);
}

void TestRequestLogging::aCallWhoseTransportWentIsLogged()
{
    Outcome<Answer> outcome;
    CallHandle call = m_transport->send(patch(), outcome.done());
    QTRY_COMPARE(m_server->requests().size(), 1);
    m_transport.reset();
    call.reset();
    QCOMPARE(only().error, std::optional(ErrorKind::Cancelled));
    QCOMPARE(only().status, 0);
}

void TestRequestLogging::theLogMayGoFirst()
{
    m_server->enqueue(Script::json(200, "{}"));
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    m_log.reset();
    QVERIFY(outcome.wait(20s));
    QVERIFY(outcome.isOk());
}

void TestRequestLogging::nothingSecretIsLogged()
{
    m_server->enqueue(Script::json(400, R"({"plex_token":["canary-plex canary-answer"]})",
                                   "X-authentik-id: canary header\r\n"));
    Outcome<Answer> outcome;
    const CallHandle call = m_transport->send(patch(), outcome.done());
    QVERIFY(outcome.wait(20s));
    const QString text = requestLogText(m_log->requests());
    QVERIFY(text.contains("PATCH"_L1));
    QVERIFY2(!text.contains("canary"_L1), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestRequestLogging)
#include "tst_requestlogging.moc"
