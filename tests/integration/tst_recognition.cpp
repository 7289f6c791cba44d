// SPDX-License-Identifier: GPL-3.0-or-later
#include "releasedesk.h"
#include "schemaserver.h"
#include "source/errortext.h"
#include "source/serverrelease.h"

using namespace Qt::Literals::StringLiterals;

namespace {

const char *const page = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>";

} // namespace

Q_DECLARE_METATYPE(Script)

// What is at an address is recognised when the list is read, and said: something else than
// authentik, one that is starting, one under a sub-path, one that is too old.
class TestRecognition : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsNotAReadyAuthentikIsSaid_data();
    void whatIsNotAReadyAuthentikIsSaid();
    void everyAnswerHasASentenceOfItsOwn();
    void anAuthentikThatHasStartedIsRead();
    void aSubPathIsFoundOnlyUnderItsAddress();
    void theOldestKnownReleaseAndNewerOnesAreQuiet_data();
    void theOldestKnownReleaseAndNewerOnesAreQuiet();
    void aTooOldReleaseIsRemarkedAndStillUsed();

private:
    static QString said(const Error &error)
    {
        return describe(error, {Situation::LoadList, u"auth.example.org"_s, {}, 0}).both();
    }
    /// What the list says when the server gives this answer to everything.
    static QString saidOf(const Script &script);
};

QString TestRecognition::saidOf(const Script &script)
{
    ScriptedServer server;
    server.setScript([script](const RecordedRequest &) { return script; });
    ReleaseDesk desk(server.url());
    if (desk.start() || !desk.session.listError() || !desk.session.release().isEmpty())
        return u"read"_s;
    return said(*desk.session.listError());
}

void TestRecognition::whatIsNotAReadyAuthentikIsSaid_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("next");
    const QString otherPlace =
            u"Check the address: authentik may be on another host, or under a path such as /auth."_s;
    const QString data = u"auth.example.org answers with data, but not as authentik does."_s;
    const QString shape = u"Check that authentik is at this address; the details show what came."_s;
    const auto starting = [](int status) {
        return u"authentik on auth.example.org is starting or restarting (status %1)."_s.arg(
                status);
    };
    const QString minute = u"Try again in a minute."_s;
    const QString seconds = u"Try again in 5 seconds."_s;
    const QByteArray after = "Retry-After: 5\r\n";
    const QByteArray json = R"({"error": "authentik starting"})";

    QTest::newRow("page") << Script::answer(200, "text/html; charset=utf-8", page)
                          << u"auth.example.org answered with a web page, without data."_s
                          << u"A login page or a proxy may stand between: check the address."_s;
    QTest::newRow("other JSON") << Script::json(200, R"({"hello": "world"})") << data << shape;
    QTest::newRow("JSON list") << Script::json(200, R"([{"id": 1}])") << data << shape;
    QTest::newRow("404 page, no /api/v3/")
            << Script::answer(404, "text/html", page)
            << u"auth.example.org answers, but has no authentik at this address (status 404)."_s
            << otherPlace;
    QTest::newRow("404 JSON of something else")
            << Script::json(404, R"({"message": "no Route matched"})")
            << u"auth.example.org answers, but not as authentik does (status 404)."_s << otherPlace;
    QTest::newRow("502 of 2022.8") << Script::json(502, R"({"error": "authentik starting..."})")
                                   << starting(502) << minute;
    QTest::newRow("502 of 2023.10") << Script::answer(
            502, "text/plain; charset=utf-8",
            R"({"error": "failed to connect to authentik backend: authentik starting"})")
                                    << starting(502) << minute;
    QTest::newRow("503 JSON") << Script::json(503, json, after) << starting(503) << seconds;
    QTest::newRow("503 page") << Script::answer(503, "text/html", page, after) << starting(503)
                              << seconds;
    QTest::newRow("503 text") << Script::answer(503, "text/plain", "authentik starting", after)
                              << starting(503) << seconds;
}

void TestRecognition::whatIsNotAReadyAuthentikIsSaid()
{
    QFETCH(Script, script);
    QFETCH(QString, what);
    QFETCH(QString, next);
    const QString sentence = saidOf(script);
    QVERIFY2(sentence.startsWith(what), qPrintable(sentence));
    QVERIFY2(sentence.endsWith(next), qPrintable(sentence));
}

void TestRecognition::everyAnswerHasASentenceOfItsOwn()
{
    const QList<Script> different = {
            Script::answer(200, "text/html", page),
            Script::json(200, "{}"),
            Script::json(200, {}),
            Script::answer(404, "text/html", page),
            Script::json(404, R"({"message": "no"})"),
            Script::json(404, R"({"detail": "Invalid page."})"),
            Script::json(502, "{}"),
            Script::json(403, R"({"detail": "Token invalid/expired"})"),
    };
    QSet<QString> sentences;
    for (const Script &script : different)
        sentences.insert(saidOf(script));
    QCOMPARE(sentences.size(), different.size());
    QVERIFY(!sentences.contains(u"read"_s));
}

void TestRecognition::anAuthentikThatHasStartedIsRead()
{
    ScriptedServer starting;
    bool isStarting = true;
    const QByteArray empty = R"({"pagination": {"next": 0, "count": 0}, "results": []})";
    starting.setScript([&isStarting, empty](const RecordedRequest &) {
        return isStarting
                ? Script::json(503, R"({"error": "authentik starting"})", "Retry-After: 5\r\n")
                : Script::json(200, empty);
    });
    ReleaseDesk desk(starting.url());
    QVERIFY(!desk.start());
    QCOMPARE(desk.session.listError()->retryAfter, std::chrono::seconds(5));
    isStarting = false;
    desk.session.refreshList();
    QTRY_VERIFY_WITH_TIMEOUT(desk.session.wasListRead(), 20000);
    QVERIFY(!desk.session.listError());
}

void TestRecognition::aSubPathIsFoundOnlyUnderItsAddress()
{
    ScriptedServer proxy;
    const QByteArray empty = R"({"pagination": {"next": 0, "count": 0}, "results": []})";
    proxy.setScript([empty](const RecordedRequest &request) {
        return request.target.startsWith("/auth/api/v3/") ? Script::json(200, empty)
                                                          : Script::answer(404, "text/html", page);
    });
    ReleaseDesk above(proxy.url());
    QVERIFY(!above.start());
    QVERIFY(said(*above.session.listError()).contains(u"under a path such as /auth"));
    ReleaseDesk below(proxy.url(u"/auth/"_s));
    QVERIFY(below.start());
    QVERIFY(!below.session.listError());
}

void TestRecognition::theOldestKnownReleaseAndNewerOnesAreQuiet_data()
{
    QTest::addColumn<QString>("release");
    for (const char *release : {"2022.8.0", "2022.8.1", "2022.10.1", "2025.12.4", "2026.5.0-rc1",
                                "2026.11.0", "2031.2.0", "", "dev", "rc"})
        QTest::newRow(release) << QString::fromLatin1(release);
}

void TestRecognition::theOldestKnownReleaseAndNewerOnesAreQuiet()
{
    QFETCH(QString, release);
    QVERIFY(!isTooOld(release));
    QCOMPARE(serverRemark(release), QString());
}

void TestRecognition::aTooOldReleaseIsRemarkedAndStillUsed()
{
    QJsonObject fixture = SchemaServer::fixture(u"2022.8"_s);
    fixture.insert(u"release"_s, u"2022.6.3"_s);
    SchemaServer server(fixture);
    ReleaseDesk desk(server.url());
    QVERIFY(desk.start());
    QVERIFY(desk.knowsRelease());
    QVERIFY(isTooOld(desk.session.release()));
    QCOMPARE(serverRemark(desk.session.release()),
             u"authentik 2022.6 is older than Sourcedesk knows (2022.8). "
             "Fields may be missing or refused."_s);
    QVERIFY(desk.open(u"plex-home"_s));
    QVERIFY(desk.edit->setValue(Field::Name, FieldValue::text(u"Plex Family"_s)));
    QVERIFY(desk.save() == SaveResult::Saved);
    for (const QString &old : {u"2021.12.1"_s, u"2022.7.3"_s, u"2022.6.0-rc1"_s})
        QVERIFY(isTooOld(old));
}

QTEST_GUILESS_MAIN(TestRecognition)
#include "tst_recognition.moc"
