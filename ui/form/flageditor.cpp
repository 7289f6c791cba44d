// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/flageditor.h"

#include "common/elidedlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>

FlagEditor::FlagEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_box(new QCheckBox(helpOf(row.field)))
    , m_remark(new ElidedLabel(Type::Caption, Tone::Mine))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Space::large);
    layout->addWidget(m_box);
    layout->addWidget(m_remark, 1);
    m_box->setMinimumHeight(qMax(Size::editor, m_box->fontMetrics().height() + Space::medium));
    m_box->setAccessibleName(labelOf(row.field));
    connect(m_box, &QCheckBox::toggled, this, &FlagEditor::takeEdit);
}

bool FlagEditor::canShow(const FieldValue &value) const
{
    return FieldValue::flag(value.toFlag()) == value;
}

QWidget *FlagEditor::inner() const
{
    return m_box;
}

void FlagEditor::setRemark(const QString &text)
{
    m_remark->setText(text);
}

void FlagEditor::putValue(const FieldValue &value)
{
    m_box->setChecked(value.toFlag());
}

FieldValue FlagEditor::readEditor() const
{
    return FieldValue::flag(m_box->isChecked());
}
