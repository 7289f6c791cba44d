// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/sign.h"
#include "common/tag.h"
#include "common/tokens.h"
#include "form/savebar.h"
#include "form/savegate.h"
#include "source/fieldtable.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

SendPlan twoChanges()
{
    SendPlan plan;
    plan.items.append(sendItem(u"<b>Plex Home</b>"_s, FieldSet{Field::Name, Field::Slug}));
    return plan;
}

ConnectionLook production()
{
    return {ConnectionKind::Production, u"auth.example.org"_s, u"Home"_s, true};
}

} // namespace

class TestSaveQuestion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QWidget>();
        m_window->resize(1024, 700);
        m_window->show();
        m_gate = new SaveGate(m_window.get());
        m_gate->setLook(production());
        m_plan = twoChanges();
        m_sent = 0;
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void itSaysHowMuchFromWhereAndWhereTo();
    void notNowIsTheDefault();
    void yesSendsOnce();
    void noSendsNothing_data();
    void noSendsNothing();
    void aYesToAnOldCountAsksAgain();
    void anEmptyPlanIsNotAsked();
    void aSecondOneIsNotAskedBesideTheFirst();
    void anotherConnectionTakesItBack();
    void theWindowMayEndMeanwhile();
    void whatIsSentMayEndTheWindow();
    void draftsAreCountedAsDrafts();
    void withoutTheWishItPassesAtOnce();
    void theTagHasWordAndShapeForEveryKind_data();
    void theTagHasWordAndShapeForEveryKind();

private:
    void pass()
    {
        m_gate->pass([this] { return m_plan; }, [this] { ++m_sent; });
    }
    SaveQuestion *question() const
    {
        const auto questions = m_window->findChildren<SaveQuestion *>();
        for (SaveQuestion *question : questions) {
            if (question->isVisible())
                return question;
        }
        return nullptr;
    }
    QPushButton *button(const QString &text) const
    {
        const auto buttons = question()->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
    }
    QString shownText() const
    {
        QStringList texts;
        const auto labels = question()->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            texts.append(label->text());
        return texts.join(u'\n');
    }

    std::unique_ptr<QWidget> m_window;
    QPointer<SaveGate> m_gate;
    SendPlan m_plan;
    int m_sent = 0;
};

void TestSaveQuestion::itSaysHowMuchFromWhereAndWhereTo()
{
    pass();
    QVERIFY(question());
    const QString text = shownText();
    QVERIFY(text.contains(u"Send 2 changes to production?"_s));
    QVERIFY(text.contains(u"Home, auth.example.org"_s));
    QVERIFY(text.contains(u"<b>Plex Home</b>: Name, Slug"_s));
    QCOMPARE(question()->findChild<Tag *>()->word(), u"production"_s);
    const auto labels = question()->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(question()->windowModality(), Qt::WindowModal);
    QVERIFY(question()->accessibleDescription().contains(u"Name, Slug"_s));
}

void TestSaveQuestion::notNowIsTheDefault()
{
    pass();
    QVERIFY(QTest::qWaitForWindowActive(question()));
    QVERIFY(button(u"Not now"_s)->isDefault());
    QTRY_COMPARE(QApplication::focusWidget(), button(u"Not now"_s));
    QVERIFY(!button(u"Send 2 changes"_s)->isDefault());
    QVERIFY(!button(u"Send 2 changes"_s)->autoDefault());
}

void TestSaveQuestion::yesSendsOnce()
{
    QSignalSpy refused(m_gate, &SaveGate::refused);
    pass();
    QCOMPARE(m_sent, 0);
    QTest::mouseClick(button(u"Send 2 changes"_s), Qt::LeftButton);
    QCOMPARE(m_sent, 1);
    QVERIFY(!question());
    QVERIFY(!m_gate->isAsking());
    QCOMPARE(refused.count(), 0);
    pass(); // each save is asked about
    QVERIFY(question());
    QCOMPARE(m_sent, 1);
}

void TestSaveQuestion::noSendsNothing_data()
{
    QTest::addColumn<int>("key");
    QTest::newRow("not now") << 0;
    QTest::newRow("escape") << int(Qt::Key_Escape);
    QTest::newRow("enter") << int(Qt::Key_Return);
    QTest::newRow("closing") << -1;
}

void TestSaveQuestion::noSendsNothing()
{
    QFETCH(int, key);
    QSignalSpy refused(m_gate, &SaveGate::refused);
    pass();
    if (key == 0)
        QTest::mouseClick(button(u"Not now"_s), Qt::LeftButton);
    else if (key < 0)
        question()->close();
    else
        QTest::keyClick(question(), Qt::Key(key));
    QTRY_VERIFY(!question());
    QCOMPARE(m_sent, 0);
    QCOMPARE(refused.count(), 1);
    QVERIFY(!m_gate->isAsking());
}

void TestSaveQuestion::aYesToAnOldCountAsksAgain()
{
    pass();
    QPushButton *send = button(u"Send 2 changes"_s);
    m_plan.items = {sendItem(u"Plex Home"_s, FieldSet{Field::Name})}; // nobody told the gate
    QTest::mouseClick(send, Qt::LeftButton);
    QCOMPARE(m_sent, 0);
    QCOMPARE(send->text(), u"Send 1 change"_s);
    QTest::mouseClick(send, Qt::LeftButton);
    QCOMPARE(m_sent, 1);
}

void TestSaveQuestion::anEmptyPlanIsNotAsked()
{
    m_plan = {};
    pass();
    QVERIFY(!question());
    QCOMPARE(m_sent, 0);

    m_plan = twoChanges();
    pass();
    m_plan = {};
    m_gate->update();
    QVERIFY(!question());
    QCOMPARE(m_sent, 0);
}

void TestSaveQuestion::aSecondOneIsNotAskedBesideTheFirst()
{
    pass();
    int others = 0;
    m_gate->pass([this] { return m_plan; }, [&others] { ++others; });
    QCOMPARE(m_window->findChildren<SaveQuestion *>().size(), 1);
    QTest::mouseClick(button(u"Send 2 changes"_s), Qt::LeftButton);
    QCOMPARE(m_sent, 1);
    QCOMPARE(others, 0);
}

void TestSaveQuestion::anotherConnectionTakesItBack()
{
    pass();
    m_gate->setLook({ConnectionKind::Test, u"test.example.org"_s, {}, true});
    QVERIFY(!question());
    QCOMPARE(m_sent, 0);
    pass();
    QVERIFY(shownText().contains(u"Send 2 changes to test?"_s));
}

void TestSaveQuestion::theWindowMayEndMeanwhile()
{
    pass();
    const QPointer<SaveQuestion> asked = question();
    delete m_gate;
    QVERIFY(!asked);
    QCOMPARE(m_sent, 0);

    m_gate = new SaveGate(m_window.get());
    m_gate->setLook(production());
    pass();
    m_window.reset();
    QCOMPARE(m_sent, 0);
}

void TestSaveQuestion::whatIsSentMayEndTheWindow()
{
    m_gate->pass([this] { return m_plan; },
                 [this] {
                     ++m_sent;
                     delete m_gate;
                 });
    QTest::mouseClick(button(u"Send 2 changes"_s), Qt::LeftButton);
    QCOMPARE(m_sent, 1);
    QVERIFY(!m_gate);
}

void TestSaveQuestion::draftsAreCountedAsDrafts()
{
    m_plan = {};
    m_plan.areDrafts = true;
    for (int i = 0; i < 20; ++i)
        m_plan.items.append({u"Plex %1"_s.arg(i), {}, i + 1});
    pass();
    QVERIFY(shownText().contains(u"Send 20 drafts to production?"_s));
    QVERIFY(shownText().contains(u"Plex 0: 1 change\nPlex 1: 2 changes"_s));
    QVERIFY(shownText().contains(u"and 8 more"_s));
    QVERIFY(button(u"Send 20 drafts"_s));
    QVERIFY(question()->height() <= m_window->height());
}

void TestSaveQuestion::withoutTheWishItPassesAtOnce()
{
    ConnectionLook look = production();
    look.asksBeforeSave = false;
    m_gate->setLook(look);
    pass();
    QVERIFY(!question());
    QCOMPARE(m_sent, 1);
}

void TestSaveQuestion::theTagHasWordAndShapeForEveryKind_data()
{
    QTest::addColumn<ConnectionKind>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("production") << ConnectionKind::Production << u"production"_s;
    QTest::newRow("staging") << ConnectionKind::Staging << u"staging"_s;
    QTest::newRow("test") << ConnectionKind::Test << u"test"_s;
    QTest::newRow("demo") << ConnectionKind::Demo << u"demo"_s;
    QTest::newRow("unknown") << ConnectionKind::Unknown << u"auth.example.org"_s;
}

void TestSaveQuestion::theTagHasWordAndShapeForEveryKind()
{
    QFETCH(ConnectionKind, kind);
    QFETCH(QString, word);
    const ConnectionLook look{kind, u"auth.example.org"_s};
    SaveBar bar;
    SaveBarState state;
    state.isEmpty = false;
    state.target = look.word();
    state.targetSign = look.sign();
    state.targetTone = look.tone();
    bar.setState(state);
    bar.resize(1066, Size::saveBar);
    bar.show();
    const auto *tag = bar.findChild<Tag *>();
    QVERIFY(tag->isVisible());
    QCOMPARE(tag->word(), word);
    const auto *sign = tag->findChild<Sign *>();
    QVERIFY(!sign->name().isEmpty());
    QVERIFY(QFile::exists(u":/icons/"_s + sign->name() + u".svg"_s));
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestSaveQuestion test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_savequestion.moc"
