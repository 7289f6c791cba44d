// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/referenceseteditor.h"

#include "common/strangertext.h"
#include "form/referenceitemrow.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

QString titleOf(const ReferenceChoices &choices, const QString &id)
{
    for (const Reference &item : choices.items) {
        if (item.pk == id)
            return item.title;
    }
    return {};
}

// An ampersand in a server's text is no mnemonic.
} // namespace

ReferenceSetEditor::ReferenceSetEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_frame(new ItemFrame(labelOf(row.field), tr("No mapping"), tr("Add mapping…")))
    , m_menu(new QMenu(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_frame);
    m_frame->addButton()->setAccessibleName(tr("Add mapping to %1").arg(labelOf(row.field)));
    m_frame->addButton()->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, [this] {
        using State = ReferenceChoices::State;
        if (m_choices.state == State::Unasked || m_choices.state == State::Failed)
            Q_EMIT referencesWanted(this->row().target);
        fillMenu();
    });
}

bool ReferenceSetEditor::canShow(const FieldValue &value) const
{
    return FieldValue::set(value.toList()) == value;
}

QWidget *ReferenceSetEditor::inner() const
{
    return m_frame;
}

void ReferenceSetEditor::focusEditor(std::optional<int>, Qt::FocusReason reason)
{
    m_frame->addButton()->setFocus(reason);
}

QString ReferenceSetEditor::wordsFor(const FieldValue &value) const
{
    QStringList names = value.toList();
    if (names.isEmpty())
        return FieldEditor::wordsFor(value);
    for (QString &name : names) {
        const QString title = titleOf(m_choices, name);
        if (!title.isEmpty())
            name = title;
    }
    return names.join(u", "_s);
}

void ReferenceSetEditor::setReferences(const ReferenceChoices &choices)
{
    m_choices = choices;
    nameRows();
    if (m_menu->isVisible())
        fillMenu();
}

void ReferenceSetEditor::putValue(const FieldValue &value)
{
    const QStringList ids = value.toList();
    for (qsizetype at = m_rows.size() - 1; at >= 0; --at) {
        if (!ids.contains(m_rows.at(at)->id()))
            m_frame->removeRow(m_rows.takeAt(at));
    }
    for (const QString &id : ids)
        insertRow(id);
    nameRows();
}

FieldValue ReferenceSetEditor::readEditor() const
{
    QStringList ids;
    for (const ReferenceItemRow *row : m_rows)
        ids.append(row->id());
    return FieldValue::set(ids);
}

void ReferenceSetEditor::insertRow(const QString &id)
{
    const bool known = std::any_of(m_rows.cbegin(), m_rows.cend(),
                                   [&id](const auto *row) { return row->id() == id; });
    if (known)
        return;
    auto *row = new ReferenceItemRow(id);
    m_frame->appendRow(row);
    m_rows.append(row);
    connect(row, &ReferenceItemRow::removeRequested, this, [this, id] { remove(id); });
}

void ReferenceSetEditor::nameRows()
{
    using State = ReferenceChoices::State;
    for (ReferenceItemRow *row : std::as_const(m_rows)) {
        const QString title = titleOf(m_choices, row->id());
        QString remark;
        if (title.isEmpty() && m_choices.state == State::Failed)
            remark = m_choices.keptWhy;
        else if (title.isEmpty() && m_choices.state == State::Ready)
            remark = tr("not in the server’s list, kept as it is");
        row->setTexts(title, remark);
    }
}

void ReferenceSetEditor::fillMenu()
{
    using State = ReferenceChoices::State;
    m_menu->clear();
    const auto remark = [this](const QString &text) {
        m_menu->addAction(StrangerText::caption(text))->setEnabled(false);
    };
    if (m_choices.state == State::Failed)
        return remark(m_choices.sentence);
    if (m_choices.state != State::Ready)
        return remark(tr("Reading from the server…"));
    const QStringList chosen = readEditor().toList();
    for (const Reference &item : std::as_const(m_choices.items)) {
        if (chosen.contains(item.pk))
            continue;
        QAction *action = m_menu->addAction(StrangerText::caption(item.title));
        connect(action, &QAction::triggered, this, [this, id = item.pk] { add(id); });
    }
    if (m_menu->isEmpty())
        remark(tr("No other mapping on this server"));
}

void ReferenceSetEditor::add(const QString &id)
{
    insertRow(id);
    nameRows();
    takeEdit();
}

void ReferenceSetEditor::remove(const QString &id)
{
    for (qsizetype at = 0; at < m_rows.size(); ++at) {
        if (m_rows.at(at)->id() != id)
            continue;
        m_frame->removeRow(m_rows.takeAt(at));
        break;
    }
    m_frame->addButton()->setFocus(Qt::OtherFocusReason);
    takeEdit();
}
