// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLineEdit;
class QString;
class QWidget;

/// The search field in the head of a page: `name` is its placeholder and accessible name.
QLineEdit *makeSearchField(const QString &name, QWidget *parent);
