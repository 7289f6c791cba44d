// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "sources/panelentries.h"
#include "sources/sourcelistpanel.h"

#include <QAccessible>
#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

class TestPanelEntries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_entries = std::make_unique<PanelEntries>();
        m_entries->addEntry(PanelEntry::Drafts, u"drafts"_s, u"Drafts"_s);
        m_entries->addEntry(PanelEntry::History, u"history"_s, u"History"_s);
        m_entries->addEntry(PanelEntry::Log, u"log"_s, u"Request log"_s);
        m_entries->show();
        m_entries->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_entries.get()));
    }
    void cleanup() { m_entries.reset(); }

    void theyStandInTheOrderInWhichTheyWereAdded()
    {
        QVERIFY(button(u"Drafts"_s)->y() < button(u"History"_s)->y());
        QVERIFY(button(u"History"_s)->y() < button(u"Request log"_s)->y());
    }

    void aClickAsksAndTheWindowMarks()
    {
        QSignalSpy chosen(m_entries.get(), &PanelEntries::chosen);
        QPushButton *history = button(u"History"_s);

        QTest::mouseClick(history, Qt::LeftButton);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.at(0).at(0).value<PanelEntry>(), PanelEntry::History);
        QVERIFY(!history->isChecked());

        m_entries->showOpen(PanelEntry::History);
        QVERIFY(history->isChecked());
        QTest::mouseClick(history, Qt::LeftButton);
        QVERIFY(history->isChecked()); // its page is still open

        m_entries->showOpen(PanelEntry::Drafts);
        QVERIFY(!history->isChecked());
        QVERIFY(button(u"Drafts"_s)->isChecked());
        m_entries->showOpen({});
        QVERIFY(!button(u"Drafts"_s)->isChecked());
    }

    void theKeyboardReachesThem()
    {
        QSignalSpy chosen(m_entries.get(), &PanelEntries::chosen);
        button(u"Drafts"_s)->setFocus();

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);

        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.at(0).at(0).value<PanelEntry>(), PanelEntry::History);
    }

    void aScreenReaderMeetsNameCountAndState()
    {
        m_entries->setCount(PanelEntry::Drafts, 5);
        m_entries->showOpen(PanelEntry::Drafts);
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(button(u"Drafts"_s));

        QCOMPARE(face->text(QAccessible::Name), u"Drafts, 5"_s);
        QVERIFY(face->state().checked);

        m_entries->setCount(PanelEntry::Drafts, 0);
        QCOMPARE(face->text(QAccessible::Name), u"Drafts"_s);
    }

    void theListPanelAsksForItsPages_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<PanelEntry>("page");
        QTest::newRow("drafts") << u"Drafts"_s << PanelEntry::Drafts;
        QTest::newRow("history") << u"History"_s << PanelEntry::History;
        QTest::newRow("log") << u"Request log"_s << PanelEntry::Log;
    }
    void theListPanelAsksForItsPages()
    {
        QFETCH(QString, text);
        QFETCH(PanelEntry, page);
        SourceListPanel panel;
        panel.resize(Size::sourceList, 400);
        panel.show();
        QSignalSpy asked(&panel, &SourceListPanel::pageRequested);
        auto *entries = panel.findChild<PanelEntries *>();
        const auto buttons = entries->findChildren<QPushButton *>();
        const auto isIt = [&text](const QPushButton *entry) { return entry->text() == text; };
        const auto found = std::find_if(buttons.begin(), buttons.end(), isIt);
        QVERIFY(found != buttons.end());

        (*found)->click();
        panel.showOpenPage(page);

        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.constFirst().constFirst().value<PanelEntry>(), page);
        QVERIFY((*found)->isChecked());
        QVERIFY(entries->geometry().bottom() >= panel.height() - Space::small);
    }

private:
    QPushButton *button(const QString &text) const
    {
        for (auto *button : m_entries->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        qFatal("no entry %s", qPrintable(text));
    }

    std::unique_ptr<PanelEntries> m_entries;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestPanelEntries test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_panelentries.moc"
