// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

/// What is wrong in a form, and where. A plain value; `where` is null when nothing is.
struct WrongField
{
    QWidget *where = nullptr;
    QString sentence;
};
