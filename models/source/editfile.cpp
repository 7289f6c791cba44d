// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/editfile.h"

#include "source/fieldtable.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int version = 1;
const QString format = u"sourcedesk-edit"_s;

Error unusable(const char *why)
{
    Error error;
    error.kind = ErrorKind::BadResponse;
    error.detail = QCoreApplication::translate("EditFile", why);
    return error;
}

QJsonObject written(const ExportedEdit &edit)
{
    QJsonArray changes;
    QJsonArray left;
    for (const FieldChange &change : edit.changes) {
        const QJsonValue to = change.after.toJson();
        if (isSecret(change.field) || to.isUndefined()) {
            left.append(keyOf(change.field));
            continue;
        }
        QJsonObject entry{{u"field"_s, keyOf(change.field)}, {u"to"_s, to}};
        if (const QJsonValue from = change.before.toJson(); !from.isUndefined())
            entry.insert(u"from"_s, from);
        changes.append(entry);
    }
    for (const Field field : edit.notIncluded) {
        if (!left.contains(keyOf(field)))
            left.append(keyOf(field));
    }
    return {{u"server"_s, edit.server},
            {u"source"_s,
             QJsonObject{{u"pk"_s, edit.pk}, {u"slug"_s, edit.slug}, {u"name"_s, edit.name}}},
            {u"release"_s, edit.release},
            {u"user"_s, edit.user},
            {u"started"_s, edit.started.toUTC().toString(Qt::ISODate)},
            {u"changed"_s, edit.changed.toUTC().toString(Qt::ISODate)},
            {u"changes"_s, changes},
            {u"not_included"_s, left}};
}

Result<ExportedEdit> read(const QJsonObject &object)
{
    const QJsonObject source = object.value("source"_L1).toObject();
    ExportedEdit edit;
    edit.server = object.value("server"_L1).toString();
    edit.pk = source.value("pk"_L1).toString();
    edit.slug = source.value("slug"_L1).toString();
    edit.name = source.value("name"_L1).toString();
    edit.release = object.value("release"_L1).toString();
    edit.user = object.value("user"_L1).toString();
    edit.started = QDateTime::fromString(object.value("started"_L1).toString(), Qt::ISODate);
    edit.changed = QDateTime::fromString(object.value("changed"_L1).toString(), Qt::ISODate);
    if (edit.server.isEmpty() || edit.pk.isEmpty())
        return failure(unusable(
                QT_TRANSLATE_NOOP("EditFile", "An edit in it does not say for which source.")));
    const QJsonArray changes = object.value("changes"_L1).toArray();
    for (const QJsonValue &entry : changes) {
        const QJsonObject change = entry.toObject();
        const std::optional<Field> field = fieldForKey(change.value("field"_L1).toString());
        if (field && isSecret(*field)) {
            edit.droppedSecrets.insert(*field);
            continue;
        }
        if (!field || rowOf(*field).readOnly)
            return failure(unusable(QT_TRANSLATE_NOOP(
                    "EditFile", "It changes a field that this program cannot change.")));
        const FieldValue to = valueFromJson(*field, change.value("to"_L1));
        if (to.isAbsent() || to.isUnreadable())
            return failure(unusable(
                    QT_TRANSLATE_NOOP("EditFile", "It gives a field a value of the wrong type.")));
        edit.changes.append({*field, valueFromJson(*field, change.value("from"_L1)), to});
    }
    const QJsonArray left = object.value("not_included"_L1).toArray();
    for (const QJsonValue &key : left) {
        if (const auto field = fieldForKey(key.toString()))
            edit.notIncluded.insert(*field);
    }
    return edit;
}

} // namespace

QByteArray editFile(const QList<ExportedEdit> &edits)
{
    QJsonArray all;
    for (const ExportedEdit &edit : edits)
        all.append(written(edit));
    const QJsonObject file{{u"format"_s, format}, {u"version"_s, version}, {u"edits"_s, all}};
    return QJsonDocument(file).toJson(QJsonDocument::Indented);
}

Result<QList<ExportedEdit>> readEditFile(const QByteArray &file)
{
    const QJsonObject object = QJsonDocument::fromJson(file).object();
    if (object.value("format"_L1).toString() != format)
        return failure(unusable(
                QT_TRANSLATE_NOOP("EditFile", "This is not a file of edits of Sourcedesk.")));
    if (object.value("version"_L1).toInt() != version)
        return failure(unusable(QT_TRANSLATE_NOOP(
                "EditFile", "This file was written by a newer Sourcedesk and is not understood.")));
    QList<ExportedEdit> edits;
    const QJsonArray entries = object.value("edits"_L1).toArray();
    for (const QJsonValue &entry : entries) {
        Result<ExportedEdit> edit = read(entry.toObject());
        if (!edit)
            return failure(edit.error());
        edits.append(std::move(edit).value());
    }
    return edits;
}
