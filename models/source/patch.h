// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QByteArray>
#include <QString>

class PlexSource;
class SchemaTraits;

// The difference of two states of a source and the exact bytes that send it. Pure.

/// The fields whose value differs and that this server lets one write. An unreadable or absent
/// value on either side is never a change: it could not be sent.
FieldSet changedFields(const PlexSource &baseline, const PlexSource &current,
                       const SchemaTraits &traits);

/// The body of `PATCH sources/plex/{slug}/`: a compact JSON object of exactly `fields`, keys in
/// alphabetical order, UTF-8. Empty set → empty array, and nothing may be sent. Typed secrets are
/// in it.
QByteArray patchBody(const PlexSource &current, const FieldSet &fields);

/// The same for eyes and clipboard: `(changed, not shown)` in place of a typed secret.
QByteArray patchPreview(const PlexSource &current, const FieldSet &fields);

/// The path of a source under the API's root, `sources/plex/{slug}/`, percent-encoded. The trailing
/// slash is needed: without it a PATCH gets 405 (contract §1.1).
QString sourcePath(const QString &slug);
