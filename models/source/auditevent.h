// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMetaType>
#include <QString>

/// One audit event of a write to a Plex source (contract §8), as far as it is used: who and when. A
/// plain value.
struct AuditEvent
{
    QString pk;
    QString action;         ///< "model_created", "model_updated", "model_deleted"
    QString sourcePk;       ///< with dashes, lower case, as PlexSource::pk()
    QString sourceName;     ///< at the time of the write
    QString username;       ///< empty when isByToken
    bool isByToken = false; ///< releases up to 2024.2 log a token's write as AnonymousUser (pk 1)
    QDateTime when;         ///< of the server, UTC
    QString requestId;      ///< X-authentik-id of the write; empty before 2024.8

    /// Fails with BadResponse without a pk, a time, or the id of a source.
    static Result<AuditEvent> fromJson(const QJsonObject &object);

    friend bool operator==(const AuditEvent &, const AuditEvent &) = default;
};

Q_DECLARE_METATYPE(AuditEvent)

/// "bert", or *an API token*.
QString whoText(const AuditEvent &event);
/// The same where a sentence begins with it: "bert", *An API token*.
QString whoSentenceStart(const AuditEvent &event);
