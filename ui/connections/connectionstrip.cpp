// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionstrip.h"

#include "common/elidedlabel.h"
#include "common/sign.h"
#include "common/tag.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::Literals::StringLiterals;

ConnectionStrip::ConnectionStrip(QWidget *parent)
    : QWidget(parent)
    , m_tab(new QWidget(this))
    , m_sign(new Sign(Size::captionIcon, m_tab))
    , m_word(new ElidedLabel(Type::Strong, Tone::OnFill, m_tab))
    , m_host(new ElidedLabel(Type::Body, Tone::OnFill, m_tab))
    , m_account(new ElidedLabel(Type::Body, Tone::Secondary, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::medium, Space::tiny, Space::large, Size::stripLine);
    auto *tab = new QHBoxLayout(m_tab);
    tab->setContentsMargins(Space::medium, 0, Space::medium, 0);
    tab->setSpacing(Space::small);
    tab->addWidget(m_sign);
    tab->addWidget(m_word);
    tab->addWidget(m_host);
    for (ElidedLabel *part : {m_word, m_host, m_account})
        part->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    row->addWidget(m_tab);
    row->addStretch(1);
    row->addWidget(m_account);
    setFixedHeight(qMax(Size::strip, fontMetrics().height() + Space::pane));
}

void ConnectionStrip::setConnection(const ConnectionLook &look)
{
    m_look = look;
    const Tone onFill = toneOnFill(look.tone());
    m_sign->setSign(look.sign(), onFill, {});
    m_word->setTone(onFill);
    m_host->setTone(onFill);
    m_word->setText(look.word());
    m_host->setText(look.host);
    m_host->setVisible(look.word() != look.host);
    update();
}

void ConnectionStrip::setAccount(const QString &username, const QString &release)
{
    QStringList parts;
    if (!username.isEmpty())
        parts.append(username);
    if (!release.isEmpty())
        parts.append(tr("authentik %1").arg(release));
    m_account->setText(parts.join(u"  ·  "_s));
}

void ConnectionStrip::paintEvent(QPaintEvent *)
{
    const QColor fill = fillOf(m_look.tone(), tokensFor(palette()));
    QPainter painter(this);
    painter.fillRect(rect(), tokensFor(palette()).chrome);
    painter.fillRect(QRect(0, height() - Size::stripLine, width(), Size::stripLine), fill);
    if (m_word->text().isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape; // rounded above, joined to the line below
    shape.setFillRule(Qt::WindingFill);
    const QRectF tab = QRectF(m_tab->geometry()).adjusted(0, 0, 0, Size::stripLine);
    shape.addRoundedRect(tab, Radius::control, Radius::control);
    shape.addRect(tab.adjusted(0, tab.height() / 2, 0, 0));
    painter.fillPath(shape, fill);
}
