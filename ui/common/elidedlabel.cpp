// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/elidedlabel.h"

#include "common/strangertext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

ElidedLabel::ElidedLabel(Type type, Tone tone, QWidget *parent, Qt::TextElideMode mode)
    : PlainTextLabel(type, tone, parent)
    , m_mode(mode)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, QLabel::minimumSizeHint().height()};
}

QString ElidedLabel::shownText() const
{
    QString line = text();
    line.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return fontMetrics().elidedText(line, m_mode, contentsRect().width());
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && shownText() != text()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        // A text that begins like markup would be shown as such.
        QToolTip::showText(help->globalPos(), StrangerText::toolTip(text().left(1000)), this);
        return true;
    }
    return PlainTextLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    style()->drawItemText(&painter, contentsRect(), int(alignment()) | Qt::TextSingleLine,
                          palette(), isEnabled(), shownText(), QPalette::WindowText);
}
