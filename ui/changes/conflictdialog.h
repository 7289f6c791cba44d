// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictview.h"
#include "items/reference.h"
#include "source/fieldtable.h"

#include <QDialog>

#include <map>

class ConflictFooter;
class ConflictHeader;
class ConflictHeads;
class ConflictRow;

class QScrollArea;
class QVBoxLayout;
class WrappedLabel;

// What both sides changed, field by field, and four ways out of it. It sends nothing itself and
// knows no session: it tells what was decided. Nothing is chosen at first and no button is the
// default one; Escape and closing decide nothing. Window-modal, never waited for. GUI thread.
class ConflictDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ConflictDialog(QWidget *parent = nullptr);

    /// Shows `view` and opens the dialog. While it is open, or after a result went out, for a third
    /// change of the same edit: choices in fields whose values are the same stay, the others are
    /// forgotten and marked.
    void show(const ConflictView &view);

    /// How ids are named; without it, and where it gives nothing, by what setReferences() told,
    /// else by the id.
    void setNameLookup(ConflictNames lookup);
    /// Names and choices for the fields that refer to `target`.
    void setReferences(ReferenceTarget target, const ReferenceChoices &choices);

    void reject() override;

Q_SIGNALS:
    /// One decision for each field that was shown. `send`: the result is to be sent now; else the
    /// edits of these fields are only to be dropped.
    void decided(const QList<FieldDecision> &decisions, bool send);
    /// Decide later: nothing is to be done.
    void postponed();
    /// The names behind ids are wanted now.
    void referencesWanted(ReferenceTarget target);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Way : quint8
    {
        Theirs,
        Mine,
        Result
    };

    QWidget *makeTakenOver();
    QWidget *makeRows();
    void connectFooter();
    FieldSet showRows(bool goesOn);
    ConflictRow *makeRow(const ConflictField &field);
    void dropRow(ConflictRow *row);
    void orderFocus();
    void updateResult();
    void applyColumns();
    void fitSize();
    int heightAt(int width) const;
    void commitEditor();
    void leave(Way way);
    QList<FieldDecision> decisions(Way way) const;
    FieldSet sentFields() const;
    FieldSet openFields() const;
    QString nameOf(Field field, const QString &id) const;

    ConflictView m_view;
    ConflictNames m_lookup; ///< what the outside knows
    ConflictNames m_names;  ///< what the rows ask
    std::map<ReferenceTarget, ReferenceChoices> m_choices;
    QList<ConflictRow *> m_rows;
    bool m_isAnswered = true; ///< what comes next is another question

    ConflictHeader *m_header;
    ConflictHeads *m_heads;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_rowColumn = nullptr;
    QWidget *m_takenOver = nullptr;
    WrappedLabel *m_takenOverText = nullptr;
    ConflictFooter *m_footer;
};
