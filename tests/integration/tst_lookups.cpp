// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "demoserver.h"
#include "fakeclock.h"
#include "outcome.h"
#include "samples.h"

using namespace Qt::Literals::StringLiterals;

// Looking for a source by its pk, counting sources and reading audit events, as servers of both
// recorded releases answer (contract §3.1, §8).
class TestLookups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSourceIsFoundByItsPk_data() { releases(); }
    void aSourceIsFoundByItsPk();
    void aPkThatIsNowhereIsNotFound_data() { releases(); }
    void aPkThatIsNowhereIsNotFound();
    void aSourceBeyondTheFirstPageIsFound_data() { releases(); }
    void aSourceBeyondTheFirstPageIsFound();
    void sourcesAreCounted_data() { releases(); }
    void sourcesAreCounted();
    void eventsAreThoseOfOneSourceNewestFirst_data() { releases(); }
    void eventsAreThoseOfOneSourceNewestFirst();
    void eventsOfAllSourcesAreLimited_data() { releases(); }
    void eventsOfAllSourcesAreLimited();
    void withoutTheRightEventsAreForbidden_data() { releases(); }
    void withoutTheRightEventsAreForbidden();
    void withoutTheRightNothingIsFound_data() { releases(); }
    void withoutTheRightNothingIsFound();

private:
    static void releases();
    void start(QLatin1StringView caller = QLatin1StringView("admin"));
    void addSources();
    template <typename T, typename Start>
    Result<T> ask(Start start)
    {
        Outcome<T> outcome;
        const CallHandle call = start(outcome.done());
        if (!outcome.wait(std::chrono::seconds(10)))
            qFatal("no answer");
        return *outcome.result;
    }
    Result<std::optional<SourceSummary>> find(const QString &pk)
    {
        return ask<std::optional<SourceSummary>>([&](Done<std::optional<SourceSummary>> done) {
            return m_client->findSource(pk, std::move(done));
        });
    }
    Result<int> count()
    {
        return ask<int>([&](Done<int> done) { return m_client->countSources(std::move(done)); });
    }
    Result<QList<AuditEvent>> events(const QString &pk, int most)
    {
        return ask<QList<AuditEvent>>([&](Done<QList<AuditEvent>> done) {
            return m_client->recentEvents(pk, most, std::move(done));
        });
    }
    QString pkOf(const QString &slug) const { return m_server->data().plexSource(slug)->pk; }

    std::unique_ptr<demoserver::DemoServer> m_server;
    FakeClock m_clock;
    std::unique_ptr<AuthentikClient> m_client;
};

void TestLookups::releases()
{
    QTest::addColumn<QString>("release");
    QTest::newRow("2023.10.7") << u"2023.10.7"_s;
    QTest::newRow("2025.12.4") << u"2025.12.4"_s;
}

void TestLookups::start(QLatin1StringView caller)
{
    QFETCH(QString, release);
    m_client.reset();
    m_server = std::make_unique<demoserver::DemoServer>(
            demoserver::DemoServerSettings{.release = demoserver::findRelease(release)});
    QVERIFY(m_server->listen());
    m_client = std::make_unique<AuthentikClient>(
            *BaseUrl::fromUserInput(m_server->url().toString()), Secret(m_server->token(caller)),
            Samples::digests(), m_clock);
}

/// More than any page of either release.
void TestLookups::addSources()
{
    demoserver::PlexSource source = m_server->data().plexSources().first();
    for (int number = 0; number < 250; ++number) {
        source.pk = demoserver::newId();
        source.columns.insert(u"slug"_s, u"many-%1"_s.arg(number, 3, 10, QChar(u'0')));
        m_server->data().savePlexSource(source);
    }
}

void TestLookups::aSourceIsFoundByItsPk()
{
    start();
    const auto found = find(pkOf(u"plex-guests"_s));
    QVERIFY(found && *found);
    QCOMPARE((*found)->slug, u"plex-guests"_s);
    QVERIFY(m_server->requests().last().target.contains("pbm_uuid="));
}

/// An older server ignores the filter and answers the whole list.
void TestLookups::aPkThatIsNowhereIsNotFound()
{
    start();
    const auto found = find(u"5eed0004-0000-4000-8000-000000000777"_s);
    QVERIFY(found);
    QVERIFY(!*found);
}

void TestLookups::aSourceBeyondTheFirstPageIsFound()
{
    start();
    addSources();
    const auto found = find(pkOf(u"many-249"_s));
    QVERIFY(found && *found);
    QCOMPARE((*found)->slug, u"many-249"_s);
    const auto nowhere = find(u"5eed0004-0000-4000-8000-000000000777"_s);
    QVERIFY(nowhere && !*nowhere);
}

void TestLookups::sourcesAreCounted()
{
    start();
    QCOMPARE(count().value(), 3);
    addSources();
    m_server->forgetRequests();
    QCOMPARE(count().value(), 253);
    QCOMPARE(m_server->requests().size(), 1);
}

void TestLookups::eventsAreThoseOfOneSourceNewestFirst()
{
    start();
    demoserver::DemoData &data = m_server->data();
    QVERIFY(data.changeAs(u"bert"_s, u"plex-guests"_s, {{u"name"_s, u"Guests"_s}}));
    QVERIFY(data.changeAs(u"bert"_s, u"plex-home"_s, {{u"name"_s, u"Home"_s}}));
    QVERIFY(data.changeAs(u"anna"_s, u"plex-guests"_s, {{u"name"_s, u"Our guests"_s}}));
    const auto read = events(pkOf(u"plex-guests"_s), 10);
    QVERIFY(read);
    QCOMPARE(read->size(), 2);
    QCOMPARE(read->at(0).sourceName, u"Our guests"_s);
    QCOMPARE(read->at(1).sourceName, u"Guests"_s);
    QCOMPARE(read->at(0).sourcePk, pkOf(u"plex-guests"_s));
    // Before 2024.4 the server does not say whose token wrote.
    QCOMPARE(read->at(0).isByToken, !m_server->release().eventsNameTokenUser);
    QCOMPARE(read->at(0).requestId.isEmpty(), !m_server->release().eventsCarryRequestId);
}

void TestLookups::eventsOfAllSourcesAreLimited()
{
    start();
    for (int number = 0; number < 30; ++number)
        QVERIFY(m_server->data().changeAs(u"bert"_s, u"plex-home"_s, {}));
    QVERIFY(m_server->data().changeAs(u"bert"_s, u"cinema-club"_s, {}));
    m_server->forgetRequests();
    const auto read = events({}, 5);
    QVERIFY(read);
    QCOMPARE(read->size(), 5);
    QCOMPARE(read->first().sourcePk, pkOf(u"cinema-club"_s));
    QCOMPARE(read->last().sourcePk, pkOf(u"plex-home"_s));
    QCOMPARE(m_server->requests().size(), 1);
}

void TestLookups::withoutTheRightEventsAreForbidden()
{
    start(QLatin1StringView("viewer"));
    const auto read = events(pkOf(u"plex-home"_s), 5);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Forbidden);
}

void TestLookups::withoutTheRightNothingIsFound()
{
    start(QLatin1StringView("none"));
    const auto found = find(pkOf(u"plex-home"_s));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Forbidden);
    const auto counted = count();
    QVERIFY(!counted);
    QCOMPARE(counted.error().kind, ErrorKind::Forbidden);
}

QTEST_GUILESS_MAIN(TestLookups)
#include "tst_lookups.moc"
