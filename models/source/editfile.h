// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "source/saverecord.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

// An edit as a JSON file, to be kept, mailed, or submitted from another machine. It holds no secret
// and no digest: a typed Plex token is only named, and the base of one is unknown. Pure.
//
// {
//   "format": "sourcedesk-edit",
//   "version": 1,
//   "edits": [
//     {
//       "server": "https://auth.example.org",
//       "source": {"pk": "…", "slug": "plex-home", "name": "Plex Home"},
//       "release": "2025.12.4",
//       "user": "anna",
//       "started": "2026-11-24T01:58:00Z",
//       "changed": "2026-11-24T02:13:00Z",
//       "changes": [{"field": "name", "from": "Plex Home", "to": "Plex Family"}],
//       "not_included": ["plex_token"]
//     }
//   ]
// }
//
// Values are those of the API. "from" is missing where the server did not have the field or its
// value could not be read. A reader takes unknown members as not there and refuses a newer version.
// Should somebody have written a secret into the file, its value is not read.

struct ExportedEdit
{
    QString server; ///< the normalised base URL
    QString pk;
    QString slug;
    QString name;
    QString release;
    QString user;
    QDateTime started;
    QDateTime changed;
    QList<FieldChange> changes;
    FieldSet notIncluded;    ///< changed secrets
    FieldSet droppedSecrets; ///< only when read: the file had a value for these all the same

    friend bool operator==(const ExportedEdit &, const ExportedEdit &) = default;
};

/// The file, UTF-8, indented.
QByteArray editFile(const QList<ExportedEdit> &edits);
/// Fails with BadResponse when it is no such file or of a newer version; `detail` says why.
Result<QList<ExportedEdit>> readEditFile(const QByteArray &file);
