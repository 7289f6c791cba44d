// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QList>
#include <QString>

#include <optional>

class FieldValue;
class PlexSource;
class SchemaTraits;

// What this server always refuses, so that it can be said before anything is sent. Uniqueness and
// existence are not here: only the server knows. Pure.

/// A remark on one field, or on one item of its list.
struct FieldProblem
{
    Field field = Field::Name;
    std::optional<int> item; ///< zero-based index in a list
    QString sentence;        ///< ours, in the reader's language
    QString serverWords;     ///< the server's own, as plain text; empty for a local finding

    friend bool operator==(const FieldProblem &, const FieldProblem &) = default;
};

/// Checks the values of `fields`. Empty = nothing this server would refuse for sure.
QList<FieldProblem> validate(const PlexSource &current, const FieldSet &fields,
                             const SchemaTraits &traits);

/// True when no person can log in through a source with these settings: no allowed server, and
/// friends are off (contract §6.1: an empty list admits nobody; there is no "empty allows all").
/// False when one of them is unknown.
bool nobodyCanLogIn(const PlexSource &source);
