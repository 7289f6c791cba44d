// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/fieldrules.h"

#include "rules/iconrules.h"
#include "rules/pythontext.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

FieldOutcome refused(const QStringList &messages)
{
    return {.value = {}, .error = QJsonArray::fromStringList(messages)};
}

FieldOutcome refused(const QString &message)
{
    return refused(QStringList{message});
}

FieldOutcome taken(const QJsonValue &value)
{
    return {.value = value};
}

FieldOutcome refusedNull()
{
    return refused(u"This field may not be null."_s);
}

QString slugMessage(const ReleaseRules &release)
{
    return release.slugQuotesAreTypographic
            ? u"Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."_s
            : u"Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens."_s;
}

/// Messages about characters that no text may hold.
QStringList characterProblems(const QString &text)
{
    QStringList problems;
    if (text.contains(QChar::Null))
        problems.append(u"Null characters are not allowed."_s);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
        } else if (text[i].isSurrogate()) {
            problems.append(u"Surrogate characters are not allowed: U+%1."_s.arg(
                    QString::number(text[i].unicode(), 16).toUpper()));
            break;
        }
    }
    return problems;
}

/// The text of a value, or nothing when its JSON type cannot be one.
std::optional<QString> coercedText(const QJsonValue &sent)
{
    if (!sent.isString() && !sent.isDouble())
        return std::nullopt;
    return pythonStrip(pythonStr(sent));
}

FieldOutcome checkText(const QJsonValue &sent)
{
    if (sent.isNull())
        return refusedNull();
    const std::optional<QString> text = coercedText(sent);
    if (!text)
        return refused(u"Not a valid string."_s);
    if (text->isEmpty())
        return refused(u"This field may not be blank."_s);
    const QStringList problems = characterProblems(*text);
    return problems.isEmpty() ? taken(*text) : refused(problems);
}

bool isSlugSyntax(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
                || c == u'-' || c == u'_';
    });
}

FieldOutcome checkSlug(const QJsonValue &sent, const FieldContext &context)
{
    const ReleaseRules &release = context.release;
    if (sent.isNull())
        return refusedNull();
    const std::optional<QString> text = coercedText(sent);
    if (!text)
        return refused(release.slugIsTypeOfItsOwn ? slugMessage(release)
                                                  : u"Not a valid string."_s);
    if (text->isEmpty())
        return refused(u"This field may not be blank."_s);
    QStringList problems;
    if (context.data.isSlugTaken(*text, context.sourcePk))
        problems.append(u"source with this slug already exists."_s);
    if (release.longestSlug > 0 && text->size() > release.longestSlug)
        problems.append(
                u"Ensure this field has no more than %1 characters."_s.arg(release.longestSlug));
    const QStringList characters = characterProblems(*text);
    const QStringList syntax =
            isSlugSyntax(*text) ? QStringList() : QStringList{slugMessage(release)};
    // The order in which the validators hang on the field.
    problems += release.slugIsTypeOfItsOwn ? characters + syntax : syntax + characters;
    return problems.isEmpty() ? taken(*text) : refused(problems);
}

FieldOutcome checkBoolean(const QJsonValue &sent)
{
    static const QStringList yes{u"t"_s,   u"T"_s,   u"y"_s,    u"Y"_s,    u"yes"_s,
                                 u"Yes"_s, u"YES"_s, u"true"_s, u"True"_s, u"TRUE"_s,
                                 u"on"_s,  u"On"_s,  u"ON"_s,   u"1"_s};
    static const QStringList no{u"f"_s,   u"F"_s,   u"n"_s,     u"N"_s,     u"no"_s,
                                u"No"_s,  u"NO"_s,  u"false"_s, u"False"_s, u"FALSE"_s,
                                u"off"_s, u"Off"_s, u"OFF"_s,   u"0"_s};
    if (sent.isNull())
        return refusedNull();
    if (sent.isBool())
        return taken(sent);
    if (sent.isString() && yes.contains(sent.toString()))
        return taken(true);
    if (sent.isString() && no.contains(sent.toString()))
        return taken(false);
    // Numbers compare equal to True and False in Python.
    if (sent.isDouble() && (sent == QJsonValue(0) || sent == QJsonValue(1)))
        return taken(sent == QJsonValue(1));
    return refused(u"Must be a valid boolean."_s);
}

FieldOutcome checkChoice(const SourceField &field, const QJsonValue &sent)
{
    if (sent.isNull())
        return refusedNull();
    const QString text = pythonStr(sent);
    const bool isKnown =
            std::any_of(field.choices.begin(), field.choices.end(),
                        [&text](const FieldChoice &choice) { return choice.value == text; });
    return isKnown ? taken(text) : refused(u"\"%1\" is not a valid choice."_s.arg(text));
}

/// A primary key that must exist: \a exists says whether a canonical id does.
template <typename Exists>
FieldOutcome checkPk(const QJsonValue &sent, Exists exists)
{
    if (sent.isBool())
        return refused(u"Incorrect type. Expected pk value, received bool."_s);
    const QString text = pythonStr(sent);
    const FieldOutcome missing = refused(u"Invalid pk \"%1\" - object does not exist."_s.arg(text));
    // Any whole number is a uuid to Python, and None asks the database for null.
    if (sent.isNull() || (pythonTypeName(sent) == "int"_L1 && sent.toDouble() >= 0))
        return missing;
    const std::optional<QString> pk = sent.isString() ? pythonUuid(text) : std::nullopt;
    if (!pk)
        return refused(u"“%1” is not a valid UUID."_s.arg(text));
    return exists(*pk) ? taken(*pk) : missing;
}

FieldOutcome checkFlow(const QJsonValue &sent, const DemoData &data)
{
    if (sent.isNull() || (sent.isString() && sent.toString().isEmpty()))
        return taken(QJsonValue::Null);
    return checkPk(sent, [&data](const QString &pk) { return data.flowByPk(pk) != nullptr; });
}

FieldOutcome notAList(const QJsonValue &sent)
{
    return refused(u"Expected a list of items but got type \"%1\"."_s.arg(pythonTypeName(sent)));
}

FieldOutcome checkMappings(const QJsonValue &sent, const DemoData &data)
{
    if (sent.isNull())
        return refusedNull();
    if (!sent.isArray() && !sent.isObject())
        return notAList(sent);
    // An object is iterated over its keys.
    const QJsonArray items =
            sent.isObject() ? QJsonArray::fromStringList(sent.toObject().keys()) : sent.toArray();
    QStringList pks;
    for (const QJsonValue &item : items) {
        const FieldOutcome outcome =
                checkPk(item, [&data](const QString &pk) { return data.mapping(pk) != nullptr; });
        if (outcome.isError())
            return outcome;
        pks.append(outcome.value.toString());
    }
    // Stored as a set. The database's own order is as good as none: not the one that was sent.
    pks.removeDuplicates();
    std::sort(pks.begin(), pks.end());
    return taken(QJsonArray::fromStringList(pks));
}

FieldOutcome checkTextList(const QJsonValue &sent)
{
    if (sent.isNull())
        return refusedNull();
    if (!sent.isArray())
        return notAList(sent);
    const QJsonArray items = sent.toArray();
    QJsonArray values;
    QJsonObject errors;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const FieldOutcome outcome = checkText(items.at(i));
        if (outcome.isError())
            errors.insert(QString::number(i), outcome.error);
        else
            values.append(outcome.value);
    }
    if (!errors.isEmpty())
        return {.value = {}, .error = errors};
    return taken(values);
}

FieldOutcome checkIcon(const QJsonValue &sent)
{
    if (sent.isNull())
        return refusedNull();
    const std::optional<QString> text = coercedText(sent);
    if (!text)
        return refused(u"Not a valid string."_s);
    QStringList problems = characterProblems(*text);
    const QString problem = iconProblem(*text);
    if (!problem.isEmpty())
        problems.append(problem);
    return problems.isEmpty() ? taken(*text) : refused(problems);
}

} // namespace

FieldOutcome checkField(const SourceField &field, const QJsonValue &sent,
                        const FieldContext &context)
{
    switch (field.kind) {
    case FieldKind::Text:
        return checkText(sent);
    case FieldKind::Slug:
        return checkSlug(sent, context);
    case FieldKind::Boolean:
        return checkBoolean(sent);
    case FieldKind::Choice:
        return checkChoice(field, sent);
    case FieldKind::Flow:
        return checkFlow(sent, context.data);
    case FieldKind::Mappings:
        return checkMappings(sent, context.data);
    case FieldKind::TextList:
        return checkTextList(sent);
    case FieldKind::Icon:
        break;
    }
    return checkIcon(sent);
}

BodyOutcome checkBody(const QJsonObject &sent, bool isPartial, const FieldContext &context)
{
    BodyOutcome outcome;
    for (const SourceField &field : sourceFields()) {
        if (!isWritable(field, context.release))
            continue;
        if (!sent.contains(field.key)) {
            if (field.isRequired && !isPartial)
                outcome.errors.insert(field.key, QJsonArray{u"This field is required."_s});
            continue;
        }
        const FieldOutcome checked = checkField(field, sent.value(field.key), context);
        if (checked.isError())
            outcome.errors.insert(field.key, checked.error);
        else
            outcome.values.insert(field.key, checked.value);
    }
    return outcome;
}

} // namespace demoserver
