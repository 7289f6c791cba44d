// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historypanel.h"
#include "windowdesk.h"

#include <QComboBox>
#include <QTableView>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// What became of saves, in the real window with the history in a real database: confirmed, gone
// again, and the way back.
class TestWindowHistory : public QObject, private WindowDesk
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init() { makeDesk(); }
    void cleanup() { clearDesk(); }

    void aSaveIsConfirmedAfterTwoSeconds();
    void aChangeThatIsGoneAgainIsSaidAndSavedOnceMore();
    void aChangeThatIsGoneAgainIsLeft();
    void aChangeThatIsGoneIsSaidWhileAnotherSourceIsOpen();
    void aSaveAppearsInTheHistory();
    void theHistoryOpensByKeyAndByEntry();
    void theSourceIsOpenedFromTheHistory();
    void undoOnTheServerGivesBackTheOldObject();
    void oldSavesAreForgottenWhenWished();
    void undoLeavesAnotherEditAsItIs();
    void behindTheHistoryNothingIsChangedUnseen();
    void whatBecameOfASaveIsSaidBesideTheHistoryToo();
    void aLossIsNotBlamedOnALaterSave();

private:
    /// Saves one change and lets it be gone again; bert's audit event says who, if wished.
    void loseChange(bool isSilent = false)
    {
        m_desk->type(Field::Name, u"Mine"_s);
        QVERIFY(m_desk->save());
        QVERIFY(settle());
        if (isSilent) {
            demoserver::PlexSource row = *m_desk->server.data().plexSource(u"plex-home");
            row.columns.insert(u"name"_s, u"Plex Home"_s);
            m_desk->server.data().savePlexSource(row);
        } else {
            QVERIFY(change({{u"name"_s, u"Plex Home"_s}}));
        }
        m_desk->server.forgetRequests();
        m_desk->clock.advance(2s);
    }
    /// A save of another day, confirmed long since.
    void writeSave(const QString &id, const QDateTime &when)
    {
        SaveRecord record;
        record.id = id;
        record.when = when;
        record.server = m_desk->client->address();
        record.pk = m_desk->edit()->pk();
        record.slug = u"plex-home"_s;
        record.name = u"Plex Home"_s;
        record.changes = {
                {Field::Name, FieldValue::text(u"Old"_s), FieldValue::text(u"Plex Home"_s)}};
        record.fate = SaveFate::Confirmed;
        bool isWritten = false;
        const CallHandle call =
                m_desk->history.begin(record, m_desk->edit()->server(),
                                      [&isWritten](const Result<void> &) { isWritten = true; });
        QTRY_VERIFY(isWritten);
    }
    QTableView *table() const { return m_desk->window->history()->findChild<QTableView *>(); }
    bool showHistory() const
    {
        QTest::keyClick(m_desk->window.get(), Qt::Key_H, Qt::ControlModifier);
        return m_desk->window->history()->isVisible();
    }
    void selectFirstSave()
    {
        QVERIFY(showHistory());
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        const QRect cell = table()->visualRect(table()->model()->index(0, 0));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
        QTRY_VERIFY(m_desk->button(u"Undo on the server"_s)->isEnabled());
    }
};

void TestWindowHistory::aSaveIsConfirmedAfterTwoSeconds()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QVERIFY(settle());
    QVERIFY(m_desk->shows(u"Saved 1 change to Mine at "_s));
    m_desk->server.forgetRequests();
    m_desk->clock.advance(1900ms);
    QVERIFY(settle());
    QCOMPARE(m_desk->server.requests().size(), 0);
    m_desk->clock.advance(100ms);
    QTRY_VERIFY(m_desk->shows(u"Mine still has the change."_s));
    QCOMPARE(m_desk->server.requests("GET").size(), 1);
}

void TestWindowHistory::aChangeThatIsGoneAgainIsSaidAndSavedOnceMore()
{
    QVERIFY(openQuietly());
    loseChange();
    const QString time =
            m_desk->server.data().events().constLast().created.toLocalTime().toString(u"hh:mm"_s);
    QTRY_VERIFY(m_desk->shows(
            u"The change of Name is gone again: bert overwrote it at %1."_s.arg(time)));
    QVERIFY(m_desk->shows(u"now “Plex Home”, you had saved “Mine”"_s));
    QCOMPARE(phraseOf(u"plex-home"_s), u"change gone again"_s);
    QVERIFY(m_desk->patches().isEmpty());

    click(u"Save once more"_s);

    QTRY_COMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QTRY_VERIFY(isEditing());
    QCOMPARE(columns().value(u"name"_s).toString(), u"Mine"_s);
    QTRY_VERIFY(!m_desk->shows(u"is gone again"_s));
    m_desk->clock.advance(2s);
    QTRY_VERIFY(m_desk->shows(u"Mine still has the change."_s));
}

void TestWindowHistory::aChangeThatIsGoneAgainIsLeft()
{
    QVERIFY(openQuietly());
    loseChange(true);
    QTRY_VERIFY(m_desk->shows(
            u"The change of Name is gone again: another save overwrote it before "_s));
    click(u"Leave it"_s);
    QVERIFY(settle());
    QVERIFY(!m_desk->shows(u"is gone again"_s));
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->edit()->changed().isEmpty());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Plex Home"_s);
    QVERIFY(phraseOf(u"plex-home"_s) != u"change gone again"_s);
}

void TestWindowHistory::aChangeThatIsGoneIsSaidWhileAnotherSourceIsOpen()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QVERIFY(openQuietly(u"plex-guests"_s));
    QVERIFY(change({{u"name"_s, u"Plex Home"_s}}));
    m_desk->clock.advance(2s);
    QTRY_VERIFY(m_desk->shows(u"A saved change of Mine is gone again; open it to see which."_s));
    QCOMPARE(phraseOf(u"plex-home"_s), u"change gone again"_s);
    QVERIFY(m_desk->open());
    QTRY_VERIFY(m_desk->shows(u"The change of Name is gone again: bert overwrote it at "_s));
}

void TestWindowHistory::aSaveAppearsInTheHistory()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    selectFirstSave();
    QTRY_VERIFY(m_desk->shows(u"not yet confirmed"_s));
    QVERIFY(m_desk->shows(u"anna"_s));
    m_desk->clock.advance(2s);
    QTRY_VERIFY(m_desk->shows(u"and confirmed"_s));
}

void TestWindowHistory::theHistoryOpensByKeyAndByEntry()
{
    QVERIFY(openQuietly());
    QVERIFY(!m_desk->window->history()->isVisible());
    QVERIFY(showHistory());
    QVERIFY(!m_desk->window->page()->isVisible());
    QTRY_VERIFY(m_desk->shows(u"Nothing was saved from this machine to "_s));
    QVERIFY(openQuietly());
    QVERIFY(m_desk->window->page()->isVisible());
    QVERIFY(!m_desk->window->history()->isVisible());
    click(u"History"_s);
    QVERIFY(m_desk->window->history()->isVisible());
}

void TestWindowHistory::theSourceIsOpenedFromTheHistory()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QVERIFY(openQuietly(u"plex-guests"_s));
    selectFirstSave();
    click(u"Open source"_s);
    QVERIFY(m_desk->window->page()->isVisible());
    QCOMPARE(m_desk->edit()->slug(), u"plex-home"_s);
}

void TestWindowHistory::undoOnTheServerGivesBackTheOldObject()
{
    QVERIFY(openQuietly());
    const QJsonObject before = columns();
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->type(Field::ClientId, u"another-client"_s);
    QVERIFY(m_desk->save());
    QVERIFY(columns() != before);
    selectFirstSave();

    click(u"Undo on the server"_s);

    QTRY_COMPARE(m_desk->edit()->changed(), (FieldSet{Field::Name, Field::ClientId}));
    QVERIFY(m_desk->window->page()->isVisible());
    QVERIFY(m_desk->shows(u"This is the way back."_s));
    QCOMPARE(m_desk->patches().size(), 1); // it goes out by Save only
    QVERIFY(settle());
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches().size(), 2);
    QCOMPARE(columns(), before);
}

void TestWindowHistory::oldSavesAreForgottenWhenWished()
{
    QVERIFY(openQuietly());
    const QDateTime now = m_desk->clock.now();
    writeSave(u"half-a-year"_s, now.addDays(-180));
    writeSave(u"two-years"_s, now.addDays(-730));
    m_desk->connectTo(m_desk->proxy->url(), m_desk->server.token("admin"_L1)); // the next start
    QVERIFY(openQuietly());
    QVERIFY(showHistory());
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QVERIFY(m_desk->shows(u"1 save"_s));

    auto *keep = m_desk->window->history()->findChild<QComboBox *>();
    keep->setFocus();
    QTest::keyClick(keep, Qt::Key_Home);

    QCOMPARE(keep->currentText(), u"30 days"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 0);
}

void TestWindowHistory::undoLeavesAnotherEditAsItIs()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->save());
    QVERIFY(openQuietly(u"plex-guests"_s));
    m_desk->type(Field::Name, u"Guests"_s);
    selectFirstSave();
    click(u"Undo on the server"_s);
    QTRY_COMPARE(m_desk->edit()->slug(), u"plex-home"_s);
    QTRY_COMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QVERIFY(m_desk->window->openSource(u"plex-guests"_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Guests"_s);
}

void TestWindowHistory::behindTheHistoryNothingIsChangedUnseen()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(showHistory());
    QTest::keySequence(m_desk->window.get(), QKeySequence(QKeySequence::Undo));
    QTest::keySequence(m_desk->window.get(), QKeySequence(QKeySequence::Save));
    QVERIFY(settle());
    QCOMPARE(m_desk->edit()->current().name(), u"Mine"_s);
    QVERIFY(m_desk->patches().isEmpty());
    QTest::keyClick(m_desk->window.get(), Qt::Key_H, Qt::ControlModifier); // and back
    QVERIFY(!m_desk->window->history()->isVisible());
    QTest::keySequence(m_desk->window.get(), QKeySequence(QKeySequence::Undo));
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindowHistory::whatBecameOfASaveIsSaidBesideTheHistoryToo()
{
    QVERIFY(openQuietly());
    m_desk->type(Field::Slug, u"plex-guests"_s); // another source's
    m_desk->clickSave();
    QVERIFY(showHistory());
    QTRY_COMPARE(m_desk->edit()->phase(), EditSession::Phase::Editing);
    QTRY_VERIFY(m_desk->shows(u"Plex Home was not saved as you meant; open it to see why."_s));
}

void TestWindowHistory::aLossIsNotBlamedOnALaterSave()
{
    QVERIFY(openQuietly());
    loseChange();
    QTRY_VERIFY(m_desk->shows(u"gone again: bert overwrote it"_s));
    m_desk->type(Field::ClientId, u"another"_s);
    QVERIFY(m_desk->save());
    QVERIFY(settle());
    QVERIFY(m_desk->shows(u"gone again: bert overwrote it"_s));
}

QTEST_MAIN(TestWindowHistory)
#include "tst_windowhistory.moc"
