// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowdesk.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// What the window learns by itself: that the server is away and back, who changed a source last,
// and what others do meanwhile.
class TestWindowNews : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init() { makeDesk(); }
    void cleanup() { clearDesk(); }

    void anUnreachableServerIsSaid();
    void tryAgainReadsListAndSource();
    void aSilentServerIsAskedAgainByTheClock();
    void theStatusLineSaysWhoChangedItLast();
    void withoutTheRightTheLastChangeIsUnknown();
    void aPollMarksASourceBeforeOneEditsIt();
    void aPollReadsASourceThatIsEdited();
    void aPollIsOneRequest();
    void aPollWithoutTheRightReadsTheOpenSource();
    void nobodyIsAskedWhileTheWindowIsInactive();
    void lookingForChangesCanBeTurnedOff();

private:
    void activate()
    {
        m_desk->window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_desk->window.get()));
    }
    void goOffline()
    {
        m_desk->proxy->setFault(FaultProxy::Fault::ResetUnread);
        QTest::keyClick(m_desk->window.get(), Qt::Key_F5);
        QTRY_VERIFY(m_desk->shows(u"Offline since "_s));
        QVERIFY(settle());
    }
    /// Lets a minute pass and waits until nothing is asked any more.
    void poll()
    {
        m_desk->clock.advance(60s);
        QVERIFY(settle());
    }
    int asked() const { return int(m_desk->server.requests().size()); }
};

void TestWindowNews::anUnreachableServerIsSaid()
{
    QVERIFY(openQuietly());
    activate();
    m_desk->type(Field::Name, u"Mine"_s);
    goOffline();
    QVERIFY(m_desk->shows(u"does not answer."_s));
    QVERIFY(m_desk->shows(u"Offline, next try at "_s));
    QVERIFY(m_desk->button(u"Try again"_s));
    QVERIFY(!m_desk->button(u"Read again"_s)); // said once, not three times
    QVERIFY(!m_desk->shows(u"closed the connection"_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
}

void TestWindowNews::tryAgainReadsListAndSource()
{
    QVERIFY(openQuietly());
    activate();
    goOffline();
    click(u"Try again"_s);
    QVERIFY(settle());
    QVERIFY(m_desk->shows(u"Offline since "_s));

    m_desk->proxy->setFault(FaultProxy::Fault::None);
    QVERIFY(change({{u"name"_s, u"Theirs"_s}}));
    click(u"Try again"_s);

    QTRY_VERIFY(!m_desk->shows(u"Offline since "_s));
    QTRY_COMPARE(m_desk->lineEdit(Field::Name)->text(), u"Theirs"_s);
    QTRY_VERIFY(m_desk->shows(u"Online"_s));
    QTRY_COMPARE(m_desk->session->sources()
                         .indexOfSlug(u"plex-home"_s)
                         .data(SourceListModel::NameRole)
                         .toString(),
                 u"Theirs"_s);
}

void TestWindowNews::aSilentServerIsAskedAgainByTheClock()
{
    QVERIFY(openQuietly());
    activate();
    goOffline();
    for (const auto pause : {5s, 10s, 20s, 30s, 30s}) {
        m_desk->server.forgetRequests();
        m_desk->clock.advance(pause - 1ms);
        QVERIFY(settle());
        QCOMPARE(asked(), 0);
        m_desk->clock.advance(1ms);
        QVERIFY(settle());
        QCOMPARE(asked(), 1);
    }
    m_desk->proxy->setFault(FaultProxy::Fault::None);
    m_desk->clock.advance(30s);
    QTRY_VERIFY(!m_desk->shows(u"Offline since "_s));
}

void TestWindowNews::theStatusLineSaysWhoChangedItLast()
{
    QVERIFY(openQuietly());
    const auto time = [this] {
        return m_desk->server.data().events().constLast().created.toLocalTime().toString(
                u"hh:mm"_s);
    };
    QTRY_VERIFY(m_desk->shows(u"Last changed by bert at "_s + time()));
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QTRY_VERIFY(m_desk->shows(u"Last changed by anna at "_s));
}

void TestWindowNews::withoutTheRightTheLastChangeIsUnknown()
{
    connectWithoutEvents();
    QVERIFY(openQuietly());
    QTRY_VERIFY(m_desk->shows(u"Last change unknown"_s));
}

void TestWindowNews::aPollMarksASourceBeforeOneEditsIt()
{
    QVERIFY(openQuietly());
    activate();
    poll();
    QVERIFY(change({{u"name"_s, u"Guests"_s}}, u"plex-guests"_s));
    poll();
    QTRY_COMPARE(phraseOf(u"plex-guests"_s), u"disabled, changed on the server"_s);
    QVERIFY(openQuietly(u"plex-guests"_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Guests"_s);
    QCOMPARE(phraseOf(u"plex-guests"_s), u"disabled"_s);
}

void TestWindowNews::aPollReadsASourceThatIsEdited()
{
    QVERIFY(openQuietly());
    activate();
    poll();
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(change({{u"name"_s, u"Theirs"_s}, {u"client_id"_s, u"their-client"_s}}));
    poll(); // the events
    poll(); // the source
    QTRY_VERIFY(m_desk->shows(u"Changed on the server too by bert at "_s));
    QVERIFY(m_desk->shows(u", to “Theirs”."_s));
    QCOMPARE(m_desk->lineEdit(Field::ClientId)->text(), u"their-client"_s);
    QTRY_VERIFY(m_desk->shows(u"Changed on the server by bert at "_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QCOMPARE(phraseOf(u"plex-home"_s), u"conflict"_s);
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindowNews::aPollIsOneRequest()
{
    QVERIFY(openQuietly());
    activate();
    for (int minute = 0; minute < 3; ++minute) {
        m_desk->server.forgetRequests();
        m_desk->clock.advance(59s);
        QVERIFY(settle());
        QCOMPARE(asked(), 0);
        m_desk->clock.advance(1s);
        QVERIFY(settle());
        QCOMPARE(asked(), 1);
        QVERIFY(m_desk->server.requests().constFirst().target.startsWith("/api/v3/events/events/"));
    }
}

void TestWindowNews::aPollWithoutTheRightReadsTheOpenSource()
{
    connectWithoutEvents();
    QVERIFY(openQuietly());
    activate();
    QVERIFY(change({{u"client_id"_s, u"their-client"_s}}));
    m_desk->server.forgetRequests();
    poll();
    QCOMPARE(asked(), 1);
    QTRY_COMPARE(m_desk->lineEdit(Field::ClientId)->text(), u"their-client"_s);
    QVERIFY(m_desk->shows(u"Changed on the server and taken over. Was “"_s));
}

void TestWindowNews::nobodyIsAskedWhileTheWindowIsInactive()
{
    QVERIFY(openQuietly());
    activate();
    QWidget other;
    other.show();
    other.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&other));
    QTRY_VERIFY(!m_desk->window->isActiveWindow());
    m_desk->server.forgetRequests();
    poll();
    poll();
    QCOMPARE(asked(), 0);
    m_desk->window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_desk->window.get()));
    m_desk->clock.advance(1ms); // what is overdue comes at once
    QVERIFY(settle());
    QCOMPARE(asked(), 1);
}

void TestWindowNews::lookingForChangesCanBeTurnedOff()
{
    QVERIFY(openQuietly());
    activate();
    m_desk->session->presence().setInterval(0s);
    m_desk->server.forgetRequests();
    poll();
    poll();
    QCOMPARE(asked(), 0);
}

QTEST_MAIN(TestWindowNews)
#include "tst_windownews.moc"
