// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

// Texts that stock editors change when they show them.
namespace NastyValues {

inline QStringList texts()
{
    using namespace Qt::Literals::StringLiterals;
    return {
            u""_s,
            u"plain"_s,
            u"  blanks around  "_s,
            u"no\u00a0break"_s,
            u"two\nlines"_s,
            u"carriage\r\nreturn"_s,
            u"ends with\n"_s,
            u"line\u2028separator"_s,
            u"paragraph\u2029separator"_s,
            u"a\ttab"_s,
            u"nul "_s + QChar(0) + u" inside"_s,
            u"lone surrogate "_s + QChar(0xd800),
            u"e\u0301 combining, \u202e right to left"_s,
            u"emoji \U0001F3AC"_s,
            u"&ampersand <b>markup</b>"_s,
            u"object \ufffc replacement"_s,
            QString(255, u'x'),
            QString(40000, u'y'),
    };
}

} // namespace NastyValues
