// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "windowdesk.h"

#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Edits that are kept on this machine, as the window shows them: a real store, and a window that is
// closed and opened again on it.
class TestWindowDrafts : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        makeDesk();
        m_desk->kind = ConnectionKind::Unknown;
        m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    }
    void cleanup() { clearDesk(); }
    void savedHereComesAfterTheCommit();
    void leavingAnEditorStoresAtOnce();
    void closingNeverAsksAndReopeningBringsAllBack();
    void aTypedTokenIsAskedAbout();
    void aTokenCanBeSentBeforeClosing();
    void aTokenThatIsGoneIsToldOf();
    void theDemoIsThrownAwayWithoutAQuestion();
    void offlineTheEditIsQueuedAndSentLater();
    void anEditTakesTheDraftOutOfTheQueue();
    void whatIsInConflictIsNotQueued();
    void theProgramStartsWithoutANetwork();
    void anothersDraftIsSaidBeforeItIsSubmitted();
    void thePageOfDraftsOpensOne();
    void theInspectorShowsTheQueue();
    void whatAnotherProcessEditsIsReadOnlyAndTakenOver();

private:
    QString status() const
    {
        const auto labels = m_desk->window->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible() && label->text().startsWith("Saved here at"_L1))
                return label->text();
        }
        return {};
    }
    DraftKeeper *keeper() const { return m_desk->session->keeper(m_desk->edit()->pk()); }
    bool pauseTyping()
    {
        m_desk->clock.advance(200ms);
        return QTest::qWaitFor([this] { return keeper()->isStored(); });
    }
    /// Closing waits for the disk, and asks nothing.
    bool closeWindow()
    {
        m_desk->window->close();
        return QTest::qWaitFor([this] { return !m_desk->window->isVisible(); });
    }
    /// The program ends and starts again on the same folder.
    bool restart(QLatin1StringView caller = "admin"_L1)
    {
        if (!closeWindow())
            return false;
        m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token(caller));
        m_desk->window->desk()->reopen();
        return true;
    }
    bool isOpen() const { return m_desk->edit() && m_desk->edit()->isLoaded(); }
    void goOffline()
    {
        m_desk->proxy->setFault(FaultProxy::Fault::CloseUnread);
        QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::Key_F5));
        QTRY_VERIFY(m_desk->shows(u"Offline since "_s));
    }
    void comeBack()
    {
        m_desk->proxy->setFault(FaultProxy::Fault::None);
        m_desk->session->reachability().tryNow();
        QTRY_VERIFY(!m_desk->shows(u"Offline since "_s));
    }
    QMessageBox *question() const
    {
        const auto isThere = [this] {
            return m_desk->window->findChild<QMessageBox *>() != nullptr;
        };
        return QTest::qWaitFor(isThere, 1000) ? m_desk->window->findChild<QMessageBox *>()
                                              : nullptr;
    }
    bool answer(const QString &text) const
    {
        const QMessageBox *box = question();
        const auto buttons = box ? box->buttons() : QList<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->text() != text)
                continue;
            QTest::mouseClick(button, Qt::LeftButton);
            return true;
        }
        return false;
    }
    void click(const QString &name) const
    {
        QAbstractButton *button = m_desk->button(name);
        QVERIFY2(button && button->isEnabled(), qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
};

void TestWindowDrafts::savedHereComesAfterTheCommit()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(status().isEmpty());
    QVERIFY(pauseTyping());
    QTRY_VERIFY(!status().isEmpty());
    m_desk->type(Field::Name, u"Mine too"_s);
    QVERIFY(status().isEmpty()); // of the newest letter it is not true yet
    QVERIFY(pauseTyping());
    QTRY_VERIFY(!status().isEmpty());
    m_desk->window->page()->discard();
    QVERIFY(pauseTyping());
    QTRY_VERIFY(status().isEmpty());
}

void TestWindowDrafts::leavingAnEditorStoresAtOnce()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->lineEdit(Field::Slug)->setFocus();
    QTRY_VERIFY(!status().isEmpty()); // no time has gone by
}

void TestWindowDrafts::closingNeverAsksAndReopeningBringsAllBack()
{
    QVERIFY(openQuietly(u"plex-guests"_s));
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->type(Field::ClientId, u"typed"_s);
    QVERIFY(restart());
    QTRY_VERIFY(isOpen());
    QCOMPARE(m_desk->edit()->slug(), u"plex-guests"_s);
    QTRY_COMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QCOMPARE(m_desk->lineEdit(Field::ClientId)->text(), u"typed"_s);
    QTRY_VERIFY(m_desk->lineEdit(Field::ClientId)->hasFocus());
    QVERIFY(m_desk->shows(u"is here again."_s));
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"client_id":"typed","name":"Mine"})"});
}

void TestWindowDrafts::aTypedTokenIsAskedAbout()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->type(Field::PlexToken, u"canary-token"_s);
    QVERIFY(!m_desk->window->close());
    QVERIFY(question()->text().contains(u"Plex Home"_s));
    QVERIFY(answer(u"Keep the window open"_s));
    QTRY_VERIFY(!m_desk->window->findChild<QMessageBox *>());
    QVERIFY(m_desk->window->isVisible());
    QVERIFY(m_desk->edit()->isChanged(Field::PlexToken));
    QVERIFY(!m_desk->window->close());
    QVERIFY(answer(u"Drop the token"_s));
    QTRY_VERIFY(!m_desk->window->isVisible());
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowDrafts::aTokenCanBeSentBeforeClosing()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::PlexToken, u"canary-token"_s);
    QVERIFY(!m_desk->window->close());
    QVERIFY(answer(u"Send now"_s));
    QTRY_VERIFY(!m_desk->window->isVisible());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"plex_token":"canary-token"})"});
}

void TestWindowDrafts::aTokenThatIsGoneIsToldOf()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->type(Field::PlexToken, u"canary-token"_s);
    QVERIFY(pauseTyping());
    const auto isRemoved = [this] {
        bool removed = false;
        const QString key =
                draftSecretKey(m_desk->client->address(), m_desk->edit()->pk(), Field::PlexToken);
        const CallHandle call =
                m_desk->secrets.remove(key, [&removed](const Result<void> &) { removed = true; });
        return QTest::qWaitFor([&removed] { return removed; });
    };
    QVERIFY(isRemoved()); // as at the end of the program
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1)); // it crashed
    m_desk->window->desk()->reopen();
    QTRY_VERIFY(isOpen());
    QTRY_COMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QTRY_VERIFY(m_desk->shows(u"Not all of the draft is here again."_s));
    m_desk->type(Field::PlexToken, u"another"_s);
    QVERIFY(!m_desk->shows(u"Not all of the draft is here again."_s));
}

void TestWindowDrafts::theDemoIsThrownAwayWithoutAQuestion()
{
    m_desk->kind = ConnectionKind::Demo;
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    QVERIFY(openQuietly());
    m_desk->type(Field::PlexToken, u"canary-token"_s);
    QVERIFY(closeWindow());
}

void TestWindowDrafts::offlineTheEditIsQueuedAndSentLater()
{
    QVERIFY(openQuietly());
    QVERIFY(!m_desk->button(u"Submit when online"_s));
    m_desk->type(Field::Name, u"Mine"_s);
    goOffline();
    QVERIFY(!m_desk->saveButton()->isEnabled());
    QVERIFY(m_desk->shows(u"as read at"_s));
    click(u"Submit when online"_s);
    QTRY_VERIFY(m_desk->button(u"Take out of queue"_s));
    QVERIFY(m_desk->shows(u"1 change queued"_s));
    const QModelIndex row = m_desk->session->sources().indexOfSlug(u"plex-home"_s);
    QTRY_COMPARE(row.data(SourceListModel::PhraseRole).toString(), u"queued, not sent yet"_s);
    QTRY_VERIFY(keeper()->isStored());
    comeBack();
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QTRY_VERIFY(m_desk->edit()->changed().isEmpty());
    QTRY_VERIFY(!m_desk->button(u"Take out of queue"_s));
}

void TestWindowDrafts::anEditTakesTheDraftOutOfTheQueue()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    goOffline();
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    QTRY_VERIFY(m_desk->button(u"Take out of queue"_s));
    m_desk->type(Field::Name, u"Mine too"_s);
    QTRY_VERIFY(m_desk->button(u"Submit when online"_s));
    QVERIFY(pauseTyping());
    comeBack();
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowDrafts::whatIsInConflictIsNotQueued()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(change({{u"name"_s, u"Theirs"_s}}));
    m_desk->edit()->refresh();
    QTRY_COMPARE(m_desk->edit()->conflicts().size(), 1);
    goOffline();
    QVERIFY(!m_desk->button(u"Submit when online"_s)->isEnabled());
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    QTRY_VERIFY(m_desk->shows(u"Decide the conflict first. Your edits are kept here."_s));
    QVERIFY(!m_desk->button(u"Take out of queue"_s));
    QVERIFY(!keeper()->isQueued());
}

void TestWindowDrafts::theProgramStartsWithoutANetwork()
{
    QVERIFY(openQuietly(u"plex-guests"_s));
    m_desk->proxy->setFault(FaultProxy::Fault::CloseUnread);
    QVERIFY(restart());
    QTRY_VERIFY(isOpen());
    QCOMPARE(m_desk->edit()->slug(), u"plex-guests"_s);
    QTRY_VERIFY(m_desk->shows(u"as read at"_s));
    QVERIFY(m_desk->window->openSource(u"plex-home"_s)); // only listed before, never opened
    QTRY_VERIFY(isOpen());
    QVERIFY(m_desk->window->openSource(u"plex-guests"_s));
    m_desk->type(Field::Name, u"Mine"_s);
    QTest::mouseClick(m_desk->button(u"Review changes"_s), Qt::LeftButton);
    QVERIFY(m_desk->window->page()->isReviewOpen());
    click(u"Submit when online"_s);
    QTRY_VERIFY(keeper()->isQueued() && keeper()->isStored());
    comeBack();
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
}

void TestWindowDrafts::anothersDraftIsSaidBeforeItIsSubmitted()
{
    m_desk->server.data().addUser({.pk = 20,
                                   .username = u"carl"_s,
                                   .name = u"Carl Cook"_s,
                                   .token = u"the-token-of-carl"_s,
                                   .permissions = {u"authentik_sources_plex.view_plexsource"_s,
                                                   u"authentik_sources_plex.change_plexsource"_s}});
    QVERIFY(openQuietly());
    QTRY_VERIFY(!m_desk->session->username().isEmpty());
    const QString maker = m_desk->session->username();
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(pauseTyping());
    QVERIFY(closeWindow());
    m_desk->connectTo(m_desk->proxy->url(), u"the-token-of-carl"_s);
    m_desk->window->desk()->reopen();
    QTRY_VERIFY(isOpen());
    QTRY_VERIFY(m_desk->shows(u"This draft was made with %1's token."_s.arg(maker)));
    goOffline();
    click(u"Submit when online"_s);
    QVERIFY(question());
    QVERIFY(answer(u"Keep as draft"_s));
    QVERIFY(!keeper()->isQueued());
    QTRY_VERIFY(!m_desk->window->findChild<QMessageBox *>());
    click(u"Submit when online"_s);
    QVERIFY(question());
    QVERIFY(answer(u"Submit as carl"_s));
    QVERIFY(keeper()->isQueued());
    QTRY_VERIFY(keeper()->isStored());
    comeBack();
    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
}

void TestWindowDrafts::thePageOfDraftsOpensOne()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(openQuietly(u"plex-guests"_s));
    m_desk->clock.advance(200ms);
    const auto entry = [this] {
        const auto buttons = m_desk->window->findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->accessibleName() == "Drafts, 1"_L1)
                return button;
        }
        return static_cast<QAbstractButton *>(nullptr);
    };
    QTRY_VERIFY(entry());
    QTest::mouseClick(entry(), Qt::LeftButton);
    QTRY_VERIFY(m_desk->shows(u"1 draft on this machine"_s));
    QVERIFY(!m_desk->window->desk()->isFormShown());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
    click(u"Open draft"_s);
    QTRY_COMPARE(m_desk->edit()->slug(), u"plex-home"_s);
    QVERIFY(m_desk->window->desk()->isFormShown());
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::CTRL | Qt::Key_D));
    QVERIFY(!m_desk->window->desk()->isFormShown());
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::CTRL | Qt::Key_D));
    QVERIFY(m_desk->window->desk()->isFormShown());
}

void TestWindowDrafts::theInspectorShowsTheQueue()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    goOffline();
    click(u"Submit when online"_s);
    QTRY_VERIFY(keeper()->isStored());
    m_desk->clock.advance(200ms);
    QTRY_VERIFY(m_desk->button(u"Take Plex Home out of queue"_s));
    click(u"Take Plex Home out of queue"_s);
    QTRY_VERIFY(!keeper()->isQueued());
    m_desk->clock.advance(200ms);
    QTRY_VERIFY(!m_desk->button(u"Take Plex Home out of queue"_s));
    comeBack();
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowDrafts::whatAnotherProcessEditsIsReadOnlyAndTakenOver()
{
    QVERIFY(openQuietly());
    const QString pk = m_desk->edit()->pk();
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(pauseTyping());
    QVERIFY(closeWindow());
    m_desk->window.reset();
    m_desk->session.reset();
    // The same file, as a program beside this one would have it.
    auto otherStore =
            std::make_unique<SqlWorker>(StoreLocation{m_desk->folder.path()}, m_desk->clock);
    auto other = std::make_unique<DraftHolds>(*otherStore, m_desk->folder.path());
    const auto isTaken = [&] { // once the window's own hold, which went with it, is given back
        std::optional<bool> taken;
        const CallHandle call =
                other->take(m_desk->client->address(), pk,
                            [&taken](const Result<std::optional<DraftHolder>> &holder) {
                                taken = holder && !*holder;
                            });
        return QTest::qWaitFor([&taken] { return taken.has_value(); }) && *taken;
    };
    QTRY_VERIFY(isTaken());

    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    QVERIFY(m_desk->open());
    QTRY_VERIFY(m_desk->shows(u"is editing this source"_s));
    QVERIFY(m_desk->row(Field::Name)->isShownReadOnly());
    QVERIFY(!m_desk->saveButton()->isEnabled());

    other.reset(); // it ends
    otherStore.reset();
    const auto isGivenBack = [this] { // seen at the next look, or the one after
        m_desk->clock.advance(5s);
        return !m_desk->row(Field::Name)->isShownReadOnly();
    };
    QTRY_VERIFY(isGivenBack());
    QTRY_COMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QVERIFY(!m_desk->shows(u"is editing this source"_s));
}

QTEST_MAIN(TestWindowDrafts)
#include "tst_windowdrafts.moc"
