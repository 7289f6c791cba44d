// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/disclosure.h"

#include "common/icon.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

Disclosure::Disclosure(const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_button(new QPushButton(title, this))
    , m_content(content)
{
    m_button->setProperty("kind", u"link"_s);
    m_button->setCheckable(true);
    m_button->setAutoDefault(false);
    m_content->setParent(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Space::small);
    column->addWidget(m_button, 0, Qt::AlignLeft);
    column->addWidget(m_content);
    apply(false);
    connect(m_button, &QPushButton::toggled, this, [this](bool isOpen) {
        apply(isOpen);
        Q_EMIT toggled(isOpen);
    });
}

void Disclosure::apply(bool isOpen)
{
    m_button->setIcon(icon(isOpen ? u"chevron-down"_s : u"chevron-right"_s, Tone::Link));
    m_button->setAccessibleDescription(isOpen ? tr("open") : tr("closed"));
    m_content->setVisible(isOpen);
}
