// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "draftqueue.h"
#include "draftsamples.h"
#include "editsession.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "memoryhistory.h"
#include "memoryholds.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestDraftQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void oldestGoesFirstOneAfterAnother();
    void nothingIsSentThatWasNotQueued();
    void nothingIsSentWithAnothersToken();
    void readOnlyKeepsWhatIsQueued();
    void withoutTheRightItStaysQueued();
    void nothingIsSentThatNobodyMade();
    void aCancelledSaveLeavesTheQueue();
    void conflictKeepsTheDraft();
    void refusalKeepsTheDraftAndTheNextGoesOut();
    void withoutAnswerItStaysQueued();
    void writeThatDidNotArriveHasAnotherTurn();
    void sourceThatIsGoneIsTold();
    void serverIsAskedOnThoughNobodyLooks();
    void whoItIsIsAskedAgain();
    void whatAnotherProcessHoldsWaitsForTheTakeOver();
    void whatIsGoneWhenItsTurnComesHoldsUpNothing();
    void anOpenSourceThatIsGoneIsToldLikeASave();
    void aListThatCannotBeReadIsTriedWithTheNextNews();
    void ofTwoTheOlderIsFirstWhateverTheList();

private:
    void keep(const QString &pk, int queuedSecond, DraftState state = DraftState::Queued);
    void makeServer();
    /// Carries out all that is to be done by now: nothing here waits for a thread or a socket.
    static void settle()
    {
        for (int round = 0; round < 20; ++round) {
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
    }
    void answerStart();
    void answerRead(const QString &name = u"Plex Home"_s);
    void answerWrite(const QString &pk);
    static PlexSource source(const QString &pk, const QString &name = u"Plex Home"_s);
    bool waits(const QString &call)
    {
        return QTest::qWaitFor([this, &call] { return m_api->waits(call); }, 2000);
    }
    DraftState stateOf(const QString &pk)
    {
        return m_drafts->drafts.at({m_api->address(), pk}).state;
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<MemoryHolds> m_holds;
    std::unique_ptr<ServerSession> m_server;
};

void TestDraftQueue::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_history = std::make_unique<MemoryHistory>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_holds = std::make_unique<MemoryHolds>(*m_drafts);
}

void TestDraftQueue::cleanup()
{
    m_server.reset();
}

PlexSource TestDraftQueue::source(const QString &pk, const QString &name)
{
    PlexSource source = Samples::source();
    source.setValue(Field::Pk, FieldValue::text(pk));
    source.setValue(Field::Slug, FieldValue::text(pk));
    source.setValue(Field::Name, FieldValue::text(name));
    return source;
}

void TestDraftQueue::keep(const QString &pk, int queuedSecond, DraftState state)
{
    DraftRecord draft = Samples::draft();
    draft.pk = pk;
    draft.slug = pk;
    draft.baseline = source(pk);
    draft.changes.removeLast();
    draft.state = state;
    draft.queuedAt = draft.started.addSecs(queuedSecond);
    m_drafts->drafts.insert_or_assign({draft.server, pk}, draft);
}

void TestDraftQueue::makeServer()
{
    m_server = std::make_unique<ServerSession>(*m_api,
                                               SessionPorts{Samples::digests(), *m_clock,
                                                            *m_secrets, *m_history, m_drafts.get(),
                                                            nullptr, m_holds.get()});
}

void TestDraftQueue::answerStart()
{
    makeServer();
    m_server->start();
    m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
    m_api->take(u"list"_s).list({});
}

/// Answers the read that waits with the source that was asked for.
void TestDraftQueue::answerRead(const QString &name)
{
    QVERIFY(waits(u"get"_s));
    const auto call = m_api->take(u"get"_s);
    call.source(source(call.slug, name));
}

void TestDraftQueue::answerWrite(const QString &pk)
{
    answerRead(); // as the draft begins
    answerRead(); // as the save begins
    QVERIFY(waits(u"patch"_s));
    const auto call = m_api->take(u"patch"_s);
    QCOMPARE(call.slug, pk);
    call.written(WriteAnswer(source(pk, u"Mine"_s)));
}

void TestDraftQueue::readOnlyKeepsWhatIsQueued()
{
    keep(u"home"_s, 1);
    m_api->isReadOnlyNow = true;
    answerStart();
    m_clock->advance(std::chrono::minutes(5));
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    QCOMPARE(stateOf(u"home"_s), DraftState::Queued);

    m_api->isReadOnlyNow = false;
    m_server->queue()->wake();
    answerWrite(u"home"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
}

void TestDraftQueue::withoutTheRightItStaysQueued()
{
    keep(u"home"_s, 1);
    answerStart();
    QVERIFY(waits(u"options"_s));
    m_api->answerOptions(SourceOptions::fromJson({})); // no actions
    answerRead();
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    m_clock->advance(std::chrono::minutes(1));
    QVERIFY(waits(u"get"_s)); // the right may have been given meanwhile

    QVERIFY(m_api->patches.isEmpty());
    QCOMPARE(stateOf(u"home"_s), DraftState::Queued);
}

void TestDraftQueue::oldestGoesFirstOneAfterAnother()
{
    keep(u"second"_s, 2);
    keep(u"third"_s, 3);
    keep(u"first"_s, 1);
    answerStart();
    for (const QString &pk : {u"first"_s, u"second"_s, u"third"_s})
        answerWrite(pk);
    QTRY_VERIFY(m_drafts->drafts.empty());
    QCOMPARE(m_api->patches.size(), 3);
    QVERIFY(m_api->patches.first().contains("Mine"));
}

void TestDraftQueue::nothingIsSentThatWasNotQueued()
{
    for (const DraftState state :
         {DraftState::Draft, DraftState::Conflict, DraftState::Rejected, DraftState::CannotTell})
        keep(nameOf(state), 1, state);
    answerStart();
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    QVERIFY(m_api->patches.isEmpty());
    QCOMPARE(m_drafts->stores, 0);
}

void TestDraftQueue::nothingIsSentWithAnothersToken()
{
    keep(u"first"_s, 1);
    m_drafts->drafts.begin()->second.user = u"anna"_s;
    answerStart();
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    QCOMPARE(stateOf(u"first"_s), DraftState::Queued);
}

/// Of a draft of an earlier run nobody knows whether this token may send it.
void TestDraftQueue::nothingIsSentThatNobodyMade()
{
    keep(u"first"_s, 1);
    m_drafts->drafts.begin()->second.user.clear();
    answerStart();
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    QCOMPARE(stateOf(u"first"_s), DraftState::Queued);
}

/// Given up by a person, it is not sent again by itself.
void TestDraftQueue::aCancelledSaveLeavesTheQueue()
{
    keep(u"first"_s, 1);
    answerStart();
    answerRead();
    QVERIFY(waits(u"get"_s)); // the save reads
    EditSession *edit = m_server->existingEdit(u"first"_s);
    edit->cancelSave();
    Error cancelled;
    cancelled.kind = ErrorKind::Cancelled;
    m_api->answerGet(failure(cancelled));
    QTRY_COMPARE(stateOf(u"first"_s), DraftState::Draft);
    m_clock->advance(std::chrono::seconds(31));
    settle();
    QVERIFY(m_api->patches.isEmpty());
    QCOMPARE(edit->changed(), FieldSet{Field::Name});
}

void TestDraftQueue::conflictKeepsTheDraft()
{
    keep(u"first"_s, 1);
    keep(u"second"_s, 2);
    answerStart();
    answerRead(u"Theirs"_s);
    answerWrite(u"second"_s);
    QTRY_COMPARE(m_drafts->drafts.size(), std::size_t(1));
    QCOMPARE(stateOf(u"first"_s), DraftState::Conflict);
    QCOMPARE(m_api->patches.size(), 1);
}

void TestDraftQueue::refusalKeepsTheDraftAndTheNextGoesOut()
{
    keep(u"first"_s, 1);
    keep(u"second"_s, 2);
    answerStart();
    answerRead();
    answerRead();
    QVERIFY(waits(u"patch"_s));
    m_api->answerPatch(failure(Samples::refusal()));
    answerWrite(u"second"_s);
    QTRY_COMPARE(m_drafts->drafts.size(), std::size_t(1));
    QCOMPARE(stateOf(u"first"_s), DraftState::Rejected);
    QCOMPARE(m_drafts->only()->refusal->body, Samples::refusal().body);
}

void TestDraftQueue::withoutAnswerItStaysQueued()
{
    keep(u"first"_s, 1);
    answerStart();
    QVERIFY(waits(u"get"_s));
    Error error;
    error.kind = ErrorKind::Offline;
    m_api->answerGet(failure(error));
    settle();
    QCOMPARE(stateOf(u"first"_s), DraftState::Queued);
    QVERIFY(m_api->patches.isEmpty());

    m_clock->advance(std::chrono::seconds(5)); // it is asked again
    m_api->take(u"count"_s).count(1);
    answerWrite(u"first"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
}

void TestDraftQueue::whatAnotherProcessHoldsWaitsForTheTakeOver()
{
    keep(u"first"_s, 1);
    keep(u"second"_s, 2);
    const MemoryHolds::Key first(m_api->address(), u"first"_s);
    m_holds->others[first] = {4711, {}, {}};
    answerStart();
    answerRead(); // of the first, which is skipped
    answerWrite(u"second"_s);
    QTRY_COMPARE(m_drafts->drafts.size(), std::size_t(1));
    settle();
    QCOMPARE(stateOf(u"first"_s), DraftState::Queued);
    QCOMPARE(m_api->patches.size(), 1);

    m_holds->others.clear(); // it crashed
    m_clock->advance(DraftHold::interval);
    // Beside its own reads the other save is confirmed.
    for (int reads = 0; reads < 5 && !m_api->waits(u"patch"_s); ++reads) {
        QTRY_VERIFY(m_api->waits(u"get"_s) || m_api->waits(u"patch"_s));
        if (!m_api->waits(u"get"_s))
            break;
        const auto call = m_api->take(u"get"_s);
        call.source(source(call.slug, call.slug == "second"_L1 ? u"Mine"_s : u"Plex Home"_s));
    }
    QVERIFY(waits(u"patch"_s));
    m_api->answerPatch(source(u"first"_s, u"Mine"_s));
    QTRY_VERIFY(m_drafts->drafts.empty());
    QCOMPARE(m_api->patches.size(), 2);
    QTRY_VERIFY(m_holds->held.empty());
}

void TestDraftQueue::whatIsGoneWhenItsTurnComesHoldsUpNothing()
{
    keep(u"first"_s, 1);
    keep(u"second"_s, 2);
    answerStart();
    m_drafts->drafts.erase({m_api->address(), u"first"_s}); // listed, and sent by another process
    answerRead();
    answerWrite(u"second"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
    QCOMPARE(m_api->patches.size(), 1);
}

/// Cut off, and on the server is still what was there before.
void TestDraftQueue::writeThatDidNotArriveHasAnotherTurn()
{
    keep(u"first"_s, 1);
    answerStart();
    answerRead();
    answerRead();
    QVERIFY(waits(u"patch"_s));
    Error cut;
    cut.kind = ErrorKind::Cut;
    cut.arrival = Arrival::MayHaveArrived;
    m_api->answerPatch(failure(cut));
    answerRead(); // to tell whether it arrived
    settle();
    QCOMPARE(stateOf(u"first"_s), DraftState::Queued);
    QCOMPARE(m_api->patches.size(), 1);

    m_clock->advance(std::chrono::seconds(31));
    answerRead(); // of the confirmation that the save is owed, or of the queue
    answerWrite(u"first"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
    QCOMPARE(m_api->patches.size(), 2);
}

/// It was not opened in this run, so its fields are only in the draft.
void TestDraftQueue::sourceThatIsGoneIsTold()
{
    keep(u"first"_s, 1);
    keep(u"second"_s, 2);
    answerStart();
    QVERIFY(waits(u"get"_s));
    Error gone;
    gone.kind = ErrorKind::NotFound;
    gone.arrival = Arrival::Answered;
    m_api->answerGet(failure(gone));
    QVERIFY(waits(u"find"_s));
    m_api->answerFind(std::optional<SourceSummary>());
    QTRY_COMPARE(stateOf(u"first"_s), DraftState::Rejected);
    answerWrite(u"second"_s);
    QTRY_COMPARE(m_drafts->drafts.size(), 1U);
    QCOMPARE(m_api->patches.size(), 1);
}

void TestDraftQueue::serverIsAskedOnThoughNobodyLooks()
{
    keep(u"first"_s, 1);
    Error offline;
    offline.kind = ErrorKind::Offline;
    makeServer();
    m_server->reachability().setWanted(false);
    m_server->start();
    m_api->take(u"me"_s).account(failure(offline));
    m_api->take(u"list"_s).list(failure(offline));
    settle();
    m_clock->advance(std::chrono::seconds(6));
    QVERIFY(m_api->waits(u"count"_s));
}

void TestDraftQueue::whoItIsIsAskedAgain()
{
    keep(u"first"_s, 1); // with a name on it
    Error offline;
    offline.kind = ErrorKind::Offline;
    makeServer();
    m_server->start();
    m_api->take(u"me"_s).account(failure(offline));
    m_api->take(u"list"_s).list(failure(offline));
    settle();
    m_clock->advance(std::chrono::seconds(6));
    m_api->take(u"count"_s).count(1);
    m_api->take(u"list"_s).list({});
    QVERIFY(m_api->waits(u"me"_s));
    m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
    answerWrite(u"first"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
}

/// It is looked for once more, and nothing is sent.
void TestDraftQueue::anOpenSourceThatIsGoneIsToldLikeASave()
{
    keep(u"first"_s, 1);
    makeServer();
    m_server->start();
    EditSession &edit = m_server->edit(u"first"_s, u"first"_s);
    m_api->answerGet(source(u"first"_s));
    QTRY_VERIFY(m_server->keeper(u"first"_s)->isRestored());
    m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
    m_api->take(u"list"_s).list({});
    Error gone;
    gone.kind = ErrorKind::NotFound;
    gone.arrival = Arrival::Answered;
    for (int looks = 0; looks < 2; ++looks) {
        QVERIFY(waits(u"get"_s));
        m_api->answerGet(failure(gone));
        QVERIFY(waits(u"find"_s));
        m_api->answerFind(std::optional<SourceSummary>());
    }
    QTRY_VERIFY(edit.outcome());
    QCOMPARE(edit.outcome()->result, SaveResult::Gone);
    QTRY_COMPARE(stateOf(u"first"_s), DraftState::Rejected);
    QVERIFY(m_api->patches.isEmpty());
}

void TestDraftQueue::aListThatCannotBeReadIsTriedWithTheNextNews()
{
    keep(u"first"_s, 1);
    Error error;
    error.kind = ErrorKind::Storage;
    m_drafts->readTrouble = error;
    answerStart();
    settle();
    QVERIFY(!m_api->waits(u"get"_s));
    m_drafts->readTrouble.reset();
    m_server->queue()->wake();
    answerWrite(u"first"_s);
    QTRY_VERIFY(m_drafts->drafts.empty());
}

void TestDraftQueue::ofTwoTheOlderIsFirstWhateverTheList()
{
    keep(u"a"_s, 2);
    keep(u"b"_s, 1);
    answerStart();
    QVERIFY(waits(u"get"_s));
    QCOMPARE(m_api->take(u"get"_s).slug, u"b"_s);
}

QTEST_GUILESS_MAIN(TestDraftQueue)
#include "tst_draftqueue.moc"
