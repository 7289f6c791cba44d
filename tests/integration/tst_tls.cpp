// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/certificatecheck.h"
#include "fakeclock.h"
#include "tlsrig.h"

#include <memory>

// Whom a connection trusts, over real TLS servers with certificates made for the test.
class TestTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void caFileMakesItTrusted();
    void refusedWithCauseAndFacts_data();
    void refusedWithCauseAndFacts();
    void acceptedCertificateWorks_data();
    void acceptedCertificateWorks();
    void acceptedCertificateMayNotChange();
    void acceptanceStaysWithItsConnection();
    void issuerCannotBeAcceptedForItsServers();
    void otherErrorsAreNeverAccepted();
    void writeGoesOutOnce_data();
    void writeGoesOutOnce();

private:
    std::unique_ptr<TestAuthority> m_authority;
    FakeClock m_clock;
};

namespace {
using Issued = TestAuthority::Issued;

ConnectionEntry accepting(const QByteArray &fingerprint)
{
    ConnectionEntry entry;
    entry.acceptedCertificates = {QByteArray(32, 'x'), fingerprint};
    return entry;
}

} // namespace

void TestTls::initTestCase()
{
    m_authority = std::make_unique<TestAuthority>();
}

void TestTls::cleanupTestCase()
{
    m_authority.reset();
}

void TestTls::caFileMakesItTrusted()
{
    const Issued issued = m_authority->issue(u"trusted"_s);
    TlsServer server(issued.serverTls());

    const Outcome<Answer> without = outcomeOf(tlsSetup(m_clock, server));
    const Outcome<Answer> with = outcomeOf(tlsSetup(m_clock, server, withCa(*m_authority)));
    const Outcome<Answer> again = outcomeOf(tlsSetup(m_clock, server)); // nothing of it was for all

    QCOMPARE(without.error().kind, ErrorKind::Tls);
    QVERIFY(with.isOk());
    QCOMPARE(again.error().kind, ErrorKind::Tls);
    QCOMPARE(server.requests().size(), 1);
}

void TestTls::refusedWithCauseAndFacts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("days");
    QTest::addColumn<bool>("isTrusted");
    QTest::addColumn<QString>("problem");
    const auto address = u"IP:127.0.0.1"_s;
    QTest::newRow("unknown issuer")
            << u"unknown"_s << address << 30 << false << u"does not know who issued it"_s;
    QTest::newRow("expired") << u"expired"_s << address << -1 << true << u"It was valid until"_s;
    QTest::newRow("wrong name") << u"other"_s << u"DNS:other.example.org"_s << 30 << true
                                << u"It is for other names"_s;
    QTest::newRow("self-signed") << u"self"_s << u""_s << 30 << true << u"It signed itself"_s;
}

void TestTls::refusedWithCauseAndFacts()
{
    QFETCH(QString, name);
    QFETCH(QString, names);
    QFETCH(int, days);
    QFETCH(bool, isTrusted);
    QFETCH(QString, problem);
    const bool isAlone = names.isEmpty();
    const Issued issued =
            isAlone ? m_authority->selfSigned(name) : m_authority->issue(name, names, days);
    TlsServer server(issued.serverTls());

    const TransportSetup used =
            tlsSetup(m_clock, server, isTrusted ? withCa(*m_authority) : ConnectionEntry());
    const Error error = outcomeOf(used, patch()).error();

    QCOMPARE(error.kind, ErrorKind::Tls);
    QCOMPARE(error.arrival, Arrival::NotSent);
    QVERIFY(error.certificate.has_value());
    const CertificateFacts facts = *error.certificate;
    QCOMPARE(facts.fingerprint, issued.fingerprint());
    QCOMPARE(facts.subject, name);
    QCOMPARE(facts.issuer, isAlone ? name : u"Test Authority"_s);
    QCOMPARE(facts.names.size(), 1);
    QVERIFY(facts.validFrom.isValid() && facts.validUntil.isValid());
    QCOMPARE(facts.problems.size(), 1);
    QVERIFY2(facts.problems.value(0).contains(problem), qPrintable(facts.problems.join(u' ')));
    QVERIFY(server.requests().isEmpty());
}

void TestTls::acceptedCertificateWorks_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("days");
    QTest::newRow("self-signed") << u""_s << 30;
    QTest::newRow("unknown issuer") << u"IP:127.0.0.1"_s << 30;
    QTest::newRow("expired, wrong name, unknown issuer") << u"DNS:other.example.org"_s << -1;
}

void TestTls::acceptedCertificateWorks()
{
    QFETCH(QString, names);
    QFETCH(int, days);
    const Issued issued = names.isEmpty() ? m_authority->selfSigned(u"accepted"_s)
                                          : m_authority->issue(u"accepted"_s, names, days);
    TlsServer server(issued.serverTls());

    const TransportSetup used = tlsSetup(m_clock, server, accepting(issued.fingerprint()));

    QVERIFY(outcomeOf(used).isOk());
    QVERIFY(outcomeOf(used, patch()).isOk());
    QCOMPARE(server.requests().size(), 2);
}

void TestTls::acceptedCertificateMayNotChange()
{
    const Issued before = m_authority->selfSigned(u"before"_s);
    const Issued after = m_authority->selfSigned(u"after"_s);
    auto server = std::make_unique<TlsServer>(before.serverTls());
    Transport transport(tlsSetup(m_clock, *server, accepting(before.fingerprint())));
    Outcome<Answer> first;
    const CallHandle reading = transport.send(read(), first.done());
    QVERIFY(first.wait(std::chrono::seconds(20)));
    QVERIFY(first.isOk());

    // The same address, the same connection, another certificate.
    const quint16 port = server->serverPort();
    server.reset();
    TlsServer changed(after.serverTls());
    changed.close();
    QVERIFY(changed.listen(QHostAddress::LocalHost, port));
    settle();
    Outcome<Answer> second;
    const CallHandle writing = transport.send(patch(), second.done());
    QVERIFY(second.wait(std::chrono::seconds(20)));

    QCOMPARE(second.error().kind, ErrorKind::Tls);
    QCOMPARE(second.error().arrival, Arrival::NotSent);
    QCOMPARE(second.error().certificate->fingerprint, after.fingerprint());
    QCOMPARE(second.error().certificate->subject, u"after"_s);
    QVERIFY(second.error().certificate->problems.value(0).contains(u"accepted before"_s));
    QVERIFY(changed.requests().isEmpty());
}

void TestTls::acceptanceStaysWithItsConnection()
{
    const Issued issued = m_authority->selfSigned(u"mine"_s);
    TlsServer server(issued.serverTls());
    // Both live at the same time and lead to the same server, first one and then the other.
    Transport accepts(tlsSetup(m_clock, server, accepting(issued.fingerprint())));
    Transport refuses(tlsSetup(m_clock, server));
    for (int round = 1; round <= 3; ++round) {
        Outcome<Answer> mine;
        const CallHandle reading = accepts.send(read(), mine.done());
        QVERIFY(mine.wait(std::chrono::seconds(20)));
        Outcome<Answer> other;
        const CallHandle trying = refuses.send(read(), other.done());
        QVERIFY(other.wait(std::chrono::seconds(20)));

        QVERIFY(mine.isOk());
        QCOMPARE(other.error().kind, ErrorKind::Tls);
        QCOMPARE(server.requests().size(), round);
    }
}

void TestTls::issuerCannotBeAcceptedForItsServers()
{
    // The fingerprint of the authority is no word for what it issued.
    const Issued issued = m_authority->issue(u"below"_s);
    QSslConfiguration tls = issued.serverTls();
    const QList<QSslCertificate> authority = QSslCertificate::fromPath(m_authority->caFile());
    tls.setLocalCertificateChain({tls.localCertificate(), authority.value(0)});
    TlsServer server(tls);

    const QByteArray fingerprint = authority.value(0).digest(QCryptographicHash::Sha256);
    const Error error = outcomeOf(tlsSetup(m_clock, server, accepting(fingerprint))).error();

    QCOMPARE(error.kind, ErrorKind::Tls);
    QCOMPARE(error.certificate->fingerprint, issued.fingerprint());
    QVERIFY(server.requests().isEmpty());
    // The same whole chain with its own fingerprint is fine.
    QVERIFY(outcomeOf(tlsSetup(m_clock, server, accepting(issued.fingerprint()))).isOk());
}

void TestTls::otherErrorsAreNeverAccepted()
{
    const Issued issued = m_authority->selfSigned(u"one"_s);
    const Issued stranger = m_authority->selfSigned(u"two"_s);
    const QSslCertificate own = issued.serverTls().localCertificate();
    const QSslCertificate foreign = stranger.serverTls().localCertificate();
    const QList<QByteArray> accepted{issued.fingerprint()};
    const QSslError selfSigned(QSslError::SelfSignedCertificate, own);

    QCOMPARE(acceptedErrors({own}, {selfSigned}, accepted), QList<QSslError>{selfSigned});
    QVERIFY(acceptedErrors({own}, {selfSigned}, {}).isEmpty());
    QVERIFY(acceptedErrors({}, {selfSigned}, accepted).isEmpty());
    QVERIFY(acceptedErrors({foreign, own}, {selfSigned}, accepted).isEmpty());
    for (const QSslError &bad :
         {QSslError(QSslError::CertificateRevoked, own),
          QSslError(QSslError::CertificateSignatureFailed, own),
          QSslError(QSslError::NoPeerCertificate), QSslError(QSslError::HostNameMismatch),
          QSslError(QSslError::SelfSignedCertificate, foreign)})
        QVERIFY(acceptedErrors({own}, {selfSigned, bad}, accepted).isEmpty());
}

void TestTls::writeGoesOutOnce_data()
{
    QTest::addColumn<int>("readsBefore");
    QTest::addColumn<int>("then");
    QTest::addColumn<bool>("isAtHead");
    for (const int reads : {0, 1}) {
        for (const Script::Then then : {Script::Then::Close, Script::Then::Reset}) {
            for (const bool isAtHead : {false, true}) {
                QTest::addRow("%s, %s, %s", reads == 0 ? "fresh" : "kept alive",
                              then == Script::Then::Close ? "FIN" : "RST",
                              isAtHead ? "at the head" : "after the request")
                        << reads << int(then) << isAtHead;
            }
        }
    }
}

void TestTls::writeGoesOutOnce()
{
    QFETCH(int, readsBefore);
    QFETCH(int, then);
    QFETCH(bool, isAtHead);
    const Issued issued = m_authority->selfSigned(u"once"_s);
    TlsServer server(issued.serverTls());
    server.setScript([then](const RecordedRequest &request) {
        return request.method == "PATCH" ? Script{{}, Script::Then(then)} : Script::json(200, "{}");
    });
    if (isAtHead)
        server.breakAtHead("PATCH", Script::Then(then));
    Transport transport(tlsSetup(m_clock, server, accepting(issued.fingerprint())));
    for (int done = 0; done < readsBefore; ++done) {
        Outcome<Answer> first;
        const CallHandle reading = transport.send(read(), first.done());
        QVERIFY(first.wait(std::chrono::seconds(20)));
    }

    Outcome<Answer> outcome;
    const CallHandle writing = transport.send(patch(), outcome.done());
    QVERIFY(outcome.wait(std::chrono::seconds(20)));
    settle();

    QCOMPARE(server.arrivals("PATCH"), 1);
    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Cut);
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
}

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
