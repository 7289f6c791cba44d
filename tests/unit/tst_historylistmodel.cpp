// SPDX-License-Identifier: GPL-3.0-or-later
#include "historysamples.h"
#include "items/historylistmodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestHistoryListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<HistoryListModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
                m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void aRowSaysWhatWasSaved()
    {
        const HistoryRow row = Samples::historyRow(7);
        m_model->setRows({row}, false);

        QCOMPARE(shown(HistoryListModel::StateColumn), u"Confirmed"_s);
        QCOMPARE(shown(HistoryListModel::WhenColumn),
                 QLocale().toString(row.record.when.toLocalTime().date(), QLocale::ShortFormat));
        QCOMPARE(below(HistoryListModel::WhenColumn),
                 QLocale().toString(row.record.when.toLocalTime().time(), QLocale::ShortFormat));
        QCOMPARE(shown(HistoryListModel::SourceColumn), u"Plex Home 7"_s);
        QCOMPARE(below(HistoryListModel::SourceColumn), u"plex-home"_s);
        QCOMPARE(shown(HistoryListModel::WhoColumn), u"anna"_s);
        QCOMPARE(below(HistoryListModel::WhoColumn), u"auth.example.org"_s);
        QCOMPARE(shown(HistoryListModel::FieldsColumn), u"Name"_s);
    }

    void whatIsShownIsTextForAScreenReader()
    {
        m_model->setRows({Samples::historyRow(7)}, false);

        QCOMPARE(at(HistoryListModel::SourceColumn, Qt::AccessibleTextRole),
                 u"Plex Home 7, plex-home"_s);
        QCOMPARE(at(HistoryListModel::StateColumn, Qt::AccessibleTextRole), u"Confirmed"_s);
    }

    void threeFieldsAreCounted()
    {
        HistoryRow row = Samples::historyRow(1);
        row.record.changes = {Samples::nameChange(),
                              {Field::Slug, FieldValue::text(u"a"_s), FieldValue::text(u"b"_s)}};
        m_model->setRows({row}, false);
        QCOMPARE(shown(HistoryListModel::FieldsColumn), u"Name, Slug"_s);
        QCOMPARE(below(HistoryListModel::FieldsColumn), QString());

        row.record.changes.append(Samples::tokenChange());
        m_model->setRows({row}, false);
        QCOMPARE(shown(HistoryListModel::FieldsColumn), u"3 fields"_s);
        QCOMPARE(below(HistoryListModel::FieldsColumn), u"Name, Slug, Plex token"_s);
    }

    void anUnknownPersonIsSaid()
    {
        HistoryRow row = Samples::historyRow(1);
        row.record.who.clear();
        m_model->setRows({row}, false);

        QCOMPARE(shown(HistoryListModel::WhoColumn), u"not known"_s);
    }

    void lineEndsOfAServerStayInTheLine()
    {
        HistoryRow row = Samples::historyRow(1);
        row.record.name = u"Plex\nHome"_s;
        m_model->setRows({row}, false);

        QCOMPARE(shown(HistoryListModel::SourceColumn), u"Plex Home"_s);
    }

    void moreIsWantedOnceUntilItCame()
    {
        m_tester.reset(); // it asks for more by itself
        QSignalSpy wanted(m_model.get(), &HistoryListModel::moreWanted);
        m_model->setRows(Samples::historyRows(10, 6), true);

        m_model->fetchMore({});
        m_model->fetchMore({});
        QCOMPARE(wanted.count(), 1);
        QVERIFY(!m_model->canFetchMore({}));

        m_model->appendRows(Samples::historyRows(5, 1), true);
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QCOMPARE(wanted.count(), 2);
        m_model->appendRows({}, false);
        QVERIFY(!m_model->canFetchMore({}));
        QCOMPARE(numbers(), QList<qint64>({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
    }

    void afterAFailureItMayBeAskedAgain()
    {
        m_tester.reset(); // it asks for more by itself
        m_model->setRows(Samples::historyRows(10, 6), true);
        m_model->fetchMore({});

        m_model->askAgain();

        QVERIFY(m_model->canFetchMore({}));
    }

    void rowsThatAreHereAreNotAddedTwice()
    {
        m_model->setRows(Samples::historyRows(10, 6), true);

        m_model->appendRows(Samples::historyRows(7, 4), false);

        QCOMPARE(numbers(), QList<qint64>({10, 9, 8, 7, 6, 5, 4}));
    }

    void aNewSaveComesFirst()
    {
        m_model->setRows(Samples::historyRows(2, 1), false);

        m_model->prependRow(Samples::historyRow(3));

        QCOMPARE(numbers(), QList<qint64>({3, 2, 1}));
    }

    void whatBecameOfASaveIsTakenOver()
    {
        m_model->setRows(Samples::historyRows(3, 1), false);
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
        SaveRecord record = m_model->rows().at(1).record;
        record.fate = SaveFate::Undone;

        m_model->updateRow(record);
        m_model->updateRow(record); // nothing new
        record.id = u"unknown"_s;
        m_model->updateRow(record);

        QCOMPARE(changes.count(), 1);
        QCOMPARE(m_model->index(1, 0).data().toString(), u"Undone by another write"_s);
        QCOMPARE(m_model->index(1, 0).data(HistoryListModel::FateRole).toInt(),
                 int(SaveFate::Undone));
    }

    void aRefreshKeepsOlderRowsAndPlaces()
    {
        m_model->setRows(Samples::historyRows(10, 6), true);
        m_model->appendRows(Samples::historyRows(5, 1), false);
        const QPersistentModelIndex held(m_model->indexOfId(u"id-8"_s));
        QList<HistoryRow> page = Samples::historyRows(12, 7);
        page.removeAt(3); // number 9 was taken out again
        page[1].record.fate = SaveFate::Saved;

        m_model->refreshFrom(page, true);

        QCOMPARE(numbers(), QList<qint64>({12, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1}));
        QCOMPARE(m_model->rows().at(1).record.fate, SaveFate::Saved);
        QCOMPARE(held.data(HistoryListModel::IdRole).toString(), u"id-8"_s);
        QVERIFY(!m_model->canFetchMore({})); // the last one was here before
    }

    void aRefreshAfterManySavesLeavesNoGap()
    {
        m_tester.reset(); // it asks for more by itself
        m_model->setRows(Samples::historyRows(10, 6), false);

        m_model->refreshFrom(Samples::historyRows(30, 26), true);

        QCOMPARE(numbers(), QList<qint64>({30, 29, 28, 27, 26}));
        QVERIFY(m_model->canFetchMore({}));
    }

    void forgottenRowsGoWithARefresh()
    {
        m_model->setRows(Samples::historyRows(10, 1), true);

        m_model->refreshFrom(Samples::historyRows(10, 8), false);
        QCOMPARE(numbers(), QList<qint64>({10, 9, 8}));

        m_model->refreshFrom({}, false);
        QCOMPARE(m_model->rowCount(), 0);
    }

    void eachColumnHasItsHeading()
    {
        QStringList headings;
        for (int column = 0; column <= HistoryListModel::ColumnCount; ++column)
            headings.append(
                    m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        QCOMPARE(headings,
                 (QStringList{u"State"_s, u"When"_s, u"Source"_s, u"Who"_s, u"Fields"_s,
                              QString()}));
        QVERIFY(!m_model->headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
        QVERIFY(!m_model->headerData(0, Qt::Horizontal, Qt::DecorationRole).isValid());
    }

    void whoAsksOutsideTheHistoryGetsNothing()
    {
        m_model->setRows(Samples::historyRows(2, 1), true);
        QVERIFY(!m_model->data({}, Qt::DisplayRole).isValid());
        QVERIFY(!m_model->index(0, 0).data(Qt::DecorationRole).isValid());
        QVERIFY(!m_model->canFetchMore(m_model->index(0, 0))); // rows have no rows
    }

    void rowsAreFoundByTheirId()
    {
        m_model->setRows(Samples::historyRows(3, 1), false);
        QCOMPARE(m_model->rowOfId(u"id-2"_s)->number, qint64(2));
        QCOMPARE(m_model->indexOfId(u"id-2"_s).row(), 1);
        QCOMPARE(m_model->rowOfId(u"unknown"_s), nullptr);
        QVERIFY(!m_model->indexOfId(u"unknown"_s).isValid());
    }

    void aPageForAnEmptyHistoryIsTheHistory()
    {
        m_model->appendRows(Samples::historyRows(3, 1), false);
        QCOMPARE(numbers(), QList<qint64>({3, 2, 1}));
    }

    void theNewestSaveAgainChangesNothing()
    {
        m_model->setRows(Samples::historyRows(3, 1), false);
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
        HistoryRow newest = Samples::historyRow(3);
        m_model->prependRow(newest);
        QCOMPARE(changes.size(), 0);
        newest.record.fate = SaveFate::Undone;
        m_model->prependRow(newest); // in its place
        QCOMPARE(changes.size(), 1);
        QCOMPARE(numbers(), QList<qint64>({3, 2, 1}));
    }

    void aRefreshOfTheWholeSaysWhetherMoreIsThere()
    {
        m_tester.reset(); // it asks for more by itself
        m_model->setRows(Samples::historyRows(3, 1), false);
        m_model->refreshFrom(Samples::historyRows(3, 1), true);
        QVERIFY(m_model->canFetchMore({}));
        m_model->refreshFrom(Samples::historyRows(3, 1), false);
        QVERIFY(!m_model->canFetchMore({}));
    }

    void aRefreshOfAnEmptyHistoryIsThePage()
    {
        m_model->refreshFrom(Samples::historyRows(3, 1), false);
        QCOMPARE(numbers(), QList<qint64>({3, 2, 1}));
    }

    void aHostIsShownWithItsPort_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("host");
        QTest::newRow("host") << u"https://auth.example.org"_s << u"auth.example.org"_s;
        QTest::newRow("port") << u"http://localhost:9000/sub"_s << u"localhost:9000"_s;
        QTest::newRow("no address") << u"somewhere"_s << u"somewhere"_s;
    }
    void aHostIsShownWithItsPort()
    {
        QFETCH(const QString, server);
        QTEST(hostOf(server), "host");
    }

private:
    QString at(int column, int role) const
    {
        return m_model->index(0, column).data(role).toString();
    }
    QString shown(int column) const { return at(column, Qt::DisplayRole); }
    QString below(int column) const { return at(column, HistoryListModel::SecondLineRole); }
    QList<qint64> numbers() const
    {
        QList<qint64> all;
        for (const HistoryRow &row : m_model->rows())
            all.append(row.number);
        return all;
    }

    std::unique_ptr<HistoryListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestHistoryListModel)
#include "tst_historylistmodel.moc"
