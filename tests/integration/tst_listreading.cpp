// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "fakeclock.h"
#include "outcome.h"
#include "scriptedserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

// Lists over all their pages, good ones and mischievous ones.
class TestListReading : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void allPagesAreRead_data();
    void allPagesAreRead();
    void requestsAreExact();
    void listThatDoesNotEndIsRefused_data();
    void listThatDoesNotEndIsRefused();
    void wrongShapesAreRefused_data();
    void wrongShapesAreRefused();
    void failedPageEndsTheList();
    void listThatGotShorterEnds();
    void bigPageLeavesTheEventLoopRunning();
    void bigPageMayDieWhileItIsRead();
    void bigPageMayBeCancelledWhileItIsRead();
    void pageOverTheLimitIsRefused();
    void cancelBetweenPagesEndsTheList();
    void handleMayDieInsideAPage();
    void flowsAreReadOverAllPages();
    void mappingsAreRead();
    void mappingsMayBeMissing();

private:
    std::unique_ptr<ScriptedServer> m_server;
    FakeClock m_clock;
    DigestKey m_digests{QByteArray(32, 'k')};
    std::unique_ptr<AuthentikClient> m_client;
};

namespace {
QJsonObject item(int number, qsizetype padding = 0)
{
    return {{u"pk"_s, u"pk-%1"_s.arg(number)},       {u"slug"_s, u"slug-%1"_s.arg(number)},
            {u"name"_s, u"Source %1"_s.arg(number)}, {u"enabled"_s, number % 2 == 0},
            {u"managed"_s, QJsonValue::Null},        {u"plex_token"_s, QString(padding, u'x')}};
}

QByteArray page(const QJsonArray &results, int next, int total)
{
    return QJsonDocument(QJsonObject{{u"pagination"_s,
                                      QJsonObject{{u"next"_s, next}, {u"count"_s, total}}},
                                     {u"results"_s, results}})
            .toJson(QJsonDocument::Compact);
}

/// Sources 0 … total-1 in pages of `size`.
ScriptedServer::Answer listOf(int total, int size)
{
    return [total, size](const RecordedRequest &request) {
        const QUrlQuery query(QUrl::fromEncoded(request.target).query());
        const int number = query.queryItemValue(u"page"_s).toInt();
        QJsonArray results;
        const int end = qMin(total, number * size);
        for (int at = (number - 1) * size; at < end; ++at)
            results.append(item(at));
        return Script::json(200, page(results, end < total ? number + 1 : 0, total));
    };
}

/// A page of about `size` bytes.
QByteArray bigPage(qsizetype size, int next = 0)
{
    QJsonArray results;
    for (int at = 0; at < size / 1000; ++at)
        results.append(item(at, 870));
    return page(results, next, int(results.size()));
}

void ignore(const SourcePage &) { }
} // namespace

void TestListReading::init()
{
    m_client.reset();
    m_server = std::make_unique<ScriptedServer>();
    m_client = std::make_unique<AuthentikClient>(BaseUrl::fromUserInput(m_server->url()).value(),
                                                 Secret(u"key"_s), m_digests, m_clock);
}

void TestListReading::allPagesAreRead_data()
{
    QTest::addColumn<int>("total");
    QTest::addColumn<int>("size");
    QTest::newRow("none") << 0 << 20;
    QTest::newRow("one") << 1 << 20;
    QTest::newRow("a full page") << 20 << 20;
    QTest::newRow("a page and one") << 21 << 20;
    QTest::newRow("many pages of one") << 30 << 1;
    QTest::newRow("one big page") << 5000 << 10000;
}

void TestListReading::allPagesAreRead()
{
    QFETCH(int, total);
    QFETCH(int, size);
    m_server->setScript(listOf(total, size));

    QStringList slugs;
    int lastPages = 0;
    Outcome<void> outcome;
    const CallHandle call = m_client->listSources(
            [&](const SourcePage &read) {
                for (const SourceSummary &source : read.sources)
                    slugs.append(source.slug);
                lastPages += read.isLast ? 1 : 0;
                QCOMPARE(read.total, total);
            },
            outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(outcome.times, 1);
    QVERIFY(outcome.isOk());
    QCOMPARE(lastPages, 1);
    QCOMPARE(slugs.size(), total);
    for (int at = 0; at < total; ++at)
        QCOMPARE(slugs.at(at), u"slug-%1"_s.arg(at));
}

void TestListReading::requestsAreExact()
{
    m_server->setScript(listOf(25, 20));

    Outcome<void> outcome;
    const CallHandle call = m_client->listSources(ignore, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().at(0).line(),
             QByteArray("GET /api/v3/sources/plex/?ordering=slug&page_size=100&page=1"));
    QCOMPARE(m_server->requests().at(1).line(),
             QByteArray("GET /api/v3/sources/plex/?ordering=slug&page_size=100&page=2"));
}

void TestListReading::listThatDoesNotEndIsRefused_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("requests");
    QTest::newRow("the same page again") << 0 << 1;
    QTest::newRow("a page before") << -1 << 1;
    QTest::newRow("always one more") << 1 << 1000;
}

void TestListReading::listThatDoesNotEndIsRefused()
{
    QFETCH(int, step);
    QFETCH(int, requests);
    m_server->setScript([step](const RecordedRequest &request) {
        const QUrlQuery query(QUrl::fromEncoded(request.target).query());
        const int number = query.queryItemValue(u"page"_s).toInt();
        // "a page before" of the first is 0, which means none: so it begins at 5
        const int next = step < 0 ? (number == 1 ? 5 : number - 1) : number + step;
        return Script::json(200, page({}, next, 10));
    });

    Outcome<void> outcome;
    const CallHandle call = m_client->listSources(ignore, outcome.done());
    QVERIFY(outcome.wait(std::chrono::minutes(1)));

    QCOMPARE(outcome.error().kind, ErrorKind::EndlessList);
    QCOMPARE(int(m_server->requests().size()), step < 0 ? 2 : requests);
}

void TestListReading::wrongShapesAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("bare list") << QByteArray("[]");
    QTest::newRow("no results") << QByteArray(R"({"pagination":{"next":0,"count":0}})");
    QTest::newRow("no pagination") << QByteArray(R"({"results":[]})");
    QTest::newRow("results is an object")
            << QByteArray(R"({"pagination":{"next":0,"count":0},"results":{}})");
    QTest::newRow("next is a text")
            << QByteArray(R"({"pagination":{"next":"2","count":0},"results":[]})");
    QTest::newRow("next is negative")
            << QByteArray(R"({"pagination":{"next":-2,"count":0},"results":[]})");
    QTest::newRow("next is a fraction")
            << QByteArray(R"({"pagination":{"next":1.5,"count":0},"results":[]})");
    QTest::newRow("next is huge") << QByteArray(
            R"({"pagination":{"next":1e300,"count":0},"results":[]})");
    QTest::newRow("an item is a number")
            << QByteArray(R"({"pagination":{"next":0,"count":1},"results":[5]})");
    QTest::newRow("an item has no slug") << QByteArray(
            R"({"pagination":{"next":0,"count":1},"results":[{"pk":"a","name":"b"}]})");
    QTest::newRow("page of HTML") << QByteArray("<html></html>");
    QTest::newRow("big garbage") << QByteArray(3 << 20, '{');
}

void TestListReading::wrongShapesAreRefused()
{
    QFETCH(QByteArray, body);
    m_server->enqueue(Script::json(200, body));

    Outcome<void> outcome;
    const CallHandle call = m_client->listSources(ignore, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::BadResponse);
    QCOMPARE(outcome.error().request, u"GET /api/v3/sources/plex/"_s);
}

void TestListReading::failedPageEndsTheList()
{
    m_server->enqueue(Script::json(200, page({item(1)}, 2, 2)));
    m_server->enqueue(Script::json(502, R"({"error":"x"})"));

    int pages = 0;
    Outcome<void> outcome;
    const CallHandle call =
            m_client->listSources([&pages](const SourcePage &) { ++pages; }, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(pages, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Starting);
}

void TestListReading::listThatGotShorterEnds()
{
    m_server->enqueue(Script::json(200, page({item(1)}, 2, 2)));
    m_server->enqueue(Script::json(404, R"({"detail":"Invalid page."})"));

    int pages = 0;
    Outcome<void> outcome;
    const CallHandle call =
            m_client->listSources([&pages](const SourcePage &) { ++pages; }, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    QCOMPARE(pages, 2);
}

void TestListReading::bigPageLeavesTheEventLoopRunning()
{
    m_server->enqueue(Script::json(200, bigPage(4'000'000)));

    qsizetype sources = 0;
    Outcome<void> outcome;
    int beats = 0;
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&beats] { ++beats; });
    heart.start(1);
    const CallHandle call = m_client->listSources(
            [&sources](const SourcePage &read) { sources += read.sources.size(); }, outcome.done());
    QVERIFY(outcome.wait(std::chrono::seconds(10)));

    QVERIFY(outcome.isOk());
    QCOMPARE(sources, 4000);
    QVERIFY2(beats > 5, qPrintable(QString::number(beats))); // tests/bench measures the gaps
}

void TestListReading::bigPageMayDieWhileItIsRead()
{
    m_server->setScript(
            [](const RecordedRequest &) { return Script::json(200, bigPage(4'000'000)); });
    Outcome<void> outcome;
    for (const int wait : {0, 1, 2, 5, 10, 20}) {
        CallHandle call = m_client->listSources(ignore, outcome.done());
        QTRY_VERIFY(m_server->requests().size() > 0);
        QTest::qWait(wait);
        const int before = outcome.times;
        call.reset();
        settle();
        QCOMPARE(outcome.times, before);
        m_server = std::make_unique<ScriptedServer>();
        init();
        m_server->setScript(
                [](const RecordedRequest &) { return Script::json(200, bigPage(4'000'000)); });
    }
}

void TestListReading::bigPageMayBeCancelledWhileItIsRead()
{
    m_server->setScript(
            [](const RecordedRequest &) { return Script::json(200, bigPage(4'000'000)); });
    for (const int wait : {0, 1, 2, 5, 10, 20}) {
        Outcome<void> outcome;
        const CallHandle call = m_client->listSources(ignore, outcome.done());
        QTest::qWait(wait);
        const int before = outcome.times;
        call->cancel();
        QTRY_COMPARE(outcome.times, 1);
        settle();
        QCOMPARE(outcome.times, 1);
        if (before == 0)
            QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    }
}

void TestListReading::pageOverTheLimitIsRefused()
{
    m_server->enqueue(Script::json(200, bigPage(6'000'000)));

    Outcome<void> outcome;
    const CallHandle call = m_client->listSources(ignore, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::TooLarge);
}

void TestListReading::cancelBetweenPagesEndsTheList()
{
    m_server->setScript(listOf(100, 10));

    CallHandle call;
    int pages = 0;
    Outcome<void> outcome;
    call = m_client->listSources(
            [&](const SourcePage &) {
                if (++pages == 2)
                    call->cancel();
            },
            outcome.done());
    QTRY_COMPARE(outcome.times, 1);
    settle();

    QCOMPARE(outcome.times, 1);
    QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
    QCOMPARE(pages, 2);
    QCOMPARE(m_server->requests().size(), 2);
}

void TestListReading::handleMayDieInsideAPage()
{
    m_server->setScript(listOf(100, 10));

    CallHandle call;
    int pages = 0;
    Outcome<void> outcome;
    call = m_client->listSources(
            [&](const SourcePage &) {
                if (++pages == 2)
                    call.reset();
            },
            outcome.done());
    QTRY_COMPARE(pages, 2);
    settle();

    QCOMPARE(outcome.times, 0);
    QCOMPARE(m_server->requests().size(), 2);
}

void TestListReading::flowsAreReadOverAllPages()
{
    const auto flow = [](int number) {
        return QJsonObject{{u"pk"_s, u"flow-%1"_s.arg(number)},
                           {u"slug"_s, u"slug-%1"_s.arg(number)},
                           {u"name"_s, u"Name"_s},
                           {u"title"_s, number == 1 ? u"Title"_s : QString()},
                           {u"designation"_s, u"authentication"_s}};
    };
    m_server->enqueue(Script::json(200, page({flow(1)}, 2, 2)));
    m_server->enqueue(Script::json(200, page({flow(2)}, 0, 2)));

    Outcome<QList<Reference>> outcome;
    const CallHandle call = m_client->listFlows(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    const QList<Reference> flows = outcome.result->value();
    QCOMPARE(flows.size(), 2);
    QCOMPARE(flows.at(0), (Reference{u"flow-1"_s, u"Title"_s, u"slug-1"_s, u"authentication"_s}));
    QCOMPARE(flows.at(1).title, u"Name"_s);
    QCOMPARE(m_server->requests().at(0).line(),
             QByteArray("GET /api/v3/flows/instances/?ordering=slug&page_size=100&page=1"));
    QCOMPARE(m_server->requests().at(1).line(),
             QByteArray("GET /api/v3/flows/instances/?ordering=slug&page_size=100&page=2"));
}

void TestListReading::mappingsAreRead()
{
    m_server->enqueue(Script::json(
            200, page({QJsonObject{{u"pk"_s, u"m"_s}, {u"name"_s, u"Groups"_s}}}, 0, 1)));

    Outcome<QList<Reference>> outcome;
    const CallHandle call = m_client->listPlexMappings(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result->value(), (QList<Reference>{Reference{u"m"_s, u"Groups"_s, {}, {}}}));
    QCOMPARE(m_server->requests().at(0).line(),
             QByteArray("GET /api/v3/propertymappings/source/plex/"
                        "?ordering=name&page_size=100&page=1"));
}

void TestListReading::mappingsMayBeMissing()
{
    m_server->enqueue(Script::answer(404, "text/html", "<html></html>"));

    Outcome<QList<Reference>> outcome;
    const CallHandle call = m_client->listPlexMappings(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::NoSuchPage);
}

QTEST_GUILESS_MAIN(TestListReading)
#include "tst_listreading.moc"
