// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/field.h"

#include <QString>

// Our sentences on a single value, the same whether this program finds the mistake before sending
// or the server names it. Pure; any thread.

enum class Remark : quint8
{
    Blank,         ///< empty or nothing but blanks
    Null,          ///< no value where one is needed
    Nul,           ///< the character U+0000
    HalfCharacter, ///< a surrogate without its other half
    SlugPattern,
    TooLong, ///< the limit goes with it
    SlugTaken,
    UnknownId, ///< a flow or mapping that does not exist
    NoId,      ///< text that is no id of a flow or mapping
    UnknownChoice,
};

/// The sentence and what to do, in the reader's language. `limit` is in characters, for TooLong.
QString remarkText(Remark remark, Field field, int limit = 0);
