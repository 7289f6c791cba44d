// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/sourceform.h"

#include "common/tokens.h"
#include "form/formbody.h"
#include "form/formrow.h"
#include "form/managedsecretrow.h"
#include "form/secreteditor.h"
#include "form/sectionheading.h"
#include "form/undobridge.h"
#include "form/unknownkeys.h"
#include "referenceloader.h"

#include <QApplication>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace {

constexpr int headingSlack = 24; // a heading this far below the top is still the current one

Section sectionAt(std::size_t at)
{
    return Section(at);
}

} // namespace

SourceForm::SourceForm(QWidget *parent)
    : QScrollArea(parent)
    , m_body(new FormBody)
    , m_layout(new QVBoxLayout(m_body))
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setBackgroundRole(QPalette::Light);
    viewport()->setBackgroundRole(QPalette::Light);
    verticalScrollBar()->setSingleStep(Size::editor);
    m_body->setAccessibleName(tr("Settings of the source"));
    m_layout->setSpacing(Size::rowGap);
    m_body->hide();
    setWidget(m_body);
    m_body->hide();
    connect(m_body, &FormBody::resized, this, &SourceForm::keepAnchor);
    connect(qApp, &QApplication::focusChanged, this, [this] {
        rememberAnchor();
        noteFocus();
    });
}

SourceForm::~SourceForm()
{
    // Rows lose the focus when they die, and that reaches slots of the form: they go first.
    disconnect(qApp, nullptr, this, nullptr);
    delete takeWidget();
}

void SourceForm::build()
{
    for (std::size_t at = 0; at < m_headings.size(); ++at)
        buildSection(sectionAt(at));
    m_unknown = new UnknownKeys;
    m_layout->addWidget(m_unknown);
    m_unknown->hide();
    m_layout->addStretch(1);
    fitWidth();
}

void SourceForm::buildSection(Section section)
{
    const bool readOnly = section == Section::OtherFields;
    auto *heading =
            new SectionHeading(sectionTitle(section), readOnly ? tr("read-only") : QString());
    m_headings[std::size_t(section)] = heading;
    m_layout->addWidget(heading);
    const QList<Field> fields = fieldsOf(section);
    for (const Field field : fields) {
        auto *row = new FormRow(field);
        m_rows[indexOf(field)] = row;
        m_layout->addWidget(row);
        connectRow(row);
        if (field == Field::PlexToken) {
            m_managedSecret = new ManagedSecretRow;
            m_layout->addWidget(m_managedSecret);
        }
    }
}

void SourceForm::connectRow(FormRow *row)
{
    connect(row, &FormRow::valueEdited, this, [this](Field field, const FieldValue &value) {
        if (m_bridge && !m_bridge->edit(field, value))
            showField(field);
    });
    connect(row, &FormRow::revertRequested, this, [this](Field field) {
        if (m_bridge)
            m_bridge->revert(field);
    });
    connect(row, &FormRow::referencesWanted, this, [this](ReferenceTarget target) {
        if (m_loader)
            m_loader->want(target);
    });
    if (SecretEditor *secret = row->secretEditor()) {
        connect(secret, &SecretEditor::revealRequested, this,
                [this, row] { reveal(row->field()); });
        secret->setMaker([this, row](const QString &typed) {
            return m_session ? m_session->secretValue(row->field(), typed) : FieldValue();
        });
    }
}

EditSession *SourceForm::session() const
{
    return m_session;
}

void SourceForm::setSession(UndoBridge *bridge, ReferenceLoader *loader)
{
    if (!bridge && !isBuilt())
        return;
    if (!isBuilt())
        build(); // not before it is needed: the list is to show first
    unbind();
    m_bridge = bridge;
    m_session = bridge ? &bridge->session() : nullptr;
    if (m_loader != loader) {
        m_loader = loader;
        if (loader)
            connect(loader, &ReferenceLoader::choicesChanged, this, &SourceForm::showReferences);
        showReferences(ReferenceTarget::Flow);
        showReferences(ReferenceTarget::PlexMapping);
    }
    verticalScrollBar()->setValue(0);
    if (m_session)
        bind(*m_session);
    showAll();
}

void SourceForm::bind(EditSession &session)
{
    connect(&session, &EditSession::loaded, this, &SourceForm::showAll);
    connect(&session, &EditSession::traitsChanged, this, &SourceForm::showAll);
    connect(&session, &EditSession::fieldsChanged, this, &SourceForm::showFields);
    connect(&session, &EditSession::problemsChanged, this, &SourceForm::showProblems);
    connect(&session, &EditSession::readEnded, this, &SourceForm::showUnknownKeys);
    connect(m_bridge, &UndoBridge::stepTaken, this, &SourceForm::showStep);
    // A fetch for showing must not outlive the calls of its connection.
    connect(&session, &QObject::destroyed, this, [this] { setSession(nullptr, m_loader); });
}

void SourceForm::unbind()
{
    m_revealCall.reset();
    m_anchor = nullptr;
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    if (m_bridge)
        disconnect(m_bridge, nullptr, this, nullptr);
    m_session = nullptr; // so that nothing a row does while it is emptied is an edit
    m_bridge = nullptr;
    for (FormRow *row : m_rows)
        row->reset();
}

void SourceForm::showAll()
{
    const bool loaded = m_session && m_session->isLoaded();
    m_body->setVisible(loaded);
    if (!loaded)
        return;
    for (const FieldRow &row : fieldTable()) {
        const bool present = m_session->traits().of(row.field).present;
        rowFor(row.field)->setHidden(!present);
        if (present)
            showField(row.field);
    }
    for (std::size_t at = 0; at < m_headings.size(); ++at)
        m_headings[at]->setHidden(!hasSection(sectionAt(at)));
    showUnknownKeys();
    showProblems();
    QMetaObject::invokeMethod(this, &SourceForm::wantReferencesShown, Qt::QueuedConnection);
}

bool SourceForm::hasSection(Section section) const
{
    if (!isBuilt())
        return true;
    const QList<Field> fields = fieldsOf(section);
    return std::any_of(fields.begin(), fields.end(),
                       [this](Field field) { return !rowFor(field)->isHidden(); });
}

void SourceForm::showFields(const FieldSet &fields)
{
    for (const Field field : fields)
        showField(field);
    Q_EMIT countsChanged();
}

void SourceForm::showField(Field field)
{
    if (!m_session)
        return;
    FormRow *row = rowFor(field);
    row->setHeldByAnother(m_session->isHeldByAnother());
    row->showValue(m_session->current().value(field), m_session->traits().of(field).writable);
    row->setMark(m_session->isChanged(field), m_session->baseline().value(field),
                 m_session->note(field));
}

void SourceForm::showProblems()
{
    if (!m_session)
        return;
    std::array<QList<FieldProblem>, fieldCount> problems;
    for (const FieldProblem &problem : m_session->problems())
        problems[indexOf(problem.field)].append(problem);
    for (FormRow *row : m_rows)
        row->setProblems(problems[indexOf(row->field())]);
    Q_EMIT countsChanged();
}

void SourceForm::showUnknownKeys()
{
    if (!m_session || !m_session->isLoaded())
        return;
    QJsonObject keys = m_session->server().unknownKeys();
    const std::optional<ManagedSecret> secret = managedSecretOf(m_session->server());
    if (secret)
        keys.remove(secret->key);
    m_managedSecret->setSecret(secret);
    m_unknown->setKeys(keys);
}

void SourceForm::showReferences(ReferenceTarget target)
{
    if (!isBuilt())
        return;
    const ReferenceChoices choices = m_loader ? m_loader->choices(target) : ReferenceChoices();
    for (const FieldRow &row : fieldTable()) {
        if (row.target == target)
            rowFor(row.field)->setReferences(choices);
    }
}

void SourceForm::wantReferencesShown()
{
    if (!m_session || !m_loader)
        return;
    for (const FieldRow &row : fieldTable()) {
        const FieldValue &value = m_session->current().value(row.field);
        const bool refers = !value.toText().isEmpty() || !value.toList().isEmpty();
        // A failed fetch is only repeated when somebody asks for it.
        if (row.target != ReferenceTarget::None && refers
            && m_loader->choices(row.target).state == ReferenceChoices::State::Unasked)
            m_loader->want(row.target);
    }
}

void SourceForm::reveal(Field field)
{
    if (!m_session)
        return;
    m_revealCall = m_session->reveal(field, [this, field](const Result<Secret> &secret) {
        if (secret)
            rowFor(field)->secretEditor()->showRevealed(*secret);
        else if (secret.error().kind != ErrorKind::Cancelled)
            Q_EMIT revealFailed(secret.error());
    });
}

void SourceForm::focusField(Field field, std::optional<int> item)
{
    FormRow *row = rowFor(field);
    if (row->isHidden())
        return;
    m_anchor = nullptr;
    row->focusEditor(item, Qt::OtherFocusReason); // selects nothing, as Tab would
    ensureWidgetVisible(row, 0, Space::pane);
    QWidget *focused = QApplication::focusWidget();
    if (focused && row->isAncestorOf(focused))
        ensureWidgetVisible(focused, 0, Space::pane);
    rememberAnchor();
}

std::optional<Field> SourceForm::focusedField() const
{
    const QWidget *focused = QApplication::focusWidget();
    if (!focused || !isAncestorOf(focused))
        return std::nullopt;
    for (const FormRow *row : m_rows) {
        if (row && row->isAncestorOf(focused))
            return row->field();
    }
    return std::nullopt;
}

void SourceForm::noteFocus()
{
    const std::optional<Field> focused = focusedField();
    if (std::exchange(m_focused, focused) != focused)
        Q_EMIT focusedFieldChanged();
}

// Undo and redo happen under the eye.
void SourceForm::showStep(Field field)
{
    if (!isVisible())
        return; // the review is open
    const QWidget *focused = QApplication::focusWidget();
    if (focused && rowFor(field)->isAncestorOf(focused))
        ensureWidgetVisible(rowFor(field), 0, Space::pane);
    else
        focusField(field);
}

void SourceForm::scrollToSection(Section section)
{
    if (!isBuilt())
        return;
    verticalScrollBar()->setValue(m_headings[std::size_t(section)]->y());
}

Section SourceForm::currentSection() const
{
    if (!isBuilt())
        return Section::General;
    const int top = verticalScrollBar()->value() + headingSlack;
    Section current = Section::General;
    for (std::size_t at = 0; at < m_headings.size(); ++at) {
        if (!m_headings[at]->isHidden() && m_headings[at]->y() <= top)
            current = sectionAt(at);
    }
    return current;
}

int SourceForm::changedCount(Section section) const
{
    const QList<Field> fields = fieldsOf(section);
    return int(std::count_if(fields.begin(), fields.end(), [this](Field field) {
        return m_session && m_session->isChanged(field);
    }));
}

int SourceForm::problemCount(Section section) const
{
    if (!m_session)
        return 0;
    const QList<FieldProblem> &problems = m_session->problems();
    return int(std::count_if(problems.begin(), problems.end(), [section](const auto &problem) {
        return rowOf(problem.field).section == section;
    }));
}

void SourceForm::resizeEvent(QResizeEvent *event)
{
    if (isBuilt())
        fitWidth();
    QScrollArea::resizeEvent(event);
}

void SourceForm::fitWidth()
{
    const int width = viewport()->width();
    const int labels = width < Size::narrowForm ? Size::narrowLabelColumn : Size::labelColumn;
    for (FormRow *row : m_rows)
        row->setLabelWidth(labels);
    m_managedSecret->setLabelWidth(labels);
    m_unknown->setLabelWidth(labels);
    m_layout->setContentsMargins(0, Space::tiny / 2, qMax(0, width - Size::widestForm),
                                 Space::pane);
}

void SourceForm::scrollContentsBy(int dx, int dy)
{
    QScrollArea::scrollContentsBy(dx, dy);
    rememberAnchor();
    const Section section = currentSection();
    if (m_section == section)
        return;
    m_section = section;
    Q_EMIT currentSectionChanged(section);
}

// An error that appears above the eye pushes everything down; a wrapped one climbs the nested
// layouts in several passes, so the place is corrected whenever the body got a new size.
void SourceForm::keepAnchor()
{
    if (!m_anchor || m_anchor->isHidden()) {
        rememberAnchor();
        return;
    }
    const int moved = m_anchor->mapTo(viewport(), QPoint()).y() - m_anchorTop;
    if (moved == 0)
        return;
    verticalScrollBar()->setValue(verticalScrollBar()->value() + moved);
    rememberAnchor();
}

void SourceForm::rememberAnchor()
{
    if (!isBuilt())
        return;
    const QWidget *focused = QApplication::focusWidget();
    const bool isAtTop = verticalScrollBar()->value() == 0; // where it stays while it is laid out
    FormRow *anchor = nullptr;
    for (FormRow *row : m_rows) {
        if (row->isHidden())
            continue;
        const int top = row->mapTo(viewport(), QPoint()).y();
        const bool visible = top + row->height() > 0 && top < viewport()->height();
        if (!visible)
            continue;
        if (!anchor && !isAtTop)
            anchor = row; // the topmost
        if (focused && row->isAncestorOf(focused)) {
            anchor = row;
            break;
        }
    }
    m_anchor = anchor;
    m_anchorTop = anchor ? anchor->mapTo(viewport(), QPoint()).y() : 0;
}
