// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/errorreader.h"

#include "core/error.h"
#include "source/errortext.h"
#include "source/fieldtable.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringDecoder>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

constexpr qsizetype longestPlainText = 500;

/// QJsonDocument refuses a text, number or null at the top, so the body is read as the only item of
/// a list.
std::optional<QJsonValue> jsonOf(QByteArray body)
{
    if (body.startsWith("\xef\xbb\xbf"))
        body.remove(0, 3);
    const QJsonDocument document = QJsonDocument::fromJson('[' + body + ']');
    const QJsonArray wrapped = document.array();
    if (!document.isArray() || wrapped.size() != 1)
        return std::nullopt;
    return wrapped.first();
}

bool isEmptyContainer(const QJsonValue &value)
{
    return (value.isArray() && value.toArray().isEmpty())
            || (value.isObject() && value.toObject().isEmpty());
}

QString leafText(const QJsonValue &leaf)
{
    if (leaf.isString())
        return leaf.toString();
    const QByteArray json = QJsonDocument(QJsonArray{leaf}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(1, json.size() - 2));
}

std::optional<int> indexFrom(const QString &key)
{
    const bool isNumber = !key.isEmpty() && key.size() < 10
            && std::all_of(key.begin(), key.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber ? std::optional(key.toInt()) : std::nullopt;
}

/// Names that only wrap a message and say nothing themselves.
bool isWrapper(const QString &key)
{
    return key == "non_field_errors"_L1 || key == "detail"_L1 || key == "message"_L1;
}

/// A `code` beside a message is for the details; anywhere else it is a name like others.
bool isCode(const QString &key, const QJsonObject &object, bool isTop)
{
    return key == "code"_L1 && object.value(key).isString()
            && (isTop || object.contains("message"_L1) || object.contains("detail"_L1));
}

/// Walks a refusal and files each leaf once.
class Reader
{
public:
    void read(const QJsonValue &top)
    {
        if (top.isObject())
            readObject(top.toObject());
        else
            collect(top, {}, true);
        const auto order = [](const FieldProblem &a, const FieldProblem &b) {
            return std::tuple(indexOf(a.field), a.item.value_or(-1))
                    < std::tuple(indexOf(b.field), b.item.value_or(-1));
        };
        std::stable_sort(m_report.fields.begin(), m_report.fields.end(), order);
    }

    ErrorReport report() const { return m_report; }

private:
    /// Where a leaf belongs.
    struct Place
    {
        std::optional<Field> field;
        std::optional<int> item;
        QStringList names; ///< below the field, or from the top without one
    };

    void readObject(const QJsonObject &object)
    {
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (isCode(it.key(), object, true)) {
                addCode(it.value().toString());
                continue;
            }
            Place place;
            place.field = fieldForKey(it.key());
            if (!place.field && !isWrapper(it.key()))
                place.names.append(it.key());
            collect(it.value(), place, true);
        }
    }

    void collect(const QJsonValue &value, const Place &place, bool isNamed)
    {
        // In a list, null, {} and [] keep the place of an item that is right.
        const bool saysNothing = value.isNull() || isEmptyContainer(value);
        if (saysNothing && !isNamed)
            return;
        if (saysNothing || (!value.isArray() && !value.isObject()))
            return add(leafText(value), place);
        if (value.isArray())
            return collectList(value.toArray(), place);
        collectObject(value.toObject(), place);
    }

    void collectList(const QJsonArray &list, const Place &place)
    {
        const bool isFlat = std::none_of(list.begin(), list.end(), [](const QJsonValue &entry) {
            return entry.isArray() || entry.isObject();
        });
        for (int at = 0; at < list.size(); ++at) {
            const QJsonValue entry = list.at(at);
            // Texts beside each other are messages on the whole; containers stand for items.
            const bool isItem = !isFlat && (entry.isArray() || entry.isObject());
            collect(entry, isItem ? placeOfItem(place, at) : place, false);
        }
    }

    void collectObject(const QJsonObject &object, const Place &place)
    {
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (isCode(it.key(), object, false)) {
                addCode(it.value().toString());
                continue;
            }
            if (isWrapper(it.key())) {
                collect(it.value(), place, true);
                continue;
            }
            const std::optional<int> index = indexFrom(it.key());
            Place below = index ? placeOfItem(place, *index) : place;
            if (!index)
                below.names.append(it.key());
            collect(it.value(), below, true);
        }
    }

    /// An index is an item of a field that is a list, once; anywhere else it is a name.
    static Place placeOfItem(Place place, int at)
    {
        if (place.field && isList(*place.field) && !place.item && place.names.isEmpty())
            place.item = at;
        else
            place.names.append(QString::number(at));
        return place;
    }

    void add(const QString &words, const Place &place)
    {
        if (!place.field) {
            m_report.form.append({place.names.join(u'.'), words});
            return;
        }
        // A name below a field of ours is kept in front of the words: the message still leads to
        // the editor.
        const QString kept =
                place.names.isEmpty() ? words : place.names.join(u'.') + u": "_s + words;
        m_report.fields.append(
                {*place.field, place.item, fieldSentence(*place.field, words), kept});
    }

    void addCode(const QString &code)
    {
        if (!m_report.code.isEmpty())
            m_report.code += u", "_s;
        m_report.code += code;
    }

    ErrorReport m_report;
};

/// One sentence for an answer that is no JSON. Short plain text is given in its own words; a page
/// is never shown.
QString pageSentence(int status, const QByteArray &contentType, const QByteArray &body)
{
    const QByteArray trimmed = body.trimmed();
    if (trimmed.isEmpty())
        return ErrorText::tr("The server gave no reason (status %1, empty answer).").arg(status);
    if (contentType.contains("html") || trimmed.startsWith('<'))
        return ErrorText::tr("The server answered with a page, without data (status %1).")
                .arg(status);
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(trimmed);
    const bool isText = contentType.startsWith("text/plain") && !decoder.hasError()
            && !text.contains(QChar(u'\0'));
    if (isText && text.size() <= longestPlainText)
        return text;
    return ErrorText::tr("The server answered with something else than data "
                         "(status %1).")
            .arg(status);
}

} // namespace

ErrorReport readErrors(int httpStatus, const QByteArray &contentType, const QByteArray &body)
{
    const QByteArray type = contentType.toLower();
    // The front process labels its JSON text/plain on some releases (contract §4.1), so only HTML
    // is believed to be no JSON.
    const std::optional<QJsonValue> json = type.contains("html") ? std::nullopt : jsonOf(body);
    if (!json) {
        ErrorReport report;
        report.isPage = true;
        report.form.append({{}, pageSentence(httpStatus, type, body)});
        return report;
    }
    Reader reader;
    reader.read(*json);
    return reader.report();
}

ErrorReport readErrors(const Error &error)
{
    return readErrors(error.httpStatus, error.contentType, error.body);
}
