// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"
#include "form/itemframe.h"

class QMenu;
class ReferenceItemRow;

// Edits a ReferenceSet field: names with *Remove*, and a menu of what can be added, filled when it
// opens. Ids whose name is not known are kept.
class ReferenceSetEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ReferenceSetEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    void focusEditor(std::optional<int> item, Qt::FocusReason reason) override;
    QString wordsFor(const FieldValue &value) const override;
    void setReferences(const ReferenceChoices &choices) override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;

private:
    void nameRows();
    void fillMenu();
    void add(const QString &id);
    void remove(const QString &id);
    void insertRow(const QString &id);

    ItemFrame *m_frame;
    QMenu *m_menu;
    QList<ReferenceItemRow *> m_rows;
    ReferenceChoices m_choices;
};
