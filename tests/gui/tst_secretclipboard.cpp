// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/secretclipboard.h"
#include "connections/secretline.h"
#include "fakeclock.h"
#include "form/lineedit.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <memory>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// What somebody copies out of a line that shows a secret.
class TestSecretClipboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QApplication::clipboard()->clear();
        m_watch = std::make_unique<SecretClipboard>(m_clock);
        m_window = std::make_unique<QWidget>();
        m_secret = new SecretLine(u"API token"_s);
        m_plain = new LineEdit;
        auto *layout = new QVBoxLayout(m_window.get());
        layout->addWidget(m_secret);
        layout->addWidget(m_plain);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClicks(m_secret->edit(), u"the-token"_s);
    }
    void cleanup()
    {
        m_window.reset();
        m_watch.reset();
    }

    void aSecretIsMarkedAndGoesAfterHalfAMinute()
    {
        const QSignalSpy copied(m_watch.get(), &SecretClipboard::copied);
        copySecret();

        QCOMPARE(onClipboard(), u"the-token"_s);
        QCOMPARE(hint(), "secret"_ba);
        QCOMPARE(copied.count(), 1);

        m_clock.advance(29999ms);
        QCOMPARE(onClipboard(), u"the-token"_s);
        m_clock.advance(1ms);
        QCOMPARE(onClipboard(), QString());
    }

    void theContextMenuCopiesTheSameWay()
    {
        reveal();
        m_secret->edit()->selectAll();
        const std::unique_ptr<QMenu> menu(m_secret->edit()->createStandardContextMenu());
        const auto actions = menu->actions();
        for (QAction *action : actions) {
            if (action->text().startsWith(QLineEdit::tr("&Copy")))
                action->trigger();
        }

        QCOMPARE(onClipboard(), u"the-token"_s);
        QCOMPARE(hint(), "secret"_ba);
    }

    void whatIsCutIsMarkedToo()
    {
        reveal();
        m_secret->edit()->selectAll();
        QTest::keySequence(m_secret->edit(), QKeySequence::Cut);

        QVERIFY(m_secret->isEmpty());
        QCOMPARE(onClipboard(), u"the-token"_s);
        QCOMPARE(hint(), "secret"_ba);
    }

    void aMaskedLineCopiesNothing()
    {
        m_secret->edit()->selectAll();
        QTest::keySequence(m_secret->edit(), QKeySequence::Copy);
        QCOMPARE(onClipboard(), QString());
    }

    void whatWasCopiedLaterStays()
    {
        copySecret();
        m_clock.advance(10s);
        QApplication::clipboard()->setText(u"a name"_s);

        m_clock.advance(60s);
        QCOMPARE(onClipboard(), u"a name"_s);
    }

    void aSecondCopyHasItsOwnHalfMinute()
    {
        copySecret();
        m_clock.advance(20s);
        copySecret();
        m_clock.advance(20s);
        QCOMPARE(onClipboard(), u"the-token"_s);
        m_clock.advance(10s);
        QCOMPARE(onClipboard(), QString());
    }

    void otherTextIsLeftAlone()
    {
        const QSignalSpy copied(m_watch.get(), &SecretClipboard::copied);
        QTest::keyClicks(m_plain, u"a name"_s);
        m_plain->selectAll();
        QTest::keySequence(m_plain, QKeySequence::Copy);

        m_clock.advance(60s);
        QCOMPARE(onClipboard(), u"a name"_s);
        QVERIFY(hint().isEmpty());
        QCOMPARE(copied.count(), 0);
    }

    // A button that copies something else takes no focus away from the line.
    void otherTextIsLeftAloneWhileASecretHasTheFocus()
    {
        reveal();
        m_secret->edit()->selectAll();
        QApplication::clipboard()->setText(u"a log"_s);

        m_clock.advance(60s);
        QCOMPARE(onClipboard(), u"a log"_s);
    }

    void theEndOfTheProgramTakesItOff()
    {
        copySecret();
        m_watch.reset();
        QCOMPARE(onClipboard(), QString());
    }

    // Offscreen has no primary selection; the same program runs once more on X11, which has one.
    void markingWithTheMouseIsNoCopy()
    {
        const bool hasSelection = QApplication::clipboard()->supportsSelection();
        QCOMPARE(hasSelection, QGuiApplication::platformName() == u"xcb"_s);
        m_plain->setText(u"a name"_s);
        m_plain->setFocus();
        QCOMPARE(markedWithTheMouse(*m_plain), hasSelection ? u"a name"_s : QString());

        reveal();
        QCOMPARE(markedWithTheMouse(*m_secret->edit()), QString());
        QCOMPARE(m_secret->edit()->selectedText(), u"the-token"_s);
    }

private:
    void reveal()
    {
        auto *button = m_secret->findChild<QToolButton *>();
        if (m_secret->edit()->echoMode() != QLineEdit::Normal)
            QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_secret->edit()->hasFocus());
        QCOMPARE(m_secret->edit()->echoMode(), QLineEdit::Normal);
    }
    void copySecret()
    {
        reveal();
        m_secret->edit()->selectAll();
        QTest::keySequence(m_secret->edit(), QKeySequence::Copy);
    }
    /// What is on the primary selection once all of the line's text is marked.
    static QString markedWithTheMouse(QLineEdit &edit)
    {
        edit.selectAll();
        QTest::mouseRelease(&edit, Qt::LeftButton);
        return QApplication::clipboard()->text(QClipboard::Selection);
    }
    static QString onClipboard() { return QApplication::clipboard()->text(); }
    static QByteArray hint()
    {
        return QApplication::clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s);
    }

    FakeClock m_clock;
    std::unique_ptr<SecretClipboard> m_watch;
    std::unique_ptr<QWidget> m_window;
    SecretLine *m_secret = nullptr;
    LineEdit *m_plain = nullptr;
};

QTEST_MAIN(TestSecretClipboard)
#include "tst_secretclipboard.moc"
