// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftdetail.h"

#include "common/changerow.h"
#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "items/draftlistmodel.h"
#include "moment.h"
#include "source/fieldtable.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int widestTable = 980;
constexpr int narrow = 700;
constexpr int problemColumn = ChangeRow::ColumnCount;

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *made = new PlainTextLabel(type, tone, parent);
    made->setText(text);
    made->makeNote();
    return made;
}

QString secretText()
{
    return DraftDetail::tr("changed, not shown");
}

QString makerText(const DraftRecord &draft)
{
    const QString user =
            draft.user.isEmpty() ? DraftDetail::tr("not known") : draft.user.simplified();
    return draft.release.isEmpty()
            ? user
            : DraftDetail::tr("%1, on authentik %2").arg(user, draft.release.simplified());
}

ErrorReport reportOf(const DraftRecord &draft)
{
    const bool isRefused = draft.refusal && draft.state == DraftState::Rejected;
    return isRefused ? readErrors(*draft.refusal) : ErrorReport();
}

QString wordsOf(const FormProblem &problem)
{
    return problem.key.isEmpty() ? problem.serverWords
                                 : u"%1: %2"_s.arg(problem.key, problem.serverWords);
}
} // namespace

QString draftSentence(const DraftRecord &draft)
{
    const QString changed = momentText(draft.changed);
    switch (draft.state) {
    case DraftState::Draft:
        return DraftDetail::tr("changed %1, kept on this machine").arg(changed);
    case DraftState::Queued:
        return DraftDetail::tr("queued %1, not sent yet").arg(momentText(draft.queuedAt));
    case DraftState::Conflict:
        return DraftDetail::tr("changed %1, and on the server too; nothing was sent").arg(changed);
    case DraftState::Rejected:
        return draft.refusal && draft.refusal->httpStatus > 0
                ? DraftDetail::tr("changed %1, answer %2, nothing was changed on the server")
                          .arg(changed)
                          .arg(draft.refusal->httpStatus)
                : DraftDetail::tr("changed %1, refused, nothing was changed on the server")
                          .arg(changed);
    case DraftState::CannotTell:
        break;
    }
    return DraftDetail::tr("changed %1 and sent; not known whether it was stored").arg(changed);
}

QString draftDetails(const DraftRecord &draft)
{
    QStringList lines{
            DraftDetail::tr("Source: %1 (%2)").arg(draft.name, draft.slug),
            DraftDetail::tr("Connection: %1").arg(draft.server),
            DraftDetail::tr("State: %1").arg(stateText(draft.state)),
            DraftDetail::tr("Changed: %1").arg(draft.changed.toUTC().toString(Qt::ISODate)),
            DraftDetail::tr("Made by: %1").arg(makerText(draft))};
    const ErrorReport report = reportOf(draft);
    for (const FieldChange &change : draft.changes) {
        const QString label = labelOf(change.field);
        lines.append(isSecret(change.field)
                             ? u"%1: %2"_s.arg(label, secretText())
                             : u"%1: %2 → %3"_s.arg(label, valueText(change.field, change.before),
                                                    valueText(change.field, change.after)));
    }
    for (const FieldProblem &problem : report.fields)
        lines.append(DraftDetail::tr("The server on %1: “%2”")
                             .arg(labelOf(problem.field), problem.serverWords));
    for (const FormProblem &problem : report.form)
        lines.append(DraftDetail::tr("The server: “%1”").arg(wordsOf(problem)));
    if (draft.refusal && !draft.refusal->requestId.isEmpty())
        lines.append(DraftDetail::tr("Request id: %1").arg(draft.refusal->requestId));
    return lines.join(u'\n');
}

DraftDetail::DraftDetail(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Details of the draft"));
    auto *page = new QWidget(this);
    page->setBackgroundRole(QPalette::Light);
    page->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(Space::pane, Space::medium, Space::large, Space::large);
    column->setSpacing(Space::small);
    m_name = new ElidedLabel(Type::Section, Tone::Ink, page);
    m_name->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_facts = new ElidedLabel(Type::Body, Tone::Secondary, page);
    m_copy = new QPushButton(icon(u"copy"_s), tr("Copy details"), page);
    m_copy->setProperty("kind", u"quiet"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(Space::small);
    top->addWidget(m_name);
    top->addWidget(m_facts, 1);
    top->addWidget(m_copy);
    column->addLayout(top);
    column->addStretch();
    setWidget(page);
    page->hide();
    connect(m_copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(text()); });
}

void DraftDetail::show(const DraftRecord &draft, const QString &next)
{
    if (m_hasDraft && draft == m_draft && next == m_next)
        return;
    m_draft = draft;
    m_next = next;
    m_hasDraft = true;
    m_name->setText(draft.name.simplified());
    m_facts->setText(draftSentence(draft));
    makeTable();
    widget()->show();
}

void DraftDetail::clear()
{
    m_hasDraft = false;
    m_draft = {};
    widget()->hide();
}

QString DraftDetail::text() const
{
    return m_hasDraft ? draftDetails(m_draft) : QString();
}

void DraftDetail::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    const bool isNarrow = width() < narrow;
    if (isNarrow == m_isNarrow)
        return;
    m_isNarrow = isNarrow;
    if (m_hasDraft)
        makeTable();
}

void DraftDetail::makeTable()
{
    delete m_table;
    m_table = new QWidget(widget());
    m_table->setMaximumWidth(widestTable);
    auto *grid = new QGridLayout(m_table);
    ChangeRow::setColumns(*grid);
    const ErrorReport report = reportOf(m_draft);
    if (m_isNarrow) // where the table has to cut it
        addFact(*grid, tr("Next"), m_next);
    if (!m_isNarrow && !report.fields.isEmpty())
        grid->setColumnStretch(problemColumn, 4);
    for (const FieldChange &change : std::as_const(m_draft.changes))
        addChange(*grid, change, report);
    for (const FormProblem &problem : report.form) {
        auto *label = new PlainTextLabel(Type::Label, Tone::Ink, m_table);
        label->setText(tr("Whole source"));
        grid->addWidget(label, grid->rowCount(), ChangeRow::Label, Qt::AlignTop);
        addProblem(*grid, grid->rowCount() - 1, label->text(), wordsOf(problem));
    }
    grid->setRowMinimumHeight(grid->rowCount(), Space::tiny);
    if (!m_isNarrow)
        addFact(*grid, tr("Next"), m_next);
    addFact(*grid, tr("Made by"), makerText(m_draft));
    addFact(*grid, tr("Connection"), m_draft.server.simplified());
    if (m_draft.refusal && !m_draft.refusal->requestId.isEmpty())
        addFact(*grid, tr("Request id"), m_draft.refusal->requestId);
    static_cast<QVBoxLayout *>(widget()->layout())->insertWidget(1, m_table);
    m_table->show();
}

void DraftDetail::addChange(QGridLayout &grid, const FieldChange &change, const ErrorReport &report)
{
    const int line = ChangeRow::add(grid, m_table, change, secretText());
    QStringList words;
    for (const FieldProblem &problem : report.fields) {
        if (problem.field == change.field)
            words.append(problem.serverWords);
    }
    if (!words.isEmpty())
        addProblem(grid, m_isNarrow ? grid.rowCount() : line, labelOf(change.field),
                   words.join(u' '));
}

void DraftDetail::addProblem(QGridLayout &grid, int line, const QString &name, const QString &words)
{
    auto *holder = new QWidget(m_table);
    auto *row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::small);
    auto *sign = new Sign(Size::captionIcon, holder);
    sign->setSign(u"error"_s, Tone::Error, tr("Refused"));
    sign->setFixedHeight(QFontMetrics(fontOf(Type::Body)).height());
    PlainTextLabel *text = note(Type::Body, Tone::Error, words, holder);
    StrangerText::setName(*text, tr("The server on %1: %2").arg(name, words));
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    const bool isFree = !grid.itemAtPosition(line, ChangeRow::Old);
    if (isFree)
        grid.addWidget(holder, line, ChangeRow::Old, 1, -1);
    else
        grid.addWidget(holder, line, problemColumn, Qt::AlignTop);
}

void DraftDetail::addFact(QGridLayout &grid, const QString &label, const QString &value)
{
    const int line = grid.rowCount();
    auto *caption = new PlainTextLabel(Type::Caption, Tone::Secondary, m_table);
    caption->setText(label);
    grid.addWidget(caption, line, ChangeRow::Label, Qt::AlignTop);
    grid.addWidget(note(Type::Caption, Tone::Secondary, value, m_table), line, ChangeRow::Old, 1,
                   -1);
}
