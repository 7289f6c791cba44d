// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

class LineEdit;

// Edits a Text field in one line. Null shows as empty and stays null until something is typed.
class TextEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit TextEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;

private:
    LineEdit *m_edit;
};
