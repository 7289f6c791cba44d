// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictcolumns.h"

#include "common/tokens.h"

#include <QGridLayout>

#include <algorithm>

namespace {

constexpr int labelWidth = 136;
constexpr int baseWidth = 152;
constexpr int valueWidth = 232;
constexpr int gaps = ConflictColumns::count - 1;
constexpr int wantedSum = labelWidth + baseWidth + 3 * valueWidth;

} // namespace

int ConflictColumns::wantedDialogWidth()
{
    return wantedSum + gaps * Space::medium + 2 * Space::pane;
}

ConflictColumns ConflictColumns::forDialog(int dialogWidth)
{
    const bool isNarrow = dialogWidth < wantedDialogWidth();
    ConflictColumns columns;
    columns.gap = isNarrow ? Space::small : Space::medium;
    const int room = std::max(0, dialogWidth - 2 * Space::pane - gaps * columns.gap);
    columns.width[Label] = std::min(labelWidth, room * labelWidth / wantedSum);
    columns.width[Base] = std::min(baseWidth, room * baseWidth / wantedSum);
    const int rest = room - columns.width[Label] - columns.width[Base];
    for (const Column column : {Theirs, Mine, Result})
        columns.width[column] = rest / 3;
    return columns;
}

void ConflictColumns::applyTo(QGridLayout &grid) const
{
    grid.setHorizontalSpacing(gap);
    // A grid drops the gap beside a column that holds only spanning cells, hence each width is set.
    for (int column = 0; column < count; ++column)
        grid.setColumnMinimumWidth(column, width[std::size_t(column)]);
    grid.setColumnStretch(count, 1);
}
