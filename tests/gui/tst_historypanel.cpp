// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/busyline.h"
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "fakehistory.h"
#include "history/historypanel.h"
#include "historysamples.h"
#include "items/historylistmodel.h"
#include "source/historyfile.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString server = u"https://auth.example.org"_s;
const QString otherServer = u"http://localhost:9000"_s;

Error storageError()
{
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = u"disk I/O error"_s;
    return error;
}
} // namespace

class TestHistoryPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QApplication::setPalette(paletteOf(lightTokens()));
        m_history = std::make_unique<FakeHistory>();
        m_files = std::make_unique<FakeFiles>();
        m_settings = std::make_unique<FakeSettings>();
        makePanel();
    }
    void cleanup()
    {
        m_panel.reset();
        m_history.reset();
    }

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
        m_history->rows[1].record.server = otherServer;
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

    // One save

    void theDetailShowsWhatWasSaved()
    {
        m_history->rows = {Samples::historyRow(1)};
        m_history->rows[0].record.changes.append(Samples::tokenChange());
        open();

        QVERIFY(hasText(u"Plex Home"_s));
        QVERIFY(hasText(u"Plex Family"_s));
        QVERIFY(hasText(u"changed, not shown"_s));
        QVERIFY(!hasText(u"stored, not shown"_s));
        QVERIFY(hasText(u"https://auth.example.org"_s));
        const QLabel *id = label(u"request-1"_s);
        QVERIFY(id);
        QVERIFY(id->textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
    }

    void undoIsAskedForWithTheWholeRecord()
    {
        m_history->rows = Samples::historyRows(3, 1);
        open();
        select(u"id-2"_s);
        QSignalSpy undo(m_panel.get(), &HistoryPanel::undoRequested);

        button(u"Undo on the server"_s)->click();

        QCOMPARE(undo.count(), 1);
        QCOMPARE(undo.at(0).at(0).value<SaveRecord>(), m_history->rows.at(1).record);
    }

    void aSecretAloneCannotBeUndone()
    {
        m_history->rows = {Samples::historyRow(1)};
        m_history->rows[0].record.changes = {Samples::tokenChange()};
        open();

        const QPushButton *undo = button(u"Undo on the server"_s);
        QVERIFY(!undo->isEnabled());
        QCOMPARE(undo->accessibleDescription(), u"The old value of Plex token is not kept."_s);
        QVERIFY(undo->toolTip().contains(u"Plex token"_s));
        QVERIFY(hasText(u"The old value of Plex token is not kept."_s));
    }

    void aSecretBesideOthersIsSaidNotUndone()
    {
        m_history->rows = {Samples::historyRow(1)};
        m_history->rows[0].record.changes.append(Samples::tokenChange());
        open();

        QVERIFY(button(u"Undo on the server"_s)->isEnabled());
        QVERIFY(hasText(u"Not undone: Plex token. The old value is not kept."_s));
    }

    void aSaveOnItsWayCannotBeUndone()
    {
        m_history->rows = {Samples::historyRow(1)};
        m_history->rows[0].record.fate = SaveFate::Sending;
        open();

        QVERIFY(!button(u"Undo on the server"_s)->isEnabled());
    }

    void theSourceIsOpened()
    {
        m_history->rows = Samples::historyRows(2, 1);
        open();
        QSignalSpy opened(m_panel.get(), &HistoryPanel::openRequested);

        button(u"Open source"_s)->click();

        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.at(0), QVariantList({u"pk-1"_s, u"plex-home"_s}));
    }

    void detailsAreCopiedWithoutSecrets()
    {
        m_history->rows = {Samples::historyRow(1)};
        m_history->rows[0].record.changes.append(Samples::tokenChange());
        open();
        QSignalSpy copied(m_panel.get(), &HistoryPanel::copyRequested);

        button(u"Copy details"_s)->click();
        table()->setFocus();
        QTest::keySequence(table(), QKeySequence::Copy);

        QCOMPARE(copied.count(), 2);
        const QString text = copied.at(0).at(0).toString();
        QCOMPARE(copied.at(1).at(0).toString(), text);
        QVERIFY(text.contains(u"Name: Plex Home → Plex Family"_s));
        QVERIFY(text.contains(u"Plex token: changed, not shown"_s));
        QVERIFY(text.contains(u"request-1"_s));
        QVERIFY(!text.contains(u"new-token"_s));
    }

    // Files

    void allPiecesAreExported_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("json");
        QTest::newRow("csv") << u"saves.csv"_s << false;
        QTest::newRow("json") << u"saves.json"_s << true;
    }
    void allPiecesAreExported()
    {
        QFETCH(const QString, name);
        QFETCH(const bool, json);
        m_history->rows = Samples::historyRows(1500, 1);
        open();
        QSignalSpy said(m_panel.get(), &HistoryPanel::said);

        button(u"Export…"_s)->click();
        choose(name);
        QVERIFY(!button(u"Export…"_s)->isEnabled());
        QVERIFY(m_history->answer());
        QVERIFY(m_history->answer());
        HistoryFile expected(json ? HistoryFormat::Json : HistoryFormat::Csv);
        expected.add(m_history->rows);
        QCOMPARE(QFileInfo(m_files->path).fileName(), name);
        QCOMPARE(m_files->content, expected.content());
        QCOMPARE(said.count(), 0); // before it is written
        m_files->answer();

        QCOMPARE(said.at(0).at(0).toString(), u"Exported 1500 saves to %1."_s.arg(name));
        QVERIFY(button(u"Export…"_s)->isEnabled());
    }

    void aFileThatWasNotWrittenIsSaid()
    {
        m_history->rows = Samples::historyRows(2, 1);
        open();
        button(u"Export…"_s)->click();
        choose(u"saves.csv"_s);
        m_history->answer();

        m_files->answer(failure(storageError()));

        QVERIFY(hasText(u"saves.csv was not written: “disk I/O error”"_s));
        select(u"id-1"_s);
        QVERIFY(!hasText(u"was not written"_s));
        QVERIFY(button(u"Export…"_s)->isEnabled());
    }

    void theSnapshotIsExported()
    {
        m_history->rows = Samples::historyRows(2, 1);
        m_history->rows[1].hasSnapshot = true;
        m_history->kept = Samples::source();
        open();
        QVERIFY(!button(u"Export snapshot…"_s)->isVisible());
        select(u"id-1"_s);
        QVERIFY(button(u"Export snapshot…"_s)->isVisible());

        button(u"Export snapshot…"_s)->click();
        auto *dialog = m_panel->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->selectedFiles().first().endsWith(u"/plex-home-snapshot.json"_s));
        choose(u"before.json"_s);
        m_history->answerSnapshot();

        QCOMPARE(m_files->content, snapshotFile(Samples::source(), server));
    }

    // Keeping

    void howLongSavesAreKeptIsStored()
    {
        QCOMPARE(m_panel->keepDays(), 365);
        open();
        QSignalSpy changed(m_panel.get(), &HistoryPanel::keepDaysChanged);
        auto *keep = m_panel->findChild<QComboBox *>();

        keep->setFocus();
        QTest::keyClick(keep, Qt::Key_Down);

        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toInt(), 0);
        QCOMPARE(m_settings->value(u"history/keepDays"_s), "0");
        makePanel();
        QCOMPARE(m_panel->keepDays(), 0);
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

private:
    void makePanel()
    {
        m_panel = std::make_unique<HistoryPanel>(*m_history, *m_files, *m_settings);
        m_panel->resize(1066, 672);
    }
    void showPanel()
    {
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    }
    /// Shown with what `m_history` has for the one connection.
    void open()
    {
        m_panel->setServer(server);
        showPanel();
        QVERIFY(m_history->answer());
    }
    QTableView *table() const { return m_panel->findChild<QTableView *>(); }
    QLineEdit *search() const { return m_panel->findChild<QLineEdit *>(); }
    QPushButton *button(const QString &text) const
    {
        for (auto *button : m_panel->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        qFatal("no button %s", qPrintable(text));
    }
    const QLabel *label(const QString &part) const
    {
        for (const auto *label : m_panel->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(part))
                return label;
        }
        return nullptr;
    }
    bool hasText(const QString &part) const { return label(part); }
    static QString idAt(const QModelIndex &index)
    {
        return index.data(HistoryListModel::IdRole).toString();
    }
    void select(const QString &id)
    {
        const auto *model = qobject_cast<HistoryListModel *>(table()->model());
        table()->setCurrentIndex(model->indexOfId(id));
    }
    void scrollToEnd()
    {
        QApplication::sendPostedEvents(); // what is still to be laid out
        table()->verticalScrollBar()->setValue(0);
        table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    }
    /// Answers the file dialog that is open.
    void choose(const QString &name)
    {
        auto *dialog = m_panel->findChild<QFileDialog *>();
        QVERIFY(dialog);
        dialog->setDirectory(m_folder.path());
        dialog->selectFile(name);
        QMetaObject::invokeMethod(dialog, "accept");
    }

    QTemporaryDir m_folder;
    std::unique_ptr<FakeHistory> m_history;
    std::unique_ptr<FakeFiles> m_files;
    std::unique_ptr<FakeSettings> m_settings;
    std::unique_ptr<HistoryPanel> m_panel;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestHistoryPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historypanel.moc"
