// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoserver.h"
#include "proberig.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(TestState)

namespace {
QSslConfiguration selfSignedServer()
{
    QFile certificate(QStringLiteral(FIXTURES "/tls/certificate.pem"));
    QFile privateKey(QStringLiteral(FIXTURES "/tls/key.pem"));
    if (!certificate.open(QIODevice::ReadOnly) || !privateKey.open(QIODevice::ReadOnly))
        qFatal("no certificate");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(&certificate));
    configuration.setPrivateKey(QSslKey(&privateKey, QSsl::Ec));
    return configuration;
}

/// Trusts the certificate of the fixtures as long as it lives.
class TrustedFixture
{
public:
    TrustedFixture()
        : m_before(QSslConfiguration::defaultConfiguration())
    {
        QSslConfiguration trusting = m_before;
        trusting.addCaCertificate(selfSignedServer().localCertificate());
        QSslConfiguration::setDefaultConfiguration(trusting);
    }
    ~TrustedFixture() { QSslConfiguration::setDefaultConfiguration(m_before); }
    Q_DISABLE_COPY_MOVE(TrustedFixture)

private:
    QSslConfiguration m_before;
};
} // namespace

// *Test connection* over real sockets: a test per step makes that step fail, and those before pass.
class TestProbe : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_rig = std::make_unique<ProbeRig>(); }
    void theDemoServerPasses_data();
    void theDemoServerPasses();
    void factsAreTold();
    void stepsComeInOrderAndOnce();
    void tokenGoesOutOnlyToAnAuthentik();
    void unknownNameFailsTheFirstStep();
    void wrongAddressFailsTheFirstStep();
    void refusedPortFailsTcp();
    void plainServerFailsTls();
    void closingServerFailsTls();
    void selfSignedCertificateFailsTls();
    void trustedCertificatePasses();
    void certificateThatEndsSoonIsWarnedOf();
    void otherServersAreNoAuthentik_data();
    void otherServersAreNoAuthentik();
    void oldAuthentikFails();
    void unknownTokenFails();
    void aMissingTokenFailsAndIsNotAskedAbout();
    void withoutTheRightTheListFails();
    void withoutTheRightToChangeThatFails();
    void readOnlyIsWarnedOf();
    void withoutSourcesTheRightIsNotAsked();
    void clockOffByAnHourIsWarnedOf_data();
    void clockOffByAnHourIsWarnedOf();
    void eachRequestIsLogged();

private:
    std::unique_ptr<ProbeRig> m_rig;
};

void TestProbe::theDemoServerPasses_data()
{
    QTest::addColumn<QString>("release");
    for (const demoserver::ReleaseRules &rules : demoserver::recordedReleases())
        QTest::newRow(rules.version.data()) << QString(rules.version);
}

void TestProbe::theDemoServerPasses()
{
    QFETCH(QString, release);
    demoserver::DemoServerSettings settings;
    settings.release = demoserver::findRelease(release);
    demoserver::DemoServer demo(settings);
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString(), demo.token("admin"_L1));
    QVERIFY(m_rig->finish(watched));

    for (const TestStep step : {TestStep::Name, TestStep::Tcp, TestStep::Authentik, TestStep::Token,
                                TestStep::List, TestStep::Change})
        QCOMPARE(watched.state(step), TestState::Passed);
    QCOMPARE(watched.last(TestStep::Authentik).release, release);
    QVERIFY(!watched.last(TestStep::Token).username.isEmpty());
    QCOMPARE(watched.last(TestStep::List).sources, int(demo.data().plexSources().size()));
    QVERIFY(demo.requests("PATCH").isEmpty());
}

void TestProbe::factsAreTold()
{
    m_rig->script(healthy(m_rig->clock->now().addSecs(3)));
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));

    QCOMPARE(watched.last(TestStep::Name).host, u"127.0.0.1"_s);
    QVERIFY(watched.last(TestStep::Tls).isPlain);
    QCOMPARE(watched.state(TestStep::Tls), TestState::Skipped); // this machine
    QCOMPARE(watched.last(TestStep::Authentik).release, u"2025.12.4"_s);
    QCOMPARE(watched.last(TestStep::Authentik).build, u"abc123"_s);
    QCOMPARE(watched.last(TestStep::Token).username, u"anna"_s);
    QCOMPARE(watched.last(TestStep::List).sources, 8);
    QCOMPARE(watched.last(TestStep::Clock).clockDifference, std::optional(3s));
    QCOMPARE(watched.state(TestStep::Clock), TestState::Passed);
    QVERIFY(watched.outcome.isOk());
}

void TestProbe::stepsComeInOrderAndOnce()
{
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));
    settle();

    QCOMPARE(watched.outcome.times, 1);
    QCOMPARE(watched.told.size(), 2 * qsizetype(allTestSteps.size()));
    for (qsizetype at = 0; at < watched.told.size(); ++at) {
        QCOMPARE(int(watched.told.at(at).step), int(at / 2));
        QCOMPARE(watched.told.at(at).state == TestState::Running, at % 2 == 0);
    }
}

void TestProbe::tokenGoesOutOnlyToAnAuthentik()
{
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));

    const QList<RecordedRequest> sent = m_rig->server->requests();
    QCOMPARE(sent.size(), 5);
    QVERIFY(sent.at(0).header("Authorization").isEmpty());
    QCOMPARE(sent.at(1).header("Authorization"), QByteArray("Bearer canary-api-key"));

    ScriptedServer other;
    other.enqueue(Script::json(200, R"({"hello":"world"})"));
    Watched second;
    m_rig->start(second, other.url());
    QVERIFY(m_rig->finish(second));
    QCOMPARE(other.requests().size(), 1);
    QVERIFY(other.requests().at(0).header("Authorization").isEmpty());
}

void TestProbe::unknownNameFailsTheFirstStep()
{
    Watched watched;
    m_rig->start(watched, u"https://no-such-host.invalid"_s);
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Name, ErrorKind::HostNotFound));
    QCOMPARE(watched.last(TestStep::Name).host, u"no-such-host.invalid"_s);
}

void TestProbe::wrongAddressFailsTheFirstStep()
{
    Watched watched;
    m_rig->start(watched, u"ftp://auth.example.org"_s);
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Name, ErrorKind::BadResponse));
}

void TestProbe::refusedPortFailsTcp()
{
    const QString url = m_rig->server->url();
    m_rig->server->close();
    for (const QString &address : {url, QString(url).replace("http:"_L1, "https:"_L1)}) {
        Watched watched;
        m_rig->start(watched, address);
        QVERIFY(m_rig->finish(watched));
        QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Tcp, ErrorKind::Offline));
    }
}

void TestProbe::plainServerFailsTls()
{
    Watched watched;
    m_rig->start(watched, m_rig->encryptedUrl());
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->server->openConnections(), 1, 20000);
    m_rig->server->sendToAll(Script::answer(400, "text/html", "<html>what</html>").bytes);
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Tls, ErrorKind::Tls));
}

void TestProbe::closingServerFailsTls()
{
    m_rig->server->breakAtFirstBytes(0, Script::Then::Close);
    Watched watched;
    m_rig->start(watched, m_rig->encryptedUrl());
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Tls, ErrorKind::Cut));
}

void TestProbe::selfSignedCertificateFailsTls()
{
    m_rig->server->setTls(selfSignedServer());
    Watched watched;
    m_rig->start(watched, m_rig->encryptedUrl());
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Tls, ErrorKind::Tls));

    const TestStepResult tls = watched.last(TestStep::Tls);
    QVERIFY(tls.certificate);
    QCOMPARE(tls.certificate->subject, u"self-signed.invalid"_s);
    QCOMPARE(tls.certificate->fingerprint.size(), 32);
    QVERIFY(!tls.certificate->problems.isEmpty());
    QVERIFY(m_rig->server->requests().isEmpty());
}

void TestProbe::trustedCertificatePasses()
{
    const TrustedFixture trusted;
    m_rig->server->setTls(selfSignedServer());
    Watched watched;
    m_rig->start(watched, m_rig->encryptedUrl());
    QVERIFY(m_rig->finish(watched));

    const TestStepResult tls = watched.last(TestStep::Tls);
    QCOMPARE(tls.state, TestState::Passed);
    QVERIFY(tls.certificate);
    QCOMPARE(tls.certificate->issuer, u"self-signed.invalid"_s);
    QVERIFY(!tls.isAccepted);
    QCOMPARE(watched.state(TestStep::Clock), TestState::Passed);
}

void TestProbe::certificateThatEndsSoonIsWarnedOf()
{
    const TrustedFixture trusted;
    const QSslConfiguration tls = selfSignedServer();
    const qint64 days = m_rig->clock->now().daysTo(tls.localCertificate().expiryDate()) - 10;
    m_rig->clock->advance(std::chrono::hours(24) * days);
    m_rig->server->setTls(tls);
    Watched watched;
    m_rig->start(watched, m_rig->encryptedUrl());
    QVERIFY(m_rig->finish(watched));
    QCOMPARE(watched.state(TestStep::Tls), TestState::Warned);
    QCOMPARE(watched.state(TestStep::Change), TestState::Passed);
}

void TestProbe::otherServersAreNoAuthentik_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("a page") << Script::answer(200, "text/html", "<html>Welcome</html>").bytes
                            << ErrorKind::BadResponse;
    QTest::newRow("other JSON") << Script::json(200, R"({"status":"ok"})").bytes
                                << ErrorKind::BadResponse;
    QTest::newRow("empty") << Script::json(200, {}).bytes << ErrorKind::BadResponse;
    QTest::newRow("no such page") << Script::answer(404, "text/html", "<html>404</html>").bytes
                                  << ErrorKind::NoSuchPage;
    QTest::newRow("another API") << Script::json(404, R"({"detail":"no"})").bytes
                                 << ErrorKind::NotFound;
    QTest::newRow("elsewhere") << Script::answer(302, "text/html", {},
                                                 "Location: https://login.example.org/?next=x\r\n")
                                          .bytes
                               << ErrorKind::Redirected;
    QTest::newRow("login in front")
            << Script::answer(403, "text/html", "<html>no</html>").bytes << ErrorKind::Forbidden;
    QTest::newRow("starting")
            << Script::json(503, R"({"error":"authentik starting"})", "Retry-After: 5\r\n").bytes
            << ErrorKind::Starting;
    QTest::newRow("starting, old")
            << Script::json(502, R"({"error":"authentik starting..."})").bytes
            << ErrorKind::Starting;
}

void TestProbe::otherServersAreNoAuthentik()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorKind, kind);
    m_rig->server->setScript([bytes](const RecordedRequest &) { return Script{bytes}; });
    Watched watched;
    m_rig->start(watched, m_rig->server->url(u"/sso"_s));
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Authentik, kind));
    QCOMPARE(m_rig->server->requests().size(), 1);
    if (kind == ErrorKind::Starting && bytes.contains("Retry-After"))
        QCOMPARE(watched.last(TestStep::Authentik).error->retryAfter, std::optional(5s));
}

void TestProbe::oldAuthentikFails()
{
    QHash<QByteArray, Script> answers = healthy(m_rig->clock->now());
    answers["GET admin/version/"] = Script::json(200, R"({"version_current":"2022.7.3"})");
    m_rig->script(answers);
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Authentik, ErrorKind::BadResponse));
    QCOMPARE(watched.last(TestStep::Authentik).release, u"2022.7.3"_s);
    const QString said = describeTest(watched.last(TestStep::Authentik), {}).what;
    QVERIFY2(said.contains("too old"_L1), qPrintable(said));
}

void TestProbe::unknownTokenFails()
{
    demoserver::DemoServer demo;
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString());
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Token, ErrorKind::Unauthorized));
    QVERIFY(watched.last(TestStep::Authentik).release.isEmpty());
}

void TestProbe::aMissingTokenFailsAndIsNotAskedAbout()
{
    demoserver::DemoServer demo;
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString(), {});
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Token, ErrorKind::NoToken));
    QVERIFY(describeTest(watched.last(TestStep::Token), u"h"_s).what.contains(u"no token"));
    QCOMPARE(demo.requests().size(), 1); // who is there, which needs none
}

void TestProbe::withoutTheRightTheListFails()
{
    demoserver::DemoServer demo;
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString(), demo.token("none"_L1));
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::List, ErrorKind::Forbidden));
}

void TestProbe::withoutTheRightToChangeThatFails()
{
    demoserver::DemoServer demo;
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString(), demo.token("viewer"_L1));
    QVERIFY(m_rig->finish(watched));
    QVERIFY(m_rig->failedOnlyAt(watched, TestStep::Change, ErrorKind::Forbidden));
}

void TestProbe::readOnlyIsWarnedOf()
{
    m_rig->entry.isReadOnly = true;
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));
    QCOMPARE(watched.state(TestStep::Change), TestState::Warned);
    QCOMPARE(watched.kind(TestStep::Change), ErrorKind::ReadOnly);
    QCOMPARE(watched.state(TestStep::Clock), TestState::Passed);
}

void TestProbe::withoutSourcesTheRightIsNotAsked()
{
    demoserver::DemoServerSettings settings;
    settings.isEmpty = true;
    demoserver::DemoServer demo(settings);
    QVERIFY(demo.listen());
    Watched watched;
    m_rig->start(watched, demo.url().toString(), demo.token("admin"_L1));
    QVERIFY(m_rig->finish(watched));
    QCOMPARE(watched.last(TestStep::List).sources, 0);
    QCOMPARE(watched.state(TestStep::Change), TestState::Skipped);
    QVERIFY(demo.requests("OPTIONS").isEmpty());
}

void TestProbe::clockOffByAnHourIsWarnedOf_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<TestState>("state");
    QTest::newRow("ahead") << 3600 << TestState::Warned;
    QTest::newRow("behind") << -3600 << TestState::Warned;
    QTest::newRow("a minute") << 60 << TestState::Passed;
}

void TestProbe::clockOffByAnHourIsWarnedOf()
{
    QFETCH(int, seconds);
    QFETCH(TestState, state);
    m_rig->script(healthy(m_rig->clock->now().addSecs(seconds)));
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));
    QCOMPARE(watched.state(TestStep::Change), TestState::Passed);
    QCOMPARE(watched.state(TestStep::Clock), state);
    QCOMPARE(watched.last(TestStep::Clock).clockDifference,
             std::optional(std::chrono::seconds(seconds)));
}

void TestProbe::eachRequestIsLogged()
{
    Watched watched;
    m_rig->start(watched, m_rig->server->url());
    QVERIFY(m_rig->finish(watched));
    QStringList lines;
    for (const LoggedRequest &request : m_rig->log->requests()) {
        lines.append(request.method + u' ' + request.path);
        QCOMPARE(request.status, 200);
        QVERIFY(!request.error);
        QCOMPARE(request.connection, m_rig->server->url());
        QCOMPARE(request.at, m_rig->clock->now());
    }
    QCOMPARE(lines,
             QStringList({u"GET /api/v3/root/config/"_s, u"GET /api/v3/admin/version/"_s,
                          u"GET /api/v3/core/users/me/"_s, u"GET /api/v3/sources/plex/"_s,
                          u"OPTIONS /api/v3/sources/plex/home/"_s}));
}

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
