// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "samples.h"
#include "source/draft.h"

#include <QTimeZone>

// Drafts as tests need them.

namespace Samples {

inline Error refusal()
{
    Error error;
    error.kind = ErrorKind::Validation;
    error.arrival = Arrival::Answered;
    error.httpStatus = 400;
    error.detail = QStringLiteral("Bad Request");
    error.contentType = "application/json";
    error.body = R"({"name": ["Too \u00fcgly."], "non_field_errors": ["Not so."]})";
    error.answerSize = 58;
    error.requestId = QStringLiteral("request");
    error.request = QStringLiteral("PATCH /api/v3/sources/plex/plex-home/");
    return error;
}

/// Two fields of the sample source are changed.
inline DraftRecord draft(const QString &name = QStringLiteral("Mine"))
{
    DraftRecord draft;
    draft.server = QStringLiteral("https://auth.example.org");
    draft.baseline = source();
    draft.pk = draft.baseline.pk();
    draft.slug = draft.baseline.slug();
    draft.name = draft.baseline.name();
    draft.release = QStringLiteral("2025.12.4");
    draft.user = QStringLiteral("akadmin");
    draft.changes = {
            {Field::Name, draft.baseline.value(Field::Name), FieldValue::text(name)},
            {Field::AllowFriends, FieldValue::flag(true), FieldValue::flag(false)},
    };
    draft.started = QDateTime(QDate(2026, 11, 24), QTime(12, 0, 0, 123), QTimeZone::utc()).toUTC();
    draft.changed = draft.started.addSecs(60);
    draft.cursor = Field::Name;
    draft.newestEvent = QStringLiteral("event");
    return draft;
}

} // namespace Samples
