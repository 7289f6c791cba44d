// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What a stranger wrote, made fit to be seen. Values that are edited, compared, sent or copied
// never go through here. Pure.

/// `text` with every character that is not seen, or that steers how others are seen, in the
/// notation of JSON, `\u202e`: controls, marks of direction, zero widths, tags, line separators,
/// lone surrogates. Line breaks and tabulators stay. A joiner between letters of a script that
/// needs it, or in an emoji, stays too. Of a pile of combining marks the first few are shown.
QString shownText(const QString &text);

/// The same for one line: a line break is `\n`, a tabulator `\t`.
QString shownLine(const QString &text);

/// False when `shownText()` would change it.
bool isShownAsIs(const QString &text);
