// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

// An object that a field may refer to: a flow or a property mapping, as much of it as a person
// needs to choose. A plain value, made by the client from `flows/instances/` and
// `propertymappings/source/plex/`.
struct Reference
{
    QString pk;
    QString title;       ///< a flow's title, a mapping's name
    QString slug;        ///< a flow's slug; empty for mappings
    QString designation; ///< a flow's; empty for mappings

    friend bool operator==(const Reference &, const Reference &) = default;
};

/// What is known of the objects that a reference may name.
struct ReferenceChoices
{
    enum class State : quint8
    {
        Unasked,
        Loading,
        Ready,
        Failed
    };
    State state = State::Unasked;
    QList<Reference> items;
    QString sentence; ///< why they could not be read, for the popup
    QString keptWhy;  ///< a phrase beside a stored id: "not readable with this token, …"
};

Q_DECLARE_METATYPE(Reference)
