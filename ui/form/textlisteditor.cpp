// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/textlisteditor.h"

#include "form/textitemrow.h"
#include "source/errortext.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

TextListEditor::TextListEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_frame(new ItemFrame(labelOf(row.field), tr("No server: no member of a server may log in."),
                            tr("Add server")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_frame);
    connect(m_frame->addButton(), &QPushButton::clicked, this, &TextListEditor::addElement);
}

bool TextListEditor::canShow(const FieldValue &value) const
{
    return FieldValue::list(value.toList()) == value;
}

QWidget *TextListEditor::inner() const
{
    return m_frame;
}

void TextListEditor::focusEditor(std::optional<int> item, Qt::FocusReason reason)
{
    const int at = item.value_or(0);
    if (at >= 0 && at < m_rows.size())
        m_rows.at(at)->focusText(reason);
    else
        m_frame->addButton()->setFocus(reason);
}

QList<FieldProblem> TextListEditor::placeProblems(const QList<FieldProblem> &problems)
{
    QList<FieldProblem> others;
    QList<QStringList> lines(m_rows.size());
    for (const FieldProblem &problem : problems) {
        const int at = problem.item.value_or(-1);
        if (at >= 0 && at < lines.size())
            lines[at].append(problemLine(problem));
        else
            others.append(problem);
    }
    for (qsizetype at = 0; at < m_rows.size(); ++at)
        m_rows.at(at)->setProblem(lines.at(at).join(u'\n'));
    return others;
}

void TextListEditor::putValue(const FieldValue &value)
{
    const QStringList items = value.toList();
    while (m_rows.size() > items.size())
        removeRow(m_rows.constLast());
    while (m_rows.size() < items.size())
        appendRow();
    renumber();
    for (qsizetype at = 0; at < items.size(); ++at)
        m_rows.at(at)->setText(items.at(at));
}

FieldValue TextListEditor::readEditor() const
{
    QStringList items;
    items.reserve(m_rows.size());
    for (const TextItemRow *row : m_rows)
        items.append(row->text());
    return FieldValue::list(items);
}

TextItemRow *TextListEditor::appendRow()
{
    auto *row = new TextItemRow;
    m_rows.append(row);
    m_frame->appendRow(row);
    connect(row, &TextItemRow::textChanged, this, &TextListEditor::takeEdit);
    connect(row, &TextItemRow::removeRequested, this, [this, row] { removeElement(row); });
    return row;
}

void TextListEditor::removeRow(TextItemRow *row)
{
    const bool hadFocus = row->isAncestorOf(focusWidget() ? focusWidget() : m_frame);
    m_rows.removeOne(row);
    if (hadFocus)
        m_frame->addButton()->setFocus(Qt::OtherFocusReason);
    m_frame->removeRow(row);
}

void TextListEditor::addElement()
{
    TextItemRow *row = appendRow();
    row->setText({});
    renumber();
    row->focusText(Qt::OtherFocusReason);
    takeEdit();
}

void TextListEditor::removeElement(TextItemRow *row)
{
    const int at = int(m_rows.indexOf(row));
    removeRow(row);
    renumber();
    if (at < m_rows.size()) // the next one moved up: stay in place
        m_rows.at(at)->tabStops().constLast()->setFocus(Qt::OtherFocusReason);
    else
        m_frame->addButton()->setFocus(Qt::OtherFocusReason);
    takeEdit();
}

void TextListEditor::renumber()
{
    for (qsizetype at = 0; at < m_rows.size(); ++at)
        m_rows.at(at)->setNumber(int(at) + 1);
}
