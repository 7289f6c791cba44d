// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/tag.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/stylepaint.h"

#include <QBoxLayout>
#include <QPainter>

Tag::Tag(QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(Size::captionIcon, this))
    , m_word(new PlainTextLabel(Type::Strong, Tone::OnFill, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::small, 2, Space::small, 2);
    row->setSpacing(Space::tiny + 2);
    row->addWidget(m_sign);
    row->addWidget(m_word);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
}

void Tag::setTag(const QString &sign, const QString &word, Tone tone)
{
    m_tone = tone;
    m_sign->setSign(sign, toneOnFill(tone), {});
    m_word->setTone(toneOnFill(tone));
    m_word->setText(word);
    update();
}

QString Tag::word() const
{
    return m_word->text();
}

void Tag::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    StylePaint::box(painter, rect(), Radius::small, fillOf(m_tone, tokensFor(palette())), {});
}

QColor fillOf(Tone tone, const Tokens &tokens)
{
    switch (tone) {
    case Tone::Production:
        return tokens.production;
    case Tone::Staging:
        return tokens.staging;
    case Tone::Test:
        return tokens.test;
    default:
        return tokens.focus;
    }
}

Tone toneOnFill(Tone tone)
{
    const bool isKind = tone == Tone::Production || tone == Tone::Staging || tone == Tone::Test;
    return isKind ? Tone::OnFill : Tone::OnFocus;
}
