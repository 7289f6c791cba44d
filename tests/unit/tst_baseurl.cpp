// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/baseurl.h"

#include <QtTest>

using namespace Qt::Literals::StringLiterals;

class TestBaseUrl : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void acceptsWhatPeopleType_data();
    void acceptsWhatPeopleType();
    void refusesTheRest_data();
    void refusesTheRest();
    void makesCallAddresses();
    void tellsWhereTokensAreMade();
    void knowsPlainToOtherMachines_data();
    void knowsPlainToOtherMachines();
    void segmentsAreEncoded();
};

void TestBaseUrl::acceptsWhatPeopleType_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("api");
    QTest::addColumn<QString>("address");
    const auto add = [](const char *typed, const char *api, const char *address) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(api)
                             << QString::fromUtf8(address);
    };
    const char *plain = "https://auth.example.org/api/v3/";
    const char *shown = "https://auth.example.org";
    add("https://auth.example.org", plain, shown);
    add("https://auth.example.org/", plain, shown);
    add("  https://auth.example.org  ", plain, shown);
    add("auth.example.org", plain, shown);
    add("HTTPS://Auth.Example.org", plain, shown);
    add("https://auth.example.org/api/v3/", plain, shown);
    add("https://auth.example.org/api/v3", plain, shown);
    add("https://auth.example.org/api/", plain, shown);
    add("https://auth.example.org/if/admin/", plain, shown);
    add("https://auth.example.org/if/admin/#/core/sources/plex", plain, shown);
    add("https://auth.example.org//", plain, shown);
    add("https://auth.example.org:443", "https://auth.example.org:443/api/v3/",
        "https://auth.example.org:443");
    add("http://127.0.0.1:9000", "http://127.0.0.1:9000/api/v3/", "http://127.0.0.1:9000");
    add("http://[::1]:9000/", "http://[::1]:9000/api/v3/", "http://[::1]:9000");
    add("localhost:9000", "https://localhost:9000/api/v3/", "https://localhost:9000");
    add("https://example.org/sso", "https://example.org/sso/api/v3/", "https://example.org/sso");
    add("https://example.org/sso/api/v3/", "https://example.org/sso/api/v3/",
        "https://example.org/sso");
    add("https://example.org/sso/if/admin/", "https://example.org/sso/api/v3/",
        "https://example.org/sso");
    add("https://example.org/a%20b/", "https://example.org/a%20b/api/v3/",
        "https://example.org/a%20b");
    add("https://example.org/sso//api/v3//", "https://example.org/sso/api/v3/",
        "https://example.org/sso");
    add("https://example.org/api/v3/if/admin/", "https://example.org/api/v3/",
        "https://example.org");
    add("https://example.org/%C3%BC%25/", "https://example.org/%C3%BC%25/api/v3/",
        "https://example.org/ü%25");
    add("https://example.org/api/v3/sso", "https://example.org/api/v3/sso/api/v3/",
        "https://example.org/api/v3/sso");
}

void TestBaseUrl::acceptsWhatPeopleType()
{
    QFETCH(QString, typed);
    QFETCH(QString, api);
    QFETCH(QString, address);

    const Result<BaseUrl> base = BaseUrl::fromUserInput(typed);

    QVERIFY(base.has_value());
    QCOMPARE(base->api({}).toString(QUrl::FullyEncoded), api);
    QCOMPARE(base->address(), address);
    QCOMPARE(BaseUrl::fromUserInput(base->address()).value(), base.value()); // as it is kept
}

void TestBaseUrl::refusesTheRest_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("blank") << u"  "_s;
    QTest::newRow("scheme only") << u"https://"_s;
    QTest::newRow("no host") << u"https:///sso"_s;
    QTest::newRow("ftp") << u"ftp://auth.example.org"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s;
    QTest::newRow("javascript") << u"javascript:alert(1)"_s;
    QTest::newRow("user") << u"https://anna@auth.example.org"_s;
    QTest::newRow("password") << u"https://anna:word@auth.example.org"_s;
    QTest::newRow("empty user") << u"https://@auth.example.org"_s;
    QTest::newRow("query") << u"https://auth.example.org/?x=1"_s;
    QTest::newRow("port") << u"https://auth.example.org:99999"_s;
    QTest::newRow("blank inside") << u"https://auth example.org"_s;
    QTest::newRow("line break") << u"https://auth.example.org/\r\nX: y"_s;
}

void TestBaseUrl::refusesTheRest()
{
    QFETCH(QString, typed);

    const Result<BaseUrl> base = BaseUrl::fromUserInput(typed);

    QVERIFY(!base.has_value());
    QVERIFY(!base.error().detail.isEmpty());
    QVERIFY(!base.error().detail.contains(u"word"_s + u"@"_s));
}

void TestBaseUrl::makesCallAddresses()
{
    const BaseUrl base = BaseUrl::fromUserInput(u"https://example.org/sso"_s).value();
    QUrlQuery query;
    query.addQueryItem(u"page"_s, u"2"_s);

    QCOMPARE(base.api(u"sources/plex/a%2Fb/"_s, query).toEncoded(),
             QByteArray("https://example.org/sso/api/v3/sources/plex/a%2Fb/?page=2"));
    QCOMPARE(base.apiPath(u"sources/plex/a%2Fb/"_s), u"/sso/api/v3/sources/plex/a%2Fb/"_s);
    QCOMPARE(base.host(), u"example.org"_s);
}

void TestBaseUrl::tellsWhereTokensAreMade()
{
    const auto page = [](const QString &typed) {
        return BaseUrl::fromUserInput(typed)->tokenPage().toString(QUrl::FullyEncoded);
    };

    QCOMPARE(page(u"auth.example.org"_s), u"https://auth.example.org/if/admin/#/core/tokens"_s);
    QCOMPARE(page(u"http://10.0.0.5:9000/a%20b/api/v3/"_s),
             u"http://10.0.0.5:9000/a%20b/if/admin/#/core/tokens"_s);
}

void TestBaseUrl::knowsPlainToOtherMachines_data()
{
    QTest::addColumn<bool>("isPlain");
    QTest::newRow("https://auth.example.org") << false;
    QTest::newRow("auth.example.org") << false;
    QTest::newRow("http://localhost:9000") << false;
    QTest::newRow("http://LOCALHOST") << false;
    QTest::newRow("http://127.0.0.1:9000/sso") << false;
    QTest::newRow("http://127.1") << false;
    QTest::newRow("http://127.255.3.4") << false;
    QTest::newRow("http://[::1]:9000") << false;
    QTest::newRow("http://[0:0:0:0:0:0:0:1]") << false;
    QTest::newRow("http://auth.example.org") << true;
    QTest::newRow("http://10.0.0.5:9000") << true;
    QTest::newRow("http://128.0.0.1") << true;
    QTest::newRow("http://[fe80::1]") << true;
    QTest::newRow("http://[::2]") << true;
    QTest::newRow("http://127.0.0.1.example.org") << true;
    QTest::newRow("http://localhost.example.org") << true;
    QTest::newRow("http://notlocalhost") << true;
}

void TestBaseUrl::knowsPlainToOtherMachines()
{
    QFETCH(bool, isPlain);

    const QString typed = QString::fromUtf8(QTest::currentDataTag());

    QCOMPARE(BaseUrl::fromUserInput(typed)->isPlainToOtherMachine(), isPlain);
}

void TestBaseUrl::segmentsAreEncoded()
{
    QCOMPARE(pathSegment(u"plex_home-2"_s), u"plex_home-2"_s);
    QCOMPARE(pathSegment(u"../a?b#c"_s), u"%2E%2E%2Fa%3Fb%23c"_s);
}

QTEST_GUILESS_MAIN(TestBaseUrl)
#include "tst_baseurl.moc"
