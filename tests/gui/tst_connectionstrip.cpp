// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "connections/connectionstrip.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

// The strip with real clicks: which tab is open, what the others tell, and what becomes of them
// when it gets tight.
class TestConnectionStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void clickAsksAndTheOwnerDecides();
    void keyboardReachesEachTab();
    void tabsOfOneKindAreToldApart();
    void badgeIsSaidInWords();
    void whatStaysKeepsItsBadge();
    void tightStripDropsHostsThenTabs();
    void openTabIsNeverHidden();

private:
    static QList<ConnectionTab> many(int count);
    static QToolButton *more(const ConnectionStrip &strip);
};

QList<ConnectionTab> TestConnectionStrip::many(int count)
{
    QList<ConnectionTab> tabs;
    for (int number = 0; number < count; ++number) {
        const QString host = u"auth%1.example.org"_s.arg(number);
        tabs.append({QString::number(number), {ConnectionKind::Staging, host}});
    }
    return tabs;
}

QToolButton *TestConnectionStrip::more(const ConnectionStrip &strip)
{
    const auto buttons = strip.findChildren<QToolButton *>();
    for (QToolButton *button : buttons) {
        if (button->menu())
            return button;
    }
    return nullptr;
}

void TestConnectionStrip::clickAsksAndTheOwnerDecides()
{
    ConnectionStrip strip;
    strip.setTabs(many(2));
    strip.setOpen(u"0"_s);
    strip.resize(1366, strip.height());
    strip.show();
    QSignalSpy chosen(&strip, &ConnectionStrip::chosen);

    QTest::mouseClick(strip.tab(u"1"_s), Qt::LeftButton);

    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.at(0).at(0).toString(), u"1"_s);
    QVERIFY(strip.tab(u"0"_s)->isChecked()); // it may not be possible yet
    QVERIFY(!strip.tab(u"1"_s)->isChecked());
    strip.setOpen(u"1"_s);
    QVERIFY(strip.tab(u"1"_s)->isChecked());
}

void TestConnectionStrip::keyboardReachesEachTab()
{
    ConnectionStrip strip;
    strip.setTabs(many(3));
    strip.setOpen(u"0"_s);
    strip.resize(1366, strip.height());
    strip.show();
    strip.activateWindow();
    QSignalSpy chosen(&strip, &ConnectionStrip::chosen);
    strip.tab(u"0"_s)->setFocus();
    QTest::keyClick(strip.tab(u"0"_s), Qt::Key_Tab);
    QTRY_COMPARE(QApplication::focusWidget(), strip.tab(u"1"_s));
    QTest::keyClick(strip.tab(u"1"_s), Qt::Key_Space);
    QCOMPARE(chosen.size(), 1);
}

void TestConnectionStrip::tabsOfOneKindAreToldApart()
{
    ConnectionStrip strip;
    strip.setTabs({{u"a"_s, {ConnectionKind::Production, u"auth.example.org"_s}},
                   {u"b"_s, {ConnectionKind::Production, u"auth.example.net"_s, u"Zürich"_s}},
                   {u"c"_s, {ConnectionKind::Unknown, u"10.0.0.5"_s}}});
    QCOMPARE(strip.tab(u"a"_s)->accessibleName(), u"production, auth.example.org"_s);
    QCOMPARE(strip.tab(u"b"_s)->accessibleName(), u"production, Zürich"_s);
    QCOMPARE(strip.tab(u"c"_s)->accessibleName(), u"10.0.0.5"_s);
}

void TestConnectionStrip::badgeIsSaidInWords()
{
    ConnectionStrip strip;
    strip.setTabs(many(1));
    StripTab *tab = strip.tab(u"0"_s);
    const int plain = tab->widthFor(StripTab::widestHost);
    strip.setBadge(u"0"_s, {ConnectionBadge::Reach::Unreachable, 2, true});
    QCOMPARE(tab->accessibleDescription(), u"offline, 2 drafts, changed on the server"_s);
    QVERIFY(tab->widthFor(StripTab::widestHost) > plain);
    strip.setBadge(u"0"_s, {ConnectionBadge::Reach::Reachable, 0, false});
    QCOMPARE(tab->accessibleDescription(), u"online"_s);
    QCOMPARE(tab->widthFor(StripTab::widestHost), plain);
}

void TestConnectionStrip::whatStaysKeepsItsBadge()
{
    ConnectionStrip strip;
    strip.setTabs(many(3));
    strip.setBadge(u"1"_s, {ConnectionBadge::Reach::NoToken, 0, false});
    const StripTab *tab = strip.tab(u"1"_s);
    QList<ConnectionTab> fewer = many(3);
    fewer.removeFirst();
    strip.setTabs(fewer);
    QCOMPARE(strip.tab(u"1"_s), tab);
    QCOMPARE(tab->accessibleDescription(), u"its token is missing"_s);
    QVERIFY(!strip.tab(u"0"_s));
}

void TestConnectionStrip::tightStripDropsHostsThenTabs()
{
    ConnectionStrip strip;
    strip.setTabs(many(6));
    strip.setOpen(u"5"_s);
    strip.show();
    strip.resize(2200, strip.height());
    QTRY_COMPARE(strip.tab(u"0"_s)->width(), strip.tab(u"0"_s)->widthFor(StripTab::widestHost));
    QVERIFY(!more(strip)->isVisible());

    // Narrower and narrower: whole, cut, none, and some tabs in the menu.
    enum Stage
    {
        Whole,
        Cut,
        None,
        Menu
    };
    const StripTab *closed = strip.tab(u"0"_s);
    const int whole = closed->widthFor(StripTab::widestHost);
    const int bare = closed->widthFor(0);
    QList<Stage> stages;
    for (int width = 2200; width >= 560; width -= 10) {
        strip.resize(width, strip.height());
        const int wanted = closed->sizeHint().width();
        const Stage stage = more(strip)->isVisible() ? Menu
                : wanted == whole                    ? Whole
                : wanted == bare                     ? None
                                                     : Cut;
        QVERIFY2(stage != Cut || wanted >= bare + StripTab::leastHost,
                 qPrintable(QString::number(width)));
        if (stages.isEmpty() || stages.constLast() != stage)
            stages.append(stage);
        const StripTab *open = strip.tab(u"5"_s);
        QCOMPARE(open->sizeHint().width(), open->widthFor(StripTab::widestHost));
    }
    QCOMPARE(stages, (QList<Stage>{Whole, Cut, None, Menu}));

    strip.resize(560, strip.height());
    QTRY_VERIFY(more(strip)->isVisible());
    int hidden = 0;
    for (const ConnectionTab &tab : many(6))
        hidden += strip.tab(tab.id)->isVisible() ? 0 : 1;
    QVERIFY(hidden > 0);
    QCOMPARE(more(strip)->text(), u"+%1"_s.arg(hidden));
    QSignalSpy chosen(&strip, &ConnectionStrip::chosen);
    const auto actions = more(strip)->menu()->actions();
    QCOMPARE(actions.size(), hidden);
    actions.constLast()->trigger();
    QCOMPARE(chosen.at(0).at(0).toString(), u"4"_s);
}

void TestConnectionStrip::openTabIsNeverHidden()
{
    ConnectionStrip strip;
    strip.setTabs(many(20));
    strip.show();
    strip.resize(820, strip.height());
    for (const ConnectionTab &tab : many(20)) {
        strip.setOpen(tab.id);
        const StripTab *open = strip.tab(tab.id);
        QVERIFY(open->isVisible());
        QTRY_VERIFY(open->mapTo(&strip, QPoint(open->width(), 0)).x() <= strip.width());
    }
}

QTEST_MAIN(TestConnectionStrip)
#include "tst_connectionstrip.moc"
