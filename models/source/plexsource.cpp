// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/plexsource.h"

#include "core/secret.h"
#include "source/fieldtable.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace {

Error notASource(const QString &why)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.arrival = Arrival::Answered;
    error.detail = why;
    return error;
}

/// A source is told apart by these; without them nothing else of it can be trusted.
std::optional<Error> identityProblem(const QJsonObject &object)
{
    for (const Field field : {Field::Pk, Field::Slug, Field::Name}) {
        const QString key = keyOf(field);
        if (!object.value(key).isString())
            return notASource(u"no text under \"%1\""_s.arg(key));
    }
    if (object.value("pk"_L1).toString().isEmpty() || object.value("slug"_L1).toString().isEmpty())
        return notASource(u"empty pk or slug"_s);
    return std::nullopt;
}

FieldValue digested(const QJsonValue &received, const DigestKey &digests)
{
    if (received.isUndefined())
        return {};
    if (received.isString())
        return FieldValue::storedSecret(digests.digest(received.toString()));
    // Of a wrong type it may still hold the secret: its kind is told, its content is not kept.
    return FieldValue::unreadable(received.isNull() ? QJsonValue(QJsonValue::Null)
                                                    : QJsonValue(u"(not text, not shown)"_s));
}

/// Newer releases may add secrets under names of their own: what looks like one is not kept. An id
/// that only refers to a secret (contract §2.4, plex_token_ref) stays readable.
QJsonValue withoutSecret(const QString &key, const QJsonValue &value)
{
    static const QRegularExpression secretName(
            u"token|secret|password|passphrase|credential|api_?key"_s,
            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression identifier(
            u"^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$"_s,
            QRegularExpression::CaseInsensitiveOption);
    if (!secretName.match(key).hasMatch() || value.isNull() || value.isBool())
        return value;
    if (value.isString() && identifier.match(value.toString()).hasMatch())
        return value;
    return u"(not shown)"_s;
}

} // namespace

Result<PlexSource> PlexSource::fromJson(const QJsonObject &object, const DigestKey &digests)
{
    if (const auto problem = identityProblem(object))
        return failure(*problem);
    PlexSource source;
    for (const FieldRow &row : fieldTable()) {
        const QJsonValue received = object.value(QLatin1StringView(row.key));
        source.setValue(row.field,
                        row.kind == FieldKind::Secret ? digested(received, digests)
                                                      : valueFromJson(row.field, received));
    }
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!fieldForKey(member.key()))
            source.m_unknownKeys.insert(member.key(), withoutSecret(member.key(), member.value()));
    }
    return source;
}

bool PlexSource::isDerived(Field field) const
{
    return rowOf(field).derived || (field == Field::Icon && value(Field::IconUrl).isAbsent());
}

Result<SourceSummary> SourceSummary::fromJson(const QJsonObject &object)
{
    if (const auto problem = identityProblem(object))
        return failure(*problem);
    SourceSummary summary;
    summary.pk = object.value("pk"_L1).toString();
    summary.slug = object.value("slug"_L1).toString();
    summary.name = object.value("name"_L1).toString();
    summary.enabled = object.value("enabled"_L1).toBool(true);
    summary.managed = object.value("managed"_L1).isString();
    return summary;
}

SourceSummary SourceSummary::of(const PlexSource &source)
{
    SourceSummary summary;
    summary.pk = source.pk();
    summary.slug = source.slug();
    summary.name = source.name();
    const FieldValue &enabled = source.value(Field::Enabled);
    summary.enabled = enabled.state() != FieldValue::State::Held || enabled.toFlag();
    summary.managed = !source.value(Field::Managed).toText().isEmpty();
    return summary;
}
