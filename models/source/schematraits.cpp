// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/schematraits.h"

#include "source/fieldtable.h"
#include "source/plexsource.h"

using namespace Qt::Literals::StringLiterals;

SourceOptions SourceOptions::fromJson(const QJsonObject &answer)
{
    SourceOptions options;
    options.put = answer.value("actions"_L1).toObject().value("PUT"_L1).toObject();
    options.right = options.put.isEmpty() ? ChangeRight::Refused : ChangeRight::Granted;
    return options;
}

QJsonObject SourceOptions::stored() const
{
    if (right == ChangeRight::Unknown)
        return {};
    // Without the rest, which is long (the choices of every flow).
    QJsonObject actions;
    for (auto field = put.begin(); field != put.end(); ++field) {
        QJsonObject used;
        const QJsonObject said = field.value().toObject();
        for (const QString &key : {u"read_only"_s, u"required"_s, u"max_length"_s}) {
            if (said.contains(key))
                used.insert(key, said.value(key));
        }
        actions.insert(field.key(), used);
    }
    return {{u"actions"_s, QJsonObject{{u"PUT"_s, actions}}}};
}

SourceOptions SourceOptions::fromStored(const QJsonObject &stored)
{
    return stored.contains("actions"_L1) ? fromJson(stored) : SourceOptions();
}

SchemaTraits SchemaTraits::fromSource(const PlexSource &source)
{
    SchemaTraits traits;
    // `icon` is writable on the releases that carry its rendered form beside it (contract §2.3,
    // 2025.12 and later).
    const bool iconIsWritable = !source.value(Field::IconUrl).isAbsent();
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &value = source.value(row.field);
        FieldTraits of;
        of.present = !value.isAbsent();
        of.writable = of.present && !row.readOnly && !value.isUnreadable()
                && (row.field != Field::Icon || iconIsWritable);
        of.required = row.required;
        of.nullable = row.nullable;
        traits.set(row.field, of);
    }
    return traits;
}

SchemaTraits SchemaTraits::fromSource(const PlexSource &source, const SourceOptions &options)
{
    SchemaTraits traits = fromSource(source);
    if (options.put.isEmpty())
        return traits;
    for (const FieldRow &row : fieldTable()) {
        FieldTraits of = traits.of(row.field);
        const QJsonValue said = options.put.value(QLatin1StringView(row.key));
        const bool isReadable = !source.value(row.field).isUnreadable();
        of.writable = of.present && isReadable && !row.readOnly && said.isObject()
                && !said["read_only"_L1].toBool(true);
        of.required = said["required"_L1].toBool(of.required);
        if (const QJsonValue most = said["max_length"_L1]; most.isDouble())
            of.maxLength = most.toInt();
        traits.set(row.field, of);
    }
    return traits;
}
