// SPDX-License-Identifier: GPL-3.0-or-later
#include "savemodel.h"

#include <QMetaEnum>
#include <QTest>

// 100,000 random schedules over the very step function that the program uses, and the same with one
// rule broken at a time, which the checks have to notice. The number of a schedule is its seed.

using SaveModel::Counts;
using SaveModel::Rule;
using SaveModel::Schedule;

namespace {

constexpr int schedules = 100'000;
constexpr int schedulesPerRule = 5'000;

void print(const Counts &counts)
{
    qInfo("%lld schedules: %lld writes sent, %lld carried out, %lld without an answer, %lld of "
          "those "
          "carried out late",
          counts.schedules, counts.sent, counts.applied, counts.lostAnswers, counts.late);
    qInfo("%lld changes of others, %lld moves, %lld looks by pk, %lld cancels, %lld conflicts, "
          "%lld "
          "decided and saved again",
          counts.othersChanges, counts.moves, counts.finds, counts.cancels,
          counts.results[std::size_t(SaveResult::Conflict)], counts.decisions);
    qInfo("%lld fields set back by a write of all columns, %lld saves undone and seen so",
          counts.undoneColumns, counts.undoneSeen);
    qInfo("in the gap between read and write: %lld changes of the same field, %lld writes that hit "
          "another source, %lld of them without a sign",
          counts.sameFieldInGap, counts.hitAnother, counts.hitUnseen);
    constexpr std::array names = {"NothingToSend", "Invalid",           "Saved",      "Refused",
                                  "NotSent",       "Conflict",          "Replaced",   "Gone",
                                  "Cancelled",     "AppliedUnanswered", "NotApplied", "OtherWrote",
                                  "CannotTell",    "HitAnother"};
    for (std::size_t at = 0; at < names.size(); ++at)
        qInfo("  %-18s %lld", names[at], counts.results[at]);
}

} // namespace

class TestSaveModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsOverwrittenUnseen()
    {
        Counts counts;
        for (int seed = 0; seed < schedules; ++seed) {
            const QString failure = Schedule(quint64(seed), Rule::None, &counts).run();
            QVERIFY2(failure.isEmpty(),
                     qPrintable(QStringLiteral("schedule %1: %2").arg(seed).arg(failure)));
        }
        print(counts);
        for (std::size_t at = 0; at < counts.results.size(); ++at) {
            if (SaveResult(at) != SaveResult::Invalid)
                QVERIFY2(counts.results[at] > 0, "an end that never came proves nothing");
        }
        QVERIFY(counts.applied > schedules / 2);
        QVERIFY(counts.late > schedules / 100);
        QVERIFY(counts.undoneSeen > schedules / 1000);
    }

    void aBrokenRuleIsNoticed_data()
    {
        QTest::addColumn<int>("rule");
        constexpr std::array names = {
                "read is skipped",         "pk is ignored",           "conflict is mine",
                "combined is sent",        "untouched is sent",       "everything is sent",
                "lost answer is repeated", "lost answer is not sent", "lost answer is saved",
                "found is not compared",   "old address is used",     "another answer is ours",
                "everything is saved",     "failed read is gone",     "written between is hidden",
                "taken over is hidden",    "hit is hidden",           "not applied is final",
                "saved is not confirmed"};
        static_assert(names.size() == std::size_t(Rule::SavedIsNotConfirmed));
        for (std::size_t at = 0; at < names.size(); ++at)
            QTest::newRow(names[at]) << int(at + 1);
    }
    void aBrokenRuleIsNoticed()
    {
        QFETCH(int, rule);
        Counts counts;
        QString failure;
        for (int seed = 0; seed < schedulesPerRule && failure.isEmpty(); ++seed)
            failure = Schedule(quint64(seed), Rule(rule), &counts).run();
        QVERIFY2(!failure.isEmpty(), "broken, and nobody noticed");
        qInfo("noticed in schedule %lld: %s", counts.schedules, qPrintable(failure));
    }
};

QTEST_GUILESS_MAIN(TestSaveModel)
#include "tst_savemodel.moc"
