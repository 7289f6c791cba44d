// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/busyline.h"
#include "historydesk.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;

class TestHistoryPanel : public QObject, private HistoryDesk
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDesk(); }
    void cleanup() { clearDesk(); }

    // Reading

    void itReadsOnlyWhenItIsShown()
    {
        m_panel->setServer(server);
        m_panel->refresh();
        QCOMPARE(m_history->queries.size(), 0);

        showPanel();

        QCOMPARE(m_history->queries.size(), 1);
        QCOMPARE(m_history->queries.first().server, server);
        QCOMPARE(m_history->queries.first().limit, 200);
    }

    void olderRowsAreReadAtTheEnd()
    {
        m_history->rows = Samples::historyRows(450, 1);
        open();
        QTRY_COMPARE(m_history->waiting(), 0); // nothing more before somebody scrolls
        QCOMPARE(table()->model()->rowCount(), 200);
        QVERIFY(hasText(u"450 saves"_s));

        scrollToEnd();
        QTRY_COMPARE(m_history->waiting(), 1);
        QCOMPARE(m_history->queries.last().before, 251);
        m_history->answer();
        QCOMPARE(table()->model()->rowCount(), 400);
        scrollToEnd();
        QTRY_COMPARE(m_history->waiting(), 1);
        m_history->answer();

        QCOMPARE(table()->model()->rowCount(), 450);
        scrollToEnd();
        QCOMPARE(m_history->waiting(), 0);
    }

    void eachNewTextGivesTheFormerSearchUp()
    {
        m_history->rows = Samples::historyRows(30, 1);
        open();

        QTest::keyClicks(search(), u"home 3"_s);

        QCOMPARE(m_history->waiting(), 1);
        QCOMPARE(m_history->queries.last().text, u"home 3"_s);
        m_history->answer();
        QCOMPARE(table()->model()->rowCount(), 2); // 3 and 30
        QVERIFY(hasText(u"2 saves with “home 3”"_s));
    }

    void whileItSearchesTheOldRowsAreCalledByTheirOwnWords()
    {
        m_history->rows = Samples::historyRows(3, 1);
        open();

        search()->setText(u"home 2"_s);

        QVERIFY(hasText(u"3 saves"_s));
        QVERIFY(!hasText(u"with “home 2”"_s));
        m_history->answer();
        QVERIFY(hasText(u"1 save with “home 2”"_s));
    }

    void aRefreshKeepsSelectionAndPlace()
    {
        m_history->rows = Samples::historyRows(100, 1);
        open();
        select(u"id-60"_s);
        table()->verticalScrollBar()->setValue(30 * 50 + 7);
        const QString top = idAt(table()->indexAt(QPoint(5, 5)));
        const int offset = table()->rowViewportPosition(table()->indexAt(QPoint(5, 5)).row());
        m_history->rows.prepend(Samples::historyRow(101));
        m_history->rows[41].record.fate = SaveFate::Undone;

        m_panel->refresh();
        m_history->answer();

        QCOMPARE(table()->model()->rowCount(), 101);
        QCOMPARE(idAt(table()->currentIndex()), u"id-60"_s);
        QCOMPARE(idAt(table()->indexAt(QPoint(5, 5))), top);
        QCOMPARE(table()->rowViewportPosition(table()->indexAt(QPoint(5, 5)).row()), offset);
        QVERIFY(hasText(u"overwritten by another save"_s));
    }

    void allConnectionsAreShownWhenAsked()
    {
        m_history->rows = Samples::historyRows(3, 1);
        m_history->rows[1].record.server = u"http://localhost:9000"_s;
        open();
        QCOMPARE(table()->model()->rowCount(), 2);

        m_panel->findChild<QCheckBox *>()->click();
        m_history->answer();

        QCOMPARE(table()->model()->rowCount(), 3);
        select(u"id-2"_s);
        QVERIFY(!button(u"Undo on the server"_s)->isEnabled());
        QVERIFY(button(u"Undo on the server"_s)->toolTip().contains(u"localhost:9000"_s));
        QVERIFY(!button(u"Open source"_s)->isEnabled());
    }

    // States

    void anEmptyHistorySaysSo()
    {
        m_panel->setServer({});
        showPanel();
        m_history->answer();

        QVERIFY(hasText(u"Nothing was saved from this machine yet."_s));
        QVERIFY(!table()->isVisible());
        QVERIFY(!button(u"Export…"_s)->isEnabled());
        QVERIFY(!button(u"Undo on the server"_s)->isEnabled());
    }

    void noHitOffersToClearTheSearch()
    {
        m_history->rows = Samples::historyRows(3, 1);
        open();
        search()->setText(u"cinema"_s);
        m_history->answer();
        QVERIFY(hasText(u"No save has “cinema” in it."_s));

        button(u"Clear search"_s)->click();
        m_history->answer();

        QCOMPARE(search()->text(), QString());
        QCOMPARE(table()->model()->rowCount(), 3);
        QVERIFY(table()->isVisible());
    }

    void aFailureIsSaidAndTriedAgain()
    {
        m_panel->setServer(server);
        showPanel();
        m_history->fail(storageError());
        QVERIFY(hasText(u"could not be read"_s));
        QVERIFY(hasText(u"“disk I/O error”"_s));

        m_history->rows = Samples::historyRows(2, 1);
        button(u"Try again"_s)->click();
        m_history->answer();

        QCOMPARE(table()->model()->rowCount(), 2);
        QVERIFY(!hasText(u"could not be read"_s));
    }

    void aFailureFurtherDownKeepsTheRows()
    {
        m_history->rows = Samples::historyRows(300, 1);
        open();
        scrollToEnd();
        QTRY_COMPARE(m_history->waiting(), 1);

        m_history->fail(storageError());

        QVERIFY(hasText(u"could not be read"_s));
        QCOMPARE(table()->model()->rowCount(), 200);
        QVERIFY(table()->isVisible());
        scrollToEnd();
        QCOMPARE(m_history->waiting(), 0); // only when somebody asks
        button(u"Try again"_s)->click();
        m_history->answer();
        scrollToEnd();
        QTRY_COMPARE(m_history->waiting(), 1);
        m_history->answer();
        QCOMPARE(table()->model()->rowCount(), 300);
    }

    void aSlowReadShowsALine()
    {
        m_panel->setServer(server);
        showPanel();
        const auto *line = m_panel->findChild<BusyLine *>();
        QVERIFY(!line->isMoving());
        QTRY_VERIFY(line->isMoving());

        m_history->answer();

        QVERIFY(!line->isMoving());
    }

    // Keeping

    void howLongSavesAreKeptIsStored()
    {
        const auto shownDays = [this] {
            return m_panel->findChild<QComboBox *>()->currentData().toInt();
        };
        QCOMPARE(shownDays(), 365);
        open();
        QSignalSpy changed(m_panel.get(), &HistoryPanel::keepDaysChanged);
        auto *keep = m_panel->findChild<QComboBox *>();

        keep->setFocus();
        QTest::keyClick(keep, Qt::Key_Down);

        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toInt(), 0);
        QCOMPARE(m_settings->value(u"history/keepDays"_s), "0");
        makePanel();
        QCOMPARE(shownDays(), 0);
        QCOMPARE(HistoryPanel::keepDays(*m_settings), 0);
    }

    // For everybody

    void theKeyboardReachesEverything()
    {
        m_history->rows = Samples::historyRows(3, 1);
        open();
        QSignalSpy opened(m_panel.get(), &HistoryPanel::openRequested);
        m_panel->focusSearch();

        QTest::keyClick(search(), Qt::Key_Down);
        QVERIFY(table()->hasFocus());
        QTest::keyClick(table(), Qt::Key_Down);
        QCOMPARE(idAt(table()->currentIndex()), u"id-2"_s);
        QTest::keyClick(table(), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);

        QSet<QWidget *> reached;
        for (int step = 0; step < 30; ++step) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached.insert(QApplication::focusWidget());
        }
        for (const auto &name :
             {u"Export…"_s, u"Copy details"_s, u"Open source"_s, u"Undo on the server"_s})
            QVERIFY2(reached.contains(button(name)), qPrintable(name));
        QVERIFY(reached.contains(search()));
        QVERIFY(reached.contains(table()));
        QVERIFY(reached.contains(m_panel->findChild<QCheckBox *>()));
        QVERIFY(reached.contains(m_panel->findChild<QComboBox *>()));
    }

    void everythingHasAName()
    {
        m_history->rows = Samples::historyRows(3, 1);
        open();

        for (const QWidget *widget : m_panel->findChildren<QWidget *>()) {
            const bool isControl = widget->focusPolicy() != Qt::NoFocus && widget->isVisible()
                    && !widget->objectName().startsWith(u"qt_"_s);
            if (!isControl)
                continue;
            QAccessibleInterface *face =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(),
                     widget->metaObject()->className());
        }
        QAccessibleInterface *rows = QAccessible::queryAccessibleInterface(table());
        QVERIFY(rows->tableInterface());
        QCOMPARE(rows->tableInterface()->cellAt(1, 2)->text(QAccessible::Name),
                 u"Plex Home 2, plex-home"_s);
    }

    void markupIsPlainText()
    {
        const QString nasty = u"<b>bold</b><img src=x>"_s;
        HistoryRow row = Samples::historyRow(1);
        row.record.name = nasty;
        row.record.slug = nasty;
        row.record.who = nasty;
        row.record.server = nasty;
        row.record.requestId = nasty;
        row.record.changes = {{Field::Name, FieldValue::text(nasty), FieldValue::text(nasty)}};
        m_history->rows = {row};
        m_panel->setServer(u"elsewhere"_s);
        showPanel();
        m_panel->findChild<QCheckBox *>()->click();
        m_history->answer();
        search()->setText(u"<b>"_s);
        m_history->answer();

        int shown = 0;
        for (const QLabel *label : m_panel->findChildren<QLabel *>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            shown += label->text().contains(nasty) ? 1 : 0;
        }
        QVERIFY(shown >= 6);
        const QString tip = button(u"Undo on the server"_s)->toolTip();
        QVERIFY(tip.contains(u"&lt;b&gt;"_s));
    }

    void theSmallestWindowIsEnough_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theSmallestWindowIsEnough()
    {
        QFETCH(const bool, dark);
        QApplication::setPalette(paletteOf(dark ? darkTokens() : lightTokens()));
        m_history->rows = Samples::historyRows(20, 1);
        for (HistoryRow &row : m_history->rows)
            row.hasSnapshot = true;
        m_panel->resize(820 - Size::narrowSourceList, 560 - 96); // beside list, strips and menu
        open();

        QCOMPARE(m_panel->size(), QSize(580, 464));
        QVERIFY(table()->viewport()->height() >= 2 * 50);
        QCOMPARE(table()->horizontalScrollBar()->maximum(), 0);
        for (const QPushButton *widget : m_panel->findChildren<QPushButton *>()) {
            if (!widget->isVisible())
                continue;
            QVERIFY(m_panel->rect().contains(
                    QRect(widget->mapTo(m_panel.get(), QPoint()), widget->size())));
            QVERIFY(widget->width() >= widget->sizeHint().width());
        }
        const Tokens &tokens = dark ? darkTokens() : lightTokens();
        const QImage image = m_panel->grab().toImage();
        QCOMPARE(image.pixelColor(4, 4).rgb(), tokens.surface.rgb());
        const QPoint row = table()->viewport()->mapTo(m_panel.get(), QPoint(5, 25));
        QCOMPARE(image.pixelColor(row).rgb(), tokens.selected.rgb());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestHistoryPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historypanel.moc"
