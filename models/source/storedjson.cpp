// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/storedjson.h"

#include "source/fieldtable.h"

using namespace Qt::Literals::StringLiterals;

namespace {
const QString valueKey = u"value"_s;
const QString digestKeyName = u"digest"_s;
const QString unreadableKey = u"unreadable"_s;
const QString opaqueKey = u"opaque"_s;
const QString fieldsKey = u"fields"_s;
const QString unknownKey = u"unknown"_s;

/// The texts in it without what follows a question mark.
QJsonValue withoutQueries(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().section(u'?', 0, 0);
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = withoutQueries(member.value());
    return value.isObject() ? QJsonValue(object) : value;
}

/// The server made it an address, whose query may be a signature that lets one fetch the icon.
bool isRenderedAddress(const PlexSource &source, Field field)
{
    const bool isOfIcon =
            field == Field::Icon || field == Field::IconUrl || field == Field::IconThemedUrls;
    return isOfIcon && source.isDerived(field);
}
} // namespace

QJsonObject storedValue(const FieldValue &value)
{
    switch (value.state()) {
    case FieldValue::State::Absent:
        return {};
    case FieldValue::State::Digest:
        return {{digestKeyName, QString::fromLatin1(value.digest().toBase64())}};
    case FieldValue::State::Unreadable:
        return {{unreadableKey, value.received()}};
    case FieldValue::State::Held:
        break;
    }
    if (value.isTypedSecret())
        return {{digestKeyName, QString::fromLatin1(value.digest().toBase64())}};
    const QJsonValue json = value.toJson();
    if (json.isUndefined())
        return {{opaqueKey, value.received()}};
    return {{valueKey, json}};
}

FieldValue valueFromStored(Field field, const QJsonObject &stored)
{
    const bool isSecret = rowOf(field).kind == FieldKind::Secret;
    if (stored.contains(digestKeyName) && isSecret) {
        return FieldValue::storedSecret(
                QByteArray::fromBase64(stored.value(digestKeyName).toString().toLatin1()));
    }
    if (stored.contains(unreadableKey))
        return FieldValue::unreadable(stored.value(unreadableKey));
    if (stored.contains(opaqueKey))
        return FieldValue::opaque(stored.value(opaqueKey));
    if (!stored.contains(valueKey))
        return {};
    const QJsonValue json = stored.value(valueKey);
    if (json.isNull())
        return FieldValue::null();
    return isSecret ? FieldValue() : valueFromJson(field, json);
}

QJsonObject storedSource(const PlexSource &source)
{
    QJsonObject fields;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &value = source.value(row.field);
        if (value.isAbsent())
            continue;
        const QJsonObject stored = storedValue(value);
        fields.insert(QLatin1StringView(row.key),
                      isRenderedAddress(source, row.field) ? withoutQueries(stored)
                                                           : QJsonValue(stored));
    }
    return {{fieldsKey, fields}, {unknownKey, source.unknownKeys()}};
}

PlexSource sourceFromStored(const QJsonObject &stored)
{
    PlexSource source;
    const QJsonObject fields = stored.value(fieldsKey).toObject();
    for (const FieldRow &row : fieldTable()) {
        source.setValue(
                row.field,
                valueFromStored(row.field, fields.value(QLatin1StringView(row.key)).toObject()));
    }
    source.setUnknownKeys(stored.value(unknownKey).toObject());
    return source;
}

QJsonArray storedChanges(const QList<FieldChange> &changes)
{
    QJsonArray stored;
    for (const FieldChange &change : changes) {
        stored.append(QJsonObject{{u"field"_s, keyOf(change.field)},
                                  {u"before"_s, storedValue(change.before)},
                                  {u"after"_s, storedValue(change.after)}});
    }
    return stored;
}

QList<FieldChange> changesFromStored(const QJsonArray &stored)
{
    QList<FieldChange> changes;
    for (const QJsonValue &entry : stored) {
        const QJsonObject object = entry.toObject();
        const std::optional<Field> field = fieldForKey(object.value("field"_L1).toString());
        if (!field)
            continue;
        changes.append({*field, valueFromStored(*field, object.value("before"_L1).toObject()),
                        valueFromStored(*field, object.value("after"_L1).toObject())});
    }
    return changes;
}
