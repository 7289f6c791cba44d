// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftsamples.h"
#include "items/draftlistmodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(DraftRow)

namespace {

/// In local time, in which a person reads it.
QDateTime at(int day, int hour, int minute)
{
    return QDateTime(QDate(2026, 11, day), QTime(hour, minute));
}

DraftRow rowOf(const QString &pk, DraftState state = DraftState::Draft)
{
    DraftRow row;
    row.draft = Samples::draft().summary();
    row.draft.pk = pk;
    row.draft.state = state;
    row.draft.changed = at(24, 12, 0);
    return row;
}

DraftRow queued(const QString &pk, int second)
{
    DraftRow row = rowOf(pk, DraftState::Queued);
    row.draft.queuedAt = at(24, 12, 0).addSecs(second);
    return row;
}

} // namespace

class TestDraftListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<DraftListModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
                m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setNow(at(24, 12, 4));
        m_model->setConnection({u"https://auth.example.org"_s, u"akadmin"_s});
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void aRowSaysWhatIsDrafted()
    {
        m_model->setRows({rowOf(u"a"_s)});

        QCOMPARE(shown(DraftListModel::StateColumn), u"Draft"_s);
        QCOMPARE(shown(DraftListModel::SourceColumn), u"Plex Home"_s);
        QCOMPARE(below(DraftListModel::SourceColumn), u"plex-home"_s);
        QCOMPARE(shown(DraftListModel::ConnectionColumn), u"auth.example.org"_s);
        QCOMPARE(below(DraftListModel::ConnectionColumn), u"connected"_s);
        QCOMPARE(shown(DraftListModel::FieldsColumn), u"2"_s);
        QCOMPARE(shown(DraftListModel::AgeColumn), u"4 min"_s);
        QCOMPARE(below(DraftListModel::AgeColumn), u"akadmin"_s);
        QCOMPARE(shown(DraftListModel::NextColumn), u"Kept here until you save it."_s);
    }

    void whatIsShownIsTextForAScreenReader()
    {
        m_model->setRows({rowOf(u"a"_s)});

        QCOMPARE(cell(DraftListModel::SourceColumn, Qt::AccessibleTextRole),
                 u"Plex Home, plex-home"_s);
        QCOMPARE(cell(DraftListModel::FieldsColumn, Qt::AccessibleTextRole), u"2 fields"_s);
        DraftRow one = rowOf(u"a"_s);
        one.draft.fields = 1;
        m_model->setRows({one});
        QCOMPARE(cell(DraftListModel::FieldsColumn, Qt::AccessibleTextRole), u"1 field"_s);
    }

    void eachStateSaysWhatHappensNext_data()
    {
        QTest::addColumn<DraftRow>("row");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("next");
        QTest::newRow("queued") << queued(u"a"_s, 1) << u"Queued"_s
                                << u"First in the queue. Goes out when auth.example.org answers."_s;
        QTest::newRow("conflict") << rowOf(u"a"_s, DraftState::Conflict) << u"Conflict"_s
                                  << u"Somebody changed the same field. Open it and choose."_s;
        DraftRow known = rowOf(u"a"_s, DraftState::Conflict);
        known.finding = u"bert changed Name too."_s;
        QTest::newRow("known conflict")
                << known << u"Conflict"_s << u"bert changed Name too. Open it and choose."_s;
        QTest::newRow("rejected") << rowOf(u"a"_s, DraftState::Rejected) << u"Rejected"_s
                                  << u"The server refused it. Open it and correct it."_s;
        QTest::newRow("cannot tell")
                << rowOf(u"a"_s, DraftState::CannotTell) << u"Cannot tell"_s
                << u"No answer came after sending. Read the source again to see what is stored."_s;
        DraftRow elsewhere = rowOf(u"a"_s);
        elsewhere.draft.server = u"https://auth-stage.example.org"_s;
        QTest::newRow("elsewhere")
                << elsewhere << u"Draft"_s << u"Connect to auth-stage.example.org to open it."_s;
        elsewhere.draft.state = DraftState::Queued;
        QTest::newRow("queued elsewhere")
                << elsewhere << u"Queued"_s
                << u"Goes out when auth-stage.example.org is connected."_s;
        DraftRow anothers = queued(u"a"_s, 1);
        anothers.draft.user = u"bert"_s;
        QTest::newRow("queued by another")
                << anothers << u"Queued"_s
                << u"Waits for bert’s token. Take it out of the queue and submit it to send it as "
                   "akadmin."_s;
    }
    void eachStateSaysWhatHappensNext()
    {
        QFETCH(const DraftRow, row);
        m_model->setRows({row});
        QTEST(shown(DraftListModel::StateColumn), "state");
        QTEST(shown(DraftListModel::NextColumn), "next");
    }

    void theQueueIsCountedOldestFirst()
    {
        m_model->setRows({queued(u"third"_s, 3), rowOf(u"draft"_s), queued(u"first"_s, 1),
                          queued(u"second"_s, 2)});

        QVERIFY(next(0).startsWith(u"Number 3 in the queue."_s));
        QVERIFY(next(2).startsWith(u"First in the queue."_s));
        QVERIFY(next(3).startsWith(u"Number 2 in the queue."_s));
    }

    void anothersTokenIsSaid()
    {
        DraftRow row = rowOf(u"a"_s);
        row.draft.user = u"bert"_s;
        m_model->setRows({row});
        QCOMPARE(below(DraftListModel::AgeColumn), u"bert’s token"_s);
        row.draft.user.clear();
        m_model->setRows({row});
        QCOMPARE(below(DraftListModel::AgeColumn), u"not known whose"_s);
    }

    void agesAreCountedToNow_data()
    {
        QTest::addColumn<QDateTime>("when");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << at(24, 12, 4) << u"just now"_s;
        QTest::newRow("set back") << at(24, 12, 9) << u"just now"_s;
        QTest::newRow("minutes") << at(24, 12, 0) << u"4 min"_s;
        QTest::newRow("hours") << at(24, 10, 52) << u"1 h 12 min"_s;
        QTest::newRow("yesterday") << at(23, 0, 30) << u"yesterday"_s;
        QTest::newRow("days") << at(21, 23, 59) << u"3 days"_s;
        QTest::newRow("long ago") << QDateTime(QDate(2025, 1, 2), QTime(3, 4))
                                  << QLocale().toString(QDate(2025, 1, 2), QLocale::ShortFormat);
    }
    void agesAreCountedToNow()
    {
        QFETCH(const QDateTime, when);
        QTEST(ageText(when, at(24, 12, 4)), "text");
    }

    void timeMovesTheAgesOnly()
    {
        m_model->setRows({rowOf(u"a"_s), rowOf(u"b"_s)});
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);

        m_model->setNow(at(24, 12, 5));

        QCOMPARE(shown(DraftListModel::AgeColumn), u"5 min"_s);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.at(0).at(0).toModelIndex().column(), int(DraftListModel::AgeColumn));
        QCOMPARE(resets.count(), 0);
    }

    void everyWordIsLookedFor_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("pks");
        QTest::newRow("all") << u"  "_s << QStringList{u"home"_s, u"lab"_s, u"north"_s};
        QTest::newRow("name") << u"LAB"_s << QStringList{u"lab"_s};
        QTest::newRow("slug") << u"slug-north"_s << QStringList{u"north"_s};
        QTest::newRow("host") << u"stage"_s << QStringList{u"north"_s};
        QTest::newRow("user") << u"bert"_s << QStringList{u"lab"_s, u"north"_s};
        QTest::newRow("state") << u"cannot tell"_s << QStringList{u"north"_s};
        QTest::newRow("two words") << u"bert auth.example"_s << QStringList{u"lab"_s};
        QTest::newRow("none") << u"bert nowhere"_s << QStringList{};
    }
    void everyWordIsLookedFor()
    {
        QFETCH(const QString, filter);
        DraftRow home = rowOf(u"home"_s);
        DraftRow lab = rowOf(u"lab"_s, DraftState::Conflict);
        lab.draft.name = u"Plex Lab"_s;
        lab.draft.user = u"bert"_s;
        DraftRow north = rowOf(u"north"_s, DraftState::CannotTell);
        north.draft.slug = u"slug-north"_s;
        north.draft.name = u"Plex North"_s;
        north.draft.user = u"bert"_s;
        north.draft.server = u"https://auth-stage.example.org"_s;
        m_model->setRows({home, lab, north});

        m_model->setFilter(filter);

        QTEST(pks(), "pks");
        QCOMPARE(m_model->total(), 3);
    }

    void rowsAreFoundByTheirKey()
    {
        DraftRow elsewhere = rowOf(u"a"_s);
        elsewhere.draft.server = u"https://auth-stage.example.org"_s;
        elsewhere.draft.name = u"Elsewhere"_s;
        elsewhere.draft.slug = u"elsewhere"_s;
        m_model->setRows({rowOf(u"a"_s), rowOf(u"b"_s), elsewhere});
        const DraftKey key{u"https://auth-stage.example.org"_s, u"a"_s};

        QCOMPARE(m_model->indexOf(key).row(), 2);
        QCOMPARE(m_model->rowOf(key)->draft.name, u"Elsewhere"_s);
        QCOMPARE(m_model->keyAt(m_model->index(2, 3)), key);
        m_model->setFilter(u"plex home"_s);
        QVERIFY(!m_model->indexOf(key).isValid());
        QCOMPARE(m_model->rowOf(key), nullptr);
        m_model->setFilter({});
        m_model->setRows({elsewhere, rowOf(u"b"_s)}); // it has moved
        QCOMPARE(m_model->indexOf(key).row(), 0);
    }

    void theSameRowsAgainChangeNothing()
    {
        m_model->setRows({rowOf(u"a"_s)});
        QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);

        m_model->setRows({rowOf(u"a"_s)});
        QCOMPARE(resets.count(), 0);
        m_model->setRows({rowOf(u"a"_s, DraftState::Conflict)});
        QCOMPARE(resets.count(), 1);
    }

    void textsOfAServerArePlainAndOfOneLine()
    {
        DraftRow row = rowOf(u"a"_s);
        row.draft.name = u"<b>Plex</b>\nHome"_s;
        m_model->setRows({row});

        QCOMPARE(shown(DraftListModel::SourceColumn), u"<b>Plex</b> Home"_s);
        QVERIFY(!cell(DraftListModel::SourceColumn, Qt::ToolTipRole).contains(u"<b>"_s));
    }

    void eachColumnHasItsHeading()
    {
        QStringList headings;
        for (int column = 0; column <= DraftListModel::ColumnCount; ++column)
            headings.append(
                    m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        QCOMPARE(headings,
                 (QStringList{u"State"_s, u"Source"_s, u"Connection"_s, u"Fields"_s, u"Age"_s,
                              u"What happens next"_s, QString()}));
        QVERIFY(!m_model->headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
        QVERIFY(!m_model->headerData(0, Qt::Horizontal, Qt::DecorationRole).isValid());
    }

    void whoAsksOutsideTheListGetsNothing()
    {
        m_model->setRows({rowOf(u"a"_s), rowOf(u"b"_s)});
        const QModelIndex last = m_model->index(1, 0);
        QVERIFY(!m_model->data({}, Qt::DisplayRole).isValid());
        QVERIFY(!last.data(Qt::DecorationRole).isValid());
        QCOMPARE(m_model->keyAt({}), DraftKey());
        m_tester.reset(); // an index of what was
        m_model->setRows({rowOf(u"a"_s)});
        QCOMPARE(m_model->keyAt(last), DraftKey());
    }

    void rolesSayWhichDraftItIs()
    {
        m_model->setRows({rowOf(u"a"_s, DraftState::Rejected)});
        const QModelIndex index = m_model->index(0, 0);
        QCOMPARE(index.data(DraftListModel::StateRole).toInt(), int(DraftState::Rejected));
        QCOMPARE(index.data(DraftListModel::ServerRole).toString(), u"https://auth.example.org"_s);
        QCOMPARE(index.data(DraftListModel::PkRole).toString(), u"a"_s);
    }

    void ofAConnectionThatIsNotOpenOneIsToldToConnect()
    {
        DraftRow row = rowOf(u"a"_s, DraftState::Rejected);
        row.finding = u"The server refused Name."_s;
        m_model->setRows({row});
        QVERIFY(next(0).endsWith("Open it and correct it."_L1));
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);

        m_model->setConnections({DraftConnection()}); // none, as it is before the first
        QCOMPARE(below(DraftListModel::ConnectionColumn), u"not connected"_s);
        QCOMPARE(next(0), u"The server refused Name. Connect to auth.example.org to open it."_s);
        QCOMPARE(changes.size(), 1);
        m_model->setConnections({});
        QCOMPARE(changes.size(), 1); // the same
    }

    void whileNobodyKnowsWhoseTokenItIsNobodysDraftIsAnothers()
    {
        m_model->setConnection({u"https://auth.example.org"_s, QString()});
        DraftRow row = queued(u"a"_s, 1);
        row.draft.user = u"bert"_s;
        m_model->setRows({row});
        QCOMPARE(below(DraftListModel::AgeColumn), u"bert"_s);
        QVERIFY(next(0).startsWith("First in the queue."_L1));

        m_model->setConnection({u"https://auth.example.org"_s, u"akadmin"_s});
        row.draft.user.clear();
        m_model->setRows({row});
        QVERIFY(next(0).startsWith("First in the queue."_L1));
    }

    void aDraftWithoutATimeIsNew() { QCOMPARE(ageText({}, at(24, 12, 4)), u"just now"_s); }

    void anEmptyListTellsNothing()
    {
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
        m_model->setNow(at(24, 12, 5));
        m_model->setConnections({});
        QVERIFY(changes.isEmpty());
    }

    void tenThousandRowsAreSetFast()
    {
        m_tester.reset(); // it looks at every row
        constexpr int count = 10'000;
        QList<DraftRow> rows;
        for (int number = 0; number < count; ++number)
            rows.append(queued(QString::number(number), count - number));
        QElapsedTimer timer;
        timer.start();
        m_model->setRows(rows);
        m_model->setFilter(u"home akadmin"_s);
        const qint64 took = timer.elapsed();

        qInfo("10,000 rows set and searched: %lld ms", took);
        QCOMPARE(m_model->rowCount(), count);
        QVERIFY(next(count - 1).startsWith(u"First in the queue."_s));
        QVERIFY(took < 1000);
    }

private:
    QString cell(int column, int role) const
    {
        return m_model->index(0, column).data(role).toString();
    }
    QString shown(int column) const { return cell(column, Qt::DisplayRole); }
    QString below(int column) const { return cell(column, DraftListModel::SecondLineRole); }
    QString next(int row) const
    {
        return m_model->index(row, DraftListModel::NextColumn).data().toString();
    }
    QStringList pks() const
    {
        QStringList pks;
        for (int row = 0; row < m_model->rowCount(); ++row)
            pks.append(m_model->index(row, 0).data(DraftListModel::PkRole).toString());
        return pks;
    }

    std::unique_ptr<DraftListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestDraftListModel)
#include "tst_draftlistmodel.moc"
