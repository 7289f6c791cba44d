// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"
#include "source/fieldvalue.h"
#include "source/plexsource.h"
#include "source/saverecord.h"

#include <QJsonArray>
#include <QJsonObject>

// Values and sources as JSON for this program's own files. Pure. A secret is only ever its keyed
// digest in here, also one that was typed: no token reaches a disk this way. What JSON files of the
// program hold for people (exports) is made elsewhere and has no digests either.

/// {"value": …}, {"digest": "<base64>"}, {"unreadable": …}, {"opaque": …}; an empty object is
/// absent.
QJsonObject storedValue(const FieldValue &value);
/// The reverse; anything else is absent. A typed secret comes back as the stored one with the same
/// digest.
FieldValue valueFromStored(Field field, const QJsonObject &stored);

/// Every field under its key, and the unknown keys. Of the addresses that the server makes of an
/// icon not the query: it may be a signature, which is not to be stored (contract §2.3).
QJsonObject storedSource(const PlexSource &source);
PlexSource sourceFromStored(const QJsonObject &stored);

/// [{"field": "name", "before": …, "after": …}, …]; an unknown field name of a newer program is
/// left out.
QJsonArray storedChanges(const QList<FieldChange> &changes);
QList<FieldChange> changesFromStored(const QJsonArray &stored);
