// SPDX-License-Identifier: GPL-3.0-or-later
#include "source/remark.h"

#include "source/fieldtable.h"

#include <QCoreApplication>

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

QString fillIn(Field field)
{
    switch (rowOf(field).kind) {
    case FieldKind::TextList:
    case FieldKind::ReferenceSet:
        return ErrorText::tr("Fill it in or remove it.");
    case FieldKind::Choice:
    case FieldKind::Flag:
        return ErrorText::tr("Choose one.");
    default:
        return ErrorText::tr("Fill it in.");
    }
}

QString unknownId(Field field)
{
    if (isList(field))
        return ErrorText::tr("One of these is not on the server. Remove it.");
    return ErrorText::tr("It is not on the server. Choose another.");
}

QString noId(Field field)
{
    if (isList(field))
        return ErrorText::tr("One of these is not an ID. Remove it.");
    return ErrorText::tr("This is not an ID. Choose from the list.");
}

QString tooLong(int limit)
{
    if (limit == 1)
        return ErrorText::tr("Use at most 1 character.");
    //: %n is a number of characters, never 1
    return ErrorText::tr("Use at most %n characters.", nullptr, limit);
}

} // namespace

QString remarkText(Remark remark, Field field, int limit)
{
    switch (remark) {
    case Remark::Blank:
    case Remark::Null:
        return fillIn(field);
    case Remark::Nul:
        return ErrorText::tr("It holds an invisible NUL character. Type it again.");
    case Remark::HalfCharacter:
        return ErrorText::tr("It holds one half of a character. Type it again.");
    case Remark::SlugPattern:
        return ErrorText::tr("Use only letters a to z, digits, hyphens and underscores.");
    case Remark::TooLong:
        return tooLong(limit);
    case Remark::SlugTaken:
        return ErrorText::tr("Another source has this slug.");
    case Remark::UnknownId:
        return unknownId(field);
    case Remark::NoId:
        return noId(field);
    case Remark::UnknownChoice:
        return ErrorText::tr("This server does not know this choice. Choose another.");
    }
    return {};
}
