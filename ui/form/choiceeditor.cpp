// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/choiceeditor.h"

#include "common/wheelguard.h"
#include "core/showntext.h"

#include <QComboBox>
#include <QHBoxLayout>

ChoiceEditor::ChoiceEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_combo(new QComboBox)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_combo);
    // The longest text must not widen the form.
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(8);
    m_combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (const FieldChoice &choice : row.choices) {
        const QString value = QString::fromLatin1(choice.value);
        m_combo->addItem(choiceLabel(row.field, value), value);
    }
    m_combo->setAccessibleName(labelOf(row.field));
    new WheelGuard(m_combo);
    connect(m_combo, &QComboBox::currentIndexChanged, this, &ChoiceEditor::takeEdit);
}

bool ChoiceEditor::canShow(const FieldValue &value) const
{
    return FieldValue::text(value.toText()) == value;
}

void ChoiceEditor::dropTraces()
{
    while (m_combo->count() > int(row().choices.size()))
        m_combo->removeItem(m_combo->count() - 1);
}

QWidget *ChoiceEditor::inner() const
{
    return m_combo;
}

void ChoiceEditor::putValue(const FieldValue &value)
{
    const QString wire = value.toText();
    int at = m_combo->findData(wire);
    if (at < 0) {
        m_combo->addItem(shownLine(choiceLabel(field(), wire)), wire);
        at = m_combo->count() - 1;
    }
    m_combo->setCurrentIndex(at);
}

FieldValue ChoiceEditor::readEditor() const
{
    if (m_combo->currentIndex() < 0)
        return {};
    return FieldValue::text(m_combo->currentData().toString());
}
