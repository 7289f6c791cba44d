// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

// The content of the form's scroll area; tells when its layout has given rows new places.
class FormBody final : public QWidget
{
    Q_OBJECT
public:
    explicit FormBody(QWidget *parent = nullptr);

Q_SIGNALS:
    void resized();

protected:
    void resizeEvent(QResizeEvent *event) override;
};
