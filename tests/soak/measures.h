// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

/// What this process holds, in bytes and numbers.
struct Measure
{
    qint64 resident = 0;  ///< all of it that is in memory, after what is free was given back
    qint64 anonymous = 0; ///< of that, what is not the content of a file
    QStringList open;     ///< what the open descriptors lead to, in no order

    int descriptors() const { return int(open.size()); }
    static Measure now();
};

/// What the open descriptors lead to.
QStringList openDescriptors();
