// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"
#include "source/fieldvalue.h"
#include "source/merge.h"

#include <QList>
#include <QString>

// What a person decides on when a field changed on both sides, and what the decision is. Pure.

/// One field of a conflict, as it is put before a person.
struct ConflictField
{
    Field field = Field::Name;
    FieldMerge
            merge; ///< Conflict or Combined; base, mine, theirs; `result` = combined list, or mine

    bool isCombined() const { return merge.kind == MergeKind::Combined; }
    friend bool operator==(const ConflictField &, const ConflictField &) = default;
};

/// What a person chose for one field, and which of their values the choice was made against: the
/// decision holds only while the server still has that one.
struct FieldDecision
{
    Field field = Field::Name;
    FieldValue theirs; ///< the server's value that was shown
    FieldValue result; ///< what the edit is to hold; equal to `theirs` = the edit is dropped

    friend bool operator==(const FieldDecision &, const FieldDecision &) = default;
};

/// What became of a list: *added media-05*, *added 2, removed media-02*; *reordered*. For a value
/// that is no list, its text.
QString changeText(Field field, const FieldValue &before, const FieldValue &after);
