// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QJsonObject>
#include <QMetaType>

#include <array>
#include <optional>

class PlexSource;

// What this server lets one do with each field of this object. Read from what the server says,
// never from its version alone: the keys of the object, and `actions.PUT` of OPTIONS on it
// (contract §1.3). A plain value.

struct FieldTraits
{
    bool present = false; ///< the object has the key
    bool writable = false;
    bool required = false;
    bool nullable = false;
    std::optional<int> maxLength; ///< in characters; none = no limit known

    friend bool operator==(const FieldTraits &, const FieldTraits &) = default;
};

/// The right to change this object, as OPTIONS tells it.
enum class ChangeRight : quint8
{
    Unknown, ///< OPTIONS was not answered: forbids nothing
    Granted,
    Refused, ///< a 200 answer without `actions`
};

/// The part of an OPTIONS answer that is used.
struct SourceOptions
{
    ChangeRight right = ChangeRight::Unknown;
    QJsonObject put; ///< actions.PUT, empty without the right

    static SourceOptions fromJson(const QJsonObject &answer);
    /// For a file of this program, and back. Of what the server said only what SchemaTraits use.
    QJsonObject stored() const;
    static SourceOptions fromStored(const QJsonObject &stored);
};

class SchemaTraits
{
public:
    /// From the keys of `source` and the usual traits of the table.
    static SchemaTraits fromSource(const PlexSource &source);
    /// The same, refined by what OPTIONS said; without `put` nothing is refined.
    static SchemaTraits fromSource(const PlexSource &source, const SourceOptions &options);

    const FieldTraits &of(Field field) const { return m_traits[indexOf(field)]; }
    void set(Field field, const FieldTraits &traits) { m_traits[indexOf(field)] = traits; }

    friend bool operator==(const SchemaTraits &, const SchemaTraits &) = default;

private:
    std::array<FieldTraits, fieldCount> m_traits;
};

Q_DECLARE_METATYPE(SchemaTraits)
