// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/patch.h"

#include "source/fieldtable.h"
#include "source/plexsource.h"
#include "source/schematraits.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray bodyOf(const PlexSource &current, const FieldSet &fields, bool hideSecrets)
{
    QJsonObject body;
    for (const Field field : fields) {
        const FieldValue &value = current.value(field);
        const QJsonValue json = value.toJson();
        if (json.isUndefined())
            continue; // nothing that could be sent: see changedFields
        body.insert(keyOf(field),
                    hideSecrets && value.isTypedSecret() ? u"(changed, not shown)"_s : json);
    }
    return body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
}

bool canBeSent(const FieldValue &value)
{
    return !value.toJson().isUndefined();
}

bool isKnown(const FieldValue &value)
{
    return value.state() == FieldValue::State::Held || value.state() == FieldValue::State::Digest;
}

} // namespace

FieldSet changedFields(const PlexSource &baseline, const PlexSource &current,
                       const SchemaTraits &traits)
{
    FieldSet changed;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &before = baseline.value(row.field);
        const FieldValue &now = current.value(row.field);
        if (traits.of(row.field).writable && isKnown(before) && canBeSent(now) && before != now)
            changed.insert(row.field);
    }
    return changed;
}

QByteArray patchBody(const PlexSource &current, const FieldSet &fields)
{
    return bodyOf(current, fields, false);
}

QByteArray patchPreview(const PlexSource &current, const FieldSet &fields)
{
    return bodyOf(current, fields, true);
}

QString sourcePath(const QString &slug)
{
    return "sources/plex/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(slug)) + '/'_L1;
}
