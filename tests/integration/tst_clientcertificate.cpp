// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "proxyprogram.h"
#include "tlsrig.h"

#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QTcpSocket>

#include <memory>

// The certificate that this program shows, and the files of a connection that cannot be used.
class TestClientCertificate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void clientCertificateIsShown_data();
    void clientCertificateIsShown();
    void missingClientCertificateFails_data();
    void missingClientCertificateFails();
    void unusableFileIsToldWithoutSending_data();
    void unusableFileIsToldWithoutSending();
    void repairedFileIsUsed();

private:
    std::unique_ptr<TestAuthority> m_authority;
    FakeClock m_clock;
};

namespace {
using Issued = TestAuthority::Issued;

bool listensAt(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(1000);
}
} // namespace

void TestClientCertificate::initTestCase()
{
    m_authority = std::make_unique<TestAuthority>();
}

void TestClientCertificate::cleanupTestCase()
{
    m_authority.reset();
}

void TestClientCertificate::clientCertificateIsShown_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("PEM, two files") << u"two"_s;
    QTest::newRow("PEM, one file") << u"one"_s;
    QTest::newRow("PEM, passphrase") << u"locked"_s;
    QTest::newRow("PKCS #12") << u"p12"_s;
}

void TestClientCertificate::clientCertificateIsShown()
{
    QFETCH(QString, form);
    const Issued server = m_authority->issue(u"server"_s);
    const Issued client = m_authority->issue(u"client"_s);
    TlsServer asking(m_authority->askingForClients(server.serverTls()));
    const auto passphrase = u"open sesame"_s;
    ConnectionEntry entry = withCa(*m_authority);
    entry.clientCertificate = client.certificate;
    if (form == "two"_L1)
        entry.clientKey = client.key;
    if (form == "locked"_L1)
        entry.clientKey = m_authority->locked(client, passphrase).key;
    if (form == "p12"_L1)
        entry.clientCertificate = m_authority->pkcs12(client, passphrase);
    if (form == "one"_L1) {
        QFile key(client.key);
        QFile both(client.certificate);
        QVERIFY(key.open(QIODevice::ReadOnly) && both.open(QIODevice::Append));
        both.write(key.readAll());
    }

    const Outcome<Answer> outcome =
            outcomeOf(tlsSetup(m_clock, asking, entry, passphrase), patch());

    QVERIFY2(outcome.isOk(), qPrintable(outcome.error().detail));
    QCOMPARE(asking.requests().size(), 1);
}

void TestClientCertificate::missingClientCertificateFails_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("TLS 1.2") << u"-tls1_2"_s;
    QTest::newRow("TLS 1.3") << u"-tls1_3"_s; // it says so only after the handshake
}

void TestClientCertificate::missingClientCertificateFails()
{
    QFETCH(QString, version);
    const Issued issued = m_authority->issue(u"strict"_s);
    const quint16 port = freePort();
    QProcess server;
    server.start(u"openssl"_s,
                 {u"s_server"_s, u"-accept"_s, u"127.0.0.1:%1"_s.arg(port), u"-cert"_s,
                  issued.certificate, u"-key"_s, issued.key, u"-CAfile"_s, m_authority->caFile(),
                  u"-Verify"_s, u"1"_s, u"-verify_return_error"_s, u"-www"_s, version});
    QTRY_VERIFY_WITH_TIMEOUT(listensAt(port), 20000);
    TransportSetup used = tlsSetup(m_clock, ScriptedServer(), withCa(*m_authority));
    used.base = BaseUrl::fromUserInput(u"https://127.0.0.1:%1"_s.arg(port)).value();

    for (const Request &request : {read(), patch()}) {
        const Error error = outcomeOf(used, request).error();
        QVERIFY2(error.kind == ErrorKind::Tls, qPrintable(error.detail));
        QVERIFY2(error.detail.contains("alert"_L1), qPrintable(error.detail));
        // In TLS 1.2 the handshake fails before Qt tells of the server's certificate.
        const CertificateFacts facts = error.certificate.value_or(CertificateFacts());
        QCOMPARE(facts.fingerprint, version == "-tls1_3"_L1 ? issued.fingerprint() : QByteArray());
        QVERIFY(facts.problems.isEmpty()); // it is not the server's that is wrong
    }
    server.kill();
    server.waitForFinished(10000);
}

void TestClientCertificate::unusableFileIsToldWithoutSending_data()
{
    QTest::addColumn<QString>("ca");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("named");
    QTest::addColumn<QString>("reason");
    const auto none = u""_s;
    QTest::newRow("no CA file") << u"gone.pem"_s << none << none << u"gone.pem"_s
                                << u"No such file"_s;
    QTest::newRow("CA file is a key")
            << u"user.key"_s << none << none << u"user.key"_s << u"no certificate"_s;
    QTest::newRow("no certificate file")
            << none << u"gone.pem"_s << none << u"gone.pem"_s << u"No such file"_s;
    QTest::newRow("no key file") << none << u"user.pem"_s << u"gone.key"_s << u"gone.key"_s
                                 << u"No such file"_s;
    QTest::newRow("no key in the file")
            << none << u"user.pem"_s << none << u"user.pem"_s << u"no private key"_s;
    QTest::newRow("wrong passphrase") << none << u"user.pem"_s << u"user.key.locked"_s
                                      << u"user.key.locked"_s << u"passphrase does not open"_s;
    QTest::newRow("wrong passphrase of PKCS #12")
            << none << u"user.pem.p12"_s << none << u"user.pem.p12"_s
            << u"passphrase does not open"_s;
    QTest::newRow("empty file") << u"empty.pem"_s << none << none << u"empty.pem"_s << u"empty"_s;
}

void TestClientCertificate::unusableFileIsToldWithoutSending()
{
    QFETCH(QString, ca);
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, named);
    QFETCH(QString, reason);
    const Issued user = m_authority->issue(u"user"_s);
    m_authority->locked(user, u"right passphrase"_s);
    m_authority->pkcs12(user, u"right passphrase"_s);
    QFile empty(m_authority->path(u"empty.pem"_s));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    TlsServer server(m_authority->issue(u"calm"_s).serverTls());
    const auto path = [this](const QString &name) {
        return name.isEmpty() ? name : m_authority->path(name);
    };
    ConnectionEntry entry;
    entry.caFile = path(ca);
    entry.clientCertificate = path(certificate);
    entry.clientKey = path(key);

    Transport transport(tlsSetup(m_clock, server, entry, u"wrong passphrase"_s));
    for (const Request &request : {read(), patch()}) {
        Outcome<Answer> outcome;
        const CallHandle call = transport.send(request, outcome.done());
        QCOMPARE(outcome.times, 0); // never inside send()
        QVERIFY(outcome.wait(std::chrono::seconds(20)));

        const Error error = outcome.error();
        QCOMPARE(error.kind, ErrorKind::Tls);
        QCOMPARE(error.arrival, Arrival::NotSent);
        QVERIFY2(error.detail.contains(named), qPrintable(error.detail));
        QVERIFY2(error.detail.contains(reason), qPrintable(error.detail));
        QVERIFY(!error.detail.contains("wrong passphrase"_L1));
        QVERIFY(error.request.endsWith("/api/v3/sources/plex/home/"_L1));
        QVERIFY(!error.certificate);
    }
    settle();
    QCOMPARE(server.connections(), 0);
}

void TestClientCertificate::repairedFileIsUsed()
{
    TlsServer server(m_authority->issue(u"later"_s).serverTls());
    ConnectionEntry entry;
    entry.caFile = m_authority->path(u"later-ca.pem"_s);
    Transport transport(tlsSetup(m_clock, server, entry));
    Outcome<Answer> before;
    const CallHandle failing = transport.send(read(), before.done());
    QVERIFY(before.wait(std::chrono::seconds(20)));
    QVERIFY(!before.isOk());

    QVERIFY(QFile::copy(m_authority->caFile(), entry.caFile));
    Outcome<Answer> after;
    const CallHandle working = transport.send(read(), after.done());
    QVERIFY(after.wait(std::chrono::seconds(20)));

    QVERIFY(after.isOk());
}

QTEST_GUILESS_MAIN(TestClientCertificate)
#include "tst_clientcertificate.moc"
