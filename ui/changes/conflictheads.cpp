// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictheads.h"

#include "changes/conflictview.h"
#include "changes/wrappedlabel.h"
#include "common/sign.h"

#include <QGridLayout>

using namespace Qt::Literals::StringLiterals;

ConflictHeads::ConflictHeads(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(Space::pane, Space::medium, 0, Space::small);
    addHead(ConflictColumns::Label, {}, Tone::Ink, tr("Field"));
    m_opened = addHead(ConflictColumns::Base, u"base"_s, Tone::Secondary, tr("When you opened it"));
    m_who = addHead(ConflictColumns::Theirs, u"theirs"_s, Tone::Theirs, tr("Theirs"));
    addHead(ConflictColumns::Mine, u"changed"_s, Tone::Mine, tr("Mine"))
            ->setText(tr("not sent yet"));
    addHead(ConflictColumns::Result, u"arrow-right"_s, Tone::Secondary, tr("Result"))
            ->setText(tr("you can edit it"));
}

WrappedLabel *ConflictHeads::addHead(int column, const QString &sign, Tone tone,
                                     const QString &title)
{
    auto *head = new QWidget(this);
    auto *grid = new QGridLayout(head);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(Space::tiny + 2);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(2, 1);
    auto *label = new WrappedLabel(Type::Label, Tone::Ink, head);
    label->setText(title);
    if (!sign.isEmpty()) {
        auto *shape = new Sign(Size::captionIcon, head);
        shape->setSign(sign, tone, {});
        shape->setFixedHeight(label->fontMetrics().height());
        grid->addWidget(shape, 0, 0, Qt::AlignTop);
    }
    grid->addWidget(label, 0, 1);
    auto *below = new WrappedLabel(Type::Caption, Tone::Secondary, head);
    below->setMostLines(2);
    grid->addWidget(below, 1, 1);
    m_grid->addWidget(head, 0, column, Qt::AlignTop);
    m_heads.append(head);
    return below;
}

void ConflictHeads::show(const ConflictView &view)
{
    m_opened->setText(ConflictWords::openedWhen(view));
    m_who->setText(ConflictWords::whoAndWhen(view));
}

void ConflictHeads::setColumns(const ConflictColumns &columns)
{
    columns.applyTo(*m_grid);
    for (qsizetype column = 0; column < m_heads.size(); ++column)
        m_heads.at(column)->setFixedWidth(columns.width[std::size_t(column)]);
}
