// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/judge.h"

#include <QTimeZone>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using std::chrono::seconds;

Q_DECLARE_METATYPE(Refusal)
Q_DECLARE_METATYPE(Answerer)

class TestJudge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStatusHasAKind();
    void noServerErrorToAWriteIsARefusal();
    void startingServerRefusedTheWrite();
    void readsAreAnswered();
    void aProxysOwnPageIsKnown_data();
    void aProxysOwnPageIsKnown();
    void jsonIsKnownByItsShape();
    void valuesAreCounted();
    void mediaTypeIsBare();
    void retryAfterIsRead_data();
    void retryAfterIsRead();
};

void TestJudge::everyStatusHasAKind()
{
    for (int status = 300; status < 600; ++status) {
        const Refusal refusal{status, "text/html", "<html></html>", true};
        const ErrorKind kind = kindOf(refusal);
        if (status < 400)
            QCOMPARE(kind, ErrorKind::Redirected);
        else if (status < 500)
            QVERIFY(kind != ErrorKind::Server && kind != ErrorKind::Starting);
        else
            QVERIFY(kind == ErrorKind::Server || kind == ErrorKind::Starting);
    }
}

void TestJudge::noServerErrorToAWriteIsARefusal()
{
    for (int status = 500; status < 600; ++status)
        QCOMPARE(arrivalOf({status, "text/html", "<html></html>", true}), Arrival::MayHaveArrived);
    QCOMPARE(arrivalOf({405, "text/html", {}, true}), Arrival::MayHaveArrived);
    QCOMPARE(arrivalOf({408, "text/html", {}, true}), Arrival::MayHaveArrived);
    QCOMPARE(arrivalOf({405, "application/json", R"({"detail":"x"})", true}), Arrival::Answered);
    QCOMPARE(arrivalOf({400, "application/json", R"({"slug":["x"]})", true}), Arrival::Answered);
    QCOMPARE(arrivalOf({407, "text/html", {}, true}), Arrival::NotSent);
}

void TestJudge::startingServerRefusedTheWrite()
{
    const QByteArray starting = R"({"error":"authentik starting"})";
    QCOMPARE(arrivalOf({503, "application/json", starting, true}), Arrival::Answered);
    QCOMPARE(arrivalOf({502, "application/json", starting, true}), Arrival::MayHaveArrived);
    QCOMPARE(arrivalOf({503, "application/json", R"({"error":"busy"})", true}),
             Arrival::MayHaveArrived);
    QCOMPARE(arrivalOf({503, "application/json", R"(["authentik starting"])", true}),
             Arrival::MayHaveArrived);
}

void TestJudge::readsAreAnswered()
{
    for (const int status : {200, 301, 403, 405, 500, 502})
        QCOMPARE(arrivalOf({status, "text/html", {}, false}), Arrival::Answered);
}

void TestJudge::aProxysOwnPageIsKnown_data()
{
    QTest::addColumn<Refusal>("refusal");
    QTest::addColumn<Answerer>("by");
    QTest::addColumn<bool>("isProxys");
    const Refusal page{503, "text/html", "<html></html>", false};
    const Refusal json{502, "text/plain", R"({"error":"no backend"})", false};
    QTest::newRow("tinyproxy") << page << Answerer{"tinyproxy/1.11.1", {}, {}, {}, {}} << true;
    QTest::newRow("squid") << page << Answerer{"squid/5.7", {}, "ERR_CONNECT_FAIL 111", {}, {}}
                           << true;
    QTest::newRow("squid without its name")
            << page << Answerer{{}, {}, "ERR_DNS_FAIL 0", {}, {}} << true;
    QTest::newRow("RFC 9209") << page << Answerer{{}, "cache; error=connection_refused", {}, {}, {}}
                              << true;
    QTest::newRow("no error in it")
            << page << Answerer{"nginx", "cache; fwd=stale", {}, {}, {}} << false;
    QTest::newRow("a filter") << Refusal{403, "text/html", "<html></html>", false}
                              << Answerer{"tinyproxy/1.11.1", {}, {}, {}, {}} << true;
    QTest::newRow("no such page") << Refusal{404, "text/html", "<html></html>", false}
                                  << Answerer{"tinyproxy/1.11.1", {}, {}, {}, {}} << false;
    QTest::newRow("nobody says who") << page << Answerer{} << false;
    QTest::newRow("nginx") << page << Answerer{"nginx/1.22", {}, {}, {}, {}} << false;
    QTest::newRow("named like one") << page << Answerer{"tinyproxylike", {}, {}, {}, {}} << false;
    QTest::newRow("JSON") << json << Answerer{"squid/5.7", {}, {}, {}, {}} << false;
    QTest::newRow("of authentik") << page << Answerer{"squid/5.7", {}, {}, "authentik", {}}
                                  << false;
    QTest::newRow("with its id") << page << Answerer{"squid/5.7", {}, {}, {}, "00ff"} << false;
}

void TestJudge::aProxysOwnPageIsKnown()
{
    QFETCH(Refusal, refusal);
    QFETCH(Answerer, by);
    QFETCH(bool, isProxys);
    QCOMPARE(isProxysOwn(refusal, by), isProxys);
}

void TestJudge::jsonIsKnownByItsShape()
{
    QVERIFY(isJson("application/json", R"({"a":1})"));
    QVERIFY(isJson("text/plain", R"(["a"])"));
    QVERIFY(isJson({}, "\xef\xbb\xbf{}"));
    QVERIFY(!isJson("text/html", R"({"a":1})"));
    QVERIFY(!isJson("application/json", "<html>"));
    QVERIFY(!isJson("application/json", {}));
}

void TestJudge::mediaTypeIsBare()
{
    QCOMPARE(mediaType("Application/JSON; charset=utf-8"), QByteArray("application/json"));
    QCOMPARE(mediaType("text/html"), QByteArray("text/html"));
    QCOMPARE(mediaType({}), QByteArray());
}

void TestJudge::valuesAreCounted()
{
    const QByteArray six = R"({"a":[1,2,{"b":"x","c":null}]})"; // with those that hold others
    QVERIFY(!hasMoreValues(six, 6));
    QVERIFY(hasMoreValues(six, 5));
    QVERIFY(hasMoreValues(QByteArray(100, '['), 99));
    // What stands in a text, or after a quote in one, is no value.
    const QByteArray text = R"({"a":"[,,,,,,\",,,,,{{{{\\"})";
    QVERIFY(!hasMoreValues(text, 2));
    const QByteArray afterText = R"({"a":"\\",,,,})";
    QVERIFY(hasMoreValues(afterText, 4));
    QVERIFY(!hasMoreValues("<p>,,,,,,,,,,,,</p>", 2));
    QVERIFY(!hasMoreValues({}, 0));
}

void TestJudge::retryAfterIsRead_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("expected"); // -1: none
    QTest::newRow("seconds") << QByteArray("5") << 5;
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("blanks") << QByteArray(" 7 ") << 7;
    QTest::newRow("a day") << QByteArray("86400") << 3600;
    QTest::newRow("huge") << QByteArray("99999999999999999999") << 3600;
    QTest::newRow("date") << QByteArray("Sun, 01 Mar 2026 12:00:30 GMT") << 30;
    QTest::newRow("past date") << QByteArray("Sun, 01 Mar 2026 11:00:00 GMT") << 0;
    QTest::newRow("far date") << QByteArray("Mon, 01 Mar 2027 12:00:00 GMT") << 3600;
    QTest::newRow("missing") << QByteArray() << -1;
    QTest::newRow("negative") << QByteArray("-5") << -1;
    QTest::newRow("words") << QByteArray("soon") << -1;
}

void TestJudge::retryAfterIsRead()
{
    QFETCH(QByteArray, header);
    QFETCH(int, expected);
    const QDateTime now(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());

    const std::optional<seconds> pause = parseRetryAfter(header, now);

    QCOMPARE(pause.has_value(), expected >= 0);
    QCOMPARE(pause.value_or(seconds(-1)).count(), qint64(expected));
}

QTEST_GUILESS_MAIN(TestJudge)
#include "tst_judge.moc"
