// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/stylepaint.h"

#include "common/icon.h"

#include <QPainter>
#include <QStyleOption>
#include <QVariant>
#include <QWidget>

namespace StylePaint {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qreal focusWidth = 2;
constexpr qreal errorWidth = 1.4;
constexpr int labelIconGap = 7;

bool isSet(const QWidget *widget, const char *property)
{
    return widget && widget->property(property).toBool();
}

bool isEnabled(const QStyleOption &option)
{
    return option.state & QStyle::State_Enabled;
}

void focusRing(QPainter &painter, const QRect &rect, const Tokens &t)
{
    box(painter, rect, Radius::control, Qt::NoBrush, t.focus, focusWidth);
}

} // namespace

QString kindOf(const QWidget *widget)
{
    return widget ? widget->property("kind").toString() : QString();
}

void box(QPainter &painter, const QRect &rect, qreal radius, const QBrush &fill, const QColor &line,
         qreal width)
{
    const qreal inset = line.isValid() ? width / 2 : 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line.isValid() ? QPen(line, width) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset,
                            radius - inset);
    painter.restore();
}

void editorFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const Tokens &t = tokensFor(option.palette);
    const bool enabled = isEnabled(option);
    const bool error = isSet(widget, "error");
    const bool focus = enabled && (option.state & QStyle::State_HasFocus);
    if (isSet(widget, "bare") && !focus && !error) {
        if (enabled && (option.state & QStyle::State_MouseOver))
            box(painter, option.rect, Radius::small, t.sunken, t.line);
        return;
    }
    const bool readOnly = !enabled || isSet(widget, "readOnlyLook");
    QColor line = readOnly ? t.line : t.border;
    qreal width = 1;
    if (error) {
        line = t.error;
        width = focus ? focusWidth : errorWidth;
    } else if (focus) {
        line = t.focus;
        width = focusWidth;
    } else if (isSet(widget, "changed")) {
        line = t.mine;
    }
    box(painter, option.rect, Radius::control, readOnly ? t.sunken : t.field, line, width);
}

void checkBox(QPainter &painter, const QStyleOption &option)
{
    const Tokens &t = tokensFor(option.palette);
    const bool enabled = isEnabled(option);
    const bool focus = option.state & QStyle::State_HasFocus;
    if (option.state & (QStyle::State_On | QStyle::State_NoChange)) {
        const QColor fill = enabled ? t.ink2 : t.ink3;
        box(painter, option.rect, Radius::small, fill, fill);
        const bool on = option.state & QStyle::State_On;
        paintSign(painter, QRectF(option.rect).adjusted(1, 1, -1, -1),
                  on ? u"check"_s : u"partly"_s, t.field, t.field);
        return;
    }
    box(painter, option.rect, Radius::small, enabled ? t.field : t.sunken,
        focus ? t.focus : t.border, focus ? focusWidth : 1.2);
}

void radioButton(QPainter &painter, const QStyleOption &option)
{
    const Tokens &t = tokensFor(option.palette);
    const bool on = option.state & QStyle::State_On;
    const QRectF ring = QRectF(option.rect).adjusted(.75, .75, -.75, -.75);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(on ? t.ink : t.border, on ? 1.6 : 1.2));
    painter.setBrush(t.field);
    painter.drawEllipse(ring);
    if (on) {
        const qreal inset = ring.width() / 4;
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.ink);
        painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset));
    }
    painter.restore();
}

void toolButton(QPainter &painter, const QStyleOption &option)
{
    const Tokens &t = tokensFor(option.palette);
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool over = option.state & QStyle::State_MouseOver;
    if (isEnabled(option) && (down || over))
        box(painter, option.rect, Radius::control, down ? t.selected : t.hover, {});
    if (option.state & QStyle::State_HasFocus)
        focusRing(painter, option.rect, t);
}

void pushButton(QPainter &painter, const QStyleOption &option, const QString &kind)
{
    const Tokens &t = tokensFor(option.palette);
    const bool focus = option.state & QStyle::State_HasFocus;
    if (kind == "link"_L1) {
        if (focus)
            box(painter, option.rect, Radius::small, Qt::NoBrush, t.focus, focusWidth);
        return;
    }
    const bool enabled = isEnabled(option);
    const bool down = option.state & QStyle::State_Sunken;
    const bool over = option.state & QStyle::State_MouseOver;
    const bool filled = kind == "primary"_L1 || kind == "strong"_L1;
    const bool flat = kind == "quiet"_L1;
    QBrush fill = t.raised;
    QColor line = flat ? QColor() : t.border;
    if (flat || kind == "onTint"_L1)
        fill = Qt::NoBrush;
    if (!enabled) {
        fill = filled ? QBrush(t.hover) : QBrush(Qt::NoBrush);
        line = flat ? QColor() : t.line;
    } else if (kind == "primary"_L1) {
        line = over || down ? t.mineFillHover : t.mineFill;
        fill = line;
    } else if (kind == "strong"_L1) {
        line = over || down ? t.ink : t.focus;
        fill = line;
    } else if (down || over) {
        fill = down ? t.selected : t.hover;
    }
    box(painter, option.rect, Radius::control, fill, line);
    if (!focus)
        return;
    focusRing(painter, option.rect, t);
    if (filled) // a ring of the ground's colour keeps the focus visible on the fill
        box(painter, option.rect.adjusted(2, 2, -2, -2), Radius::control - 2, Qt::NoBrush,
            t.surface);
}

void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QString &kind)
{
    const Tokens &t = tokensFor(option.palette);
    const bool enabled = isEnabled(option);
    QColor ink = t.ink;
    if (!enabled)
        ink = t.ink3;
    else if (kind == "primary"_L1)
        ink = t.onFill;
    else if (kind == "strong"_L1)
        ink = t.onFocus;
    else if (kind == "link"_L1)
        ink = t.link;
    else if (kind == "danger"_L1)
        ink = t.error;
    // Icon, gap and text are centred together; Fusion leaves 4 px between them.
    const int textWidth = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width();
    const int gap = iconWidth > 0 && textWidth > 0 ? labelIconGap : 0;
    const int least = kind == "link"_L1 ? 0 : Space::tiny; // a link begins where text does
    int x = option.rect.x() + qMax(least, (option.rect.width() - textWidth - iconWidth - gap) / 2);
    if (iconWidth > 0) {
        const QRect place(x, option.rect.center().y() - option.iconSize.height() / 2 + 1, iconWidth,
                          option.iconSize.height());
        option.icon.paint(&painter, place, Qt::AlignCenter,
                          enabled ? QIcon::Normal : QIcon::Disabled);
        x += iconWidth + gap;
    }
    painter.save();
    if (kind == "link"_L1) {
        QFont font = painter.font();
        font.setUnderline(true);
        painter.setFont(font);
    }
    painter.setPen(ink);
    painter.drawText(QRect(x, option.rect.y(), option.rect.right() - x + 1, option.rect.height()),
                     Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextHideMnemonic, option.text);
    painter.restore();
}

void menuBarItem(QPainter &painter, const QStyleOptionMenuItem &option)
{
    const Tokens &t = tokensFor(option.palette);
    painter.fillRect(option.rect, t.chrome);
    if (option.state & (QStyle::State_Selected | QStyle::State_Sunken))
        box(painter, option.rect.adjusted(1, 3, -1, -3), Radius::small, t.selected, {});
    painter.setPen(isEnabled(option) ? t.ink : t.ink3);
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                     option.text);
}

void scrollBar(QPainter &painter, const QStyleOption &option, const QRect &handle,
               Qt::Orientation orientation)
{
    const Tokens &t = tokensFor(option.palette);
    const QRectF bar = orientation == Qt::Vertical ? QRectF(handle).adjusted(2, 2, -2, -2)
                                                   : QRectF(handle).adjusted(2, 2, -2, -2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(option.state & QStyle::State_MouseOver ? t.ink3 : t.scrollHandle);
    const qreal radius = qMin(bar.width(), bar.height()) / 2;
    painter.drawRoundedRect(bar, radius, radius);
    painter.restore();
}

} // namespace StylePaint
