// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "source/merge.h"
#include "source/plexsource.h"
#include "source/schematraits.h"
#include "source/validation.h"

#include <QList>

#include <optional>
#include <variant>

// The safe save as a pure step function: state + event → next wish. It does no input or output;
// EditSession (later the draft queue and the command line too) carries out its wishes and feeds
// back what happened.
//
// What it holds to:
//  - nothing is sent before the source was read again and compared with what the edit started from
//  - an object with another pk at the address is not our source: nothing is sent, status 200 or
//  not;
//    the source is looked for by its pk, and the save goes on where it is now
//  - a field changed on both sides stops the save before anything is sent
//  - a write that may have arrived is never repeated; the source is read, and its pk and values
//  decide
//  - the answer is compared with the intent

/// What the save is about; fixed when it begins.
struct SaveIntent
{
    QString address;     ///< the slug the source had on the server when it was last seen
    PlexSource baseline; ///< what the edit started from
    PlexSource mine;     ///< what is to be stored
    SchemaTraits traits;

    friend bool operator==(const SaveIntent &, const SaveIntent &) = default;
};

namespace SaveEvents {
struct Began
{ };
struct SourceRead
{
    PlexSource source;
};
struct ReadFailed
{
    Error error;
};
/// What the look for our source by its pk brought.
struct Found
{
    std::optional<QString> slug; ///< where it is now; none = there is no such source any more
};
struct FindFailed
{
    Error error;
};
struct Written
{
    PlexSource answer;      ///< the object in the 200 answer
    QString requestId = {}; ///< X-authentik-id of it
};
struct WriteFailed
{
    Error error;
};
/// The person gave up before the write went out. Once it may be on its way, cancelling the call
/// ends in WriteFailed.
struct Cancelled
{ };
} // namespace SaveEvents
using SaveEvent = std::variant<SaveEvents::Began, SaveEvents::SourceRead, SaveEvents::ReadFailed,
                               SaveEvents::Found, SaveEvents::FindFailed, SaveEvents::Written,
                               SaveEvents::WriteFailed, SaveEvents::Cancelled>;

enum class SaveResult : quint8
{
    NothingToSend, ///< nothing differs; with `source`: the server has it all already
    Invalid,       ///< refused here; `problems`
    Saved,         ///< the answer, or the read after it, shows the intent
    Refused,       ///< the server answered and refused; `error`
    NotSent,       ///< nothing reached the server; `error`
    Conflict,      ///< changed on both sides; `merge`. Nothing was sent
    Replaced,      ///< deleted, and another source (another pk) has its address; nothing was sent
    Gone,          ///< deleted; nothing was sent
    Cancelled,     ///< before anything was sent
    // The write got no answer, or one that proves nothing; `error`:
    AppliedUnanswered, ///< the server has the change
    NotApplied,        ///< the server has the old values
    OtherWrote,        ///< the server has neither the old values nor mine
    CannotTell,        ///< no answer came, and reading did not tell; `readError` if that failed
    HitAnother,        ///< answered, by another source that took the address in that very moment
};

/// How a save ended. `source` is the newest state of our source that was read or answered, if any.
struct SaveOutcome
{
    SaveResult result = SaveResult::NothingToSend;
    FieldSet sent; ///< the fields of the patch, if it was made
    std::optional<PlexSource> source;
    std::optional<SourceSummary> other; ///< the source that HitAnother wrote to; without an answer
                                        ///< one at the address of the write that shows all that was
                                        ///< sent and so may have received it
    QString requestId;                  ///< X-authentik-id of the answer, if there was one
    MergeResult merge;
    QList<FieldProblem> problems;
    std::optional<Error> error;
    std::optional<Error> readError; ///< why the read after a write in doubt failed
    FieldSet takenOver; ///< untouched fields that the read before the save found changed on the
                        ///< server
    FieldSet adjusted;  ///< sent fields that the server stored differently (trimmed, say)
    FieldSet ignored;   ///< sent fields that kept the value they had before
    FieldSet writtenBetween; ///< untouched fields that changed between the read and the answer:
                             ///< somebody wrote
};

namespace SaveWishes {
struct Read
{
    QString slug;
};
/// Look for our source by its pk: it is not where it was.
struct Find
{
    QString pk;
};
struct Write
{
    QString slug; ///< the address: the slug the source has on the server now
    QByteArray body;
    FieldSet fields;
};
struct End
{
    SaveOutcome outcome;
};
} // namespace SaveWishes
using SaveWish =
        std::variant<SaveWishes::Read, SaveWishes::Find, SaveWishes::Write, SaveWishes::End>;

struct SaveState
{
    enum class Phase : quint8
    {
        Idle,
        Reading,
        Finding,
        Writing,
        ReadingBack,
        ReadingBackNewSlug,
        FindingBack,
        Ended
    };

    SaveIntent intent;
    Phase phase = Phase::Idle;
    PlexSource before; ///< the read before the write
    FieldSet sent;
    FieldSet takenOver;
    std::optional<Error> writeError; ///< why the write got no answer
    std::optional<Error> lostError;  ///< why it is looked for; none = another pk is at the address
    std::optional<SourceSummary> other; ///< SaveOutcome::other of a write without an answer
    int finds = 0; ///< looks so far: who moves on and on is not followed for ever
};

struct SaveStep
{
    SaveState state;
    SaveWish wish;
};

/// The next step. An event that does not fit the phase ends the save as CannotTell after a write
/// and as Cancelled before it; it never sends.
SaveStep nextStep(SaveState state, const SaveEvent &event);

/// True when `got` is what a server stores for `intended`: equal, or equal but for what authentik
/// does on every write (text and list items trimmed, ids in lower case with dashes, "" for a
/// reference is null; contract §2.1).
bool meetsIntent(Field field, const FieldValue &intended, const FieldValue &got);
