// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/conflict.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestConflict : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aListIsSaidByWhatBecameOfIt_data()
    {
        QTest::addColumn<QStringList>("before");
        QTest::addColumn<QStringList>("after");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *label, const QStringList &before, const QStringList &after,
                            const QString &words) {
            QTest::newRow(label) << before << after << words;
        };
        row("nothing", {u"a"_s}, {u"a"_s}, u"unchanged"_s);
        row("added", {u"a"_s}, {u"a"_s, u"media-05"_s}, u"added media-05"_s);
        row("removed", {u"a"_s, u"b"_s}, {u"b"_s}, u"removed a"_s);
        row("both", {u"a"_s, u"b"_s}, {u"b"_s, u"c"_s, u"d"_s}, u"added c, d, removed a"_s);
        row("three", {}, {u"a"_s, u"b"_s, u"c"_s}, u"added a, b, c"_s);
        row("more than three", {}, {u"a"_s, u"b"_s, u"c"_s, u"d"_s}, u"added 4"_s);
        row("reordered", {u"a"_s, u"b"_s}, {u"b"_s, u"a"_s}, u"reordered"_s);
        row("once more", {u"a"_s}, {u"a"_s, u"a"_s}, u"added a"_s);
        row("once less", {u"a"_s, u"a"_s}, {u"a"_s}, u"removed a"_s);
    }
    void aListIsSaidByWhatBecameOfIt()
    {
        QFETCH(QStringList, before);
        QFETCH(QStringList, after);
        QFETCH(QString, words);
        QCOMPARE(changeText(Field::AllowedServers, FieldValue::list(before),
                            FieldValue::list(after)),
                 words);
    }

    void aSetIsSaidTheSameWay()
    {
        QCOMPARE(changeText(Field::UserPropertyMappings, FieldValue::set({u"m1"_s}),
                            FieldValue::set({u"m2"_s})),
                 u"added m2, removed m1"_s);
    }

    void anythingElseIsItsText()
    {
        QCOMPARE(changeText(Field::Name, FieldValue::text(u"a"_s), FieldValue::text(u"b"_s)),
                 u"b"_s);
        QCOMPARE(changeText(Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)),
                 u"off"_s);
        const QString secret = changeText(Field::PlexToken, FieldValue::storedSecret("1"),
                                          Samples::typedToken(u"canary"_s));
        QVERIFY(!secret.contains(u"canary"_s));
    }

    void aCombinedListIsToldFromAChoice()
    {
        const ConflictField list{Field::AllowedServers,
                                 mergeField(Field::AllowedServers, FieldValue::list({u"a"_s}),
                                            FieldValue::list({u"a"_s, u"b"_s}),
                                            FieldValue::list({u"a"_s, u"c"_s}))};
        QVERIFY(list.isCombined());
        const ConflictField name{Field::Name,
                                 mergeField(Field::Name, FieldValue::text(u"a"_s),
                                            FieldValue::text(u"b"_s), FieldValue::text(u"c"_s))};
        QVERIFY(!name.isCombined());
    }
};

QTEST_GUILESS_MAIN(TestConflict)
#include "tst_conflict.moc"
