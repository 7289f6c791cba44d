// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectiondialog.h"
#include "connections/connectionstrip.h"
#include "programscene.h"

#include <QPushButton>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// A connection whose token is missing asks nothing, says so once, and loses nothing.
class TestMissingToken : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void init() { make(); }
    void cleanup() { clear(); }

    void withoutATokenNothingIsAsked();
    void withoutATokenEarlierSourcesStayUsable();
    void whatWasQueuedWithoutATokenGoesOutWithIt();
    void anotherUsersTokenSendsNothingQueued();
    void aLockedKeychainIsSaidOnce();
    void withoutAKeychainTheConnectionSaysIt();
    void unlockingOpensTheConnections();
    void aTypedTokenIsUsedThoughTheKeychainIsLocked();

private:
    void readOnceAndEnd();

    QString m_id;
};

/// A first run reads the list; then the program ends, and its token goes.
void TestMissingToken::readOnceAndEnd()
{
    m_id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(m_id));
    QTRY_VERIFY(!m_desk->session(m_id)->username().isEmpty());
    QVERIFY(m_desk->open());
    QVERIFY(end());
    m_machine->keychain.kept.clear();
    settleServer();
    m_server->forgetRequests();
}

void TestMissingToken::withoutATokenNothingIsAsked()
{
    const QString id = m_desk->addStored(url(), {});
    m_desk->start();
    QTRY_VERIFY(m_desk->session(id) && m_desk->session(id)->listError());

    QCOMPARE(m_desk->session(id)->listError()->kind, ErrorKind::NoToken);
    QCOMPARE(m_desk->timesShown(u"has no token"_s), 1);
    QCOMPARE(m_desk->timesShown(u"does not answer"_s), 0);
    QCOMPARE(m_desk->timesShown(u"was not asked"_s), 0);
    m_desk->window.desk()->refresh();
    QTRY_VERIFY(!m_desk->session(id)->isListLoading());
    const int timers = m_machine->clock.pendingTimers();
    m_machine->clock.advance(10min);
    QTest::qWait(50);
    QCOMPARE(m_machine->clock.pendingTimers(), timers);
    QVERIFY(m_server->requests().isEmpty());
    QVERIFY(m_desk->log.requests().empty());

    // The notice leads to the dialog in which it is given.
    QTest::mouseClick(m_desk->button(u"Enter token…"_s), Qt::LeftButton);
    QTRY_VERIFY(m_desk->window.findChild<ConnectionDialog *>());
}

void TestMissingToken::withoutATokenEarlierSourcesStayUsable()
{
    readOnceAndEnd();
    QVERIFY(run());
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->edit()->cachedAt());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    QVERIFY(!m_desk->window.page()->saveButton()->isEnabled());
    QVERIFY(m_desk->edit()->previewBody().contains("Plex Cellar"));
    QVERIFY(m_desk->isStored());
    QVERIFY(end());

    QVERIFY(run());
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    m_desk->keeper()->discard();
    QVERIFY(m_desk->edit()->changed().isEmpty());
    QVERIFY(m_desk->isStored());
    QVERIFY(m_server->requests().isEmpty());
}

void TestMissingToken::whatWasQueuedWithoutATokenGoesOutWithIt()
{
    readOnceAndEnd();
    QVERIFY(run());
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    m_desk->keeper()->setQueued(true);
    QVERIFY(m_desk->keeper()->isQueued());
    QVERIFY(m_desk->isStored());
    QVERIFY(m_server->requests().isEmpty());

    // A person edits the connection and types its token.
    ConnectionSecrets typed;
    typed.token = Secret(admin());
    m_desk->connections.save(*m_desk->book.entry(m_id), typed);
    QTRY_COMPARE_WITH_TIMEOUT(patches(), 1, 20000);
    QCOMPARE(m_server->requests("PATCH").constFirst().body,
             QByteArray(R"({"name":"Plex Cellar"})"));
    QCOMPARE(m_desk->timesShown(u"has no token"_s), 0);
    QTRY_COMPARE(m_machine->tokenOf(m_id), admin());
}

void TestMissingToken::anotherUsersTokenSendsNothingQueued()
{
    readOnceAndEnd();
    QVERIFY(run());
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    m_desk->keeper()->setQueued(true);
    QVERIFY(m_desk->isStored());

    ConnectionSecrets typed;
    typed.token = Secret(m_server->token("viewer"_L1));
    m_desk->connections.save(*m_desk->book.entry(m_id), typed);
    QVERIFY(m_desk->isRead(m_id));
    QTRY_VERIFY(!m_desk->session(m_id)->username().isEmpty());
    QVERIFY(m_desk->open());
    m_machine->clock.advance(1min);
    QTest::qWait(50);
    QCOMPARE(patches(), 0);
    QVERIFY(m_desk->keeper()->isQueued());
}

void TestMissingToken::aLockedKeychainIsSaidOnce()
{
    m_id = m_desk->addStored(url(), admin());
    m_machine->keychain.failure = ErrorKind::KeychainLocked;
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id) && m_desk->session(m_id)->listError());
    QCOMPARE(m_desk->timesShown(u"The keychain did not give the tokens."_s), 1);
    QCOMPARE(m_desk->timesShown(u"The keychain is locked."_s), 1);
    QCOMPARE(m_desk->timesShown(u"has no token."_s), 0);
    const auto *strip = m_desk->window.findChild<ConnectionStrip *>();
    QCOMPARE(strip->tab(m_id)->accessibleDescription(), u"its token is missing"_s);
    QVERIFY(m_server->requests().isEmpty());
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(u"t"_s)));
    QCOMPARE(m_desk->timesShown(u"The keychain did not give the tokens."_s), 0);
}

void TestMissingToken::withoutAKeychainTheConnectionSaysIt()
{
    m_id = m_desk->addStored(url(), admin());
    m_machine->keychain.failure = ErrorKind::KeychainLocked;
    m_desk->start();
    QTRY_COMPARE(m_desk->timesShown(u"The keychain did not give the tokens."_s), 1);
    // Where there is no keychain to be tried again, the connection asks for its token.
    m_machine->keychain.failure = ErrorKind::KeychainUnavailable;
    m_desk->connections.readMissingKeys();
    QTRY_COMPARE(m_desk->timesShown(u"has no token."_s), 1);
    QCOMPARE(m_desk->timesShown(u"The keychain did not give the tokens."_s), 0);
}

void TestMissingToken::unlockingOpensTheConnections()
{
    m_id = m_desk->addStored(url(), admin());
    const QString other = m_desk->addStored(url() + u"/elsewhere"_s, u"t"_s);
    m_machine->keychain.failure = ErrorKind::KeychainLocked;
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id) && m_desk->session(m_id)->listError());
    QTest::mouseClick(m_desk->button(u"Unlock the keychain"_s), Qt::LeftButton);
    QVERIFY(m_desk->isRead(m_id));
    QTRY_COMPARE(m_desk->live(other)->secrets.token.reveal(), u"t"_s);
    QTRY_COMPARE(m_desk->timesShown(u"The keychain did not give the tokens."_s), 0);
    QCOMPARE(m_desk->timesShown(u"has no token."_s), 0);
    QCOMPARE(m_machine->keychain.unlocks, 1);
}

/// And another secret of the connection cannot be read.
void TestMissingToken::aTypedTokenIsUsedThoughTheKeychainIsLocked()
{
    m_id = m_desk->addStored(url(), u"stored"_s);
    ConnectionEntry entry = *m_desk->book.entry(m_id);
    entry.proxy.username = u"carl"_s; // of a proxy that is not used just now
    m_desk->book.update(entry);
    m_machine->keychain.failure = ErrorKind::KeychainLocked;
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id) && m_desk->session(m_id)->listError());
    ConnectionSecrets typed;
    typed.token = Secret(admin());
    m_desk->connections.save(entry, typed);
    QVERIFY(m_desk->isRead(m_id));
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), admin());
    QCOMPARE(m_desk->timesShown(u"has no token"_s), 0);
    QCOMPARE(m_machine->tokenOf(m_id), u"stored"_s); // until the keychain takes the new one
}

QTEST_MAIN(TestMissingToken)
#include "tst_missingtoken.moc"
