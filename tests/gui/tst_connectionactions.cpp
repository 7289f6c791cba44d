// SPDX-License-Identifier: GPL-3.0-or-later
// Long because what a person does with connections is tried through the whole window.
#include "connection/connectionfile.h"
#include "connections/certificatequestion.h"
#include "connections/connectionspage.h"
#include "connections/connectionstrip.h"
#include "connections/importreport.h"
#include "connections/testpanel.h"
#include "programscene.h"
#include "scriptedserver.h"
#include "storage/deployedsettings.h"
#include "testauthority.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSslConfiguration>

#include <memory>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
/// An authentik without sources, behind a certificate that nobody knows.
class TlsAuthentik : public ScriptedServer
{
public:
    explicit TlsAuthentik(const TestAuthority::Issued &issued)
    {
        setTls(issued.serverTls());
        setScript([](const RecordedRequest &request) {
            if (request.target.contains("users/me"))
                return Script::json(200, R"({"user":{"username":"anna","name":"Anna"}})");
            return Script::json(200, R"({"pagination":{"next":0,"count":0},"results":[]})");
        });
    }
    QString address() const { return u"https://127.0.0.1:%1"_s.arg(serverPort()); }
};
} // namespace

// What a person does with connections, through the pages and dialogs of the real window.
class TestConnectionActions : public QObject, private ProgramScene
{
    Q_OBJECT
private Q_SLOTS:
    void init() { make(); }
    void cleanup() { clear(); }

    void anAcceptedCertificateOpensTheConnection();
    void aDeclinedCertificateSendsNothing();
    void anAcceptedCertificateIsOfItsConnectionAlone();
    void anAcceptedCertificateIsOfItsAddressAlone();
    void aConnectionOfOneRunAcceptsForItself();

    void aTestTakesTheStoredToken();
    void aTestElsewhereDoesNotTakeTheTokenOfTheStart();

    void removingKeepsItsDrafts();
    void removingDiscardsItsDraftsAlone();
    void removingOneOfTwoKeepsTheDraftsOfTheOther();
    void anImportedFileBecomesConnections();
    void aDeployedConnectionCannotBeEdited();
    void aDeployedConnectionTakesAToken();
    void forgettingLeavesNothing();
    void aForgettingThatWasCutIsFinished();
    void aDemoLeavesNothingInTheFolder();

private:
    bool accept(CertificateQuestion *question);
    static bool isAsked(const demoserver::DemoServer &server, const QString &token)
    {
        const QByteArray bearer = "Bearer " + token.toUtf8();
        const auto bearsIt = [&bearer](const demoserver::HttpHeader &header) {
            return header.second == bearer;
        };
        const auto &requests = server.requests();
        return std::any_of(requests.begin(), requests.end(), [&bearsIt](const auto &request) {
            return std::any_of(request.headers.begin(), request.headers.end(), bearsIt);
        });
    }
    template <typename T>
    T *found()
    {
        T *one = nullptr;
        const bool isThere = QTest::qWaitFor([&] {
            const auto all = m_desk->window.findChildren<T *>();
            for (T *candidate : all) {
                if (candidate->isVisible())
                    one = candidate;
            }
            return one != nullptr;
        });
        return isThere ? one : nullptr;
    }
    ConnectionsPage *manager()
    {
        Q_EMIT m_desk->window.manageRequested();
        return found<ConnectionsPage>();
    }
    /// Makes a draft on the shown desk and waits until it is on the disk.
    bool makeDraft()
    {
        return m_desk->open() && m_desk->setName(u"Plex Cellar"_s) && m_desk->isStored()
                && draftsAre(1);
    }
    bool draftsAre(int count)
    {
        return QTest::qWaitFor([&] {
            m_desk->draftDesk.refresh();
            QTest::qWait(10);
            return m_desk->draftDesk.wasRead() && m_desk->draftDesk.count() == count;
        });
    }

    /// All that is in the person's settings file.
    static QByteArrayList valuesIn(const ProgramDesk &desk)
    {
        QFile file(desk.machine.folder.filePath(u"sourcedesk.ini"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    }
};

// Certificates

bool TestConnectionActions::accept(CertificateQuestion *question)
{
    auto *compared = question->findChild<QCheckBox *>();
    QAbstractButton *button = m_desk->button(u"Accept this certificate"_s);
    if (!compared || !button || button->isEnabled())
        return false; // without the tick nothing is accepted
    QTest::keyClick(compared, Qt::Key_Space);
    QTest::mouseClick(button, Qt::LeftButton);
    return QTest::qWaitFor([this] { return !m_desk->window.findChild<CertificateQuestion *>(); });
}

void TestConnectionActions::anAcceptedCertificateOpensTheConnection()
{
    const TestAuthority authority;
    const TestAuthority::Issued issued = authority.selfSigned(u"127.0.0.1"_s);
    TlsAuthentik server(issued);
    const QString id = m_desk->addStored(server.address(), u"key"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->button(u"Show the certificate…"_s));
    QVERIFY(server.requests().isEmpty());
    QTest::mouseClick(m_desk->button(u"Show the certificate…"_s), Qt::LeftButton);
    auto *question = found<CertificateQuestion>();
    QVERIFY(question);
    QVERIFY(accept(question));

    QVERIFY(m_desk->isRead(id));
    QCOMPARE(m_desk->book.entry(id)->acceptedCertificates, QList<QByteArray>{issued.fingerprint()});
    QTRY_COMPARE(m_desk->session(id)->username(), u"anna"_s);
    QVERIFY(!m_desk->button(u"Show the certificate…"_s));
}

void TestConnectionActions::aDeclinedCertificateSendsNothing()
{
    const TestAuthority authority;
    TlsAuthentik server(authority.selfSigned(u"127.0.0.1"_s));
    const QString id = m_desk->addStored(server.address(), u"key"_s);
    m_desk->start();
    QTRY_VERIFY(m_desk->button(u"Show the certificate…"_s));
    QTest::mouseClick(m_desk->button(u"Show the certificate…"_s), Qt::LeftButton);
    auto *question = found<CertificateQuestion>();
    QVERIFY(question);
    QTest::keyClick(question, Qt::Key_Return); // the default button
    QTRY_VERIFY(!m_desk->window.findChild<CertificateQuestion *>());

    m_desk->window.desk()->refresh();
    QTRY_VERIFY(!m_desk->session(id)->isListLoading());
    QCOMPARE(m_desk->session(id)->listError()->kind, ErrorKind::Tls);
    QVERIFY(m_desk->book.entry(id)->acceptedCertificates.isEmpty());
    QVERIFY(server.requests().isEmpty());
    QVERIFY(m_desk->button(u"Show the certificate…"_s)); // and can be asked again
}

void TestConnectionActions::anAcceptedCertificateIsOfItsConnectionAlone()
{
    const TestAuthority authority;
    const TestAuthority::Issued issued = authority.selfSigned(u"127.0.0.1"_s);
    TlsAuthentik server(issued);
    const QString id = m_desk->addStored(server.address(), u"key"_s, u"One"_s);
    const QString other = m_desk->addStored(server.address() + u"/other"_s, u"key"_s, u"Two"_s);
    m_desk->start(u"One"_s);
    QTRY_VERIFY(m_desk->button(u"Show the certificate…"_s));
    QTest::mouseClick(m_desk->button(u"Show the certificate…"_s), Qt::LeftButton);
    auto *question = found<CertificateQuestion>();
    QVERIFY(question);
    // What is shown meanwhile is not what was asked about.
    m_desk->window.desks().show(other);
    QVERIFY(accept(question));
    QVERIFY(m_desk->isRead(id));
    QVERIFY(m_desk->book.entry(other)->acceptedCertificates.isEmpty());
    QVERIFY(!m_desk->session(other)->wasListRead());
}

/// Accepted in a test, before what was typed is stored.
void TestConnectionActions::anAcceptedCertificateIsOfItsAddressAlone()
{
    const TestAuthority authority;
    const TestAuthority::Issued issued = authority.selfSigned(u"127.0.0.1"_s);
    TlsAuthentik server(issued);
    m_desk->start();
    ConnectionEntry typed = ProgramDesk::entryFor(server.address());
    typed.id.clear(); // a new one
    ConnectionSecrets secrets;
    secrets.token = Secret(u"key"_s);
    ConnectionsPage *page = manager();
    QVERIFY(page);
    const auto testAndAccept = [&] {
        Q_EMIT page->testRequested(typed, secrets);
        auto *panel = found<TestPanel>();
        const auto isOffered = [this] { return m_desk->button(u"Show the certificate…"_s); };
        if (!panel || !QTest::qWaitFor(isOffered, 20000))
            return false;
        QTest::mouseClick(m_desk->button(u"Show the certificate…"_s), Qt::LeftButton);
        auto *question = found<CertificateQuestion>();
        const bool isAccepted = question && accept(question);
        panel->window()->close();
        return isAccepted;
    };
    QVERIFY(testAndAccept());
    ConnectionEntry elsewhere = typed;
    elsewhere.address += u"/other"_s;
    Q_EMIT page->saveRequested(elsewhere, secrets, true);
    QCOMPARE(m_desk->book.entries().size(), 1);
    QVERIFY(m_desk->book.entries().constFirst().acceptedCertificates.isEmpty());

    // What was accepted went with the dialog; to the same address it is taken over.
    Q_EMIT page->saveRequested(typed, secrets, true);
    QVERIFY(m_desk->book.entries().constLast().acceptedCertificates.isEmpty());
    const QList<ConnectionEntry> entries = m_desk->book.entries();
    for (const ConnectionEntry &entry : entries)
        m_desk->book.remove(entry.id);
    QVERIFY(testAndAccept());
    Q_EMIT page->saveRequested(typed, secrets, true);
    const ConnectionEntry stored = m_desk->book.entries().constLast();
    QCOMPARE(stored.acceptedCertificates, QList<QByteArray>{issued.fingerprint()});
    QVERIFY(m_desk->isRead(stored.id));
}

/// Of a connection that is not open, for another one to its address is.
void TestConnectionActions::aTestTakesTheStoredToken()
{
    m_desk->addStored(url(), m_server->token("viewer"_L1), u"First"_s);
    const QString second = m_desk->addStored(url(), admin(), u"Second"_s);
    m_desk->start(u"First"_s);
    QVERIFY(!m_desk->live(second));
    Q_EMIT manager()->testRequested(*m_desk->book.entry(second), {});
    QTRY_VERIFY(isAsked(*m_server, admin()));
    found<TestPanel>()->window()->close();
}

void TestConnectionActions::aTestElsewhereDoesNotTakeTheTokenOfTheStart()
{
    demoserver::DemoServer elsewhere;
    QVERIFY(elsewhere.listen());
    const QString id = m_desk->addStored(url(), u"stored"_s);
    m_desk->start();
    QVERIFY(m_desk->connections.openForRun(ProgramDesk::entryFor(url()), Secret(admin())));
    QVERIFY(m_desk->isRead(id));
    ConnectionEntry moved = *m_desk->book.entry(id);
    moved.address = BaseUrl::fromUserInput(elsewhere.url().toString())->address();
    Q_EMIT manager()->testRequested(moved, {});
    QTRY_VERIFY(isAsked(elsewhere, u"stored"_s));
    QVERIFY(!isAsked(elsewhere, admin()));
    found<TestPanel>()->window()->close();
}

void TestConnectionActions::aConnectionOfOneRunAcceptsForItself()
{
    const TestAuthority authority;
    TlsAuthentik server(authority.selfSigned(u"127.0.0.1"_s));
    m_desk->start();
    const ConnectionEntry given = ProgramDesk::entryFor(server.address());
    QVERIFY(m_desk->connections.openForRun(given, Secret(u"key"_s)));
    QTRY_VERIFY(m_desk->button(u"Show the certificate…"_s));
    QTest::mouseClick(m_desk->button(u"Show the certificate…"_s), Qt::LeftButton);
    auto *question = found<CertificateQuestion>();
    QVERIFY(question);
    QVERIFY(accept(question));
    QVERIFY(m_desk->isRead(given.id));
    QVERIFY(m_desk->book.entries().isEmpty());
    QVERIFY(m_machine->keychain.kept.isEmpty());
}

// Removing

void TestConnectionActions::removingKeepsItsDrafts()
{
    const QString id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(id));
    QVERIFY(makeDraft());
    Q_EMIT manager()->removeRequested(id, true);
    QVERIFY(m_desk->book.entries().isEmpty());
    QVERIFY(!m_desk->live(id));
    QTRY_VERIFY(m_machine->keychain.kept.isEmpty());
    QVERIFY(draftsAre(1));

    // They are there again over a new connection to this address.
    ConnectionSecrets secrets;
    secrets.token = Secret(admin());
    m_desk->window.showPage(nullptr);
    const QString again = m_desk->connections.save(ProgramDesk::entryFor(url()), secrets);
    m_desk->window.desks().show(again);
    QVERIFY(m_desk->isRead(again));
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
}

void TestConnectionActions::removingDiscardsItsDraftsAlone()
{
    demoserver::DemoServer elsewhere;
    QVERIFY(elsewhere.listen());
    const QString id = m_desk->addStored(url(), admin(), u"One"_s);
    const QString other =
            m_desk->addStored(elsewhere.url().toString(), elsewhere.token("admin"_L1), u"Two"_s);
    m_desk->start(u"Two"_s);
    QVERIFY(m_desk->isRead(other));
    QVERIFY(makeDraft());
    m_desk->window.desks().show(id);
    QVERIFY(m_desk->isRead(id));
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Attic"_s));
    QVERIFY(m_desk->edit()->setValue(Field::PlexToken,
                                     m_desk->edit()->secretValue(Field::PlexToken, u"typed"_s)));
    QVERIFY(m_desk->isStored());
    QVERIFY(draftsAre(2));
    QTRY_COMPARE(m_machine->keychain.kept.size(), 3); // two tokens, and what was typed

    Q_EMIT manager()->removeRequested(id, false);
    QTRY_COMPARE(m_desk->book.entries().size(), 1);
    QCOMPARE(m_desk->book.entries().constFirst().id, other);
    QVERIFY(draftsAre(1));
    QCOMPARE(m_desk->draftDesk.rows().constFirst().draft.server,
             m_desk->book.entry(other)->address);
    QTRY_COMPARE(m_machine->keychain.kept.size(), 1);
    QCOMPARE(m_machine->tokenOf(other), elsewhere.token("admin"_L1));
    QCOMPARE(m_server->requests("PATCH").size(), 0);
}

void TestConnectionActions::removingOneOfTwoKeepsTheDraftsOfTheOther()
{
    const QString id = m_desk->addStored(url(), admin(), u"One"_s);
    const QString other = m_desk->addStored(url(), admin(), u"Two"_s);
    m_desk->start(u"One"_s);
    QVERIFY(m_desk->isRead(id));
    QVERIFY(makeDraft());
    Q_EMIT manager()->removeRequested(id, false);
    QCOMPARE(m_desk->book.entries().size(), 1);
    QTRY_COMPARE(m_machine->keychain.kept.size(), 1);
    QVERIFY(draftsAre(1)); // they are the other one's too
    m_desk->window.showPage(nullptr);
    m_desk->window.desks().show(other);
    QVERIFY(m_desk->isRead(other));
    QVERIFY(m_desk->open());
    QTRY_COMPARE(m_desk->edit()->current().name(), u"Plex Cellar"_s);
}

// Files of an organisation, or a colleague

void TestConnectionActions::anImportedFileBecomesConnections()
{
    QFile file(m_machine->folder.filePath(u"colleague.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ConnectionEntry entry = ProgramDesk::entryFor(url(), u"Head office"_s);
    entry.kind = ConnectionKind::Production;
    entry.acceptedCertificates = {QByteArray(32, 'x')};
    file.write(connectionFile({entry}));
    file.close();
    m_desk->start();
    Q_EMIT m_desk->window.startPage()->importRequested(file.fileName());
    QVERIFY(found<ImportReport>());

    QCOMPARE(m_desk->book.entries().size(), 1);
    const ConnectionEntry stored = m_desk->book.entries().constFirst();
    QCOMPARE(stored.name, u"Head office"_s);
    QCOMPARE(stored.kind, ConnectionKind::Production);
    QVERIFY(stored.id != entry.id);
    QVERIFY(stored.acceptedCertificates.isEmpty());
    // It is open without a token: it waits for one, and asks nothing.
    QTRY_VERIFY(m_desk->session(stored.id) && m_desk->session(stored.id)->listError());
    QVERIFY(m_server->requests().isEmpty());
    ConnectionSecrets typed;
    typed.token = Secret(admin());
    Q_EMIT found<ConnectionsPage>()->saveRequested(stored, typed, false);
    QVERIFY(m_desk->isRead(stored.id));
}

void TestConnectionActions::aDeployedConnectionCannotBeEdited()
{
    const QString folder = m_machine->folder.filePath(u"xdg"_s);
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + u"/connections.json"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    ConnectionEntry given = ProgramDesk::entryFor(url(), u"Head office"_s);
    given.isReadOnly = true;
    file.write(connectionFile({given}));
    file.close();
    const DeployedSettings deployed = readDeployedSettings({folder}, {});
    QCOMPARE(deployed.connections.size(), 1);
    const QString id = deployed.connections.constFirst().id;
    m_machine->keychain.kept.insert(connectionSecretKey(id, ConnectionSecret::Token), admin());
    m_desk->book.setDeployed(deployed.connections);
    m_desk->start();
    QVERIFY(m_desk->isRead(id));
    QCOMPARE(m_desk->window.desks().shownId(), id);
    QCOMPARE(m_desk->window.findChild<ConnectionStrip *>()->tab(id)->text(), u"Head office"_s);
    QVERIFY(m_desk->session(id)->api().isReadOnly());

    // Neither by its dialog nor behind it.
    Q_EMIT m_desk->window.editRequested();
    auto *dialog = found<ConnectionDialog>();
    QVERIFY(dialog);
    QVERIFY(m_desk->button(u"Duplicate"_s));
    QVERIFY(!m_desk->button(u"Save connection"_s));
    const auto lines = dialog->findChildren<QLineEdit *>();
    const auto hasAddress = [&given](const QLineEdit *line) {
        return line->isReadOnly() && line->text() == given.address;
    };
    QVERIFY(std::any_of(lines.begin(), lines.end(), hasAddress));
    ConnectionEntry wanted = *m_desk->book.entry(id);
    wanted.isReadOnly = false;
    wanted.address = u"http://127.0.0.1:1"_s;
    m_desk->connections.save(wanted, {});
    QCOMPARE(m_desk->book.entry(id)->address, deployed.connections.constFirst().address);
    QVERIFY(m_desk->session(id)->api().isReadOnly());
    dialog->close();

    QVERIFY(m_desk->open());
    QVERIFY(m_desk->setName(u"Plex Cellar"_s));
    m_desk->edit()->save();
    QCOMPARE(m_desk->edit()->outcome()->error->kind, ErrorKind::ReadOnly);
    QVERIFY(m_server->requests("PATCH").isEmpty());
    Q_EMIT manager()->removeRequested(id, true);
    QVERIFY(m_desk->book.entry(id));
}

void TestConnectionActions::aDeployedConnectionTakesAToken()
{
    ConnectionEntry given = ProgramDesk::entryFor(url(), u"Head office"_s);
    given.isDeployed = true;
    given.id = deployedId(given);
    m_desk->book.setDeployed({given});
    m_desk->start();
    QTRY_VERIFY(m_desk->session(given.id) && m_desk->session(given.id)->listError());
    ConnectionSecrets typed;
    typed.token = Secret(admin());
    Q_EMIT manager()->saveRequested(given, typed, false);
    QVERIFY(m_desk->isRead(given.id));
    QTRY_COMPARE(m_machine->tokenOf(given.id), admin());
}

// Forgetting

void TestConnectionActions::forgettingLeavesNothing()
{
    const QString id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(id));
    QVERIFY(makeDraft());
    QTRY_VERIFY(!m_desk->session(id)->username().isEmpty());
    m_machine->keychain.kept.insert(u"draft/of an earlier run"_s, u"secret"_s);
    Q_EMIT manager()->forgetRequested();
    QTRY_VERIFY(m_machine->keychain.kept.isEmpty());
    QTRY_VERIFY(m_desk->window.centralWidget()->isEnabled());
    QVERIFY(m_desk->book.entries().isEmpty());
    QVERIFY(!m_desk->live(id));
    QVERIFY(m_desk->settings.keys(u"user"_s).isEmpty());
    QVERIFY(draftsAre(0));
    QVERIFY(!m_desk->window.desk());

    m_desk = nullptr;
    m_desk = std::make_unique<ProgramDesk>(*m_machine);
    m_desk->start();
    QVERIFY(m_desk->book.entries().isEmpty());
    QVERIFY(draftsAre(0));
    QVERIFY(m_desk->window.startPage()->isVisible());
}

/// The program ended in the middle of it.
void TestConnectionActions::aForgettingThatWasCutIsFinished()
{
    const QString id = m_desk->addStored(url(), admin());
    m_desk->start();
    QVERIFY(m_desk->isRead(id));
    QVERIFY(makeDraft());
    QVERIFY(!m_desk->actions.wasForgettingCut());
    Q_EMIT manager()->forgetRequested();
    QVERIFY(m_desk->actions.isForgetting());
    m_desk.reset();

    m_desk = std::make_unique<ProgramDesk>(*m_machine);
    QVERIFY(!m_desk->book.entries().isEmpty() || !m_machine->keychain.kept.isEmpty());
    QVERIFY(m_desk->actions.wasForgettingCut());
    QSignalSpy ended(&m_desk->actions, &ConnectionActions::forgettingEnded);
    m_desk->window.show();
    m_desk->actions.forget();
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(!m_desk->actions.isForgetting());
    QVERIFY(!m_desk->actions.wasForgettingCut());
    QVERIFY(m_desk->book.entries().isEmpty());
    QVERIFY(m_machine->keychain.kept.isEmpty());
    QVERIFY(draftsAre(0));
}

/// Its desk remembers things and reads a history, but not among those of the person.
void TestConnectionActions::aDemoLeavesNothingInTheFolder()
{
    const QTemporaryDir passing;
    SqlWorker store({passing.path()}, m_machine->clock);
    HistoryStore history(store);
    IniSettings settings(passing.filePath(u"sourcedesk.ini"_s));
    m_desk->window.desks().setDemoPorts(settings, history);
    m_desk->start();
    const QByteArrayList before = valuesIn(*m_desk);
    ConnectionEntry demo = ProgramDesk::entryFor(url());
    demo.kind = ConnectionKind::Demo;
    QVERIFY(m_desk->connections.openForRun(demo, Secret(admin())));
    QVERIFY(m_desk->isRead(demo.id));
    QVERIFY(m_desk->open());
    QCOMPARE(valuesIn(*m_desk), before);
    QVERIFY(QFile::exists(passing.filePath(u"sourcedesk.ini"_s)));
    m_desk.reset(); // before what it borrows
}

QTEST_MAIN(TestConnectionActions)
#include "tst_connectionactions.moc"
