// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionstrip.h"

#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/strangertext.h"
#include "common/tag.h"

#include <QBoxLayout>
#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

ConnectionStrip::ConnectionStrip(QWidget *parent)
    : QWidget(parent)
    , m_row(new QWidget(this))
    , m_more(new QToolButton(this))
    , m_menu(new QMenu(m_more))
    , m_add(new QToolButton(this))
    , m_account(new ElidedLabel(Type::Body, Tone::Secondary, this))
{
    m_account->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->hide();
    m_add->setIcon(icon(u"plus"_s));
    m_add->setAccessibleName(tr("Add connection"));
    m_add->setToolTip(tr("Add connection"));
    connect(m_add, &QToolButton::clicked, this, &ConnectionStrip::addRequested);
    auto *tabs = new QHBoxLayout(m_row);
    tabs->setContentsMargins(0, 0, 0, 0);
    tabs->setSpacing(Space::tiny);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::medium, 0, Space::large, Size::stripLine);
    row->setSpacing(Space::tiny);
    row->setSizeConstraint(QLayout::SetNoConstraint);
    row->addWidget(m_row);
    row->addWidget(m_more);
    row->addWidget(m_add);
    row->addStretch(1);
    row->addWidget(m_account);
    setFixedHeight(qMax(Size::strip, fontMetrics().height() + Space::pane));
}

StripTab *ConnectionStrip::tab(const QString &id) const
{
    const auto found = std::find_if(m_tabs.begin(), m_tabs.end(),
                                    [&id](const StripTab *tab) { return tab->id() == id; });
    return found == m_tabs.end() ? nullptr : *found;
}

StripTab *ConnectionStrip::makeTab(const QString &id)
{
    auto *made = new StripTab(id, m_row);
    connect(made, &QAbstractButton::clicked, this, [this, made] {
        made->setChecked(made->id() == m_open); // until it really is shown
        Q_EMIT chosen(made->id());
    });
    return made;
}

void ConnectionStrip::setTabs(const QList<ConnectionTab> &tabs)
{
    QList<StripTab *> kept;
    for (const ConnectionTab &wanted : tabs) {
        StripTab *shown = tab(wanted.id);
        if (!shown)
            shown = makeTab(wanted.id);
        shown->setLook(wanted.look);
        m_tabs.removeAll(shown);
        m_row->layout()->removeWidget(shown);
        kept.append(shown);
    }
    for (StripTab *gone : std::as_const(m_tabs)) {
        gone->hide();
        gone->deleteLater(); // perhaps it is just being clicked
    }
    m_tabs = kept;
    QWidget *before = nullptr;
    for (StripTab *shown : std::as_const(m_tabs)) {
        m_row->layout()->addWidget(shown);
        if (before)
            setTabOrder(before, shown);
        before = shown;
    }
    setOpen(m_open);
}

void ConnectionStrip::setOpen(const QString &id)
{
    m_open = id;
    for (StripTab *shown : std::as_const(m_tabs))
        shown->setChecked(shown->id() == id);
    arrange();
    update();
}

void ConnectionStrip::setBadge(const QString &id, const ConnectionBadge &badge)
{
    StripTab *shown = tab(id);
    if (!shown || shown->badge() == badge)
        return;
    shown->setBadge(badge);
    arrange();
}

void ConnectionStrip::setAccount(const QString &username, const QString &release)
{
    QStringList parts;
    if (!username.isEmpty())
        parts.append(username);
    if (!release.isEmpty())
        parts.append(tr("authentik %1").arg(release));
    m_account->setText(parts.join(u"  ·  "_s));
    arrange();
}

int ConnectionStrip::roomForTabs() const
{
    const QMargins margins = layout()->contentsMargins();
    const int account = qMin(m_account->sizeHint().width(), width() / 4);
    return width() - margins.left() - margins.right() - account - m_add->sizeHint().width()
            - Space::pane;
}

/// All tabs together, with so much for the host of each closed one.
int ConnectionStrip::widthWith(int hostRoom) const
{
    int width = 0;
    for (const StripTab *shown : std::as_const(m_tabs)) {
        const bool isOpen = shown->id() == m_open;
        width += shown->widthFor(isOpen ? StripTab::widestHost : hostRoom) + Space::tiny;
    }
    return width;
}

/// The most that a closed tab's host can have, all alike; 0 = it would tell nothing.
int ConnectionStrip::hostRoomIn(int room) const
{
    int most = StripTab::widestHost;
    while (most >= StripTab::leastHost && widthWith(most) > room)
        most -= Space::tiny;
    return most >= StripTab::leastHost ? most : 0;
}

/// The open one first gets its room; then as many others as there is room for, in their order.
void ConnectionStrip::arrange()
{
    if (std::exchange(m_isArranging, true))
        return;
    const int room = roomForTabs();
    const int hostRoom = hostRoomIn(room);
    int left = room;
    if (widthWith(hostRoom) > room) // the menu needs its own
        left -= m_more->sizeHint().width() + Space::small;
    if (const StripTab *open = tab(m_open))
        left -= open->widthFor(StripTab::widestHost) + Space::tiny;
    QList<StripTab *> hidden;
    for (StripTab *shown : std::as_const(m_tabs)) {
        const bool isOpen = shown->id() == m_open;
        shown->setHostRoom(isOpen ? StripTab::widestHost : hostRoom);
        const int width = shown->widthFor(hostRoom) + Space::tiny;
        const bool fits = isOpen || (hidden.isEmpty() && width <= left);
        if (!isOpen && fits)
            left -= width;
        if (!fits)
            hidden.append(shown);
        shown->setVisible(fits);
    }
    fillMenu(hidden);
    m_isArranging = false;
}

void ConnectionStrip::fillMenu(const QList<StripTab *> &hidden)
{
    m_menu->clear();
    m_more->setVisible(!hidden.isEmpty());
    m_more->setText(u"+%1"_s.arg(hidden.size()));
    m_more->setAccessibleName(tr("%n more connections", nullptr, int(hidden.size())));
    for (const StripTab *tab : hidden) {
        QString text = tab->text();
        if (!tab->accessibleDescription().isEmpty())
            text += u" ("_s + tab->accessibleDescription() + u')';
        m_menu->addAction(icon(tab->look().sign(), tab->look().tone()), StrangerText::caption(text),
                          this, [this, id = tab->id()] { Q_EMIT chosen(id); });
    }
}

void ConnectionStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool ConnectionStrip::event(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
    return QWidget::event(event);
}

void ConnectionStrip::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = tokensFor(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.chrome);
    const StripTab *open = tab(m_open);
    const QColor line = open ? fillOf(open->look().tone(), tokens) : tokens.line;
    painter.fillRect(QRect(0, height() - Size::stripLine, width(), Size::stripLine), line);
}
