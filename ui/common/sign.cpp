// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/sign.h"

#include "common/icon.h"
#include "common/strangertext.h"

#include <QPainter>

Sign::Sign(int size, QWidget *parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Sign::setSign(const QString &name, Tone tone, const QString &meaning)
{
    m_name = name;
    m_tone = tone;
    StrangerText::setName(*this, meaning);
    setToolTip(StrangerText::toolTip(meaning));
    StrangerText::setDescription(*this, meaning); // or it would be the tool tip with its markup
    update();
}

QSize Sign::sizeHint() const
{
    return {m_size, m_size};
}

void Sign::paintEvent(QPaintEvent *)
{
    if (m_name.isEmpty())
        return;
    QPainter painter(this);
    QRectF square(0, 0, m_size, m_size);
    square.moveCenter(QRectF(rect()).center());
    const Tokens &tokens = tokensFor(palette());
    paintSign(painter, square, m_name, colourOf(m_tone, tokens),
              tokens.dark ? tokens.chrome : tokens.surface);
}
