// SPDX-License-Identifier: GPL-3.0-or-later
// Long because one window serves all these cases, each a few lines.
#include "form/undobridge.h"
#include "windowharness.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QListView>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

using namespace Qt::Literals::StringLiterals;

// The main job and what stands around it, in the real window against the demo server, by real keys
// and clicks.
class TestWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init() { m_desk = std::make_unique<WindowHarness>(); }
    void cleanup() { m_desk.reset(); }

    void editsTwoFieldsAndSendsExactlyThem();
    void anUntouchedSourceOffersNothingToSave();
    void typingBackTakesTheMarkAway();
    void aRefusalStandsAtItsFieldAndInTheSummary();
    void aLinkOfTheSummaryLeadsToItsField();
    void aConflictNamesFieldAndBothValues();
    void takingTheirsEndsTheConflict();
    void keepingMineSendsItOnTheNextSave();
    void takingTheirsIsAStepThatUndoGivesBack();
    void undoLeadsToWhatTheServerPutInPlace();
    void aSaveBehindTheOneShownSaysThatItFailed();
    void theListChoosesNothingByItself();
    void untilOneIsOpenItSaysWhatToDo();
    void aRefusalLeavesTheCursorToWhoTypes();
    void windowsWithStepsGoQuietly();
    void aRemoteChangeElsewhereIsTakenOverAndMarked();
    void refreshKeepsWhatWasTyped();
    void undoGoesOverTheWholeFormAndSurvivesASave();
    void discardIsAStep();
    void reviewShowsOldNewAndTheExactRequest();
    void neitherReviewNorClipboardShowsASecret();
    void leavingADirtySourceKeepsItsEdit();
    void nobodyCanLogInStandsInBarReviewAndSaveBar();
    void aViewerSeesWhyNothingCanBeSaved();
    void searchNarrowsTheListAsOneTypes();
    void anOlderReleaseShowsNoNewerFields();
    void aSlugChangeGoesOnUnderTheNewSlug();
    void theTokenStaysEmptyUntilItIsTyped();
    void revealShowsTheTokenWithoutAnEdit();
    void theOnlyButtonThatBeginsWithSaveIsSave();

private:
    QListView *list() const
    {
        const auto views = m_desk->window->findChildren<QListView *>();
        for (QListView *view : views) {
            if (view->accessibleName() == "Sources"_L1)
                return view;
        }
        return nullptr;
    }
    void clickRow(const QString &name) const
    {
        QListView *view = list();
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const QModelIndex index = view->model()->index(row, 0);
            if (index.data(SourceListModel::NameRole).toString() == name)
                return QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                                         view->visualRect(index).center());
        }
        QFAIL(qPrintable("no row "_L1 + name));
    }

    std::unique_ptr<WindowHarness> m_desk;
};

void TestWindow::editsTwoFieldsAndSendsExactlyThem()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Family"_s);
    QTest::mouseClick(m_desk->row(Field::AllowFriends)->editor()->inner(), Qt::LeftButton, {},
                      {8, 8});
    QCOMPARE(m_desk->edit()->changed(), (FieldSet{Field::Name, Field::AllowFriends}));
    QCOMPARE(m_desk->saveButton()->text(), u"Save 2 changes"_s);
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(),
             QList<QByteArray>{R"({"allow_friends":false,"name":"Plex Family"})"});
    QVERIFY(m_desk->shows(u"Saved 2 changes to Plex Family at "_s));
    QCOMPARE(m_desk->saveButton()->text(), u"Save changes"_s);
    QVERIFY(!m_desk->saveButton()->isEnabled());
}

void TestWindow::anUntouchedSourceOffersNothingToSave()
{
    QVERIFY(m_desk->open());
    QVERIFY(!m_desk->saveButton()->isEnabled());
    QVERIFY(m_desk->shows(u"Nothing to save"_s));
    QTest::keySequence(m_desk->window.get(), QKeySequence::Save);
    QTest::qWait(50);
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindow::typingBackTakesTheMarkAway()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex"_s);
    QVERIFY(m_desk->button(u"Revert Name"_s));
    m_desk->type(Field::Name, u"Plex Home"_s);
    QVERIFY(!m_desk->button(u"Revert Name"_s));
    QVERIFY(!m_desk->saveButton()->isEnabled());
}

void TestWindow::aRefusalStandsAtItsFieldAndInTheSummary()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Slug, u"plex-guests"_s);
    QVERIFY(m_desk->save());
    QVERIFY(m_desk->shows(u"Not saved. The server refused 1 point; your edits are kept."_s));
    QVERIFY(m_desk->shows(u"Another source has this slug."_s));
    QVERIFY(m_desk->shows(u"source with this slug already exists."_s));
    QCOMPARE(m_desk->lineEdit(Field::Slug)->text(), u"plex-guests"_s);
    QVERIFY(m_desk->saveButton()->isEnabled());
}

void TestWindow::aLinkOfTheSummaryLeadsToItsField()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Slug, u"plex-guests"_s);
    QVERIFY(m_desk->save());
    m_desk->lineEdit(Field::ClientId)->setFocus();
    QAbstractButton *link = m_desk->button(u"Slug"_s);
    QVERIFY(link);
    QTest::mouseClick(link, Qt::LeftButton);
    QTRY_VERIFY(m_desk->lineEdit(Field::Slug)->hasFocus());
}

void TestWindow::aConflictNamesFieldAndBothValues()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s, {{u"name"_s, u"Theirs"_s}}));
    QVERIFY(m_desk->save());
    QVERIFY(m_desk->patches().isEmpty());
    QVERIFY(m_desk->shows(u"Nothing of yours was sent."_s));
    QVERIFY(m_desk->shows(u"“Theirs”"_s));
    QVERIFY(m_desk->shows(u"“Mine”"_s));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
}

void TestWindow::takingTheirsEndsTheConflict()
{
    aConflictNamesFieldAndBothValues();
    QTest::mouseClick(m_desk->button(u"Take theirs"_s), Qt::LeftButton);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Theirs"_s);
    QVERIFY(!m_desk->saveButton()->isEnabled());
}

void TestWindow::keepingMineSendsItOnTheNextSave()
{
    aConflictNamesFieldAndBothValues();
    QTest::mouseClick(m_desk->button(u"Keep mine"_s), Qt::LeftButton);
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
}

void TestWindow::takingTheirsIsAStepThatUndoGivesBack()
{
    takingTheirsEndsTheConflict();
    m_desk->window->page()->undoStack()->undo();
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    m_desk->window->page()->undoStack()->undo();
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Theirs"_s); // never the value before theirs
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindow::undoLeadsToWhatTheServerPutInPlace()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    QUndoStack *steps = m_desk->window->page()->undoStack();
    steps->undo();
    QVERIFY(m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s, {{u"name"_s, u"Theirs"_s}}));
    QSignalSpy read(m_desk->edit(), &EditSession::readEnded);
    m_desk->edit()->refresh();
    QVERIFY(read.wait());
    steps->redo();
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    steps->undo();
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Theirs"_s);
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindow::aSaveBehindTheOneShownSaysThatItFailed()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    m_desk->proxy->setFault(FaultProxy::Fault::ReplaceAnswer, "PATCH");
    m_desk->proxy->setReplacement("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 15\r\n\r\n{\"detail\":\"no\"}");
    EditSession *first = m_desk->edit();
    m_desk->clickSave();
    clickRow(u"Plex Guests"_s);
    QTRY_COMPARE(m_desk->edit()->slug(), u"plex-guests"_s);
    QTRY_COMPARE(first->phase(), EditSession::Phase::Editing);
    QVERIFY(m_desk->shows(u"Plex Home was not saved as you meant"_s));
    QCOMPARE(first->current().name(), u"Mine"_s);
}

void TestWindow::theListChoosesNothingByItself()
{
    QVERIFY(m_desk->open());
    QTest::keySequence(m_desk->window.get(), QKeySequence::Find);
    QTest::keyClicks(QApplication::focusWidget(), u"guests"_s); // the open row goes
    list()->setFocus(Qt::TabFocusReason);
    QTest::qWait(50);
    QCOMPARE(m_desk->edit()->slug(), u"plex-home"_s);
    m_desk->server.data().removePlexSource(m_desk->edit()->pk());
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::Key_F5));
    QTRY_VERIFY(m_desk->edit()->lastError().has_value());
    QCOMPARE(m_desk->edit()->current().name(), u"Plex Home"_s);
    QCOMPARE(m_desk->edit()->slug(), u"plex-home"_s);
    QVERIFY(!m_desk->window->findChild<QMessageBox *>());
}

void TestWindow::untilOneIsOpenItSaysWhatToDo()
{
    QTRY_VERIFY(m_desk->session->wasListRead());
    QVERIFY(m_desk->shows(u"Choose one in the list on the left"_s));

    QVERIFY(m_desk->open());
    QVERIFY(!m_desk->shows(u"Choose one in the list on the left"_s));
    QVERIFY(m_desk->row(Field::Name)->isVisible());
}

void TestWindow::aRefusalLeavesTheCursorToWhoTypes()
{
    QVERIFY(m_desk->open());
    m_desk->server.setDelay(std::chrono::milliseconds(100));
    m_desk->type(Field::Slug, u"plex-guests"_s);
    m_desk->clickSave();
    m_desk->type(Field::ClientId, u"typed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->edit()->phase(), EditSession::Phase::Editing, 5000);
    QVERIFY(m_desk->lineEdit(Field::ClientId)->hasFocus());
    QCOMPARE(m_desk->edit()->changed(), (FieldSet{Field::Slug, Field::ClientId}));
}

void TestWindow::windowsWithStepsGoQuietly()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"One"_s);
    m_desk->edit()->discard();
    QVERIFY(m_desk->open(u"plex-guests"_s));
    m_desk->type(Field::Name, u"Two"_s);
    const QString guests = m_desk->edit()->pk();
    m_desk->window.reset(); // address sanitizer would tell
    QCOMPARE(m_desk->session->existingEdit(guests)->changed(), FieldSet{Field::Name});
}

void TestWindow::aRemoteChangeElsewhereIsTakenOverAndMarked()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    QVERIFY(m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s,
                                           {{u"client_id"_s, u"other"_s}}));
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Mine"})"});
    QCOMPARE(m_desk->lineEdit(Field::ClientId)->text(), u"other"_s);
    QCOMPARE(m_desk->edit()->note(Field::ClientId).kind, FieldNote::Kind::TakenOver);
    QVERIFY(m_desk->shows(u"Changed on the server"_s));
}

void TestWindow::refreshKeepsWhatWasTyped()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    QSignalSpy read(m_desk->edit(), &EditSession::readEnded);
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::Key_F5));
    QVERIFY(read.wait());
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QCOMPARE(m_desk->saveButton()->text(), u"Save 1 change"_s);
}

void TestWindow::undoGoesOverTheWholeFormAndSurvivesASave()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"One"_s);
    m_desk->type(Field::ClientId, u"two"_s);
    QVERIFY(m_desk->save());
    QTest::keySequence(m_desk->lineEdit(Field::ClientId), QKeySequence::Undo);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::ClientId}); // an unsent edit
    QTest::keySequence(m_desk->lineEdit(Field::ClientId), QKeySequence::Undo);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Plex Home"_s);
    QTest::keySequence(m_desk->lineEdit(Field::Name), QKeySequence::Redo);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"One"_s);
}

void TestWindow::discardIsAStep()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"One"_s);
    m_desk->type(Field::ClientId, u"two"_s);
    QTest::mouseClick(m_desk->button(u"Discard"_s), Qt::LeftButton);
    QVERIFY(m_desk->edit()->changed().isEmpty());
    m_desk->window->page()->undoStack()->undo();
    QCOMPARE(m_desk->edit()->changed(), (FieldSet{Field::Name, Field::ClientId}));
}

void TestWindow::reviewShowsOldNewAndTheExactRequest()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Plex Family"_s);
    QTest::mouseClick(m_desk->button(u"Review changes"_s), Qt::LeftButton);
    QVERIFY(m_desk->shows(u"1 change will be sent"_s));
    QTRY_VERIFY(m_desk->shows(u"Plex Family"_s));
    const auto texts = m_desk->window->findChildren<QPlainTextEdit *>();
    QString request;
    for (const QPlainTextEdit *text : texts) {
        if (text->isVisible())
            request += text->toPlainText();
    }
    QVERIFY(request.startsWith(u"PATCH /api/v3/sources/plex/plex-home/"_s));
    QVERIFY(request.contains(u"Bearer (changed, not shown)"_s));
    QVERIFY(request.endsWith(uR"({"name":"Plex Family"})"_s));
    QVERIFY(m_desk->save()); // from the review page
    QCOMPARE(m_desk->patches().size(), 1);
}

void TestWindow::neitherReviewNorClipboardShowsASecret()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::PlexToken, u"canary-token"_s);
    QTest::mouseClick(m_desk->button(u"Review changes"_s), Qt::LeftButton);
    QTest::mouseClick(m_desk->button(u"Copy request"_s), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(u"\"plex_token\":\"(changed, not shown)\""_s));
    QVERIFY(!copied.contains(u"canary"_s) && !m_desk->shownText().contains(u"canary"_s));
    QVERIFY(!copied.contains(m_desk->server.token("admin"_L1)));
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"plex_token":"canary-token"})"});
}

void TestWindow::leavingADirtySourceKeepsItsEdit()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s);
    clickRow(u"Plex Guests"_s);
    QTRY_COMPARE(m_desk->edit()->slug(), u"plex-guests"_s);
    QVERIFY(!m_desk->window->findChild<QMessageBox *>());
    clickRow(u"Plex Home"_s);
    QTRY_COMPARE(m_desk->edit()->slug(), u"plex-home"_s);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), u"Mine"_s);
    QVERIFY(m_desk->patches().isEmpty());
}

void TestWindow::nobodyCanLogInStandsInBarReviewAndSaveBar()
{
    const QString finding = u"Nobody can log in with these settings."_s;
    QVERIFY(m_desk->open());
    QVERIFY(!m_desk->shows(finding));
    m_desk->edit()->setValue(Field::AllowedServers, FieldValue::list({}));
    QVERIFY(!m_desk->shows(finding));
    m_desk->edit()->setValue(Field::AllowFriends, FieldValue::flag(false));
    QVERIFY(m_desk->shows(finding));
    QTest::mouseClick(m_desk->button(u"Close message"_s), Qt::LeftButton);
    QTRY_COMPARE(m_desk->shownText().count(finding), 1); // in the save bar now
    QTest::mouseClick(m_desk->button(u"Review changes"_s), Qt::LeftButton);
    QVERIFY(m_desk->shownText().count(finding) >= 2);
    m_desk->edit()->setValue(Field::AllowFriends, FieldValue::flag(true));
    QVERIFY(!m_desk->shows(finding));
}

void TestWindow::aViewerSeesWhyNothingCanBeSaved()
{
    m_desk = std::make_unique<WindowHarness>(demoserver::DemoServerSettings{}, "viewer"_L1);
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"Mine"_s); // stays editable
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QVERIFY(!m_desk->saveButton()->isEnabled());
    QVERIFY(m_desk->saveButton()->toolTip().contains(
            u"may read Plex sources but not change them"_s));
    QVERIFY(m_desk->shows(u"may read Plex sources but not change them"_s));
}

void TestWindow::searchNarrowsTheListAsOneTypes()
{
    QTRY_COMPARE(list()->model()->rowCount(), 3);
    QCOMPARE(list()->model()->index(0, 0).data(SourceListModel::NameRole).toString(),
             u"Cinema Club"_s);
    QTest::keySequence(m_desk->window.get(), QKeySequence::Find);
    QTest::keyClicks(QApplication::focusWidget(), u"guests"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    QVERIFY(m_desk->shows(u"1 of 3 sources"_s));
    QTest::keyClicks(QApplication::focusWidget(), u"zzz"_s);
    QVERIFY(m_desk->shows(u"No source has “guestszzz” in its name or slug."_s));
    QTest::mouseClick(m_desk->button(u"Clear search"_s), Qt::LeftButton);
    QCOMPARE(list()->model()->rowCount(), 3);
}

void TestWindow::anOlderReleaseShowsNoNewerFields()
{
    demoserver::DemoServerSettings settings;
    settings.release = demoserver::findRelease(u"2023.10.7"_s);
    QVERIFY(settings.release);
    m_desk = std::make_unique<WindowHarness>(settings);
    QVERIFY(m_desk->open());
    QVERIFY(m_desk->row(Field::Name)->isVisible());
    for (const Field field : {Field::Promoted, Field::Icon, Field::GroupMatchingMode,
                              Field::UserPropertyMappings, Field::GroupPropertyMappings})
        QVERIFY(!m_desk->row(field)->isVisible());
    m_desk->type(Field::Name, u"Plex Family"_s);
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Plex Family"})"});
}

void TestWindow::aSlugChangeGoesOnUnderTheNewSlug()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Slug, u"plex-new"_s);
    QVERIFY(m_desk->save());
    m_desk->type(Field::Name, u"Plex Family"_s);
    QVERIFY(m_desk->save());
    const auto patches = m_desk->server.requests("PATCH");
    QCOMPARE(patches.size(), 2);
    QCOMPARE(patches.last().target, QByteArray("/api/v3/sources/plex/plex-new/"));
    QVERIFY(m_desk->shows(u"plex-new"_s));
}

void TestWindow::theTokenStaysEmptyUntilItIsTyped()
{
    QVERIFY(m_desk->open());
    QLineEdit *token = m_desk->lineEdit(Field::PlexToken);
    QCOMPARE(token->text(), QString());
    QCOMPARE(token->placeholderText(), u"stored, not shown"_s);
    m_desk->type(Field::PlexToken, u"x"_s);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::PlexToken});
    QTest::keyClick(token, Qt::Key_Backspace);
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindow::revealShowsTheTokenWithoutAnEdit()
{
    QVERIFY(m_desk->open());
    QLineEdit *token = m_desk->lineEdit(Field::PlexToken);
    m_desk->window->page()->form()->focusField(Field::PlexToken);
    QTest::mouseClick(m_desk->button(u"Reveal Plex token"_s), Qt::LeftButton);
    QTRY_VERIFY(!token->text().isEmpty());
    QVERIFY(m_desk->edit()->changed().isEmpty());
    QCOMPARE(m_desk->window->page()->undoStack()->count(), 0);
    m_desk->lineEdit(Field::Name)->setFocus();
    QTRY_VERIFY(token->text().isEmpty());
}

void TestWindow::theOnlyButtonThatBeginsWithSaveIsSave()
{
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, u"x"_s);
    int count = 0;
    const auto buttons = m_desk->window->findChildren<QAbstractButton *>();
    for (const QAbstractButton *button : buttons)
        count += button->text().startsWith("Save"_L1)
                || button->accessibleName().startsWith("Save"_L1);
    QCOMPARE(count, 1);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
