// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editsession.h"
#include "form/fieldeditor.h"

#include <QWidget>

class Caption;
class PlainTextLabel;
class QGridLayout;
class QToolButton;
class QVBoxLayout;
class ReadOnlyText;
class SecretEditor;
class Sign;

// One field of the form: gutter bar, label, editor, mark, revert button and the line below. It
// shows what it is told and hands edits on; it knows no session. Mark and revert button have their
// place reserved; only an error lets a row grow. SourceForm owns the rows. GUI thread.
class FormRow final : public QWidget
{
    Q_OBJECT
public:
    explicit FormRow(Field field, QWidget *parent = nullptr);

    Field field() const { return m_row.field; }
    /// Null when the field has none, as for fields that are read-only on every release.
    FieldEditor *editor() const { return m_editor; }
    SecretEditor *secretEditor() const;

    /// Forgets what belongs to the source that was shown before.
    void reset();
    /// Shows `value`: in the editor when this server lets one write it and the editor can keep it,
    /// else as read-only text with the reason.
    void showValue(const FieldValue &value, bool writable);
    /// What is not writable because another process edits the source gets no reason of its own: the
    /// page says it once. For the next showValue().
    void setHeldByAnother(bool on) { m_isHeldByAnother = on; }
    /// Mark, *Was …* and remark. `baseline` is what the edit started from.
    void setMark(bool changed, const FieldValue &baseline, const FieldNote &note);
    void setProblems(const QList<FieldProblem> &problems);
    /// Names of what the field refers to.
    void setReferences(const ReferenceChoices &choices);
    /// Width of the label column in pixels; labels wrap in it.
    void setLabelWidth(int width);

    void focusEditor(std::optional<int> item, Qt::FocusReason reason);
    bool isShownReadOnly() const { return m_isReadOnly; }

Q_SIGNALS:
    void valueEdited(Fields::Field field, const FieldValue &value);
    void revertRequested(Fields::Field field);
    void referencesWanted(ReferenceTarget target);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeEditor();
    void makeReadOnlyText();
    void makeRevertButton();
    void showReadOnly(const FieldValue &value, const QString &reason);
    void updateMark();
    void updateCaption();
    void updateProblems();
    void updateDescription();
    QString quoted(const FieldValue &value) const;
    QString wasText() const;
    QString noteText() const;
    QString byWhom() const;
    QWidget *shownEditor() const;

    const FieldRow &m_row;
    QGridLayout *m_grid;
    QVBoxLayout *m_below;
    PlainTextLabel *m_label;
    Caption *m_caption;
    FieldEditor *m_editor = nullptr;
    ReadOnlyText *m_readOnly = nullptr;
    Sign *m_mark = nullptr;
    QToolButton *m_revert = nullptr;
    QWidget *m_problemLine = nullptr;
    PlainTextLabel *m_problemText = nullptr;

    FieldValue m_value;
    FieldValue m_baseline;
    FieldNote m_note;
    QList<FieldProblem> m_problems;
    QString m_problemLines; ///< of those that no item of the editor shows
    QString m_reason;       ///< why it is read-only
    bool m_changed = false;
    bool m_hasHidden = false; ///< the value shown has characters that are not seen
    bool m_isHeldByAnother = false;
    bool m_isReadOnly = false;
};
