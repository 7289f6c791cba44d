// SPDX-License-Identifier: GPL-3.0-or-later
// The demo server inside the test's process: its HTTP reader over raw sockets, and what tests use
// it for.
#include "demoserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using demoserver::DemoServer;

namespace {

QByteArray home()
{
    return QByteArrayLiteral("/api/v3/sources/plex/plex-home/");
}

/// A client that sends bytes as they are and keeps all it gets.
class RawClient
{
public:
    explicit RawClient(const DemoServer &server)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket,
                         [this] { m_received += m_socket.readAll(); });
        m_socket.connectToHost(server.url().host(), quint16(server.url().port()));
    }
    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    void leave() { m_socket.abort(); }
    [[nodiscard]] const QByteArray &received() const { return m_received; }
    [[nodiscard]] bool isClosed() const
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }
    [[nodiscard]] QJsonObject body() const
    {
        return QJsonDocument::fromJson(m_received.sliced(m_received.lastIndexOf("\r\n\r\n") + 4))
                .object();
    }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

QByteArray authorization(const DemoServer &server, QLatin1StringView caller = "admin"_L1)
{
    return "Authorization: Bearer " + server.token(caller).toLatin1() + "\r\n";
}

QByteArray request(const DemoServer &server, const QByteArray &method, const QByteArray &target,
                   const QByteArray &body = {}, const QByteArray &more = {})
{
    QByteArray text =
            method + ' ' + target + " HTTP/1.1\r\nHost: x\r\n" + authorization(server) + more;
    if (!body.isEmpty())
        text += "Content-Type: application/json\r\nContent-Length: "
                + QByteArray::number(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

} // namespace

class TestDemoServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void answersOverOneConnectionInTurn();
    void answersPipelinedRequestsInOrder();
    void readsARequestThatComesByteByByte();
    void headHasTheLengthAndNoBody();
    void invitesABodyThatWasAnnounced();
    void closesWhenAskedTo_data();
    void closesWhenAskedTo();
    void refusesWhatIsNoRequest_data();
    void refusesWhatIsNoRequest();
    void answersABodyOverTheLimitAsTheFrontProcessDoes();
    void survivesAClientThatLeavesBeforeALateAnswer();

    void keepsTheRequestsItReceived();
    void showsAChangeOfAnotherAdministrator();
    void auditsAWriteUnderTheIdOfItsAnswer();
    void takenRightShowsInOptions();
    void listsTenThousandSourcesInPages();

private:
    std::unique_ptr<DemoServer> m_server;
};

void TestDemoServer::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_server = std::make_unique<DemoServer>();
    QVERIFY(m_server->listen());
}

void TestDemoServer::cleanup()
{
    m_server.reset();
}

void TestDemoServer::answersOverOneConnectionInTurn()
{
    RawClient client(*m_server);
    client.send(request(*m_server, "GET", home()));
    QTRY_VERIFY(client.received().contains("\"slug\":\"plex-home\""));
    QVERIFY(client.received().contains("Connection: keep-alive"));
    client.send(request(*m_server, "PATCH", home(), "{\"name\":\"Plex Family\"}"));
    QTRY_VERIFY(client.received().contains("\"name\":\"Plex Family\""));
    QCOMPARE(client.received().count("HTTP/1.1 200 OK"), 2);
    QVERIFY(!client.isClosed());
}

void TestDemoServer::answersPipelinedRequestsInOrder()
{
    m_server->setDelay(5ms);
    RawClient client(*m_server);
    client.send(request(*m_server, "GET", home())
                + request(*m_server, "PATCH", home(), "{\"name\":\"\"}")
                + request(*m_server, "GET", "/api/v3/admin/version/"));
    QTRY_VERIFY(client.received().contains("version_current"));
    const qsizetype patched = client.received().indexOf("400 Bad Request");
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK"));
    QVERIFY(patched > 0 && patched < client.received().indexOf("version_current"));
}

void TestDemoServer::readsARequestThatComesByteByByte()
{
    RawClient client(*m_server);
    const QByteArray text = request(*m_server, "PATCH", home(), "{\"name\":\"Plex ✓\"}");
    for (const char byte : text) {
        client.send(QByteArray(1, byte));
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 200 OK"));
    QCOMPARE(m_server->requests().last().body, QByteArray("{\"name\":\"Plex ✓\"}"));
}

void TestDemoServer::headHasTheLengthAndNoBody()
{
    RawClient client(*m_server);
    client.send(request(*m_server, "HEAD", home()) + request(*m_server, "GET", "/nowhere"));
    QTRY_VERIFY(client.received().contains("404 Not Found"));
    const QByteArray head = client.received().first(client.received().indexOf("HTTP/1.1 404"));
    QVERIFY(head.endsWith("\r\n\r\n"));
    QVERIFY(!head.contains("Content-Length: 0"));
}

void TestDemoServer::invitesABodyThatWasAnnounced()
{
    RawClient client(*m_server);
    const QByteArray text =
            request(*m_server, "PATCH", home(), "{\"name\":\"Plex\"}", "Expect: 100-continue\r\n");
    const qsizetype bodyBegin = text.indexOf("\r\n\r\n") + 4;
    client.send(text.first(bodyBegin));
    QTRY_COMPARE(client.received(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send(text.sliced(bodyBegin));
    QTRY_VERIFY(client.received().contains("HTTP/1.1 200 OK"));
}

void TestDemoServer::closesWhenAskedTo_data()
{
    QTest::addColumn<QByteArray>("protocol");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("connection: close")
            << QByteArray("HTTP/1.1") << QByteArray("Connection: close\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0") << QByteArray();
}

void TestDemoServer::closesWhenAskedTo()
{
    QFETCH(QByteArray, protocol);
    QFETCH(QByteArray, header);
    RawClient client(*m_server);
    client.send("GET " + home() + ' ' + protocol + "\r\n" + authorization(*m_server) + header
                + "\r\n");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK"));
    QVERIFY(client.received().contains("Connection: close"));
}

void TestDemoServer::refusesWhatIsNoRequest_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10)
                             << QByteArray("400");
    QTest::newRow("no target") << QByteArray("GET\r\n\r\n") << QByteArray("400");
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\n") << QByteArray("400");
    QTest::newRow("header without colon")
            << QByteArray("GET / HTTP/1.1\r\nnonsense\r\n\r\n") << QByteArray("400");
    QTest::newRow("folded header")
            << QByteArray("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n") << QByteArray("400");
    QTest::newRow("negative length")
            << QByteArray("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n") << QByteArray("400");
    QTest::newRow("two lengths") << QByteArray(
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
                                 << QByteArray("400");
    QTest::newRow("chunked") << QByteArray(
            "PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                             << QByteArray("411");
    QTest::newRow("endless head") << "GET / HTTP/1.1\r\nA: " + QByteArray(70'000, 'a')
                                  << QByteArray("431");
}

void TestDemoServer::refusesWhatIsNoRequest()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, status);
    RawClient client(*m_server);
    client.send(text);
    QTRY_VERIFY(client.isClosed());
    QVERIFY2(client.received().startsWith("HTTP/1.1 " + status), client.received().constData());
    QVERIFY(m_server->requests().isEmpty());
}

void TestDemoServer::answersABodyOverTheLimitAsTheFrontProcessDoes()
{
    RawClient client(*m_server);
    client.send("PATCH " + home() + " HTTP/1.1\r\nContent-Length: 34000000\r\n\r\n");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 502"));
    QVERIFY(client.received().contains("request body too large"));
}

void TestDemoServer::survivesAClientThatLeavesBeforeALateAnswer()
{
    m_server->setDelay(20ms);
    RawClient client(*m_server);
    QSignalSpy answered(m_server.get(), &DemoServer::answered); // before the answer can come
    client.send(request(*m_server, "PATCH", home(), "{\"name\":\"Plex Family\"}"));
    QTRY_COMPARE(m_server->requests().size(), 1);
    client.leave();
    QTRY_COMPARE(answered.size(), 1);
    QCOMPARE(m_server->data().plexSource(u"plex-home")->name(), u"Plex Family"_s);
}

void TestDemoServer::keepsTheRequestsItReceived()
{
    RawClient client(*m_server);
    client.send(request(*m_server, "GET", home())
                + request(*m_server, "PATCH", home(), "{\"name\": \"x\"}"));
    QTRY_COMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests("PATCH").size(), 1);
    QCOMPARE(m_server->requests("PATCH").first().target, home());
    QCOMPARE(m_server->requests("PATCH").first().body, QByteArray("{\"name\": \"x\"}"));
    m_server->forgetRequests();
    QVERIFY(m_server->requests().isEmpty());
}

void TestDemoServer::showsAChangeOfAnotherAdministrator()
{
    QVERIFY(m_server->data().changeAs(u"bert"_s, u"plex-home", {{u"name"_s, u"Bert's"_s}}));
    QVERIFY(!m_server->data().changeAs(u"bert"_s, u"no-such-source", {}));
    RawClient client(*m_server);
    client.send(request(*m_server, "GET", home()));
    QTRY_VERIFY(client.received().contains("\"name\":\"Bert's\""));
    client.send(
            request(*m_server, "GET",
                    "/api/v3/events/events/?action=model_updated&ordering=-created&page_size=1"));
    QTRY_VERIFY(client.received().contains("\"username\":\"bert\""));
}

void TestDemoServer::auditsAWriteUnderTheIdOfItsAnswer()
{
    RawClient client(*m_server);
    client.send(request(*m_server, "PATCH", home(), "{}"));
    QTRY_VERIFY(client.received().contains("HTTP/1.1 200 OK"));
    const QByteArray id = m_server->requests().last().requestId.toLatin1();
    QVERIFY(client.received().contains("X-authentik-id: " + id));
    QCOMPARE(m_server->data().events().last().requestId.toLatin1(), id);
    QCOMPARE(m_server->data().events().last().username, u"anna"_s);
}

void TestDemoServer::takenRightShowsInOptions()
{
    const QByteArray options =
            "OPTIONS " + home() + " HTTP/1.1\r\n" + authorization(*m_server, "viewer"_L1) + "\r\n";
    RawClient client(*m_server);
    client.send(options);
    QTRY_VERIFY(client.received().contains("Plex Source Instance"));
    QVERIFY(!client.body().contains("actions"_L1));
    m_server->data().setPermission(u"vera"_s, u"authentik_sources_plex.change_plexsource"_s, true);
    client.send(options);
    QTRY_VERIFY(client.received().contains("actions"));
    QVERIFY(client.body().value("actions"_L1).toObject().contains("PUT"_L1));
}

void TestDemoServer::listsTenThousandSourcesInPages()
{
    const demoserver::PlexSource pattern = *m_server->data().plexSource(u"plex-home");
    for (int i = 0; i < 9997; ++i) {
        demoserver::PlexSource row = pattern;
        row.pk = u"5eedaaaa-0000-4000-8000-%1"_s.arg(i, 12, 10, QChar(u'0'));
        row.columns.insert("slug"_L1, u"many-%1"_s.arg(i, 5, 10, QChar(u'0')));
        m_server->data().savePlexSource(row);
    }
    RawClient client(*m_server);
    client.send(request(*m_server, "GET",
                        "/api/v3/sources/plex/?page=100&page_size=100&ordering=slug"));
    QTRY_VERIFY(client.received().contains("\"count\":10000"));
    QTRY_COMPARE(client.body().value("results"_L1).toArray().size(), 100);
    QCOMPARE(client.body()
                     .value("results"_L1)
                     .toArray()
                     .last()
                     .toObject()
                     .value("slug"_L1)
                     .toString(),
             u"plex-home"_s);
}

QTEST_GUILESS_MAIN(TestDemoServer)
#include "tst_demoserver.moc"
