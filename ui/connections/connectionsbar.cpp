// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionsbar.h"

#include "common/elidedlabel.h"
#include "common/reason.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

ConnectionsBar::ConnectionsBar(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(Type::Strong, Tone::Secondary, this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_forget(new QPushButton(tr("Forget everything on this machine…"), this))
    , m_up(new QPushButton(tr("Move up"), this))
    , m_down(new QPushButton(tr("Move down"), this))
    , m_remove(new QPushButton(tr("Remove…"), this))
    , m_duplicate(new QPushButton(tr("Duplicate"), this))
    , m_edit(new QPushButton(this))
    , m_open(new QPushButton(tr("Open"), this))
{
    auto *upper = new QHBoxLayout;
    upper->setSpacing(Space::small);
    upper->addWidget(m_title, 1);
    upper->addWidget(m_export);
    upper->addWidget(m_forget);
    auto *lower = new QHBoxLayout;
    lower->setSpacing(Space::small);
    lower->addWidget(m_up);
    lower->addWidget(m_down);
    lower->addStretch(1);
    for (QPushButton *button : {m_remove, m_duplicate, m_edit, m_open})
        lower->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::pane, Space::small, Space::large, Space::medium);
    column->setSpacing(Space::tiny);
    column->addLayout(upper);
    column->addLayout(lower);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    makeButtons();
    setState({});
}

void ConnectionsBar::makeButtons()
{
    for (QPushButton *button : {m_export, m_up, m_down, m_remove})
        button->setProperty("kind", u"quiet"_s);
    m_forget->setProperty("kind", u"quiet"_s);
    m_open->setProperty("kind", u"strong"_s); // it sends nothing
    m_open->setFont(fontOf(Type::Strong));
    const QFontMetrics metrics(fontOf(Type::Label));
    const int words =
            qMax(metrics.horizontalAdvance(tr("Edit…")), metrics.horizontalAdvance(tr("Show…")));
    m_edit->setMinimumWidth(words + 2 * Space::large);
    connect(m_open, &QPushButton::clicked, this, &ConnectionsBar::openClicked);
    connect(m_edit, &QPushButton::clicked, this, &ConnectionsBar::editClicked);
    connect(m_duplicate, &QPushButton::clicked, this, &ConnectionsBar::duplicateClicked);
    connect(m_remove, &QPushButton::clicked, this, &ConnectionsBar::removeClicked);
    connect(m_up, &QPushButton::clicked, this, &ConnectionsBar::upClicked);
    connect(m_down, &QPushButton::clicked, this, &ConnectionsBar::downClicked);
    connect(m_export, &QPushButton::clicked, this, &ConnectionsBar::exportClicked);
    connect(m_forget, &QPushButton::clicked, this, &ConnectionsBar::forgetClicked);
}

void ConnectionsBar::setState(const ConnectionsBarState &state)
{
    const auto allow = [](QPushButton &button, const QString &whyNot, const QString &tip = {}) {
        setEnabledWithReason(button, whyNot.isEmpty(), whyNot.isEmpty() ? tip : whyNot);
    };
    m_title->setText(state.title);
    m_edit->setText(state.isLocked ? tr("Show…") : tr("Edit…"));
    allow(*m_open, state.whyNoOpen);
    allow(*m_edit, state.whyNoEdit, tr("Return in the table"));
    allow(*m_duplicate, state.whyNoDuplicate);
    allow(*m_remove, state.whyNoRemove, tr("Delete in the table"));
    allow(*m_up, state.whyNoUp, tr("Alt+Up in the table, or drag the row"));
    allow(*m_down, state.whyNoDown, tr("Alt+Down in the table, or drag the row"));
    allow(*m_export, state.whyNoExport);
}

void ConnectionsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}
