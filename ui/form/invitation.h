// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

// What stands in the place of a form until a source is opened: says how to open one. GUI thread.
class Invitation final : public QWidget
{
    Q_OBJECT
public:
    explicit Invitation(QWidget *parent = nullptr);
};
