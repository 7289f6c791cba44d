// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogparts.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScreen>

#include <algorithm>

namespace {
constexpr int titleSign = 20;
} // namespace

DialogHead::DialogHead(QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(titleSign, this))
    , m_title(new PlainTextLabel(Type::Title, Tone::Ink, this))
    , m_sentence(new PlainTextLabel(Type::Body, Tone::Secondary, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::pane, Space::large + Space::tiny, Space::pane, Space::medium);
    row->setSpacing(Space::medium);
    m_sign->setFixedHeight(m_title->fontMetrics().lineSpacing());
    m_title->makeNote();
    m_sentence->makeNote();
    auto *texts = new QVBoxLayout;
    texts->setSpacing(Space::tiny);
    texts->addWidget(m_title);
    texts->addWidget(m_sentence);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
}

void DialogHead::setSign(const QString &name, Tone tone, const QString &meaning)
{
    m_sign->setSign(name, tone, meaning);
}

void DialogHead::setTexts(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

QString DialogHead::title() const
{
    return m_title->text();
}

DialogFoot::DialogFoot(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(Space::pane, Space::medium, Space::large, Space::medium);
    m_row->setSpacing(Space::small);
}

QPushButton *DialogFoot::addButton(const QString &text, const QString &kind)
{
    auto *button = new QPushButton(text, this);
    button->setAutoDefault(false);
    if (!kind.isEmpty())
        button->setProperty("kind", kind);
    m_row->addWidget(button);
    return button;
}

void DialogFoot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}

void setDialogGround(QWidget &dialog)
{
    dialog.setBackgroundRole(QPalette::Light);
    dialog.setAutoFillBackground(true);
}

void fitDialog(QWidget &dialog, int width)
{
    const QWidget *below = dialog.parentWidget();
    const QSize room = (below ? below->window()->size() : dialog.screen()->availableSize())
            - QSize(Space::pane, Space::pane);
    const int wide = std::min(width, room.width());
    const int wanted =
            dialog.hasHeightForWidth() ? dialog.heightForWidth(wide) : dialog.sizeHint().height();
    dialog.resize(wide, std::min(wanted, std::max(room.height(), 0)));
}
