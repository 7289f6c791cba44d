// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/referenceeditor.h"

#include "common/wheelguard.h"
#include "core/showntext.h"
#include "form/lineedit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QStandardItemModel>

namespace {

constexpr int idRole = Qt::UserRole;
constexpr int slugRole = Qt::UserRole + 1;
constexpr int titleRole = Qt::UserRole + 2;

const Reference *findReference(const QList<Reference> &items, const QString &id)
{
    for (const Reference &item : items) {
        if (item.pk == id)
            return &item;
    }
    return nullptr;
}

} // namespace

void ReferenceCombo::showPopup()
{
    Q_EMIT popupWanted();
    QComboBox::showPopup();
}

ReferenceEditor::ReferenceEditor(const FieldRow &row, QWidget *parent)
    : FieldEditor(row, parent)
    , m_combo(new ReferenceCombo)
    , m_edit(new LineEdit)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_combo);
    m_combo->setEditable(true);
    m_combo->setLineEdit(m_edit);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(8);
    m_combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *completer = new QCompleter(m_combo->model(), m_combo);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    m_combo->setCompleter(completer);
    m_combo->setAccessibleName(labelOf(row.field));
    m_edit->setAccessibleName(labelOf(row.field));
    new WheelGuard(m_combo);
    rebuild();
    connect(m_combo, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_rebuilding)
            takeEdit();
    });
    connect(m_combo, &ReferenceCombo::popupWanted, this, &ReferenceEditor::wantReferences);
    connect(m_edit, &QLineEdit::textEdited, this, &ReferenceEditor::wantReferences);
    connect(m_edit, &QLineEdit::textChanged, this, &ReferenceEditor::takeText);
    connect(m_edit, &QLineEdit::editingFinished, this, &ReferenceEditor::settle);
}

bool ReferenceEditor::canShow(const FieldValue &value) const
{
    if (value.isNull())
        return row().nullable;
    const QString id = value.toText();
    return !id.isEmpty() && FieldValue::text(id) == value && LineEdit::holds(id);
}

void ReferenceEditor::dropTraces()
{
    m_keptIds.clear();
    m_edit->setText(m_combo->itemText(m_combo->currentIndex()));
    rebuild();
}

QWidget *ReferenceEditor::inner() const
{
    return m_combo;
}

QString ReferenceEditor::wordsFor(const FieldValue &value) const
{
    const Reference *known = findReference(m_choices.items, value.toText());
    return known ? known->title : FieldEditor::wordsFor(value);
}

void ReferenceEditor::setReferences(const ReferenceChoices &choices)
{
    m_choices = choices;
    rebuild();
    const bool pending = m_edit->text() != m_combo->itemText(m_combo->currentIndex());
    if (pending && choices.state != ReferenceChoices::State::Loading && !m_edit->hasFocus())
        settle();
}

void ReferenceEditor::putValue(const FieldValue &value)
{
    const QString id = value.toText();
    if (!id.isEmpty() && !m_keptIds.contains(id)) {
        m_keptIds.append(id);
        if (m_combo->findData(id) < 0)
            rebuild();
    }
    selectId(id);
}

FieldValue ReferenceEditor::readEditor() const
{
    const QString id = idAt(m_combo->currentIndex());
    return id.isEmpty() ? FieldValue::null() : FieldValue::text(id);
}

QString ReferenceEditor::idAt(int index) const
{
    return m_combo->itemData(index, idRole).toString();
}

void ReferenceEditor::selectId(const QString &id)
{
    const int at = m_combo->findData(id, idRole);
    m_combo->setCurrentIndex(at);
    m_edit->setText(m_combo->itemText(at));
    m_edit->setCursorPosition(0);
}

QString ReferenceEditor::textFor(const QString &id) const
{
    using State = ReferenceChoices::State;
    const Reference *known = findReference(m_choices.items, id);
    if (known) // a title says what people see, the slug tells two of the same title apart
        return tr("%1   %2", "title, slug").arg(known->title, known->slug);
    if (m_choices.state == State::Failed)
        return tr("%1   %2", "id, why its name is not known").arg(id, m_choices.keptWhy);
    if (m_choices.state == State::Ready)
        return tr("%1   not in the server’s list, kept as it is").arg(id);
    return id;
}

void ReferenceEditor::rebuild()
{
    const QString current = idAt(m_combo->currentIndex());
    const bool typing =
            m_combo->count() > 0 && m_edit->text() != m_combo->itemText(m_combo->currentIndex());
    const QString typed = m_edit->text();
    if (!current.isEmpty() && !m_keptIds.contains(current))
        m_keptIds.append(current); // a new list may lack what was picked from the old one
    m_rebuilding = true;
    m_combo->clear();
    if (row().nullable)
        m_combo->addItem(tr("None"), QString());
    for (const QString &id : std::as_const(m_keptIds)) {
        if (!findReference(m_choices.items, id))
            m_combo->addItem(shownLine(textFor(id)), id);
    }
    for (const Reference &item : std::as_const(m_choices.items)) {
        m_combo->addItem(shownLine(textFor(item.pk)), item.pk);
        const int at = m_combo->count() - 1;
        m_combo->setItemData(at, item.slug, slugRole);
        m_combo->setItemData(at, item.title, titleRole);
    }
    const bool failed = m_choices.state == ReferenceChoices::State::Failed;
    if (failed || m_choices.state == ReferenceChoices::State::Loading) {
        // A remark in the popup; it is no entry.
        m_combo->addItem(failed ? shownLine(m_choices.sentence) : tr("Reading from the server…"));
        auto *model = qobject_cast<QStandardItemModel *>(m_combo->model());
        if (model)
            model->item(m_combo->count() - 1)->setFlags(Qt::NoItemFlags);
        m_combo->setItemData(m_combo->count() - 1, QVariant(), idRole);
    }
    selectId(current);
    if (typing)
        m_edit->setText(typed);
    m_rebuilding = false;
}

void ReferenceEditor::wantReferences()
{
    using State = ReferenceChoices::State;
    if (m_choices.state == State::Unasked || m_choices.state == State::Failed)
        Q_EMIT referencesWanted(row().target);
}

int ReferenceEditor::entryFor(const QString &text) const
{
    if (text.isEmpty())
        return -1;
    for (const int role : {int(Qt::DisplayRole), slugRole, idRole, titleRole}) {
        const int at = m_combo->findData(text, role, Qt::MatchExactly | Qt::MatchCaseSensitive);
        if (at >= 0 && m_combo->itemData(at, idRole).isValid())
            return at;
    }
    return -1;
}

void ReferenceEditor::takeText(const QString &text)
{
    if (isShowing() || m_rebuilding || text == m_combo->itemText(m_combo->currentIndex()))
        return;
    if (!m_edit->hasFocus()) {
        // Set by assistive technology: there will be no leaving of the editor.
        wantReferences();
        QMetaObject::invokeMethod(this, &ReferenceEditor::settle, Qt::QueuedConnection);
        return;
    }
    const int at = m_combo->findText(text, Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (at >= 0 && m_combo->itemData(at, idRole).isValid())
        m_combo->setCurrentIndex(at);
}

void ReferenceEditor::settle()
{
    const QString text = m_edit->text();
    if (text == m_combo->itemText(m_combo->currentIndex()))
        return;
    const int at = entryFor(text);
    if (at < 0 && m_choices.state == ReferenceChoices::State::Loading && !m_edit->hasFocus())
        return; // setReferences() comes back to it
    if (at >= 0)
        m_combo->setCurrentIndex(at);
    m_edit->setText(m_combo->itemText(m_combo->currentIndex()));
    m_edit->setCursorPosition(0);
}
