// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"
#include "fakeclock.h"
#include "faultproxy.h"
#include "outcome.h"
#include "scriptedserver.h"

using namespace Qt::Literals::StringLiterals;
using Fault = FaultProxy::Fault;

// The fault proxy does what it says; other tests lean on it.
class TestFaultProxy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void handsBothWaysThrough();
    void breaksAsAsked_data();
    void breaksAsAsked();
    void breaksOnlyTheMethodAndTimesAsked();
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

Script answer(const RecordedRequest &)
{
    return Script::json(200, R"({"name": "Plex Home", "slug": "home"})");
}
} // namespace

void TestFaultProxy::handsBothWaysThrough()
{
    ScriptedServer server;
    server.setScript(answer);
    FaultProxy proxy(server.serverPort());
    FakeClock clock;
    Transport transport(base(proxy.url()), Secret(u"key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method::Patch), outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    QCOMPARE(proxy.requests("PATCH").size(), 1);
    QCOMPARE(proxy.requests().first().body, QByteArray(R"({"enabled":false})"));
    QCOMPARE(server.requests().first().body, proxy.requests().first().body);
}

void TestFaultProxy::breaksAsAsked_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("reached");
    QTest::addColumn<int>("kind");
    QTest::newRow("hang") << int(Fault::Hang) << 1 << int(ErrorKind::Timeout);
    QTest::newRow("drop") << int(Fault::DropRequest) << 0 << int(ErrorKind::Timeout);
    QTest::newRow("close") << int(Fault::CloseUnread) << 1 << int(ErrorKind::Cut);
    QTest::newRow("reset") << int(Fault::ResetUnread) << 1 << int(ErrorKind::Cut);
    QTest::newRow("cut") << int(Fault::CutAnswer) << 1 << int(ErrorKind::Cut);
    QTest::newRow("replace") << int(Fault::ReplaceAnswer) << 1 << int(ErrorKind::Starting);
    QTest::newRow("answer only") << int(Fault::AnswerOnly) << 0 << int(ErrorKind::Starting);
}

void TestFaultProxy::breaksAsAsked()
{
    QFETCH(int, fault);
    QFETCH(int, reached);
    QFETCH(int, kind);
    ScriptedServer server;
    server.setScript(answer);
    FaultProxy proxy(server.serverPort());
    proxy.setReplacement(Script::json(502, "{}").bytes);
    proxy.setFault(Fault(fault));
    FakeClock clock;
    Transport transport(base(proxy.url()), Secret(u"key"_s), clock);

    Outcome<Answer> outcome;
    const CallHandle call = transport.send(request(Request::Method::Patch), outcome.done());
    QTRY_COMPARE(proxy.requests().size(), 1);
    settle();
    clock.advance(std::chrono::seconds(30));
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind(kind));
    QCOMPARE(outcome.error().arrival, Arrival::MayHaveArrived);
    QCOMPARE(proxy.requests().size(), 1);
    QCOMPARE(server.requests().size(), reached);
}

void TestFaultProxy::breaksOnlyTheMethodAndTimesAsked()
{
    ScriptedServer server;
    server.setScript(answer);
    FaultProxy proxy(server.serverPort());
    proxy.setFault(Fault::CloseUnread, "PATCH", 1);
    FakeClock clock;
    Transport transport(base(proxy.url()), Secret(u"key"_s), clock);
    const auto isOk = [&transport](Request::Method method) {
        Outcome<Answer> outcome;
        const CallHandle call = transport.send(request(method), outcome.done());
        return QTest::qWaitFor([&outcome] { return outcome.times == 1; }) && outcome.isOk();
    };

    QVERIFY(isOk(Request::Method::Get));
    QVERIFY(!isOk(Request::Method::Patch));
    QVERIFY(isOk(Request::Method::Patch));
}

QTEST_GUILESS_MAIN(TestFaultProxy)
#include "tst_faultproxy.moc"
