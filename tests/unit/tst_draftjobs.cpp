// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each thing a person does with a draft meets each trouble.
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

/// A keychain whose reads wait for the test; removals and writes may fail.
class SlowSecrets final : public SecretPort
{
public:
    QList<Done<std::optional<Secret>>> reads;
    std::optional<Error> trouble; ///< what write() and remove() fail with
    QStringList removed;

    CallHandle read(const QString &, Done<std::optional<Secret>> done) override
    {
        reads.append(std::move(done));
        return std::make_unique<MemoryAnswers::Pending>();
    }
    CallHandle write(const QString &, const Secret &, Done<void> done) override
    {
        return answer(std::move(done));
    }
    CallHandle remove(const QString &key, Done<void> done) override
    {
        removed.append(key);
        return answer(std::move(done));
    }

private:
    CallHandle answer(Done<void> done) const
    {
        return MemoryAnswers::later(std::move(done),
                                    trouble ? Result<void>(failure(*trouble)) : Result<void>());
    }
};

PlexSource sourceOf(const QString &pk)
{
    PlexSource source = Samples::source();
    source.setValue(Field::Pk, FieldValue::text(pk));
    source.setValue(Field::Slug, FieldValue::text(pk));
    return source;
}

DraftRecord draftOf(const QString &pk)
{
    DraftRecord draft = Samples::draft();
    draft.pk = pk;
    draft.slug = pk;
    draft.name = u"Plex "_s + pk;
    draft.baseline = sourceOf(pk);
    return draft;
}

DraftRecord withToken(DraftRecord draft)
{
    draft.changes.append({Field::PlexToken, FieldValue::storedSecret("old"),
                          FieldValue::storedSecret(Samples::digests().digest(u"CANARY"_s))});
    return draft;
}

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    error.detail = u"disk I/O error"_s;
    return error;
}

enum class Action : quint8
{
    Submit,
    Discard,
    TakeOut,
    Export,
    Import,
};

} // namespace

Q_DECLARE_METATYPE(Action)

// What becomes of the work with drafts when a disk, a keychain or a person comes between.
class TestDraftJobs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void eachJobHasItsSentence_data();
    void eachJobHasItsSentence();
    void ofManyRemarksThreeAreSaid();

    void aDraftThatCannotBeReadIsLeft_data();
    void aDraftThatCannotBeReadIsLeft();
    void aDraftThatIsGoneIsTold_data();
    void aDraftThatIsGoneIsTold();
    void anOpenSourceWithoutEditsHasNoDraft_data();
    void anOpenSourceWithoutEditsHasNoDraft();
    void aSourceOpenedMeanwhileIsLeft_data();
    void aSourceOpenedMeanwhileIsLeft();
    void aSourceThatIsBeingSavedIsLeft_data();
    void aSourceThatIsBeingSavedIsLeft();
    void aDraftThatIsNotInTheListIsNamedByItsPk();

    void aConnectionClosedMeanwhileSubmitsNothing();
    void aKeychainThatFailsSubmitsNothing();
    void aSourceOpenedWhileTheKeychainIsAskedIsLeft_data();
    void aSourceOpenedWhileTheKeychainIsAskedIsLeft();
    void whoSubmitsBeforeTheServerSaidWhoKeepsTheOldName();

    void undoOfAQueuedDraftQueuesItAgain();
    void undoWaitsForWhatIsBeingSaved();
    void undoWaitsForTheDisk();
    void undoWaitsForASourceOpenedMeanwhile();
    void undoNeverBringsBackWhatTheFormHasAnew();
    void aTokenThatCannotBeKeptIsAskedForAgain();
    void nothingDiscardedCanBeUndone();
    void whatWasDiscardedCanBeForgotten();

    void anEditWithoutChangesIsNotImported();
    void importIntoASourceThatIsNotReadIsLeft();
    void importOfWhatTheFormHasTakesNothing();
    void importOfWhatCannotBeWrittenIsTold();
    void importOntoAFullDiskIsTold();
    void anImportedEditWithoutTimesBeginsNow();

    void aListAskedForTwiceIsReadAgain();
    void anOpenDraftIsLoadedAsItIsInTheForm();
    void nobodysTokenIsNamedOfWhatIsNotKnown();
    void ofARefusalInTheFormTheFormSpeaks();
    void aRefusalThatCannotBeReadIsLeftOut();
    void aNewerRefusalIsReadAnew();

private:
    void start()
    {
        m_server = std::make_unique<ServerSession>(
                *m_api,
                SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history, m_drafts.get()});
        m_server->start();
        m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
        m_desk->setServer(m_server.get());
        read();
    }
    void read()
    {
        m_desk->refresh();
        if (!QTest::qWaitFor([this] { return !m_desk->isReading(); }))
            qFatal("the list was not read");
    }
    void keep(const DraftRecord &draft)
    {
        m_drafts->drafts.insert_or_assign({draft.server, draft.pk}, draft);
    }
    EditSession &open(const QString &pk)
    {
        EditSession &edit = m_server->edit(pk, pk);
        m_api->answerGet(sourceOf(pk));
        if (!QTest::qWaitFor([this, pk] { return m_server->keeper(pk)->isRestored(); }))
            qFatal("not restored");
        return edit;
    }
    /// With an edit of its own, on the disk.
    EditSession &openEdited(const QString &pk)
    {
        EditSession &edit = open(pk);
        edit.setValue(Field::Name, FieldValue::text(u"Mine"_s));
        m_server->flushDrafts();
        read();
        return edit;
    }
    void act(Action action, const DraftKey &key)
    {
        switch (action) {
        case Action::Submit:
            return m_desk->submit({key});
        case Action::Discard:
            return m_desk->discard({key});
        case Action::TakeOut:
            return m_desk->takeOut({key});
        case Action::Export:
            return m_desk->exportable({key}, [](const QList<ExportedEdit> &) {});
        case Action::Import:
            return m_desk->import(editFile({exportedDraft(draftOf(key.pk))}));
        }
    }
    template <typename Asked>
    DraftReport report(Asked asked)
    {
        QSignalSpy ended(m_desk.get(), &DraftDesk::ended);
        asked();
        if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }))
            qFatal("nothing was reported");
        if (!QTest::qWaitFor([this] { return !m_desk->isReading(); }))
            qFatal("the list was not read");
        return ended.first().first().value<DraftReport>();
    }
    DraftReport discarded(const QString &pk)
    {
        return report([this, pk] { m_desk->discard({key(pk)}); });
    }
    DraftReport undone()
    {
        return report([this] { m_desk->undoDiscard(); });
    }
    DraftReport imported(const ExportedEdit &edit)
    {
        return report([this, edit] { m_desk->import(editFile({edit})); });
    }
    std::optional<DraftRecord> kept(const QString &pk) const
    {
        const auto found = m_drafts->drafts.find({m_api->address(), pk});
        return found == m_drafts->drafts.end() ? std::nullopt : std::optional(found->second);
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

void TestDraftJobs::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_history = std::make_unique<MemoryHistory>();
    m_secrets = std::make_unique<MemorySecretStore>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_desk = std::make_unique<DraftDesk>(*m_drafts, *m_secrets, *m_clock);
}

void TestDraftJobs::cleanup()
{
    m_desk.reset();
    m_server.reset();
}

// What is said

void TestDraftJobs::eachJobHasItsSentence_data()
{
    using Job = DraftReport::Job;
    QTest::addColumn<DraftReport::Job>("job");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("three");
    QTest::newRow("submit")
            << Job::Submit
            << u"The draft of A is queued and goes out as soon as the server answers."_s
            << u"3 drafts are queued and go out one after another as soon as the server answers."_s;
    QTest::newRow("take out") << Job::TakeOut << u"The draft of A is out of the queue."_s
                              << u"3 drafts are out of the queue."_s;
    QTest::newRow("discard") << Job::Discard << u"The draft of A is discarded."_s
                             << u"3 drafts are discarded."_s;
    QTest::newRow("undo") << Job::UndoDiscard << u"The draft of A is back."_s
                          << u"3 drafts are back."_s;
    QTest::newRow("import") << Job::Import << u"The edit of A is a draft here now."_s
                            << u"3 edits are drafts here now."_s;
    QTest::newRow("export") << Job::Export << QString() << QString(); // the file speaks
}

void TestDraftJobs::eachJobHasItsSentence()
{
    QFETCH(DraftReport::Job, job);
    DraftReport report;
    report.job = job;
    QCOMPARE(report.sentence(), QString());
    report.names = {u"A"_s};
    QTEST(report.sentence(), "one");
    report.names = {u"A"_s, u"B"_s, u"C"_s};
    QTEST(report.sentence(), "three");
}

void TestDraftJobs::ofManyRemarksThreeAreSaid()
{
    DraftReport report;
    report.job = DraftReport::Job::Discard;
    report.names = {u"A"_s};
    report.remarks = {u"One."_s, u"Two."_s, u"Three."_s};
    QCOMPARE(report.sentence(), u"The draft of A is discarded. One. Two. Three."_s);
    report.remarks.append(u"Four."_s);
    QVERIFY(report.sentence().endsWith("Three. And 1 more like this."_L1));
    report.remarks.append(u"Five."_s);
    QVERIFY(report.sentence().endsWith("Three. And 2 more like this."_L1));
}

// Each job and its trouble

void TestDraftJobs::aDraftThatCannotBeReadIsLeft_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<QString>("remark");
    const QString notRead = u"The draft of Plex home could not be read: “disk I/O error”."_s;
    QTest::newRow("submit") << Action::Submit << notRead;
    QTest::newRow("discard") << Action::Discard << notRead;
    QTest::newRow("export") << Action::Export << u"The draft of Plex home could not be read."_s;
    QTest::newRow("import") << Action::Import
                            << u"The edit of Plex home was not imported: “disk I/O error”."_s;
}

void TestDraftJobs::aDraftThatCannotBeReadIsLeft()
{
    QFETCH(Action, action);
    keep(draftOf(u"home"_s));
    start();
    m_drafts->readTrouble = failed(ErrorKind::Storage);
    const DraftReport told = report([this, action] { act(action, key(u"home"_s)); });
    QVERIFY(told.names.isEmpty());
    QCOMPARE(told.remarks.size(), 1);
    QTEST(told.remarks.constFirst(), "remark");
    QCOMPARE(kept(u"home"_s), std::optional(draftOf(u"home"_s)));
}

void TestDraftJobs::aDraftThatIsGoneIsTold_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<QString>("remark");
    const QString gone = u"The draft of Plex home is not there any more."_s;
    QTest::newRow("submit") << Action::Submit << gone;
    QTest::newRow("discard") << Action::Discard << gone;
    QTest::newRow("export") << Action::Export << u"The draft of Plex home could not be read."_s;
}

void TestDraftJobs::aDraftThatIsGoneIsTold()
{
    QFETCH(Action, action);
    keep(draftOf(u"home"_s));
    start();
    m_drafts->drafts.clear(); // another process has sent it
    const DraftReport told = report([this, action] { act(action, key(u"home"_s)); });
    QVERIFY(told.names.isEmpty());
    QTEST(told.remarks.value(0), "remark");
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftJobs::anOpenSourceWithoutEditsHasNoDraft_data()
{
    QTest::addColumn<Action>("action");
    QTest::newRow("submit") << Action::Submit;
    QTest::newRow("discard") << Action::Discard;
    QTest::newRow("export") << Action::Export;
}

void TestDraftJobs::anOpenSourceWithoutEditsHasNoDraft()
{
    QFETCH(Action, action);
    start();
    openEdited(u"home"_s).discard(); // still in the list
    const DraftReport told = report([this, action] { act(action, key(u"home"_s)); });
    QCOMPARE(told.remarks, QStringList{u"The draft of Plex Home is not there any more."_s});
    QVERIFY(!m_server->keeper(u"home"_s)->isQueued());
}

void TestDraftJobs::aSourceOpenedMeanwhileIsLeft_data()
{
    QTest::addColumn<Action>("action");
    QTest::newRow("submit") << Action::Submit;
    QTest::newRow("discard") << Action::Discard;
    QTest::newRow("import") << Action::Import;
}

void TestDraftJobs::aSourceOpenedMeanwhileIsLeft()
{
    QFETCH(Action, action);
    keep(draftOf(u"home"_s));
    start();
    const DraftReport told = report([this, action] {
        act(action, key(u"home"_s));
        m_server->edit(u"home"_s, u"home"_s); // before the disk has answered
    });
    QCOMPARE(told.remarks, QStringList{u"Plex home is not read yet. Try again when it is."_s});
    QCOMPARE(kept(u"home"_s), std::optional(draftOf(u"home"_s)));
}

void TestDraftJobs::aSourceThatIsBeingSavedIsLeft_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<QString>("name");
    QTest::newRow("submit") << Action::Submit << u"Plex Home"_s;
    QTest::newRow("discard") << Action::Discard << u"Plex Home"_s;
    QTest::newRow("take out") << Action::TakeOut << u"Plex Home"_s;
    QTest::newRow("import") << Action::Import << u"Plex home"_s; // as in the file
}

void TestDraftJobs::aSourceThatIsBeingSavedIsLeft()
{
    QFETCH(Action, action);
    QFETCH(QString, name);
    start();
    EditSession &edit = openEdited(u"home"_s);
    m_server->keeper(u"home"_s)->setQueued(true);
    QTRY_VERIFY(m_server->keeper(u"home"_s)->isStored());
    read();
    edit.save();
    const DraftReport told = report([this, action] { act(action, key(u"home"_s)); });
    QCOMPARE(told.remarks, QStringList{name + " is being saved. Try again when that is over."_L1});
    QCOMPARE(edit.phase(), EditSession::Phase::Saving);
    QVERIFY(edit.isChanged(Field::Name));
    QVERIFY(m_server->keeper(u"home"_s)->isQueued());
}

void TestDraftJobs::aDraftThatIsNotInTheListIsNamedByItsPk()
{
    start();
    const DraftReport told = report([this] { m_desk->discard({key(u"unseen"_s)}); });
    QCOMPARE(told.remarks, QStringList{u"The draft of the source unseen is not there any more."_s});
}

// Into the queue

void TestDraftJobs::aConnectionClosedMeanwhileSubmitsNothing()
{
    keep(draftOf(u"home"_s));
    start();
    const DraftReport told = report([this] {
        m_desk->submit({key(u"home"_s)});
        m_desk->removeServer(*m_server);
    });
    QCOMPARE(told.remarks, QStringList{u"Connect to auth.example.org to submit Plex home."_s});
    QCOMPARE(kept(u"home"_s)->state, DraftState::Draft);
}

void TestDraftJobs::aKeychainThatFailsSubmitsNothing()
{
    SlowSecrets secrets;
    m_desk = std::make_unique<DraftDesk>(*m_drafts, secrets, *m_clock);
    keep(withToken(draftOf(u"home"_s)));
    start();
    const DraftReport told = report([this, &secrets] {
        m_desk->submit({key(u"home"_s)});
        if (!QTest::qWaitFor([&secrets] { return !secrets.reads.isEmpty(); }))
            qFatal("the keychain was not asked");
        secrets.reads.takeFirst()(failure(failed(ErrorKind::KeychainLocked)));
    });
    QCOMPARE(told.remarks.size(), 1);
    QVERIFY2(
            told.remarks.constFirst().startsWith("The Plex token of Plex home cannot be read. "_L1),
            qPrintable(told.remarks.constFirst()));
    QCOMPARE(kept(u"home"_s)->state, DraftState::Draft);
    m_desk.reset();
}

void TestDraftJobs::aSourceOpenedWhileTheKeychainIsAskedIsLeft_data()
{
    QTest::addColumn<Action>("action");
    QTest::newRow("submit") << Action::Submit;
    QTest::newRow("discard") << Action::Discard;
}

void TestDraftJobs::aSourceOpenedWhileTheKeychainIsAskedIsLeft()
{
    QFETCH(Action, action);
    SlowSecrets secrets;
    m_desk = std::make_unique<DraftDesk>(*m_drafts, secrets, *m_clock);
    const DraftRecord draft = withToken(draftOf(u"home"_s));
    keep(draft);
    start();
    const DraftReport told = report([this, action, &secrets] {
        act(action, key(u"home"_s));
        if (!QTest::qWaitFor([&secrets] { return !secrets.reads.isEmpty(); }))
            qFatal("the keychain was not asked");
        m_server->edit(u"home"_s, u"home"_s);
        secrets.reads.takeFirst()(std::optional(Secret(u"CANARY"_s)));
    });
    QCOMPARE(told.remarks, QStringList{u"Plex home is not read yet. Try again when it is."_s});
    QCOMPARE(kept(u"home"_s), std::optional(draft));
    m_desk.reset();
}

void TestDraftJobs::whoSubmitsBeforeTheServerSaidWhoKeepsTheOldName()
{
    DraftRecord draft = draftOf(u"home"_s);
    draft.user = u"bert"_s;
    keep(draft);
    m_server = std::make_unique<ServerSession>(
            *m_api,
            SessionPorts{Samples::digests(), *m_clock, *m_secrets, *m_history, m_drafts.get()});
    m_desk->setServer(m_server.get());
    read();
    report([this] { m_desk->submit({key(u"home"_s)}); });
    QCOMPARE(kept(u"home"_s)->state, DraftState::Queued);
    QCOMPARE(kept(u"home"_s)->user, u"bert"_s);
}

// Back again

void TestDraftJobs::undoOfAQueuedDraftQueuesItAgain()
{
    start();
    EditSession &edit = openEdited(u"home"_s);
    m_server->keeper(u"home"_s)->setQueued(true);
    QTRY_VERIFY(m_server->keeper(u"home"_s)->isStored());
    read();
    discarded(u"home"_s);
    QVERIFY(edit.changed().isEmpty());
    undone();
    QVERIFY(m_server->keeper(u"home"_s)->isQueued());

    m_server->expectUser(u"bert"_s); // with another's token only a person queues it
    discarded(u"home"_s);
    undone();
    QVERIFY(edit.isChanged(Field::Name));
    QVERIFY(!m_server->keeper(u"home"_s)->isQueued());
}

void TestDraftJobs::undoWaitsForWhatIsBeingSaved()
{
    start();
    EditSession &edit = openEdited(u"home"_s);
    discarded(u"home"_s);
    edit.setValue(Field::Enabled, FieldValue::flag(false));
    edit.save();
    const DraftReport told = undone();
    QCOMPARE(told.remarks,
             QStringList{u"Plex Home is being saved. Try again when that is over."_s});
    QVERIFY(m_desk->canUndoDiscard()); // it is not lost
}

void TestDraftJobs::undoWaitsForTheDisk()
{
    keep(draftOf(u"home"_s));
    start();
    discarded(u"home"_s);
    m_drafts->readTrouble = failed(ErrorKind::Storage);
    QCOMPARE(undone().remarks,
             QStringList{u"The draft of Plex home could not be brought back: “disk I/O error”."_s});
    m_drafts->readTrouble.reset();
    undone();
    QCOMPARE(kept(u"home"_s), std::optional(draftOf(u"home"_s)));
}

void TestDraftJobs::undoWaitsForASourceOpenedMeanwhile()
{
    keep(draftOf(u"home"_s));
    start();
    discarded(u"home"_s);
    const DraftReport told = report([this] {
        m_desk->undoDiscard();
        m_server->edit(u"home"_s, u"home"_s);
    });
    QCOMPARE(told.remarks, QStringList{u"Plex home is not read yet. Try again when it is."_s});
    QVERIFY(m_desk->canUndoDiscard());
}

void TestDraftJobs::undoNeverBringsBackWhatTheFormHasAnew()
{
    start();
    EditSession &edit = openEdited(u"home"_s);
    discarded(u"home"_s);
    edit.setValue(Field::Name, FieldValue::text(u"Newer"_s));
    const DraftReport told = undone();
    QVERIFY(told.names.isEmpty());
    QCOMPARE(told.remarks,
             QStringList{u"Plex Home stays as it is now: the discarded draft is not "
                         "brought back over it."_s});
    QCOMPARE(edit.current().name(), u"Newer"_s);
}

void TestDraftJobs::aTokenThatCannotBeKeptIsAskedForAgain()
{
    SlowSecrets secrets;
    m_desk = std::make_unique<DraftDesk>(*m_drafts, secrets, *m_clock);
    keep(withToken(draftOf(u"home"_s)));
    start();
    report([this, &secrets] {
        m_desk->discard({key(u"home"_s)});
        if (!QTest::qWaitFor([&secrets] { return !secrets.reads.isEmpty(); }))
            qFatal("the keychain was not asked");
        secrets.reads.takeFirst()(std::optional(Secret(u"CANARY"_s)));
    });
    QCOMPARE(secrets.removed.size(), 1);
    secrets.trouble = failed(ErrorKind::KeychainLocked);
    const DraftReport told = undone();
    QCOMPARE(told.names, QStringList{u"Plex home"_s});
    QCOMPARE(told.remarks,
             QStringList{u"The Plex token of Plex home could not be kept; type it again."_s});
    QVERIFY(kept(u"home"_s));
    m_desk.reset();
}

void TestDraftJobs::nothingDiscardedCanBeUndone()
{
    QSignalSpy ended(m_desk.get(), &DraftDesk::ended);
    QCOMPARE(m_desk->undoText(), QString());
    m_desk->undoDiscard();
    QCoreApplication::processEvents();
    QVERIFY(ended.isEmpty());
}

void TestDraftJobs::whatWasDiscardedCanBeForgotten()
{
    keep(draftOf(u"home"_s));
    start();
    discarded(u"home"_s);
    QVERIFY(m_desk->canUndoDiscard());
    m_desk->forgetDiscarded();
    QVERIFY(!m_desk->canUndoDiscard());
}

// Files

void TestDraftJobs::anEditWithoutChangesIsNotImported()
{
    start();
    ExportedEdit edit = exportedDraft(draftOf(u"home"_s));
    edit.changes.clear();
    edit.notIncluded = {Field::PlexToken};
    edit.name.clear(); // then it is called by its slug
    const DraftReport told = imported(edit);
    QCOMPARE(told.remarks,
             (QStringList{u"The Plex token of home is not in the file; type it again."_s,
                          u"The edit of home in the file changes nothing else."_s}));
    QVERIFY(m_drafts->drafts.empty());
}

void TestDraftJobs::importIntoASourceThatIsNotReadIsLeft()
{
    start();
    m_server->edit(u"home"_s, u"home"_s);
    const DraftReport told = imported(exportedDraft(draftOf(u"home"_s)));
    QCOMPARE(told.remarks, QStringList{u"Plex home is not read yet. Try again when it is."_s});
}

void TestDraftJobs::importOfWhatTheFormHasTakesNothing()
{
    start();
    EditSession &edit = open(u"home"_s);
    for (const FieldChange &change : draftOf(u"home"_s).changes)
        edit.setValue(change.field, change.after);
    const DraftReport told = imported(exportedDraft(draftOf(u"home"_s)));
    QVERIFY(told.names.isEmpty());
    QCOMPARE(told.remarks.constLast(),
             u"Nothing of the edit of Plex home in the file was taken over."_s);
}

void TestDraftJobs::importOfWhatCannotBeWrittenIsTold()
{
    start();
    EditSession &edit = open(u"home"_s);
    PlexSource old = sourceOf(u"home"_s);
    old.setValue(Field::AllowFriends, FieldValue()); // of a release without it
    edit.takeRead(old);
    const DraftReport told = imported(exportedDraft(draftOf(u"home"_s)));
    QCOMPARE(told.remarks,
             QStringList{labelOf(Field::AllowFriends)
                         + " of Plex home cannot be changed on this server and is left out."_L1});
    QCOMPARE(edit.changed(), FieldSet{Field::Name});
}

void TestDraftJobs::importOntoAFullDiskIsTold()
{
    start();
    m_drafts->trouble = failed(ErrorKind::Storage);
    const DraftReport told = imported(exportedDraft(draftOf(u"home"_s)));
    QCOMPARE(told.remarks,
             QStringList{u"The edit of Plex home was not imported: “disk I/O error”."_s});
}

void TestDraftJobs::anImportedEditWithoutTimesBeginsNow()
{
    start();
    ExportedEdit edit = exportedDraft(draftOf(u"home"_s));
    edit.started = {};
    edit.changed = {};
    imported(edit);
    QCOMPARE(kept(u"home"_s)->started, m_clock->now());
    QCOMPARE(kept(u"home"_s)->changed, m_clock->now());
}

// The list

void TestDraftJobs::aListAskedForTwiceIsReadAgain()
{
    m_desk->refresh();
    keep(draftOf(u"home"_s));
    m_desk->refresh(); // the answer on its way may be from before
    keep(draftOf(u"lab"_s));
    QTRY_COMPARE(m_desk->count(), 2);
    QTRY_VERIFY(!m_desk->isReading());
}

void TestDraftJobs::anOpenDraftIsLoadedAsItIsInTheForm()
{
    keep(draftOf(u"lab"_s));
    start();
    EditSession &edit = openEdited(u"home"_s);
    edit.setValue(Field::Name, FieldValue::text(u"Newer"_s)); // not on the disk yet
    QList<DraftRecord> loaded;
    for (const QString &pk : {u"home"_s, u"lab"_s}) {
        bool isDone = false;
        const CallHandle call =
                m_desk->load(key(pk), [&](const Result<std::optional<DraftRecord>> &read) {
                    isDone = true;
                    loaded.append(**read);
                });
        QVERIFY(!isDone); // never inside the call
        QTRY_VERIFY(isDone);
    }
    QCOMPARE(loaded.at(0).changes.constFirst().after, FieldValue::text(u"Newer"_s));
    QCOMPARE(loaded.at(1), draftOf(u"lab"_s));
}

void TestDraftJobs::nobodysTokenIsNamedOfWhatIsNotKnown()
{
    DraftRecord nobodys = draftOf(u"home"_s);
    nobodys.user.clear();
    keep(nobodys);
    DraftRecord berts = draftOf(u"lab"_s);
    berts.user = u"bert"_s;
    keep(berts);
    DraftRecord elsewhere = berts;
    elsewhere.server = u"https://auth-stage.example.org"_s; // which is not open
    keep(elsewhere);
    start();
    const QList<DraftKey> unknown{key(u"home"_s), keyOf(elsewhere), key(u"unseen"_s)};
    QCOMPARE(m_desk->othersToken(unknown), QString());
    QCOMPARE(m_desk->ownToken(unknown), QString());
    QCOMPARE(m_desk->ownToken({key(u"lab"_s)}), u"akadmin"_s);
    m_server->expectUser({});
    QCOMPARE(m_desk->othersToken({key(u"lab"_s)}), QString());
}

void TestDraftJobs::ofARefusalInTheFormTheFormSpeaks()
{
    start();
    EditSession &edit = openEdited(u"home"_s);
    edit.save();
    m_api->answerGet(sourceOf(u"home"_s));
    QTRY_VERIFY(m_api->waits(u"patch"_s));
    m_api->answerPatch(failure(Samples::refusal()));
    m_server->flushDrafts();
    read();
    QCOMPARE(m_desk->rows().at(0).finding, u"The server refused Name: “Too ügly.”"_s);

    Error refusal = Samples::refusal();
    refusal.body = R"({"non_field_errors": ["Not so."]})";
    edit.save();
    m_api->answerGet(sourceOf(u"home"_s));
    QTRY_VERIFY(m_api->waits(u"patch"_s));
    m_api->answerPatch(failure(refusal));
    m_server->flushDrafts();
    read();
    QCOMPARE(m_desk->rows().at(0).finding, QString()); // of no field
}

void TestDraftJobs::aRefusalThatCannotBeReadIsLeftOut()
{
    DraftRecord draft = draftOf(u"home"_s);
    draft.state = DraftState::Rejected; // and why is not kept
    keep(draft);
    read();
    QCoreApplication::processEvents();
    QCOMPARE(m_desk->rows().at(0).finding, QString());
}

void TestDraftJobs::aNewerRefusalIsReadAnew()
{
    DraftRecord draft = draftOf(u"home"_s);
    draft.state = DraftState::Rejected;
    draft.refusal = Samples::refusal();
    keep(draft);
    read();
    QTRY_COMPARE(m_desk->rows().at(0).finding, u"The server refused Name: “Too ügly.”"_s);
    draft.changed = draft.changed.addSecs(60);
    draft.refusal->body = R"({"name": ["Still ugly."]})";
    keep(draft);
    read();
    QTRY_COMPARE(m_desk->rows().at(0).finding, u"The server refused Name: “Still ugly.”"_s);
}

QTEST_GUILESS_MAIN(TestDraftJobs)
#include "tst_draftjobs.moc"
