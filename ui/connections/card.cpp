// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/card.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/stylepaint.h"

#include <QPainter>

Card::Card(const QString &sign, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_content(new QVBoxLayout(this))
{
    m_content->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::pane);
    m_content->setSpacing(Space::medium);
    auto *head = new QHBoxLayout;
    head->setSpacing(Space::medium);
    auto *mark = new Sign(Size::icon, this);
    mark->setSign(sign, Tone::Ink, {});
    auto *name = new PlainTextLabel(Type::Section, Tone::Ink, this);
    name->setText(title);
    head->addWidget(mark);
    head->addWidget(name, 1);
    m_content->addLayout(head);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    StylePaint::box(painter, rect(), Radius::card, tokens.surface, tokens.line);
}
