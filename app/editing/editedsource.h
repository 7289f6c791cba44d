// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/auditevent.h"
#include "source/conflict.h"
#include "source/plexsource.h"
#include "source/saverecord.h"
#include "source/savesteps.h"

#include <array>
#include <optional>

/// What is to be said beside a field other than its help.
struct FieldNote
{
    enum class Kind : quint8
    {
        None,
        TakenOver, ///< changed on the server meanwhile and taken over; `before` is what it was
        Conflict,  ///< changed on the server and here; `theirs` is the server's
        Adjusted,  ///< the server stored something else than was sent; `before` is what was sent
        Ignored,   ///< the server answered 200 and kept the old value
    };
    Kind kind = Kind::None;
    FieldValue before;
    FieldValue theirs;
    std::optional<AuditEvent> by; ///< whose change it was, once that is known
    bool isWriterAsked = false;   ///< and if it is not known by then, it stays so

    friend bool operator==(const FieldNote &, const FieldNote &) = default;
};

// The three states of an edit, field by field: what it started from (baseline), what it is now
// (current), what the server has (server), and a note per field. It knows how each news of the
// server changes them, and nothing of calls, phases or signals. A plain value; EditSession owns
// one.
//
// Whatever puts the server's value in the place of another one adds that to takenOver(), so that
// undo can follow.
class EditedSource
{
public:
    const PlexSource &baseline() const { return m_baseline; }
    const PlexSource &current() const { return m_current; }
    const PlexSource &server() const { return m_server; }
    const FieldNote &note(Field field) const { return m_notes[indexOf(field)]; }

    /// The first read: all three are it.
    void begin(const PlexSource &source);
    /// A later read is *theirs*, field by field.
    void takeRead(const PlexSource &source);
    /// What a save left on the server: the fields it sent get it as their baseline, except that
    /// what was typed since `sentState` stays as a new edit; the others are taken as read.
    void takeSaved(const SaveOutcome &outcome, const PlexSource &sentState);

    /// False when that changes nothing.
    bool setValue(Field field, const FieldValue &value);
    /// Decides a field in conflict: `theirs` becomes its baseline and `result` what it holds. If
    /// the server has yet another value, it is in conflict again.
    void decide(Field field, const FieldValue &theirs, const FieldValue &result);
    /// An edit that began from another value than the server's.
    void propose(const FieldChange &change);
    /// Says whose change the notes are of that nobody was asked about yet; returns the fields.
    FieldSet attribute(const std::optional<AuditEvent> &event);
    QList<ConflictField> conflicts() const;

    /// The fields in which the server's value replaced another one since this was last called.
    QList<FieldChange> takenOver();

private:
    void takeTheirs(Field field);
    void takeSent(Field field, const SaveOutcome &outcome, const FieldValue &sent);
    void noteTakenOver(Field field, const FieldValue &before, const FieldValue &now);
    void replaceServer(const PlexSource &source);

    PlexSource m_baseline;
    PlexSource m_current;
    PlexSource m_server;
    std::array<FieldNote, fieldCount> m_notes;
    QList<FieldChange> m_takenOver;
};
