// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/pythontext.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>
#include <QVariant>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

QString numberText(const QJsonValue &value)
{
    const QVariant number = value.toVariant();
    if (number.typeId() == QMetaType::LongLong)
        return QString::number(number.toLongLong());
    const QString text = QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return text.contains(u'.') || text.contains(u'e') ? text : text + ".0"_L1;
}

QString quoted(QString text)
{
    const QChar quote = text.contains(u'\'') && !text.contains(u'"') ? u'"' : u'\'';
    text.replace(u'\\', "\\\\"_L1);
    if (quote == u'\'')
        text.replace(u'\'', "\\'"_L1);
    text.replace(u'\n', "\\n"_L1).replace(u'\t', "\\t"_L1).replace(u'\r', "\\r"_L1);
    return quote + text + quote;
}

bool isPythonSpace(QChar c)
{
    return c.isSpace() || (c >= QChar(0x1c) && c <= QChar(0x1f));
}

} // namespace

QString pythonStr(const QJsonValue &value)
{
    return value.isString() ? value.toString() : pythonRepr(value);
}

QString pythonRepr(const QJsonValue &value)
{
    QStringList parts;
    switch (value.type()) {
    case QJsonValue::String:
        return quoted(value.toString());
    case QJsonValue::Bool:
        return value.toBool() ? u"True"_s : u"False"_s;
    case QJsonValue::Double:
        return numberText(value);
    case QJsonValue::Array: {
        const QJsonArray items = value.toArray();
        for (const QJsonValue &item : items)
            parts.append(pythonRepr(item));
        return u'[' + parts.join(", "_L1) + u']';
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            parts.append(quoted(it.key()) + ": "_L1 + pythonRepr(it.value()));
        return u'{' + parts.join(", "_L1) + u'}';
    }
    default:
        return u"None"_s;
    }
}

QString pythonTypeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return u"str"_s;
    case QJsonValue::Bool:
        return u"bool"_s;
    case QJsonValue::Array:
        return u"list"_s;
    case QJsonValue::Object:
        return u"dict"_s;
    case QJsonValue::Double:
        return value.toVariant().typeId() == QMetaType::LongLong ? u"int"_s : u"float"_s;
    default:
        return u"NoneType"_s;
    }
}

QString pythonStrip(const QString &text)
{
    const auto first = std::find_if_not(text.begin(), text.end(), isPythonSpace);
    const auto last =
            std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), isPythonSpace);
    return QString(first, last.base() - first);
}

std::optional<QString> pythonUuid(const QString &text)
{
    QString digits = text;
    digits.remove("urn:"_L1).remove("uuid:"_L1);
    while (digits.startsWith(u'{') || digits.startsWith(u'}'))
        digits.remove(0, 1);
    while (digits.endsWith(u'{') || digits.endsWith(u'}'))
        digits.chop(1);
    digits = digits.remove(u'-').toLower();
    const bool isHex = std::all_of(digits.begin(), digits.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
    if (digits.size() != 32 || !isHex)
        return std::nullopt;
    for (const qsizetype place : {8, 13, 18, 23})
        digits.insert(place, u'-');
    return digits;
}

} // namespace demoserver
