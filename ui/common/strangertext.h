// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

// Where texts of strangers (servers, files, certificates, other people) reach what Qt reads in its
// own ways: markup in tool tips, `&` in buttons and menus, `[*]` in titles. Labels are
// `PlainTextLabel`s, which need none of this. GUI thread.
namespace StrangerText {

/// For QWidget::setToolTip() and Qt::ToolTipRole: always shown as plain text.
QString toolTip(const QString &text);
/// For a button or a menu entry: an ampersand is an ampersand.
QString caption(const QString &text);
/// For a window title without a mark of changes of its own.
QString title(const QString &text);
/// What a screen reader is told.
void setName(QWidget &widget, const QString &text);
void setDescription(QWidget &widget, const QString &text);

} // namespace StrangerText
