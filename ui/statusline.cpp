// SPDX-License-Identifier: GPL-3.0-or-later
#include "statusline.h"

#include "common/elidedlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"

#include <QBoxLayout>

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(Size::captionIcon, this))
    , m_online(new ElidedLabel(Type::Caption, Tone::Secondary, this))
    , m_savedSign(new Sign(Size::captionIcon, this))
    , m_saved(new ElidedLabel(Type::Caption, Tone::Secondary, this))
    , m_said(new ElidedLabel(Type::Caption, Tone::Ink, this))
    , m_lastChange(new ElidedLabel(Type::Caption, Tone::Secondary, this))
{
    m_online->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_saved->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_lastChange->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_said->setAccessibleDescription(tr("Status")); // its name is what it says
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::large, 0, Space::large, 0);
    row->setSpacing(Space::small);
    row->addWidget(m_sign);
    row->addWidget(m_online);
    row->addSpacing(Space::medium);
    row->addWidget(m_savedSign);
    row->addWidget(m_saved);
    row->addSpacing(Space::medium);
    row->addWidget(m_said, 1);
    row->addSpacing(Space::medium);
    row->addWidget(m_lastChange);
    setSavedHere({}, Tone::Secondary, {});
}

void StatusLine::setOnline(const QString &sign, Tone tone, const QString &text)
{
    m_sign->setSign(sign, tone, {});
    m_online->setTone(tone);
    m_online->setText(text);
}

void StatusLine::say(const QString &sentence)
{
    m_said->setText(sentence);
}

void StatusLine::setSavedHere(const QString &sign, Tone tone, const QString &text)
{
    m_savedSign->setSign(sign, tone, {});
    m_savedSign->setVisible(!text.isEmpty());
    m_saved->setTone(tone);
    m_saved->setText(text);
    m_saved->setVisible(!text.isEmpty());
}

void StatusLine::setLastChange(const QString &text, const QString &toolTip)
{
    m_lastChange->setText(text);
    m_lastChange->setToolTip(StrangerText::toolTip(toolTip));
    StrangerText::setDescription(*m_lastChange, toolTip); // or it would be that with its markup
}
