// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each way over a proxy can fail in a way of its own.
#include "api/authentikclient.h"
#include "api/transport.h"
#include "fakeclock.h"
#include "outcome.h"
#include "proberig.h"
#include "proxyprogram.h"
#include "scriptedserver.h"
#include "source/errortext.h"
#include "testauthority.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

using namespace Qt::Literals::StringLiterals;

// A connection behind tinyproxy and microsocks, with plain http and with TLS.
class TestProxies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void goesOverTheProxy_data() { ways(); }
    void goesOverTheProxy();
    void loginIsGiven_data() { ways(); }
    void loginIsGiven();
    void wrongLoginIsNoWrongToken_data() { ways(); }
    void wrongLoginIsNoWrongToken();
    void missingLoginIsAskedFor_data() { ways(); }
    void missingLoginIsAskedFor();
    void wrongTokenIsNoWrongLogin_data() { ways(); }
    void wrongTokenIsNoWrongLogin();
    void proxyThatIsDownIsSaid_data() { ways(); }
    void proxyThatIsDownIsSaid();
    void writeGoesOutOnce_data();
    void writeGoesOutOnce();
    void halfAProxyIsNoWayPastIt();
    void namesAreLookedUpByTheProxy();
    void loginStaysOutOfWhatIsTold();
    void theProxysOwnPageIsNotTheServers();
    void theTestOfAConnectionSaysItToo();
    void theServersPageIsNotTheProxys();
    void aProxyThatHangsUpIsSaid_data();
    void aProxyThatHangsUpIsSaid();
    void whoHungUpInTheMiddleIsNotClaimed_data() { ways(); }
    void whoHungUpInTheMiddleIsNotClaimed();

private:
    static void ways();
    void begin();
    TransportSetup setup(quint16 port, const QString &user = {}, const QString &password = {});

    std::unique_ptr<TestAuthority> m_authority;
    std::unique_ptr<ScriptedServer> m_server; ///< of the present row
    QSslConfiguration m_tls;
    FakeClock m_clock;
};

namespace {
using Kind = ProxyProgram::Kind;

const auto user = u"anna"_s;
const auto password = u"canary-proxy-word"_s;

Request read()
{
    Request request;
    request.path = u"sources/plex/home/"_s;
    return request;
}

Request patch()
{
    Request request = read();
    request.method = Request::Method::Patch;
    request.body = R"({"enabled":false})";
    return request;
}

Kind kindOfRow()
{
    return QByteArray(QTest::currentDataTag()).startsWith("HTTP proxy") ? Kind::Http : Kind::Socks5;
}

bool isTlsRow()
{
    return QByteArray(QTest::currentDataTag()).contains("TLS");
}

Outcome<Answer> outcomeOf(Transport &transport, const Request &request)
{
    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request, outcome.done());
    outcome.wait(std::chrono::seconds(30));
    return outcome;
}

/// A SOCKS5 server that notes what it is asked for and then says that it cannot get there.
class NotingSocks : public QTcpServer
{
public:
    NotingSocks()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }
    QByteArray asked; ///< the request: version, command, 0, kind of address, address, port

private:
    void answer(QTcpSocket *socket)
    {
        const QByteArray said = socket->readAll();
        if (said.size() > 3 && said.at(1) == 1 && said.at(2) == 0) {
            asked = said;
            socket->write(QByteArray("\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", 10));
            socket->disconnectFromHost();
        } else {
            socket->write(QByteArray("\x05\x00", 2)); // no login
        }
    }
};
/// A SOCKS5 server that ends the connection after so many answers; -1 = it does not even listen to
/// the first question.
class RudeSocks : public QTcpServer
{
public:
    explicit RudeSocks(int answers)
        : m_answers(answers)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            if (m_answers < 0)
                hangUp(socket);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }
    bool hungUp = false;

private:
    void answer(QTcpSocket *socket)
    {
        socket->readAll();
        if (m_given++ < m_answers)
            socket->write(QByteArray("\x05\x00", 2)); // no login
        else
            hangUp(socket);
    }
    void hangUp(QTcpSocket *socket)
    {
        socket->disconnectFromHost();
        hungUp = true;
    }

    int m_answers;
    int m_given = 0;
};

QString sentenceFor(const Error &error, Situation situation)
{
    ErrorContext context;
    context.host = u"auth.example.org"_s;
    context.situation = situation;
    return describe(error, context).what;
}
} // namespace

void TestProxies::ways()
{
    QTest::addColumn<int>("unused");
    QTest::newRow("HTTP proxy, plain") << 0;
    QTest::newRow("HTTP proxy, TLS") << 0;
    QTest::newRow("SOCKS5, plain") << 0;
    QTest::newRow("SOCKS5, TLS") << 0;
}

/// A new server, plain or with TLS as the row says.
void TestProxies::begin()
{
    m_server = std::make_unique<ScriptedServer>();
    if (isTlsRow())
        m_server->setTls(m_tls);
    m_server->setScript([](const RecordedRequest &) { return Script::json(200, "{}"); });
}

TransportSetup TestProxies::setup(quint16 port, const QString &login, const QString &word)
{
    const QString url = u"%1://127.0.0.1:%2"_s.arg(isTlsRow() ? "https"_L1 : "http"_L1)
                                .arg(m_server->serverPort());
    TransportSetup made =
            directSetup(BaseUrl::fromUserInput(url).value(), Secret(u"canary-api-key"_s), m_clock);
    made.entry.caFile = m_authority->caFile();
    made.entry.proxy.mode =
            kindOfRow() == Kind::Http ? ProxyChoice::Mode::Http : ProxyChoice::Mode::Socks5;
    made.entry.proxy.host = u"127.0.0.1"_s;
    made.entry.proxy.port = port;
    made.entry.proxy.username = login;
    made.secrets.proxyPassword = Secret(word);
    return made;
}

void TestProxies::initTestCase()
{
    m_authority = std::make_unique<TestAuthority>();
    m_tls = m_authority->issue(u"server"_s).serverTls();
}

void TestProxies::cleanupTestCase()
{
    m_server.reset();
    m_authority.reset();
}

void TestProxies::goesOverTheProxy()
{
    begin();
    ProxyProgram proxy(kindOfRow());
    QVERIFY(proxy.isUp());

    for (const Request &request : {read(), patch()}) {
        // Each on a connection of its own: a write may be lost with one that tinyproxy is ending.
        Transport transport(setup(proxy.port()));
        QVERIFY(outcomeOf(transport, request).isOk());
    }

    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().at(1).body, patch().body);
    QCOMPARE(m_server->requests().at(1).header("Authorization"),
             QByteArray("Bearer canary-api-key"));
    const QByteArray target = QByteArray::number(m_server->serverPort());
    QTRY_VERIFY_WITH_TIMEOUT(proxy.said().contains(target), 20000);
}

void TestProxies::loginIsGiven()
{
    begin();
    ProxyProgram proxy(kindOfRow(), user, password);
    QVERIFY(proxy.isUp());
    Transport transport(setup(proxy.port(), user, password));

    // The write comes first: nobody asked for a login yet.
    const Outcome<Answer> written = outcomeOf(transport, patch());
    QVERIFY2(written.isOk(), qPrintable(written.error().detail));
    QVERIFY(outcomeOf(transport, read()).isOk());

    QCOMPARE(m_server->arrivals("PATCH"), 1);
    const QList<RecordedRequest> arrived = m_server->requests();
    for (const RecordedRequest &request : arrived)
        QVERIFY(request.header("Proxy-Authorization").isEmpty());
}

void TestProxies::wrongLoginIsNoWrongToken()
{
    begin();
    ProxyProgram proxy(kindOfRow(), user, password);
    QVERIFY(proxy.isUp());
    Transport transport(setup(proxy.port(), user, u"canary-wrong-word"_s));

    for (const Request &request : {read(), patch()}) {
        const Error error = outcomeOf(transport, request).error();

        QCOMPARE(error.kind, ErrorKind::ProxyLogin);
        if (request.isWrite())
            QCOMPARE(error.arrival, Arrival::NotSent);
        QVERIFY(!error.detail.contains("canary"_L1));
        QVERIFY(!error.body.contains("canary"));
    }
    QCOMPARE(m_server->connections(), 0);
}

void TestProxies::missingLoginIsAskedFor()
{
    begin();
    ProxyProgram proxy(kindOfRow(), user, password);
    QVERIFY(proxy.isUp());
    Transport transport(setup(proxy.port()));

    QCOMPARE(outcomeOf(transport, read()).error().kind, ErrorKind::ProxyLogin);
    const Error error = outcomeOf(transport, patch()).error();

    QCOMPARE(error.kind, ErrorKind::ProxyLogin);
    QCOMPARE(error.arrival, Arrival::NotSent);
    QCOMPARE(m_server->connections(), 0);
}

void TestProxies::wrongTokenIsNoWrongLogin()
{
    begin();
    m_server->setScript([](const RecordedRequest &) {
        return Script::json(403, R"({"detail":"Token invalid/expired"})");
    });
    ProxyProgram proxy(kindOfRow(), user, password);
    QVERIFY(proxy.isUp());
    const DigestKey digests = DigestKey::random();
    AuthentikClient client(setup(proxy.port(), user, password), digests);

    Outcome<Account> outcome;
    const CallHandle call = client.currentUser(outcome.done());
    QVERIFY(outcome.wait(std::chrono::seconds(30)));

    QCOMPARE(outcome.error().kind, ErrorKind::Unauthorized);
}

void TestProxies::proxyThatIsDownIsSaid()
{
    begin();
    Transport transport(setup(freePort(), user, password));

    for (const Request &request : {read(), patch()}) {
        const Error error = outcomeOf(transport, request).error();
        QCOMPARE(error.kind, ErrorKind::Proxy);
        QCOMPARE(error.arrival, Arrival::NotSent);
    }
    QCOMPARE(m_server->connections(), 0);
}

void TestProxies::writeGoesOutOnce_data()
{
    QTest::addColumn<int>("then");
    QTest::addColumn<bool>("isAtHead");
    QTest::addColumn<int>("readsBefore");
    for (const char *way :
         {"HTTP proxy, plain", "HTTP proxy, TLS", "SOCKS5, plain", "SOCKS5, TLS"}) {
        for (const Script::Then then : {Script::Then::Close, Script::Then::Reset}) {
            for (const bool isAtHead : {false, true}) {
                for (const int reads : {0, 1}) {
                    QTest::addRow("%s, %s, %s, %s", way,
                                  then == Script::Then::Close ? "FIN" : "RST",
                                  isAtHead ? "at the head" : "after the request",
                                  reads == 0 ? "fresh" : "kept alive")
                            << int(then) << isAtHead << reads;
                }
            }
        }
    }
}

void TestProxies::writeGoesOutOnce()
{
    QFETCH(int, then);
    QFETCH(bool, isAtHead);
    QFETCH(int, readsBefore);
    begin();
    m_server->setScript([then](const RecordedRequest &request) {
        return request.method == "PATCH" ? Script{{}, Script::Then(then)} : Script::json(200, "{}");
    });
    if (isAtHead)
        m_server->breakAtHead("PATCH", Script::Then(then));
    ProxyProgram proxy(kindOfRow(), user, password);
    QVERIFY(proxy.isUp());
    Transport transport(setup(proxy.port(), user, password));
    for (int done = 0; done < readsBefore; ++done)
        QVERIFY(outcomeOf(transport, read()).isOk());

    const Outcome<Answer> outcome = outcomeOf(transport, patch());
    settle();

    // tinyproxy ends the connection to the client after each answer; a write that goes out just
    // then is lost with it. It may be lost, it may not come twice.
    const bool mayBeLost = kindOfRow() == Kind::Http && !isTlsRow() && readsBefore > 0;
    QVERIFY(m_server->arrivals("PATCH") == 1 || (mayBeLost && m_server->arrivals("PATCH") == 0));
    QCOMPARE(outcome.times, 1);
    QVERIFY(!outcome.isOk());
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
}

void TestProxies::halfAProxyIsNoWayPastIt()
{
    begin();
    TransportSetup noPort = setup(0);
    TransportSetup noHost = setup(m_server->serverPort());
    noHost.entry.proxy.host.clear();

    for (const TransportSetup &half : {noPort, noHost}) {
        Transport transport(half);
        const Error error = outcomeOf(transport, patch()).error();
        QCOMPARE(error.kind, ErrorKind::Proxy);
        QCOMPARE(error.arrival, Arrival::NotSent);
    }
    QCOMPARE(m_server->connections(), 0);
}

void TestProxies::namesAreLookedUpByTheProxy()
{
    NotingSocks socks;
    TransportSetup made =
            directSetup(BaseUrl::fromUserInput(u"http://auth.company.invalid:8080"_s).value(),
                        Secret(u"t"_s), m_clock);
    made.entry.proxy.mode = ProxyChoice::Mode::Socks5;
    made.entry.proxy.host = u"127.0.0.1"_s;
    made.entry.proxy.port = socks.serverPort();
    Transport transport(made);

    const Error error = outcomeOf(transport, read()).error();

    QCOMPARE(error.kind, ErrorKind::HostNotFound);
    QCOMPARE(socks.asked,
             QByteArray("\x05\x01\x00\x03", 4) + char(20) + "auth.company.invalid"
                     + QByteArray("\x1f\x90", 2));
}

void TestProxies::loginStaysOutOfWhatIsTold()
{
    // A proxy that repeats in its answer what it got, login and token and all.
    ScriptedServer proxy;
    proxy.setScript([](const RecordedRequest &request) {
        const QByteArray login = request.header("Proxy-Authorization");
        const QByteArray said = login + ' '
                + QByteArray::fromBase64(login.mid(int(sizeof("Basic ")) - 1)) + ' '
                + request.header("Authorization");
        return Script::answer(407, "text/plain", said);
    });
    m_server = std::make_unique<ScriptedServer>();
    TransportSetup made = setup(proxy.serverPort(), user, password);
    made.entry.proxy.mode = ProxyChoice::Mode::Http;
    Transport transport(made);

    const Error error = outcomeOf(transport, patch()).error();

    QCOMPARE(proxy.requests().value(0).header("Proxy-Authorization"),
             "Basic " + (user + u':' + password).toUtf8().toBase64());
    QCOMPARE(error.kind, ErrorKind::ProxyLogin);
    QCOMPARE(error.body, QByteArray("Basic *** anna:*** Bearer ***"));
    QVERIFY(!error.detail.contains("canary"_L1));
}

void TestProxies::theProxysOwnPageIsNotTheServers()
{
    ProxyProgram proxy(Kind::Http, user, password);
    QVERIFY(proxy.isUp());
    TransportSetup made =
            directSetup(BaseUrl::fromUserInput(u"http://127.0.0.1:%1"_s.arg(freePort())).value(),
                        Secret(u"t"_s), m_clock);
    made.entry.proxy = {ProxyChoice::Mode::Http, u"127.0.0.1"_s, proxy.port(), user};
    made.secrets.proxyPassword = Secret(password);
    Transport transport(made);

    const Error error = outcomeOf(transport, read()).error();
    QCOMPARE(error.kind, ErrorKind::Proxy);
    QVERIFY(error.httpStatus >= 500);
    QVERIFY(error.body.contains("tinyproxy"));
    QVERIFY(sentenceFor(error, Situation::LoadList)
                    .contains(u"the proxy on the way answered in its place"_s));

    const Error written = outcomeOf(transport, patch()).error();
    QCOMPARE(written.kind, ErrorKind::Proxy);
    QCOMPARE(written.arrival, Arrival::MayHaveArrived); // it gives up in the same way later
    QVERIFY(sentenceFor(written, Situation::Save).contains(u"may be stored or not"_s));
}

void TestProxies::theTestOfAConnectionSaysItToo()
{
    ProxyProgram proxy(Kind::Http);
    QVERIFY(proxy.isUp());
    ProbeRig rig;
    rig.entry.proxy = {ProxyChoice::Mode::Http, u"127.0.0.1"_s, proxy.port(), {}};
    Watched watched;
    rig.start(watched, u"http://127.0.0.1:%1"_s.arg(freePort()));
    QVERIFY(rig.finish(watched));

    QString said;
    for (const TestStepResult &result : std::as_const(watched.told)) {
        if (result.state == TestState::Failed)
            said += describeTest(result, u"auth.example.org"_s).what;
    }
    QVERIFY2(
            said.startsWith(u"auth.example.org cannot be reached: the proxy on the way answered"_s),
            qPrintable(said));
}

void TestProxies::theServersPageIsNotTheProxys()
{
    m_server = std::make_unique<ScriptedServer>();
    QByteArray type = "text/html";
    QByteArray body = "<html><h1>502 Bad Gateway</h1></html>";
    m_server->setScript([&](const RecordedRequest &) { return Script::answer(502, type, body); });
    ProxyProgram proxy(Kind::Http);
    QVERIFY(proxy.isUp());
    TransportSetup made = setup(proxy.port());
    made.entry.proxy.mode = ProxyChoice::Mode::Http;
    Transport transport(made);

    Error error = outcomeOf(transport, read()).error();
    QCOMPARE(error.kind, ErrorKind::Starting); // nobody can tell: neither name is in it
    QVERIFY(sentenceFor(error, Situation::LoadList).contains(u" or a proxy in between "_s));
    QCOMPARE(outcomeOf(transport, patch()).error().arrival, Arrival::MayHaveArrived);

    type = "application/json";
    body = R"({"error":"failed to connect to authentik backend"})";
    error = outcomeOf(transport, read()).error();
    QCOMPARE(error.kind, ErrorKind::Starting);
    QVERIFY(!sentenceFor(error, Situation::LoadList).contains(u"proxy"_s));
}

void TestProxies::aProxyThatHangsUpIsSaid_data()
{
    QTest::addColumn<int>("answers");
    QTest::addColumn<QString>("scheme");
    for (const QString &scheme : {u"http"_s, u"https"_s}) {
        for (const int answers : {-1, 0, 1})
            QTest::addRow("%s, after %d", qPrintable(scheme), answers) << answers << scheme;
    }
}

void TestProxies::aProxyThatHangsUpIsSaid()
{
    QFETCH(int, answers);
    QFETCH(QString, scheme);
    for (const Request &request : {read(), patch()}) {
        RudeSocks socks(answers);
        TransportSetup made =
                directSetup(BaseUrl::fromUserInput(scheme + u"://127.0.0.1:8080"_s).value(),
                            Secret(u"t"_s), m_clock);
        made.entry.proxy = {ProxyChoice::Mode::Socks5, u"127.0.0.1"_s, socks.serverPort(), {}};
        Transport transport(made);

        Outcome<Answer> outcome;
        const CallHandle call = transport.send(request, outcome.done());
        QTRY_VERIFY(socks.hungUp);
        settle();
        m_clock.advance(transport.timeout());
        QVERIFY(outcome.wait(std::chrono::seconds(30)));
        const Error error = outcome.error();

        // Qt 6.4 does not notice; one that does may say so.
        QVERIFY(error.kind == ErrorKind::Timeout || error.kind == ErrorKind::Proxy);
        QCOMPARE(error.arrival, Arrival::NotSent);
        QVERIFY(sentenceFor(error, Situation::LoadList).contains(u"proxy"_s));
    }
}

void TestProxies::whoHungUpInTheMiddleIsNotClaimed()
{
    for (const Request &request : {read(), patch()}) {
        begin();
        auto proxy = std::make_unique<ProxyProgram>(kindOfRow(), user, password);
        QVERIFY(proxy->isUp());
        m_server->setScript([&proxy](const RecordedRequest &) {
            proxy.reset(); // killed while the server works
            return Script::json(200, "{}");
        });
        Transport transport(setup(proxy->port(), user, password));

        Outcome<Answer> outcome;
        const CallHandle call = transport.send(request, outcome.done());
        // Qt tries again; where it then meets a proxy that is just dying, only time ends it.
        if (!outcome.wait(std::chrono::seconds(5)))
            m_clock.advance(transport.timeout());
        QVERIFY(outcome.wait(std::chrono::seconds(30)));

        const Error error = outcome.error();
        const bool isLate = error.kind == ErrorKind::Timeout;
        if (request.isWrite()) {
            QVERIFY(isLate || error.kind == ErrorKind::Cut);
            QCOMPARE(error.arrival, Arrival::MayHaveArrived);
            QVERIFY(isLate
                    || sentenceFor(error, Situation::Save).contains(u" or a proxy in between "_s));
        } else {
            // A proxy that dies in a TLS read is nobody's fault with Qt 6.4; newer ones may tell.
            QList<ErrorKind> kinds{ErrorKind::Proxy};
            if (isTlsRow())
                kinds += {ErrorKind::Offline, ErrorKind::Cut};
            QVERIFY2(isLate || kinds.contains(error.kind), qPrintable(error.detail));
        }
    }
}

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
