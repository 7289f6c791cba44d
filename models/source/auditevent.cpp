// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/auditevent.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace {

Error notAnEvent(const QString &why)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.arrival = Arrival::Answered;
    error.detail = why;
    return error;
}

/// Events write ids without dashes.
QString dashed(QString id)
{
    if (id.size() == 32) {
        for (const qsizetype dash : {20, 16, 12, 8})
            id.insert(dash, u'-');
    }
    return id.toLower();
}

} // namespace

Result<AuditEvent> AuditEvent::fromJson(const QJsonObject &object)
{
    const QJsonObject context = object.value("context"_L1).toObject();
    const QJsonObject model = context.value("model"_L1).toObject();
    const QJsonObject user = object.value("user"_L1).toObject();
    AuditEvent event;
    event.pk = object.value("pk"_L1).toString();
    event.action = object.value("action"_L1).toString();
    event.sourcePk = dashed(model.value("pk"_L1).toString());
    event.sourceName = model.value("name"_L1).toString();
    event.when =
            QDateTime::fromString(object.value("created"_L1).toString(), Qt::ISODateWithMs).toUTC();
    event.requestId = context.value("http_request"_L1).toObject().value("request_id"_L1).toString();
    event.username = user.value("username"_L1).toString();
    event.isByToken = event.username.isEmpty() || event.username == "AnonymousUser"_L1;
    if (event.isByToken)
        event.username.clear();
    if (event.pk.isEmpty())
        return failure(notAnEvent(u"no text under \"pk\""_s));
    if (event.sourcePk.isEmpty())
        return failure(notAnEvent(u"no text under \"context.model.pk\""_s));
    if (!event.when.isValid())
        return failure(notAnEvent(u"no time under \"created\""_s));
    return event;
}

QString whoText(const AuditEvent &event)
{
    return event.isByToken ? QCoreApplication::translate("AuditEvent", "an API token")
                           : event.username;
}

QString whoSentenceStart(const AuditEvent &event)
{
    return event.isByToken ? QCoreApplication::translate("AuditEvent", "An API token")
                           : event.username;
}
