// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/jsonbody.h"

#include "rules/pythontext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

QJsonObject parseError(const QString &why)
{
    return {{u"detail"_s, "JSON parse error - "_L1 + why}};
}

bool hasLoneSurrogate(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            return true;
    }
    return false;
}

bool hasLoneSurrogate(const QJsonValue &value)
{
    if (value.isString())
        return hasLoneSurrogate(value.toString());
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        for (const QJsonValue &item : items) {
            if (hasLoneSurrogate(item))
                return true;
        }
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (hasLoneSurrogate(it.key()) || hasLoneSurrogate(it.value()))
            return true;
    }
    return false;
}

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !text.isNull() && !decoder.hasError();
}

JsonBody notJson(const QString &why)
{
    return {.problem = BodyProblem::NotJson, .value = {}, .error = parseError(why)};
}

JsonBody notAnObject(const QJsonValue &value)
{
    const QString message = value.isNull()
            ? u"No data provided"_s
            : u"Invalid data. Expected a dictionary, but got %1."_s.arg(pythonTypeName(value));
    return {.problem = BodyProblem::NotAnObject,
            .value = {},
            .error = {{u"non_field_errors"_s, QJsonArray{message}}}};
}

} // namespace

JsonBody readJsonBody(const QByteArray &body, const QByteArray &contentType,
                      const ReleaseRules &release)
{
    if (body.isEmpty())
        return {};
    const QByteArray type = contentType.split(';').first().trimmed().toLower();
    if (type != "application/json") {
        const QString message = u"Unsupported media type \"%1\" in request."_s.arg(
                QString::fromLatin1(contentType));
        return {.problem = BodyProblem::UnsupportedType,
                .value = {},
                .error = {{u"detail"_s, message}}};
    }
    if (!isUtf8(body)) {
        if (release.jsonIsStrict)
            return {.problem = BodyProblem::Crash, .value = {}, .error = {}};
        return notJson(u"'utf-8' codec can't decode byte"_s);
    }
    if (body.startsWith("\xEF\xBB\xBF"))
        return notJson(u"unexpected character: line 1 column 1 (char 0)"_s);
    // Qt reads only objects and lists at the top: the list around it admits every JSON value.
    QJsonParseError problem;
    const QJsonArray wrapped = QJsonDocument::fromJson('[' + body + ']', &problem).array();
    if (problem.error != QJsonParseError::NoError || wrapped.size() != 1)
        return notJson(
                u"%1 (char %2)"_s.arg(problem.errorString()).arg(qMax(0, problem.offset - 1)));
    const QJsonValue value = wrapped.first();
    if (release.jsonIsStrict && hasLoneSurrogate(value))
        return notJson(u"no low surrogate in string: line 1 column 1 (char 0)"_s);
    if (!value.isObject())
        return notAnObject(value);
    return {.problem = BodyProblem::None, .value = value.toObject(), .error = {}};
}

} // namespace demoserver
