// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "draftsamples.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "memoryholds.h"
#include "secrets/memorysecretstore.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// What a keeper does while another process has the draft of its source, and when it gets it.
class TestDraftHold : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_clock = std::make_unique<FakeClock>();
        m_drafts = std::make_unique<MemoryDrafts>();
        m_holds = std::make_unique<MemoryHolds>(*m_drafts);
        m_secrets = std::make_unique<MemorySecretStore>();
    }
    void cleanup()
    {
        m_keeper.reset();
        m_edit.reset();
    }

    void heldAtOpeningIsReadOnly();
    void takesOverWhatTheOtherLeft();
    void takesOverWhenTheOthersDraftIsGone();
    void whoOnlyReadsHoldsNothing();
    void heldFromTheFirstChangeOnUntilTheDraftIsGone();
    void whatAnotherStoredMeanwhileIsTakenUp();
    void typedIntoAHeldOneStaysInMemory();
    void takenBackItIsReadOnlyAfterAll();
    void typedIsOnTheDiskInTimeAllTheSame();
    void withoutAnAnswerNothingIsStored();
    void endBeforeTheAnswerLosesNothing();
    void givenBackAtTheEnd();
    void nothingIsQueuedThatAnotherHolds();
    void aFailedQuestionLeavesItToTheOther();
    void aProcessWithoutANumberIsNamedAllTheSame();
    void aTakeOverWaitsForTheSave();

private:
    void start()
    {
        m_edit = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s,
                                               Samples::source().pk());
        m_keeper = std::make_unique<DraftKeeper>(*m_edit, *m_drafts, *m_secrets, *m_clock,
                                                 m_holds.get());
        m_edit->refresh();
        m_api->answerGet(Samples::source());
    }
    void open()
    {
        start();
        QTRY_VERIFY(m_keeper->isRestored());
    }
    static MemoryHolds::Key key() { return {Samples::draft().server, Samples::draft().pk}; }
    void anotherHolds() { m_holds->others[key()] = {4711, u"desk"_s, u"sourcedesk"_s}; }
    void anotherStores(const QString &name)
    {
        m_drafts->drafts.insert_or_assign(key(), Samples::draft(name));
    }
    void openHeld()
    {
        anotherHolds();
        anotherStores(u"Theirs"_s);
        start();
        QTRY_VERIFY(m_keeper->heldBy());
    }
    bool type(Field field, const QString &words)
    {
        return m_edit->setValue(field, FieldValue::text(words));
    }
    QString shown(Field field) const { return m_edit->current().value(field).toText(); }
    QString keptValue(Field field) const
    {
        const auto draft = m_drafts->only();
        if (!draft)
            return {};
        const QList<FieldChange> &changes = draft->changes;
        for (const FieldChange &change : changes) {
            if (change.field == field)
                return change.after.toText();
        }
        return {};
    }
    static void settle()
    {
        for (int round = 0; round < 10; ++round)
            QCoreApplication::processEvents();
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<MemoryHolds> m_holds;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<EditSession> m_edit;
    std::unique_ptr<DraftKeeper> m_keeper;
};

void TestDraftHold::heldAtOpeningIsReadOnly()
{
    openHeld();
    QCOMPARE(m_keeper->heldBy()->process, qint64(4711));
    QVERIFY(heldSentence(*m_keeper->heldBy()).contains("(process 4711) is editing"_L1));
    QVERIFY(m_edit->isHeldByAnother());
    QVERIFY(!m_edit->traits().of(Field::Name).writable);
    QVERIFY(!type(Field::Name, u"Mine"_s));
    QCOMPARE(shown(Field::Name), u"Plex Home"_s);
    m_edit->save();
    QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
    QVERIFY(!m_keeper->trouble());

    m_clock->advance(60s);
    settle();
    QVERIFY(!m_keeper->isRestored());
    QCOMPARE(m_drafts->stores, 0);
    QCOMPARE(keptValue(Field::Name), u"Theirs"_s);
}

void TestDraftHold::takesOverWhatTheOtherLeft()
{
    openHeld();
    QSignalSpy restored(m_keeper.get(), &DraftKeeper::restored);
    QSignalSpy changes(m_keeper.get(), &DraftKeeper::holdChanged);
    anotherStores(u"Newer"_s);
    m_holds->others.clear();
    m_clock->advance(4s);
    settle();
    QVERIFY(m_keeper->heldBy());
    m_clock->advance(1s);
    QTRY_COMPARE(restored.size(), 1);

    QVERIFY(!m_keeper->heldBy());
    QVERIFY(m_keeper->isHeld());
    QCOMPARE(changes.size(), 1);
    QCOMPARE(shown(Field::Name), u"Newer"_s);
    QVERIFY(type(Field::Name, u"Mine"_s));
    m_keeper->flush();
    QCOMPARE(keptValue(Field::Name), u"Mine"_s);
}

void TestDraftHold::takesOverWhenTheOthersDraftIsGone()
{
    openHeld();
    m_drafts->drafts.clear(); // it was saved
    m_holds->others.clear();
    m_clock->advance(5s);
    QTRY_VERIFY(m_keeper->isRestored());
    QVERIFY(!m_edit->isHeldByAnother());
    QVERIFY(m_edit->changed().isEmpty());
    QVERIFY(m_holds->held.empty());
}

void TestDraftHold::whoOnlyReadsHoldsNothing()
{
    open();
    m_clock->advance(60s);
    settle();
    QCOMPARE(m_holds->takes, 0);
}

void TestDraftHold::heldFromTheFirstChangeOnUntilTheDraftIsGone()
{
    open();
    type(Field::Name, u"Mine"_s);
    QCOMPARE(m_holds->takes, 1); // not only when typing pauses
    m_clock->advance(300ms);
    settle();
    m_clock->advance(300ms);
    QTRY_VERIFY(m_keeper->isStored());
    QCOMPARE(keptValue(Field::Name), u"Mine"_s);
    QVERIFY(m_holds->held.contains(key()));

    type(Field::Name, u"Plex Home"_s);
    m_clock->advance(300ms);
    QVERIFY(m_holds->held.contains(key())); // until it is gone
    QTRY_VERIFY(m_holds->held.empty());
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftHold::whatAnotherStoredMeanwhileIsTakenUp()
{
    open();
    anotherStores(u"Theirs"_s); // and ended
    QSignalSpy restored(m_keeper.get(), &DraftKeeper::restored);
    type(Field::Icon, u"/mine.png"_s);
    QTRY_COMPARE(restored.size(), 1);
    m_clock->advance(300ms);
    QTRY_VERIFY(m_keeper->isStored());
    QCOMPARE(keptValue(Field::Name), u"Theirs"_s);
    QCOMPARE(keptValue(Field::Icon), u"/mine.png"_s);
}

void TestDraftHold::typedIntoAHeldOneStaysInMemory()
{
    open();
    anotherHolds();
    anotherStores(u"Theirs"_s);
    QSignalSpy failures(m_keeper.get(), &DraftKeeper::failed);
    QSignalSpy restored(m_keeper.get(), &DraftKeeper::restored);
    type(Field::Name, u"Mine"_s);
    QTRY_COMPARE(failures.size(), 1);
    QVERIFY(m_keeper->trouble()->detail.contains("process 4711"_L1));
    QVERIFY(!m_edit->isHeldByAnother());
    QVERIFY(type(Field::Icon, u"/mine.png"_s));
    m_keeper->flush();
    for (int round = 0; round < 12; ++round) {
        m_clock->advance(5s);
        settle();
    }
    QCOMPARE(m_drafts->stores, 0);
    QVERIFY(!m_keeper->isStored());
    QCOMPARE(failures.size(), 1); // told once

    m_holds->others.clear();
    m_clock->advance(5s);
    QTRY_COMPARE(restored.size(), 1);
    QCOMPARE(restored.constFirst().at(1).value<FieldSet>(), FieldSet{Field::Name});
    QTRY_VERIFY(m_keeper->isStored());
    QVERIFY(!m_keeper->trouble());
    QCOMPARE(keptValue(Field::Name), u"Mine"_s);
    QCOMPARE(m_drafts->only()->fields(), (FieldSet{Field::Name, Field::Icon, Field::AllowFriends}));
}

void TestDraftHold::takenBackItIsReadOnlyAfterAll()
{
    open();
    anotherHolds();
    type(Field::Name, u"Mine"_s);
    QTRY_VERIFY(m_keeper->heldBy());
    type(Field::Name, u"Plex Home"_s);
    QVERIFY(m_edit->isHeldByAnother());
    QVERIFY(!m_keeper->trouble());
    m_clock->advance(300ms);
    settle();
    QVERIFY(m_keeper->heldBy());
}

void TestDraftHold::typedIsOnTheDiskInTimeAllTheSame()
{
    open();
    type(Field::Name, u"Mine"_s);
    settle(); // held, and looked for a draft
    m_clock->advance(250ms);
    QCOMPARE(m_drafts->stores, 1);

    cleanup();
    m_drafts->drafts.clear();
    open();
    type(Field::Name, u"Mine"_s);
    m_keeper->flush();
    settle(); // and without a pause then
    QCOMPARE(m_drafts->stores, 2);
}

void TestDraftHold::withoutAnAnswerNothingIsStored()
{
    open();
    QSignalSpy failures(m_keeper.get(), &DraftKeeper::failed);
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = u"No space left on device"_s;
    m_holds->trouble = error;
    type(Field::Name, u"Mine"_s);
    m_clock->advance(300ms);
    QTRY_VERIFY(!failures.isEmpty());
    QCOMPARE(m_keeper->trouble()->detail, error.detail);
    QCOMPARE(m_drafts->stores, 0);

    m_holds->trouble.reset();
    m_clock->advance(30s); // by itself
    QTRY_VERIFY(m_keeper->isStored());
    QCOMPARE(keptValue(Field::Name), u"Mine"_s);
    QVERIFY(!m_keeper->trouble());
}

void TestDraftHold::endBeforeTheAnswerLosesNothing()
{
    open();
    type(Field::Name, u"Mine"_s);
    m_keeper.reset();
    QCOMPARE(keptValue(Field::Name), u"Mine"_s);
    QVERIFY(m_holds->held.empty());

    anotherStores(u"Theirs"_s);
    anotherHolds();
    start();
    type(Field::Name, u"Late"_s);
    m_keeper.reset();
    QCOMPARE(keptValue(Field::Name), u"Theirs"_s);
}

void TestDraftHold::givenBackAtTheEnd()
{
    anotherStores(u"Earlier"_s);
    open();
    QVERIFY(m_holds->held.contains(key()));
    m_keeper.reset();
    QVERIFY(m_holds->held.empty());
    QCOMPARE(keptValue(Field::Name), u"Earlier"_s);
}

void TestDraftHold::nothingIsQueuedThatAnotherHolds()
{
    open();
    anotherHolds();
    type(Field::Name, u"Mine"_s);
    QTRY_VERIFY(m_keeper->heldBy());
    m_keeper->setQueued(true);
    QVERIFY(!m_keeper->isQueued());
    QCOMPARE(m_drafts->stores, 0);
}

void TestDraftHold::aFailedQuestionLeavesItToTheOther()
{
    openHeld();
    QSignalSpy failures(m_keeper.get(), &DraftKeeper::failed);
    Error error;
    error.kind = ErrorKind::Storage;
    m_holds->trouble = error;
    const int takes = m_holds->takes;
    m_clock->advance(5s);
    settle();
    QCOMPARE(m_holds->takes, takes + 1);
    QVERIFY(m_keeper->heldBy());
    QVERIFY(failures.isEmpty());

    m_holds->trouble.reset();
    m_holds->others.clear();
    m_clock->advance(5s); // and it is asked on
    QTRY_VERIFY(m_keeper->isRestored());
}

void TestDraftHold::aProcessWithoutANumberIsNamedAllTheSame()
{
    const DraftHolder unknown;
    QVERIFY(heldSentence(unknown).startsWith("Another Sourcedesk on this machine is editing"_L1));
    QVERIFY(heldMeanwhileSentence(unknown).startsWith(
            "Another Sourcedesk on this machine is editing"_L1));
}

/// The form is not made read-only under a save that runs.
void TestDraftHold::aTakeOverWaitsForTheSave()
{
    open();
    anotherHolds();
    type(Field::Name, u"Mine"_s);
    QTRY_VERIFY(m_keeper->heldBy());
    m_edit->save();
    m_api->answerGet(Samples::source());
    PlexSource stored = Samples::source();
    stored.setValue(Field::Name, FieldValue::text(u"Mine"_s));
    const auto wasHeld = std::make_shared<bool>(false);
    connect(m_edit.get(), &EditSession::fieldsChanged, this,
            [this, wasHeld] { *wasHeld = m_edit->isHeldByAnother(); });
    m_api->answerPatch(stored);
    QVERIFY(!*wasHeld);
    QVERIFY(m_edit->isHeldByAnother()); // nothing is changed any more
}

QTEST_GUILESS_MAIN(TestDraftHold)
#include "tst_drafthold.moc"
