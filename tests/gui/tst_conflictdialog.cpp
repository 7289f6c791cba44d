// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every way out, word and size is held on one dialog, with the same helpers.
#include "changes/conflictcell.h"
#include "changes/conflictdialog.h"
#include "changes/conflictrow.h"
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "form/fieldeditor.h"
#include "samples.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

FieldValue text(const QString &value)
{
    return FieldValue::text(value);
}

ConflictField field(Field which, const FieldValue &base, const FieldValue &mine,
                    const FieldValue &theirs)
{
    return {which, mergeField(which, base, mine, theirs)};
}

ConflictField nameField()
{
    return field(Field::Name, text(u"Plex Home"_s), text(u"Plex Family"_s),
                 text(u"Plex Main House"_s));
}

ConflictField modeField(const QString &theirs = u"email_deny"_s)
{
    return field(Field::UserMatchingMode, text(u"identifier"_s), text(u"username_deny"_s),
                 text(theirs));
}

ConflictField fittingServers()
{
    return field(Field::AllowedServers, FieldValue::list({u"media-01"_s, u"media-02"_s}),
                 FieldValue::list({u"media-01"_s}),
                 FieldValue::list({u"media-01"_s, u"media-02"_s, u"media-05"_s}));
}

ConflictField tokenField()
{
    return field(Field::PlexToken,
                 FieldValue::storedSecret(Samples::digests().digest(u"old-hush"_s)),
                 Samples::typedToken(u"mine-hush"_s),
                 FieldValue::storedSecret(Samples::digests().digest(u"their-hush"_s)));
}

QDateTime at(int hour, int minute)
{
    return {QDate(2026, 11, 24), QTime(hour, minute)};
}

ConflictView viewOf(const QList<ConflictField> &fields)
{
    AuditEvent event;
    event.username = u"bert"_s;
    event.when = at(2, 9).toUTC();
    ConflictView view;
    view.sourceName = u"Plex Home"_s;
    view.look = {ConnectionKind::Demo, u"localhost:9000"_s};
    view.fields = fields;
    view.by = event;
    view.openedAt = at(1, 58).toUTC();
    return view;
}

QString accessibleText(QWidget *widget, QAccessible::Text which)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(which) : QString();
}

} // namespace

class TestConflictDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setStyle(new DeskStyle);
        QApplication::setPalette(paletteOf(lightTokens()));
    }
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1366, 768);
        m_window->show();
        m_dialog = new ConflictDialog(m_window.get());
    }
    void cleanup() { m_window.reset(); }

    void saysWhoWhenAndThatNothingWasSent()
    {
        show({nameField(), fittingServers()});

        QVERIFY(hasText(u"bert changed the same fields as you"_s));
        QVERIFY(hasText(u"bert saved at 02:09, after you opened Plex Home at 01:58. One field "
                        "needs your choice. In one list both changes fit together. Nothing of "
                        "yours was sent."_s));
        QVERIFY(hasText(u"bert, 02:09"_s));
        QVERIFY(hasText(u"demo"_s));
        QCOMPARE(m_dialog->windowModality(), Qt::WindowModal);
    }

    void saysWhyWhoIsNotKnown()
    {
        ConflictView view = viewOf({nameField()});
        view.by.reset();
        m_dialog->show(view);
        QVERIFY(hasText(u"Somebody changed the same fields as you"_s));
        QVERIFY(hasTextWith(u"Who did it and when is unknown. One field"_s));
        QVERIFY(hasText(u"Overwrites what somebody saved"_s));

        view.isWhoRefused = true;
        m_dialog->show(view);
        QVERIFY(hasTextWith(u"is not known: your token may not view events."_s));
    }

    void aTokensWriteIsByAnApiToken()
    {
        ConflictView view = viewOf({nameField()});
        view.by->username.clear();
        view.by->isByToken = true;
        m_dialog->show(view);

        QVERIFY(hasText(u"An API token changed the same fields as you"_s));
        QVERIFY(hasText(u"Overwrites what an API token saved"_s));
    }

    void anotherDayIsSaid()
    {
        ConflictView view = viewOf({nameField()});
        view.openedAt = view.openedAt.addDays(-1);
        m_dialog->show(view);

        QVERIFY(!hasText(u"bert, 02:09"_s));
        QVERIFY(hasTextWith(QLocale().toString(at(2, 9).date(), QLocale::ShortFormat)
                            + u" 02:09"_s));
    }

    void nothingIsChosenAtFirstAndNothingCanBeSent()
    {
        show({nameField(), modeField()});

        QVERIFY(!cell(u"Name: theirs, Plex Main House"_s)->isChecked());
        QVERIFY(!cell(u"Name: mine, Plex Family"_s)->isChecked());
        QVERIFY(!button(u"Send the result"_s)->isEnabled());
        QVERIFY(hasText(u"First choose for Name and User matching mode"_s));
        QVERIFY(hasText(u"Choose theirs or mine"_s));
        for (const QPushButton *way : buttons()) {
            QVERIFY(!way->isDefault());
            QVERIFY(!way->autoDefault());
        }
    }

    void sendOnlyWhenEveryFieldIsChosen()
    {
        show({nameField(), modeField()});

        click(cell(u"Name: mine, Plex Family"_s));
        QVERIFY(!button(u"Send the result"_s)->isEnabled());
        QVERIFY(hasText(u"First choose for User matching mode"_s));

        click(cell(u"User matching mode: theirs, By e-mail, refuse sign-up if taken"_s));
        QVERIFY(button(u"Send the result"_s)->isEnabled());
        QVERIFY(hasText(u"Name"_s));
    }

    void theResultIsSentAsChosen()
    {
        const QList<ConflictField> fields{nameField(), fittingServers(), modeField()};
        show(fields);
        click(cell(u"Name: mine, Plex Family"_s));
        click(cell(u"User matching mode: theirs, By e-mail, refuse sign-up if taken"_s));
        QVERIFY(hasText(u"Name and Allowed servers"_s));

        click(button(u"Send the result"_s));

        const QList<FieldDecision> expected{
                {Field::Name, text(u"Plex Main House"_s), text(u"Plex Family"_s)},
                {Field::AllowedServers, fields.at(1).merge.theirs,
                 FieldValue::list({u"media-01"_s, u"media-05"_s})},
                {Field::UserMatchingMode, text(u"email_deny"_s), text(u"email_deny"_s)}};
        expectDecided(expected, true);
    }

    void takeTheirsDropsAllAndSendsNothing()
    {
        const QList<ConflictField> fields{nameField(), fittingServers(), tokenField()};
        show(fields);
        QVERIFY(hasText(u"Drops your 3 edits, sends nothing"_s));

        click(button(u"Take theirs"_s));

        QList<FieldDecision> expected;
        for (const ConflictField &shown : fields)
            expected.append({shown.field, shown.merge.theirs, shown.merge.theirs});
        expectDecided(expected, false);
    }

    void keepMineSendsAllOfMine()
    {
        const QList<ConflictField> fields{nameField(), fittingServers(), tokenField()};
        show(fields);
        QVERIFY(hasText(u"Overwrites what bert saved"_s));

        click(button(u"Keep mine"_s));

        QList<FieldDecision> expected;
        for (const ConflictField &shown : fields)
            expected.append({shown.field, shown.merge.theirs, shown.merge.mine});
        expectDecided(expected, true);
        QCOMPARE(expected.constLast().result.toSecret().reveal(), u"mine-hush"_s);
    }

    void decidingLaterDecidesNothing_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("button") << u"button"_s;
        QTest::newRow("escape") << u"escape"_s;
        QTest::newRow("escape in an editor") << u"editor"_s;
        QTest::newRow("closed") << u"close"_s;
    }
    void decidingLaterDecidesNothing()
    {
        QFETCH(QString, way);
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        const QSignalSpy postponed(m_dialog, &ConflictDialog::postponed);
        const QSignalSpy decided(m_dialog, &ConflictDialog::decided);

        if (way == u"button"_s)
            click(button(u"Decide later"_s));
        else if (way == u"escape"_s)
            QTest::keyClick(m_dialog, Qt::Key_Escape);
        else if (way == u"editor"_s)
            QTest::keyClick(resultLine(), Qt::Key_Escape);
        else
            m_dialog->close();

        QCOMPARE(postponed.count(), 1);
        QCOMPARE(decided.count(), 0);
        QVERIFY(m_dialog->isHidden());
    }

    void aPostponedConflictStartsUnchosen()
    {
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        QTest::keyClick(m_dialog, Qt::Key_Escape);

        show({nameField()});

        QVERIFY(!cell(u"Name: mine, Plex Family"_s)->isChecked());
        QVERIFY(!hasText(u"changed again"_s));
    }

    void enterSendsNothing()
    {
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        const QSignalSpy decided(m_dialog, &ConflictDialog::decided);

        QTest::keyClick(resultLine(), Qt::Key_Return);
        QTest::keyClick(cell(u"Name: mine, Plex Family"_s), Qt::Key_Return);
        QTest::keyClick(m_dialog, Qt::Key_Return);

        QCOMPARE(decided.count(), 0);
        QVERIFY(m_dialog->isVisible());
    }

    void anEditedResultIsAThirdChoice()
    {
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));

        QTest::keyClicks(resultLine(), u" 2"_s);

        QVERIFY(!cell(u"Name: mine, Plex Family"_s)->isChecked());
        QVERIFY(!cell(u"Name: theirs, Plex Main House"_s)->isChecked());
        QVERIFY(hasText(u"edited"_s));
        QCOMPARE(accessibleText(resultLine(), QAccessible::Description), u"edited"_s);
        click(button(u"Send the result"_s));
        expectDecided({{Field::Name, text(u"Plex Main House"_s), text(u"Plex Family 2"_s)}}, true);
    }

    void anEditThatReadsAsOneSideIsThatSide()
    {
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        QTest::keyClicks(resultLine(), u"x"_s);
        QTest::keyClick(resultLine(), Qt::Key_Backspace);

        QVERIFY(cell(u"Name: mine, Plex Family"_s)->isChecked());
        QVERIFY(!hasText(u"edited"_s));
    }

    void choosingPutsTheEditAside()
    {
        show({nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        QTest::keyClicks(resultLine(), u" 2"_s);

        click(cell(u"Name: theirs, Plex Main House"_s));

        QCOMPARE(resultLine()->text(), u"Plex Main House"_s);
        QVERIFY(!hasText(u"edited"_s));
    }

    void everyKindKeepsWhatWasChosen_data()
    {
        QTest::addColumn<Field>("which");
        for (const FieldRow &row : fieldTable()) {
            if (!row.readOnly && row.kind != FieldKind::Secret)
                QTest::newRow(row.key) << row.field;
        }
    }
    void everyKindKeepsWhatWasChosen()
    {
        QFETCH(Field, which);
        QRandomGenerator random(11);
        for (int turn = 0; turn < 20; ++turn) {
            const FieldValue base = Samples::otherValue(which, {}, random);
            const FieldValue mine = Samples::otherValue(which, base, random);
            const FieldValue theirs = Samples::otherValue(which, mine, random);
            ConflictField shown{which, {MergeKind::Conflict, base, mine, theirs, mine}};
            ConflictRow row(shown, {}, m_window.get());
            row.show();
            for (QAbstractButton *side : row.findChildren<QAbstractButton *>()) {
                if (!qobject_cast<ConflictCell *>(side))
                    continue;
                side->click();
                QVERIFY(row.isDecided());
                QVERIFY(!row.isEdited());
                const bool isMine = side->accessibleName().contains(u": mine, "_s);
                QCOMPARE(row.result(), isMine ? mine : theirs);
            }
        }
    }

    void aFlagAChoiceAndAListAreEditedInTheResult()
    {
        show({field(Field::Enabled, FieldValue::null(), FieldValue::flag(false),
                    FieldValue::unreadable(7)),
              modeField(),
              field(Field::AllowedServers, FieldValue::list({u"a"_s, u"b"_s}),
                    FieldValue::list({u"b"_s, u"a"_s}),
                    FieldValue::list({u"a"_s, u"b"_s, u"c"_s}))});
        click(cell(u"Enabled: mine, off"_s));
        click(cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s));
        click(cell(u"Allowed servers: theirs, a, b, c"_s));

        QTest::mouseClick(named<QCheckBox>(u"Result for Enabled"_s), Qt::LeftButton, {}, {8, 15});
        auto *combo = named<QComboBox>(u"Result for User matching mode"_s);
        combo->setCurrentIndex(combo->findData(u"email_link"_s));
        QTest::keyClicks(named<QLineEdit>(u"Server 2"_s), u"2"_s);
        click(button(u"Send the result"_s));

        QCOMPARE(m_decided.size(), 3);
        QCOMPARE(m_decided.at(0).result, FieldValue::flag(true));
        QCOMPARE(m_decided.at(1).result, text(u"email_link"_s));
        QCOMPARE(m_decided.at(2).result, FieldValue::list({u"a"_s, u"b2"_s, u"c"_s}));
    }

    void aReferenceIsShownByIdOrByName()
    {
        const ConflictField flow =
                field(Field::AuthenticationFlow, text(u"id-0"_s), text(u"id-1"_s), text(u"id-2"_s));
        show({flow});
        QVERIFY(cell(u"Authentication flow: theirs, id-2"_s));

        m_dialog->setReferences(ReferenceTarget::Flow,
                                {ReferenceChoices::State::Ready,
                                 {{u"id-1"_s, u"Welcome"_s, u"welcome"_s, {}}},
                                 {},
                                 {}});
        QVERIFY(cell(u"Authentication flow: mine, Welcome"_s));
        QVERIFY(cell(u"Authentication flow: theirs, id-2"_s));

        m_dialog->setNameLookup(
                [](Field, const QString &id) { return id == u"id-2"_s ? u"Other"_s : QString(); });
        QVERIFY(cell(u"Authentication flow: theirs, Other"_s));
        click(cell(u"Authentication flow: theirs, Other"_s));
        click(button(u"Take theirs"_s));
        QCOMPARE(m_decided.constFirst().result, text(u"id-2"_s));
    }

    void aListThatFitsTogetherHasNoChoice()
    {
        show({fittingServers()});

        QVERIFY(hasText(u"added media-05"_s));
        QVERIFY(hasText(u"removed media-02"_s));
        QVERIFY(hasText(u"media-01, media-05"_s));
        QVERIFY(hasText(u"both changes fit together"_s));
        QVERIFY(m_dialog->findChildren<QRadioButton *>().isEmpty());
        QVERIFY(button(u"Send the result"_s)->isEnabled());
        QCOMPARE(m_dialog->focusWidget(), button(u"Decide later"_s));
    }

    void aSecretIsNowhere()
    {
        show({tokenField(), nameField()});
        expectNoSecret();
        QVERIFY(cell(u"Plex token: theirs, changed on the server, not shown"_s));

        click(cell(u"Plex token: mine, typed, not shown"_s));
        QVERIFY(hasText(u"yours"_s));
        expectNoSecret();

        click(cell(u"Plex token: theirs, changed on the server, not shown"_s));
        QVERIFY(hasText(u"theirs"_s));
        expectNoSecret();
    }

    void allAsTheirsSendsNothing()
    {
        show({nameField()});
        click(cell(u"Name: theirs, Plex Main House"_s));
        QVERIFY(hasText(u"All as theirs, so nothing is sent"_s));

        click(button(u"Send the result"_s));

        expectDecided({{Field::Name, text(u"Plex Main House"_s), text(u"Plex Main House"_s)}},
                      false);
    }

    void whatElseGoesOutIsNamed()
    {
        ConflictView view = viewOf({nameField()});
        view.alsoSent = {Field::Icon};
        view.takenOver = {Field::ClientId};
        m_dialog->show(view);
        click(cell(u"Name: theirs, Plex Main House"_s));

        QVERIFY(hasText(u"Icon"_s));
        QVERIFY(hasText(u"Drops 1 of your edits, sends nothing"_s));
        QVERIFY(hasText(u"Also changed on the server: Client ID. You did not touch it, so it is "
                        "taken over."_s));
    }

    void aThirdChangeTakesOnlyTheChoicesItTouches()
    {
        show({nameField(), modeField()});
        click(cell(u"Name: mine, Plex Family"_s));
        QTest::keyClicks(resultLine(), u" 2"_s);
        click(cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s));
        QVERIFY(button(u"Send the result"_s)->isEnabled());

        show({nameField(), modeField(u"email_link"_s)});

        QCOMPARE(resultLine()->text(), u"Plex Family 2"_s);
        QVERIFY(hasText(u"edited"_s));
        QVERIFY(!cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s)
                         ->isChecked());
        QVERIFY(hasText(u"changed again"_s));
        QVERIFY(hasText(u"The server’s copy changed once more while you decided. Look again at "
                        "User matching mode."_s));
        QVERIFY(!button(u"Send the result"_s)->isEnabled());

        click(cell(u"User matching mode: theirs, By e-mail, join the existing user"_s));
        QVERIFY(!hasText(u"changed again"_s));
        click(button(u"Send the result"_s));
        expectDecided({{Field::Name, text(u"Plex Main House"_s), text(u"Plex Family 2"_s)},
                       {Field::UserMatchingMode, text(u"email_link"_s), text(u"email_link"_s)}},
                      true);
    }

    void aChangeMetWhileSendingComesBackToTheChoices()
    {
        show({nameField(), modeField()});
        click(cell(u"Name: mine, Plex Family"_s));
        click(cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s));
        click(button(u"Send the result"_s));
        QVERIFY(m_dialog->isHidden());

        show({nameField(), modeField(u"email_link"_s)});

        QVERIFY(m_dialog->isVisible());
        QVERIFY(cell(u"Name: mine, Plex Family"_s)->isChecked());
        QVERIFY(!button(u"Send the result"_s)->isEnabled());
        QCOMPARE(m_dialog->focusWidget(),
                 cell(u"User matching mode: theirs, By e-mail, join the existing user"_s));
    }

    void aThirdChangeMayBringAndTakeFields()
    {
        show({modeField()});
        click(cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s));

        show({nameField(), modeField()});
        QVERIFY(hasText(u"changed again"_s));
        QVERIFY(cell(u"User matching mode: mine, By username, refuse sign-up if taken"_s)
                        ->isChecked());
        QVERIFY(!button(u"Send the result"_s)->isEnabled());

        show({fittingServers()});
        QVERIFY(button(u"Send the result"_s)->isEnabled());
        click(button(u"Take theirs"_s));
        QCOMPARE(m_decided.size(), 1);
    }

    void theEditorThatGoesGivesItsFocusToTheRow()
    {
        show({modeField(), nameField()});
        click(cell(u"Name: mine, Plex Family"_s));
        resultLine()->setFocus();

        show({modeField(),
              field(Field::Name, text(u"Plex Home"_s), text(u"Plex Family"_s), text(u"Third"_s))});

        QCOMPARE(m_dialog->focusWidget(), cell(u"Name: theirs, Third"_s));
    }

    void arrowsChooseAndTabReachesEverything()
    {
        show({nameField(), modeField()});
        QCOMPARE(m_dialog->focusWidget(), cell(u"Name: theirs, Plex Main House"_s));

        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Space);
        QVERIFY(cell(u"Name: theirs, Plex Main House"_s)->isChecked());
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Right);
        QVERIFY(cell(u"Name: mine, Plex Family"_s)->isChecked());

        QStringList met;
        for (int step = 0; step < 7; ++step) {
            QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
            met.append(accessibleText(m_dialog->focusWidget(), QAccessible::Name));
        }
        const QStringList expected{
                u"Result for Name"_s,
                u"User matching mode: theirs, By e-mail, refuse sign-up if taken"_s,
                u"Decide later"_s,
                u"Take theirs"_s,
                u"Keep mine"_s,
                u"Name: mine, Plex Family"_s,
                u"Result for Name"_s};
        QCOMPARE(met, expected);
    }

    void newRowsAreMetInTheirOrder()
    {
        show({modeField()});
        show({nameField(), modeField()});

        cell(u"Name: theirs, Plex Main House"_s)->setFocus();
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
        QCOMPARE(m_dialog->focusWidget(),
                 cell(u"User matching mode: theirs, By e-mail, refuse sign-up if taken"_s));
    }

    void waysOutSayTheirConsequenceToAssistiveTechnology()
    {
        show({nameField()});
        for (const QPushButton *way : buttons())
            QVERIFY(!way->accessibleDescription().isEmpty());
        QCOMPARE(button(u"Decide later"_s)->accessibleDescription(),
                 u"Nothing is sent, your edits stay"_s);
    }

    void markupIsShownAsItIs()
    {
        ConflictView view = viewOf({field(Field::Name, text(u"<i>base</i>"_s),
                                          text(u"<b>mine</b> & %1"_s), text(u"<u>theirs</u>"_s))});
        view.sourceName = u"<h1>Plex</h1>[*] %2"_s;
        view.by->username = u"<s>bert</s>"_s;
        m_dialog->show(view);

        QVERIFY(hasText(u"<s>bert</s> changed the same fields as you"_s));
        QVERIFY(hasTextWith(u"after you opened <h1>Plex</h1>[*] %2 at"_s));
        QVERIFY(cell(u"Name: mine, <b>mine</b> & %1"_s));
        const auto labels = m_dialog->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void fitsTheSmallestWindow()
    {
        m_window->resize(820, 560);
        QList<ConflictField> fields{field(Field::Name, text(QString(300, u'w')),
                                          text(QString(40000, u'y')), text(u"two\nlines"_s)),
                                    fittingServers(), tokenField(), modeField()};
        for (const Field which : {Field::ClientId, Field::UserPathTemplate, Field::Icon})
            fields.append(field(which, text(u"a"_s), text(u"b"_s), text(u"c"_s)));
        ConflictView view = viewOf(fields);
        view.takenOver = {Field::Slug};
        m_dialog->show(view);

        QVERIFY(m_dialog->width() <= 820);
        QVERIFY(m_dialog->height() <= 560);
        QTRY_VERIFY(scroll()->verticalScrollBar()->maximum() > 0);
        QCOMPARE(scroll()->horizontalScrollBar()->maximum(), 0);
        for (const QPushButton *way : buttons()) {
            QVERIFY(m_dialog->rect().contains(
                    way->geometry().translated(way->parentWidget()->mapTo(m_dialog, QPoint()))));
            QVERIFY(way->width() >= way->sizeHint().width());
        }
        for (const QWidget *part : m_dialog->findChildren<QRadioButton *>()) {
            const int left = part->mapTo(m_dialog, QPoint()).x();
            QVERIFY(left >= 0 && left + part->width() <= m_dialog->width());
            QVERIFY(part->height() >= part->heightForWidth(part->width()));
        }
        QVERIFY(scroll()->height() > 150);
    }

    void columnsAndWaysOutStandBelowEachOther_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("wide") << 1366;
        QTest::newRow("smallest") << 820;
    }
    void columnsAndWaysOutStandBelowEachOther()
    {
        QFETCH(int, width);
        m_window->resize(width, 700);
        show({nameField(), modeField(), tokenField()});
        QTest::qWait(0);

        const auto span = [this](const QWidget *part) {
            const int left = part->mapTo(m_dialog, QPoint()).x();
            return std::pair{left, left + part->width()};
        };
        QCOMPARE(span(button(u"Take theirs"_s)), span(cell(u"Name: theirs, Plex Main House"_s)));
        QCOMPARE(span(button(u"Keep mine"_s)), span(cell(u"Name: mine, Plex Family"_s)));
        click(cell(u"Name: mine, Plex Family"_s));
        QTRY_COMPARE(span(button(u"Send the result"_s)), span(resultLine()));
    }

    void choosingATextMovesNothing()
    {
        show({nameField(), modeField()});
        QTest::qWait(0);
        const ConflictCell *below =
                cell(u"User matching mode: theirs, By e-mail, refuse sign-up if taken"_s);
        const QPoint before = below->mapTo(m_dialog, QPoint());

        click(cell(u"Name: mine, Plex Family"_s));
        QTest::keyClicks(resultLine(), u" 2"_s);
        QTest::qWait(0);

        QCOMPARE(below->mapTo(m_dialog, QPoint()), before);
    }

private:
    void show(const QList<ConflictField> &fields)
    {
        m_dialog->show(viewOf(fields));
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
    }

    template <typename Widget>
    Widget *named(const QString &name) const
    {
        const auto all = m_dialog->findChildren<Widget *>();
        for (Widget *widget : all) {
            if (widget->accessibleName() == name && widget->isVisible())
                return widget;
        }
        return nullptr;
    }
    ConflictCell *cell(const QString &name) const { return named<ConflictCell>(name); }
    QLineEdit *resultLine() const { return named<QLineEdit>(u"Result for Name"_s); }
    QScrollArea *scroll() const { return m_dialog->findChild<QScrollArea *>(); }

    QList<QPushButton *> buttons() const
    {
        QList<QPushButton *> ways;
        for (const QString &words :
             {u"Decide later"_s, u"Take theirs"_s, u"Keep mine"_s, u"Send the result"_s})
            ways.append(button(words));
        return ways;
    }
    QPushButton *button(const QString &words) const
    {
        const auto all = m_dialog->findChildren<QPushButton *>();
        for (QPushButton *way : all) {
            if (way->text() == words)
                return way;
        }
        return nullptr;
    }

    void click(QWidget *widget)
    {
        QVERIFY(widget);
        const QMetaObject::Connection connection =
                connect(m_dialog, &ConflictDialog::decided, this,
                        [this](const QList<FieldDecision> &decisions, bool send) {
                            m_decided = decisions;
                            m_isSent = send;
                        });
        m_decided.clear();
        m_isSent = false;
        QTest::mouseClick(widget, Qt::LeftButton);
        disconnect(connection);
    }
    void expectDecided(const QList<FieldDecision> &decisions, bool send)
    {
        QCOMPARE(m_decided.size(), decisions.size());
        for (qsizetype index = 0; index < decisions.size(); ++index) {
            QCOMPARE(m_decided.at(index).field, decisions.at(index).field);
            QCOMPARE(m_decided.at(index).theirs, decisions.at(index).theirs);
            QCOMPARE(m_decided.at(index).result, decisions.at(index).result);
        }
        QCOMPARE(m_isSent, send);
        QVERIFY(m_dialog->isHidden());
    }

    QStringList texts() const
    {
        QStringList found;
        const auto labels = m_dialog->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible())
                found.append(label->text());
        }
        return found;
    }
    bool hasText(const QString &wanted) const { return texts().contains(wanted); }
    bool hasTextWith(const QString &part) const
    {
        const QStringList found = texts();
        return std::any_of(found.cbegin(), found.cend(),
                           [&part](const QString &shown) { return shown.contains(part); });
    }

    void expectNoSecret()
    {
        QStringList all;
        const auto widgets = m_dialog->findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            all << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription()
                << accessibleText(widget, QAccessible::Name)
                << accessibleText(widget, QAccessible::Value)
                << accessibleText(widget, QAccessible::Description)
                << widget->property("text").toString() << widget->property("plainText").toString();
        }
        const QString joined = all.join(u'\n');
        QVERIFY(joined.contains(u"not shown"_s));
        QVERIFY(!joined.contains(u"hush"_s));
        for (const QString &secret : {u"old-hush"_s, u"mine-hush"_s, u"their-hush"_s}) {
            const QByteArray digest = Samples::digests().digest(secret);
            QVERIFY(!joined.contains(QString::fromLatin1(digest.toHex())));
            QVERIFY(!joined.contains(QString::fromLatin1(digest.toBase64())));
        }
    }

    std::unique_ptr<QWidget> m_window;
    ConflictDialog *m_dialog = nullptr;
    QList<FieldDecision> m_decided;
    bool m_isSent = false;
};

QTEST_MAIN(TestConflictDialog)
#include "tst_conflictdialog.moc"
