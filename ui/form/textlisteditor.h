// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"
#include "form/itemframe.h"

class TextItemRow;

// Edits a TextList field: keeps order and repetitions, and every element apart. An element that was
// added and is still empty is an element, so validation can name it.
class TextListEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit TextListEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    void focusEditor(std::optional<int> item, Qt::FocusReason reason) override;
    QList<FieldProblem> placeProblems(const QList<FieldProblem> &problems) override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;

private:
    TextItemRow *appendRow();
    void removeRow(TextItemRow *row);
    void addElement();
    void removeElement(TextItemRow *row);
    void renumber();

    ItemFrame *m_frame;
    QList<TextItemRow *> m_rows;
};
