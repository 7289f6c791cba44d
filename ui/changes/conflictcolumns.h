// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

class QGridLayout;

/// The five columns of the conflict dialog, in pixels. Heads, rows and footer share them, so each
/// way out stands under what it takes. A plain value.
struct ConflictColumns
{
    enum Column : std::size_t
    {
        Label,
        Base,
        Theirs,
        Mine,
        Result
    };
    static constexpr int count = 5;

    std::array<int, count> width = {};
    int gap = 0;

    /// The columns in a dialog of this width, its side margins taken off.
    static ConflictColumns forDialog(int dialogWidth);
    /// The dialog's width at which every column has the width it wants.
    static int wantedDialogWidth();

    /// Gives a grid of five columns these widths.
    void applyTo(QGridLayout &grid) const;

    friend bool operator==(const ConflictColumns &, const ConflictColumns &) = default;
};
