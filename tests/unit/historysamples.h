// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "samples.h"
#include "source/saverecord.h"

#include <QTimeZone>

// Saves as the history holds them.

namespace Samples {

inline FieldChange nameChange()
{
    return {Field::Name, FieldValue::text(QStringLiteral("Plex Home")),
            FieldValue::text(QStringLiteral("Plex Family"))};
}

inline FieldChange tokenChange()
{
    return {Field::PlexToken,
            FieldValue::storedSecret(digests().digest(QStringLiteral("old-token"))),
            typedToken(QStringLiteral("new-token"))};
}

/// The save with this number: one change of the name, confirmed.
inline HistoryRow historyRow(qint64 number)
{
    HistoryRow row;
    row.number = number;
    row.record.id = QStringLiteral("id-%1").arg(number);
    row.record.when = QDateTime(QDate(2026, 11, 24), QTime(2, 13), QTimeZone::utc())
                              .toUTC()
                              .addSecs(60 * number);
    row.record.server = QStringLiteral("https://auth.example.org");
    row.record.pk = QStringLiteral("pk-1");
    row.record.slug = QStringLiteral("plex-home");
    row.record.name = QStringLiteral("Plex Home %1").arg(number);
    row.record.who = QStringLiteral("anna");
    row.record.changes = {nameChange()};
    row.record.requestId = QStringLiteral("request-%1").arg(number);
    row.record.fate = SaveFate::Confirmed;
    return row;
}

/// The saves `newest` to `oldest`, as the history gives them.
inline QList<HistoryRow> historyRows(qint64 newest, qint64 oldest)
{
    QList<HistoryRow> rows;
    for (qint64 number = newest; number >= oldest; --number)
        rows.append(historyRow(number));
    return rows;
}

} // namespace Samples
