// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/errortext.h"
#include "source/fieldtable.h"
#include "source/remark.h"
#include "source/validation.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <optional>

using namespace Qt::Literals::StringLiterals;

// The part of errortext.h that speaks of one field.

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

/// What a message of Django REST Framework is about (contract §4.2, English originals). Only the
/// wording hangs on it; a text in another language simply keeps the server's words alone.
std::optional<Remark> remarkFor(Field field, const QString &words)
{
    if (words == "This field may not be blank."_L1 || words == "This field is required."_L1)
        return Remark::Blank;
    if (words == "This field may not be null."_L1)
        return Remark::Null;
    if (words == "Null characters are not allowed."_L1)
        return Remark::Nul;
    if (words.startsWith("Surrogate characters are not allowed"_L1))
        return Remark::HalfCharacter;
    if (field == Field::Slug && words == "source with this slug already exists."_L1)
        return Remark::SlugTaken;
    if (field == Field::Slug && words.startsWith("Enter a valid "_L1) && words.contains("slug"_L1))
        return Remark::SlugPattern;
    if (rowOf(field).target != ReferenceTarget::None) {
        if (words.startsWith("Invalid pk "_L1) && words.endsWith("object does not exist."_L1))
            return Remark::UnknownId;
        if (words.endsWith("is not a valid UUID."_L1))
            return Remark::NoId;
    }
    if (rowOf(field).kind == FieldKind::Choice && words.endsWith("is not a valid choice."_L1))
        return Remark::UnknownChoice;
    return std::nullopt;
}

QString itemName(const FieldProblem &problem)
{
    const QString number = QString::number(*problem.item + 1);
    if (problem.field == Field::AllowedServers)
        return ErrorText::tr("Server %1:").arg(number);
    return ErrorText::tr("Entry %1:").arg(number);
}

} // namespace

QString fieldSentence(Field field, const QString &serverWords)
{
    if (const auto remark = remarkFor(field, serverWords))
        return remarkText(*remark, field);
    static const QRegularExpression tooLong(
            u"^Ensure this field has no more than (\\d{1,9}) characters\\.$"_s);
    if (const auto match = tooLong.match(serverWords); match.hasMatch())
        return remarkText(Remark::TooLong, field, match.capturedView(1).toInt());
    return {};
}

QString problemLine(const FieldProblem &problem)
{
    QStringList parts;
    if (problem.item)
        parts.append(itemName(problem));
    if (!problem.sentence.isEmpty())
        parts.append(problem.sentence);
    if (!problem.serverWords.isEmpty())
        parts.append(ErrorText::tr("Server: “%1”").arg(problem.serverWords));
    return parts.join(u' ');
}
