// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/saverecord.h"

class QGridLayout;
class QString;
class QWidget;

// Old → new of one field as a row of real labels in a grid, every text of it to be selected. Used
// by the details of a save and of a draft. GUI thread.
namespace ChangeRow {
enum Column
{
    Label,
    Old,
    Arrow,
    New,
    ColumnCount
};

/// Measures and shares of the columns.
void setColumns(QGridLayout &grid);
/// Adds a row at the end; the labels belong to `owner`. Of a secret it says `secretText` only.
/// Returns its number.
int add(QGridLayout &grid, QWidget *owner, const FieldChange &change, const QString &secretText);
} // namespace ChangeRow
