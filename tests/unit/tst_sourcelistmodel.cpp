// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/sourcelistmodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLocale>
#include <QSignalSpy>
#include <QStringListModel>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

SourceSummary summary(const QString &pk, const QString &name, const QString &slug = {})
{
    return {pk, slug.isEmpty() ? u"slug-"_s + pk : slug, name, true, false};
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all.append(model.index(row, 0).data().toString());
    return all;
}

QVariant roleOf(const SourceListModel &model, const QString &pk, int role)
{
    return model.indexOfPk(pk).data(role);
}

} // namespace

class TestSourceListModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }

    void showsWhatASourceIs()
    {
        SourceListModel model;
        const QAbstractItemModelTester tester(&model, Mode::QtTest);

        model.setSources({{u"1"_s, u"plex-home"_s, u"Plex Home"_s, false, true}});

        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(roleOf(model, u"1"_s, Qt::DisplayRole), QVariant(u"Plex Home"_s));
        QCOMPARE(roleOf(model, u"1"_s, Qt::AccessibleTextRole), QVariant(u"Plex Home"_s));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::SlugRole), QVariant(u"plex-home"_s));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::EnabledRole), QVariant(false));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::ManagedRole), QVariant(true));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::PhraseRole),
                 QVariant(u"disabled, by blueprint"_s));
        QCOMPARE(model.indexOfSlug(u"plex-home"_s), model.indexOfPk(u"1"_s));
        QVERIFY(!model.indexOfPk(u"2"_s).isValid());
        QVERIFY(!model.indexOfSlug(u"2"_s).isValid());
    }

    void aRefreshKeepsRowsAndMarks()
    {
        SourceListModel model;
        const QAbstractItemModelTester tester(&model, Mode::QtTest);
        model.setSources({summary(u"1"_s, u"A"_s), summary(u"2"_s, u"B"_s), summary(u"3"_s, u"C"_s),
                          summary(u"4"_s, u"D"_s)});
        model.setMarks(u"3"_s, {.changedFields = 2});
        const QPersistentModelIndex kept = model.indexOfPk(u"3"_s);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);

        model.setSources({summary(u"5"_s, u"E"_s), summary(u"3"_s, u"C2"_s)});

        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data(SourceListModel::PkRole), QVariant(u"3"_s));
        QCOMPARE(kept.data(), QVariant(u"C2"_s));
        QCOMPARE(kept.data(SourceListModel::ChangedFieldsRole), QVariant(2));
        QCOMPARE(QModelIndex(kept), model.indexOfPk(u"3"_s));
        QVERIFY(model.indexOfPk(u"5"_s).isValid());
        QVERIFY(!model.indexOfPk(u"1"_s).isValid());
    }

    void anEqualRefreshSaysNothing()
    {
        SourceListModel model;
        const QList<SourceSummary> sources{summary(u"1"_s, u"A"_s), summary(u"2"_s, u"B"_s)};
        model.setSources(sources);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removals(&model, &QAbstractItemModel::rowsRemoved);

        model.setSources({sources.at(1), sources.at(0)});

        QCOMPARE(changes.count() + inserts.count() + removals.count(), 0);
    }

    void pagesThatRepeatASourceListItOnce()
    {
        SourceListModel model;
        const QAbstractItemModelTester tester(&model, Mode::QtTest);
        model.addSources({summary(u"1"_s, u"A"_s), summary(u"1"_s, u"A"_s)});
        model.addSources({summary(u"2"_s, u"B"_s), summary(u"1"_s, u"A again"_s)});
        QCOMPARE(names(model), (QStringList{u"A again"_s, u"B"_s}));
    }

    void anOpenedSourceIsUpdatedOrAdded()
    {
        SourceListModel model;
        const QAbstractItemModelTester tester(&model, Mode::QtTest);
        model.setSources({summary(u"1"_s, u"A"_s)});
        model.updateSource(summary(u"1"_s, u"A2"_s, u"moved"_s));
        model.updateSource(summary(u"2"_s, u"B"_s));
        QCOMPARE(names(model), (QStringList{u"A2"_s, u"B"_s}));
        QVERIFY(model.indexOfSlug(u"moved"_s).isValid());
    }

    void aRemovedSourceTakesItsMarksAlong()
    {
        SourceListModel model;
        const QAbstractItemModelTester tester(&model, Mode::QtTest);
        model.setSources({summary(u"1"_s, u"A"_s), summary(u"2"_s, u"B"_s)});
        model.setMarks(u"1"_s, {.conflict = true});
        model.removeSource(u"1"_s);
        model.removeSource(u"not there"_s);
        QCOMPARE(names(model), QStringList{u"B"_s});
        QCOMPARE(model.indexOfPk(u"2"_s).row(), 0);
        model.updateSource(summary(u"1"_s, u"A"_s));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::ConflictRole), QVariant(false));
    }

    void marksSayTheMostUrgentFirst_data()
    {
        QTest::addColumn<int>("changed");
        QTest::addColumn<bool>("rejected");
        QTest::addColumn<bool>("conflict");
        QTest::addColumn<bool>("onServer");
        QTest::addColumn<QString>("phrase");
        QTest::addRow("none") << 0 << false << false << false << u"by blueprint"_s;
        QTest::addRow("on server") << 0 << false << false << true << u"changed on the server"_s;
        QTest::addRow("one") << 1 << false << false << true << u"1 field changed"_s;
        QTest::addRow("three") << 3 << false << false << false << u"3 fields changed"_s;
        QTest::addRow("rejected") << 3 << true << false << false << u"rejected"_s;
        QTest::addRow("conflict") << 3 << true << true << true << u"conflict"_s;
    }
    void marksSayTheMostUrgentFirst()
    {
        QFETCH(const int, changed);
        QFETCH(const bool, rejected);
        QFETCH(const bool, conflict);
        QFETCH(const bool, onServer);
        QFETCH(const QString, phrase);
        SourceListModel model;
        model.setSources({{u"1"_s, u"a"_s, u"A"_s, true, true}});

        model.setMarks(u"1"_s, {changed, rejected, conflict, onServer});

        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::PhraseRole), QVariant(phrase));
        QCOMPARE(roleOf(model, u"1"_s, Qt::AccessibleDescriptionRole),
                 QVariant(u"enabled, "_s + phrase));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::RejectedRole), QVariant(rejected));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::ChangedOnServerRole), QVariant(onServer));
    }

    void equalMarksSayNothing()
    {
        SourceListModel model;
        model.setSources({summary(u"1"_s, u"A"_s)});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setMarks(u"1"_s, {.changedFields = 1});
        model.setMarks(u"1"_s, {.changedFields = 1});
        model.setMarks(u"not there"_s, {.changedFields = 1});
        QCOMPARE(changes.count(), 1);
    }

    void sortsAsTheReaderDoes()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        SourceListModel model;
        SourceFilterModel sorted;
        const QAbstractItemModelTester tester(&sorted, Mode::QtTest);
        sorted.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"Zoo"_s), summary(u"2"_s, u"zebra"_s),
                          summary(u"3"_s, u"Äpfel"_s), summary(u"4"_s, u"Plex 10"_s),
                          summary(u"5"_s, u"Plex 2"_s), summary(u"6"_s, u"apfel"_s, u"b"_s),
                          summary(u"7"_s, u"Apfel"_s, u"a"_s)});

        QCOMPARE(names(sorted),
                 (QStringList{u"Apfel"_s, u"apfel"_s, u"Äpfel"_s, u"Plex 2"_s, u"Plex 10"_s,
                              u"zebra"_s, u"Zoo"_s}));
    }

    void inTheCLocaleCaseDoesNotCountEither()
    {
        SourceListModel model;
        SourceFilterModel sorted;
        sorted.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"beta"_s), summary(u"2"_s, u"Alpha"_s),
                          summary(u"3"_s, u"Gamma"_s)});
        QCOMPARE(names(sorted), (QStringList{u"Alpha"_s, u"beta"_s, u"Gamma"_s}));
    }

    void aRenamedSourceMovesToItsPlace()
    {
        SourceListModel model;
        SourceFilterModel sorted;
        const QAbstractItemModelTester tester(&sorted, Mode::QtTest);
        sorted.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"A"_s), summary(u"2"_s, u"B"_s)});
        model.updateSource(summary(u"1"_s, u"C"_s));
        QCOMPARE(names(sorted), (QStringList{u"B"_s, u"C"_s}));
    }

    void everySearchedWordMustOccur_data()
    {
        QTest::addColumn<QString>("search");
        QTest::addColumn<QStringList>("found");
        const QString home = u"Plex Home"_s;
        const QString away = u"Straße"_s;
        QTest::addRow("nothing") << QString() << QStringList{home, away};
        QTest::addRow("blanks") << u"  "_s << QStringList{home, away};
        QTest::addRow("case") << u"PLEX"_s << QStringList{home};
        QTest::addRow("slug") << u"work"_s << QStringList{away};
        QTest::addRow("words in any order") << u"home  plex"_s << QStringList{home};
        QTest::addRow("one word of name, one of slug") << u"home media"_s << QStringList{home};
        QTest::addRow("one of two missing") << u"plex work"_s << QStringList{};
        QTest::addRow("folded") << u"STRAßE"_s << QStringList{away};
        QTest::addRow("not across name and slug") << u"homemedia"_s << QStringList{};
        QTest::addRow("no pattern") << u".*"_s << QStringList{};
    }
    void everySearchedWordMustOccur()
    {
        QFETCH(const QString, search);
        QFETCH(const QStringList, found);
        SourceListModel model;
        SourceFilterModel filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&filter, Mode::QtTest);
        model.setSources({summary(u"1"_s, u"Plex Home"_s, u"media-1"_s),
                          summary(u"2"_s, u"Straße"_s, u"work-1"_s)});

        filter.setSearch(search);

        QCOMPARE(filter.search(), search);
        QCOMPARE(names(filter), found);
    }

    void theSelectedRowStaysWhileSearching()
    {
        SourceListModel model;
        SourceFilterModel filter;
        const QAbstractItemModelTester tester(&filter, Mode::QtTest);
        filter.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"A"_s), summary(u"2"_s, u"B"_s)});
        const QPersistentModelIndex kept = filter.mapFromSource(model.indexOfPk(u"2"_s));
        QCOMPARE(kept.row(), 1);

        filter.setSearch(u"b"_s);
        QCOMPARE(kept.row(), 0);
        filter.setSearch({});
        QCOMPARE(kept.row(), 1);
        QCOMPARE(kept.data(), QVariant(u"B"_s));
    }

    void theMostUrgentIsSaid_data()
    {
        QTest::addColumn<SourceMarks>("marks");
        QTest::addColumn<QString>("phrase");
        QTest::newRow("nothing") << SourceMarks() << u"by blueprint"_s;
        SourceMarks marks;
        marks.changedOnServer = true;
        QTest::newRow("on the server") << marks << u"changed on the server"_s;
        marks.changedFields = 2;
        QTest::newRow("fields") << marks << u"2 fields changed"_s;
        marks.changedFields = 1;
        QTest::newRow("field") << marks << u"1 field changed"_s;
        marks.queued = true;
        QTest::newRow("queued") << marks << u"queued, not sent yet"_s;
        marks.lostChange = true;
        QTest::newRow("lost") << marks << u"change gone again"_s;
        marks.rejected = true;
        QTest::newRow("rejected") << marks << u"rejected"_s;
        marks.conflict = true;
        QTest::newRow("conflict") << marks << u"conflict"_s;
    }
    void theMostUrgentIsSaid()
    {
        QFETCH(const SourceMarks, marks);
        QFETCH(const QString, phrase);
        SourceListModel model;
        model.setSources(
                {{u"1"_s, u"a"_s, u"A"_s, true, true}, {u"2"_s, u"b"_s, u"B"_s, false, false}});
        model.setMarks(u"1"_s, marks);
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::PhraseRole), QVariant(phrase));
        QCOMPARE(roleOf(model, u"1"_s, SourceListModel::QueuedRole), QVariant(marks.queued));
        QCOMPARE(roleOf(model, u"1"_s, Qt::AccessibleDescriptionRole),
                 QVariant("enabled, "_L1 + phrase));
        QCOMPARE(roleOf(model, u"2"_s, Qt::AccessibleDescriptionRole), QVariant(u"disabled"_s));
        model.updateSource({u"2"_s, u"b"_s, u"B"_s, true, false});
        QCOMPARE(roleOf(model, u"2"_s, Qt::AccessibleDescriptionRole), QVariant(u"enabled"_s));
    }

    void aNewSlugAloneChangesThePlace()
    {
        SourceListModel model;
        SourceFilterModel filter;
        filter.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"Same"_s, u"a"_s), summary(u"2"_s, u"Same"_s, u"b"_s)});
        model.updateSource(summary(u"1"_s, u"Same"_s, u"c"_s));
        QCOMPARE(filter.index(1, 0).data(SourceListModel::PkRole), QVariant(u"1"_s));
    }

    void whoAsksOutsideTheListGetsNothing()
    {
        SourceListModel model;
        model.setSources({summary(u"1"_s, u"A"_s)});
        QVERIFY(!model.data({}, Qt::DisplayRole).isValid());
        QVERIFY(!model.index(0).data(Qt::DecorationRole).isValid());
    }

    void anyOtherModelIsShownAsItIs()
    {
        QStringListModel model({u"b"_s, u"a"_s});
        SourceFilterModel filter;
        filter.setSourceModel(&model);
        filter.setSearch(u"nowhere"_s);
        QCOMPARE(names(filter), QStringList({u"b"_s, u"a"_s}));
    }

    void aRowThatNoLongerMatchesGoes()
    {
        SourceListModel model;
        SourceFilterModel filter;
        filter.setSourceModel(&model);
        model.setSources({summary(u"1"_s, u"Plex"_s)});
        filter.setSearch(u"plex"_s);
        model.updateSource(summary(u"1"_s, u"Other"_s));
        QCOMPARE(filter.rowCount(), 0);
    }

    // Not a limit, which would hang on the machine: the time is printed, the result is checked.
    void tenThousandRowsAreFiltered()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        SourceListModel model;
        SourceFilterModel filter;
        filter.setSourceModel(&model);
        QList<SourceSummary> sources;
        for (int at = 0; at < 10000; ++at)
            sources.append(summary(QString::number(at), u"Plex %1"_s.arg((at * 7919) % 10000)));
        QElapsedTimer clock;
        clock.start();
        model.setSources(sources);
        qInfo("10,000 rows listed and sorted: %.1f ms", double(clock.nsecsElapsed()) / 1e6);

        for (const QString &search : {u"9"_s, u"99"_s, u"999"_s, u"99"_s, QString()}) {
            clock.start();
            filter.setSearch(search);
            qInfo("filter \"%s\": %.1f ms, %d rows", qPrintable(search),
                  double(clock.nsecsElapsed()) / 1e6, filter.rowCount());
        }
        QCOMPARE(filter.rowCount(), 10000);
        QCOMPARE(names(filter).at(7), u"Plex 7"_s);
        filter.setSearch(u"plex 9999"_s);
        QVERIFY(names(filter).contains(u"Plex 9999"_s));
        QCOMPARE(filter.rowCount(), 2); // the other by its slug

        clock.start();
        model.setSources(sources);
        qInfo("equal refresh: %.1f ms", double(clock.nsecsElapsed()) / 1e6);
    }
};

QTEST_GUILESS_MAIN(TestSourceListModel)
#include "tst_sourcelistmodel.moc"
