// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/pageheader.h"

#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/searchfield.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_sentence(new ElidedLabel(Type::Caption, Tone::Secondary, this))
{
    m_row->setContentsMargins(Space::pane, Space::small, Space::large, Space::small);
    m_row->setSpacing(Space::small);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *name = new ElidedLabel(Type::Title, Tone::Ink, this);
    name->setText(title);
    texts->addWidget(name);
    texts->addWidget(m_sentence);
    m_row->addLayout(texts, 1);
    setMinimumHeight(Size::formHeader);
}

void PageHeader::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void PageHeader::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    update();
}

QLineEdit *PageHeader::addSearch(const QString &name)
{
    QLineEdit *search = makeSearchField(name, this);
    m_row->addWidget(search);
    return search;
}

QPushButton *PageHeader::addButton(const QString &text, const QString &iconName)
{
    auto *button = new QPushButton(text, this);
    if (!iconName.isEmpty())
        button->setIcon(icon(iconName));
    m_row->addWidget(button);
    return button;
}

QPushButton *PageHeader::addQuietButton(const QString &text, const QString &iconName)
{
    QPushButton *button = addButton(text, iconName);
    button->setProperty("kind", u"quiet"_s);
    return button;
}

void PageHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.surface);
    if (!m_isOpen)
        painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}
