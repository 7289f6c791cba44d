// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftkeeper.h"
#include "form/savequestion.h"
#include "windowdesk.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// A connection that asks before each save, in the real window by real clicks: nothing reaches the
// server before the yes, on whichever way it is sent.
class TestWindowSend : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init()
    {
        makeDesk();
        m_desk->kind = ConnectionKind::Production;
        m_desk->asksBeforeSave = true;
        m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    }
    void cleanup() { clearDesk(); }

    void nothingIsSentBeforeTheYes();
    void notNowAndEscapeKeepTheEdit_data();
    void notNowAndEscapeKeepTheEdit();
    void oneQuestionAtATime();
    void whatChangesMeanwhileCountsAnew();
    void nothingLeftTakesTheQuestionBack();
    void anotherSourceTakesTheQuestionBack();
    void keepMineAsks();
    void theResultAsks();
    void aRefusedDecisionStaysAnEdit();
    void queueingAsks();
    void theDraftsPageAsksOnce();
    void theEndOfTheWindowSendsNothing();
    void anotherConnectionSendsNothing();
    void withoutTheWishNothingIsAsked();
    void theWishCountsFromTheMomentItIsMade();

private:
    SaveQuestion *question() const
    {
        const auto questions = m_desk->window->findChildren<SaveQuestion *>();
        for (SaveQuestion *question : questions) {
            if (question->isVisible())
                return question;
        }
        return nullptr;
    }
    bool typeAndSave()
    {
        if (!openQuietly())
            return false;
        m_desk->type(Field::Name, u"Mine"_s);
        m_desk->clickSave();
        return QTest::qWaitFor([this] { return question() != nullptr; });
    }
    bool isSaved() const { return isEditing() && m_desk->edit()->changed().isEmpty(); }
    void meetConflict()
    {
        QVERIFY(openQuietly());
        m_desk->type(Field::Name, u"Mine"_s);
        QVERIFY(change({{u"name"_s, u"Theirs"_s}}));
        m_desk->clickSave();
        QTRY_VERIFY(question());
        click(u"Send 1 change"_s);
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), 10000);
    }
};

void TestWindowSend::nothingIsSentBeforeTheYes()
{
    QVERIFY(typeAndSave());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(question()->windowTitle(), u"Send 1 change to production?"_s);
    QVERIFY(m_desk->shows(u"Plex Home: Name"_s));

    click(u"Send 1 change"_s);

    QTRY_VERIFY_WITH_TIMEOUT(isSaved(), 10000);
    QVERIFY(!question());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
}

void TestWindowSend::notNowAndEscapeKeepTheEdit_data()
{
    QTest::addColumn<int>("key");
    QTest::newRow("not now") << 0;
    QTest::newRow("escape") << int(Qt::Key_Escape);
    QTest::newRow("enter") << int(Qt::Key_Return);
}

void TestWindowSend::notNowAndEscapeKeepTheEdit()
{
    QFETCH(int, key);
    QVERIFY(typeAndSave());
    if (key == 0)
        click(u"Not now"_s);
    else
        QTest::keyClick(question(), Qt::Key(key));

    QTRY_VERIFY(!question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QVERIFY(m_desk->shows(u"Nothing was sent. Your changes are kept here."_s));
    m_desk->clickSave(); // it can be asked again
    QTRY_VERIFY(question());
}

void TestWindowSend::oneQuestionAtATime()
{
    QVERIFY(typeAndSave());
    m_desk->window->page()->save();
    m_desk->window->page()->save();
    QCOMPARE(m_desk->window->findChildren<SaveQuestion *>().size(), 1);
    click(u"Send 1 change"_s);
    QTRY_VERIFY_WITH_TIMEOUT(isSaved(), 10000);
    QVERIFY(settle());
    QCOMPARE(m_desk->patches().size(), 1);
}

void TestWindowSend::whatChangesMeanwhileCountsAnew()
{
    QVERIFY(typeAndSave());
    m_desk->edit()->setValue(Field::ClientId, FieldValue::text(u"another"_s));
    QTRY_VERIFY(m_desk->shows(u"Send 2 changes to production?"_s));

    click(u"Send 2 changes"_s);

    QTRY_VERIFY_WITH_TIMEOUT(isSaved(), 10000);
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"client_id":"another","name":"Mine"})"});
}

void TestWindowSend::nothingLeftTakesTheQuestionBack()
{
    QVERIFY(typeAndSave());
    m_desk->window->page()->discard();
    QTRY_VERIFY(!question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowSend::anotherSourceTakesTheQuestionBack()
{
    QVERIFY(typeAndSave());
    QVERIFY(m_desk->window->openSource(u"plex-guests"_s));
    QTRY_VERIFY(!question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowSend::keepMineAsks()
{
    meetConflict();
    click(u"Keep mine"_s);
    QTRY_VERIFY(question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    click(u"Send 1 change"_s);
    QTRY_VERIFY_WITH_TIMEOUT(isSaved(), 10000);
    QCOMPARE(m_desk->patches().size(), 1);
    QCOMPARE(columns().value(u"name"_s).toString(), u"Mine"_s);
}

void TestWindowSend::theResultAsks()
{
    meetConflict();
    click(u"Name: mine, Mine"_s);
    click(u"Send the result"_s);
    QTRY_VERIFY(question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    click(u"Send 1 change"_s);
    QTRY_VERIFY_WITH_TIMEOUT(isSaved(), 10000);
    QCOMPARE(columns().value(u"name"_s).toString(), u"Mine"_s);
}

void TestWindowSend::aRefusedDecisionStaysAnEdit()
{
    meetConflict();
    click(u"Keep mine"_s);
    QTRY_VERIFY(question());
    click(u"Not now"_s);
    QTRY_VERIFY(!question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QCOMPARE(columns().value(u"name"_s).toString(), u"Theirs"_s);
}

void TestWindowSend::queueingAsks()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->clock.advance(200ms);
    DraftKeeper *keeper = m_desk->session->keeper(m_desk->edit()->pk());
    QTRY_VERIFY(keeper->isStored());
    m_desk->proxy->setFault(FaultProxy::Fault::CloseUnread);
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::Key_F5));
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->shows(u"Offline since "_s), 10000);

    click(u"Submit when online"_s);
    QTRY_VERIFY(question());
    QVERIFY(!keeper->isQueued());
    click(u"Send 1 change"_s);

    QTRY_VERIFY(keeper->isQueued());
    m_desk->proxy->setFault(FaultProxy::Fault::None);
    m_desk->session->reachability().tryNow();
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->patches().size() == 1, 10000);
    QVERIFY(!question());
}

void TestWindowSend::theDraftsPageAsksOnce()
{
    QVERIFY(openQuietly(u"plex-guests"_s));
    m_desk->type(Field::Name, u"Mine too"_s);
    QVERIFY(m_desk->window->openSource(u"plex-home"_s));
    QTRY_VERIFY(m_desk->edit()->isLoaded());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->window->desk()->flush();
    QVERIFY(QTest::qWaitFor(
            [this] {
                m_desk->clock.advance(200ms);
                return m_desk->draftDesk.count() == 2;
            },
            10000));
    m_desk->window->desk()->showPage(PanelEntry::Drafts);
    QTest::keySequence(QApplication::focusWidget(), QKeySequence(QKeySequence::SelectAll));

    click(u"Submit when online"_s);
    QTRY_VERIFY(question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
    QCOMPARE(question()->windowTitle(), u"Send 2 drafts to production?"_s);
    QVERIFY(m_desk->shows(u"Plex Home: Name"_s)); // the fields too, also of the one not open
    QVERIFY(m_desk->shows(u"Plex Guests: Name"_s));
    click(u"Send 2 drafts"_s);

    QTRY_VERIFY_WITH_TIMEOUT(m_desk->patches().size() == 2, 10000);
    QVERIFY(!question());
}

void TestWindowSend::theEndOfTheWindowSendsNothing()
{
    QVERIFY(typeAndSave());
    m_desk->window.reset();
    QTest::qWait(50);
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowSend::theWishCountsFromTheMomentItIsMade()
{
    m_desk->asksBeforeSave = false;
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    const ConnectionLook asking{ConnectionKind::Production, m_desk->client->host(), {}, true};
    m_desk->window->desks().setTabs({{m_desk->client->address(), asking}});
    m_desk->clickSave();
    QTRY_VERIFY(question());
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowSend::anotherConnectionSendsNothing()
{
    QVERIFY(typeAndSave());
    const QPointer<SaveQuestion> old = question();
    m_desk->window->desks().attach(m_desk->client->address(), *m_desk->session,
                                   {ConnectionKind::Test, u"another"_s});
    QTRY_VERIFY(!old);
    QVERIFY(settle());
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowSend::withoutTheWishNothingIsAsked()
{
    m_desk->asksBeforeSave = false;
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1));
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QVERIFY(!question());
    QCOMPARE(m_desk->patches().size(), 1);
}

QTEST_MAIN(TestWindowSend)
#include "tst_windowsend.moc"
