// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

class EditSession;
struct AuditEvent;
struct LostChange;
struct SaveRecord;

// What is to be said about an edit as a whole, above its form: how the last save ended, why a read
// failed, what is in conflict, and that nobody could log in. The window shows it, the command line
// prints it. Pure functions over an EditSession; texts are translated (context "Summary").

struct SummaryEntry
{
    std::optional<Field> field; ///< leads to its editor; none = to the details
    std::optional<int> item;    ///< zero-based, in a list
    QString label;              ///< "Allowed servers, 3rd", "Whole source", "“sign_in_hint”"
    QString words;              ///< plain text; a refusal's are the server's own

    friend bool operator==(const SummaryEntry &, const SummaryEntry &) = default;
};

struct Summary
{
    enum class Severity : quint8
    {
        Info,
        Warning,
        Error
    };
    enum class Action : quint8
    {
        None,
        ReadAgain, ///< the source is to be read again
        Decide,    ///< a conflict is to be decided
        Export,    ///< the edit is to be written to a file
        SaveAgain, ///< a change that is gone again is to be saved once more
        Dismiss,   ///< or left as it is now
    };

    Severity severity = Severity::Info;
    QString title; ///< what happened and what it means for the data
    QString next;  ///< what to do
    QList<SummaryEntry> entries;
    QString details; ///< for *Copy details*; without secrets; may be empty
    Action action = Action::None;
    bool isFinding = false; ///< of the edited state itself; it goes when the state changes

    friend bool operator==(const Summary &, const Summary &) = default;
};

/// Everything there is to say, the most urgent first. Empty = nothing.
/// `readErrors`: whether a read that failed is said here, or is said for the whole connection
/// already; what was never read is said in any case.
enum class ReadErrors : quint8
{
    Said,
    SaidElsewhere,
};
QList<Summary> summariesOf(const EditSession &edit, ReadErrors readErrors = ReadErrors::Said);

/// A saved change is gone again, and may be saved once more; empty without one.
std::optional<Summary> lostSummary(const EditSession &edit, const QList<LostChange> &lost);
/// Whose change all of these fields have got, if it was one person's and is known.
std::optional<AuditEvent> writerOf(const EditSession &edit, const FieldSet &fields);
/// "Plex Home still has both changes.", for the status line.
QString confirmedSentence(const SaveRecord &record);
/// What became of a save of which nobody could tell.
QString settledSentence(const SaveRecord &record, bool isStored);

/// The finding *Nobody can log in with these settings* for the edited state, if it holds.
std::optional<Summary> nobodyCanLogInFinding(const EditSession &edit);

/// "Saved 2 changes to Plex Home at 02:14." after a save that went well, else empty.
QString savedSentence(const EditSession &edit, const QDateTime &now);
