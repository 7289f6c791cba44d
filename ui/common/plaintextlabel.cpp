// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/plaintextlabel.h"

#include "core/showntext.h"

#include <QEvent>

PlainTextLabel::PlainTextLabel(Type type, Tone tone, QWidget *parent)
    : QLabel(parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setFont(fontOf(type));
    applyTone();
}

void PlainTextLabel::setText(const QString &text)
{
    QLabel::setText(shownText(text));
}

void PlainTextLabel::setTone(Tone tone)
{
    if (m_tone == tone)
        return;
    m_tone = tone;
    applyTone();
}

void PlainTextLabel::makeNote()
{
    setWordWrap(true);
    // A label that cannot shrink would widen the whole form.
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void PlainTextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

void PlainTextLabel::applyTone()
{
    const QColor colour = colourOf(m_tone, tokensFor(palette()));
    if (palette().color(QPalette::Active, QPalette::WindowText) == colour)
        return;
    QPalette own; // only the one role, so that all others go on following the theme
    own.setColor(QPalette::Active, QPalette::WindowText, colour);
    own.setColor(QPalette::Inactive, QPalette::WindowText, colour);
    setPalette(own);
}
