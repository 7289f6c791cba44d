// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/changelistmodel.h"
#include "samples.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
QString cell(const ChangeListModel &model, int row, int column)
{
    return model.index(row, column).data(Qt::DisplayRole).toString();
}
} // namespace

class TestChangeListModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsOldAndNewInTheOrderOfTheForm()
    {
        ChangeListModel model;
        const QAbstractItemModelTester tester(
                &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const PlexSource before = Samples::source();
        PlexSource after = before;
        after.setValue(Field::Name, FieldValue::text(u"Plex Away"_s));
        after.setValue(Field::Enabled, FieldValue::flag(false));
        after.setValue(Field::AllowedServers, FieldValue::list({u"server-b"_s}));

        model.setChanges(before, after, {Field::AllowedServers, Field::Enabled, Field::Name});

        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(cell(model, 0, ChangeListModel::FieldColumn), u"Name"_s);
        QCOMPARE(cell(model, 0, ChangeListModel::OldColumn), u"Plex Home"_s);
        QCOMPARE(cell(model, 0, ChangeListModel::NewColumn), u"Plex Away"_s);
        QCOMPARE(cell(model, 1, ChangeListModel::OldColumn), u"on"_s);
        QCOMPARE(cell(model, 1, ChangeListModel::NewColumn), u"off"_s);
        QCOMPARE(cell(model, 2, ChangeListModel::OldColumn), u"server-a, server-b"_s);
        QCOMPARE(cell(model, 2, ChangeListModel::NewColumn), u"server-b"_s);
        QCOMPARE(model.index(2, 1).data(ChangeListModel::FieldRole).value<Field>(),
                 Field::AllowedServers);
    }

    void aTokenIsNeverShown()
    {
        ChangeListModel model;
        const PlexSource before = Samples::source();
        PlexSource after = before;
        after.setValue(Field::PlexToken, Samples::typedToken(u"typed-token"_s));

        model.setChanges(before, after, {Field::PlexToken});

        QCOMPARE(cell(model, 0, ChangeListModel::NewColumn), u"changed, not shown"_s);
        for (int column = 0; column < model.columnCount(); ++column) {
            for (int role = 0; role < Qt::UserRole + 20; ++role) {
                const QString text = model.index(0, column).data(role).toString();
                QVERIFY(!text.contains(u"typed-token") && !text.contains(u"stored-token"));
            }
        }
    }

    void theColumnsAreNamed()
    {
        const ChangeListModel model;
        QCOMPARE(model.headerData(ChangeListModel::FieldColumn, Qt::Horizontal, Qt::DisplayRole),
                 QVariant(u"Field"_s));
        QCOMPARE(model.headerData(ChangeListModel::OldColumn, Qt::Horizontal, Qt::DisplayRole),
                 QVariant(u"On the server"_s));
        QCOMPARE(model.headerData(ChangeListModel::NewColumn, Qt::Horizontal, Qt::DisplayRole),
                 QVariant(u"After saving"_s));
        QVERIFY(!model.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
    }

    void whoAsksOutsideTheTableGetsNothing()
    {
        ChangeListModel model;
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setChanges(Samples::source(), Samples::source(), {}); // still nothing
        QVERIFY(changes.isEmpty());
        model.setChanges(Samples::source(), Samples::source(), {Field::Name});
        QVERIFY(!model.data({}, Qt::DisplayRole).isValid());
        QVERIFY(!model.headerData(0, Qt::Horizontal, Qt::DecorationRole).isValid());
        QVERIFY(!model.headerData(ChangeListModel::ColumnCount, Qt::Horizontal, Qt::DisplayRole)
                         .isValid());
    }

    void typingOnKeepsTheRows()
    {
        ChangeListModel model;
        const QAbstractItemModelTester tester(
                &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const PlexSource before = Samples::source();
        PlexSource after = before;
        after.setValue(Field::Name, FieldValue::text(u"a"_s));
        model.setChanges(before, after, {Field::Name});
        const QPersistentModelIndex row = model.index(0, 0);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);

        after.setValue(Field::Name, FieldValue::text(u"ab"_s));
        model.setChanges(before, after, {Field::Name});
        QCOMPARE(resets.count(), 0);
        QVERIFY(row.isValid());
        QCOMPARE(cell(model, 0, ChangeListModel::NewColumn), u"ab"_s);

        model.setChanges(before, before, {});
        QCOMPARE(resets.count(), 1);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestChangeListModel)
#include "tst_changelistmodel.moc"
