// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/saverecord.h"
#include "source/savesteps.h"

#include <QString>

#include <array>
#include <optional>
#include <random>
#include <vector>

// A model of a server, of two people who save with the step function, and of others who write,
// rename, swap, replace, delete and recreate sources. A schedule is one random order of all that
// happens; it checks each promise of the safe save and says the first one that was broken.

namespace SaveModel {

/// A rule that is broken on purpose, to see that the model notices.
enum class Rule : quint8
{
    None,
    ReadIsSkipped,          ///< compares with what the edit started from
    PkIsIgnored,            ///< takes whatever is at the address for our source
    ConflictIsMine,         ///< sends over a change of theirs
    CombinedIsSent,         ///< sends a combined list without asking
    UntouchedIsSent,        ///< adds a field that nobody touched
    EverythingIsSent,       ///< as a web form does
    LostAnswerIsRepeated,   ///< sends again
    LostAnswerIsNotSent,    ///< takes no answer for nothing sent
    LostAnswerIsSaved,      ///< takes no answer for success
    FoundIsNotCompared,     ///< writes where the source was found without reading
    OldAddressIsUsed,       ///< writes to the address it knew instead of the one just read
    AnotherAnswerIsOurs,    ///< does not look whose the answer is
    EverythingIsSaved,      ///< says Saved whatever happened
    FailedReadIsGone,       ///< says that a source is gone when it could not be read
    WrittenBetweenIsHidden, ///< does not say who wrote in between
    TakenOverIsHidden,      ///< does not say what was taken over
    HitIsHidden,            ///< does not say that another source shows the unanswered write
    NotAppliedIsFinal,      ///< no later check of a write without an answer
    SavedIsNotConfirmed,    ///< no later check of a write with an answer
};

/// The step function with one rule broken.
SaveStep brokenStep(Rule rule, SaveState state, const SaveEvent &event);

/// What happened in all schedules, to see that nothing is proven by nothing.
struct Counts
{
    qint64 schedules = 0;
    qint64 sent = 0;        ///< PATCHes that left a client
    qint64 applied = 0;     ///< that changed a row
    qint64 lostAnswers = 0; ///< of those sent
    qint64 late = 0;        ///< carried out after their client had given up waiting
    qint64 finds = 0;
    qint64 decisions = 0; ///< conflicts decided and saved again
    qint64 cancels = 0;
    qint64 othersChanges = 0;  ///< of a field of our source
    qint64 moves = 0;          ///< renames, swaps, replacements, deletions, recreations
    qint64 sameFieldInGap = 0; ///< another's change of the same field between read and write
    qint64 undoneColumns = 0;  ///< fields set back because a write saves all columns
    qint64 undoneSeen = 0;     ///< saves whose later check said that something is gone
    qint64 hitAnother = 0;     ///< a write that reached another source in the gap
    qint64 hitUnseen = 0;      ///< of those, without any sign that could be read
    std::array<qint64, std::size_t(SaveResult::HitAnother) + 1> results = {};
};

/// One row of the server's table, with who changed each field last and when.
struct Row
{
    PlexSource source;
    std::array<int, fieldCount> changedAt = {};
};

/// A PATCH on its way or at work.
struct Request
{
    int client = 0;
    QString slug;
    QByteArray body;
    std::optional<PlexSource> loaded; ///< at work: a save of all its columns will follow
};

struct Client
{
    enum class Phase : quint8
    {
        Closed,
        Editing,
        Saving,
        Ended
    };
    Phase phase = Phase::Closed;
    QString slug;
    PlexSource baseline;
    PlexSource mine;
    SaveState state;
    SaveWish wish;
    bool waits = false;   ///< for the answer of a PATCH
    bool inDoubt = false; ///< a PATCH of this save got no answer
    bool mayRun = false;  ///< a PATCH of this save is on its way or was carried out
    bool didFind = false;
    bool foundNothing = false; ///< the last look for the pk
    int rounds = 0;
    int lastReadAt = -1;
    int comparedAt = -1;                ///< the last read before the PATCH
    std::optional<PlexSource> lastRead; ///< what the server last showed, whatever it was
    bool isFresh = false;               ///< nothing came since that read
    QString hitPk;                      ///< another source that a PATCH of this save reached
    bool answeredByHit = false;
    bool sawHit = false; ///< a read after the write showed it
    std::optional<SaveOutcome> outcome;
    SaveRecord record;
    FieldSet sent;
};

class Schedule
{
public:
    Schedule(quint64 seed, Rule broken, Counts *counts);

    /// The first broken promise, in words; empty when all were kept.
    QString run();

private:
    bool dice(int of) { return pick(of) == 0; }
    int pick(int of) { return int(m_random() % quint32(of)); }
    void fail(const char *what);

    Row *at(const QString &slug);
    Row *withPk(const QString &pk);
    void set(Row &row, Field field, const FieldValue &value);
    QString freeSlug();

    void othersAct();
    void otherChanges(Row &row);
    void otherMoves(Row &row);

    void act(Client &client);
    void open(Client &client);
    void begin(Client &client);
    void read(Client &client, const QString &slug);
    void find(Client &client);
    void write(Client &client, const SaveWishes::Write &wish);
    void loseAnswer(Client &client);
    void feed(Client &client, const SaveEvent &event);
    void takeWish(Client &client);
    void checkWrite(Client &client, const SaveWishes::Write &wish);
    void ended(Client &client, const SaveOutcome &outcome);
    void decide(Client &client, const MergeResult &merge);

    void work(std::size_t at);
    void store(const Request &request);
    void noteStored(Client &client, Row &row, Field field, bool wasSent);
    void reply(const Request &request, const SaveEvent &event);

    void checkEnd(const Client &client, const SaveOutcome &outcome);
    void checkAnswer(const Client &client, const SaveOutcome &outcome);
    void checkLater(Client &client);

    std::minstd_rand m_random;
    Rule m_broken;
    Counts *m_counts;
    std::vector<Row> m_rows;
    std::array<Client, 2> m_clients;
    std::vector<Request> m_requests;
    int m_now = 0;
    int m_othersLeft = 0;
    int m_lastPk = 1;
    QString m_failure;
};

} // namespace SaveModel
