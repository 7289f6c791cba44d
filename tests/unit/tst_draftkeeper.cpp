// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each way in which a save, a read or a store can end leaves its mark in the draft.
#include "draftkeeper.h"
#include "draftsamples.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "secrets/memorysecretstore.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

FieldValue text(const QString &words)
{
    return FieldValue::text(words);
}

PlexSource with(Field field, const FieldValue &value)
{
    PlexSource source = Samples::source();
    source.setValue(field, value);
    return source;
}

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    error.detail = u"disk I/O error"_s;
    return error;
}

const QString tokenKey = draftSecretKey(
        u"https://auth.example.org"_s, u"00000000-0000-4000-8000-000000000001"_s, Field::PlexToken);

} // namespace

class TestDraftKeeper : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_clock = std::make_unique<FakeClock>();
        m_drafts = std::make_unique<MemoryDrafts>();
        m_secrets = std::make_unique<MemorySecretStore>();
    }
    void cleanup()
    {
        m_keeper.reset();
        m_edit.reset();
        m_secrets.reset();
        m_drafts.reset();
        m_clock.reset();
        m_api.reset();
    }

    void storesOnceTypingPauses();
    void whoNeverPausesIsStoredEachSecond();
    void flushStoresAtOnce();
    void saysStoredOnlyAfterTheCommit();
    void failureIsToldAndTriedAgain();
    void whatIsUndoneIsNoDraft();
    void theEndOfTheEditStoresTheRest();
    void typedTokenGoesToTheSecrets();
    void draftOfAnEarlierRunIsTakenUp();
    void fieldsNobodyTouchedAreTheServers();
    void changeOnBothSidesIsAConflict();
    void tokenThatIsNotKeptIsTold();
    void whatCannotBeWrittenHereStays();
    void nothingIsStoredBeforeTheDraftIsKnown();
    void draftWhoseChangeIsThereIsRemoved();
    void removedOnlyAfterTheSave();
    void refusalComesBackWithTheDraft();
    void queuedUntilSomebodyTypes();
    void draftBelongsToWhoBeganIt();
    void offlineTheFirstReadIsTheirs();
    void aDraftBegunBeforeTheServerSaidWhoGetsItsName();
    void onlyAnEditCanBeQueued();
    void aSaveThatWasGivenUpLeavesTheQueue();
    void howTheSaveEndedStaysWithTheDraft_data();
    void howTheSaveEndedStaysWithTheDraft();
    void aDraftOfASourceThatIsGoneSaysSoAgain();
    void anUnreadableStoreIsTriedAgain();
    void whatIsOnTheDiskIsTheDraftUntilTheSourceIsRead();
    void aSourceThatCannotBeReadMakesNoDraft();
    void aDraftThatCannotBeRemovedIsTriedAgain();
    void aFieldThatWasEditedSinceIsNoLongerLeft();
    void aTypedTokenTakenBackAloneIsForgotten();
    void aSourceReadAtLastBringsTheNewestDraft();

private:
    void open(const PlexSource &source = Samples::source())
    {
        start();
        m_api->answerGet(source);
        QTRY_VERIFY(m_keeper->isRestored());
    }
    void start()
    {
        m_edit = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s,
                                               Samples::source().pk());
        m_keeper = std::make_unique<DraftKeeper>(*m_edit, *m_drafts, *m_secrets, *m_clock);
        m_keeper->setMaker(u"akadmin"_s, u"2025.12.4"_s);
        m_edit->refresh();
    }
    void keep(const DraftRecord &draft)
    {
        m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    }
    void type(const QString &name) { m_edit->setValue(Field::Name, text(name)); }
    QString keptName() const
    {
        const auto draft = m_drafts->only();
        return draft ? draft->changes.first().after.toText() : QString();
    }
    std::optional<Secret> secret(const QString &key)
    {
        std::optional<std::optional<Secret>> found;
        const CallHandle call = m_secrets->read(
                key, [&found](const Result<std::optional<Secret>> &read) { found = *read; });
        return QTest::qWaitFor([&found] { return found.has_value(); }) ? *found : std::nullopt;
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<EditSession> m_edit;
    std::unique_ptr<DraftKeeper> m_keeper;
};

void TestDraftKeeper::storesOnceTypingPauses()
{
    open();
    type(u"a"_s);
    m_clock->advance(150ms);
    type(u"ab"_s);
    m_clock->advance(150ms);
    QCOMPARE(m_drafts->stores, 0);
    m_clock->advance(150ms); // 300 ms after the last key

    QCOMPARE(m_drafts->stores, 1);
    const DraftRecord draft = *m_drafts->only();
    QCOMPARE(draft.changes,
             (QList<FieldChange>{{Field::Name, text(u"Plex Home"_s), text(u"ab"_s)}}));
    QCOMPARE(draft.baseline, Samples::source());
    QCOMPARE(draft.user, u"akadmin"_s);
    QCOMPARE(draft.release, u"2025.12.4"_s);
    QCOMPARE(draft.state, DraftState::Draft);
    QCOMPARE(draft.started.msecsTo(draft.changed), 150);
}

void TestDraftKeeper::whoNeverPausesIsStoredEachSecond()
{
    open();
    for (int key = 0; key < 30; ++key) { // three seconds
        type(u"key %1"_s.arg(key));
        m_clock->advance(100ms);
        QCoreApplication::processEvents();
    }
    QVERIFY2(m_drafts->stores >= 2 && m_drafts->stores <= 4,
             qPrintable(QString::number(m_drafts->stores)));
}

void TestDraftKeeper::flushStoresAtOnce()
{
    open();
    type(u"Mine"_s);
    m_keeper->setCursor(Field::Name);
    m_keeper->flush();
    QCOMPARE(keptName(), u"Mine"_s);
    QCOMPARE(m_drafts->only()->cursor, std::optional(Field::Name));
    m_keeper->flush();
    QCOMPARE(m_drafts->stores, 1); // nothing new
}

void TestDraftKeeper::saysStoredOnlyAfterTheCommit()
{
    open();
    QSignalSpy stored(m_keeper.get(), &DraftKeeper::stored);
    type(u"Mine"_s);
    QVERIFY(!m_keeper->isStored());
    m_keeper->flush();
    QCOMPARE(stored.size(), 0);
    QVERIFY(!m_keeper->isStored());
    QTRY_COMPARE(stored.size(), 1);
    QVERIFY(m_keeper->isStored());
    QCOMPARE(m_keeper->storedAt(), m_clock->now());
}

void TestDraftKeeper::failureIsToldAndTriedAgain()
{
    open();
    QSignalSpy failures(m_keeper.get(), &DraftKeeper::failed);
    QSignalSpy stored(m_keeper.get(), &DraftKeeper::stored);
    m_drafts->trouble = failed(ErrorKind::Storage);
    type(u"a"_s);
    m_clock->advance(300ms);
    QTRY_COMPARE(failures.size(), 1);
    QCOMPARE(failures.first().first().value<Error>().detail, u"disk I/O error"_s);
    QVERIFY(!m_keeper->isStored());

    type(u"b"_s); // with the next change
    m_clock->advance(300ms);
    QTRY_COMPARE(failures.size(), 2);
    m_drafts->trouble.reset();
    m_clock->advance(30s); // and by itself
    QTRY_COMPARE(stored.size(), 1);
    QCOMPARE(keptName(), u"b"_s);
    QVERIFY(!m_keeper->trouble());
}

void TestDraftKeeper::whatIsUndoneIsNoDraft()
{
    open();
    QSignalSpy removed(m_keeper.get(), &DraftKeeper::removed);
    type(u"Mine"_s);
    m_clock->advance(300ms);
    type(u"Plex Home"_s);
    m_clock->advance(300ms);
    QTRY_COMPARE(removed.size(), 1);
    QVERIFY(m_drafts->drafts.empty());
    QVERIFY(!m_keeper->draft());
}

void TestDraftKeeper::theEndOfTheEditStoresTheRest()
{
    open();
    type(u"Mine"_s);
    m_keeper.reset();
    QCOMPARE(keptName(), u"Mine"_s);
}

void TestDraftKeeper::typedTokenGoesToTheSecrets()
{
    open();
    QVERIFY(m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"CANARY"_s)));
    m_keeper->flush();
    const FieldChange change = m_drafts->only()->changes.first();
    QVERIFY(!change.after.isTypedSecret());
    QCOMPARE(change.after.digest(), Samples::digests().digest(u"CANARY"_s));
    QCOMPARE(secret(tokenKey), std::optional(Secret(u"CANARY"_s)));

    m_edit->discard();
    m_keeper->flush();
    QVERIFY(m_drafts->drafts.empty());
    QVERIFY(!secret(tokenKey));
}

void TestDraftKeeper::draftOfAnEarlierRunIsTakenUp()
{
    open();
    type(u"Mine"_s);
    m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"CANARY"_s));
    m_keeper->setCursor(Field::Slug);
    m_keeper->flush();
    const DraftRecord before = *m_drafts->only();
    m_keeper.reset();
    const int stores = m_drafts->stores;
    m_clock->advance(1h);

    start();
    QSignalSpy restored(m_keeper.get(), &DraftKeeper::restored);
    m_api->answerGet(Samples::source());
    QTRY_COMPARE(restored.size(), 1);

    QCOMPARE(restored.first().at(0).value<DraftRecord>(), before);
    QVERIFY(restored.first().at(1).value<FieldSet>().isEmpty());
    QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::PlexToken}));
    QCOMPARE(m_edit->current().value(Field::PlexToken).toSecret(), Secret(u"CANARY"_s));
    m_clock->advance(1s);
    QCOMPARE(m_drafts->stores, stores); // nothing new
    QCOMPARE(m_keeper->draft()->started, before.started);
}

void TestDraftKeeper::fieldsNobodyTouchedAreTheServers()
{
    keep(Samples::draft());
    open(with(Field::Icon, text(u"/theirs.png"_s)));
    QTRY_COMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::AllowFriends}));
    QCOMPARE(m_edit->current().value(Field::Icon), text(u"/theirs.png"_s));
    QVERIFY(m_edit->conflicts().isEmpty());
}

void TestDraftKeeper::changeOnBothSidesIsAConflict()
{
    keep(Samples::draft());
    open(with(Field::Name, text(u"Theirs"_s)));
    QCOMPARE(m_edit->conflicts().size(), 1);
    QCOMPARE(m_edit->note(Field::Name).theirs, text(u"Theirs"_s));
    QCOMPARE(m_edit->baseline().value(Field::Name), text(u"Plex Home"_s));
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->state, DraftState::Conflict);

    m_keeper->setQueued(true); // it would never be sent
    QVERIFY(!m_keeper->isQueued());
}

void TestDraftKeeper::tokenThatIsNotKeptIsTold()
{
    DraftRecord draft = Samples::draft();
    draft.changes.append({Field::PlexToken, draft.baseline.value(Field::PlexToken),
                          FieldValue::storedSecret(Samples::digests().digest(u"lost"_s))});
    keep(draft);
    start();
    QSignalSpy restored(m_keeper.get(), &DraftKeeper::restored);
    m_api->answerGet(Samples::source());
    QTRY_COMPARE(restored.size(), 1);
    QCOMPARE(restored.first().at(1).value<FieldSet>(), FieldSet{Field::PlexToken});
    QVERIFY(!m_edit->isChanged(Field::PlexToken));
    QVERIFY(m_edit->isChanged(Field::Name));
}

void TestDraftKeeper::whatCannotBeWrittenHereStays()
{
    const DraftRecord draft = Samples::draft();
    keep(draft);
    open(with(Field::AllowFriends, FieldValue()));
    QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    type(u"Later"_s);
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->fields(), (FieldSet{Field::Name, Field::AllowFriends}));
    m_keeper->discard();
    m_keeper->flush();
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftKeeper::nothingIsStoredBeforeTheDraftIsKnown()
{
    keep(Samples::draft());
    start();
    m_api->answerGet(Samples::source()); // before the storage has answered
    QVERIFY(m_edit->setValue(Field::Icon, text(u"/mine.png"_s)));
    m_keeper->flush();
    m_clock->advance(5s);
    QCOMPARE(m_drafts->stores, 0);
    QTRY_VERIFY(m_keeper->isRestored());
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->fields(), (FieldSet{Field::Name, Field::Icon, Field::AllowFriends}));
}

void TestDraftKeeper::draftWhoseChangeIsThereIsRemoved()
{
    DraftRecord draft = Samples::draft();
    draft.changes.removeLast();
    keep(draft);
    open(with(Field::Name, text(u"Mine"_s))); // stored by a save of which the end was not seen
    QVERIFY(m_edit->changed().isEmpty());
    m_clock->advance(300ms);
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftKeeper::removedOnlyAfterTheSave()
{
    open();
    type(u"Mine"_s);
    m_clock->advance(300ms);
    m_edit->save();
    m_api->answerGet(Samples::source());
    m_clock->advance(5s);
    QCOMPARE(m_drafts->drafts.size(), std::size_t(1));
    const auto wasThere = std::make_shared<bool>(false);
    connect(m_edit.get(), &EditSession::fieldsChanged, this, [this, wasThere] {
        m_keeper->flush();
        *wasThere = m_drafts->drafts.size() == 1;
    });
    m_api->answerPatch(with(Field::Name, text(u"Mine"_s)));
    QVERIFY(*wasThere);
    m_keeper->flush();
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftKeeper::refusalComesBackWithTheDraft()
{
    open();
    type(u"Mine"_s);
    m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"CANARY"_s));
    m_edit->save();
    m_api->answerGet(Samples::source());
    Error refusal = Samples::refusal();
    refusal.body = R"({"name": ["Not CANARY."]})";
    m_api->answerPatch(failure(refusal));
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->state, DraftState::Rejected);
    QVERIFY(!m_drafts->only()->refusal->body.contains("CANARY"));
    m_keeper.reset();

    open();
    QTRY_COMPARE(m_edit->problems().size(), 1);
    QCOMPARE(m_edit->problems().first().field, Field::Name);
    QCOMPARE(m_edit->outcome()->result, SaveResult::Refused);
    QCOMPARE(m_keeper->draft()->state, DraftState::Rejected);
}

void TestDraftKeeper::queuedUntilSomebodyTypes()
{
    open();
    type(u"Mine"_s);
    m_keeper->setQueued(true);
    QCOMPARE(m_drafts->only()->state, DraftState::Queued);
    QCOMPARE(m_drafts->only()->queuedAt, m_clock->now());
    m_keeper.reset();

    open(); // still after the next start
    QTRY_VERIFY(m_keeper->isQueued());
    m_edit->takeRead(with(Field::Icon, text(u"/theirs.png"_s)));
    QVERIFY(m_keeper->isQueued());
    type(u"Other"_s);
    QVERIFY(!m_keeper->isQueued());
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->state, DraftState::Draft);
    m_keeper->setQueued(true);
    m_edit->takeRead(with(Field::Name, text(u"Theirs"_s)));
    QVERIFY(!m_keeper->isQueued());
}

void TestDraftKeeper::draftBelongsToWhoBeganIt()
{
    keep(Samples::draft());
    open();
    m_keeper->setMaker(u"berta"_s, u"2026.2.0"_s);
    type(u"Later"_s);
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->user, u"akadmin"_s);
    QCOMPARE(m_drafts->only()->release, u"2025.12.4"_s);
}

void TestDraftKeeper::offlineTheFirstReadIsTheirs()
{
    keep(Samples::draft());
    start();
    m_api->answerGet(failure(failed(ErrorKind::Offline)));
    m_edit->openCached({Samples::source(), {}, m_clock->now().addDays(-1)});
    QTRY_VERIFY(m_keeper->isRestored());
    QCOMPARE(m_edit->cachedAt(), std::optional(m_clock->now().addDays(-1)));
    QVERIFY(m_edit->setValue(Field::Slug, text(u"mine"_s)));

    m_edit->refresh();
    m_api->answerGet(with(Field::Slug, text(u"theirs"_s)));

    QVERIFY(!m_edit->cachedAt());
    QCOMPARE(m_edit->conflicts().size(), 1);
    QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::Slug, Field::AllowFriends}));
}

void TestDraftKeeper::aDraftBegunBeforeTheServerSaidWhoGetsItsName()
{
    open();
    m_keeper->setMaker({}, {});
    type(u"Mine"_s);
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->user, QString());
    m_keeper->setMaker({}, u"2025.12.4"_s); // still nobody
    QCOMPARE(m_drafts->stores, 1);
    m_keeper->setMaker(u"akadmin"_s, u"2025.12.4"_s);
    QCOMPARE(m_drafts->only()->user, u"akadmin"_s);
    QCOMPARE(m_keeper->maker(), u"akadmin"_s);
    m_keeper->setMaker(u"berta"_s, u"2025.12.4"_s);
    QCOMPARE(m_keeper->maker(), u"akadmin"_s);
}

void TestDraftKeeper::onlyAnEditCanBeQueued()
{
    start();
    m_keeper->setQueued(true); // not known yet what there is
    m_api->answerGet(Samples::source());
    QTRY_VERIFY(m_keeper->isRestored());
    m_keeper->setQueued(true);
    QVERIFY(!m_keeper->isQueued());

    m_keeper->setMaker({}, {});
    type(u"Mine"_s);
    m_keeper->setQueued(true);
    QVERIFY(m_keeper->isQueued());
    const QDateTime when = m_drafts->only()->queuedAt;
    m_clock->advance(1h);
    m_keeper->setQueued(true); // twice is once: its place in the queue stays
    QCOMPARE(m_drafts->only()->queuedAt, when);
}

void TestDraftKeeper::aSaveThatWasGivenUpLeavesTheQueue()
{
    open();
    type(u"Mine"_s);
    m_keeper->setQueued(true);
    m_edit->save();
    m_api->answerGet(Samples::source());
    m_api->answerPatch(failure(failed(ErrorKind::Cancelled))); // before it went out
    QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
    QVERIFY(!m_keeper->isQueued());
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->state, DraftState::Draft);
}

void TestDraftKeeper::howTheSaveEndedStaysWithTheDraft_data()
{
    QTest::addColumn<SaveResult>("result");
    QTest::addColumn<DraftState>("state");
    QTest::addColumn<bool>("isRefusalKept");
    QTest::newRow("invalid") << SaveResult::Invalid << DraftState::Rejected << false;
    QTest::newRow("gone") << SaveResult::Gone << DraftState::Rejected << true;
    QTest::newRow("replaced") << SaveResult::Replaced << DraftState::Rejected << true;
    QTest::newRow("cannot tell") << SaveResult::CannotTell << DraftState::CannotTell << true;
    QTest::newRow("hit another") << SaveResult::HitAnother << DraftState::CannotTell << false;
    QTest::newRow("not sent") << SaveResult::NotSent << DraftState::Draft << false;
}

void TestDraftKeeper::howTheSaveEndedStaysWithTheDraft()
{
    QFETCH(SaveResult, result);
    QFETCH(DraftState, state);
    QFETCH(bool, isRefusalKept);
    const PlexSource another = with(Field::Pk, text(u"another"_s));
    open();
    type(result == SaveResult::Invalid ? u" "_s : u"Mine"_s);
    m_edit->save();
    switch (result) {
    case SaveResult::Gone:
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        m_api->answerFind(std::optional<SourceSummary>());
        break;
    case SaveResult::Replaced:
        m_api->answerGet(another);
        m_api->answerFind(std::optional<SourceSummary>());
        break;
    case SaveResult::CannotTell: {
        Error cut = failed(ErrorKind::Cut);
        cut.arrival = Arrival::MayHaveArrived;
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(cut));
        m_api->answerGet(failure(failed(ErrorKind::Offline)));
        break;
    }
    case SaveResult::HitAnother:
        m_api->answerGet(Samples::source());
        m_api->answerPatch(another);
        break;
    case SaveResult::NotSent:
        m_api->answerGet(failure(failed(ErrorKind::Offline)));
        break;
    default: // refused here
        break;
    }
    QCOMPARE(m_edit->outcome()->result, result);
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->state, state);
    QCOMPARE(m_drafts->only()->refusal.has_value(), isRefusalKept);
}

void TestDraftKeeper::aDraftOfASourceThatIsGoneSaysSoAgain()
{
    DraftRecord draft = Samples::draft();
    draft.state = DraftState::Rejected;
    draft.refusal = failed(ErrorKind::NotFound);
    keep(draft);
    open(); // somebody made it anew
    QTRY_VERIFY(m_edit->outcome());
    QCOMPARE(m_edit->outcome()->result, SaveResult::Gone);
    QVERIFY(m_edit->problems().isEmpty());
    m_keeper.reset();

    draft.state = DraftState::CannotTell;
    keep(draft);
    open();
    QTRY_VERIFY(m_edit->outcome());
    QCOMPARE(m_edit->outcome()->result, SaveResult::CannotTell);
}

void TestDraftKeeper::anUnreadableStoreIsTriedAgain()
{
    keep(Samples::draft());
    m_drafts->readTrouble = failed(ErrorKind::Storage);
    start();
    QTRY_VERIFY(m_keeper->trouble());
    m_api->answerGet(Samples::source());
    type(u"Typed"_s);
    m_keeper->flush();
    QVERIFY(!m_keeper->isRestored());
    QCOMPARE(m_drafts->stores, 0); // it would overwrite what nobody has seen

    m_drafts->readTrouble.reset();
    m_clock->advance(30s);
    QTRY_VERIFY(m_keeper->isRestored());
    QVERIFY(!m_keeper->trouble());
    QCOMPARE(m_edit->current().value(Field::Name), text(u"Typed"_s));
    QVERIFY(m_edit->isChanged(Field::AllowFriends));
}

void TestDraftKeeper::whatIsOnTheDiskIsTheDraftUntilTheSourceIsRead()
{
    keep(Samples::draft());
    start();
    QTRY_VERIFY(m_keeper->draft());
    QCOMPARE(*m_keeper->draft(), Samples::draft());
    QVERIFY(!m_keeper->isRestored());
}

void TestDraftKeeper::aSourceThatCannotBeReadMakesNoDraft()
{
    start();
    QTRY_VERIFY(m_keeper->isRestored()); // there is none
    m_api->answerGet(failure(failed(ErrorKind::Offline)));
    m_clock->advance(5s);
    QCOMPARE(m_drafts->stores, 0);
    QVERIFY(m_keeper->isStored());
}

void TestDraftKeeper::aDraftThatCannotBeRemovedIsTriedAgain()
{
    open();
    type(u"Mine"_s);
    m_keeper->flush();
    QTRY_VERIFY(m_keeper->isStored());
    QSignalSpy failures(m_keeper.get(), &DraftKeeper::failed);
    QSignalSpy removed(m_keeper.get(), &DraftKeeper::removed);
    m_drafts->trouble = failed(ErrorKind::Storage);
    type(u"Plex Home"_s);
    m_keeper->flush();
    QTRY_COMPARE(failures.size(), 1);
    QVERIFY(removed.isEmpty());
    QVERIFY(m_keeper->storedAt().isValid()); // it is still there

    m_drafts->trouble.reset();
    m_clock->advance(30s);
    QTRY_COMPARE(removed.size(), 1);
    QVERIFY(m_drafts->drafts.empty());
    QVERIFY(!m_keeper->storedAt().isValid());
}

void TestDraftKeeper::aFieldThatWasEditedSinceIsNoLongerLeft()
{
    DraftRecord draft = Samples::draft();
    draft.changes.append({Field::PlexToken, draft.baseline.value(Field::PlexToken),
                          FieldValue::storedSecret(Samples::digests().digest(u"lost"_s))});
    keep(draft);
    open();
    QTRY_COMPARE(m_keeper->left(), FieldSet{Field::PlexToken});
    m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"again"_s));
    QVERIFY(m_keeper->left().isEmpty());
}

void TestDraftKeeper::aTypedTokenTakenBackAloneIsForgotten()
{
    open();
    type(u"Mine"_s);
    m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"CANARY"_s));
    m_keeper->flush();
    QTRY_VERIFY(m_keeper->isStored());
    QVERIFY(secret(tokenKey));
    m_edit->revert(Field::PlexToken);
    m_keeper->flush();
    QCOMPARE(m_drafts->only()->fields(), FieldSet{Field::Name});
    QTRY_VERIFY(m_keeper->isStored());
    QVERIFY(!secret(tokenKey));
}

/// While it could not be read somebody may have discarded the draft, or another process stored one.
void TestDraftKeeper::aSourceReadAtLastBringsTheNewestDraft()
{
    keep(Samples::draft(u"Old"_s));
    start();
    QTRY_VERIFY(m_keeper->draft());
    m_api->answerGet(failure(failed(ErrorKind::Server)));
    keep(Samples::draft(u"New"_s));
    m_edit->refresh();
    m_api->answerGet(Samples::source());
    QTRY_VERIFY(m_keeper->isRestored());
    QCOMPARE(m_edit->current().value(Field::Name), text(u"New"_s));
}

QTEST_GUILESS_MAIN(TestDraftKeeper)
#include "tst_draftkeeper.moc"
