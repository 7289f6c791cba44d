// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/fieldeditor.h"

#include "common/deskstyle.h"
#include "common/strangertext.h"
#include "form/choiceeditor.h"
#include "form/flageditor.h"
#include "form/referenceeditor.h"
#include "form/referenceseteditor.h"
#include "form/secreteditor.h"
#include "form/texteditor.h"
#include "form/textlisteditor.h"

FieldEditor::FieldEditor(const FieldRow &row, QWidget *parent)
    : QWidget(parent)
    , m_row(row)
{ }

FieldValue FieldEditor::value() const
{
    const FieldValue read = readEditor();
    return read == m_readBack ? m_shown : read;
}

void FieldEditor::showValue(const FieldValue &value)
{
    if (alreadyShows(value)) {
        m_last = value;
        return;
    }
    m_showing = true;
    putValue(value);
    m_shown = value;
    m_readBack = readEditor();
    m_last = value;
    m_showing = false;
}

void FieldEditor::reset()
{
    m_showing = true;
    dropTraces();
    m_shown = {};
    m_readBack = readEditor(); // so that it reads as absent and any value is put
    m_last = {};
    m_showing = false;
}

void FieldEditor::takeEdit()
{
    if (m_showing)
        return;
    const FieldValue now = value();
    if (now == m_last)
        return;
    m_last = now;
    Q_EMIT edited(now);
}

void FieldEditor::focusEditor(std::optional<int>, Qt::FocusReason reason)
{
    inner()->setFocus(reason);
}

QList<FieldProblem> FieldEditor::placeProblems(const QList<FieldProblem> &problems)
{
    return problems;
}

QString FieldEditor::wordsFor(const FieldValue &value) const
{
    return valueText(m_row.field, value);
}

void FieldEditor::setChangedLook(bool changed)
{
    setLook(inner(), "changed", changed);
}

void FieldEditor::setErrorLook(bool error)
{
    setLook(inner(), "error", error);
}

void FieldEditor::setDescription(const QString &text)
{
    StrangerText::setDescription(*inner(), text);
}

std::unique_ptr<FieldEditor> makeFieldEditor(const FieldRow &row)
{
    switch (row.kind) {
    case FieldKind::Text:
        return std::make_unique<TextEditor>(row);
    case FieldKind::Flag:
        return std::make_unique<FlagEditor>(row);
    case FieldKind::Choice:
        return std::make_unique<ChoiceEditor>(row);
    case FieldKind::Reference:
        return std::make_unique<ReferenceEditor>(row);
    case FieldKind::TextList:
        return std::make_unique<TextListEditor>(row);
    case FieldKind::ReferenceSet:
        return std::make_unique<ReferenceSetEditor>(row);
    case FieldKind::Secret:
        return std::make_unique<SecretEditor>(row);
    case FieldKind::Opaque:
        break;
    }
    return nullptr; // shown as read-only text
}
