// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/redaction.h"

#include <QtTest>

using namespace Qt::Literals::StringLiterals;

class TestRedaction : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySpellingIsBlanked_data();
    void everySpellingIsBlanked();
    void namesOfFieldsStay();
    void foreignKeysAreBlanked();
    void untouchedBodyIsByteForByteTheSame();
    void shortSecretsAreNotLookedFor();
    void anEchoedSourceLosesItsStoredToken();
};

namespace {
QList<Secret> secrets()
{
    return {Secret(u" tök\"en/<1> "_s), Secret(u"api-key"_s)};
}
} // namespace

void TestRedaction::everySpellingIsBlanked_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("plain") << u"said tök\"en/<1> here"_s.toUtf8();
    QTest::newRow("other case") << QByteArray("said API-Key here");
    QTest::newRow("JSON in text") << u"said {\"a\": \"tök\\\"en/<1>\"} here"_s.toUtf8();
    QTest::newRow("JSON") << u"{\"a\": [{\"b\": \"x tök\\\"en/<1> y\"}]}"_s.toUtf8();
    QTest::newRow("ASCII JSON") << QByteArray(R"(["t\u00f6k\"en\/<1>"])");
    QTest::newRow("HTML") << u"<p>tök&quot;en/&lt;1&gt;</p>"_s.toUtf8();
    QTest::newRow("URL") << QByteArray("GET /?x=t%C3%B6k%22en%2F%3C1%3E");
}

void TestRedaction::everySpellingIsBlanked()
{
    QFETCH(QByteArray, body);

    const QByteArray clean = withoutSecrets(body, secrets());

    QVERIFY(clean.contains("***"));
    QVERIFY(!clean.contains("en/"));
    QVERIFY(!clean.contains("en%2F"));
    QVERIFY(!clean.toLower().contains("api-key"));
}

void TestRedaction::namesOfFieldsStay()
{
    const QList<Secret> typed{Secret(u"plex_token"_s), Secret(u"detail"_s)};

    const QByteArray clean = withoutSecrets(
            QByteArray(R"({"detail":"a detail","plex_token":["plex_token?"]})"), typed);

    QCOMPARE(clean, QByteArray(R"({"detail":"a ***","plex_token":["***?"]})"));
}

void TestRedaction::foreignKeysAreBlanked()
{
    QCOMPARE(withoutSecrets(QByteArray(R"({"api-key":1})"), secrets()), QByteArray(R"({"***":1})"));
}

void TestRedaction::untouchedBodyIsByteForByteTheSame()
{
    for (const QByteArray &body :
         {QByteArray("{ \"slug\" : [\"x\"] }\n"), QByteArray("\xff\xfe\x00garbage", 10),
          QByteArray("<html>"), QByteArray()}) {
        QCOMPARE(withoutSecrets(body, secrets()), body);
        QCOMPARE(withoutSecrets(body, {}), body);
    }
}

void TestRedaction::anEchoedSourceLosesItsStoredToken()
{
    const QList<Secret> bearer{Secret(u"bearer-of-the-run"_s)};
    const QByteArray echoed(R"({"error":{"object":{"pk":"1","plex_token":"stored"}}})");
    QCOMPARE(withoutSecrets(echoed, bearer),
             QByteArray(R"({"error":{"object":{"pk":"1","plex_token":"***"}}})"));
    const QByteArray report(R"({"plex_token":"This field may not be blank."})");
    QCOMPARE(withoutSecrets(report, bearer), report);
}

void TestRedaction::shortSecretsAreNotLookedFor()
{
    const QByteArray body = R"({"name":["This field may not be blank."]})";

    QCOMPARE(withoutSecrets(body, {Secret(u"a"_s), Secret(u"may"_s), Secret(u"  "_s)}), body);
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
