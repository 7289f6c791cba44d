// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"
#include "source/fieldvalue.h"
#include "source/plexsource.h"

#include <array>

// The three-way comparison of an edit with what the server holds now, field by field. Pure.

enum class MergeKind : quint8
{
    Untouched, ///< nobody changed it
    Mine,      ///< only I changed it
    Theirs,    ///< only the server's copy changed
    Same,      ///< both changed it to the same value
    Combined,  ///< a list or set changed on both sides, and the changes fit together
    Conflict,  ///< changed on both sides, to be decided
};

struct FieldMerge
{
    MergeKind kind = MergeKind::Untouched;
    FieldValue base;
    FieldValue mine;
    FieldValue theirs;
    /// What comes out; for Conflict it is `mine`, which nobody may send without a decision.
    FieldValue result;

    friend bool operator==(const FieldMerge &, const FieldMerge &) = default;
};

class MergeResult
{
public:
    const FieldMerge &of(Field field) const { return m_fields[indexOf(field)]; }
    void set(Field field, FieldMerge merge) { m_fields[indexOf(field)] = std::move(merge); }

    /// The fields of this kind.
    FieldSet with(MergeKind kind) const;
    /// The fields that only the server changed and a person would want to know of: not those the
    /// server derives from others or from the moment (FieldRow::derived).
    FieldSet takenOver() const;
    /// Conflicts and lists changed on both sides: each needs a decision before anything is sent.
    FieldSet undecided() const;

    friend bool operator==(const MergeResult &, const MergeResult &) = default;

private:
    std::array<FieldMerge, fieldCount> m_fields;
};

MergeResult merge(const PlexSource &baseline, const PlexSource &mine, const PlexSource &theirs);

/// One field of the above.
FieldMerge mergeField(Field field, const FieldValue &base, const FieldValue &mine,
                      const FieldValue &theirs);
