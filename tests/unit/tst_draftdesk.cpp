// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each thing a person does with a draft is tried on one that is open and one that is
// not.
#include "draftdesk.h"
#include "draftimport.h"
#include "draftkeeper.h"
#include "draftsamples.h"
#include "editsession.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "memoryhistory.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

FieldValue text(const QString &words)
{
    return FieldValue::text(words);
}

PlexSource sourceOf(const QString &pk, const QString &name = u"Plex Home"_s)
{
    PlexSource source = Samples::source();
    source.setValue(Field::Pk, text(pk));
    source.setValue(Field::Slug, text(pk));
    source.setValue(Field::Name, text(name));
    return source;
}

DraftRecord draftOf(const QString &pk, DraftState state = DraftState::Draft)
{
    DraftRecord draft = Samples::draft();
    draft.pk = pk;
    draft.slug = pk;
    draft.name = u"Plex "_s + pk;
    draft.baseline = sourceOf(pk);
    draft.state = state;
    if (state == DraftState::Queued)
        draft.queuedAt = draft.changed;
    return draft;
}

} // namespace

class TestDraftDesk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void listsTheDraftsOfAllConnections();
    void followsWhatKeepersStore();
    void aListThatFailsIsTold();
    void aRefusalIsReadForTheList();
    void aConflictOfAnOpenEditIsNamed();

    void submitsAStoredDraft();
    void submitsAnOpenDraftThroughItsKeeper();
    void doesNotSubmitWhatIsInConflict();
    void doesNotSubmitElsewhere();
    void doesNotSubmitWithoutItsToken();
    void doesNotSubmitWhatIsReadOnly();
    void doesNotSubmitWithoutTheRight();
    void eachGoesOutByItsOwnConnection();
    void aConnectionIsOpenOnce();
    void countsAndDiscardsThoseOfOneServer();
    void whatIsAskedForMeanwhileWaits();
    void saysWhoseTokenItWas();
    void takesOutOfTheQueue();

    void discardOfAStoredDraftCanBeUndone();
    void discardOfAnOpenDraftCanBeUndone();
    void undoNeverOverwritesANewerDraft();
    void undoLeavesNewerEditsInTheForm();
    void severalAreDiscardedAndComeBack();
    void whatCannotBeRemovedStays();
    void whatIsNotReadYetIsLeftAlone();
    void theDraftOfADeletedSourceCanBeDiscarded();

    void exportsWithoutSecrets();
    void importMakesADraft();
    void importAddsToADraftThatIsHere();
    void importIntoAnOpenEdit();
    void importSaysWhichTokenIsMissing();
    void aTokenInAFileIsKeptNowhere();
    void importOfAnotherFileIsRefused();
    void importedTokenBaseIsNoConflict();

private:
    void start(bool isReachable = false);
    void keep(const DraftRecord &draft)
    {
        m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    }
    void read()
    {
        m_desk->refresh();
        QVERIFY(QTest::qWaitFor([this] { return !m_desk->isReading(); }));
    }
    /// What `action` is reported with.
    template <typename Action>
    DraftReport report(Action action)
    {
        QSignalSpy ended(m_desk.get(), &DraftDesk::ended);
        action();
        if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }))
            qFatal("nothing was reported");
        if (!QTest::qWaitFor([this] { return !m_desk->isReading(); }))
            qFatal("the list was not read");
        return ended.first().first().value<DraftReport>();
    }
    EditSession &open(const QString &pk)
    {
        EditSession &edit = m_server->edit(pk, pk);
        m_api->answerGet(sourceOf(pk));
        if (!QTest::qWaitFor([this, pk] { return m_server->keeper(pk)->isRestored(); }))
            qFatal("not restored");
        return edit;
    }
    std::optional<DraftRecord> kept(const QString &pk) const
    {
        const auto found = m_drafts->drafts.find({m_api->address(), pk});
        return found == m_drafts->drafts.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<Secret> secret(const QString &pk)
    {
        std::optional<std::optional<Secret>> found;
        const CallHandle call = m_secrets->read(
                draftSecretKey(m_api->address(), pk, Field::PlexToken),
                [&found](const Result<std::optional<Secret>> &read) { found = *read; });
        return QTest::qWaitFor([&found] { return found.has_value(); }) ? *found : std::nullopt;
    }
    void keepSecret(const QString &pk, const QString &words)
    {
        bool isDone = false;
        const CallHandle call =
                m_secrets->write(draftSecretKey(m_api->address(), pk, Field::PlexToken),
                                 Secret(words), [&isDone](const Result<void> &) { isDone = true; });
        QVERIFY(QTest::qWaitFor([&isDone] { return isDone; }));
    }
    DraftKey key(const QString &pk) const { return {m_api->address(), pk}; }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<ServerSession> m_server;
    std::unique_ptr<DraftDesk> m_desk;
};

void TestDraftDesk::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_history = std::make_unique<MemoryHistory>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_desk = std::make_unique<DraftDesk>(*m_drafts, *m_secrets, *m_clock);
}

void TestDraftDesk::cleanup()
{
    m_desk.reset();
    m_server.reset();
}

void TestDraftDesk::start(bool isReachable)
{
    m_server =
            std::make_unique<ServerSession>(*m_api,
                                            SessionPorts{Samples::digests(), *m_clock, *m_secrets,
                                                         *m_history, m_drafts.get(), nullptr});
    m_server->start();
    m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
    if (isReachable)
        m_api->take(u"list"_s).list({});
    m_desk->setServer(m_server.get());
    read();
}

// The list

void TestDraftDesk::listsTheDraftsOfAllConnections()
{
    keep(draftOf(u"home"_s));
    DraftRecord elsewhere = draftOf(u"north"_s);
    elsewhere.server = u"https://auth-stage.example.org"_s;
    elsewhere.changed = elsewhere.changed.addSecs(1);
    keep(elsewhere);
    QSignalSpy changes(m_desk.get(), &DraftDesk::changed);
    read();

    QVERIFY(changes.count() > 0);
    QCOMPARE(m_desk->count(), 2);
    QCOMPARE(m_desk->rows().at(0).draft, elsewhere.summary());
    QCOMPARE(m_desk->connection(), DraftConnection());
    start();
    QCOMPARE(m_desk->connection(), (DraftConnection{m_api->address(), u"akadmin"_s}));
    QCOMPARE(m_desk->sessionOf(elsewhere.server), nullptr);
    QCOMPARE(m_desk->sessionOf(m_api->address()), m_server.get());
    m_server.reset(); // whoever owns it need not tell
    QCOMPARE(m_desk->connection(), DraftConnection());
}

void TestDraftDesk::followsWhatKeepersStore()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    m_clock->advance(300ms); // stored
    QTRY_COMPARE(m_server->keeper(u"home"_s)->isStored(), true);
    m_clock->advance(200ms);
    QTRY_COMPARE(m_desk->count(), 1);

    edit.discard();
    m_clock->advance(300ms);
    QTRY_VERIFY(m_drafts->drafts.empty());
    QTest::qWait(1);
    m_clock->advance(200ms);
    QTRY_COMPARE(m_desk->count(), 0);
}

void TestDraftDesk::aListThatFailsIsTold()
{
    class Failing final : public DraftPort
    {
    public:
        CallHandle store(const DraftRecord &, Done<void>) override { return {}; }
        CallHandle remove(const QString &, const QString &, Done<void>) override { return {}; }
        CallHandle load(const QString &, const QString &, Done<std::optional<DraftRecord>>) override
        {
            return {};
        }
        CallHandle list(Done<QList<DraftSummary>> done) override
        {
            Error error;
            error.kind = ErrorKind::Storage;
            error.detail = u"disk I/O error"_s;
            return MemoryAnswers::later<QList<DraftSummary>>(std::move(done), failure(error));
        }
        CallHandle setState(const QString &, const QString &, DraftState, const QDateTime &,
                            Done<void>) override
        {
            return {};
        }
    };
    Failing failing;
    m_desk = std::make_unique<DraftDesk>(failing, *m_secrets, *m_clock);
    read();
    QVERIFY(m_desk->error());
    QCOMPARE(m_desk->error()->detail, u"disk I/O error"_s);
    QVERIFY(!m_desk->wasRead());
    m_desk.reset();
}

void TestDraftDesk::aRefusalIsReadForTheList()
{
    DraftRecord draft = draftOf(u"home"_s, DraftState::Rejected);
    draft.refusal = Samples::refusal();
    keep(draft);
    read();
    QTRY_COMPARE(m_desk->rows().at(0).finding, u"The server refused Name: “Too ügly.”"_s);
}

void TestDraftDesk::aConflictOfAnOpenEditIsNamed()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    edit.takeRead(sourceOf(u"home"_s, u"Theirs"_s));
    AuditEvent event;
    event.username = u"bert"_s;
    edit.attribute(event);
    m_server->flushDrafts();
    read();
    QCOMPARE(m_desk->rows().at(0).draft.state, DraftState::Conflict);
    QCOMPARE(m_desk->rows().at(0).finding, u"bert changed Name too."_s);
}

// Into the queue and out of it

void TestDraftDesk::submitsAStoredDraft()
{
    DraftRecord draft = draftOf(u"home"_s, DraftState::Rejected);
    draft.refusal = Samples::refusal();
    draft.user = u"bert"_s;
    keep(draft);
    start(true);
    const DraftReport told = report([this] { m_desk->submit({key(u"home"_s)}); });

    QCOMPARE(told.names, QStringList{u"Plex home"_s});
    QVERIFY(told.sentence().startsWith(u"The draft of Plex home is queued"_s));
    const DraftRecord queued = *kept(u"home"_s);
    QCOMPARE(queued.state, DraftState::Queued);
    QCOMPARE(queued.queuedAt, m_clock->now());
    QCOMPARE(queued.user, u"akadmin"_s);
    QVERIFY(!queued.refusal);
    QCOMPARE(queued.changes, draft.changes);
    QTRY_VERIFY(m_api->waits(u"get"_s)); // the queue was woken
}

void TestDraftDesk::submitsAnOpenDraftThroughItsKeeper()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    const DraftReport told = report([this] { m_desk->submit({key(u"home"_s)}); });

    QCOMPARE(told.names.size(), 1);
    QVERIFY(m_server->keeper(u"home"_s)->isQueued());
    QCOMPARE(kept(u"home"_s)->state, DraftState::Queued);
}

void TestDraftDesk::doesNotSubmitWhatIsInConflict()
{
    keep(draftOf(u"lab"_s, DraftState::Conflict));
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    edit.takeRead(sourceOf(u"home"_s, u"Theirs"_s));
    m_server->flushDrafts();
    read();
    const DraftReport told = report([this] { m_desk->submit({key(u"lab"_s), key(u"home"_s)}); });

    QVERIFY(told.names.isEmpty());
    QCOMPARE(told.remarks,
             (QStringList{u"Plex lab was changed on the server too. Open it and choose."_s,
                          u"Theirs was changed on the server too. Open it and choose."_s}));
    QCOMPARE(kept(u"lab"_s)->state, DraftState::Conflict);
    QVERIFY(!m_server->keeper(u"home"_s)->isQueued());
}

void TestDraftDesk::doesNotSubmitElsewhere()
{
    DraftRecord draft = draftOf(u"north"_s);
    draft.server = u"https://auth-stage.example.org"_s;
    keep(draft);
    start();
    const DraftReport told = report([&] { m_desk->submit({keyOf(draft)}); });

    QCOMPARE(told.sentence(), u"Connect to auth-stage.example.org to submit Plex north."_s);
    QCOMPARE(m_drafts->only()->state, DraftState::Draft);
}

void TestDraftDesk::doesNotSubmitWhatIsReadOnly()
{
    keep(draftOf(u"lab"_s));
    start(true);
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    m_server->flushDrafts();
    read();
    m_api->isReadOnlyNow = true;
    const DraftReport told = report([this] { m_desk->submit({key(u"lab"_s), key(u"home"_s)}); });

    QVERIFY(told.names.isEmpty());
    QCOMPARE(told.remarks.size(), 2);
    QVERIFY(told.remarks.at(0).startsWith(
            "Plex lab was not submitted. This connection is read-only."_L1));
    m_server->keeper(u"home"_s)->setQueued(true); // nor by any other way
    QVERIFY(!m_server->keeper(u"home"_s)->isQueued());
    QCOMPARE(kept(u"lab"_s)->state, DraftState::Draft);
    QCOMPARE(kept(u"home"_s)->state, DraftState::Draft);
}

void TestDraftDesk::doesNotSubmitWithoutTheRight()
{
    start(true);
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    m_api->answerOptions(SourceOptions::fromJson({})); // no actions
    m_server->flushDrafts();
    const DraftReport told = report([this] { m_desk->submit({key(u"home"_s)}); });

    QCOMPARE(told.remarks.size(), 1);
    QVERIFY(told.remarks.at(0).contains("Your token may not change this source."_L1));
    QTRY_COMPARE(kept(u"home"_s)->state, DraftState::Draft);
}

void TestDraftDesk::eachGoesOutByItsOwnConnection()
{
    FakeSourceApi stageApi;
    stageApi.serverAddress = u"https://auth-stage.example.org"_s;
    keep(draftOf(u"home"_s));
    DraftRecord elsewhere = draftOf(u"home"_s); // the same pk
    elsewhere.server = stageApi.address();
    keep(elsewhere);
    start(true);
    ServerSession stage(stageApi,
                        SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history,
                                     m_drafts.get(), nullptr});
    stage.start();
    stageApi.take(u"me"_s).account(Account{u"bert"_s, u"Bert"_s});
    stageApi.take(u"list"_s).list({});
    m_desk->addServer(stage);
    QCOMPARE(m_desk->sessionOf(stageApi.address()), &stage);
    QCOMPARE(m_desk->sessionOf(m_api->address()), m_server.get());
    QCOMPARE(m_desk->connections().size(), 2);
    QCOMPARE(m_desk->connection().address, m_api->address()); // that one is shown

    const DraftReport told = report([&] { m_desk->submit({key(u"home"_s), keyOf(elsewhere)}); });
    QCOMPARE(told.names.size(), 2);
    QCOMPARE(kept(u"home"_s)->user, u"akadmin"_s);
    QCOMPARE(m_drafts->drafts.at({stageApi.address(), u"home"_s}).user, u"bert"_s);
    QTRY_VERIFY(m_api->waits(u"get"_s));
    QTRY_VERIFY(stageApi.waits(u"get"_s));

    m_desk->removeServer(stage);
    QCOMPARE(m_desk->sessionOf(stageApi.address()), nullptr);
    QCOMPARE(m_desk->sessionOf(m_api->address()), m_server.get());
}

void TestDraftDesk::aConnectionIsOpenOnce()
{
    start();
    ServerSession again(*m_api,
                        SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history,
                                     m_drafts.get(), nullptr});
    m_desk->addServer(again);
    QCOMPARE(m_desk->sessionOf(m_api->address()), m_server.get());
    m_desk->removeServer(again); // was not the one that counts
    QCOMPARE(m_desk->sessionOf(m_api->address()), m_server.get());
    m_desk->setServer(nullptr);
    QVERIFY(m_desk->connections().isEmpty());
}

void TestDraftDesk::countsAndDiscardsThoseOfOneServer()
{
    keep(draftOf(u"home"_s));
    keep(draftOf(u"lab"_s));
    DraftRecord elsewhere = draftOf(u"north"_s);
    elsewhere.server = u"https://auth-stage.example.org"_s;
    keep(elsewhere);
    read(); // none of them is open
    QCOMPARE(m_desk->countOf(m_api->address()), 2);
    QCOMPARE(m_desk->countOf(elsewhere.server), 1);
    QCOMPARE(m_desk->countOf(u"https://other.example.org"_s), 0);

    const DraftReport told = report([this] { m_desk->discardAllOf(m_api->address()); });
    QCOMPARE(told.names.size(), 2);
    QCOMPARE(m_drafts->only(), std::optional(elsewhere));
}

void TestDraftDesk::doesNotSubmitWithoutItsToken()
{
    DraftRecord draft = draftOf(u"home"_s);
    draft.changes.append(
            {Field::PlexToken, FieldValue::storedSecret("old"), FieldValue::storedSecret("new")});
    keep(draft);
    start();
    const DraftReport told = report([this] { m_desk->submit({key(u"home"_s)}); });
    QCOMPARE(told.sentence(),
             u"The Plex token of Plex home is not kept any more. Open it and type it again."_s);
    QCOMPARE(kept(u"home"_s), std::optional(draft));

    keepSecret(u"home"_s, u"CANARY"_s);
    report([this] { m_desk->submit({key(u"home"_s)}); });
    QCOMPARE(kept(u"home"_s)->state, DraftState::Queued);
}

void TestDraftDesk::whatIsAskedForMeanwhileWaits()
{
    keep(draftOf(u"home"_s));
    keep(draftOf(u"lab"_s));
    start();
    QSignalSpy ended(m_desk.get(), &DraftDesk::ended);
    // From within the end of another, and one that has nothing to do.
    const QSignalSpy *told = &ended;
    const auto connection = connect(m_desk.get(), &DraftDesk::ended, m_desk.get(), [this, told] {
        if (told->size() == 1)
            m_desk->takeOut({});
    });
    m_desk->discard({key(u"home"_s)});
    m_desk->discard({key(u"lab"_s)});
    QTRY_COMPARE(ended.size(), 3);
    QTest::qWait(20);
    QCOMPARE(ended.size(), 3);
    QVERIFY(m_drafts->drafts.empty());
    report([this] { m_desk->undoDiscard(); });
    QVERIFY(kept(u"lab"_s));
    QVERIFY(!kept(u"home"_s));
    report([this] { m_desk->undoDiscard(); });
    QVERIFY(kept(u"home"_s));
    disconnect(connection);
}

void TestDraftDesk::saysWhoseTokenItWas()
{
    keep(draftOf(u"home"_s));
    DraftRecord draft = draftOf(u"lab"_s);
    draft.user = u"bert"_s;
    keep(draft);
    start();
    QCOMPARE(m_desk->othersToken({key(u"home"_s)}), QString());
    QCOMPARE(m_desk->othersToken({key(u"home"_s), key(u"lab"_s)}), u"bert"_s);
}

void TestDraftDesk::takesOutOfTheQueue()
{
    DraftRecord lab = draftOf(u"lab"_s, DraftState::Queued);
    lab.user = u"bert"_s; // or it would be sent here
    keep(lab);
    DraftRecord rejected = draftOf(u"club"_s, DraftState::Rejected);
    rejected.refusal = Samples::refusal();
    keep(rejected);
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    m_server->keeper(u"home"_s)->setQueued(true);
    read();
    const DraftReport told = report([this] {
        m_desk->takeOut({key(u"lab"_s), key(u"club"_s), key(u"home"_s)});
    });

    QCOMPARE(told.sentence(), u"2 drafts are out of the queue."_s);
    QCOMPARE(kept(u"lab"_s)->state, DraftState::Draft);
    QVERIFY(!m_server->keeper(u"home"_s)->isQueued());
    QCOMPARE(*kept(u"club"_s), rejected); // was not in it
}

// Discard

void TestDraftDesk::discardOfAStoredDraftCanBeUndone()
{
    DraftRecord draft = draftOf(u"home"_s);
    draft.changes.append({Field::PlexToken, FieldValue::storedSecret("old"),
                          FieldValue::storedSecret(Samples::digests().digest(u"CANARY"_s))});
    keep(draft);
    keepSecret(u"home"_s, u"CANARY"_s);
    start();
    QVERIFY(!m_desk->canUndoDiscard());

    const DraftReport gone = report([this] { m_desk->discard({key(u"home"_s)}); });
    QCOMPARE(gone.sentence(), u"The draft of Plex home is discarded."_s);
    QVERIFY(m_drafts->drafts.empty());
    QVERIFY(!secret(u"home"_s));
    QCOMPARE(m_desk->undoText(), u"Undo discard of Plex home"_s);

    const DraftReport back = report([this] { m_desk->undoDiscard(); });
    QCOMPARE(back.sentence(), u"The draft of Plex home is back."_s);
    QCOMPARE(kept(u"home"_s), std::optional(draft));
    QCOMPARE(secret(u"home"_s), std::optional(Secret(u"CANARY"_s)));
    QVERIFY(!m_desk->canUndoDiscard());
}

void TestDraftDesk::discardOfAnOpenDraftCanBeUndone()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"CANARY"_s));
    m_server->flushDrafts();
    const DraftRecord before = *kept(u"home"_s);
    read();

    report([this] { m_desk->discard({key(u"home"_s)}); });
    QVERIFY(edit.changed().isEmpty());
    QVERIFY(m_drafts->drafts.empty());
    QVERIFY(!secret(u"home"_s));

    report([this] { m_desk->undoDiscard(); });
    QCOMPARE(edit.changed(), (FieldSet{Field::Name, Field::PlexToken}));
    QCOMPARE(edit.current().value(Field::PlexToken).toSecret(), Secret(u"CANARY"_s));
    QCOMPARE(kept(u"home"_s)->changes, before.changes);
    QCOMPARE(secret(u"home"_s), std::optional(Secret(u"CANARY"_s)));
}

void TestDraftDesk::undoNeverOverwritesANewerDraft()
{
    keep(draftOf(u"home"_s));
    start();
    report([this] { m_desk->discard({key(u"home"_s)}); });
    DraftRecord newer = draftOf(u"home"_s);
    newer.changes = {{Field::Name, text(u"Plex Home"_s), text(u"Newer"_s)}};
    keep(newer);

    const DraftReport told = report([this] { m_desk->undoDiscard(); });
    QVERIFY(told.names.isEmpty());
    QVERIFY2(told.sentence().startsWith(u"Plex home has a newer draft, which stays."_s),
             qPrintable(told.sentence()));
    QCOMPARE(kept(u"home"_s), std::optional(newer));
}

void TestDraftDesk::undoLeavesNewerEditsInTheForm()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    edit.setValue(Field::AllowFriends, FieldValue::flag(false));
    m_server->flushDrafts();
    read();
    report([this] { m_desk->discard({key(u"home"_s)}); });
    edit.setValue(Field::Name, text(u"Newer"_s));

    const DraftReport told = report([this] { m_desk->undoDiscard(); });
    QCOMPARE(told.remarks, QStringList{u"Name stays as it is now."_s});
    QCOMPARE(edit.current().name(), u"Newer"_s);
    QVERIFY(edit.isChanged(Field::AllowFriends));
}

void TestDraftDesk::severalAreDiscardedAndComeBack()
{
    keep(draftOf(u"home"_s, DraftState::Queued));
    keep(draftOf(u"lab"_s));
    DraftRecord elsewhere = draftOf(u"north"_s);
    elsewhere.server = u"https://auth-stage.example.org"_s;
    keep(elsewhere);
    start();
    const auto before = m_drafts->drafts;

    const DraftReport gone = report([this] { m_desk->discard(m_desk->keys()); });
    QCOMPARE(gone.sentence(), u"3 drafts are discarded."_s);
    QVERIFY(m_drafts->drafts.empty());
    QCOMPARE(m_desk->undoText(), u"Undo discard of 3 drafts"_s);
    report([this] { m_desk->undoDiscard(); });
    QVERIFY(m_drafts->drafts == before);
}

void TestDraftDesk::whatCannotBeRemovedStays()
{
    keep(draftOf(u"home"_s));
    start();
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = u"disk full"_s;
    m_drafts->trouble = error;

    const DraftReport told = report([this] { m_desk->discard({key(u"home"_s)}); });
    QVERIFY(told.names.isEmpty());
    QVERIFY(told.sentence().contains(u"“disk full”. It is as it was."_s));
    QVERIFY(!m_desk->canUndoDiscard());

    m_drafts->trouble.reset();
    report([this] { m_desk->discard({key(u"home"_s)}); });
    m_drafts->trouble = error;
    const DraftReport again = report([this] { m_desk->undoDiscard(); });
    QVERIFY(again.sentence().contains(u"could not be brought back: “disk full”"_s));
    m_drafts->trouble.reset();
    report([this] { m_desk->undoDiscard(); }); // it is not lost
    QVERIFY(kept(u"home"_s));
}

void TestDraftDesk::whatIsNotReadYetIsLeftAlone()
{
    keep(draftOf(u"home"_s));
    start();
    m_server->edit(u"home"_s, u"home"_s); // its read is not answered

    for (const DraftReport &told : {report([this] { m_desk->discard({key(u"home"_s)}); }),
                                    report([this] { m_desk->submit({key(u"home"_s)}); })})
        QCOMPARE(told.remarks, QStringList{u"Plex home is not read yet. Try again when it is."_s});
    QCOMPARE(kept(u"home"_s), std::optional(draftOf(u"home"_s)));
}

// Files

/// Also when the source comes back, the discarded draft does not.
void TestDraftDesk::theDraftOfADeletedSourceCanBeDiscarded()
{
    keep(draftOf(u"home"_s));
    start();
    EditSession &edit = m_server->edit(u"home"_s, u"home"_s);
    Error gone;
    gone.kind = ErrorKind::NotFound;
    gone.arrival = Arrival::Answered;
    m_api->answerGet(failure(gone));
    QTRY_VERIFY(m_api->waits(u"find"_s));
    m_api->answerFind(std::optional<SourceSummary>());
    QTRY_COMPARE(edit.phase(), EditSession::Phase::LoadFailed);

    const DraftReport report = this->report([this] { m_desk->discard({key(u"home"_s)}); });
    QCOMPARE(report.sentence(), u"The draft of Plex home is discarded."_s);
    QVERIFY(m_drafts->drafts.empty());

    edit.refresh();
    m_api->answerGet(sourceOf(u"home"_s));
    QTRY_VERIFY(m_server->keeper(u"home"_s)->isRestored());
    QVERIFY(edit.changed().isEmpty());
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftDesk::exportsWithoutSecrets()
{
    DraftRecord draft = draftOf(u"lab"_s);
    draft.changes.append(
            {Field::PlexToken, FieldValue::storedSecret("old"), FieldValue::storedSecret("new")});
    keep(draft);
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Mine"_s));
    edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"CANARY"_s));
    m_server->flushDrafts();
    read();

    QList<ExportedEdit> edits;
    const DraftReport told = report([this, &edits] {
        m_desk->exportable({key(u"lab"_s), key(u"home"_s)},
                           [&edits](const QList<ExportedEdit> &read) { edits = read; });
    });
    QCOMPARE(told.sentence(), QString());
    QCOMPARE(edits.size(), 2);
    QCOMPARE(edits.at(0).notIncluded, FieldSet{Field::PlexToken});
    QCOMPARE(edits.at(0).changes, Samples::draft().changes);
    QCOMPARE(edits.at(0).changed, draft.changed);
    QCOMPARE(edits.at(1).user, u"akadmin"_s);
    QCOMPARE(edits.at(1).changes.size(), 1);
    QVERIFY(!editFile(edits).contains("CANARY"));
}

void TestDraftDesk::importMakesADraft()
{
    start();
    const DraftRecord draft = draftOf(u"home"_s, DraftState::Queued);
    const DraftReport told = report([&] { m_desk->import(editFile({exportedDraft(draft)})); });

    QCOMPARE(told.sentence(), u"The edit of Plex home is a draft here now."_s);
    const DraftRecord made = *kept(u"home"_s);
    QCOMPARE(made.state, DraftState::Draft); // only a person here queues it
    QCOMPARE(made.changes, draft.changes);
    QCOMPARE(made.started.toSecsSinceEpoch(), draft.started.toSecsSinceEpoch());
    QCOMPARE(made.changed.toSecsSinceEpoch(), draft.changed.toSecsSinceEpoch());
    QCOMPARE(made.release, draft.release);
    QCOMPARE(made.user, draft.user);
    QCOMPARE(made.baseline.value(Field::AllowFriends), FieldValue::flag(true));
}

void TestDraftDesk::importAddsToADraftThatIsHere()
{
    DraftRecord here = draftOf(u"home"_s, DraftState::Queued);
    here.changes = {{Field::Name, text(u"Plex Home"_s), text(u"Here"_s)}};
    keep(here);
    start();
    const DraftReport told =
            report([&] { m_desk->import(editFile({exportedDraft(draftOf(u"home"_s))})); });

    const DraftRecord merged = *kept(u"home"_s);
    QCOMPARE(merged.changes.size(), 2);
    QCOMPARE(merged.changes.at(0), here.changes.at(0));
    QCOMPARE(merged.changes.at(1).field, Field::AllowFriends);
    QCOMPARE(merged.state, DraftState::Draft);
    QVERIFY(told.remarks.contains(
            u"Plex home already has a draft here: Name stays as it is here."_s));
    QVERIFY(told.remarks.contains(u"The draft of Plex home was queued and is a draft again."_s));

    const DraftReport again =
            report([&] { m_desk->import(editFile({exportedDraft(draftOf(u"home"_s))})); });
    QVERIFY(again.names.isEmpty());
    QVERIFY(again.sentence().endsWith(
            u"Nothing of the edit of Plex home in the file was taken over."_s));
    QCOMPARE(kept(u"home"_s), std::optional(merged));
}

void TestDraftDesk::importIntoAnOpenEdit()
{
    start();
    EditSession &edit = open(u"home"_s);
    edit.setValue(Field::Name, text(u"Here"_s));
    DraftRecord draft = draftOf(u"home"_s);
    draft.changes.append({Field::UserPathTemplate, text(u"before"_s), text(u"after"_s)});
    const DraftReport told = report([&] { m_desk->import(editFile({exportedDraft(draft)})); });

    QCOMPARE(edit.current().name(), u"Here"_s);
    QVERIFY(edit.isChanged(Field::AllowFriends));
    QCOMPARE(edit.conflicts().size(), 1); // the server has another path than the file began with
    QCOMPARE(edit.conflicts().constFirst().field, Field::UserPathTemplate);
    QCOMPARE(told.remarks,
             QStringList{u"Plex home already has a draft here: Name stays as it is here."_s});
    QCOMPARE(kept(u"home"_s)->changes.size(), 3);
}

void TestDraftDesk::importSaysWhichTokenIsMissing()
{
    start();
    ExportedEdit edit = exportedDraft(draftOf(u"home"_s));
    edit.notIncluded = {Field::PlexToken};
    const DraftReport told = report([&] { m_desk->import(editFile({edit})); });

    QCOMPARE(told.remarks,
             QStringList{u"The Plex token of Plex home is not in the file; type it again."_s});
    QCOMPARE(kept(u"home"_s)->fields(), (FieldSet{Field::Name, Field::AllowFriends}));
}

void TestDraftDesk::aTokenInAFileIsKeptNowhere()
{
    start();
    QByteArray file = editFile({exportedDraft(draftOf(u"home"_s))});
    file.replace(R"("changes": [)", R"("changes": [{"field": "plex_token", "to": "CANARY"}, )");
    const DraftReport told = report([&] { m_desk->import(file); });

    QCOMPARE(told.names.size(), 1);
    QVERIFY2(told.sentence().contains(u"It was not taken over and is kept nowhere"_s),
             qPrintable(told.sentence()));
    QVERIFY(!told.sentence().contains(u"CANARY"_s));
    QCOMPARE(kept(u"home"_s)->fields(), (FieldSet{Field::Name, Field::AllowFriends}));
    QVERIFY(!secret(u"home"_s));
}

void TestDraftDesk::importOfAnotherFileIsRefused()
{
    const DraftReport told = report([this] { m_desk->import("hello"); });
    QCOMPARE(told.sentence(),
             u"Nothing was imported. This is not a file of edits of Sourcedesk."_s);
    const DraftReport none = report([this] { m_desk->import(editFile({})); });
    QCOMPARE(none.sentence(), u"Nothing was imported. There is no edit in the file."_s);
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftDesk::importedTokenBaseIsNoConflict()
{
    start();
    ExportedEdit exported = exportedDraft(draftOf(u"home"_s));
    exported.notIncluded = {Field::PlexToken};
    report([&] { m_desk->import(editFile({exported})); });

    EditSession &edit = open(u"home"_s);
    QVERIFY(edit.conflicts().isEmpty());
    QCOMPARE(edit.changed(), (FieldSet{Field::Name, Field::AllowFriends}));
    edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"again"_s));
    edit.takeRead(sourceOf(u"home"_s));
    QVERIFY(edit.conflicts().isEmpty());
}

QTEST_GUILESS_MAIN(TestDraftDesk)
#include "tst_draftdesk.moc"
