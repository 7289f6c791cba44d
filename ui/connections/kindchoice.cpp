// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/kindchoice.h"

#include "common/icon.h"
#include "connections/connectionlook.h"

#include <QAbstractButton>
#include <QHBoxLayout>

#include <array>

namespace {
constexpr std::array kinds{ConnectionKind::Production, ConnectionKind::Staging,
                           ConnectionKind::Test, ConnectionKind::Unknown};
} // namespace

KindChoice::KindChoice(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(Space::large);
    for (const ConnectionKind kind : kinds) {
        auto *button = new QRadioButton(this);
        const bool isNone = kind == ConnectionKind::Unknown;
        button->setText(isNone ? tr("none", "kind of a connection") : kindWord(kind));
        if (!isNone) {
            button->setIcon(icon(kindSign(kind), kindTone(kind)));
            button->setIconSize({Size::captionIcon, Size::captionIcon});
        }
        m_group->addButton(button, int(kind));
        row->addWidget(button);
    }
    row->addStretch(1);
    setMinimumHeight(qMax(Size::editor, fontMetrics().height() + Space::medium));
    setKind(ConnectionKind::Unknown);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) {
        m_kind = ConnectionKind(id);
        setFocusProxy(m_group->button(id));
        Q_EMIT edited();
    });
}

void KindChoice::setKind(ConnectionKind kind)
{
    m_kind = kind;
    QRadioButton *shown = button(kind);
    shown->setChecked(true);
    setFocusProxy(shown);
}

QRadioButton *KindChoice::button(ConnectionKind kind) const
{
    QAbstractButton *found = m_group->button(int(kind));
    return static_cast<QRadioButton *>(found ? found
                                             : m_group->button(int(ConnectionKind::Unknown)));
}
