// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QWidget;

/// What `widget` is for assistive technology, where Qt would only say *client*. To be called when
/// it is made, and only for a plain QWidget or QFrame: an editor of Qt's would lose its text.
void giveAccessibleRole(QWidget &widget, QAccessible::Role role);
