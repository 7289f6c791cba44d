// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every kind of editor is held to the same law, with the same helpers.
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "form/formrow.h"
#include "form/itemframe.h"
#include "form/lineedit.h"
#include "form/readonlytext.h"
#include "nastyvalues.h"
#include "samples.h"

#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace Qt::Literals::StringLiterals;

namespace {

QString accessibleName(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QList<FieldValue> valuesFor(const FieldRow &row)
{
    QList<FieldValue> values;
    const QStringList texts = NastyValues::texts();
    if (row.nullable)
        values.append(FieldValue::null());
    switch (row.kind) {
    case FieldKind::Flag:
        values.append({FieldValue::flag(true), FieldValue::flag(false)});
        break;
    case FieldKind::TextList:
        values.append(FieldValue::list({}));
        values.append(FieldValue::list({u"b"_s, u"a"_s, u"b"_s}));
        values.append(FieldValue::list({u""_s}));
        values.append(FieldValue::list(texts));
        break;
    case FieldKind::ReferenceSet:
        values.append(FieldValue::set({}));
        values.append(FieldValue::set({u"id-2"_s, u"id-1"_s}));
        values.append(FieldValue::set(texts));
        break;
    case FieldKind::Secret:
        values.append(FieldValue::storedSecret(Samples::digests().digest(u"stored"_s)));
        break;
    default:
        for (const QString &text : texts)
            values.append(FieldValue::text(text));
    }
    return values;
}

ReferenceChoices twoFlows()
{
    return {ReferenceChoices::State::Ready,
            {{u"id-1"_s, u"Welcome"_s, u"welcome"_s, {}}, {u"id-2"_s, u"Join"_s, u"join"_s, {}}},
            {},
            {}};
}

} // namespace

class TestFieldEditors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->setLayout(new QVBoxLayout);
        m_window->resize(700, 500);
    }
    void cleanup() { m_window.reset(); }

    void showingAndReadingBackGivesTheSameValue_data()
    {
        QTest::addColumn<Field>("field");
        for (const FieldRow &row : fieldTable()) {
            if (!row.readOnly)
                QTest::newRow(row.key) << row.field;
        }
    }
    void showingAndReadingBackGivesTheSameValue()
    {
        QFETCH(Field, field);
        FormRow *row = show(field);
        const QSignalSpy edits(row, &FormRow::valueEdited);
        const QList<FieldValue> values = valuesFor(rowOf(field));
        QVERIFY(!values.isEmpty());

        for (const FieldValue &first : values) {
            for (const FieldValue &second : {first, values.constFirst()}) {
                row->showValue(second, true);
                if (row->isShownReadOnly())
                    QVERIFY(!row->editor()->canShow(second));
                else
                    QCOMPARE(row->editor()->value(), second);
            }
        }

        QCOMPARE(edits.count(), 0);
    }

    void randomValuesReadBackTheSame()
    {
        QRandomGenerator random(7);
        for (const FieldRow &tableRow : fieldTable()) {
            if (tableRow.readOnly || tableRow.kind == FieldKind::Secret)
                continue;
            FormRow *row = show(tableRow.field);
            const QSignalSpy edits(row, &FormRow::valueEdited);
            FieldValue value;
            for (int turn = 0; turn < 40; ++turn) {
                value = Samples::otherValue(tableRow.field, value, random);
                row->showValue(value, true);
                QVERIFY2(!row->isShownReadOnly(), tableRow.key);
                QCOMPARE(row->editor()->value(), value);
            }
            QCOMPARE(edits.count(), 0);
        }
    }

    void whatALineCannotKeepIsShownAsReadOnlyText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("line break") << u"two\nlines"_s;
        QTest::newRow("carriage return") << u"two\r\nlines"_s;
        QTest::newRow("line separator") << u"a\u2028b"_s;
        QTest::newRow("too long") << QString(40000, u'y');
        QTest::newRow("nul") << u"a"_s + QChar(0);
    }
    void whatALineCannotKeepIsShownAsReadOnlyText()
    {
        QFETCH(QString, text);
        FormRow *row = show(Field::Name);

        row->showValue(FieldValue::text(text), true);

        QVERIFY(row->isShownReadOnly());
        const auto *shown = row->findChild<ReadOnlyText *>();
        QVERIFY(shown);
        QCOMPARE(shown->text(), text);
        QVERIFY(shown->inner()->accessibleDescription().contains(u"read-only here"_s));
        row->showValue(FieldValue::text(u"fine"_s), true);
        QVERIFY(!row->isShownReadOnly());
    }

    void unreadableAndUnwritableValuesAreReadOnlyWithTheReason()
    {
        FormRow *row = show(Field::Enabled);

        row->showValue(FieldValue::unreadable(u"yes"_s), true);
        QVERIFY(row->isShownReadOnly());
        QCOMPARE(row->findChild<ReadOnlyText *>()->text(), u"\"yes\""_s);
        QVERIFY(row->findChild<ReadOnlyText *>()->inner()->accessibleDescription().contains(
                u"never sent"_s));

        row->showValue(FieldValue::flag(true), false);
        QVERIFY(row->isShownReadOnly());
        QVERIFY(row->findChild<ReadOnlyText *>()->inner()->accessibleDescription().contains(
                u"does not let one change it"_s));
    }

    void typingIsAnEditAndTypingBackIsToo()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"ab"_s), true);
        QSignalSpy edits(row, &FormRow::valueEdited);
        auto *edit = row->findChild<LineEdit *>();
        edit->setFocus();
        edit->end(false);

        QTest::keyClicks(edit, u"c"_s);
        QTest::keyClick(edit, Qt::Key_Backspace);

        QCOMPARE(edits.count(), 2);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::text(u"abc"_s));
        QCOMPARE(edits.at(1).at(1).value<FieldValue>(), FieldValue::text(u"ab"_s));
    }

    void theSameTextAgainIsNoEdit()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"ab"_s), true);
        const QSignalSpy edits(row, &FormRow::valueEdited);

        row->findChild<LineEdit *>()->setText(u"ab"_s);

        QCOMPARE(edits.count(), 0);
    }

    void textSetByAssistiveTechnologyCountsAsTyped()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"ab"_s), true);
        QSignalSpy edits(row, &FormRow::valueEdited);
        QAccessibleInterface *interface =
                QAccessible::queryAccessibleInterface(row->editor()->inner());
        QVERIFY(interface && interface->editableTextInterface());

        interface->setText(QAccessible::Value, u"spoken"_s);

        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::text(u"spoken"_s));
    }

    void anEchoKeepsTheCursor()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"abcd"_s), true);
        auto *edit = row->findChild<LineEdit *>();
        edit->setCursorPosition(2);

        row->showValue(FieldValue::text(u"abcd"_s), true);

        QCOMPARE(edit->cursorPosition(), 2);
    }

    void undoAndRedoGoToTheWindow()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"ab"_s), true);
        QAction undo;
        undo.setShortcut(QKeySequence::Undo);
        m_window->addAction(&undo);
        const QSignalSpy undone(&undo, &QAction::triggered);
        auto *edit = row->findChild<LineEdit *>();
        activate();
        edit->setFocus();
        QTest::keyClicks(edit, u"c"_s);

        QTest::keyClick(edit, Qt::Key_Z, Qt::ControlModifier);

        QCOMPARE(undone.count(), 1);
        QCOMPARE(edit->text(), u"abc"_s);
    }

    void theContextMenuOffersTheUndoOfTheWindow()
    {
        FormRow *row = show(Field::Name);
        QAction undo(m_window.get());
        undo.setShortcut(QKeySequence::Undo);
        activate();
        auto *edit = row->findChild<LineEdit *>();

        const QPoint at(5, 5);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, at, edit->mapToGlobal(at));
        QApplication::sendEvent(edit, &event);

        QMenu *menu = edit->findChild<QMenu *>();
        QVERIFY(menu);
        QCOMPARE(menu->actions().constFirst(), &undo);
        for (const QAction *action : menu->actions())
            QVERIFY(action == &undo || !action->text().contains(u"do"_s)); // Undo, Redo
        menu->close();
    }

    void theWheelNeverChangesAnUnfocusedCombo_data()
    {
        QTest::addColumn<Field>("field");
        QTest::newRow("choice") << Field::UserMatchingMode;
        QTest::newRow("reference") << Field::AuthenticationFlow;
    }
    void theWheelNeverChangesAnUnfocusedCombo()
    {
        QFETCH(Field, field);
        QScrollArea area;
        auto *row = new FormRow(field);
        row->setReferences(twoFlows());
        row->setMinimumHeight(1000);
        area.setWidget(row);
        area.setWidgetResizable(true);
        area.resize(500, 200);
        area.show();
        const FieldValue value = rowOf(field).kind == FieldKind::Choice
                ? FieldValue::text(u"email_link"_s)
                : FieldValue::text(u"id-1"_s);
        row->showValue(value, true);
        auto *combo = row->findChild<QComboBox *>();
        combo->clearFocus();

        const QPointF at(combo->rect().center());
        QWheelEvent wheel(at, combo->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(combo, &wheel);

        QCOMPARE(row->editor()->value(), value);
        QVERIFY(!wheel.isAccepted()); // so Qt offers it to the scroll area
    }

    void anUnknownChoiceIsKeptAndSelectable()
    {
        FormRow *row = show(Field::UserMatchingMode);
        const FieldValue unknown = FieldValue::text(u"by_horoscope"_s);
        row->showValue(unknown, true);
        auto *combo = row->findChild<QComboBox *>();
        QSignalSpy edits(row, &FormRow::valueEdited);

        combo->setCurrentIndex(0);
        combo->setCurrentIndex(combo->count() - 1);

        QCOMPARE(combo->currentText(), u"by_horoscope"_s);
        QCOMPARE(edits.count(), 2);
        QCOMPARE(edits.at(1).at(1).value<FieldValue>(), unknown);
        row->reset();
        row->showValue(FieldValue::text(u"identifier"_s), true);
        QCOMPARE(combo->findText(u"by_horoscope"_s), -1);
    }

    void aCheckBoxIsNamedByItsLabelAndSaysWhatWas()
    {
        FormRow *row = show(Field::AllowFriends);
        row->showValue(FieldValue::flag(false), true);

        row->setMark(true, FieldValue::flag(true), {});

        auto *box = row->findChild<QCheckBox *>();
        QCOMPARE(accessibleName(box), u"Allow friends"_s);
        QVERIFY(box->accessibleDescription().contains(u"Was on"_s));
        QVERIFY(box->accessibleDescription().contains(helpOf(Field::AllowFriends)));
    }

    void markAndRevertButtonTakeNoRoomOfTheirOwn()
    {
        FormRow *row = show(Field::Name);
        row->showValue(FieldValue::text(u"new"_s), true);
        activate();
        const QSize before = row->size();
        const QRect editor = row->editor()->geometry();

        row->setMark(true, FieldValue::text(u"old"_s), {});
        QCoreApplication::processEvents();

        QCOMPARE(row->size(), before);
        QCOMPARE(row->editor()->geometry(), editor);
        auto *revert = row->findChild<QToolButton *>();
        QCOMPARE(accessibleName(revert), u"Revert Name"_s);
        const QSignalSpy reverts(row, &FormRow::revertRequested);
        revert->click();
        QCOMPARE(reverts.count(), 1);
    }

    void problemsStandUnderTheFieldWithTheServersWords()
    {
        FormRow *row = show(Field::Slug);
        row->showValue(FieldValue::text(u"taken"_s), true);
        activate();
        const int before = row->height();

        row->setProblems({{Field::Slug, std::nullopt, u"Another source has this slug."_s,
                           u"<b>already exists</b>"_s}});
        row->setMark(true, FieldValue::text(u"mine"_s), {});
        QTRY_VERIFY(row->height() > before);

        const auto labels = row->findChildren<QLabel *>();
        const auto shows = [&labels](const QString &text) {
            return std::any_of(labels.begin(), labels.end(), [&text](const QLabel *label) {
                return label->isVisible() && label->text().contains(text)
                        && label->textFormat() == Qt::PlainText;
            });
        };
        QVERIFY(shows(u"<b>already exists</b>"_s));
        QVERIFY(shows(u"Was “mine”"_s));
        QVERIFY(row->editor()->inner()->accessibleDescription().contains(u"already exists"_s));
        row->setProblems({});
        QTRY_COMPARE(row->height(), before);
    }

    void addServerOpensAnElementAndMovesTheFocusIntoIt()
    {
        FormRow *row = show(Field::AllowedServers);
        row->showValue(FieldValue::list({u"a"_s, u"a"_s}), true);
        QSignalSpy edits(row, &FormRow::valueEdited);
        activate();
        auto *frame = row->findChild<ItemFrame *>();
        QCOMPARE(accessibleName(frame), u"Allowed servers"_s);
        QCOMPARE(accessibleName(frame->addButton()), u"Add server"_s);

        QTest::mouseClick(frame->addButton(), Qt::LeftButton);

        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::list({u"a"_s, u"a"_s, u""_s}));
        auto *edit = qobject_cast<LineEdit *>(QApplication::focusWidget());
        QVERIFY(edit);
        QCOMPARE(accessibleName(edit), u"Server 3"_s);
        QTest::keyClicks(edit, u"xy"_s);
        QCOMPARE(edits.constLast().at(1).value<FieldValue>(),
                 FieldValue::list({u"a"_s, u"a"_s, u"xy"_s}));
        QCOMPARE(accessibleName(edit), u"Server 3"_s);
        QCOMPARE(accessibleName(edit->parentWidget()), u"xy"_s);
        QCOMPARE(QAccessible::queryAccessibleInterface(edit->parentWidget())->role(),
                 QAccessible::ListItem);
    }

    void anElementIsRemovedByItsOwnButton()
    {
        FormRow *row = show(Field::AllowedServers);
        row->showValue(FieldValue::list({u"a"_s, u"b"_s, u"c"_s}), true);
        QSignalSpy edits(row, &FormRow::valueEdited);

        buttonNamed(row, u"Remove server 2"_s)->click();

        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::list({u"a"_s, u"c"_s}));
        QVERIFY(buttonNamed(row, u"Remove server 2"_s));
        QVERIFY(!buttonNamed(row, u"Remove server 3"_s));
    }

    void aProblemOfAnElementStandsAtIt()
    {
        FormRow *row = show(Field::AllowedServers);
        row->showValue(FieldValue::list({u"a"_s, u""_s}), true);
        activate();

        row->setProblems({{Field::AllowedServers, 1, u"Fill it in or remove it."_s, {}}});

        auto *frame = row->findChild<ItemFrame *>();
        QList<QLabel *> shown;
        for (QLabel *label : frame->findChildren<QLabel *>()) {
            if (label->isVisibleTo(frame) && label->text().contains(u"Fill it in"_s))
                shown.append(label);
        }
        QCOMPARE(shown.size(), 1);
        QVERIFY(shown.constFirst()->mapTo(frame, QPoint()).y() > 31);
        QVERIFY(!frame->property("error").toBool());
    }

    void anEmptyListSaysSo()
    {
        FormRow *row = show(Field::AllowedServers);
        row->showValue(FieldValue::list({u"a"_s}), true);

        row->showValue(FieldValue::list({}), true);

        const auto *frame = row->findChild<ItemFrame *>();
        QVERIFY(frame->findChildren<QLabel *>().constLast()->text().startsWith(u"No server:"_s));
    }

    void aStoredIdStaysWithTheReasonWhenNamesAreRefused()
    {
        FormRow *row = show(Field::AuthenticationFlow);
        const QSignalSpy edits(row, &FormRow::valueEdited);
        row->showValue(FieldValue::text(u"id-9"_s), true);
        auto *combo = row->findChild<QComboBox *>();
        QCOMPARE(combo->currentText(), u"id-9"_s);

        row->setReferences({ReferenceChoices::State::Failed,
                            {},
                            u"No right."_s,
                            u"not readable with this token, kept as it is"_s});
        QVERIFY(combo->currentText().contains(u"not readable with this token"_s));
        QCOMPARE(row->editor()->value(), FieldValue::text(u"id-9"_s));

        row->setReferences(twoFlows());
        QVERIFY(combo->currentText().startsWith(u"id-9"_s));
        QCOMPARE(row->editor()->value(), FieldValue::text(u"id-9"_s));
        QCOMPARE(edits.count(), 0);
    }

    void namesThatComeLaterAreNoEdit()
    {
        FormRow *row = show(Field::EnrollmentFlow);
        const QSignalSpy edits(row, &FormRow::valueEdited);
        row->showValue(FieldValue::text(u"id-2"_s), true);

        row->setReferences(twoFlows());

        auto *combo = row->findChild<QComboBox *>();
        QVERIFY(combo->currentText().startsWith(u"Join"_s));
        QVERIFY(combo->currentText().endsWith(u"join"_s));
        QCOMPARE(edits.count(), 0);
        row->showValue(FieldValue::null(), true);
        QCOMPARE(combo->currentText(), u"None"_s);
        QCOMPARE(row->editor()->value(), FieldValue::null());
    }

    void aTypedTextOnlyFiltersUntilItNamesAnEntry()
    {
        FormRow *row = show(Field::AuthenticationFlow);
        row->setReferences(twoFlows());
        row->showValue(FieldValue::text(u"id-1"_s), true);
        QSignalSpy edits(row, &FormRow::valueEdited);
        activate();
        auto *combo = row->findChild<QComboBox *>();
        combo->setFocus();
        combo->lineEdit()->selectAll();

        QTest::keyClicks(combo->lineEdit(), u"nonsense"_s);
        QCOMPARE(edits.count(), 0);
        combo->clearFocus();
        QVERIFY(combo->currentText().startsWith(u"Welcome"_s));
        QCOMPARE(edits.count(), 0);

        combo->setFocus();
        combo->lineEdit()->selectAll();
        QTest::keyClicks(combo->lineEdit(), u"join"_s);
        QTest::keyClick(combo->lineEdit(), Qt::Key_Return);
        combo->clearFocus();
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::text(u"id-2"_s));
    }

    void assistiveTechnologyChoosesByText()
    {
        FormRow *row = show(Field::AuthenticationFlow);
        row->setReferences(twoFlows());
        row->showValue(FieldValue::null(), true);
        QSignalSpy edits(row, &FormRow::valueEdited);
        auto *combo = row->findChild<QComboBox *>();

        combo->lineEdit()->setText(u"join"_s);
        QTRY_COMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>(), FieldValue::text(u"id-2"_s));

        combo->lineEdit()->setText(u"nothing like it"_s);
        QTRY_VERIFY(combo->currentText().startsWith(u"Join"_s));
        QCOMPARE(edits.count(), 1);
    }

    void openingTheListAsksForNames()
    {
        FormRow *row = show(Field::AuthenticationFlow);
        row->showValue(FieldValue::null(), true);
        const QSignalSpy wanted(row, &FormRow::referencesWanted);
        activate();

        row->findChild<QComboBox *>()->showPopup();

        QCOMPARE(wanted.count(), 1);
        row->findChild<QComboBox *>()->hidePopup();
    }

    void mappingsShowNamesAndKeepUnknownIds()
    {
        FormRow *row = show(Field::UserPropertyMappings);
        row->showValue(FieldValue::set({u"id-1"_s, u"gone"_s}), true);
        row->setReferences(twoFlows());
        QSignalSpy edits(row, &FormRow::valueEdited);

        QVERIFY(buttonNamed(row, u"Remove Welcome"_s));
        QVERIFY(buttonNamed(row, u"Remove gone"_s));
        auto *menu = row->findChild<QMenu *>();
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 1);
        menu->actions().constFirst()->trigger();
        QCOMPARE(edits.constLast().at(1).value<FieldValue>(),
                 FieldValue::set({u"gone"_s, u"id-1"_s, u"id-2"_s}));
        buttonNamed(row, u"Remove Welcome"_s)->click();
        QCOMPARE(edits.constLast().at(1).value<FieldValue>(),
                 FieldValue::set({u"gone"_s, u"id-2"_s}));
    }

private:
    FormRow *show(Field field)
    {
        auto *row = new FormRow(field);
        m_window->layout()->addWidget(row);
        m_window->layout()->setAlignment(row, Qt::AlignTop);
        return row;
    }
    void activate()
    {
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    static QAbstractButton *buttonNamed(QWidget *parent, const QString &name)
    {
        for (auto *button : parent->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == name && !button->parentWidget()->isHidden())
                return button;
        }
        return nullptr;
    }

    std::unique_ptr<QWidget> m_window;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestFieldEditors test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_fieldeditors.moc"
