// SPDX-License-Identifier: GPL-3.0-or-later
// Long because a poll may be any of five reads, and each may fail.
#include "confirmations.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memoryhistory.h"
#include "presence.h"
#include "reachability.h"
#include "samples.h"
#include "secrets/memorysecretstore.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString home = u"00000000-0000-4000-8000-000000000001"_s;
const QString office = u"00000000-0000-4000-8000-000000000002"_s;

AuditEvent write(const QString &pk, const QString &source, const QString &user)
{
    AuditEvent made;
    made.pk = pk;
    made.sourcePk = source;
    made.username = user;
    made.isByToken = user.isEmpty();
    made.requestId = u"request of "_s + pk;
    made.when = QDateTime::fromSecsSinceEpoch(1);
    return made;
}

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    return error;
}

} // namespace

class TestPresence : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_clock = std::make_unique<FakeClock>();
        m_history = std::make_unique<MemoryHistory>();
        m_secrets = std::make_unique<MemorySecretStore>();
        m_reachability = std::make_unique<Reachability>(*m_api, *m_clock);
        m_confirmations = std::make_unique<Confirmations>(*m_api, *m_history, *m_secrets, *m_clock);
        m_presence =
                std::make_unique<Presence>(*m_api, *m_confirmations, *m_reachability, *m_clock);
    }
    void cleanup()
    {
        m_presence.reset();
        m_confirmations.reset();
        m_reachability.reset();
    }

    void onePollAMinuteAsksForTheEvents()
    {
        m_clock->advance(59s);
        QVERIFY(m_api->pending.empty());
        m_clock->advance(1s);
        QCOMPARE(m_api->pending.size(), 1U);
        m_api->answerEvents(QList<AuditEvent>{});
        m_clock->advance(59s);
        QVERIFY(m_api->pending.empty());
        m_clock->advance(1s);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void aSlowPollIsNotJoinedByAnother()
    {
        m_clock->advance(60s);
        m_clock->advance(10min);
        QCOMPARE(m_api->pending.size(), 1U);
    }

    void nothingIsPolledWhileTheWindowIsInactive()
    {
        m_presence->setActive(false);
        m_clock->advance(10min);
        QVERIFY(m_api->pending.empty());
        m_presence->setActive(true);
        m_clock->advance(0s);
        QCOMPARE(m_api->pending.size(), 1U); // long due
    }

    void pollingCanBeSwitchedOffAndIsNeverFasterThanAMinute()
    {
        m_presence->setInterval(0s);
        m_clock->advance(10min);
        QVERIFY(m_api->pending.empty());
        m_presence->setInterval(5s);
        QCOMPARE(m_presence->interval(), 60s);
    }

    void anUnreachableServerIsNotPolled()
    {
        m_reachability->note(failed(ErrorKind::Offline));
        m_reachability->setWanted(false);
        m_clock->advance(2min);
        QVERIFY(m_api->pending.empty());
    }

    void eventsOfTheFirstLookAreNoNews()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({write(u"e1"_s, home, u"bert"_s)});
        QCOMPARE(news.size(), 0);
        QCOMPARE(m_presence->lastChange(home)->username, u"bert"_s);
        poll({write(u"e3"_s, office, u"anna"_s), write(u"e2"_s, home, u"bert"_s),
              write(u"e1"_s, home, u"bert"_s)});
        QCOMPARE(news.size(), 2);
        QCOMPARE(news.first().first().toString(), home); // the older one
    }

    void ownWritesAreNoNews()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({write(u"e1"_s, home, u"bert"_s)});
        SaveRecord own;
        own.when = m_clock->now();
        own.pk = home;
        own.who = u"anna"_s;
        own.requestId = u"request of e2"_s;
        m_presence->noteOwn(own);
        QCOMPARE(m_presence->lastChange(home)->username, u"anna"_s);
        poll({write(u"e2"_s, home, u"anna"_s), write(u"e1"_s, home, u"bert"_s)});
        QCOMPARE(news.size(), 0);
    }

    void ofManyOwnWritesTheLatestAreKnown()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({write(u"e0"_s, home, u"bert"_s)});
        SaveRecord own;
        own.when = m_clock->now();
        own.pk = home;
        own.who = u"anna"_s;
        for (int number = 1; number <= 1500; ++number) {
            own.requestId = u"request of e%1"_s.arg(number);
            m_presence->noteOwn(own);
        }
        QList<AuditEvent> newest;
        for (int number = 1500; number > 1480; --number)
            newest.append(write(u"e%1"_s.arg(number), home, u"anna"_s));
        poll(newest);
        QCOMPARE(news.size(), 0);

        RecentIds ids;
        for (std::size_t number = 0; number <= RecentIds::capacity; ++number)
            ids.insert(QString::number(number));
        QVERIFY(!ids.contains(u"0"_s));
        QVERIFY(ids.contains(u"1"_s));
        QVERIFY(ids.contains(QString::number(RecentIds::capacity)));
    }

    void whereEventsNameNoRequestEachOwnSaveStandsForOne()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        AuditEvent first = write(u"e1"_s, home, {});
        AuditEvent own = write(u"e2"_s, home, {});
        AuditEvent theirs = write(u"e3"_s, home, {});
        for (AuditEvent *nameless : {&first, &own, &theirs})
            nameless->requestId.clear();
        poll({first});
        SaveRecord saved;
        saved.when = m_clock->now();
        saved.pk = home;
        m_presence->noteOwn(saved);
        poll({own, first});
        QCOMPARE(news.size(), 0);
        poll({theirs, own, first});
        QCOMPARE(news.size(), 1);
    }

    void newsOfAnOpenEditMakeTheNextPollReadIt()
    {
        m_presence->setEdits([](const QString &pk) {
            return pk == home ? std::optional(u"plex-home"_s) : std::nullopt;
        });
        QSignalSpy read(m_presence.get(), &Presence::sourceRead);
        poll({write(u"e1"_s, home, u"bert"_s)});
        poll({write(u"e3"_s, office, u"bert"_s), write(u"e2"_s, home, u"bert"_s),
              write(u"e1"_s, home, u"bert"_s)});
        m_clock->advance(60s);
        QCOMPARE(m_api->pending.size(), 1U);
        m_api->answerGet(Samples::source());
        QCOMPARE(read.size(), 1);
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s)); // of the other nothing is open
    }

    void withoutTheRightTheShownSourceIsReadElseTheSmallestList()
    {
        QSignalSpy refused(m_presence.get(), &Presence::refused);
        m_clock->advance(60s);
        m_api->answerEvents(failure(failed(ErrorKind::Forbidden)));
        QCOMPARE(refused.size(), 1);
        QVERIFY(m_presence->isRefused());
        m_clock->advance(60s);
        m_api->take(u"count"_s).count(3);
        m_presence->setEdits([](const QString &pk) {
            return pk == home ? std::optional(u"plex-home"_s) : std::nullopt;
        });
        m_presence->setShown(home);
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"get"_s));
    }

    void aWaitingConfirmationComesFirst()
    {
        SaveRecord open;
        open.id = u"a save"_s;
        open.server = m_api->address();
        open.pk = home;
        open.slug = u"plex-home"_s;
        open.changes = {
                {Field::Name, FieldValue::text(u"Old"_s), Samples::source().value(Field::Name)}};
        open.fate = SaveFate::Saved;
        open.checksLeft = 2;
        m_history->rows = {open};
        m_confirmations->takeUp();
        QTRY_COMPARE(m_clock->pendingTimers(), 2);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        m_clock->advance(58s);
        QCOMPARE(m_api->pending.size(), 1U);
        m_api->answerGet(Samples::source());
        QVERIFY(!m_confirmations->isWaiting());
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void aChangeIsSomebodysWhenAllNewWritesAreHis()
    {
        QSignalSpy attributed(m_presence.get(), &Presence::attributed);
        ask({write(u"e1"_s, home, u"anna"_s)}); // when the source was opened
        QVERIFY(!by(attributed));
        ask({write(u"e3"_s, home, u"bert"_s), write(u"e2"_s, home, u"bert"_s),
             write(u"e1"_s, home, u"anna"_s)});
        QCOMPARE(by(attributed)->username, u"bert"_s);
        ask({write(u"e5"_s, home, u"bert"_s), write(u"e4"_s, home, u"carla"_s),
             write(u"e3"_s, home, u"bert"_s)});
        QVERIFY(!by(attributed)); // whose of the two is not to be known
        QCOMPARE(m_presence->lastChange(home)->username, u"bert"_s);
    }

    void aSlowTableOfEventsIsNotTheWholeServer()
    {
        m_clock->advance(60s);
        m_api->answerEvents(failure(failed(ErrorKind::Timeout)));
        QVERIFY(!m_reachability->isUnreachable());
        m_api->take(u"count"_s).count(3); // which was asked instead
        QVERIFY(!m_reachability->isUnreachable());
    }

    void aSourceThatCannotBeReadStopsNoNews()
    {
        m_presence->setEdits([](const QString &pk) {
            return pk == home ? std::optional(u"plex-home"_s) : std::nullopt;
        });
        poll({});
        poll({write(u"e1"_s, home, u"bert"_s)});
        m_clock->advance(60s);
        m_api->answerGet(failure(failed(ErrorKind::Server)));
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void aSaveOfAnEarlierRunIsNotTheLastChange()
    {
        poll({write(u"e1"_s, home, u"bert"_s)});
        SaveRecord earlier;
        earlier.pk = home;
        earlier.who = u"anna"_s;
        earlier.when = m_clock->now().addDays(-1);
        m_presence->noteOwn(earlier);
        QCOMPARE(m_presence->lastChange(home)->username, u"bert"_s);
    }

    void withoutTheRightNobodyIsAsked()
    {
        m_presence->askWho(home);
        m_api->answerEvents(failure(failed(ErrorKind::Forbidden)));
        m_presence->askWho(home);
        QVERIFY(m_api->pending.empty());
        m_presence->askAgain();
        m_presence->askWho(home);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void whoIsAskedAgainWhenTheAnswerOnItsWayIsOlder()
    {
        QSignalSpy attributed(m_presence.get(), &Presence::attributed);
        m_presence->askWho(home);
        m_presence->askWho(home); // meanwhile bert wrote, and a read has brought it
        m_api->answerEvents(QList<AuditEvent>{write(u"e1"_s, home, u"anna"_s)});
        QCOMPARE(attributed.size(), 0);
        m_api->answerEvents(QList<AuditEvent>{write(u"e2"_s, home, u"bert"_s),
                                              write(u"e1"_s, home, u"anna"_s)});
        QCOMPARE(attributed.size(), 1);
        const auto by = attributed.first().at(1).value<std::optional<AuditEvent>>();
        QVERIFY(by);
        QCOMPARE(by->username, u"bert"_s);
        QVERIFY(m_api->pending.empty());

        // What the older answer brings already must not be taken for known.
        m_presence->askWho(home);
        m_presence->askWho(home);
        const QList<AuditEvent> all{write(u"e3"_s, home, u"carl"_s),
                                    write(u"e2"_s, home, u"bert"_s)};
        m_api->answerEvents(all);
        m_api->answerEvents(all);
        QCOMPARE(attributed.size(), 2);
        QCOMPARE(attributed.last().at(1).value<std::optional<AuditEvent>>()->username, u"carl"_s);
    }

    void silenceIsFollowedByTriesAfterGrowingPauses()
    {
        QSignalSpy back(m_reachability.get(), &Reachability::cameBack);
        m_reachability->note(failed(ErrorKind::Offline));
        QVERIFY(m_reachability->isUnreachable());
        for (const auto pause : {5s, 10s, 20s, 30s, 30s}) {
            QCOMPARE(m_clock->now().msecsTo(m_reachability->nextTry()),
                     std::chrono::milliseconds(pause).count());
            m_clock->advance(pause - 1ms);
            QVERIFY(!m_api->waits(u"count"_s));
            m_clock->advance(1ms);
            m_api->take(u"count"_s).count(failure(failed(ErrorKind::Offline)));
        }
        m_reachability->tryNow();
        m_api->take(u"count"_s).count(3);
        QCOMPARE(back.size(), 1);
        QCOMPARE(m_reachability->state(), Reachability::State::Reachable);
    }

    void nobodyIsAskedWhileNobodyWantsIt()
    {
        m_reachability->note(failed(ErrorKind::Timeout));
        m_reachability->setWanted(false);
        m_clock->advance(1h);
        QVERIFY(!m_api->waits(u"count"_s));
        m_reachability->setWanted(true);
        QVERIFY(m_api->waits(u"count"_s));
    }

    void anyAnswerOfTheServerSaysThatItIsThere()
    {
        m_reachability->note(failed(ErrorKind::Offline));
        m_reachability->note(failed(ErrorKind::Cancelled));
        QVERIFY(m_reachability->isUnreachable());
        m_reachability->note(failed(ErrorKind::Forbidden));
        QVERIFY(!m_reachability->isUnreachable());
        QVERIFY(m_reachability->nextTry().isNull());
    }

    void theFirstEventEverIsNews()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({});
        poll({write(u"e1"_s, home, u"bert"_s)});
        QCOMPARE(news.size(), 1);
    }

    void aSaveBeforeTheFirstLookHidesNobodysLaterWrite()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        AuditEvent own = write(u"e1"_s, home, {});
        AuditEvent theirs = write(u"e2"_s, home, {});
        own.requestId.clear();
        theirs.requestId.clear();
        SaveRecord saved;
        saved.when = m_clock->now();
        saved.pk = home;
        m_presence->noteOwn(saved);
        poll({own});
        poll({theirs, own});
        QCOMPARE(news.size(), 1);
    }

    void aSaveWithoutAnAnswerIsKnownByItsWriter()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({});
        SaveRecord saved;
        saved.when = m_clock->now();
        saved.pk = home;
        saved.who = u"anna"_s;
        m_presence->noteOwn(saved); // its request's id never came
        poll({write(u"e2"_s, home, u"bert"_s), write(u"e1"_s, home, u"anna"_s)});
        QCOMPARE(news.size(), 1);
        QCOMPARE(news.first().at(1).value<AuditEvent>().username, u"bert"_s);
    }

    void savesAreConfirmedAlsoWithPollingOff()
    {
        m_presence->setInterval(0s);
        SaveRecord open;
        open.id = u"a save"_s;
        open.server = m_api->address();
        open.pk = home;
        open.slug = u"plex-home"_s;
        open.changes = {
                {Field::Name, FieldValue::text(u"Old"_s), Samples::source().value(Field::Name)}};
        open.fate = SaveFate::Saved;
        open.checksLeft = 2;
        m_history->rows = {open};
        m_confirmations->takeUp();
        QTRY_COMPARE(m_clock->pendingTimers(), 1);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        m_clock->advance(57s);
        QVERIFY(m_api->pending.empty());
        m_clock->advance(1s);
        m_api->answerGet(Samples::source());
        QVERIFY(!m_history->rows.constFirst().isOpen());
        m_clock->advance(10min);
        QVERIFY(m_api->pending.empty());
    }

    void startingAsksOnceAndNotWithPollingOff()
    {
        m_presence->start();
        m_presence->start();
        QCOMPARE(m_api->pending.size(), 1U);
        m_api->answerEvents(QList<AuditEvent>{});
        m_presence->setInterval(0s);
        m_presence->start();
        QVERIFY(m_api->pending.empty());
    }

    void beingActiveTwiceMovesNoPoll()
    {
        m_clock->advance(30s);
        m_presence->setActive(true);
        m_clock->advance(30s);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void aConfirmationThatFailsLetsTheOthersPoll()
    {
        waitForConfirmation();
        m_clock->advance(58s);
        m_api->answerGet(failure(failed(ErrorKind::Server)));
        QVERIFY(m_confirmations->isWaiting());
        m_clock->advance(60s);
        m_api->answerEvents(QList<AuditEvent>{});
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"get"_s)); // and then it has its turn again

        m_api->answerGet(failure(failed(ErrorKind::Server)));
        m_presence->setInterval(0s); // there are no others
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"get"_s));
    }

    void aShownSourceThatIsGoneIsNotLookedForAgain()
    {
        refuse();
        m_presence->setEdits([](const QString &pk) {
            return pk == home ? std::optional(u"plex-home"_s) : std::nullopt;
        });
        m_presence->setShown(home);
        m_clock->advance(60s);
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_api->answerFind(std::optional<SourceSummary>());
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"count"_s));
    }

    void silenceOfTheSmallestListIsTold()
    {
        refuse();
        m_clock->advance(60s);
        m_api->take(u"count"_s).count(failure(failed(ErrorKind::Offline)));
        QVERIFY(m_reachability->isUnreachable());
    }

    void newsThatCouldNotBeReadForSilenceAreReadLater()
    {
        m_presence->setEdits([](const QString &pk) {
            return pk == home ? std::optional(u"plex-home"_s) : std::nullopt;
        });
        poll({});
        poll({write(u"e2"_s, home, u"bert"_s), write(u"e1"_s, home, u"bert"_s)});
        m_clock->advance(60s);
        m_api->answerGet(failure(failed(ErrorKind::Timeout)));
        QVERIFY(m_reachability->isUnreachable());
        m_reachability->note(std::nullopt);
        m_clock->advance(60s);
        m_api->answerGet(Samples::source());
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s)); // two events are one read
    }

    void newsOfASourceThatIsGoneAreDropped()
    {
        m_presence->setEdits([](const QString &) { return std::optional(u"plex-home"_s); });
        m_presence->setShown(office);
        poll({});
        poll({write(u"e1"_s, home, u"bert"_s)});
        m_clock->advance(60s);
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_api->answerFind(std::optional<SourceSummary>());
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void whoIsNotKnownWithoutAnyEvent()
    {
        QSignalSpy attributed(m_presence.get(), &Presence::attributed);
        ask({});
        QCOMPARE(attributed.size(), 1);
        QVERIFY(!by(attributed));
        QVERIFY(m_presence->wasAsked(home));
        QVERIFY(!m_presence->lastChange(home));
    }

    void anAnswerThatFailsRefusesNothing()
    {
        QSignalSpy refused(m_presence.get(), &Presence::refused);
        m_presence->askWho(home);
        m_api->answerEvents(failure(failed(ErrorKind::Timeout)));
        QVERIFY(refused.isEmpty());
        QVERIFY(!m_presence->wasAsked(home));
        m_presence->askWho(home);
        QVERIFY(m_api->waits(u"events"_s));
    }

    void ownWritesAreNobodysChangeOfAField()
    {
        QSignalSpy attributed(m_presence.get(), &Presence::attributed);
        ask({write(u"e1"_s, home, u"anna"_s)});
        SaveRecord own;
        own.when = m_clock->now();
        own.pk = home;
        own.who = u"carla"_s;
        own.requestId = u"request of e2"_s;
        m_presence->noteOwn(own);
        ask({write(u"e3"_s, home, u"bert"_s), write(u"e2"_s, home, u"carla"_s),
             write(u"e1"_s, home, u"anna"_s)});
        QCOMPARE(by(attributed)->username, u"bert"_s);
        ask({write(u"e3"_s, home, u"bert"_s)}); // nothing new
        QVERIFY(!by(attributed));
    }

    void anEventOnceTakenForOursStaysOurs()
    {
        QSignalSpy news(m_presence.get(), &Presence::changedByAnother);
        poll({});
        SaveRecord saved;
        saved.when = m_clock->now();
        saved.pk = home;
        saved.who = u"anna"_s;
        m_presence->noteOwn(saved); // its request's id never came
        const AuditEvent own = write(u"e1"_s, home, u"anna"_s);
        ask({own});
        poll({own});
        QVERIFY(news.isEmpty());
    }

    void aClockThatIsSetBackStopsNoPoll()
    {
        m_clock->advance(60s);
        m_api->answerEvents(QList<AuditEvent>{});
        m_clock->setBack(1h);
        m_presence->setActive(false);
        m_presence->setActive(true);
        m_clock->advance(60s);
        QVERIFY(m_api->waits(u"events"_s));
    }

private:
    static std::optional<AuditEvent> by(const QSignalSpy &attributed)
    {
        return attributed.constLast().at(1).value<std::optional<AuditEvent>>();
    }
    void refuse()
    {
        m_clock->advance(60s);
        m_api->answerEvents(failure(failed(ErrorKind::Forbidden)));
    }
    /// A save of an earlier run was read once and waits for the poll.
    void waitForConfirmation()
    {
        SaveRecord open;
        open.id = u"a save"_s;
        open.server = m_api->address();
        open.pk = home;
        open.slug = u"plex-home"_s;
        open.changes = {
                {Field::Name, FieldValue::text(u"Old"_s), Samples::source().value(Field::Name)}};
        open.fate = SaveFate::Saved;
        open.checksLeft = 2;
        m_history->rows = {open};
        m_confirmations->takeUp();
        QTRY_COMPARE(m_clock->pendingTimers(), 2);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QVERIFY(m_confirmations->isWaiting());
    }
    void poll(const QList<AuditEvent> &events)
    {
        m_clock->advance(60s);
        m_api->answerEvents(events);
    }
    void ask(const QList<AuditEvent> &events)
    {
        m_presence->askWho(home);
        m_api->answerEvents(events);
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<Reachability> m_reachability;
    std::unique_ptr<Confirmations> m_confirmations;
    std::unique_ptr<Presence> m_presence;
};

QTEST_GUILESS_MAIN(TestPresence)
#include "tst_presence.moc"
