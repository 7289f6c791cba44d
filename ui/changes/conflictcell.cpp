// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictcell.h"

#include "common/stylepaint.h"
#include "core/showntext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace {

constexpr int leastHeight = 40;
constexpr int mostLines = 4;
constexpr int mostRemarkLines = 2;
constexpr int mostChangeLines = 8;
constexpr qreal chosenLine = 2;
constexpr int verticalPadding = Space::small + 1;

void paintChosenBox(QPainter &painter, const QRect &rect, ConflictSide side, const Tokens &t)
{
    const bool isMine = side == ConflictSide::Mine;
    StylePaint::box(painter, rect, Radius::control, isMine ? t.mineSoft : t.theirsSoft,
                    isMine ? t.mine : t.theirs, chosenLine);
}

} // namespace

ConflictCell::ConflictCell(ConflictSide side, QWidget *parent)
    : QRadioButton(parent)
    , m_side(side)
{
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::MinimumExpanding);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ConflictCell::setTexts(const QString &value, const QString &remark)
{
    m_value = shownText(value);
    m_remark = shownText(remark);
    setAccessibleDescription(m_remark);
    updateGeometry();
    update();
}

bool ConflictCell::isCut() const
{
    const int width = textRect(rect()).width();
    return WrappedText::isCut(m_value, fontOf(Type::Strong), width, mostLines)
            || WrappedText::isCut(m_remark, fontOf(Type::Caption), width, mostRemarkLines);
}

QRect ConflictCell::textRect(const QRect &cell) const
{
    const int left = Space::medium + Size::icon + Space::small;
    const QRect text = cell.adjusted(left, verticalPadding, -Space::small, -verticalPadding);
    return QStyle::visualRect(layoutDirection(), cell, text);
}

int ConflictCell::valueHeight(int width) const
{
    // Of the bolder text, so that choosing moves nothing.
    return WrappedText::heightOf(m_value, fontOf(Type::Strong), width, mostLines);
}

int ConflictCell::remarkHeight(int width) const
{
    return m_remark.isEmpty()
            ? 0
            : WrappedText::heightOf(m_remark, fontOf(Type::Caption), width, mostRemarkLines);
}

int ConflictCell::heightForWidth(int width) const
{
    const int room = textRect(QRect(0, 0, width, leastHeight)).width();
    return qMax(leastHeight, valueHeight(room) + remarkHeight(room) + 2 * verticalPadding);
}

QSize ConflictCell::sizeHint() const
{
    return {200, heightForWidth(qMax(width(), 100))};
}

QSize ConflictCell::minimumSizeHint() const
{
    return {0, leastHeight};
}

bool ConflictCell::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && isCut()) {
        WrappedText::showToolTip(*static_cast<QHelpEvent *>(event), m_value, this);
        return true;
    }
    return QRadioButton::event(event);
}

bool ConflictCell::hitButton(const QPoint &at) const
{
    return rect().contains(at);
}

void ConflictCell::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokensFor(palette());
    QStyleOptionButton option;
    initStyleOption(&option);
    if (isChecked())
        paintChosenBox(painter, rect(), m_side, t);
    else
        StylePaint::box(painter, rect(), Radius::control, underMouse() ? t.sunken : t.surface,
                        underMouse() ? t.border : t.line);
    if (hasFocus()) // inside the outline, which tells whose value is chosen
        StylePaint::box(painter, rect().adjusted(3, 3, -3, -3), Radius::small, Qt::NoBrush, t.focus,
                        1.5);

    const QRect text = textRect(rect());
    const int valueLines = valueHeight(text.width());
    const int whole = valueLines + remarkHeight(text.width());
    const int top = text.top() + (text.height() - whole) / 2;
    const QFontMetrics metrics(fontOf(Type::Body));
    const int firstLine = top + metrics.height() / 2;
    option.rect = QStyle::visualRect(
            layoutDirection(), rect(),
            QRect(Space::medium, firstLine - Size::icon / 2, Size::icon, Size::icon));
    StylePaint::radioButton(painter, option);

    painter.setFont(fontOf(isChecked() ? Type::Strong : Type::Body));
    painter.setPen(t.ink);
    WrappedText::draw(painter, QRect(text.left(), top, text.width(), valueLines), Qt::AlignLeft,
                      m_value, mostLines);
    painter.setFont(fontOf(Type::Caption));
    painter.setPen(t.ink2);
    WrappedText::draw(painter,
                      QRect(text.left(), top + valueLines, text.width(), whole - valueLines),
                      Qt::AlignLeft, m_remark, mostRemarkLines);
}

FittingCell::FittingCell(ConflictSide side, QWidget *parent)
    : WrappedLabel(Type::Strong, Tone::Ink, parent)
    , m_side(side)
{
    setMostLines(mostChangeLines);
    setContentsMargins(Space::medium, verticalPadding, Space::small, verticalPadding);
    setMinimumHeight(leastHeight);
    QSizePolicy policy = sizePolicy();
    policy.setVerticalPolicy(QSizePolicy::MinimumExpanding);
    setSizePolicy(policy);
}

void FittingCell::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    paintChosenBox(painter, rect(), m_side, tokensFor(palette()));
    painter.end();
    WrappedLabel::paintEvent(event);
}
