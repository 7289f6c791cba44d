// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictdialog.h"
#include "connections/connectionstrip.h"
#include "draftkeeper.h"
#include "windowharness.h"

#include <QSignalSpy>

#include <algorithm>
#include <list>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
// Another connection of the harness's window.
struct Neighbour
{
    Neighbour(WindowHarness &desk, const QString &url, const QString &token)
        : client(*BaseUrl::fromUserInput(url), Secret(token), desk.digests, desk.clock)
        , session(client,
                  SessionPorts{desk.digests, desk.clock, desk.secrets, desk.history, &desk.drafts,
                               &desk.sources, &desk.holds})
    { }

    AuthentikClient client;
    ServerSession session;
};
} // namespace

// Several connections in one window: one is shown, the others stay alive behind their tabs.
class TestDesks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void editsStayWhenAnotherIsShown();
    void shortcutGoesRoundTheConnections();
    void anotherTabTellsOfItsDrafts();
    void queuedDraftsGoOutBehindTheTab();
    void newsBehindTheTabIsOnItsBadge();
    void tokenThatIsMissingIsAskedFor();
    void lettingGoStoresWhatIsTyped();
    void closingLosesNothingOfAny();

private:
    Neighbour &attach(const QString &url, const QString &token,
                      ConnectionKind kind = ConnectionKind::Staging);
    StripTab *tab(const QString &id) const
    {
        return m_desk->window->findChild<ConnectionStrip *>()->tab(id);
    }
    /// As the disk has it now.
    bool isStored(const QString &server, const QString &pk)
    {
        std::optional<bool> answer;
        const CallHandle call = m_desk->drafts.load(
                server, pk, [&answer](const Result<std::optional<DraftRecord>> &draft) {
                    answer = draft && draft->has_value();
                });
        return QTest::qWaitFor([&answer] { return answer.has_value(); }) && *answer;
    }
    QString first() const { return m_desk->client->address(); }

    std::unique_ptr<WindowHarness> m_desk;
    std::unique_ptr<demoserver::DemoServer> m_other;
    std::list<Neighbour> m_neighbours;
};

void TestDesks::init()
{
    m_desk = std::make_unique<WindowHarness>();
    m_other = std::make_unique<demoserver::DemoServer>(demoserver::DemoServerSettings{});
    QVERIFY(m_other->listen());
}

void TestDesks::cleanup()
{
    m_desk->window.reset();
    m_neighbours.clear();
    m_desk.reset();
    m_other.reset();
}

Neighbour &TestDesks::attach(const QString &url, const QString &token, ConnectionKind kind)
{
    Neighbour &made = m_neighbours.emplace_back(*m_desk, url, token);
    m_desk->window->desks().attach(made.client.address(), made.session,
                                   {kind, made.client.host(), u"other"_s});
    made.session.start();
    return made;
}

void TestDesks::editsStayWhenAnotherIsShown()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Cellar"_s);
    QTRY_VERIFY(other.session.wasListRead());

    QTest::mouseClick(tab(other.client.address()), Qt::LeftButton);

    QCOMPARE(&m_desk->window->desk()->server(), &other.session);
    QVERIFY(m_desk->window->openSource(u"plex-home"_s));
    QTRY_VERIFY(m_desk->edit()->isLoaded());
    QVERIFY(m_desk->edit()->changed().isEmpty()); // the same slug, another server
    QVERIFY(!m_desk->shows(u"Plex Cellar"_s));
    QTest::mouseClick(tab(first()), Qt::LeftButton);
    QCOMPARE(&m_desk->window->desk()->server(), m_desk->session.get());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Plex Cellar"_s);
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Plex Cellar"})"});
    QVERIFY(m_other->requests("PATCH").isEmpty());
}

void TestDesks::shortcutGoesRoundTheConnections()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    m_desk->window->activateWindow();
    QTRY_VERIFY(m_desk->window->isActiveWindow());
    QTest::keyClick(m_desk->window.get(), Qt::Key_PageDown, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->window->desks().shownId(), other.client.address());
    QTest::keyClick(m_desk->window.get(), Qt::Key_PageDown, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->window->desks().shownId(), first());
    QTest::keyClick(m_desk->window.get(), Qt::Key_PageUp, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->window->desks().shownId(), other.client.address());
}

void TestDesks::anotherTabTellsOfItsDrafts()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Cellar"_s);
    m_desk->window->desks().show(other.client.address());
    const auto isTold = [this] {
        m_desk->clock.advance(200ms);
        return tab(first())->accessibleDescription().contains(u"1 draft"_s);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 10000);
    QVERIFY(!tab(other.client.address())->accessibleDescription().contains(u"draft"_s));
}

void TestDesks::queuedDraftsGoOutBehindTheTab()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Cellar"_s);
    m_desk->window->desks().show(other.client.address());
    m_desk->session
            ->keeper(m_desk->session->sources()
                             .indexOfSlug(u"plex-home"_s)
                             .data(SourceListModel::PkRole)
                             .toString())
            ->setQueued(true);
    const auto isSent = [this] {
        m_desk->clock.advance(1s);
        return m_desk->patches().size() == 1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSent(), 20000);
    QCOMPARE(m_desk->window->desks().shownId(), other.client.address());
}

void TestDesks::newsBehindTheTabIsOnItsBadge()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    m_desk->window->activateWindow();
    QTRY_VERIFY(m_desk->window->isActiveWindow());
    QTRY_VERIFY(other.session.wasListRead());
    // Somebody else writes there, and the next look finds it.
    AuthentikClient colleague(*BaseUrl::fromUserInput(m_other->url().toString()),
                              Secret(m_other->token("admin"_L1)), m_desk->digests, m_desk->clock);
    int written = 0;
    const auto isTold = [&] {
        // What the very first look finds is no news: it is written until it is.
        CallHandle call = colleague.patchSource(
                u"plex-home"_s,
                R"({"name":"Plex Attic %1"})"_ba.replace("%1", QByteArray::number(written)),
                [&written](const Result<WriteAnswer> &) { ++written; });
        const int before = written;
        if (!QTest::qWaitFor([&] { return written > before; }))
            return false;
        m_desk->clock.advance(61s);
        return QTest::qWaitFor(
                [&] {
                    return tab(other.client.address())
                            ->accessibleDescription()
                            .contains(u"changed on the server"_s);
                },
                2000);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 20000);
    QCOMPARE(m_desk->window->desks().shownId(), first());
}

void TestDesks::tokenThatIsMissingIsAskedFor()
{
    Desks &desks = m_desk->window->desks();
    QSignalSpy wanted(&desks, &Desks::tokenWanted);
    desks.setTokenMissing(first(), u"The keychain is locked."_s);
    QVERIFY(m_desk->shows(u"The keychain is locked."_s));
    QCOMPARE(tab(first())->accessibleDescription(), u"its token is missing"_s);
    QTest::mouseClick(m_desk->button(u"Enter token…"_s), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.at(0).at(0).toString(), first());
    desks.setTokenMissing(first(), {});
    QVERIFY(!m_desk->shows(u"The keychain is locked."_s));
}

void TestDesks::lettingGoStoresWhatIsTyped()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Cellar"_s);
    const QString pk = m_desk->edit()->pk();
    m_desk->window->desks().detach(first());
    QVERIFY(!m_desk->window->desk());
    QTRY_VERIFY_WITH_TIMEOUT(isStored(m_desk->client->address(), pk), 10000);
}

void TestDesks::closingLosesNothingOfAny()
{
    Neighbour &other = attach(m_other->url().toString(), m_other->token("admin"_L1));
    QVERIFY(m_desk->open());
    m_desk->window->desks().show(other.client.address());
    QTRY_VERIFY(m_desk->window->openSource(u"plex-guests"_s));
    QTRY_VERIFY(m_desk->edit()->isLoaded());
    m_desk->type(Field::Name, u"Guests of the cellar"_s);
    const QString pk = m_desk->edit()->pk();
    m_desk->window->desks().show(first());
    m_desk->window->close();
    QTRY_VERIFY(!m_desk->window->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(isStored(other.client.address(), pk), 10000);
}

/// Of 20 connections 5 are dead and 3 never answer: the one that is shown has its list and form as
/// soon as it would have them among the 12 that answer. (These answer from this very thread.)
QTEST_MAIN(TestDesks)
#include "tst_desks.moc"
