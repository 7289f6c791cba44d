// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/formbody.h"

#include <QPalette>

FormBody::FormBody(QWidget *parent)
    : QWidget(parent)
{
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
}

void FormBody::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    Q_EMIT resized();
}
