// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/merge.h"
#include "source/patch.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
FieldValue servers(const QString &letters)
{
    QStringList items;
    for (const QChar letter : letters)
        items.append(letter);
    return FieldValue::list(items);
}

QString letters(const FieldValue &value)
{
    return value.toList().join(QString());
}

PlexSource randomised(const PlexSource &from, int oneIn, QRandomGenerator &random)
{
    PlexSource source = from;
    for (const FieldRow &row : fieldTable()) {
        if (!row.readOnly && random.bounded(oneIn) == 0)
            source.setValue(row.field,
                            Samples::otherValue(row.field, from.value(row.field), random));
    }
    return source;
}
} // namespace

class TestMerge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void perFieldKinds_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("mine");
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *name, const QString &base, const QString &mine,
                            const QString &theirs, MergeKind kind, const QString &result) {
            QTest::newRow(name) << base << mine << theirs << int(kind) << result;
        };
        row("untouched", u"a"_s, u"a"_s, u"a"_s, MergeKind::Untouched, u"a"_s);
        row("mine", u"a"_s, u"b"_s, u"a"_s, MergeKind::Mine, u"b"_s);
        row("theirs", u"a"_s, u"a"_s, u"b"_s, MergeKind::Theirs, u"b"_s);
        row("same", u"a"_s, u"b"_s, u"b"_s, MergeKind::Same, u"b"_s);
        row("conflict", u"a"_s, u"b"_s, u"c"_s, MergeKind::Conflict, u"b"_s);
    }
    void perFieldKinds()
    {
        QFETCH(QString, base);
        QFETCH(QString, mine);
        QFETCH(QString, theirs);
        QFETCH(int, kind);
        QFETCH(QString, result);
        const FieldMerge merged = mergeField(Field::Name, FieldValue::text(base),
                                             FieldValue::text(mine), FieldValue::text(theirs));
        QCOMPARE(int(merged.kind), kind);
        QCOMPARE(merged.result.toText(), result);
    }

    void listsMergeByElement_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("mine");
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<QString>("result"); // "?" = conflict
        QTest::newRow("both add") << u"ab"_s << u"abx"_s << u"aby"_s << u"abxy"_s;
        QTest::newRow("add and remove") << u"abc"_s << u"abcx"_s << u"ac"_s << u"acx"_s;
        QTest::newRow("both remove") << u"abc"_s << u"bc"_s << u"ab"_s << u"b"_s;
        QTest::newRow("same added, more") << u"a"_s << u"axz"_s << u"ax"_s << u"axz"_s;
        QTest::newRow("in front") << u"b"_s << u"ab"_s << u"bc"_s << u"abc"_s;
        QTest::newRow("mine emptied") << u"ab"_s << QString() << u"abx"_s << u"x"_s;
        QTest::newRow("I reordered") << u"ab"_s << u"ba"_s << u"abx"_s << u"?"_s;
        QTest::newRow("they reordered") << u"ab"_s << u"abx"_s << u"ba"_s << u"?"_s;
        QTest::newRow("repetition") << u"aba"_s << u"ab"_s << u"abax"_s << u"?"_s;
    }
    void listsMergeByElement()
    {
        QFETCH(QString, base);
        QFETCH(QString, mine);
        QFETCH(QString, theirs);
        QFETCH(QString, result);
        const FieldMerge merged =
                mergeField(Field::AllowedServers, servers(base), servers(mine), servers(theirs));
        if (result == "?"_L1) {
            QCOMPARE(merged.kind, MergeKind::Conflict);
            return;
        }
        QCOMPARE(merged.kind, MergeKind::Combined);
        QCOMPARE(letters(merged.result), result);
    }

    void setsAlwaysCombine()
    {
        const FieldMerge merged =
                mergeField(Field::UserPropertyMappings, FieldValue::set({u"a"_s, u"b"_s}),
                           FieldValue::set({u"a"_s, u"b"_s, u"x"_s}), FieldValue::set({u"b"_s}));
        QCOMPARE(merged.kind, MergeKind::Combined);
        QCOMPARE(merged.result, FieldValue::set({u"b"_s, u"x"_s}));
    }

    void aReorderedSetIsNoChange()
    {
        const FieldMerge merged =
                mergeField(Field::UserPropertyMappings, FieldValue::set({u"a"_s, u"b"_s}),
                           FieldValue::set({u"a"_s}), FieldValue::set({u"b"_s, u"a"_s}));
        QCOMPARE(merged.kind, MergeKind::Mine);
    }

    void secretsCompareByDigest()
    {
        const FieldValue base = Samples::source().value(Field::PlexToken);
        const FieldValue mine = Samples::typedToken(u"new"_s);
        const FieldValue same = FieldValue::storedSecret(Samples::digests().digest(u"new"_s));
        const FieldValue other = FieldValue::storedSecret(Samples::digests().digest(u"third"_s));
        QCOMPARE(mergeField(Field::PlexToken, base, mine, base).kind, MergeKind::Mine);
        QCOMPARE(mergeField(Field::PlexToken, base, mine, same).kind, MergeKind::Same);
        QCOMPARE(mergeField(Field::PlexToken, base, mine, other).kind, MergeKind::Conflict);
        QCOMPARE(mergeField(Field::PlexToken, base, base, other).kind, MergeKind::Theirs);
    }

    void aTouchedFieldThatTheServerNoLongerHasIsAConflict()
    {
        const FieldMerge merged = mergeField(Field::Promoted, FieldValue::flag(false),
                                             FieldValue::flag(true), FieldValue());
        QCOMPARE(merged.kind, MergeKind::Conflict);
    }

    void derivedFieldsAreNoNews()
    {
        const PlexSource base = Samples::source();
        PlexSource theirs = base;
        theirs.setValue(Field::IconUrl, FieldValue::text(u"/media/x?token=2"_s));
        theirs.setValue(Field::Managed, FieldValue::text(u"blueprint"_s));
        const MergeResult merged = merge(base, base, theirs);
        QCOMPARE(merged.takenOver(), FieldSet{Field::Managed});
    }

    void lawsHoldForRandomSources()
    {
        QRandomGenerator random(15);
        for (int round = 0; round < 3000; ++round) {
            const PlexSource base = randomised(Samples::source(), 3, random);
            const PlexSource mine = randomised(base, 4, random);
            const PlexSource theirs = randomised(base, 4, random);
            const MergeResult merged = merge(base, mine, theirs);
            for (const FieldRow &row : fieldTable()) {
                const FieldMerge &of = merged.of(row.field);
                const bool touched = base.value(row.field) != mine.value(row.field);
                const bool remote = base.value(row.field) != theirs.value(row.field);
                if (!touched)
                    QCOMPARE(of.result, theirs.value(row.field));
                if (touched && !remote)
                    QCOMPARE(of.result, mine.value(row.field));
                QCOMPARE(of.kind == MergeKind::Untouched, !touched && !remote);
                const bool needsDecision = merged.undecided().contains(row.field);
                QCOMPARE(needsDecision,
                         touched && remote && mine.value(row.field) != theirs.value(row.field));
            }
            // Without a need to decide, the result is theirs with exactly my fields on top.
            if (!merged.undecided().isEmpty())
                continue;
            PlexSource expected = theirs;
            for (const Field field : merged.with(MergeKind::Mine))
                expected.setValue(field, mine.value(field));
            for (const FieldRow &row : fieldTable())
                QCOMPARE(merged.of(row.field).result, expected.value(row.field));
        }
    }

    void combinedListsHoldBothSidesChanges()
    {
        QRandomGenerator random(16);
        int combinedCount = 0;
        for (int round = 0; round < 5000; ++round) {
            const FieldValue base = servers(u"abcdef"_s.left(random.bounded(7)));
            const FieldValue mine = Samples::otherValue(Field::AllowedServers, base, random);
            const FieldValue theirs = Samples::otherValue(Field::AllowedServers, base, random);
            const FieldMerge merged = mergeField(Field::AllowedServers, base, mine, theirs);
            if (merged.kind != MergeKind::Combined)
                continue;
            ++combinedCount;
            const QStringList result = merged.result.toList();
            const QStringList all = base.toList() + mine.toList() + theirs.toList();
            for (const QString &item : all) {
                const bool inBase = base.toList().contains(item);
                const bool inMine = mine.toList().contains(item);
                const bool inTheirs = theirs.toList().contains(item);
                const bool expected = inBase ? inMine && inTheirs : true;
                QCOMPARE(result.count(item), expected ? 1 : 0);
            }
        }
        QVERIFY(combinedCount > 1000);
    }
};

QTEST_GUILESS_MAIN(TestMerge)
#include "tst_merge.moc"
