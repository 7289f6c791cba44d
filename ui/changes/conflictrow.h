// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictcolumns.h"
#include "changes/conflictview.h"
#include "items/reference.h"
#include "source/fieldtable.h"

#include <QWidget>

class ConflictCell;
class ConflictResult;
class FieldEditor;
class FittingCell;
class PlainTextLabel;
class QButtonGroup;
class QGridLayout;
class QHBoxLayout;
class Sign;
class WrappedLabel;

// One field of a conflict: label, base, theirs, mine, result, and below the result one line. A list
// whose changes fit together has nothing to choose. Nothing is chosen at first; an edit of the
// result is a choice of its own unless it reads as one of the two. ConflictDialog owns the rows.
// GUI thread.
class ConflictRow final : public QWidget
{
    Q_OBJECT
public:
    /// `conflict` decides for good whether there is a choice.
    ConflictRow(const ConflictField &conflict, ConflictNames names, QWidget *parent = nullptr);

    Field field() const { return m_conflict.field; }
    const ConflictField &conflict() const { return m_conflict; }
    /// Shows what the field is now. The choice stays while both sides hold what it was made
    /// between; else it is forgotten and the field marked as changed again. True when it was.
    bool take(const ConflictField &conflict);
    /// For a field that came into the conflict while others were decided.
    void markChangedAgain();
    /// Shows ids by what is known of them now.
    void refreshNames();
    void setReferences(const ReferenceChoices &choices);
    void setColumns(const ConflictColumns &columns);

    /// True when there is nothing left to choose.
    bool isDecided() const;
    bool isEdited() const { return m_choice == Choice::Edited; }
    /// Only when decided.
    FieldValue result() const;
    /// The first widget to choose with; null without a choice.
    QWidget *firstStop() const;
    /// Null for a secret and where there is no choice.
    FieldEditor *editor() const;

Q_SIGNALS:
    void choiceChanged();
    void referencesWanted(ReferenceTarget target);

private:
    enum class Choice : quint8
    {
        None,
        Theirs,
        Mine,
        Edited,
    };

    void makeLabels();
    void makeChoice();
    void makeFitting();
    QHBoxLayout *makeCaption(Sign *sign, PlainTextLabel *label);
    void showValues();
    void showCell(ConflictCell &cell, const QString &side, const FieldValue &value,
                  const QString &secretWords);
    void choose(Choice choice);
    void takeEdit(const FieldValue &value);
    void updateChoice();
    void updateCaptions();
    bool isSecret() const;
    bool isList() const;
    bool isTall() const; ///< its editor has a row per element

    ConflictField m_conflict;
    ConflictNames m_names;
    Choice m_choice = Choice::None;
    FieldValue m_edited;
    bool m_isChangedAgain = false;

    QGridLayout *m_grid;
    WrappedLabel *m_label;
    WrappedLabel *m_base;
    ConflictCell *m_theirs = nullptr;
    ConflictCell *m_mine = nullptr;
    QButtonGroup *m_group = nullptr;
    FittingCell *m_theirsFitting = nullptr;
    FittingCell *m_mineFitting = nullptr;
    ConflictResult *m_result = nullptr;
    Sign *m_againSign;
    PlainTextLabel *m_againText;
    Sign *m_resultSign;
    PlainTextLabel *m_resultText;
};
