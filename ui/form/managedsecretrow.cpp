// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/managedsecretrow.h"

#include "common/tokens.h"
#include "form/caption.h"
#include "form/readonlytext.h"

#include <QGridLayout>

ManagedSecretRow::ManagedSecretRow(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_label(new PlainTextLabel(Type::Label))
    , m_value(new ReadOnlyText(tr("Managed secret"), true))
    , m_caption(new Caption)
{
    // As a row of the form.
    m_grid->setContentsMargins(Space::pane, 0, Space::small + 2 * Size::markColumn, 0);
    m_grid->setSpacing(0);
    m_grid->setColumnStretch(1, 1);
    const QString sentence = tr("This server keeps the Plex token in a secret of its own. Change "
                                "it in authentik: no token is shown or sent from here.");
    m_label->setText(tr("Managed secret"));
    m_label->setWordWrap(true);
    m_label->setMinimumHeight(qMax(Size::editor, fontMetrics().height() + Space::medium));
    m_label->setBuddy(m_value->inner());
    m_value->setDescription(sentence);
    m_caption->setReserve(sentence);
    m_caption->setText(sentence);
    m_grid->addWidget(m_label, 0, 0, Qt::AlignTop);
    m_grid->addWidget(m_value, 0, 1);
    m_grid->addWidget(m_caption, 1, 1);
    setLabelWidth(Size::labelColumn);
    hide();
}

void ManagedSecretRow::setSecret(const std::optional<ManagedSecret> &secret)
{
    setVisible(secret.has_value());
    if (!secret)
        return;
    const bool refers = !secret->secret.isEmpty();
    m_value->setText(refers ? secret->secret : tr("none: authentik has no token for this source"));
}

void ManagedSecretRow::setLabelWidth(int width)
{
    m_label->setFixedWidth(width);
    m_grid->setColumnMinimumWidth(0, width + Space::medium);
}
