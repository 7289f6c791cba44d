// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/noticebar.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int signSize = 18;
constexpr int barWidth = 3;
} // namespace

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(signSize, this))
    , m_title(new PlainTextLabel(Type::Strong, Tone::Ink, this))
    , m_text(new PlainTextLabel(Type::Body, Tone::Ink, this))
    , m_action(new QPushButton(this))
    , m_copy(new QPushButton(tr("Copy details"), this))
    , m_close(new QPushButton(tr("Close"), this))
{
    m_title->makeNote();
    m_text->makeNote();
    auto *words = new QVBoxLayout;
    words->setSpacing(Space::tiny);
    words->addWidget(m_title);
    words->addWidget(m_text);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::pane, Space::medium, Space::large, Space::medium);
    row->setSpacing(Space::small);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addSpacing(Space::small);
    row->addLayout(words, 1);
    for (QPushButton *button : {m_action, m_copy, m_close}) {
        button->setProperty("kind", u"onTint"_s);
        row->addWidget(button, 0, Qt::AlignTop);
    }
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::actionRequested);
    connect(m_copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(m_details); });
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    setClosable(false);
    hide();
}

void NoticeBar::showNotice(const QString &sign, const QString &title, const QString &text,
                           const QString &action, const QString &details)
{
    m_details = details;
    m_sign->setSign(sign, Tone::Warning, {});
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_copy->setVisible(!details.isEmpty());
    setVisible(!title.isEmpty());
}

void NoticeBar::setActionEnabled(bool enabled)
{
    m_action->setEnabled(enabled);
}

void NoticeBar::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.warnSoft);
    painter.fillRect(QRect(0, 0, barWidth, height()), tokens.warn);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}
