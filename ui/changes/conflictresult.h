// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form/fieldeditor.h"

#include <QWidget>

class QVBoxLayout;
class ReadOnlyText;
class WrappedLabel;

// What a field of a conflict will be: a hint until something is chosen, then the form's editor of
// the kind. A value that the editor would change is shown as read-only text; a secret and a list
// that fits together only in words. ConflictRow owns one. GUI thread.
class ConflictResult final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictResult(Field field, QWidget *parent = nullptr);

    /// Nothing is chosen.
    void showHint();
    /// Not for a secret.
    void showValue(const FieldValue &value);
    void showWords(const QString &words);
    void setEditedLook(bool edited);
    void setReferences(const ReferenceChoices &choices);
    /// Null for a secret.
    FieldEditor *editor() const { return m_editor; }

Q_SIGNALS:
    void edited(const FieldValue &value);
    void referencesWanted(ReferenceTarget target);

private:
    void makeEditor();
    void makeReadOnly();
    void showOnly(QWidget *shown);
    void nameFlag(const FieldValue &value);

    const FieldRow &m_row;
    QVBoxLayout *m_column;
    WrappedLabel *m_words;
    FieldEditor *m_editor = nullptr;
    ReadOnlyText *m_readOnly = nullptr;
};
