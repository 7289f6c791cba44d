// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/jsonanswer.h"

#include "api/judge.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace {
Failure notAReference()
{
    Error error;
    error.detail = u"An item of the list has no pk or no name"_s;
    return failure(error);
}

/// A whole number that is not negative, or nothing; null and a missing key count as 0.
std::optional<int> count(const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return 0;
    const double number = value.toDouble(-1);
    if (number < 0 || number > 1e9 || number != std::floor(number))
        return std::nullopt;
    return int(number);
}
} // namespace

Error badResponse(const Answer &answer, const QString &why)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.arrival = answer.isWrite ? Arrival::MayHaveArrived : Arrival::Answered;
    error.httpStatus = answer.status;
    error.detail = why;
    error.contentType = answer.contentType;
    error.answerSize = answer.body.size();
    error.requestId = answer.requestId;
    error.request = answer.request;
    return error;
}

Error endlessList(const Answer &answer)
{
    Error error =
            badResponse(answer, u"The number of the next page does not grow, or is too big"_s);
    error.kind = ErrorKind::EndlessList;
    return error;
}

Result<QJsonObject> readObject(const Answer &answer, int mostValues)
{
    if (answer.body.isEmpty())
        return failure(badResponse(answer, u"The answer is empty"_s));
    if (answer.contentType == "text/html")
        return failure(badResponse(answer, u"The answer is a page"_s));
    if (hasMoreValues(answer.body, mostValues))
        return failure(
                badResponse(answer, u"The answer holds more than %1 values"_s.arg(mostValues)));
    QJsonParseError problem;
    const QJsonDocument json = QJsonDocument::fromJson(answer.body, &problem);
    if (json.isNull())
        return failure(
                badResponse(answer,
                            u"The answer is not JSON: %1 at byte %2"_s.arg(problem.errorString())
                                    .arg(problem.offset)));
    if (!json.isObject())
        return failure(badResponse(answer, u"The answer is not a JSON object"_s));
    return json.object();
}

Result<PlexSource> readSource(const Answer &answer, const DigestKey &digests)
{
    const Result<QJsonObject> object = readObject(answer);
    if (!object)
        return failure(object.error());
    const Result<PlexSource> source = PlexSource::fromJson(object.value(), digests);
    if (!source)
        return failure(badResponse(answer, source.error().detail));
    return source;
}

Result<Account> readAccount(const Answer &answer)
{
    const Result<QJsonObject> object = readObject(answer);
    if (!object)
        return failure(object.error());
    const QJsonObject user = object->value("user"_L1).toObject();
    if (!user.value("username"_L1).isString())
        return failure(badResponse(answer, u"The answer names no user"_s));
    return Account{user.value("username"_L1).toString(), user.value("name"_L1).toString()};
}

Result<QString> readVersion(const Answer &answer)
{
    const Result<QJsonObject> object = readObject(answer);
    if (!object)
        return failure(object.error());
    const QJsonValue version = object->value("version_current"_L1);
    if (!version.isString())
        return failure(badResponse(answer, u"The answer names no version"_s));
    return version.toString();
}

Result<QList<AuditEvent>> readEvents(const Answer &answer)
{
    const Result<RawPage> page = readPage(answer);
    if (!page)
        return failure(page.error());
    QList<AuditEvent> events;
    for (const QJsonValue &value : page->results) {
        if (const Result<AuditEvent> event = AuditEvent::fromJson(value.toObject()))
            events.append(*event);
    }
    return events;
}

Result<Secret> readSecret(const Answer &answer, const QString &pk, const QString &key)
{
    const Result<QJsonObject> object = readObject(answer);
    if (!object)
        return failure(object.error());
    if (object->value("pk"_L1).toString() != pk) {
        Error error = badResponse(answer, u"Another source has this address"_s);
        error.kind = ErrorKind::NotFound;
        return failure(error);
    }
    const QJsonValue secret = object->value(key);
    if (!secret.isString())
        return failure(badResponse(answer, u"The answer has no text under %1"_s.arg(key)));
    return Secret(secret.toString());
}

Result<RawPage> readPage(const Answer &answer)
{
    const Result<QJsonObject> object = readObject(answer, pageValues);
    if (!object)
        return failure(object.error());
    const QJsonValue results = object->value("results"_L1);
    const QJsonValue pagination = object->value("pagination"_L1);
    if (!results.isArray() || !pagination.isObject())
        return failure(badResponse(answer, u"The answer is not a list page"_s));
    const std::optional<int> next = count(pagination["next"_L1]);
    const std::optional<int> total = count(pagination["count"_L1]);
    if (!next || !total)
        return failure(badResponse(answer, u"The page numbers of the list are no numbers"_s));
    return RawPage{results.toArray(), *total, *next};
}

Result<Reference> readFlow(const QJsonObject &object)
{
    Reference flow;
    flow.pk = object.value("pk"_L1).toString();
    flow.slug = object.value("slug"_L1).toString();
    flow.title = object.value("title"_L1).toString();
    if (flow.title.isEmpty())
        flow.title = object.value("name"_L1).toString();
    flow.designation = object.value("designation"_L1).toString();
    if (flow.pk.isEmpty() || flow.slug.isEmpty())
        return notAReference();
    return flow;
}

Result<Reference> readMapping(const QJsonObject &object)
{
    Reference mapping;
    mapping.pk = object.value("pk"_L1).toString();
    mapping.title = object.value("name"_L1).toString();
    if (mapping.pk.isEmpty() || mapping.title.isEmpty())
        return notAReference();
    return mapping;
}
