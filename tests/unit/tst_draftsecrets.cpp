// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "draftsamples.h"
#include "fakeclock.h"
#include "fakekeychain.h"
#include "fakesourceapi.h"
#include "memorydrafts.h"
#include "memoryhistory.h"
#include "secrets/secretvault.h"
#include "serversession.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// A typed Plex token, the keychain and the draft it belongs to, over several runs.
class TestDraftSecrets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void keptTokenIsThereInTheNextRun();
    void lockedKeychainLeavesTheRestUsable();
    void unlockedItIsTakenUp();
    void typedAnewItTakesTheOldOnesPlace();
    void discardedItLeavesTheKeychain();
    void takenBackTokenIsNotStoredLater();
    void isStoredWhenTheKeychainHasAnswered();
    void closingAsksForWhatIsNotKept_data();
    void closingAsksForWhatIsNotKept();
    void thatIsReadAgainOnceAndOnlyWhatWasNotRead();
    void aQueuedDraftWaitsForItsToken();

private:
    void startRun();
    void open();
    void typeToken(const QString &text);
    void earlierRun();

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<MemoryDrafts> m_drafts;
    std::unique_ptr<FakeKeychain> m_keychain;
    std::unique_ptr<SecretVault> m_vault;
    std::unique_ptr<EditSession> m_edit;
    std::unique_ptr<DraftKeeper> m_keeper;
};

void TestDraftSecrets::init()
{
    m_api = std::make_unique<FakeSourceApi>();
    m_clock = std::make_unique<FakeClock>();
    m_drafts = std::make_unique<MemoryDrafts>();
    m_keychain = std::make_unique<FakeKeychain>();
}

void TestDraftSecrets::cleanup()
{
    m_keeper.reset();
    m_edit.reset();
    m_vault.reset();
    m_keychain.reset();
    m_drafts.reset();
    m_clock.reset();
    m_api.reset();
}

void TestDraftSecrets::startRun()
{
    m_keeper.reset();
    m_edit.reset();
    m_vault = std::make_unique<SecretVault>(*m_keychain);
    m_edit = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s,
                                           Samples::source().pk());
    m_keeper = std::make_unique<DraftKeeper>(*m_edit, *m_drafts, *m_vault, *m_clock);
    m_edit->refresh();
}

void TestDraftSecrets::open()
{
    startRun();
    m_api->answerGet(Samples::source());
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isRestored(), 10000);
}

void TestDraftSecrets::typeToken(const QString &text)
{
    QVERIFY(m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, text)));
    m_keeper->flush();
}

/// Leaves a draft with a name and a token, and both kept.
void TestDraftSecrets::earlierRun()
{
    open();
    m_edit->setValue(Field::Name, FieldValue::text(u"Mine"_s));
    typeToken(u"CANARY"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    QCOMPARE(m_keychain->kept.size(), 1);
}

void TestDraftSecrets::keptTokenIsThereInTheNextRun()
{
    earlierRun();
    open();
    QVERIFY(!m_keeper->secretTrouble());
    QCOMPARE(m_edit->current().value(Field::PlexToken).toSecret(), Secret(u"CANARY"_s));
    m_edit->save();
    m_api->answerGet(Samples::source());
    QCOMPARE(m_api->patches.size(), 1);
    QVERIFY(m_api->patches.at(0).contains("CANARY"));
}

void TestDraftSecrets::lockedKeychainLeavesTheRestUsable()
{
    earlierRun();
    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    QVERIFY(m_keeper->secretTrouble());
    QCOMPARE(m_keeper->secretTrouble()->kind, ErrorKind::KeychainLocked);
    QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    m_edit->setValue(Field::Name, FieldValue::text(u"Mine too"_s));
    m_keeper->flush();
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    QCOMPARE(m_drafts->only()->fields(), (FieldSet{Field::Name, Field::PlexToken}));
    QCOMPARE(m_keychain->kept.size(), 1);
}

void TestDraftSecrets::unlockedItIsTakenUp()
{
    earlierRun();
    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    QSignalSpy changes(m_keeper.get(), &DraftKeeper::secretTroubleChanged);
    m_keeper->readSecretsAgain();
    QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, 10000);
    QVERIFY(m_keeper->secretTrouble()); // still locked
    QCOMPARE(m_drafts->only()->fields(), (FieldSet{Field::Name, Field::PlexToken}));

    m_keychain->failure.reset();
    m_keeper->readSecretsAgain();
    QTRY_VERIFY_WITH_TIMEOUT(!m_keeper->secretTrouble(), 10000);
    QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::PlexToken}));
    QCOMPARE(m_edit->current().value(Field::PlexToken).toSecret(), Secret(u"CANARY"_s));
    QVERIFY(m_keeper->left().isEmpty());
}

void TestDraftSecrets::typedAnewItTakesTheOldOnesPlace()
{
    earlierRun();
    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    m_keychain->failure.reset();
    typeToken(u"NEWER"_s);
    QVERIFY(!m_keeper->secretTrouble());
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    QCOMPARE(m_keychain->kept.values(), QStringList{u"NEWER"_s});
    m_edit->discard();
    m_keeper->flush();
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    QVERIFY(m_drafts->drafts.empty() && m_keychain->kept.isEmpty());
}

void TestDraftSecrets::discardedItLeavesTheKeychain()
{
    earlierRun();
    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    m_keeper->discard();
    m_keeper->flush();
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    QVERIFY(m_drafts->drafts.empty() && !m_keeper->secretTrouble());
    m_vault->storeNow();
    QTRY_VERIFY_WITH_TIMEOUT(m_keychain->kept.isEmpty(), 10000);
}

void TestDraftSecrets::takenBackTokenIsNotStoredLater()
{
    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    QSignalSpy notKept(m_keeper.get(), &DraftKeeper::secretNotKept);
    typeToken(u"CANARY"_s);
    QTRY_COMPARE_WITH_TIMEOUT(notKept.size(), 1, 10000);
    QCOMPARE(m_vault->waiting(), 1);
    m_edit->discard();
    m_keeper->flush();
    QCOMPARE(m_vault->waiting(), 0);
    m_vault->storeNow();
    QTRY_VERIFY_WITH_TIMEOUT(!m_vault->trouble() && !m_vault->isBusy(), 10000);
    QVERIFY(m_keychain->kept.isEmpty());
}

void TestDraftSecrets::isStoredWhenTheKeychainHasAnswered()
{
    open();
    QSignalSpy settled(m_keeper.get(), &DraftKeeper::secretsSettled);
    typeToken(u"CANARY"_s);
    QVERIFY(!m_keeper->isStored());
    QTRY_COMPARE_WITH_TIMEOUT(settled.size(), 1, 10000);
    QVERIFY(m_keeper->isStored());
}

void TestDraftSecrets::closingAsksForWhatIsNotKept_data()
{
    QTest::addColumn<std::optional<ErrorKind>>("failure");
    QTest::addColumn<int>("losses");
    QTest::newRow("kept") << std::optional<ErrorKind>() << 0;
    QTest::newRow("refused") << std::optional(ErrorKind::KeychainRefused) << 1;
    QTest::newRow("no keychain") << std::optional(ErrorKind::KeychainUnavailable) << 1;
}

void TestDraftSecrets::closingAsksForWhatIsNotKept()
{
    QFETCH(std::optional<ErrorKind>, failure);
    QFETCH(int, losses);
    m_vault = std::make_unique<SecretVault>(*m_keychain);
    m_keychain->failure = failure;
    MemoryHistory history;
    ServerSession server(*m_api, {Samples::digests(), *m_clock, *m_vault, history, m_drafts.get()});
    EditSession &edit = server.edit(Samples::source().pk(), u"plex-home"_s);
    m_api->answerGet(Samples::source());
    DraftKeeper *keeper = server.keeper(Samples::source().pk());
    QTRY_VERIFY_WITH_TIMEOUT(keeper->isRestored(), 10000);
    QVERIFY(edit.setValue(Field::PlexToken, edit.secretValue(Field::PlexToken, u"CANARY"_s)));
    server.flushDrafts();
    QVERIFY(!server.areDraftsStored());
    QTRY_VERIFY_WITH_TIMEOUT(server.areDraftsStored(), 10000);
    QList<EndLoss> lost = server.lostAtEnd();
    QCOMPARE(int(lost.size()), losses);
    if (losses == 0)
        return;
    QVERIFY(lost.at(0).secrets == FieldSet{Field::PlexToken});
    m_keychain->failure.reset();
    m_vault->storeNow();
    QTRY_VERIFY_WITH_TIMEOUT(server.lostAtEnd().isEmpty(), 10000);
}

void TestDraftSecrets::thatIsReadAgainOnceAndOnlyWhatWasNotRead()
{
    earlierRun();
    open();
    QSignalSpy changes(m_keeper.get(), &DraftKeeper::secretTroubleChanged);
    m_keeper->readSecretsAgain(); // nothing is missing
    QCOMPARE(changes.size(), 0);

    m_keychain->failure = ErrorKind::KeychainLocked;
    open();
    QSignalSpy again(m_keeper.get(), &DraftKeeper::secretTroubleChanged);
    m_keeper->readSecretsAgain();
    m_keeper->readSecretsAgain(); // one is on its way
    QTRY_COMPARE_WITH_TIMEOUT(again.size(), 1, 10000);
    QTest::qWait(10);
    QCOMPARE(again.size(), 1);
}

/// What is sent without it would be another edit than the one that was queued.
void TestDraftSecrets::aQueuedDraftWaitsForItsToken()
{
    earlierRun();
    m_keeper->setMaker(u"akadmin"_s, {});
    m_keeper->setQueued(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_keeper->isStored(), 10000);
    m_keeper.reset();
    m_edit.reset();
    m_keychain->failure = ErrorKind::KeychainLocked;
    m_vault = std::make_unique<SecretVault>(*m_keychain);
    MemoryHistory history;
    ServerSession server(*m_api, {Samples::digests(), *m_clock, *m_vault, history, m_drafts.get()});
    server.start();
    m_api->take(u"me"_s).account(Account{u"akadmin"_s, u"Admin"_s});
    m_api->take(u"list"_s).list({});
    QTRY_VERIFY_WITH_TIMEOUT(m_api->waits(u"get"_s), 10000);
    m_api->answerGet(Samples::source());
    const DraftKeeper *keeper = server.keeper(Samples::source().pk());
    QTRY_VERIFY_WITH_TIMEOUT(keeper->secretTrouble(), 10000);
    QTest::qWait(10);
    QVERIFY(!m_api->waits(u"get"_s)); // no save has begun
    QVERIFY(keeper->isQueued());

    m_keychain->failure.reset();
    server.readSecretsAgain();
    QTRY_VERIFY_WITH_TIMEOUT(m_api->waits(u"get"_s), 10000); // it has its turn again
}

QTEST_GUILESS_MAIN(TestDraftSecrets)
#include "tst_draftsecrets.moc"
