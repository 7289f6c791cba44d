// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

class QCheckBox;
class PlainTextLabel;

// Edits a Flag field: a check box that is named by its label and says its effect as a sentence.
class FlagEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit FlagEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    /// *Was on* beside the box; empty for none.
    void setRemark(const QString &text);

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;

private:
    QCheckBox *m_box;
    PlainTextLabel *m_remark;
};
