// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/maskedtextfilter.h"
#include "form/formrow.h"
#include "form/lineedit.h"
#include "form/secreteditor.h"
#include "samples.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace {

// Stands for a handler that was there before.
void hear(QAccessibleEvent *) { }

FieldValue stored()
{
    return FieldValue::storedSecret(Samples::digests().digest(u"stored-token"_s));
}

} // namespace

class TestSecretEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_row = new FormRow(Field::PlexToken);
        m_other = new LineEdit;
        auto *layout = new QVBoxLayout(m_window.get());
        layout->addWidget(m_row);
        layout->addWidget(m_other);
        m_secret = m_row->secretEditor();
        m_stored = stored();
        m_secret->setMaker([this](const QString &typed) {
            return typed.isEmpty() ? m_stored : Samples::typedToken(typed);
        });
        m_row->showValue(stored(), true);
        m_edit = m_row->findChild<LineEdit *>();
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void aStoredSecretIsAnEmptyEditor()
    {
        QCOMPARE(m_edit->text(), QString());
        QCOMPARE(m_edit->placeholderText(), u"stored, not shown"_s);
        QCOMPARE(m_edit->echoMode(), QLineEdit::Password);
        QCOMPARE(m_secret->value(), stored());
        QCOMPARE(m_edit->accessibleName(), u"Plex token"_s);
        QVERIFY(revealButton());
    }

    void typingReplacesAndEmptyMeansUntouched()
    {
        QSignalSpy edits(m_row, &FormRow::valueEdited);
        m_edit->setFocus();

        QTest::keyClicks(m_edit, u"n"_s);
        QTest::keyClick(m_edit, Qt::Key_Backspace);

        QCOMPARE(edits.count(), 2);
        QVERIFY(edits.at(0).at(1).value<FieldValue>().isTypedSecret());
        QCOMPARE(edits.at(1).at(1).value<FieldValue>(), stored());
    }

    void aRevealedSecretIsShownWithoutAnEdit()
    {
        const QSignalSpy edits(m_row, &FormRow::valueEdited);
        reveal();

        QCOMPARE(m_edit->text(), u"stored-token"_s);
        QCOMPARE(m_edit->echoMode(), QLineEdit::Normal);
        QCOMPARE(m_secret->value(), stored());
        QCOMPARE(edits.count(), 0);
    }

    void leavingDropsARevealedSecret()
    {
        const QSignalSpy edits(m_row, &FormRow::valueEdited);
        reveal();

        m_other->setFocus();

        QTRY_COMPARE(m_edit->text(), QString());
        QCOMPARE(m_edit->echoMode(), QLineEdit::Password);
        QCOMPARE(edits.count(), 0);
    }

    void maskingDropsARevealedSecret()
    {
        const QSignalSpy edits(m_row, &FormRow::valueEdited);
        reveal();

        QTest::mouseClick(m_row->findChild<QToolButton *>(), Qt::LeftButton);

        QCOMPARE(m_edit->text(), QString());
        QCOMPARE(edits.count(), 0);
    }

    void editingARevealedSecretMakesItTyped()
    {
        QSignalSpy edits(m_row, &FormRow::valueEdited);
        reveal();
        m_edit->end(false);

        QTest::keyClicks(m_edit, u"2"_s);
        m_other->setFocus();

        QTRY_COMPARE(m_edit->echoMode(), QLineEdit::Password);
        QCOMPARE(m_edit->text(), u"stored-token2"_s);
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits.at(0).at(1).value<FieldValue>().toSecret(), Secret(u"stored-token2"_s));
    }

    void aSecretThatComesAfterLeavingIsNotShown()
    {
        QTest::mouseClick(revealButton(), Qt::LeftButton);
        m_other->setFocus();

        m_secret->showRevealed(Secret(u"stored-token"_s));

        QCOMPARE(m_edit->text(), QString());
    }

    void aSecretThatComesAfterTypingIsNotShown()
    {
        QTest::mouseClick(revealButton(), Qt::LeftButton);
        QTest::keyClicks(m_edit, u"mine"_s);

        m_secret->showRevealed(Secret(u"stored-token"_s));

        QCOMPARE(m_edit->text(), u"mine"_s);
        QCOMPARE(m_edit->echoMode(), QLineEdit::Password);
    }

    void aSavedSecretLeavesTheEditor()
    {
        m_edit->setFocus();
        QTest::keyClicks(m_edit, u"new"_s);
        const FieldValue saved = FieldValue::storedSecret(Samples::digests().digest(u"new"_s));

        m_stored = saved;
        m_row->showValue(saved, true);

        QCOMPARE(m_edit->text(), QString());
        QCOMPARE(m_secret->value(), saved);
    }

    void whatWasIsNeverShown()
    {
        m_row->setMark(true, stored(), {});

        QVERIFY(m_edit->accessibleDescription().contains(u"Changed, not shown"_s));
        QVERIFY(!m_edit->accessibleDescription().contains(u"Was"_s));
    }

    void eventsOfMaskedTypingAreDropped_data()
    {
        QTest::addColumn<QLineEdit::EchoMode>("mode");
        QTest::addColumn<bool>("dropped");
        QTest::newRow("masked") << QLineEdit::Password << true;
        QTest::newRow("hidden") << QLineEdit::NoEcho << true;
        QTest::newRow("plain") << QLineEdit::Normal << false;
    }
    void eventsOfMaskedTypingAreDropped()
    {
        QFETCH(QLineEdit::EchoMode, mode);
        QFETCH(bool, dropped);
        QLineEdit edit;
        edit.setEchoMode(mode);

        QCOMPARE(MaskedTextFilter::drops(QAccessibleTextInsertEvent(&edit, 0, u"x"_s)), dropped);
        QCOMPARE(MaskedTextFilter::drops(QAccessibleTextRemoveEvent(&edit, 0, u"x"_s)), dropped);
        QCOMPARE(MaskedTextFilter::drops(QAccessibleTextUpdateEvent(&edit, 0, u"x"_s, u"y"_s)),
                 dropped);
        QCOMPARE(MaskedTextFilter::drops(QAccessibleValueChangeEvent(&edit, u"x"_s)), dropped);
        QVERIFY(!MaskedTextFilter::drops(QAccessibleEvent(&edit, QAccessible::Focus)));
    }

    void theFilterGivesTheHandlerBack()
    {
        const auto before = QAccessible::installUpdateHandler(hear);
        {
            const MaskedTextFilter filter;
        }
        QVERIFY(QAccessible::installUpdateHandler(before) == &hear);
    }

private:
    QToolButton *revealButton() const
    {
        for (auto *button : m_row->findChildren<QToolButton *>()) {
            if (button->accessibleName() == u"Reveal Plex token"_s)
                return button;
        }
        return nullptr;
    }
    void reveal()
    {
        const QSignalSpy wanted(m_secret, &SecretEditor::revealRequested);
        QTest::mouseClick(revealButton(), Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        m_secret->showRevealed(Secret(u"stored-token"_s));
    }

    FieldValue m_stored;
    std::unique_ptr<QWidget> m_window;
    FormRow *m_row = nullptr;
    SecretEditor *m_secret = nullptr;
    LineEdit *m_edit = nullptr;
    LineEdit *m_other = nullptr;
};

QTEST_MAIN(TestSecretEditor)
#include "tst_secreteditor.moc"
