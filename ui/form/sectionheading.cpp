// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/sectionheading.h"

#include "common/plaintextlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace {

constexpr int gapAbove = 14; // with the gap of the rows
constexpr int gapBelow = 3;

} // namespace

SectionHeading::SectionHeading(const QString &title, const QString &remark, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Space::pane, gapAbove, Space::small + 2 * Size::markColumn,
                               gapBelow);
    layout->setSpacing(Space::medium);
    auto *text = new PlainTextLabel(Type::Section);
    text->setText(title);
    layout->addWidget(text);
    m_last = text;
    if (!remark.isEmpty()) {
        auto *small = new PlainTextLabel(Type::Caption, Tone::Secondary);
        small->setText(remark);
        layout->addWidget(small);
        m_last = small;
    }
    layout->addStretch(1);
}

void SectionHeading::paintEvent(QPaintEvent *)
{
    const int left = m_last->geometry().right() + Space::medium;
    const int right = width() - Space::small - 2 * Size::markColumn;
    QPainter painter(this);
    painter.fillRect(QRect(left, gapAbove + (height() - gapAbove - gapBelow) / 2, right - left, 1),
                     tokensFor(palette()).line);
}
