// SPDX-License-Identifier: GPL-3.0-or-later
#include "programscene.h"

#include <functional>
#include <optional>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// The connections of a run, as the program has them: which are open, with which token, and what
// becomes of them when something of them is changed.
class TestOpenConnections : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void init() { make(); }
    void cleanup() { clear(); }

    void theSecondToAnAddressWaits();
    void theSecondIsRefusedWhileSomethingIsSent();
    void theSecondIsRefusedWhileEditsWouldBeLost();
    void whatIsTypedIsThereInTheSecond();
    void anAddressThatIsTakenClosesTheEdited();
    void newSettingsWaitForASave();
    void newSettingsWaitForWhatIsTyped();

    void theTokenOfTheStartIsNotStored();
    void theTokenOfTheStartNeedsTheOtherSecretsToo();
    void theTokenOfTheStartGivesWayToATypedOne();
    void theTokenOfTheStartStaysWithItsAddress();
    void theTokenOfTheStartDisturbsNoSave();
    void theStartFindsTheStoredOneThatIsNotOpenYet();
    void anotherProxyDoesNotGetTheStoredPassword();

    void readOnlyHoldsForASaveThatHasNotWritten();
    void readOnlyLetsAWriteOnTheWireEnd();
    void readOnlyHoldsForTheQueue();

private:
    /// The connection got another session; what is stored after a pause is stored.
    bool isOpenedAnew(int before)
    {
        return QTest::qWaitFor([this, before] {
            m_machine->clock.advance(100ms);
            return m_desk->live(m_id)->timesOpened == before + 1;
        });
    }
    /// Edits the stored entry as the manager does, without typing a secret.
    void change(const QString &id, const std::function<void(ConnectionEntry &)> &how)
    {
        ConnectionEntry entry = *m_desk->book.entry(id);
        how(entry);
        m_desk->connections.save(entry, {});
    }

    /// The stored connection is open, and an edit of its source not sent.
    void openEdited()
    {
        m_id = m_desk->addStored(url(), admin());
        m_desk->start();
        QVERIFY(m_desk->isRead(m_id));
        QVERIFY(m_desk->open());
        QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    }

    QString m_id;
};

// Two to one address

void TestOpenConnections::theSecondToAnAddressWaits()
{
    const QString first = m_desk->addStored(url(), admin(), u"First"_s);
    const QString second = m_desk->addStored(url(), m_server->token("viewer"_L1), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(m_desk->isRead(first));
    QVERIFY(!m_desk->live(second));

    m_desk->window.desks().show(second);
    QVERIFY(m_desk->isRead(second));
    QVERIFY(!m_desk->live(first));
    QCOMPARE(m_desk->window.desks().shownId(), second);
    QCOMPARE(m_desk->live(second)->secrets.token.reveal(), m_server->token("viewer"_L1));
}

void TestOpenConnections::theSecondIsRefusedWhileSomethingIsSent()
{
    const QString first = m_desk->addStored(url(), admin(), u"First"_s);
    const QString second = m_desk->addStored(url(), admin(), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(m_desk->isRead(first));
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    m_desk->edit()->save();

    m_desk->window.desks().show(second);
    QVERIFY(m_desk->live(first));
    QVERIFY(!m_desk->live(second));
    QCOMPARE(m_desk->said.size(), 1);
    QVERIFY(m_desk->said.constFirst().contains(u"Second leads to the same server."_s));
    QTRY_COMPARE(m_desk->edit()->phase(), EditSession::Phase::Editing);
    QCOMPARE(patches(), 1);
    QCOMPARE(m_desk->window.desks().shownId(), first);

    m_desk->window.desks().show(second);
    QVERIFY(m_desk->isRead(second));
    QVERIFY(!m_desk->live(first));
}

void TestOpenConnections::theSecondIsRefusedWhileEditsWouldBeLost()
{
    m_desk->keepsDrafts = false;
    const QString first = m_desk->addStored(url(), admin(), u"First"_s);
    const QString second = m_desk->addStored(url(), admin(), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(m_desk->isRead(first));
    QVERIFY(m_desk->window.openSource(u"plex-home"_s));
    QTRY_VERIFY(m_desk->edit()->isLoaded());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    m_desk->window.desks().show(second);
    QVERIFY(m_desk->live(first) && !m_desk->live(second));
    QCOMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    QCOMPARE(m_desk->said.size(), 1);

    m_desk->edit()->discard();
    m_desk->window.desks().show(second);
    QVERIFY(m_desk->live(second) && !m_desk->live(first));
}

void TestOpenConnections::whatIsTypedIsThereInTheSecond()
{
    const QString first = m_desk->addStored(url(), admin(), u"First"_s);
    const QString second = m_desk->addStored(url(), admin(), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(m_desk->isRead(first));
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));

    // Typed just now: it is stored before the session goes, and is there again in the second.
    m_desk->window.desks().show(second);
    QVERIFY(m_desk->isRead(second));
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    QVERIFY(m_desk->said.isEmpty());
}

void TestOpenConnections::anAddressThatIsTakenClosesTheEdited()
{
    const QString first = m_desk->addStored(url(), admin(), u"First"_s);
    const QString second = m_desk->addStored(url() + u"/elsewhere"_s, admin(), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(m_desk->isRead(first));
    QTRY_VERIFY(m_desk->session(second));

    change(second, [this](ConnectionEntry &entry) {
        entry.address = BaseUrl::fromUserInput(url())->address();
    });
    QVERIFY(!m_desk->live(second));
    QVERIFY(m_desk->live(first));
    QCOMPARE(m_desk->said.size(), 1);
    m_desk->window.desks().show(second);
    QVERIFY(m_desk->isRead(second));
    QVERIFY(!m_desk->live(first));
}

void TestOpenConnections::newSettingsWaitForASave()
{
    openEdited();
    QVERIFY(!QTest::currentTestFailed());
    m_desk->edit()->save();

    const int before = m_desk->live(m_id)->timesOpened;
    change(m_id, [](ConnectionEntry &entry) { entry.timeout = 77s; });
    QCOMPARE(m_desk->live(m_id)->timesOpened, before);
    QCOMPARE(m_desk->said.size(), 1);
    QVERIFY(isOpenedAnew(before));
    QCOMPARE(patches(), 1);
    QVERIFY(m_desk->isRead(m_id));
    QCOMPARE(m_desk->window.desks().shownId(), m_id);

    // Without anything on its way it is taken at once; a name needs no other session.
    change(m_id, [](ConnectionEntry &entry) { entry.timeout = 78s; });
    QCOMPARE(m_desk->live(m_id)->timesOpened, before + 2);
    change(m_id, [](ConnectionEntry &entry) { entry.name = u"Home"_s; });
    QCOMPARE(m_desk->live(m_id)->timesOpened, before + 2);
}

void TestOpenConnections::newSettingsWaitForWhatIsTyped()
{
    openEdited();
    QVERIFY(!QTest::currentTestFailed());
    const int before = m_desk->live(m_id)->timesOpened;
    change(m_id, [](ConnectionEntry &entry) { entry.timeout = 77s; });
    QCOMPARE(m_desk->live(m_id)->timesOpened, before); // its draft is on its way to the disk
    QVERIFY(isOpenedAnew(before));
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    QCOMPARE(patches(), 0);
}

// The token of --url

void TestOpenConnections::theTokenOfTheStartIsNotStored()
{
    const QString viewer = m_server->token("viewer"_L1);
    m_id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(viewer)));
    QCOMPARE(m_desk->window.desks().shownId(), m_id); // the stored one, not another beside it
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), viewer);
    QVERIFY(m_desk->isRead(m_id));
    const demoserver::HttpHeaders headers = m_server->requests().constLast().headers;
    QVERIFY(std::any_of(headers.begin(), headers.end(), [&viewer](const auto &header) {
        return header.second == "Bearer " + viewer.toUtf8();
    }));

    change(m_id, [](ConnectionEntry &entry) { entry.name = u"Home"_s; });
    change(m_id, [](ConnectionEntry &entry) { entry.timeout = 77s; });
    QVERIFY(m_desk->isRead(m_id));
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), viewer);
    QCOMPARE(m_machine->tokenOf(m_id), admin());
    QVERIFY(run());
    QVERIFY(m_desk->isRead(m_id));
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), admin());
}

/// The start asks for the connection while the keychain is still reading its secrets.
void TestOpenConnections::theTokenOfTheStartNeedsTheOtherSecretsToo()
{
    m_id = m_desk->addStored(url(), admin());
    ConnectionEntry entry = *m_desk->book.entry(m_id);
    entry.proxy = {ProxyChoice::Mode::Http, u"127.0.0.1"_s, 1, u"carl"_s};
    m_desk->book.update(entry);
    m_machine->keychain.kept.insert(connectionSecretKey(m_id, ConnectionSecret::ProxyPassword),
                                    u"of the proxy"_s);
    m_desk->start();
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(u"given"_s)));
    QTRY_VERIFY(m_desk->session(m_id));
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), u"given"_s);
    QCOMPARE(m_desk->live(m_id)->secrets.proxyPassword.reveal(), u"of the proxy"_s);
    QCOMPARE(m_desk->window.desks().shownId(), m_id);
}

void TestOpenConnections::theTokenOfTheStartGivesWayToATypedOne()
{
    m_id = m_desk->addStored(url(), u"an old one"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id));
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()),
                                           Secret(m_server->token("viewer"_L1))));
    QVERIFY(m_desk->isRead(m_id));
    ConnectionSecrets typed;
    typed.token = Secret(admin());
    m_desk->connections.save(*m_desk->book.entry(m_id), typed);
    QTRY_COMPARE(m_desk->live(m_id)->secrets.token.reveal(), admin());
    QVERIFY(m_desk->isRead(m_id));
    QTRY_COMPARE(m_machine->tokenOf(m_id), admin());
}

void TestOpenConnections::theTokenOfTheStartStaysWithItsAddress()
{
    demoserver::DemoServer elsewhere;
    QVERIFY(elsewhere.listen());
    m_id = m_desk->addStored(url(), u"stored"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id));
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(admin())));
    QVERIFY(m_desk->isRead(m_id));
    change(m_id, [&elsewhere](ConnectionEntry &entry) {
        entry.address = BaseUrl::fromUserInput(elsewhere.url().toString())->address();
    });
    QTRY_COMPARE(m_desk->live(m_id)->secrets.token.reveal(), u"stored"_s);
    QTRY_VERIFY(!elsewhere.requests().isEmpty());
    const QByteArray given = "Bearer " + admin().toUtf8();
    for (const demoserver::ReceivedRequest &request : elsewhere.requests()) {
        for (const demoserver::HttpHeader &header : request.headers)
            QVERIFY(header.second != given);
    }
}

void TestOpenConnections::theTokenOfTheStartDisturbsNoSave()
{
    openEdited();
    QVERIFY(!QTest::currentTestFailed());
    m_desk->edit()->save();
    const ConnectionEntry given = ProgramDesk::entryFor(url());
    QVERIFY(!m_desk->connections.openForRun(given, Secret(m_server->token("viewer"_L1))));
    QTRY_COMPARE(m_desk->edit()->phase(), EditSession::Phase::Editing);
    QCOMPARE(m_desk->edit()->outcome()->result, SaveResult::Saved);
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), admin());
}

/// The book's others are opened one after another; its settings hold all the same.
void TestOpenConnections::theStartFindsTheStoredOneThatIsNotOpenYet()
{
    m_desk->addStored(u"http://127.0.0.1:1"_s, u"t"_s);
    m_desk->addStored(u"http://127.0.0.1:2"_s, u"t"_s);
    m_id = m_desk->addStored(url(), u"stored"_s, u"Third"_s);
    ConnectionEntry entry = *m_desk->book.entry(m_id);
    entry.isReadOnly = true;
    m_desk->book.update(entry);
    m_desk->connections.openBook({}, false);
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(admin())));
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->live(m_id)->entry.isReadOnly);
    QCOMPARE(m_desk->window.desks().shownId(), m_id);
    QCOMPARE(m_desk->live(m_id)->secrets.token.reveal(), admin());
}

/// Also where what is stored is not known, as with a token of the start.
void TestOpenConnections::anotherProxyDoesNotGetTheStoredPassword()
{
    m_id = m_desk->addStored(url(), u"stored"_s);
    ConnectionEntry entry = *m_desk->book.entry(m_id);
    entry.proxy = {ProxyChoice::Mode::Http, u"127.0.0.1"_s, 1, u"carl"_s};
    m_desk->book.update(entry);
    const QString password = connectionSecretKey(m_id, ConnectionSecret::ProxyPassword);
    m_machine->keychain.kept.insert(password, u"of the proxy"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->session(m_id));
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(u"given"_s)));

    change(m_id, [](ConnectionEntry &changed) { changed.timeout = 77s; });
    QCoreApplication::processEvents();
    QVERIFY(m_machine->keychain.kept.contains(password)); // the same proxy
    change(m_id, [](ConnectionEntry &changed) { changed.proxy.host = u"proxy.example.org"_s; });
    QTRY_VERIFY(!m_machine->keychain.kept.contains(password));
    QVERIFY(m_desk->live(m_id)->secrets.proxyPassword.isEmpty());
    QCOMPARE(m_machine->tokenOf(m_id), u"stored"_s);
}

// Read-only while something is on its way

void TestOpenConnections::readOnlyHoldsForASaveThatHasNotWritten()
{
    openEdited();
    QVERIFY(!QTest::currentTestFailed());
    std::optional<SaveOutcome> outcome;
    connect(m_desk->edit(), &EditSession::saveEnded, this,
            [this, &outcome] { outcome = m_desk->edit()->outcome(); });
    m_desk->edit()->save(); // reads first

    change(m_id, [](ConnectionEntry &entry) { entry.isReadOnly = true; });
    const int before = m_desk->live(m_id)->timesOpened;
    QTRY_VERIFY(outcome);
    QCOMPARE(outcome->result, SaveResult::NotSent);
    QCOMPARE(outcome->error->kind, ErrorKind::ReadOnly);
    QVERIFY(isOpenedAnew(before));
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->session(m_id)->api().isReadOnly());
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    QCOMPARE(patches(), 0);
}

void TestOpenConnections::readOnlyLetsAWriteOnTheWireEnd()
{
    openEdited();
    QVERIFY(!QTest::currentTestFailed());
    std::optional<SaveOutcome> outcome;
    connect(m_desk->edit(), &EditSession::saveEnded, this,
            [this, &outcome] { outcome = m_desk->edit()->outcome(); });
    const int before = m_desk->live(m_id)->timesOpened;
    connect(m_server.get(), &demoserver::DemoServer::requestReceived, this,
            [this](const demoserver::ReceivedRequest &request) {
                if (request.method == "PATCH")
                    change(m_id, [](ConnectionEntry &entry) { entry.isReadOnly = true; });
            });
    m_desk->edit()->save();
    QTRY_VERIFY(outcome);
    QCOMPARE(outcome->result, SaveResult::Saved);
    QVERIFY(isOpenedAnew(before));
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->session(m_id)->api().isReadOnly());
    QCOMPARE(patches(), 1);

    // And is confirmed by the next session.
    m_server->forgetRequests();
    const auto isConfirmed = [this] {
        m_machine->clock.advance(1s);
        const auto reads = m_server->requests("GET");
        return std::any_of(reads.begin(), reads.end(), [](const auto &request) {
            return request.target.endsWith("/sources/plex/plex-home/");
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isConfirmed(), 20000);
}

void TestOpenConnections::readOnlyHoldsForTheQueue()
{
    m_id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(m_id));
    QTRY_VERIFY(!m_desk->session(m_id)->username().isEmpty());
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    settleServer();
    // The queue reads the source before it saves it.
    const auto once = std::make_unique<QObject>();
    const auto wasAsked = std::make_shared<bool>(false);
    connect(m_server.get(), &demoserver::DemoServer::requestReceived, once.get(),
            [this, wasAsked](const demoserver::ReceivedRequest &request) {
                if (request.method == "GET" && !std::exchange(*wasAsked, true))
                    change(m_id, [](ConnectionEntry &entry) { entry.isReadOnly = true; });
            });
    m_desk->keeper()->setQueued(true);
    QTRY_VERIFY(*wasAsked);
    QTRY_VERIFY(m_desk->session(m_id) && m_desk->session(m_id)->api().isReadOnly());
    QVERIFY(m_desk->isRead(m_id));
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
    m_machine->clock.advance(1min);
    QTest::qWait(50);
    QCOMPARE(patches(), 0);
    QVERIFY(m_desk->keeper()->isQueued());
}

QTEST_MAIN(TestOpenConnections)
#include "tst_openconnections.moc"
