// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

// Keeps what is typed into a masked line edit off the accessibility bus: Qt 6.4 sends text events
// of such an editor in clear. Events of everything else pass. The composition owns one while the
// program runs; the hook of QAccessible is a plain function, so there can be only one at a time.
// GUI thread.
class MaskedTextFilter
{
public:
    MaskedTextFilter();
    ~MaskedTextFilter();

    /// True for an event that would tell what is typed into a masked editor.
    static bool drops(const QAccessibleEvent &event);

    Q_DISABLE_COPY_MOVE(MaskedTextFilter)
};
