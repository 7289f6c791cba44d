// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/invitation.h"

#include "common/plaintextlabel.h"

#include <QVBoxLayout>

Invitation::Invitation(QWidget *parent)
    : QWidget(parent)
{
    auto *words = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    words->makeNote();
    words->setText(
            tr("Choose one in the list on the left, with a click or the arrow keys. Nothing is "
               "sent before you press Save."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::pane, Space::large, Space::pane, Space::large);
    column->addWidget(words);
    column->addStretch(1);
}
