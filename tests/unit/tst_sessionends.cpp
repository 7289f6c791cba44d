// SPDX-License-Identifier: GPL-3.0-or-later
// Long because a session has many ends: of the program, of a disk, of a server, of a save.
#include "draftkeeper.h"
#include "draftsamples.h"
#include "draftsummary.h"
#include "editexport.h"
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
using namespace std::chrono_literals;

namespace {

/// Drafts that go with the program.
class PassingDrafts final : public DraftPort
{
public:
    explicit PassingDrafts(MemoryDrafts &drafts)
        : m_drafts(drafts)
    { }
    CallHandle store(const DraftRecord &draft, Done<void> done) override
    {
        return m_drafts.store(draft, std::move(done));
    }
    CallHandle remove(const QString &server, const QString &pk, Done<void> done) override
    {
        return m_drafts.remove(server, pk, std::move(done));
    }
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<DraftRecord>> done) override
    {
        return m_drafts.load(server, pk, std::move(done));
    }
    CallHandle list(Done<QList<DraftSummary>> done) override
    {
        return m_drafts.list(std::move(done));
    }
    CallHandle setState(const QString &server, const QString &pk, DraftState state,
                        const QDateTime &queuedAt, Done<void> done) override
    {
        return m_drafts.setState(server, pk, state, queuedAt, std::move(done));
    }
    bool isLasting() const override { return false; }

private:
    MemoryDrafts &m_drafts;
};

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    error.detail = u"disk I/O error"_s;
    return error;
}

PlexSource named(const QString &name)
{
    PlexSource source = Samples::source();
    source.setValue(Field::Name, FieldValue::text(name));
    return source;
}

} // namespace

// What a session knows of its edits when the program, a store or a server ends.
class TestSessionEnds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void anEditWithoutAChangeLosesNothing();
    void withoutAStoreAllOfAnEditIsLost();
    void whatIsStoredOnlyInMemoryIsLostWhole();
    void whatTheDiskDoesNotTakeIsLostWhole();
    void aTypedTokenThatNothingKeepsIsLost();
    void draftsThatCannotBeStoredHoldNobodyUp();
    void aSourceThatWasNeverReadHoldsNothing();
    void aRunningSaveIsTold();

    void aListThatBreaksOffAddsOnlyWhatIsNotThere();
    void aFailedListKeepsTheRowsThatWereRead();
    void anEmptyStoreShowsNoList();
    void draftsThatCannotBeListedMarkNothing();
    void draftsOfOtherServersMarkNothing();
    void rowsForgetADraftThatIsGone();

    void aTokenWithoutTheRightIsNotAskedAgain_data();
    void aTokenWithoutTheRightIsNotAskedAgain();
    void aReleaseThatIsNotToldIsNotKnown();
    void anUndoOfASourceThatCannotBeReadIsDropped();
    void howAWriteEndedSaysWhetherTheServerIsThere_data();
    void howAWriteEndedSaysWhetherTheServerIsThere();
    void savingAgainWhatIsReadOnlyWaits();
    void savingAgainWhatSomebodyEditsWaits();
    void aPollFromBeforeASaveIsOld();

    void whoseDraftItIsIsSaidAboveTheForm();
    void whatOfADraftIsNotHereAgainIsSaid();
    void aDraftHeldElsewhereIsSaid();
    void anEditIsExportedWithoutItsToken();

private:
    void start(DraftPort *drafts);
    void start() { start(m_drafts.get()); }
    void answerList(const Result<void> &result)
    {
        auto list = m_api->take(u"list"_s);
        list.page({{SourceSummary::of(Samples::source())}, 1, true});
        list.list(result);
    }
    EditSession &open()
    {
        EditSession &edit = m_server->edit(pk(), u"plex-home"_s);
        m_api->answerGet(Samples::source());
        if (DraftKeeper *keeper = m_server->keeper(pk())) {
            if (!QTest::qWaitFor([keeper] { return keeper->isRestored(); }))
                qFatal("not restored");
        }
        return edit;
    }
    EditSession &openEdited()
    {
        EditSession &edit = open();
        edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
        return edit;
    }
    void saveStored(EditSession &edit)
    {
        edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
        edit.save();
        m_api->answerGet(Samples::source());
        QTRY_VERIFY(m_api->waits(u"patch"_s));
        m_api->answerPatch(named(u"Mine"_s), u"request"_s);
    }
    /// The saved name is gone again.
    void lose(EditSession &edit)
    {
        saveStored(edit);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QVERIFY(!m_server->confirmations().lost(pk()).isEmpty());
    }
    QVariant mark(SourceListModel::Role role) const
    {
        return m_server->sources().indexOfPk(pk()).data(role);
    }
    static QString pk() { return Samples::source().pk(); }
    static void settle()
    {
        for (int round = 0; round < 10; ++round)
            QCoreApplication::processEvents();
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<MemorySources> m_sources;
    std::unique_ptr<MemoryHolds> m_holds;
    std::unique_ptr<ServerSession> m_server;
};

void TestSessionEnds::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_history = std::make_unique<MemoryHistory>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_sources = std::make_unique<MemorySources>();
    m_holds = std::make_unique<MemoryHolds>(*m_drafts);
}

void TestSessionEnds::cleanup()
{
    m_server.reset();
}

void TestSessionEnds::start(DraftPort *drafts)
{
    m_server = std::make_unique<ServerSession>(
            *m_api,
            SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history, drafts,
                         m_sources.get(), drafts ? m_holds.get() : nullptr});
    m_server->start();
}

// What the end of the program would cost

void TestSessionEnds::anEditWithoutAChangeLosesNothing()
{
    start(nullptr);
    open();
    QVERIFY(m_server->lostAtEnd().isEmpty());
    QVERIFY(m_server->areDraftsStored());
}

void TestSessionEnds::withoutAStoreAllOfAnEditIsLost()
{
    start(nullptr);
    EditSession &edit = openEdited();
    const QList<EndLoss> losses = m_server->lostAtEnd();
    QCOMPARE(losses.size(), 1);
    QCOMPARE(losses.constFirst().edit, &edit);
    QVERIFY(losses.constFirst().isWhole && losses.constFirst().isUnstored);
}

void TestSessionEnds::whatIsStoredOnlyInMemoryIsLostWhole()
{
    PassingDrafts passing(*m_drafts);
    start(&passing);
    openEdited();
    m_server->flushDrafts();
    QTRY_VERIFY(m_server->areDraftsStored());
    QVERIFY(!m_server->areDraftsLasting());
    const QList<EndLoss> losses = m_server->lostAtEnd();
    QCOMPARE(losses.size(), 1);
    QVERIFY(losses.constFirst().isWhole);
    QVERIFY(!losses.constFirst().isUnstored);
    m_server.reset();
}

void TestSessionEnds::whatTheDiskDoesNotTakeIsLostWhole()
{
    start();
    openEdited();
    m_server->flushDrafts();
    QTRY_VERIFY(m_server->areDraftsStored());
    QVERIFY(m_server->lostAtEnd().isEmpty());

    m_drafts->trouble = failed(ErrorKind::Storage);
    m_server->existingEdit(pk())->setValue(Field::Name, FieldValue::text(u"Newer"_s));
    m_server->flushDrafts();
    QTRY_COMPARE(m_server->lostAtEnd().size(), 1);
    const EndLoss loss = m_server->lostAtEnd().constFirst();
    QVERIFY(loss.isWhole && loss.isUnstored);
    QCOMPARE(loss.why, u"disk I/O error"_s);
}

void TestSessionEnds::aTypedTokenThatNothingKeepsIsLost()
{
    QVERIFY(!m_secrets->isLasting());
    start();
    EditSession &edit = open();
    edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"CANARY"_s));
    m_server->flushDrafts();
    QTRY_VERIFY(m_server->areDraftsStored());
    const QList<EndLoss> losses = m_server->lostAtEnd();
    QCOMPARE(losses.size(), 1);
    QCOMPARE(losses.constFirst().secrets, FieldSet{Field::PlexToken});
    QVERIFY(!losses.constFirst().isWhole);
}

/// As far as they can be: who waits for them must not wait for ever.
void TestSessionEnds::draftsThatCannotBeStoredHoldNobodyUp()
{
    start();
    m_drafts->trouble = failed(ErrorKind::Storage);
    openEdited();
    QVERIFY(!m_server->areDraftsStored());
    m_server->flushDrafts();
    QTRY_VERIFY(m_server->areDraftsStored());
    m_server.reset();

    m_drafts->trouble.reset();
    start();
    open();
    m_holds->others[{m_api->address(), pk()}] = {4711, {}, {}};
    m_server->existingEdit(pk())->setValue(Field::Name, FieldValue::text(u"Mine"_s));
    QTRY_VERIFY(m_server->keeper(pk())->heldBy());
    QVERIFY(m_server->areDraftsStored());
}

void TestSessionEnds::aSourceThatWasNeverReadHoldsNothing()
{
    start();
    m_server->edit(pk(), u"plex-home"_s);
    QVERIFY(m_server->areDraftsStored());
}

void TestSessionEnds::aRunningSaveIsTold()
{
    start();
    EditSession &edit = openEdited();
    QVERIFY(!m_server->isSaving());
    edit.save();
    QVERIFY(m_server->isSaving());
}

// Lists and rows

void TestSessionEnds::aListThatBreaksOffAddsOnlyWhatIsNotThere()
{
    PlexSource other = Samples::source();
    other.setValue(Field::Pk, FieldValue::text(u"other"_s));
    other.setValue(Field::Slug, FieldValue::text(u"other"_s));
    const QDateTime newest = m_clock->now().addDays(-1);
    m_sources->keep(m_api->address(), {Samples::source(), {}, newest.addDays(-1)});
    m_sources->keep(m_api->address(), {other, {}, newest});
    start();
    answerList(failure(failed(ErrorKind::Cut))); // after its first page
    QTRY_COMPARE(m_server->sources().rowCount(), 2);
    QCOMPARE(m_server->cachedListAt(), std::optional(newest));

    m_server->refreshList();
    m_api->take(u"list"_s).list(failure(failed(ErrorKind::Cut)));
    settle();
    QCOMPARE(m_server->sources().rowCount(), 2); // not looked up twice
}

void TestSessionEnds::aFailedListKeepsTheRowsThatWereRead()
{
    m_sources->keep(m_api->address(), {named(u"Old"_s), {}, m_clock->now().addDays(-1)});
    start();
    answerList({});
    m_server->refreshList();
    m_api->take(u"list"_s).page({{}, 0, false}); // rows stay until the new list is whole
    QCOMPARE(m_server->sources().rowCount(), 1);
    m_server->refreshList();
    m_api->take(u"list"_s).list(failure(failed(ErrorKind::Offline)));
    settle();
    QCOMPARE(mark(SourceListModel::NameRole).toString(), u"Plex Home"_s);
    QVERIFY(!m_server->cachedListAt());
}

void TestSessionEnds::anEmptyStoreShowsNoList()
{
    start();
    m_api->take(u"list"_s).list(failure(failed(ErrorKind::Offline)));
    settle();
    QCOMPARE(m_server->sources().rowCount(), 0);
    QVERIFY(!m_server->cachedListAt());
}

void TestSessionEnds::draftsThatCannotBeListedMarkNothing()
{
    const DraftRecord draft = Samples::draft();
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    m_drafts->readTrouble = failed(ErrorKind::Storage);
    start();
    answerList({});
    settle();
    QCOMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 0);
    m_drafts->readTrouble.reset();
    m_server->markDrafts();
    QTRY_COMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 2);
}

void TestSessionEnds::draftsOfOtherServersMarkNothing()
{
    DraftRecord draft = Samples::draft();
    draft.server = u"https://staging.example.org"_s; // the same pk there is another source
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    start();
    answerList({});
    settle();
    QCOMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 0);
}

void TestSessionEnds::rowsForgetADraftThatIsGone()
{
    const DraftRecord draft = Samples::draft();
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    start();
    answerList({});
    QTRY_COMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 2);
    m_drafts->drafts.clear();
    m_server->markDrafts();
    QTRY_COMPARE(mark(SourceListModel::ChangedFieldsRole).toInt(), 0);
}

// The server

void TestSessionEnds::aTokenWithoutTheRightIsNotAskedAgain_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("no right") << ErrorKind::Forbidden << false;
    QTest::newRow("no token") << ErrorKind::NoToken << false;
    QTest::newRow("no answer") << ErrorKind::Timeout << true;
}

void TestSessionEnds::aTokenWithoutTheRightIsNotAskedAgain()
{
    QFETCH(ErrorKind, kind);
    start();
    m_api->take(u"me"_s).account(failure(failed(kind)));
    m_clock->advance(30s);
    QTEST(m_api->waits(u"me"_s), "isAsked");
}

void TestSessionEnds::aReleaseThatIsNotToldIsNotKnown()
{
    start();
    m_api->take(u"version"_s).version(failure(failed(ErrorKind::Forbidden)));
    QCOMPARE(m_server->release(), QString());
}

/// Or it would come up when the source is opened some other day.
void TestSessionEnds::anUndoOfASourceThatCannotBeReadIsDropped()
{
    SaveRecord record;
    record.server = m_api->address();
    record.pk = pk();
    record.slug = u"plex-home"_s;
    record.changes = {{Field::Name, FieldValue::text(u"Old"_s), FieldValue::text(u"Plex Home"_s)}};
    start();
    QSignalSpy proposed(m_server.get(), &ServerSession::undoProposed);
    m_server->undoOnServer(record);
    m_api->answerGet(failure(failed(ErrorKind::Offline)));
    m_server->existingEdit(pk())->refresh();
    m_api->answerGet(Samples::source());
    QVERIFY(proposed.isEmpty());
    QVERIFY(m_server->existingEdit(pk())->changed().isEmpty());
}

void TestSessionEnds::howAWriteEndedSaysWhetherTheServerIsThere_data()
{
    QTest::addColumn<QString>("stored"); // what the read after the write shows; empty = none
    QTest::addColumn<bool>("isReachable");
    QTest::newRow("stored") << u"Mine"_s << true;
    QTest::newRow("not stored") << u"Plex Home"_s << true;
    QTest::newRow("another value") << u"Third"_s << true;
    QTest::newRow("no answer") << QString() << false;
}

void TestSessionEnds::howAWriteEndedSaysWhetherTheServerIsThere()
{
    QFETCH(QString, stored);
    QFETCH(bool, isReachable);
    start();
    EditSession &edit = openEdited();
    edit.save();
    m_api->answerGet(Samples::source());
    QTRY_VERIFY(m_api->waits(u"patch"_s));
    Error cut = failed(ErrorKind::Cut);
    cut.arrival = Arrival::MayHaveArrived;
    m_api->answerPatch(failure(cut));
    if (stored.isEmpty())
        m_api->answerGet(failure(failed(ErrorKind::Offline)));
    else
        m_api->answerGet(named(stored));
    QCOMPARE(!m_server->reachability().isUnreachable(), isReachable);
}

void TestSessionEnds::savingAgainWhatIsReadOnlyWaits()
{
    start();
    EditSession &edit = open();
    lose(edit);
    m_api->isReadOnlyNow = true;
    QSignalSpy waits(m_server.get(), &ServerSession::saveAgainWaits);
    m_server->saveAgain(edit);
    QTRY_COMPARE(waits.size(), 1);
    QCOMPARE(edit.phase(), EditSession::Phase::Editing);
    QCOMPARE(edit.changed(), FieldSet{Field::Name});
}

void TestSessionEnds::savingAgainWhatSomebodyEditsWaits()
{
    start();
    EditSession &edit = open();
    lose(edit);
    edit.setValue(Field::Name, FieldValue::text(u"Newer"_s));
    edit.save(); // it runs while the keychain is asked
    QSignalSpy waits(m_server.get(), &ServerSession::saveAgainWaits);
    m_server->saveAgain(edit);
    QTRY_COMPARE(waits.size(), 1);
    QCOMPARE(edit.current().name(), u"Newer"_s);
}

/// It may not show the save, and would look like somebody's write.
void TestSessionEnds::aPollFromBeforeASaveIsOld()
{
    start();
    answerList({});
    m_api->answerEvents(QList<AuditEvent>{});
    EditSession &edit = open();
    AuditEvent news;
    news.pk = u"e1"_s;
    news.sourcePk = pk();
    news.username = u"bert"_s;
    news.when = m_clock->now();
    while (m_api->waits(u"events"_s)) // of the opened source
        m_api->answerEvents(QList<AuditEvent>{});
    m_clock->advance(60s);
    m_api->answerEvents(QList<AuditEvent>{news});
    m_clock->advance(60s);
    QVERIFY(m_api->waits(u"get"_s)); // the poll reads it
    const auto poll = m_api->take(u"get"_s);
    saveStored(edit);
    poll.source(named(u"Theirs, from before"_s));
    QCOMPARE(edit.current().name(), u"Mine"_s);
    QVERIFY(edit.conflicts().isEmpty());
}

// What is said of a draft

void TestSessionEnds::whoseDraftItIsIsSaidAboveTheForm()
{
    start();
    m_server->expectUser(u"bert"_s);
    openEdited();
    const DraftKeeper &keeper = *m_server->keeper(pk());
    QVERIFY(!isAnothersDraft(keeper, u"bert"_s));
    QVERIFY(!isAnothersDraft(keeper, {})); // not known yet who it is
    QVERIFY(draftSummaries(keeper, u"bert"_s).isEmpty());
    const QList<Summary> said = draftSummaries(keeper, u"anna"_s);
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.constFirst().title, u"This draft was made with bert's token."_s);
    QCOMPARE(said.constFirst().next, u"If you send it, it is sent as anna."_s);
}

void TestSessionEnds::whatOfADraftIsNotHereAgainIsSaid()
{
    DraftRecord draft = Samples::draft();
    draft.user.clear();
    draft.changes.append({Field::PlexToken, draft.baseline.value(Field::PlexToken),
                          FieldValue::storedSecret(Samples::digests().digest(u"lost"_s))});
    draft.changes.append({Field::Managed, FieldValue::null(), FieldValue::text(u"x"_s)});
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    start();
    open();
    const QList<Summary> said = draftSummaries(*m_server->keeper(pk()), u"anna"_s);
    QCOMPARE(said.size(), 1);
    QCOMPARE(said.constFirst().severity, Summary::Severity::Warning);
    QHash<Field, QString> words;
    for (const SummaryEntry &entry : said.constFirst().entries)
        words.insert(*entry.field, entry.words);
    QCOMPARE(words.size(), 2);
    QVERIFY(words.value(Field::PlexToken).contains("type it again"_L1));
    QVERIFY(words.value(Field::Managed).contains("does not let one change it"_L1));
}

void TestSessionEnds::aDraftHeldElsewhereIsSaid()
{
    const DraftRecord draft = Samples::draft();
    m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    m_holds->others[{m_api->address(), pk()}] = {4711, {}, {}};
    start();
    m_server->edit(pk(), u"plex-home"_s);
    m_api->answerGet(Samples::source());
    QTRY_VERIFY(m_server->keeper(pk())->heldBy());
    const QList<Summary> said = draftSummaries(*m_server->keeper(pk()), u"akadmin"_s);
    QCOMPARE(said.size(), 1);
    QVERIFY(said.constFirst().title.contains("process 4711"_L1));
}

void TestSessionEnds::anEditIsExportedWithoutItsToken()
{
    start();
    m_server->expectUser(u"anna"_s);
    m_api->take(u"version"_s).version(u"2025.12.4"_s);
    EditSession &edit = openEdited();
    edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"CANARY"_s));
    const ExportedEdit exported = exportedEdit(edit, *m_server, m_clock->now());
    QCOMPARE(exported.pk, pk());
    QCOMPARE(exported.user, u"anna"_s);
    QCOMPARE(exported.release, u"2025.12.4"_s);
    QCOMPARE(exported.notIncluded, FieldSet{Field::PlexToken});
    QCOMPARE(exported.changes,
             (QList<FieldChange>{{Field::Name, FieldValue::text(u"Plex Home"_s),
                                  FieldValue::text(u"Mine"_s)}}));
}

QTEST_GUILESS_MAIN(TestSessionEnds)
#include "tst_sessionends.moc"
