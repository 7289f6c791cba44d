// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/systemproxy.h"
#include "api/transport.h"
#include "fakeclock.h"
#include "outcome.h"
#include "proxyprogram.h"
#include "scriptedserver.h"

#include <QElapsedTimer>
#include <QSemaphore>
#include <QThread>

#include <atomic>
#include <memory>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// The system's proxy: what says it, and that nobody stands still for the answer.
class TestSystemProxy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void noProxyNamesHosts_data();
    void noProxyNamesHosts();
    void environmentIsRead_data();
    void environmentIsRead();
    void goesOverWhatWasFound();
    void wrongLoginOfTheSystemIsSaid();
    void lookupIsOnAnotherThread();
    void hangingLookupEndsAtTheDeadline();
    void hangingLookupCanBeCancelled();
    void handleMayDieWhileItHangs();
    void transportMayDieWhileItHangs();
    void lookupAndAnswerShareOneDeadline();
    void callsShareOneLookup();
    void aWriteThatWaitsIsNotSentOnceReadOnly();
    void answerIsKeptForMinutes();
    void proxyThatIsGoneIsForgotten();
    void otherModesDoNotAsk();
    void hangingLookupHoldsUpNoOtherConnection();

private:
    TransportSetup setup(ProxyLookup lookup);

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<FakeClock> m_clock;
};

namespace {
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

QNetworkProxy direct()
{
    return QNetworkProxy(QNetworkProxy::NoProxy);
}

/// A lookup that gives no answer until it is let go; at its end it is.
class HangingLookup
{
public:
    HangingLookup() = default;
    ~HangingLookup() { letGo(); }
    Q_DISABLE_COPY_MOVE(HangingLookup)

    ProxyLookup function() const
    {
        return [state = m_state](const QUrl &) {
            ++state->begun;
            state->gate.acquire();
            return direct();
        };
    }
    int begun() const { return m_state->begun; }
    void letGo() { m_state->gate.release(1000); }

private:
    struct State
    {
        QSemaphore gate;
        std::atomic<int> begun = 0;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};
} // namespace

TransportSetup TestSystemProxy::setup(ProxyLookup lookup)
{
    TransportSetup made = directSetup(BaseUrl::fromUserInput(m_server->url()).value(),
                                      Secret(u"key"_s), *m_clock);
    made.entry.proxy.mode = ProxyChoice::Mode::System;
    made.proxyLookup = std::move(lookup);
    return made;
}

void TestSystemProxy::init()
{
    m_server = std::make_unique<ScriptedServer>();
    m_server->setScript([](const RecordedRequest &) { return Script::json(200, "{}"); });
    m_clock = std::make_unique<FakeClock>();
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                             "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})
        qunsetenv(name);
}

void TestSystemProxy::cleanup()
{
    m_server.reset();
    m_clock.reset();
}

void TestSystemProxy::noProxyNamesHosts_data()
{
    QTest::addColumn<QString>("noProxy");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isWithout");
    const auto add = [](const char *noProxy, const char *url, bool isWithout) {
        QTest::addRow("%s: %s", noProxy, url)
                << QString::fromUtf8(noProxy) << QString::fromUtf8(url) << isWithout;
    };
    add("", "https://example.org", false);
    add("*", "https://example.org", true);
    add("example.org", "https://example.org", true);
    add("example.org", "https://auth.example.org", true);
    add("example.org", "https://notexample.org", false);
    add("example.org", "https://example.org.evil.net", false);
    add(".example.org", "https://auth.example.org", true);
    add("*.example.org", "https://auth.example.org", true);
    add("EXAMPLE.org", "https://Auth.Example.ORG", true);
    add("a.net, example.org", "https://example.org", true);
    add("a.net example.org", "https://example.org", true);
    add(",,", "https://example.org", false);
    add(".", "https://example.org", false);
    add("example.org:8443", "https://example.org:8443", true);
    add("example.org:8443", "https://example.org", false);
    add("example.org:443", "https://example.org", true);
    add("10.1.2.3", "http://10.1.2.3", true);
    add("10.0.0.0/8", "http://10.1.2.3", true);
    add("10.0.0.0/8", "http://11.1.2.3", false);
    add("10.0.0.0/8", "http://ten.example.org", false);
    add("10.0.0.0/99", "http://10.1.2.3", false);
    add("fe80::1", "http://[fe80::1]:9000", true);
    add("[fe80::1]", "http://[fe80::1]:9000", true);
    add("[fe80::1]:9000", "http://[fe80::1]:9000", true);
    add("[fe80::1]:9000", "http://[fe80::1]", false);
    add("fe80::/16", "http://[fe80::1]", true);
}

void TestSystemProxy::noProxyNamesHosts()
{
    QFETCH(QString, noProxy);
    QFETCH(QString, url);
    QFETCH(bool, isWithout);

    QCOMPARE(isWithoutProxy(QUrl(url), noProxy), isWithout);
}

void TestSystemProxy::environmentIsRead_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("noProxyName");
    QTest::addColumn<QByteArray>("noProxy");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    const auto add = [](const char *title, const char *name, const char *noProxyName,
                        const char *noProxy, const char *url, const char *host) {
        QTest::newRow(title) << QByteArray(name) << QByteArray(noProxyName) << QByteArray(noProxy)
                             << QString::fromUtf8(url) << QString::fromUtf8(host);
    };
    add("plain", "http_proxy", "", "", "http://auth.example.org", "proxy.example");
    add("TLS", "https_proxy", "", "", "https://auth.example.org", "proxy.example");
    add("capitals", "HTTPS_PROXY", "", "", "https://auth.example.org", "proxy.example");
    add("this machine", "http_proxy", "", "", "http://127.0.0.1:9000", "");
    add("this machine by name", "http_proxy", "", "", "http://localhost", "");
    add("no_proxy", "http_proxy", "no_proxy", "auth.example.org", "http://auth.example.org", "");
    add("NO_PROXY", "http_proxy", "NO_PROXY", "auth.example.org", "http://auth.example.org", "");
    add("NO_PROXY of a domain", "https_proxy", "NO_PROXY", "example.org",
        "https://auth.example.org", "");
    add("NO_PROXY of all", "https_proxy", "NO_PROXY", "*", "https://auth.example.org", "");
    add("NO_PROXY of others", "https_proxy", "NO_PROXY", "example.com", "https://auth.example.org",
        "proxy.example");
}

void TestSystemProxy::environmentIsRead()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, noProxyName);
    QFETCH(QByteArray, noProxy);
    QFETCH(QString, url);
    QFETCH(QString, host);
    qputenv(name.constData(), "http://anna:word@proxy.example:3128");
    if (!noProxyName.isEmpty())
        qputenv(noProxyName.constData(), noProxy);

    const QNetworkProxy proxy = lookUpSystemProxy(QUrl(url));

    QCOMPARE(proxy.hostName(), host);
    QCOMPARE(proxy.type(), host.isEmpty() ? QNetworkProxy::NoProxy : QNetworkProxy::HttpProxy);
    QCOMPARE(proxy.port(), quint16(host.isEmpty() ? 0 : 3128));
    QCOMPARE(proxy.user(), host.isEmpty() ? QString() : u"anna"_s);
}

void TestSystemProxy::goesOverWhatWasFound()
{
    ProxyProgram program(ProxyProgram::Kind::Http, u"anna"_s, u"word"_s);
    QVERIFY(program.isUp());
    const quint16 port = program.port();
    Transport transport(setup([port](const QUrl &) {
        return QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port, u"anna"_s, u"word"_s);
    }));

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QCOMPARE(outcome.times, 0);
    QVERIFY(outcome.wait(20s));

    QVERIFY(outcome.isOk());
    QCOMPARE(m_server->arrivals("PATCH"), 1);
    QVERIFY(!m_server->requests().value(0).header("Via").isEmpty());
}

void TestSystemProxy::wrongLoginOfTheSystemIsSaid()
{
    ProxyProgram program(ProxyProgram::Kind::Http, u"anna"_s, u"word"_s);
    QVERIFY(program.isUp());
    const quint16 port = program.port();
    Transport transport(setup([port](const QUrl &) {
        return QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port, u"anna"_s,
                             u"canary-word"_s);
    }));

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QVERIFY(outcome.wait(20s));

    QCOMPARE(outcome.error().kind, ErrorKind::ProxyLogin);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
    QCOMPARE(m_server->connections(), 0);
}

void TestSystemProxy::lookupIsOnAnotherThread()
{
    const QThread *here = QThread::currentThread();
    const auto thread = std::make_shared<std::atomic<const QThread *>>(nullptr);
    Transport transport(setup([thread](const QUrl &) {
        *thread = QThread::currentThread();
        return direct();
    }));

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QVERIFY(outcome.wait(20s));

    QVERIFY(outcome.isOk());
    QVERIFY(thread->load() != nullptr);
    QVERIFY(thread->load() != here);
}

void TestSystemProxy::hangingLookupEndsAtTheDeadline()
{
    HangingLookup hanging;
    TransportSetup made = setup(hanging.function());
    made.entry.timeout = 7s;
    Transport transport(made);
    QElapsedTimer time;
    time.start();

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    QVERIFY(time.elapsed() < 2000);
    QTRY_COMPARE_WITH_TIMEOUT(hanging.begun(), 1, 20000);
    m_clock->advance(6999ms);
    settle();
    QCOMPARE(outcome.times, 0);
    m_clock->advance(1ms);
    QCOMPARE(outcome.times, 0); // told from the event loop
    QVERIFY(outcome.wait(20s));

    QCOMPARE(outcome.error().kind, ErrorKind::Timeout);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
    QVERIFY(outcome.error().detail.contains("proxy"_L1));
    QCOMPARE(outcome.error().request, u"PATCH /api/v3/sources/plex/home/"_s);
    // The answer that comes too late sends nothing.
    hanging.letGo();
    settle();
    QCOMPARE(outcome.times, 1);
    QCOMPARE(m_server->connections(), 0);
    // But it serves the next call.
    Outcome<Answer> next;
    const CallHandle again = transport.send(read(), next.done());
    QVERIFY(next.wait(20s));
    QVERIFY(next.isOk());
}

void TestSystemProxy::hangingLookupCanBeCancelled()
{
    HangingLookup hanging;
    Transport transport(setup(hanging.function()));

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    call->cancel();
    QCOMPARE(outcome.times, 0); // never inside cancel()
    call->cancel();
    QVERIFY(outcome.wait(20s));
    hanging.letGo();
    settle();

    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(outcome.error().arrival, Arrival::NotSent);
    QCOMPARE(m_server->connections(), 0);
    QCOMPARE(m_clock->pendingTimers(), 0);
}

void TestSystemProxy::handleMayDieWhileItHangs()
{
    HangingLookup hanging;
    Transport transport(setup(hanging.function()));

    Outcome<Answer> outcome;
    CallHandle call = transport.send(read(), outcome.done());
    call.reset();
    hanging.letGo();
    settle();

    QCOMPARE(outcome.times, 0);
    QCOMPARE(m_server->connections(), 0);
    QCOMPARE(m_clock->pendingTimers(), 0);
}

void TestSystemProxy::transportMayDieWhileItHangs()
{
    HangingLookup hanging;
    auto transport = std::make_unique<Transport>(setup(hanging.function()));
    Outcome<Answer> outcome;
    const CallHandle call = transport->send(read(), outcome.done());
    QTRY_COMPARE_WITH_TIMEOUT(hanging.begun(), 1, 20000);

    QElapsedTimer time;
    time.start();
    transport.reset(); // does not stand still for the lookup
    QVERIFY(time.elapsed() < 5000);
    m_clock->advance(60s);
    call->cancel();
    hanging.letGo();
    settle();

    QCOMPARE(outcome.times, 0);
    QCOMPARE(m_server->connections(), 0);
}

void TestSystemProxy::lookupAndAnswerShareOneDeadline()
{
    m_server->setScript([](const RecordedRequest &) { return Script::silence(); });
    HangingLookup hanging;
    Transport transport(setup(hanging.function()));

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(patch(), outcome.done());
    m_clock->advance(20s);
    hanging.letGo();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1, 20000);
    m_clock->advance(9s);
    settle();
    QCOMPARE(outcome.times, 0);
    m_clock->advance(1s);
    QVERIFY(outcome.wait(20s));

    QCOMPARE(outcome.error().kind, ErrorKind::Timeout);
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
}

void TestSystemProxy::callsShareOneLookup()
{
    HangingLookup hanging;
    Transport transport(setup(hanging.function()));

    Outcome<Answer> one;
    Outcome<Answer> two;
    const CallHandle first = transport.send(read(), one.done());
    const CallHandle second = transport.send(read(), two.done());
    QTRY_COMPARE_WITH_TIMEOUT(hanging.begun(), 1, 20000);
    hanging.letGo();
    QVERIFY(one.wait(20s));
    QVERIFY(two.wait(20s));

    QVERIFY(one.isOk() && two.isOk());
    QCOMPARE(hanging.begun(), 1);
}

void TestSystemProxy::aWriteThatWaitsIsNotSentOnceReadOnly()
{
    HangingLookup hanging;
    Transport transport(setup(hanging.function()));
    Outcome<Answer> write;
    const CallHandle call = transport.send(patch(), write.done());
    QTRY_COMPARE_WITH_TIMEOUT(hanging.begun(), 1, 20000);
    transport.becomeReadOnly();
    hanging.letGo();
    QVERIFY(write.wait(20s));
    QCOMPARE(write.error().kind, ErrorKind::ReadOnly);
    QCOMPARE(m_server->arrivals("PATCH"), 0);
}

void TestSystemProxy::answerIsKeptForMinutes()
{
    HangingLookup counting;
    counting.letGo();
    Transport transport(setup(counting.function()));
    const auto call = [&transport] {
        Outcome<Answer> outcome;
        const CallHandle handle = transport.send(read(), outcome.done());
        return outcome.wait(20s) && outcome.isOk();
    };

    QVERIFY(call());
    m_clock->advance(4min);
    QVERIFY(call());
    QCOMPARE(counting.begun(), 1);
    m_clock->advance(1min);
    QVERIFY(call());
    QCOMPARE(counting.begun(), 2);
    m_clock->setBack(24h); // what was looked up tomorrow is not fresh
    QVERIFY(call());
    QCOMPARE(counting.begun(), 3);
}

void TestSystemProxy::proxyThatIsGoneIsForgotten()
{
    const quint16 nobody = freePort();
    const auto times = std::make_shared<std::atomic<int>>(0);
    Transport transport(setup([times, nobody](const QUrl &) {
        return ++*times == 1 ? QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, nobody)
                             : direct();
    }));

    Outcome<Answer> lost;
    const CallHandle first = transport.send(patch(), lost.done());
    QVERIFY(lost.wait(20s));
    Outcome<Answer> found;
    const CallHandle second = transport.send(patch(), found.done());
    QVERIFY(found.wait(20s));

    QCOMPARE(lost.error().kind, ErrorKind::Proxy);
    QCOMPARE(lost.error().arrival, Arrival::NotSent);
    QVERIFY(found.isOk());
    QCOMPARE(m_server->arrivals("PATCH"), 1);
}

void TestSystemProxy::otherModesDoNotAsk()
{
    HangingLookup hanging;
    TransportSetup made = setup(hanging.function());
    made.entry.proxy.mode = ProxyChoice::Mode::None;
    qputenv("http_proxy", "http://127.0.0.1:1"); // nor does Qt behind our back
    Transport transport(made);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(read(), outcome.done());
    QVERIFY(outcome.wait(20s));

    QVERIFY(outcome.isOk());
    QCOMPARE(hanging.begun(), 0);
}

void TestSystemProxy::hangingLookupHoldsUpNoOtherConnection()
{
    HangingLookup hanging;
    Transport stuck(setup(hanging.function()));
    Transport free(setup([](const QUrl &) { return direct(); }));
    Outcome<Answer> never;
    const CallHandle waiting = stuck.send(read(), never.done());
    QTRY_COMPARE_WITH_TIMEOUT(hanging.begun(), 1, 20000);

    Outcome<Answer> outcome;
    const CallHandle call = free.send(read(), outcome.done());
    QVERIFY(outcome.wait(20s));

    QVERIFY(outcome.isOk());
    QCOMPARE(never.times, 0);
}

QTEST_GUILESS_MAIN(TestSystemProxy)
#include "tst_systemproxy.moc"
