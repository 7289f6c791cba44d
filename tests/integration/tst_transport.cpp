// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"
#include "fakeclock.h"
#include "outcome.h"
#include "scriptedserver.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Deadline, cancel, limits and headers of the Transport, over real sockets.
class TestTransport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headersOfARead();
    void headersOfAWrite();
    void subPathIsKept();
    void tokenCannotAddHeaders();
    void cookiesAreIgnored();
    void trickleEndsAtTheDeadline();
    void answerStopsTheDeadline();
    void cancelReachesTheSocket();
    void destroyingTheHandleReachesTheSocket();
    void cancelAfterTheEndDoesNothing();
    void handleMayDieInsideItsOutcome();
    void handleMayOutliveTheTransport();
    void answerAtTheLimitIsTaken();
    void answerOverTheLimitIsRefused_data();
    void answerOverTheLimitIsRefused();
    void longRefusalKeepsItsStatus();
    void gzipIsUnpacked();
    void secretsAreBlanked();
    void readOnlyConnectionSendsNoWrite();
    void timeoutOfTheConnectionIsTheDeadline();

private:
    static Request read();
    static Request patch();
};

namespace {
const auto key = u"canary-api-key"_s;

BaseUrl base(const QString &url)
{
    return BaseUrl::fromUserInput(url).value();
}
} // namespace

Request TestTransport::read()
{
    Request request;
    request.path = u"sources/plex/home/"_s;
    return request;
}

Request TestTransport::patch()
{
    Request request = read();
    request.method = Request::Method::Patch;
    request.body = R"({"plex_token":"canary-plex \" token"})";
    request.secrets = {Secret(u"canary-plex \" token"_s)};
    return request;
}

void TestTransport::headersOfARead()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}", "X-authentik-id: 0123456789abcdef\r\n"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    const RecordedRequest sent = server.requests().value(0);
    QCOMPARE(sent.line(), QByteArray("GET /api/v3/sources/plex/home/"));
    QCOMPARE(sent.header("Accept"), QByteArray("application/json"));
    QCOMPARE(sent.header("Accept-Language"), QByteArray("en"));
    QCOMPARE(sent.header("Authorization"), QByteArray("Bearer canary-api-key"));
    QCOMPARE(sent.header("User-Agent"), QByteArray("Sourcedesk/" SOURCEDESK_VERSION));
    QVERIFY(sent.header("Content-Type").isEmpty());
    QVERIFY(sent.header("Cookie").isEmpty());
    QVERIFY(outcome.isOk());
    QCOMPARE((*outcome.result)->status, 200);
    QCOMPARE((*outcome.result)->body, QByteArray("{}"));
    QCOMPARE((*outcome.result)->contentType, QByteArray("application/json"));
    QCOMPARE((*outcome.result)->requestId, u"0123456789abcdef"_s);
    QCOMPARE((*outcome.result)->request, u"GET /api/v3/sources/plex/home/"_s);
}

void TestTransport::headersOfAWrite()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    const RecordedRequest sent = server.requests().value(0);
    QCOMPARE(sent.line(), QByteArray("PATCH /api/v3/sources/plex/home/"));
    QCOMPARE(sent.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(sent.header("Content-Length"), QByteArray::number(patch().body.size()));
    QCOMPARE(sent.body, patch().body);
}

void TestTransport::subPathIsKept()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url(u"/sso/"_s)), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(server.requests().value(0).target, QByteArray("/sso/api/v3/sources/plex/home/"));
}

void TestTransport::tokenCannotAddHeaders()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(u"key\r\nX-More: yes\n"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(server.requests().value(0).header("Authorization"),
             QByteArray("Bearer keyX-More: yes"));
    QVERIFY(server.requests().value(0).header("X-More").isEmpty());
}

void TestTransport::cookiesAreIgnored()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}", "Set-Cookie: authentik_session=x; Path=/\r\n"));
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);
    for (int times = 1; times <= 2; ++times) {
        Outcome<Answer> outcome;
        const CallHandle call = transport.send(read(), outcome.done());
        QTRY_COMPARE(outcome.times, 1);
    }

    QCOMPARE(server.requests().size(), 2);
    QVERIFY(server.requests().at(1).header("Cookie").isEmpty());
}

void TestTransport::trickleEndsAtTheDeadline()
{
    ScriptedServer server;
    server.enqueue(Script{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: 1000\r\n\r\n{"});
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QTRY_COMPARE(server.requests().size(), 1);
    for (int second = 1; second < 30; ++second) {
        clock.advance(1s);
        server.sendToAll(" ");
        QTest::qWait(1);
    }
    QCOMPARE(outcome.times, 0);
    clock.advance(1s);
    QCOMPARE(outcome.times, 0); // told from the event loop
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::Timeout);
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestTransport::answerStopsTheDeadline()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QCOMPARE(clock.pendingTimers(), 1);
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(clock.pendingTimers(), 0);
    clock.advance(60s);
    settle();
    QCOMPARE(outcome.times, 1);
}

void TestTransport::cancelReachesTheSocket()
{
    ScriptedServer server; // silent
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QTRY_COMPARE(server.requests().size(), 1);
    call->cancel();
    QCOMPARE(outcome.times, 0); // never inside cancel()
    call->cancel();
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestTransport::destroyingTheHandleReachesTheSocket()
{
    ScriptedServer server;
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(server.requests().size(), 1);
    call.reset();

    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(outcome.times, 0);
    QCOMPARE(clock.pendingTimers(), 0);
}

void TestTransport::cancelAfterTheEndDoesNothing()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    call->cancel();
    settle();

    QCOMPARE(outcome.times, 1);
    QVERIFY(outcome.isOk());
}

void TestTransport::handleMayDieInsideItsOutcome()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    CallHandle call;
    int times = 0;
    call = transport.send(read(), [&call, &times](const Result<Answer> &) {
        ++times;
        call.reset();
    });
    QTRY_COMPARE(times, 1);
    settle();

    QVERIFY(!call);
}

void TestTransport::handleMayOutliveTheTransport()
{
    ScriptedServer server;
    FakeClock clock;
    auto transport = std::make_unique<Transport>(base(server.url()), Secret(key), clock);
    Outcome<Answer> outcome;
    const CallHandle call = transport->send(read(), outcome.done());
    QTRY_COMPARE(server.requests().size(), 1);
    transport.reset();
    clock.advance(60s);
    settle();
    call->cancel();
    settle();

    QCOMPARE(outcome.times, 0);
}

void TestTransport::answerAtTheLimitIsTaken()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, QByteArray(1000, ' ')));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);
    Request request = read();
    request.sizeLimit = 1000;

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
}

void TestTransport::answerOverTheLimitIsRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray endless(3 << 20, 'x');
    const QByteArray gzipped = "Content-Encoding: gzip\r\n";
    QTest::newRow("a byte too many") << Script::json(200, QByteArray(objectLimit + 1, ' ')).bytes;
    QTest::newRow("3 MiB of garbage") << Script::json(200, endless).bytes;
    QTest::newRow("3 MiB without a length")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + endless);
    QTest::newRow("gzip of a byte too many")
            << Script::json(200, gzip(QByteArray(objectLimit + 1, ' ')), gzipped).bytes;
    QTest::newRow("gzip bomb of 64 MiB")
            << Script::json(200, gzip(QByteArray(64 << 20, ' ')), gzipped).bytes;
    // Hard to compress, so that the ratio gives nothing away.
    QByteArray noise;
    for (quint32 at = 0; noise.size() < 3 << 20; ++at)
        noise += QByteArray::number(at * 2654435761U);
    QTest::newRow("gzip of 3 MiB of noise") << Script::json(200, gzip(noise), gzipped).bytes;
}

void TestTransport::answerOverTheLimitIsRefused()
{
    QFETCH(QByteArray, answer);
    ScriptedServer server;
    server.enqueue(Script{answer, Script::Then::Close});
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::TooLarge);
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
    QVERIFY(outcome.error().body.isEmpty());
    QCOMPARE(server.arrivals("PATCH"), 1);
}

void TestTransport::longRefusalKeepsItsStatus()
{
    ScriptedServer server;
    server.enqueue(Script::answer(500, "text/html", QByteArray(3 << 20, 'x')));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::Server);
    QCOMPARE(outcome.error().httpStatus, 500);
    QCOMPARE(qint64(outcome.error().body.size()), objectLimit);
}

void TestTransport::gzipIsUnpacked()
{
    ScriptedServer server;
    const QByteArray body = R"({"name": "Plex Home"})";
    server.enqueue(Script::json(200, gzip(body), "Content-Encoding: gzip\r\n"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    QCOMPARE((*outcome.result)->body, body);
}

void TestTransport::secretsAreBlanked()
{
    ScriptedServer server;
    server.setScript([](const RecordedRequest &request) {
        const QByteArray said = "got " + request.header("Authorization") + ' ' + request.body;
        return Script{"HTTP/1.1 400 canary-api-key\r\nContent-Type: text/plain\r\n"
                      "X-authentik-id: canary api key\r\nContent-Length: "
                      + QByteArray::number(said.size()) + "\r\n\r\n" + said};
    });
    FakeClock clock;
    Transport transport(base(server.url()), Secret(key), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().body, QByteArray(R"(got Bearer *** {"plex_token":"***"})"));
    QCOMPARE(outcome.error().detail, u"HTTP 400 ***"_s);
    QCOMPARE(outcome.error().requestId, QString());
}

void TestTransport::readOnlyConnectionSendsNoWrite()
{
    ScriptedServer server;
    server.enqueue(Script::json(200, "{}"));
    FakeClock clock;
    TransportSetup setup = directSetup(base(server.url()), Secret(key), clock);
    setup.entry.isReadOnly = true;
    Transport transport(setup);
    QVERIFY(transport.isReadOnly());

    Outcome<Answer> written;
    const CallHandle writing = transport.send(patch(), written.done());
    QCOMPARE(written.times, 0); // never inside send()
    writing->cancel();          // changes nothing any more
    QTRY_COMPARE(written.times, 1);
    settle();
    QCOMPARE(written.times, 1);
    QCOMPARE(written.error().kind, ErrorKind::ReadOnly);
    QCOMPARE(written.error().arrival, Arrival::NotSent);
    QCOMPARE(written.error().request, u"PATCH /api/v3/sources/plex/home/"_s);
    QCOMPARE(server.connections(), 0);

    Outcome<Answer> seen;
    const CallHandle reading = transport.send(read(), seen.done());
    QTRY_COMPARE(seen.times, 1);
    QVERIFY(seen.isOk());
}

void TestTransport::timeoutOfTheConnectionIsTheDeadline()
{
    ScriptedServer server; // silent
    FakeClock clock;
    TransportSetup setup = directSetup(base(server.url()), Secret(key), clock);
    setup.entry.timeout = 100s;
    Transport transport(setup);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    clock.advance(99s);
    settle();
    QCOMPARE(outcome.times, 0);
    clock.advance(1s);
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::Timeout);
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"
