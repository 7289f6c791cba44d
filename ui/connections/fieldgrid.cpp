// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/fieldgrid.h"

#include "common/plaintextlabel.h"

#include <QGridLayout>

namespace {
constexpr int toNote = 2;

/// Wide enough for the labels of all grids.
int labelWidth()
{
    return QFontMetrics(fontOf(Type::Label)).horizontalAdvance(FieldGrid::tr("Client certificate"));
}
} // namespace

FieldGrid::FieldGrid(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(Space::medium);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnMinimumWidth(0, labelWidth());
    m_grid->setColumnStretch(1, 1);
}

void FieldGrid::addRow(const QString &label, QWidget *editor, QWidget *named)
{
    if (m_row > 0)
        m_grid->setRowMinimumHeight(m_row++, Space::small);
    QWidget *subject = named ? named : editor;
    auto *text = new PlainTextLabel(Type::Label, Tone::Ink, this);
    text->setText(label);
    text->setBuddy(subject);
    text->setMinimumHeight(qMax(Size::editor, text->fontMetrics().height() + Space::medium));
    subject->setAccessibleName(label);
    m_grid->addWidget(text, m_row, 0, Qt::AlignTop);
    m_grid->addWidget(editor, m_row++, 1);
}

PlainTextLabel *FieldGrid::addNote(const QString &text, Tone tone)
{
    auto *note = new PlainTextLabel(Type::Caption, tone, this);
    note->makeNote();
    note->setText(text);
    addBelow(note);
    return note;
}

void FieldGrid::addBelow(QWidget *widget)
{
    widget->setContentsMargins(0, toNote, 0, 0);
    m_grid->addWidget(widget, m_row++, 1);
}
