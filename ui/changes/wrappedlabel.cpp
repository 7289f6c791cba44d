// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/wrappedlabel.h"

#include "common/strangertext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace WrappedText {

namespace {

constexpr qsizetype longest = 2000; // no more than that fits into a few lines

struct Line
{
    QString text;
    bool isLastOfMore = false; ///< more text follows than is shown
};

QString withSeparators(const QString &text)
{
    QString shown = text.left(longest);
    shown.replace("\r\n"_L1, "\n"_L1);
    shown.replace(u'\n', QChar::LineSeparator);
    return shown;
}

QList<Line> linesOf(const QString &text, const QFont &font, int width, int mostLines)
{
    const QString shown = withSeparators(text);
    QTextLayout layout(shown, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QList<Line> lines;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(qMax(1, width));
        const qsizetype from = line.textStart();
        const qsizetype to = from + line.textLength();
        if (lines.size() + 1 == mostLines && to < shown.size()) {
            lines.append({shown.mid(from), true});
            break;
        }
        lines.append({shown.mid(from, to - from), false});
    }
    layout.endLayout();
    return lines;
}

} // namespace

int heightOf(const QString &text, const QFont &font, int width, int mostLines)
{
    const qsizetype count = linesOf(text, font, width, mostLines).size();
    return int(std::ceil(QFontMetricsF(font).lineSpacing() * double(qMax(qsizetype(1), count))));
}

bool isCut(const QString &text, const QFont &font, int width, int mostLines)
{
    const QList<Line> lines = linesOf(text, font, width, mostLines);
    return text.size() > longest || (!lines.isEmpty() && lines.constLast().isLastOfMore);
}

void draw(QPainter &painter, const QRect &rect, Qt::Alignment alignment, const QString &text,
          int mostLines)
{
    const QList<Line> lines = linesOf(text, painter.font(), rect.width(), mostLines);
    const QFontMetricsF metrics(painter.font());
    const qreal height = metrics.lineSpacing() * double(lines.size());
    qreal y = rect.top();
    if (alignment & Qt::AlignVCenter)
        y += (rect.height() - height) / 2;
    const auto flags =
            int(alignment & Qt::AlignHorizontal_Mask) | int(Qt::AlignTop) | int(Qt::TextSingleLine);
    for (const Line &line : lines) {
        QString part = line.text;
        part.replace(QChar::LineSeparator, u' ');
        if (line.isLastOfMore)
            part = metrics.elidedText(part, Qt::ElideRight, rect.width());
        painter.drawText(QRectF(rect.left(), y, rect.width(), metrics.lineSpacing()), flags, part);
        y += metrics.lineSpacing();
    }
}

void showToolTip(const QHelpEvent &event, const QString &text, QWidget *widget)
{
    QToolTip::showText(event.globalPos(), StrangerText::toolTip(text.left(1000)), widget);
}

} // namespace WrappedText

WrappedLabel::WrappedLabel(Type type, Tone tone, QWidget *parent)
    : PlainTextLabel(type, tone, parent)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void WrappedLabel::setMostLines(int lines)
{
    m_mostLines = lines;
    updateGeometry();
}

int WrappedLabel::textWidth(int width) const
{
    const QMargins margins = contentsMargins();
    return width - margins.left() - margins.right();
}

bool WrappedLabel::isCut() const
{
    return WrappedText::isCut(text(), font(), textWidth(width()), m_mostLines);
}

int WrappedLabel::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    return qMax(minimumHeight(),
                WrappedText::heightOf(text(), font(), textWidth(width), m_mostLines) + margins.top()
                        + margins.bottom());
}

QSize WrappedLabel::sizeHint() const
{
    return {200, heightForWidth(qMax(width(), 80))};
}

QSize WrappedLabel::minimumSizeHint() const
{
    return {0, fontMetrics().height()};
}

bool WrappedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && isCut()) {
        WrappedText::showToolTip(*static_cast<QHelpEvent *>(event), text(), this);
        return true;
    }
    return PlainTextLabel::event(event);
}

void WrappedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    WrappedText::draw(painter, contentsRect(), alignment(), text(), m_mostLines);
}
