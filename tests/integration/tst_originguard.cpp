// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"
#include "fakeclock.h"
#include "outcome.h"
#include "scriptedserver.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

using namespace Qt::Literals::StringLiterals;

// The bearer token never reaches another origin, nothing follows a redirect, and a certificate
// nobody vouches for gets nothing.
class TestOriginGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void redirectIsToldAndNotFollowed_data();
    void redirectIsToldAndNotFollowed();
    void userInfoIsNotShown();
    void selfSignedCertificateIsRefused_data();
    void selfSignedCertificateIsRefused();
    void plainServerUnderHttpsIsRefused();
};

namespace {
BaseUrl base(const QString &url)
{
    return BaseUrl::fromUserInput(url).value();
}

Request request(Request::Method method)
{
    Request made;
    made.method = method;
    made.path = u"sources/plex/home/"_s;
    if (method == Request::Method::Patch)
        made.body = R"({"enabled":false})";
    return made;
}

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(FIXTURES "/tls/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QSslConfiguration selfSigned()
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(QSslCertificate(fixture(u"certificate.pem"_s)));
    configuration.setPrivateKey(QSslKey(fixture(u"key.pem"_s), QSsl::Ec));
    return configuration;
}
} // namespace

void TestOriginGuard::redirectIsToldAndNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("method");
    for (const int status : {301, 302, 303, 307, 308}) {
        for (const char *target : {"port", "host", "https", "same"}) {
            QTest::addRow("GET %d %s", status, target)
                    << status << QString::fromLatin1(target) << int(Request::Method::Get);
            QTest::addRow("PATCH %d %s", status, target)
                    << status << QString::fromLatin1(target) << int(Request::Method::Patch);
        }
    }
}

void TestOriginGuard::redirectIsToldAndNotFollowed()
{
    QFETCH(int, status);
    QFETCH(QString, target);
    QFETCH(int, method);
    ScriptedServer server;
    ScriptedServer canary;
    const QHash<QString, QString> addresses{
            {u"port"_s, canary.url(u"/api/v3/"_s)},
            {u"host"_s, u"http://localhost:%1/api/v3/"_s.arg(canary.serverPort())},
            {u"https"_s, u"https://127.0.0.1:%1/api/v3/"_s.arg(canary.serverPort())},
            {u"same"_s, server.url(u"/elsewhere/"_s)}};
    const QString address = addresses.value(target);
    server.enqueue(Script::answer(status, "text/html", "moved",
                                  "Location: " + address.toLatin1() + "\r\n"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(u"canary-api-key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method(method)), outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(canary.connections(), 0);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Redirected);
    QCOMPARE(outcome.error().httpStatus, status);
    QCOMPARE(outcome.error().arrival, Arrival::Answered);
    QCOMPARE(outcome.error().detail, address);

    // The connection is as good as before.
    server.enqueue(Script::json(200, "{}"));
    Outcome<Answer> after;
    const CallHandle next = transport.send(request(Request::Method(method)), after.done());
    QTRY_COMPARE(after.times, 1);
    QVERIFY(after.isOk());
    QCOMPARE(server.requests().size(), 2);
}

void TestOriginGuard::userInfoIsNotShown()
{
    ScriptedServer server;
    server.enqueue(
            Script::answer(302, "text/html", {}, "Location: http://me:word@other.invalid/in/\r\n"));
    FakeClock clock;
    Transport transport(base(server.url()), Secret(u"canary-api-key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method::Get), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().detail, u"http://other.invalid/in/"_s);
}

void TestOriginGuard::selfSignedCertificateIsRefused_data()
{
    QTest::addColumn<int>("method");
    QTest::newRow("read") << int(Request::Method::Get);
    QTest::newRow("write") << int(Request::Method::Patch);
}

void TestOriginGuard::selfSignedCertificateIsRefused()
{
    QFETCH(int, method);
    ScriptedServer server;
    server.setTls(selfSigned());
    FakeClock clock;
    Transport transport(base(u"https://127.0.0.1:%1"_s.arg(server.serverPort())),
                        Secret(u"canary-api-key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method(method)), outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(server.requests().size(), 0);
    QCOMPARE(outcome.error().kind, ErrorKind::Tls);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
    QVERIFY2(outcome.error().detail.contains("self-signed"_L1), qPrintable(outcome.error().detail));
}

void TestOriginGuard::plainServerUnderHttpsIsRefused()
{
    ScriptedServer server;
    server.breakAtFirstBytes(0, Script::Then::Close);
    FakeClock clock;
    Transport transport(base(u"https://127.0.0.1:%1"_s.arg(server.serverPort())),
                        Secret(u"canary-api-key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method::Patch), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    // The handshake was broken off, so not a byte of the request can have been read by anybody.
    QVERIFY(outcome.error().kind == ErrorKind::Tls || outcome.error().kind == ErrorKind::Cut);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
}

QTEST_GUILESS_MAIN(TestOriginGuard)
#include "tst_originguard.moc"
