// SPDX-License-Identifier: GPL-3.0-or-later
// Long because a form is one thing to a person: fields, errors, undo and focus together.
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "form/formrow.h"
#include "form/secreteditor.h"
#include "form/sourceform.h"
#include "form/undobridge.h"
#include "referenceloader.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {

/// One edit with its undo history, loaded from `object`.
struct Edit
{
    explicit Edit(const QJsonObject &object)
        : session(api, Samples::digests(), object[u"slug"_s].toString())
        , bridge(session)
        , loader(api)
    {
        session.refresh();
        api.answerGet(Samples::fromObject(object));
    }

    FakeSourceApi api;
    EditSession session;
    UndoBridge bridge;
    ReferenceLoader loader;
};

QString accessibleName(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QJsonObject longObject()
{
    QJsonObject object = Samples::object();
    object[u"name"_s] = QString(400, u'x');
    object[u"client_id"_s] = QString(400, u'y');
    object[u"user_path_template"_s] = u"two\nlines"_s;
    object[u"user_matching_mode"_s] = QString(200, u'm');
    object[u"authentication_flow"_s] = QString(200, u'f');
    object[u"allowed_servers"_s] = QJsonArray{QString(300, u's'), u"short"_s};
    object[u"user_property_mappings"_s] = QJsonArray{QString(300, u'p')};
    object[u"managed"_s] = QString(300, u'b');
    object[QString(200, u'k')] = QString(300, u'v');
    return object;
}

} // namespace

class TestSourceForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_form = std::make_unique<SourceForm>();
        m_form->resize(790, 553);
    }
    void cleanup() { m_form.reset(); }

    void showingASourceChangesNothing_data()
    {
        QTest::addColumn<QJsonObject>("object");
        QTest::newRow("sample") << Samples::object();
        QTest::newRow("long and odd") << longObject();
        for (const QString &release : Samples::releases()) {
            QTest::newRow(qPrintable(release)) << Samples::recordedBody(release, u"object/get"_s);
        }
    }
    void showingASourceChangesNothing()
    {
        QFETCH(QJsonObject, object);
        Edit edit(object);

        show(edit);

        QVERIFY(edit.session.changed().isEmpty());
        QCOMPARE(edit.bridge.stack().count(), 0);
        for (const FieldRow &row : fieldTable()) {
            FormRow *shown = m_form->rowFor(row.field);
            QCOMPARE(shown->isHidden(), !edit.session.traits().of(row.field).present);
            if (!shown->isHidden() && !shown->isShownReadOnly())
                QCOMPARE(shown->editor()->value(), edit.session.current().value(row.field));
        }
    }

    void fieldsThatTheServerLacksAreNotShown()
    {
        Edit edit(Samples::recordedBody(u"2023.10.7"_s, u"object/get"_s));
        edit.api.answerOptions(SourceOptions::fromJson(
                Samples::recordedBody(u"2023.10.7"_s, u"info/options-object"_s)));

        show(edit);

        QVERIFY(m_form->rowFor(Field::Promoted)->isHidden());
        QVERIFY(m_form->rowFor(Field::UserPropertyMappings)->isHidden());
        QVERIFY(!m_form->hasSection(Section::Mappings));
        QVERIFY(m_form->rowFor(Field::Icon)->isHidden());
    }

    void whatTheServerDoesNotLetOneWriteIsReadOnlyWithTheReason()
    {
        QJsonObject object = Samples::object();
        object.remove(u"icon_url"_s); // as before 2025.12
        Edit edit(object);
        edit.api.answerOptions(SourceOptions::fromJson(
                Samples::recordedBody(u"2023.10.7"_s, u"info/options-object"_s)));

        show(edit);

        QVERIFY(m_form->rowFor(Field::Icon)->isShownReadOnly());
        bool said = false;
        for (const QLabel *label : m_form->rowFor(Field::Icon)->findChildren<QLabel *>())
            said = said || label->text() == u"This server does not let one change it."_s;
        QVERIFY(said);
        QVERIFY(!m_form->rowFor(Field::Slug)->isShownReadOnly());
    }

    void whatAnotherProcessEditsIsReadOnlyUntilItIsGone()
    {
        Edit edit(Samples::object());
        show(edit);
        FormRow *name = m_form->rowFor(Field::Name);
        edit.session.setHeldByAnother(true);
        QVERIFY(name->isShownReadOnly());
        for (const QLabel *label : name->findChildren<QLabel *>())
            QVERIFY(!label->text().contains("does not let"_L1)); // the server would

        edit.session.setHeldByAnother(false);
        QVERIFY(!name->isShownReadOnly());
        QVERIFY(name->editor()->isVisibleTo(name));
    }

    void undoKeepsTheFocusWithinTheRow()
    {
        Edit edit(Samples::object());
        show(edit);
        m_form->focusField(Field::AllowedServers, 1);
        QWidget *second = QApplication::focusWidget();
        QTest::keyClicks(second, u"x"_s);

        edit.bridge.stack().undo();

        QCOMPARE(QApplication::focusWidget(), second);
        m_form->focusField(Field::Name);
        edit.bridge.stack().redo();
        QVERIFY(m_form->rowFor(Field::AllowedServers)->isAncestorOf(QApplication::focusWidget()));
    }

    void everyLabelIsTheBuddyOfAnEditorOfItsName()
    {
        Edit edit(Samples::object());
        show(edit);

        for (const FieldRow &row : fieldTable()) {
            FormRow *shown = m_form->rowFor(row.field);
            const QLabel *label = nullptr;
            for (const QLabel *candidate : shown->findChildren<QLabel *>()) {
                if (candidate->buddy() && candidate->text() == labelOf(row.field))
                    label = candidate;
            }
            QVERIFY2(label, row.key);
            QVERIFY2(!label->buddy()->isHidden(), row.key);
            QCOMPARE(label->buddy()->accessibleName(), labelOf(row.field));
            QVERIFY2(!label->buddy()->accessibleDescription().isEmpty(), row.key);
        }
    }

    void whateverTakesTheFocusHasAName()
    {
        Edit edit(longObject());
        show(edit);
        edit.bridge.edit(Field::Name, FieldValue::text(u"x"_s));

        int walked = 0;
        for (QWidget *widget : m_form->widget()->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()
                || widget->focusProxy())
                continue;
            ++walked;
            QVERIFY2(!accessibleName(widget).isEmpty(), widget->metaObject()->className());
        }
        QVERIFY(walked > 20);
    }

    void tabFollowsTheTable()
    {
        Edit edit(Samples::object());
        show(edit);
        QRandomGenerator random(3);
        for (const FieldRow &row : fieldTable()) {
            const FieldValue now = edit.session.current().value(row.field);
            edit.bridge.edit(row.field, Samples::otherValue(row.field, now, random));
        }
        edit.bridge.edit(Field::AllowedServers, FieldValue::list({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCoreApplication::processEvents(); // new rows are shown

        QList<Field> order;
        QStringList names;
        QWidget *first = m_form->rowFor(Field::Name)->editor()->inner();
        QWidget *widget = first;
        do {
            const bool stops = widget->focusPolicy() & Qt::TabFocus && widget->isVisible()
                    && !widget->focusProxy();
            for (const FieldRow &row : fieldTable()) {
                if (!stops || !m_form->rowFor(row.field)->isAncestorOf(widget))
                    continue;
                names.append(accessibleName(widget));
                if (order.isEmpty() || order.constLast() != row.field)
                    order.append(row.field);
            }
            widget = widget->nextInFocusChain();
        } while (widget != first);

        QList<Field> table;
        for (const FieldRow &row : fieldTable())
            table.append(row.field);
        if (order != table)
            qInfo() << names;
        QCOMPARE(order, table);
        QCOMPARE(names.at(1), u"Revert Name"_s);
        const qsizetype list = names.indexOf(u"Server 1"_s);
        const QStringList wanted{
                u"Server 1"_s,   u"Remove server 1"_s,       u"Server 2"_s, u"Remove server 2"_s,
                u"Server 3"_s,   u"Remove server 3"_s,       u"Server 4"_s, u"Remove server 4"_s,
                u"Add server"_s, u"Revert Allowed servers"_s};
        QCOMPARE(names.mid(list, wanted.size()), wanted);
        for (const FieldRow &row : fieldTable()) {
            const qsizetype revert = names.indexOf(u"Revert %1"_s.arg(labelOf(row.field)));
            QCOMPARE(revert < 0, row.readOnly);
        }
    }

    void typingReachesTheSessionAndUndoComesBack()
    {
        Edit edit(Samples::object());
        show(edit);
        auto *name = qobject_cast<QLineEdit *>(m_form->rowFor(Field::Name)->editor()->inner());
        name->setFocus();
        name->selectAll();

        QTest::keyClicks(name, u"Plex Family"_s);
        QCOMPARE(edit.session.current().name(), u"Plex Family"_s);
        QCOMPARE(edit.session.changed(), FieldSet{Field::Name});
        QCOMPARE(m_form->changedCount(Section::General), 1);
        QCOMPARE(m_form->changedCount(Section::Servers), 0);
        QCOMPARE(edit.bridge.stack().count(), 1);

        edit.bridge.stack().undo();
        QCOMPARE(name->text(), u"Plex Home"_s);
        QVERIFY(edit.session.changed().isEmpty());
        QVERIFY(name->hasFocus());
    }

    void theRevertButtonGivesTheStoredValueBack()
    {
        Edit edit(Samples::object());
        show(edit);
        edit.bridge.edit(Field::AllowFriends, FieldValue::flag(false));
        QToolButton *revert = m_form->rowFor(Field::AllowFriends)->findChild<QToolButton *>();
        QCOMPARE(revert->accessibleName(), u"Revert Allow friends"_s);

        QTest::mouseClick(revert, Qt::LeftButton);

        QVERIFY(edit.session.changed().isEmpty());
        QVERIFY(!revert->isVisible());
        edit.bridge.stack().undo();
        QCOMPARE(edit.session.changed(), FieldSet{Field::AllowFriends});
    }

    void aRemoteChangeIsShownAsTakenOver()
    {
        Edit edit(Samples::object());
        show(edit);
        PlexSource theirs = Samples::source();
        theirs.setValue(Field::UserMatchingMode, FieldValue::text(u"email_deny"_s));

        edit.session.refresh();
        edit.api.answerGet(theirs);

        FormRow *row = m_form->rowFor(Field::UserMatchingMode);
        QCOMPARE(row->editor()->value(), FieldValue::text(u"email_deny"_s));
        QVERIFY(row->editor()->inner()->accessibleDescription().contains(
                u"Changed on the server and taken over. Was “By Plex account only”."_s));
        QVERIFY(edit.session.changed().isEmpty());
    }

    void problemsLeadToTheirField()
    {
        Edit edit(Samples::object());
        show(edit);
        edit.bridge.edit(Field::Name, FieldValue::text(u""_s));
        edit.bridge.edit(Field::AllowedServers, FieldValue::list({u"a"_s, u""_s}));
        edit.session.save();
        QVERIFY(m_form->problemCount(Section::General) > 0);
        QVERIFY(m_form->problemCount(Section::Servers) > 0);

        m_form->focusField(Field::AllowedServers, 1);

        QWidget *focused = QApplication::focusWidget();
        QCOMPARE(accessibleName(focused), u"Server 2"_s);
        QVERIFY(m_form->viewport()->rect().contains(
                focused->mapTo(m_form->viewport(), focused->rect().center())));
        QVERIFY(focused->property("error").toBool());
    }

    void theFocusedRowKeepsItsPlaceWhenErrorsGrowAboveIt()
    {
        Edit edit(Samples::object());
        show(edit);
        m_form->focusField(Field::ClientId);
        const auto top = [this] {
            return m_form->rowFor(Field::ClientId)->mapTo(m_form->viewport(), QPoint()).y();
        };
        const int before = top();
        const int height = m_form->widget()->height();

        m_form->rowFor(Field::Slug)
                ->setProblems({{Field::Slug,
                                std::nullopt,
                                QString(u"Wrong in many words. "_s).repeated(30),
                                {}}});
        QTRY_VERIFY(m_form->widget()->height() > height + 20);

        QTRY_COMPARE(top(), before);
    }

    void nothingIsCutOffInANarrowWindow_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("window 820") << 580;
        QTest::newRow("window 1366") << 790;
        QTest::newRow("wide") << 1600;
    }
    void nothingIsCutOffInANarrowWindow()
    {
        QFETCH(int, width);
        Edit edit(longObject());
        m_form->resize(width, 500);
        show(edit);
        for (const FieldRow &row : fieldTable()) {
            QRandomGenerator random(1);
            if (!row.readOnly)
                edit.bridge.edit(row.field, Samples::otherValue(row.field, {}, random));
        }
        QCoreApplication::processEvents();

        const int right = m_form->viewport()->width();
        QCOMPARE(m_form->widget()->width(), right);
        for (QToolButton *button : m_form->findChildren<QToolButton *>()) {
            if (button->isVisible())
                QVERIFY(button->mapTo(m_form->widget(), QPoint(button->width(), 0)).x() <= right);
        }
    }

    void switchingLeavesNoTraceOfTheSourceBefore()
    {
        QJsonObject odd = Samples::object();
        odd[u"user_matching_mode"_s] = u"by_horoscope"_s;
        odd[u"slug"_s] = u"odd"_s;
        odd[u"new_key"_s] = u"value"_s;
        Edit first(odd);
        Edit second(Samples::object());
        show(first);
        first.bridge.edit(Field::PlexToken,
                          first.session.secretValue(Field::PlexToken, u"typed"_s));

        show(second);

        auto *mode = qobject_cast<QComboBox *>(
                m_form->rowFor(Field::UserMatchingMode)->editor()->inner());
        QCOMPARE(mode->findText(u"by_horoscope"_s), -1);
        auto *token =
                qobject_cast<QLineEdit *>(m_form->rowFor(Field::PlexToken)->editor()->inner());
        QCOMPARE(token->text(), QString());
        QVERIFY(second.session.changed().isEmpty());
        QCOMPARE(first.session.changed(), FieldSet{Field::PlexToken});

        show(first);
        QCOMPARE(token->text(), u"typed"_s);
        QCOMPARE(token->echoMode(), QLineEdit::Password);
    }

    void namesAreFetchedOnceTheFormShowsAReference()
    {
        Edit edit(Samples::object());
        show(edit);
        QTRY_VERIFY(edit.api.waits(u"flows"_s));
        auto *flow = qobject_cast<QComboBox *>(
                m_form->rowFor(Field::AuthenticationFlow)->editor()->inner());
        QVERIFY(flow->currentText().startsWith(u"00000000"_s));

        edit.api.take(u"flows"_s)
                .references(QList<Reference>{{u"00000000-0000-4000-8000-000000000011"_s,
                                              u"Welcome"_s,
                                              u"welcome"_s,
                                              {}}});

        QVERIFY(flow->currentText().startsWith(u"Welcome"_s));
        QVERIFY(edit.session.changed().isEmpty());
    }

    void refusedNamesKeepTheStoredIdAndAreAskedForAgain()
    {
        Edit edit(Samples::object());
        show(edit);
        QTRY_VERIFY(edit.api.waits(u"flows"_s));
        Error refused;
        refused.kind = ErrorKind::Forbidden;
        refused.httpStatus = 403;

        edit.api.take(u"flows"_s).references(failure(refused));

        auto *flow = qobject_cast<QComboBox *>(
                m_form->rowFor(Field::AuthenticationFlow)->editor()->inner());
        QVERIFY(flow->currentText().contains(u"not readable with this token"_s));
        flow->showPopup();
        QVERIFY(edit.api.waits(u"flows"_s));
        flow->hidePopup();
    }

    void revealShowsTheStoredTokenWithoutAnEdit()
    {
        Edit edit(Samples::object());
        show(edit);
        SecretEditor *secret = m_form->rowFor(Field::PlexToken)->secretEditor();
        m_form->focusField(Field::PlexToken);
        secret->findChild<QToolButton *>()->click();
        QVERIFY(edit.api.waits(u"reveal"_s));

        edit.api.take(u"reveal"_s).secret(Secret(u"stored-token"_s));

        QVERIFY(secret->isRevealed());
        QVERIFY(edit.session.changed().isEmpty());
        QCOMPARE(edit.bridge.stack().count(), 0);
    }

    void anEditThatDiesEmptiesTheForm()
    {
        {
            Edit edit(Samples::object());
            show(edit);
            m_form->focusField(Field::PlexToken);
            m_form->rowFor(Field::PlexToken)->findChild<QToolButton *>()->click();
            QVERIFY(edit.api.waits(u"reveal"_s)); // still running when the edit goes
        }

        QVERIFY(!m_form->session());
        QVERIFY(!m_form->widget()->isVisible());
    }

    void unknownKeysAreShownReadOnly()
    {
        QJsonObject object = Samples::object();
        object[u"sign_in_hint"_s] = u"soon"_s;
        Edit edit(object);

        show(edit);

        bool found = false;
        for (const QLineEdit *line : m_form->findChildren<QLineEdit *>()) {
            if (line->accessibleName() == u"sign_in_hint"_s) {
                found = true;
                QVERIFY(line->isReadOnly());
                QCOMPARE(line->text(), u"\"soon\""_s);
            }
        }
        QVERIFY(found);
    }

    void theCurrentSectionFollowsTheScrollBar()
    {
        Edit edit(Samples::object());
        show(edit);
        const QSignalSpy changes(m_form.get(), &SourceForm::currentSectionChanged);
        QCOMPARE(m_form->currentSection(), Section::General);

        m_form->scrollToSection(Section::UserMatching);

        QCOMPARE(m_form->currentSection(), Section::UserMatching);
        QVERIFY(changes.count() > 0);
    }

    void aFormWithoutASourceShowsNothing()
    {
        Edit edit(Samples::object());
        show(edit);

        m_form->setSession(nullptr, nullptr);

        QVERIFY(!m_form->widget()->isVisible());
        QCOMPARE(m_form->changedCount(Section::General), 0);
    }

private:
    void show(Edit &edit)
    {
        m_form->setSession(&edit.bridge, &edit.loader);
        m_form->show();
        m_form->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_form.get()));
    }

    std::unique_ptr<SourceForm> m_form;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestSourceForm test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sourceform.moc"
