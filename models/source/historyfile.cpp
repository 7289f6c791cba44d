// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/historyfile.h"

#include "source/fieldtable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int version = 1;
constexpr auto csvHead = "when,server,pk,slug,name,who,state,field,from,to,request_id\r\n";

QString timeText(const QDateTime &when)
{
    return when.toUTC().toString(Qt::ISODate);
}

QString stateWord(SaveFate fate)
{
    switch (fate) {
    case SaveFate::Sending:
        return u"sending"_s;
    case SaveFate::Saved:
        return u"saved"_s;
    case SaveFate::Confirmed:
        return u"confirmed"_s;
    case SaveFate::Undone:
        return u"undone"_s;
    case SaveFate::CannotTell:
    case SaveFate::NotStored:
        break;
    }
    return u"cannot_tell"_s;
}

/// A JSON value alone; QJsonDocument knows arrays and objects only.
QString jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

QString cellText(Field field, const FieldValue &value)
{
    if (isSecret(field))
        return u"changed"_s;
    const QJsonValue json = value.toJson();
    if (json.isUndefined())
        return {};
    return json.isString() ? json.toString() : jsonText(json);
}

QJsonObject sourceObject(const QString &pk, const QString &slug, const QString &name)
{
    return {{u"pk"_s, pk}, {u"slug"_s, slug}, {u"name"_s, name}};
}

QJsonObject changeObject(const FieldChange &change)
{
    QJsonObject object{{u"field"_s, keyOf(change.field)}};
    if (isSecret(change.field)) {
        object.insert(u"secret"_s, u"changed"_s);
        return object;
    }
    if (const QJsonValue from = change.before.toJson(); !from.isUndefined())
        object.insert(u"from"_s, from);
    if (const QJsonValue to = change.after.toJson(); !to.isUndefined())
        object.insert(u"to"_s, to);
    return object;
}

QByteArray jsonOf(const SaveRecord &record)
{
    QJsonArray changes;
    for (const FieldChange &change : record.changes)
        changes.append(changeObject(change));
    const QJsonObject save{
            {u"when"_s, timeText(record.when)},
            {u"server"_s, record.server},
            {u"source"_s, sourceObject(record.pk, record.slug, record.name)},
            {u"who"_s, record.who},
            {u"state"_s, stateWord(record.fate)},
            {u"request_id"_s, record.requestId},
            {u"changes"_s, changes},
    };
    return QJsonDocument(save).toJson(QJsonDocument::Indented).trimmed();
}

QByteArray csvLine(const SaveRecord &record, const FieldChange &change)
{
    const QStringList cells{timeText(record.when),
                            record.server,
                            record.pk,
                            record.slug,
                            record.name,
                            record.who,
                            stateWord(record.fate),
                            keyOf(change.field),
                            cellText(change.field, change.before),
                            cellText(change.field, change.after),
                            record.requestId};
    QByteArrayList parts;
    for (const QString &cell : cells)
        parts.append(csvCell(cell));
    return parts.join(',') + "\r\n";
}

} // namespace

QByteArray csvCell(const QString &text)
{
    // A tab or line end before a sign is skipped by some spreadsheets.
    static const QString formulaStarts = u"=+-@\t\r\n"_s;
    const bool isFormula = !text.isEmpty() && formulaStarts.contains(text.front());
    QByteArray cell = (isFormula ? u'\'' + text : text).toUtf8();
    const bool needsQuotes = cell.contains(',') || cell.contains('"') || cell.contains('\r')
            || cell.contains('\n') || cell.startsWith(' ') || cell.endsWith(' ');
    if (!needsQuotes)
        return cell;
    return '"' + cell.replace('"', "\"\"") + '"';
}

HistoryFile::HistoryFile(HistoryFormat format)
    : m_format(format)
{ }

void HistoryFile::add(const QList<HistoryRow> &rows)
{
    for (const HistoryRow &row : rows) {
        if (m_format == HistoryFormat::Csv) {
            for (const FieldChange &change : row.record.changes)
                m_body += csvLine(row.record, change);
        } else {
            if (m_saves > 0)
                m_body += ",\n";
            m_body += jsonOf(row.record);
        }
        ++m_saves;
    }
}

QByteArray HistoryFile::content() const
{
    if (m_format == HistoryFormat::Csv)
        return csvHead + m_body;
    const QByteArray head = "{\n\"format\": \"sourcedesk-history\",\n\"version\": "
            + QByteArray::number(version) + ",\n\"saves\": [\n";
    return head + m_body + "\n]\n}\n";
}

QByteArray snapshotFile(const PlexSource &source, const QString &server)
{
    QJsonObject values;
    QJsonArray left;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &value = source.value(row.field);
        if (row.readOnly || value.isAbsent())
            continue;
        const QJsonValue json = value.toJson();
        if (isSecret(row.field) || json.isUndefined())
            left.append(keyOf(row.field));
        else
            values.insert(keyOf(row.field), json);
    }
    const QJsonObject file{
            {u"format"_s, u"sourcedesk-snapshot"_s},
            {u"version"_s, version},
            {u"server"_s, server},
            {u"source"_s, sourceObject(source.pk(), source.slug(), source.name())},
            {u"values"_s, values},
            {u"not_included"_s, left},
    };
    return QJsonDocument(file).toJson(QJsonDocument::Indented);
}
