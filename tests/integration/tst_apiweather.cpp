// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "fakeclock.h"
#include "outcome.h"
#include "samples.h"
#include "scriptedserver.h"

using namespace Qt::Literals::StringLiterals;

// What a server or something before it may answer, and what the client makes of it, for a read and
// for a write. Bodies as in contract §4.1.
class TestApiWeather : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answerIsJudged_data();
    void answerIsJudged();
    void retryAfterIsRead();
    void refusedBodyIsKept();
    void unknownHostIsTold();
    void forbiddenIsToldApart_data();
    void forbiddenIsToldApart();
    void forbiddenQuestionBelongsToTheHandle();
    void forbiddenQuestionKeepsTheDeadline();
    void unknownKeyOfCurrentUser();
};

namespace {
BaseUrl base(const QString &url)
{
    return BaseUrl::fromUserInput(url).value();
}

constexpr char page[] = "<!doctype html><html><body>Bad gateway</body></html>";
constexpr char forbidden[] = R"({"detail":"You do not have permission to perform this action."})";
constexpr char badToken[] = R"({"detail":"Token invalid/expired"})";

QByteArray objectWith(const QString &key, const QJsonValue &value)
{
    QJsonObject object = Samples::object();
    object.insert(key, value);
    return QJsonDocument(object).toJson();
}

QByteArray head(int length)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(length) + "\r\n\r\n";
}
} // namespace

void TestApiWeather::answerIsJudged_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("writeArrival");

    const auto add = [](const char *name, const Script &script, ErrorKind kind, Arrival arrival) {
        QTest::newRow(name) << script.bytes << (script.then == Script::Then::Close) << int(kind)
                            << int(arrival);
    };
    using A = Arrival;
    using K = ErrorKind;
    const QByteArray garbage("\x00\xff\x80{[", 5);

    add("200 page", Script::answer(200, "text/html; charset=utf-8", page), K::BadResponse,
        A::MayHaveArrived);
    add("200 empty", Script::json(200, {}), K::BadResponse, A::MayHaveArrived);
    add("204", Script{"HTTP/1.1 204 No Content\r\n\r\n"}, K::BadResponse, A::MayHaveArrived);
    add("200 garbage", Script::json(200, garbage), K::BadResponse, A::MayHaveArrived);
    add("200 list", Script::json(200, "[]"), K::BadResponse, A::MayHaveArrived);
    add("200 text", Script::json(200, "\"home\""), K::BadResponse, A::MayHaveArrived);
    add("200 null", Script::json(200, "null"), K::BadResponse, A::MayHaveArrived);
    add("200 other object", Script::json(200, "{}"), K::BadResponse, A::MayHaveArrived);
    add("200 pk is a number", Script::json(200, objectWith(u"pk"_s, 5)), K::BadResponse,
        A::MayHaveArrived);
    add("200 half JSON", Script::json(200, R"({"pk": "00)"), K::BadResponse, A::MayHaveArrived);
    add("200 deep nesting", Script::json(200, QByteArray(100000, '[')), K::BadResponse,
        A::MayHaveArrived);
    add("200 broken gzip", Script::json(200, "not gzip", "Content-Encoding: gzip\r\n"), K::TooLarge,
        A::MayHaveArrived); // Qt cannot tell damaged from too long
    add("200 cut inside the body", Script{head(100) + "{\"pk\":", Script::Then::Close}, K::Cut,
        A::MayHaveArrived);
    add("200 cut inside a chunk",
        Script{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
               "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"pk\":",
               Script::Then::Close},
        K::Cut, A::MayHaveArrived);
    add("no HTTP, open", Script{"SSH-2.0-OpenSSH_9.2p1\r\n\r\n\r\n"}, K::Cut, A::MayHaveArrived);
    add("no HTTP, closed", Script{"SSH-2.0-OpenSSH_9.2p1\r\n\r\n\r\n", Script::Then::Close}, K::Cut,
        A::MayHaveArrived);

    add("400", Script::json(400, R"({"slug":["x"]})"), K::Validation, A::Answered);
    add("401", Script::answer(401, "text/html", page, "WWW-Authenticate: Basic realm=\"x\"\r\n"),
        K::Unauthorized, A::Answered);
    add("404 JSON", Script::json(404, R"({"detail":"Not found."})"), K::NotFound, A::Answered);
    add("404 page", Script::answer(404, "text/html", page), K::NoSuchPage, A::Answered);
    add("405 empty page", Script::answer(405, "text/html", {}, "Allow: GET, HEAD, OPTIONS\r\n"),
        K::NoSuchPage, A::MayHaveArrived);
    add("405 JSON", Script::json(405, R"({"detail":"Method \"PATCH\" not allowed."})"),
        K::NoSuchPage, A::Answered);
    add("406", Script::json(406, R"({"detail":"x"})"), K::UnsupportedMedia, A::Answered);
    add("409", Script::json(409, R"({"detail":"x"})"), K::Conflict, A::Answered);
    add("415", Script::json(415, R"({"detail":"x"})"), K::UnsupportedMedia, A::Answered);
    add("429", Script::json(429, R"({"detail":"x"})"), K::RateLimited, A::Answered);
    add("500 page", Script::answer(500, "text/html", page), K::Server, A::MayHaveArrived);
    add("502 text/plain JSON",
        Script::answer(502, "text/plain; charset=utf-8",
                       R"({"error":"failed to connect to authentik backend: EOF"})"),
        K::Starting, A::MayHaveArrived);
    add("502 page", Script::answer(502, "text/html", page), K::Starting, A::MayHaveArrived);
    add("503 authentik starting",
        Script::json(503, R"({"error":"authentik starting"})", "Retry-After: 5\r\n"), K::Starting,
        A::Answered);
    add("503 page", Script::answer(503, "text/html", page), K::Starting, A::MayHaveArrived);
    add("504 page", Script::answer(504, "text/html", page), K::Starting, A::MayHaveArrived);
}

void TestApiWeather::answerIsJudged()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    QFETCH(int, kind);
    QFETCH(int, writeArrival);
    ScriptedServer server;
    server.setScript([=](const RecordedRequest &) {
        return Script{bytes, closes ? Script::Then::Close : Script::Then::KeepOpen};
    });
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<PlexSource> reading;
    const CallHandle read = client.getSource(u"plex-home"_s, reading.done());
    QTRY_COMPARE(reading.times, 1);
    Outcome<WriteAnswer> writing;
    const CallHandle write =
            client.patchSource(u"plex-home"_s, R"({"enabled":false})", writing.done());
    QTRY_COMPARE(writing.times, 1);
    settle();

    QCOMPARE(reading.times, 1);
    QCOMPARE(writing.times, 1);
    QCOMPARE(reading.error().kind, ErrorKind(kind));
    QCOMPARE(writing.error().kind, ErrorKind(kind));
    QCOMPARE(writing.error().arrival, Arrival(writeArrival));
    QCOMPARE(writing.error().request, u"PATCH /api/v3/sources/plex/plex-home/"_s);
    QVERIFY(!writing.error().detail.isEmpty());
    QCOMPARE(server.arrivals("PATCH"), 1);
}

void TestApiWeather::retryAfterIsRead()
{
    ScriptedServer server;
    server.enqueue(Script::json(429, R"({"detail":"x"})", "Retry-After: 17\r\n"));
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<QString> outcome;
    const CallHandle call = client.serverVersion(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().retryAfter, std::optional(std::chrono::seconds(17)));
}

void TestApiWeather::refusedBodyIsKept()
{
    const QByteArray body = R"({"allowed_servers":{"1":["This field may not be blank."]}})";
    ScriptedServer server;
    server.enqueue(Script::json(400, body, "X-authentik-id: abc123\r\n"));
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<WriteAnswer> outcome;
    const CallHandle call =
            client.patchSource(u"plex-home"_s, R"({"allowed_servers":["a",""]})", outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().body, body);
    QCOMPARE(outcome.error().contentType, QByteArray("application/json"));
    QCOMPARE(outcome.error().requestId, u"abc123"_s);
}

void TestApiWeather::unknownHostIsTold()
{
    FakeClock clock;
    AuthentikClient client(base(u"http://host.invalid"_s), Secret(u"key"_s), Samples::digests(),
                           clock);

    Outcome<WriteAnswer> outcome;
    const CallHandle call =
            client.patchSource(u"plex-home"_s, R"({"enabled":false})", outcome.done());
    QTRY_COMPARE_WITH_TIMEOUT(outcome.times, 1, 20000);

    QCOMPARE(outcome.error().kind, ErrorKind::HostNotFound);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
}

void TestApiWeather::forbiddenIsToldApart_data()
{
    QTest::addColumn<int>("meStatus");
    QTest::addColumn<QByteArray>("meType");
    QTest::addColumn<QByteArray>("meBody");
    QTest::addColumn<int>("kind");
    const QByteArray json = "application/json";
    QTest::newRow("valid key") << 200 << json << QByteArray(R"({"user":{"username":"anna"}})")
                               << int(ErrorKind::Forbidden);
    QTest::newRow("unknown key") << 403 << json << QByteArray(badToken)
                                 << int(ErrorKind::Unauthorized);
    QTest::newRow("no header") << 403 << json
                               << QByteArray(R"({"detail":"Authentication credentials were not)"
                                             R"( provided."})")
                               << int(ErrorKind::Unauthorized);
    QTest::newRow("a gate in front")
            << 403 << QByteArray("text/html") << QByteArray(page) << int(ErrorKind::Forbidden);
    QTest::newRow("server crashed")
            << 500 << QByteArray("text/html") << QByteArray(page) << int(ErrorKind::Forbidden);
}

void TestApiWeather::forbiddenIsToldApart()
{
    QFETCH(int, meStatus);
    QFETCH(QByteArray, meType);
    QFETCH(QByteArray, meBody);
    QFETCH(int, kind);
    ScriptedServer server;
    server.enqueue(Script::json(403, forbidden));
    server.enqueue(Script::answer(meStatus, meType, meBody));
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<WriteAnswer> outcome;
    const CallHandle call =
            client.patchSource(u"plex-home"_s, R"({"enabled":false})", outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.requests().at(1).line(), QByteArray("GET /api/v3/core/users/me/"));
    QCOMPARE(outcome.error().kind, ErrorKind(kind));
    QCOMPARE(outcome.error().arrival, Arrival::Answered);
    QCOMPARE(outcome.error().body, forbidden);
    QCOMPARE(outcome.error().request, u"PATCH /api/v3/sources/plex/plex-home/"_s);
}

void TestApiWeather::forbiddenQuestionBelongsToTheHandle()
{
    ScriptedServer server;
    server.enqueue(Script::json(403, forbidden)); // and silence for core/users/me/
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<WriteAnswer> outcome;
    const CallHandle call =
            client.patchSource(u"plex-home"_s, R"({"enabled":false})", outcome.done());
    QTRY_COMPARE(server.requests().size(), 2);
    call->cancel();
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(outcome.error().arrival, Arrival::Answered); // the 403 was the write's answer
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestApiWeather::forbiddenQuestionKeepsTheDeadline()
{
    ScriptedServer server; // silent, until a test says something
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<PlexSource> outcome;
    const CallHandle call = client.getSource(u"plex-home"_s, outcome.done());
    QTRY_COMPARE(server.requests().size(), 1);
    clock.advance(std::chrono::seconds(20));
    server.sendToAll(Script::json(403, forbidden).bytes);
    QTRY_COMPARE(server.requests().size(), 2);
    clock.advance(std::chrono::seconds(10));
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::Forbidden);
    QCOMPARE(outcome.error().body, forbidden);
}

void TestApiWeather::unknownKeyOfCurrentUser()
{
    ScriptedServer server;
    server.enqueue(Script::json(403, badToken));
    FakeClock clock;
    AuthentikClient client(base(server.url()), Secret(u"key"_s), Samples::digests(), clock);

    Outcome<Account> outcome;
    const CallHandle call = client.currentUser(outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Unauthorized);
}

QTEST_GUILESS_MAIN(TestApiWeather)
#include "tst_apiweather.moc"
