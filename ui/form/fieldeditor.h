// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/reference.h"
#include "source/fieldtable.h"
#include "source/fieldvalue.h"
#include "source/validation.h"

#include <QWidget>

#include <memory>
#include <optional>

class Secret;

// The editor of one field: shows a value, reads it back, tells of edits. One class per kind of
// field; makeFieldEditor() chooses.
//
// The law: showing a value and reading the editor back gives the same value. Where an editor cannot
// keep it, canShow() says so and the row shows the value as read-only text. An edit is any change
// of the widgets while no value is being shown, whoever made it (keys, mouse, assistive
// technology); text that reads back as what was shown is none.
//
// Called by FormRow. GUI thread.
class FieldEditor : public QWidget
{
    Q_OBJECT
public:
    FieldEditor(const FieldRow &row, QWidget *parent);

    Field field() const { return m_row.field; }
    virtual bool canShow(const FieldValue &value) const = 0;
    /// Shows `value` without telling of an edit. Does nothing when the editor reads so already, so
    /// that cursor and selection survive an echo.
    void showValue(const FieldValue &value);
    FieldValue value() const;
    /// Forgets what the last source left behind; showValue() comes next.
    void reset();

    /// The widget that the label names and assistive technology meets.
    virtual QWidget *inner() const = 0;
    /// Moves the focus into the editor, or to one item of its list.
    virtual void focusEditor(std::optional<int> item, Qt::FocusReason reason);
    /// Shows those problems that belong to one item at it and returns the others.
    virtual QList<FieldProblem> placeProblems(const QList<FieldProblem> &problems);
    /// `value` in words, with names where ids are known.
    virtual QString wordsFor(const FieldValue &value) const;
    virtual void setReferences(const ReferenceChoices &) { }

    void setChangedLook(bool changed);
    void setErrorLook(bool error);
    /// Help, old value and errors, for assistive technology.
    void setDescription(const QString &text);

Q_SIGNALS:
    void edited(const FieldValue &value);
    /// The names behind a reference are wanted now.
    void referencesWanted(ReferenceTarget target);

protected:
    virtual void putValue(const FieldValue &value) = 0;
    virtual FieldValue readEditor() const = 0;
    /// Takes out what belongs to the source that was shown: unknown choices, half-typed text.
    virtual void dropTraces() { }
    /// True when showing `value` would change nothing.
    virtual bool alreadyShows(const FieldValue &value) const { return this->value() == value; }
    /// To be called after any change of the widgets.
    void takeEdit();
    bool isShowing() const { return m_showing; }
    const FieldRow &row() const { return m_row; }

private:
    const FieldRow &m_row;
    FieldValue m_shown;
    FieldValue m_readBack; ///< what the widgets read right after m_shown was put
    FieldValue m_last;     ///< what the outside knows
    bool m_showing = false;
};

std::unique_ptr<FieldEditor> makeFieldEditor(const FieldRow &row);
