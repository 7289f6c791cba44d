// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/striptab.h"

#include "common/icon.h"
#include "common/strangertext.h"
#include "common/stylepaint.h"
#include "common/tag.h"
#include "core/showntext.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int widestWord = 200;

int textWidth(Type type, const QString &text)
{
    return QFontMetrics(fontOf(type)).horizontalAdvance(text) + 1;
}
} // namespace

StripTab::StripTab(const QString &id, QWidget *parent)
    : QAbstractButton(parent)
    , m_id(id)
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

void StripTab::setLook(const ConnectionLook &look)
{
    m_look = look;
    updateTexts();
}

void StripTab::setBadge(const ConnectionBadge &badge)
{
    if (badge == m_badge)
        return;
    m_badge = badge;
    updateTexts();
}

void StripTab::setHostRoom(int room)
{
    if (room == m_hostRoom)
        return;
    m_hostRoom = room;
    updateGeometry();
    update();
}

bool StripTab::hasHost(int hostRoom) const
{
    return hostRoom > 0 && m_hasHost;
}

QString StripTab::draftsText() const
{
    return m_badge.drafts > 0 ? QString::number(m_badge.drafts) : QString();
}

QString StripTab::reachSign() const
{
    switch (m_badge.reach) {
    case ConnectionBadge::Reach::Unreachable:
        return u"offline"_s;
    case ConnectionBadge::Reach::NoToken:
        return u"key"_s;
    case ConnectionBadge::Reach::Unknown:
    case ConnectionBadge::Reach::Reachable:
        break;
    }
    return {};
}

/// What the signs mean, for the tool tip and a screen reader; the name of a button is its text.
void StripTab::updateTexts()
{
    const QString word = m_look.word();
    setText(shownLine(word == m_look.label() ? word : word + u", "_s + m_look.label()));
    setShortcut({}); // an ampersand in a name is none
    setAccessibleName(text());
    QStringList says;
    switch (m_badge.reach) {
    case ConnectionBadge::Reach::Reachable:
        says.append(tr("online"));
        break;
    case ConnectionBadge::Reach::Unreachable:
        says.append(tr("offline"));
        break;
    case ConnectionBadge::Reach::NoToken:
        says.append(tr("its token is missing"));
        break;
    case ConnectionBadge::Reach::Unknown:
        break;
    }
    if (m_badge.drafts > 0)
        says.append(m_badge.drafts == 1 ? tr("1 draft") : tr("%n drafts", nullptr, m_badge.drafts));
    if (m_badge.changedOnServer)
        says.append(tr("changed on the server"));
    setAccessibleDescription(says.join(u", "_s));
    const QStringList lines = says.isEmpty() ? QStringList{text(), m_look.host}
                                             : QStringList{text(), m_look.host, says.join(u", "_s)};
    setToolTip(StrangerText::toolTip(lines.join(u'\n')));
    m_hasHost = m_look.word() != m_look.label();
    measure();
    updateGeometry();
    update();
}

/// Once for each text: the strip asks for many widths while it looks for one that fits.
void StripTab::measure()
{
    m_wordWidth = qMin(widestWord, textWidth(Type::Strong, m_look.word()));
    m_hostWidth = textWidth(Type::Body, m_look.label());
    m_signsWidth = 0;
    if (!reachSign().isEmpty())
        m_signsWidth += Space::small + Size::captionIcon;
    if (m_badge.changedOnServer)
        m_signsWidth += Space::small + Size::captionIcon;
    if (m_badge.drafts > 0)
        m_signsWidth += Space::small + Size::captionIcon + 2
                + qMin(widestWord, textWidth(Type::Strong, draftsText()));
}

void StripTab::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measure();
}

int StripTab::widthFor(int hostRoom) const
{
    const int hostWidth = hasHost(hostRoom) ? Space::small + qMin(hostRoom, m_hostWidth) : 0;
    return 2 * Space::medium + Size::captionIcon + Space::small + m_wordWidth + hostWidth
            + m_signsWidth;
}

QSize StripTab::sizeHint() const
{
    return {widthFor(m_hostRoom), Size::strip - Size::stripLine};
}

void StripTab::paintGround(QPainter &painter, const Tokens &tokens) const
{
    const QRect inside = rect().adjusted(0, Space::tiny, 0, 0);
    if (isChecked()) {
        QPainterPath shape; // rounded above, joined to the line below
        shape.setFillRule(Qt::WindingFill);
        shape.addRoundedRect(inside, Radius::control, Radius::control);
        shape.addRect(inside.adjusted(0, inside.height() / 2, 0, 0));
        painter.fillPath(shape, fillOf(m_look.tone(), tokens));
    } else if (underMouse() || isDown()) {
        StylePaint::box(painter, inside.adjusted(0, 0, 0, -Space::tiny), Radius::control,
                        tokens.hover, {});
    }
    if (hasFocus())
        StylePaint::box(painter, inside.adjusted(2, 2, -2, -Space::tiny), Radius::small,
                        Qt::NoBrush, isChecked() ? tokens.onFill : tokens.focus, 2);
}

int StripTab::paintSignAt(QPainter &painter, int left, const QString &name, const QColor &colour,
                          const QColor &ground) const
{
    const QRectF place(left, (height() + Space::tiny - Size::captionIcon) / 2.0, Size::captionIcon,
                       Size::captionIcon);
    paintSign(painter, place, name, colour, ground);
    return left + Size::captionIcon + Space::small;
}

void StripTab::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &tokens = tokensFor(palette());
    paintGround(painter, tokens);
    const QColor ground = isChecked() ? fillOf(m_look.tone(), tokens) : tokens.chrome;
    const QColor onFill = colourOf(toneOnFill(m_look.tone()), tokens);
    const QColor mark = isChecked() ? onFill : colourOf(m_look.tone(), tokens);
    const QColor ink = isChecked() ? onFill : tokens.ink;
    const auto text = [&](int left, Type type, const QString &words, int most,
                          const QColor &colour) {
        const int width = qMin(most, textWidth(type, words));
        painter.setFont(fontOf(type));
        painter.setPen(colour);
        const QRect line(left, Space::tiny, width, height() - Space::tiny);
        painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(words, Qt::ElideRight, width));
        return left + width + Space::small;
    };
    int left = paintSignAt(painter, Space::medium, m_look.sign(), mark, ground);
    left = text(left, Type::Strong, m_look.word(), widestWord, ink);
    if (hasHost(m_hostRoom))
        left = text(left, Type::Body, m_look.label(), m_hostRoom,
                    isChecked() ? onFill : tokens.ink2);
    if (const QString sign = reachSign(); !sign.isEmpty())
        left = paintSignAt(painter, left, sign, isChecked() ? onFill : tokens.warn, ground);
    if (m_badge.changedOnServer)
        left = paintSignAt(painter, left, u"theirs"_s, isChecked() ? onFill : tokens.theirs,
                           ground);
    if (m_badge.drafts == 0)
        return;
    left = paintSignAt(painter, left, u"changed"_s, isChecked() ? onFill : tokens.mine, ground);
    text(left - Space::small + 2, Type::Strong, draftsText(), widestWord,
         isChecked() ? onFill : tokens.mine);
}
