// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/saverecord.h"

#include <QByteArray>
#include <QList>
#include <QString>

// What people take out of the history as files. No file holds a secret or a digest of one: a
// changed secret is only named. Pure.
//
// CSV (RFC 4180, UTF-8, one line per changed field) with the columns
//   when,server,pk,slug,name,who,state,field,from,to,request_id
// Times are UTC. `field` is the API's key, `state` one of sending, saved, confirmed, undone,
// cannot_tell. A text stands as it is, any other value as JSON; a secret is the word *changed*, a
// value that the server did not have is empty. A cell that a spreadsheet would take for a formula
// begins with an apostrophe.
//
// JSON:
// {
//   "format": "sourcedesk-history",
//   "version": 1,
//   "saves": [
//     {
//       "when": "2026-11-24T02:13:00Z",
//       "server": "https://auth.example.org",
//       "source": {"pk": "…", "slug": "plex-home", "name": "Plex Home"},
//       "who": "anna",
//       "state": "confirmed",
//       "request_id": "…",
//       "changes": [{"field": "name", "from": "Plex Home", "to": "Plex Family"},
//                   {"field": "plex_token", "secret": "changed"}]
//     }
//   ]
// }
// Values are those of the API. "from" or "to" is missing where the server did not have the field or
// its value could not be read.
//
// A snapshot is the source as it was before its first change from this machine:
// {
//   "format": "sourcedesk-snapshot",
//   "version": 1,
//   "server": "https://auth.example.org",
//   "source": {"pk": "…", "slug": "plex-home", "name": "Plex Home"},
//   "values": {"name": "Plex Home", "slug": "plex-home", …},
//   "not_included": ["plex_token"]
// }
// "values" holds every field that the API lets one change, with the API's key and value, and so is
// the body of a request that leads back: PATCH /api/v3/sources/plex/{slug of now}/. What the server
// makes by itself and what this program does not know is not in it.

enum class HistoryFormat : quint8
{
    Csv,
    Json
};

// A file of saves, made in pieces: a long history need not be in memory, and no piece takes long.
class HistoryFile
{
public:
    explicit HistoryFile(HistoryFormat format);

    void add(const QList<HistoryRow> &rows);
    int saves() const { return m_saves; }
    /// The whole file.
    QByteArray content() const;

private:
    HistoryFormat m_format;
    int m_saves = 0;
    QByteArray m_body;
};

/// `server` is the normalised base URL.
QByteArray snapshotFile(const PlexSource &source, const QString &server);

/// One cell of a CSV file: quoted where needed, never a formula.
QByteArray csvCell(const QString &text);
