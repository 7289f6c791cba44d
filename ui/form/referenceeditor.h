// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

#include <QComboBox>

class LineEdit;

// A combo box that says when its popup is about to open.
class ReferenceCombo final : public QComboBox
{
    Q_OBJECT
public:
    using QComboBox::QComboBox;
    void showPopup() override;

Q_SIGNALS:
    void popupWanted();
};

// Edits a Reference field: a combo box to type in, with title and slug of each object and *None*.
// Typing only filters; a text becomes the value when it is an entry's whole text, its slug or its
// id. A text that is none of these gives way to the stored value when the editor is left. Ids that
// were shown stay selectable, with the reason where their name is not known. Names come later, or
// never: nothing waits for them.
class ReferenceEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ReferenceEditor(const FieldRow &row, QWidget *parent = nullptr);

    bool canShow(const FieldValue &value) const override;
    QWidget *inner() const override;
    QString wordsFor(const FieldValue &value) const override;
    void setReferences(const ReferenceChoices &choices) override;

protected:
    void putValue(const FieldValue &value) override;
    FieldValue readEditor() const override;
    void dropTraces() override;

private:
    void rebuild();
    void selectId(const QString &id);
    QString idAt(int index) const;
    QString textFor(const QString &id) const;
    void takeText(const QString &text);
    int entryFor(const QString &text) const;
    void settle();
    void wantReferences();

    ReferenceCombo *m_combo;
    LineEdit *m_edit;
    ReferenceChoices m_choices;
    QStringList m_keptIds; ///< shown since the last reset
    bool m_rebuilding = false;
};
