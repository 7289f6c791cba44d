// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/caption.h"

#include "common/strangertext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace {

constexpr int wrapFlags = int(Qt::AlignLeft) | int(Qt::AlignTop) | int(Qt::TextWordWrap);
constexpr qsizetype longestToolTip = 1000;

} // namespace

Caption::Caption(QWidget *parent)
    : PlainTextLabel(Type::Caption, Tone::Secondary, parent)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void Caption::setReserve(const QString &help)
{
    if (m_reserve == help)
        return;
    m_reserve = help;
    updateGeometry();
}

int Caption::textHeight(const QString &text, int width) const
{
    return fontMetrics().boundingRect(QRect(0, 0, width, 10000), wrapFlags, text).height();
}

int Caption::heightForWidth(int width) const
{
    const int spare = Size::caption - fontMetrics().height();
    return qMax(Size::caption, textHeight(m_reserve, width) + qMax(spare, 0));
}

QSize Caption::sizeHint() const
{
    return {200, qMax(Size::caption, fontMetrics().height())};
}

QSize Caption::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

bool Caption::isCut() const
{
    return textHeight(text(), width()) > height();
}

bool Caption::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && isCut()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), StrangerText::toolTip(text().left(longestToolTip)),
                           this);
        return true;
    }
    return PlainTextLabel::event(event);
}

void Caption::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect room = rect().adjusted(0, 2, 0, 0);
    if (!isCut()) {
        painter.drawText(room, wrapFlags, text());
        return;
    }
    QString line = text().left(longestToolTip);
    line.replace(QLatin1Char('\n'), QLatin1Char(' '));
    painter.drawText(room, int(Qt::AlignLeft) | int(Qt::AlignTop) | int(Qt::TextSingleLine),
                     fontMetrics().elidedText(line, Qt::ElideRight, width()));
}
