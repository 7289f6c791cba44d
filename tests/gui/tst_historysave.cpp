// SPDX-License-Identifier: GPL-3.0-or-later
#include "historydesk.h"
#include "source/historyfile.h"

#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;

class TestHistorySave : public QObject, private HistoryDesk
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDesk(); }
    void cleanup() { clearDesk(); }

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
        const QStringList offered = dialog->selectedFiles();
        QVERIFY(offered.first().endsWith(u"/plex-home-snapshot.json"_s));
        choose(u"before.json"_s);
        m_history->answerSnapshot();

        QCOMPARE(m_files->content, snapshotFile(Samples::source(), server));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestHistorySave test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historysave.moc"
