// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/showntext.h"

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostMarks = 8; ///< more than any script puts on one letter

bool isUnseen(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
        return c != u'\n' && c != u'\t';
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        break;
    }
    // Letters and marks without a shape, and the stand-in for an object.
    return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5
            || (c >= 0x180b && c <= 0x180f) || c == 0x2065 || c == 0x3164 || c == 0xffa0
            || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xfff0 && c <= 0xfffc)
            || (c & 0xfffe) == 0xfffe || (c >= 0xe0000 && c <= 0xe0fff);
}

bool isMark(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

/// The choice between text and emoji has work to do behind a sign, and joiners between characters
/// that are not Latin.
bool hasWork(char32_t c, char32_t before, char32_t after)
{
    const auto isSign = [](char32_t other) {
        return other > 0xa0 && !isUnseen(other) && !QChar::isLetterOrNumber(other)
                && !QChar::isMark(other);
    };
    const auto isLetter = [](char32_t other) { return other > 0xff && !isUnseen(other); };
    if (c == 0xfe0e || c == 0xfe0f)
        return isSign(before) || after == 0x20e3; // a keycap
    const bool isJoiner = c == 0x200c || c == 0x200d;
    return isJoiner && isLetter(after) && (isLetter(before) || before == 0xfe0f);
}

char32_t codeAt(const QString &text, qsizetype at)
{
    if (at < 0 || at >= text.size())
        return 0;
    const QChar c = text.at(at);
    const bool isPair =
            c.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
    return isPair ? QChar::surrogateToUcs4(c, text.at(at + 1)) : char32_t(c.unicode());
}

void appendEscaped(QString &to, QStringView units)
{
    for (const QChar unit : units)
        to += u"\\u"_s + QString::number(unit.unicode(), 16).rightJustified(4, u'0');
}

bool needsNothing(const QString &text)
{
    for (const QChar c : text) {
        const bool isPlain = (c >= u' ' && c < QChar(0x7f)) || c == u'\n' || c == u'\t'
                || (c >= QChar(0xa0) && c < QChar(0x300) && c != QChar(0xad));
        if (!isPlain)
            return false;
    }
    return true;
}

} // namespace

QString shownText(const QString &text)
{
    if (needsNothing(text))
        return text;
    QString shown;
    shown.reserve(text.size());
    char32_t before = 0;
    int marks = 0;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t c = codeAt(text, at);
        const qsizetype units = c > 0xffff ? 2 : 1;
        const QStringView part = QStringView(text).mid(at, units);
        at += units;
        if (c == u'\r' && codeAt(text, at) == u'\n')
            continue; // the break follows
        if (isUnseen(c) && !hasWork(c, before, codeAt(text, at))) {
            appendEscaped(shown, part);
            marks = 0;
        } else {
            marks = isMark(c) ? marks + 1 : 0;
            if (marks <= mostMarks)
                shown += part;
            else if (marks == mostMarks + 1)
                shown += u'…';
        }
        before = c;
    }
    return shown;
}

QString shownLine(const QString &text)
{
    QString line = shownText(text);
    line.replace(u'\n', "\\n"_L1);
    line.replace(u'\t', "\\t"_L1);
    return line;
}

bool isShownAsIs(const QString &text)
{
    return needsNothing(text) || shownText(text) == text;
}
