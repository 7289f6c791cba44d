// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

class QComboBox;

// Edits a Choice field: readable texts over wire values. A value that the table does not know (of a
// newer server) is added as it is and stays selectable.
class ChoiceEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ChoiceEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;
    void dropTraces() override;

private:
    QComboBox *m_combo;
};
