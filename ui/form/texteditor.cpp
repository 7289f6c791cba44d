// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/texteditor.h"

#include "common/tokens.h"
#include "form/lineedit.h"

#include <QHBoxLayout>

TextEditor::TextEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_edit(new LineEdit)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_edit);
    if (row.monospace)
        m_edit->setFont(fontOf(Type::Mono));
    m_edit->setAccessibleName(labelOf(row.field));
    connect(m_edit, &QLineEdit::textChanged, this, &TextEditor::takeEdit);
}

bool TextEditor::canShow(const FieldValue &value) const
{
    if (value.isNull())
        return row().nullable;
    return FieldValue::text(value.toText()) == value && LineEdit::holds(value.toText());
}

QWidget *TextEditor::inner() const
{
    return m_edit;
}

void TextEditor::putValue(const FieldValue &value)
{
    m_edit->setText(value.toText());
}

FieldValue TextEditor::readEditor() const
{
    return FieldValue::text(m_edit->text());
}
