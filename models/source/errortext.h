// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QString>

struct Error;
struct FieldProblem;

// Error + situation → what a person reads: one sentence on what happened and what it means for the
// data, one on what to do next. The window and the command line say the same. Pure; texts are
// translated (context "ErrorText").

enum class Situation : quint8
{
    LoadList,
    LoadSource,
    ReadBeforeSave, ///< nothing has been sent yet
    Save,           ///< the PATCH itself
    ReadAfterSave,  ///< the PATCH got no answer and the read that should tell failed too
    // The PATCH got no answer, or one that proves nothing, and the source was read again:
    SavedAfterAll,    ///< it has the change
    NotSavedAfterAll, ///< it has the old values
    OtherSaved,       ///< it has neither the old values nor the change
    LoadChoices,      ///< flows, mappings
    Reveal,           ///< the stored token was to be shown
    Connect,          ///< who am I, which release
    Keychain,         ///< a secret was to be kept, found or removed; no server has part in it
};

struct ErrorContext
{
    Situation situation = Situation::LoadList;
    QString host;   ///< as in the address, "auth.example.org"
    QString source; ///< the stored name, "Plex Home"; may be empty
    int points = 0; ///< how many messages a refusal holds
};

struct ErrorSentence
{
    QString what; ///< what happened, and what it means for the edit
    QString next; ///< what to do

    QString both() const { return next.isEmpty() ? what : what + QLatin1Char(' ') + next; }
};

ErrorSentence describe(const Error &error, const ErrorContext &context);

/// Our sentence for a server's words on a field, e.g. *Another source has this slug.*; empty when
/// we have none better.
QString fieldSentence(Field field, const QString &serverWords);

/// Technical text for *Copy details*: request, status, request id, our sentence, the answer. No
/// secrets: the answer is given through `withoutSecrets` by the caller's wish.
QString errorDetails(const Error &error, const ErrorContext &context);

/// One line for a field: our sentence, then the server's words in quotes.
QString problemLine(const FieldProblem &problem);
