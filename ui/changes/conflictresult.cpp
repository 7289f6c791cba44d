// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictresult.h"

#include "changes/wrappedlabel.h"
#include "form/readonlytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLineEdit>

namespace {

constexpr int leastHeight = 40; // of a cell, so that one line stands beside the others
constexpr int mostLines = 12;   // a combined list goes out without being edited

} // namespace

ConflictResult::ConflictResult(Field field, QWidget *parent)
    : QWidget(parent)
    , m_row(rowOf(field))
    , m_column(new QVBoxLayout(this))
    , m_words(new WrappedLabel(Type::Body, Tone::Faint, this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(0);
    m_words->setMostLines(mostLines);
    m_words->setMinimumHeight(leastHeight);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_column->addWidget(m_words);
    if (m_row.kind != FieldKind::Secret)
        makeEditor();
    showHint();
}

void ConflictResult::makeEditor()
{
    m_editor = makeFieldEditor(m_row).release();
    if (!m_editor)
        return;
    m_column->addWidget(m_editor);
    const QString name = tr("Result for %1").arg(labelOf(m_row.field));
    m_editor->inner()->setAccessibleName(name);
    const auto lines = m_editor->inner()->findChildren<QLineEdit *>();
    for (QLineEdit *line : lines) // that of a combo box is met by itself
        line->setAccessibleName(name);
    connect(m_editor, &FieldEditor::edited, this, [this](const FieldValue &value) {
        nameFlag(value);
        Q_EMIT edited(value);
    });
    connect(m_editor, &FieldEditor::referencesWanted, this, &ConflictResult::referencesWanted);
}

void ConflictResult::makeReadOnly()
{
    m_readOnly = new ReadOnlyText(tr("Result for %1").arg(labelOf(m_row.field)), m_row.monospace);
    m_column->addWidget(m_readOnly);
}

void ConflictResult::showOnly(QWidget *shown)
{
    m_words->setVisible(shown == m_words);
    if (m_editor)
        m_editor->setVisible(shown == m_editor);
    if (m_readOnly)
        m_readOnly->setVisible(shown == m_readOnly);
}

void ConflictResult::showHint()
{
    m_words->setTone(Tone::Faint);
    m_words->setFont(fontOf(Type::Body));
    m_words->setText(tr("Choose theirs or mine"));
    m_words->setAccessibleName(
            tr("Result for %1: choose theirs or mine").arg(labelOf(m_row.field)));
    showOnly(m_words);
}

void ConflictResult::showWords(const QString &words)
{
    m_words->setTone(Tone::Ink);
    m_words->setFont(fontOf(Type::Label));
    m_words->setText(words);
    m_words->setAccessibleName(tr("Result for %1: %2").arg(labelOf(m_row.field), m_words->text()));
    showOnly(m_words);
}

void ConflictResult::showValue(const FieldValue &value)
{
    if (m_editor && !value.isUnreadable() && m_editor->canShow(value)) {
        m_editor->showValue(value);
        nameFlag(value);
        showOnly(m_editor);
        return;
    }
    if (!m_readOnly)
        makeReadOnly();
    const bool isText = m_row.kind == FieldKind::Text && FieldValue::text(value.toText()) == value;
    m_readOnly->setText(isText ? value.toText() : valueText(m_row.field, value));
    showOnly(m_readOnly);
}

void ConflictResult::setEditedLook(bool edited)
{
    if (m_editor)
        m_editor->setChangedLook(edited);
}

void ConflictResult::setReferences(const ReferenceChoices &choices)
{
    if (m_editor)
        m_editor->setReferences(choices);
}

void ConflictResult::nameFlag(const FieldValue &value)
{
    // The form's sentence is wider than a column.
    if (auto *box = qobject_cast<QCheckBox *>(m_editor ? m_editor->inner() : nullptr))
        box->setText(valueText(m_row.field, value));
}
