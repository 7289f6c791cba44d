// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "rounds.h"
#include "soakdesk.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>

#include <chrono>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// The program at work for SOURCEDESK_SOAK_MINUTES: edits, saves, conflicts, offline spells, faults
// and new connections, over the fault proxy. Every acknowledged edit is accounted for, memory grows
// by five megabytes at most, and no descriptor is left open. Prints a line a minute. Without the
// variable it is a short run, in which memory has not settled and is only printed.
//
// SOURCEDESK_SOAK_SEED gives the seed, SOURCEDESK_SOAK_PACE the rounds a second at most, and with
// SOURCEDESK_SOAK_ROUNDS each round is told.
namespace {
constexpr qint64 mostGrowth = 5 * 1024 * 1024;
constexpr int leastWarmUp = 700;   // rounds: the ring of the request log is full by then
constexpr int earlierSaves = 5000; // a disk that takes its time needs minutes for them

struct Plan
{
    bool isLong = qEnvironmentVariableIntValue("SOURCEDESK_SOAK_MINUTES") > 0;
    std::chrono::milliseconds length = isLong
            ? std::chrono::minutes(qEnvironmentVariableIntValue("SOURCEDESK_SOAK_MINUTES"))
            : std::chrono::milliseconds(20s);
    std::chrono::milliseconds betweenMeasures = isLong ? 60s : 5s;
    quint32 seed = qEnvironmentVariable("SOURCEDESK_SOAK_SEED").toUInt();
    bool tellsRounds = qEnvironmentVariableIsSet("SOURCEDESK_SOAK_ROUNDS");
    double pace =
            qEnvironmentVariable("SOURCEDESK_SOAK_PACE", isLong ? u"3"_s : u"50"_s).toDouble();
};

const char *nameOf(SaveResult result)
{
    switch (result) {
    case SaveResult::NothingToSend:
        return "nothing to send";
    case SaveResult::Invalid:
        return "invalid";
    case SaveResult::Saved:
        return "saved";
    case SaveResult::Refused:
        return "refused";
    case SaveResult::NotSent:
        return "not sent";
    case SaveResult::Conflict:
        return "conflict";
    case SaveResult::Replaced:
        return "replaced";
    case SaveResult::Gone:
        return "gone";
    case SaveResult::Cancelled:
        return "cancelled";
    case SaveResult::AppliedUnanswered:
        return "applied unanswered";
    case SaveResult::NotApplied:
        return "not applied";
    case SaveResult::OtherWrote:
        return "other wrote";
    case SaveResult::CannotTell:
        return "cannot tell";
    case SaveResult::HitAnother:
        return "hit another";
    }
    return "unknown";
}

double megabytes(qint64 bytes)
{
    return double(bytes) / (1024 * 1024);
}

class Soak
{
public:
    explicit Soak(const Plan &plan)
        : m_plan(plan)
        , m_rounds(m_desk, plan.seed)
    { }

    /// 0 when everything is as it should be.
    int run();

private:
    void round();
    void pace(qint64 began);
    Measure measure(const char *what);
    void tellProblems();
    bool isWarm() const;
    void summarise() const;
    int judge() const;

    Plan m_plan;
    SoakDesk m_desk;
    Rounds m_rounds;
    QElapsedTimer m_watch;
    int m_round = 0;
    int m_problems = 0;
    Measure m_first;
    Measure m_last;
};

/// A real pause, the only one that is no answer's: this runs for hours on a machine that others
/// use.
void Soak::pace(qint64 began)
{
    const auto share = std::chrono::milliseconds(qint64(1000 / m_plan.pace));
    const auto left = share - std::chrono::milliseconds(m_watch.elapsed() - began);
    if (left > 0ms)
        m_desk.wait([] { return false; }, left);
}

void Soak::round()
{
    const qint64 began = m_watch.elapsed();
    m_rounds.run(m_round);
    if (m_plan.tellsRounds) // whoever looks for the reason of something
        std::printf("round %d, %s: %lld ms\n", m_round, qPrintable(m_rounds.last()),
                    static_cast<long long>(m_watch.elapsed() - began));
    m_desk.noteRequests();
    tellProblems();
    ++m_round;
    pace(began);
}

void Soak::tellProblems()
{
    const QStringList problems = m_desk.ledger().takeProblems();
    for (const QString &problem : problems)
        std::printf("PROBLEM seed %u round %d (%s): %s\n", m_plan.seed, m_round,
                    qPrintable(m_rounds.last()), qPrintable(problem));
    m_problems += int(problems.size());
}

Measure Soak::measure(const char *what)
{
    m_desk.check();
    tellProblems();
    const Measure now = m_desk.measureAtRest(m_first.open.isEmpty() ? 0 : m_first.descriptors());
    const EditLedger::Counts &counts = m_desk.ledger().counts();
    std::printf("%-8s %6.1f min %6d rounds %6d acknowledged %5d problems  resident %7.2f MB  "
                "anonymous %7.2f MB  %3d descriptors\n",
                what, double(m_watch.elapsed()) / 60'000, m_round, counts.acknowledged, m_problems,
                megabytes(now.resident), megabytes(now.anonymous), now.descriptors());
    if (!m_first.open.isEmpty() && now.descriptors() > m_first.descriptors())
        std::printf("         open: %s\n", qPrintable(now.open.join(u' ')));
    return now;
}

bool Soak::isWarm() const
{
    if (!m_plan.isLong)
        return m_watch.elapsed() > m_plan.length.count() / 3;
    return m_round >= leastWarmUp && m_watch.elapsed() > m_plan.length.count() / 20;
}

int Soak::run()
{
    std::printf("seed %u, %.1f minutes, %.1f rounds a second\n", m_plan.seed,
                double(m_plan.length.count()) / 60'000, m_plan.pace);
    if (!m_desk.start() || (m_plan.isLong && !m_desk.fillHistory(earlierSaves))) {
        std::printf("the program did not start\n");
        return 1;
    }
    m_watch.start();
    while (!isWarm())
        round();
    m_first = measure("warm");
    QDeadlineTimer due(m_plan.betweenMeasures);
    while (m_watch.elapsed() < m_plan.length.count()) {
        round();
        if (!due.hasExpired())
            continue;
        measure("at work");
        due.setRemainingTime(m_plan.betweenMeasures);
    }
    m_last = measure("end");
    summarise();
    return judge();
}

void Soak::summarise() const
{
    const auto print = [](const char *what, const std::map<QString, int> &counts) {
        std::printf("%s:", what);
        for (const auto &[name, count] : counts)
            std::printf(" %s %d;", qPrintable(name), count);
        std::printf("\n");
    };
    const EditLedger::Counts &counts = m_desk.ledger().counts();
    std::printf("%d rounds in %.1f minutes, seed %u\n", m_round, double(m_watch.elapsed()) / 60'000,
                m_plan.seed);
    print("rounds", m_rounds.counts());
    print("faults", m_rounds.faults());
    std::map<QString, int> saves;
    for (const auto &[result, count] : m_desk.saves())
        saves[QString::fromLatin1(nameOf(result))] = count;
    print("saves", saves);
    std::printf("edits: %d fields typed, %d acknowledged, %d written by the other one, %d losses "
                "told, %d saves confirmed, %d sessions, %d not accounted for\n",
                counts.typed, counts.acknowledged, counts.byOthers, m_desk.lossesTold(),
                m_desk.confirmed(), m_desk.sessions(), m_problems);
    std::printf("resident: %.2f MB, then %.2f MB; descriptors: %d, then %d\n",
                megabytes(m_first.resident), megabytes(m_last.resident), m_first.descriptors(),
                m_last.descriptors());
}

int Soak::judge() const
{
    QStringList failures;
    if (m_problems > 0)
        failures.append(u"not every edit is accounted for"_s);
    if (m_plan.isLong && m_last.resident - m_first.resident > mostGrowth)
        failures.append(u"memory grew by more than 5 MB"_s);
    if (m_last.descriptors() > m_first.descriptors())
        failures.append(u"descriptors were left open"_s);
    if (m_desk.ledger().counts().acknowledged < m_round / 4)
        failures.append(u"too little was saved for this to say anything"_s);
    for (const QString &failure : std::as_const(failures))
        std::printf("FAILED: %s\n", qPrintable(failure));
    if (failures.isEmpty())
        std::printf("passed\n");
    return failures.isEmpty() ? 0 : 1;
}
} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // a log is read while it is written
    QCoreApplication::setApplicationName(u"sourcedesk-soak"_s);
    QApplication program(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(tokensFor(QGuiApplication::palette())));
    Plan plan;
    if (plan.seed == 0)
        plan.seed = QRandomGenerator::global()->bounded(1U, 1'000'000U);
    return Soak(plan).run();
}
