// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictdialog.h"

#include "changes/conflictcolumns.h"
#include "changes/conflictfooter.h"
#include "changes/conflictheader.h"
#include "changes/conflictheads.h"
#include "changes/conflictrow.h"
#include "changes/wrappedlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QFrame>
#include <QKeyEvent>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int leastWidth = 700;
constexpr int leastHeight = 420;

int heightOf(const QWidget &part, int width)
{
    if (part.isHidden())
        return 0;
    return part.hasHeightForWidth() ? part.heightForWidth(width) : part.sizeHint().height();
}

QFrame *hairline(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

/// A line that is there only while rows are cut at it; its place is kept.
QFrame *scrollLine(QWidget *parent)
{
    QFrame *line = hairline(parent);
    QSizePolicy kept = line->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    line->setSizePolicy(kept);
    line->hide();
    return line;
}

} // namespace

ConflictDialog::ConflictDialog(QWidget *parent)
    : QDialog(parent)
    , m_names([this](Field field, const QString &id) { return nameOf(field, id); })
    , m_header(new ConflictHeader(this))
    , m_heads(new ConflictHeads(this))
    , m_footer(new ConflictFooter(this))
{
    setWindowModality(Qt::WindowModal);
    setBackgroundRole(QPalette::Light);
    setAutoFillBackground(true);
    setMinimumSize(leastWidth, leastHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_takenOver = makeTakenOver();
    column->addWidget(m_header);
    column->addWidget(hairline(this));
    column->addWidget(m_heads);
    QFrame *const above = scrollLine(this);
    QFrame *const below = scrollLine(this);
    column->addWidget(above);
    column->addWidget(makeRows(), 1);
    column->addWidget(below);
    column->addWidget(m_takenOver);
    column->addWidget(m_footer);
    connectFooter();
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [above, below](int, int most) {
                above->setVisible(most > 0);
                below->setVisible(most > 0);
            });
}

QWidget *ConflictDialog::makeRows()
{
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_content = new QWidget(m_scroll);
    m_content->setBackgroundRole(QPalette::Light);
    m_content->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(Space::pane, Space::tiny, 0, 0);
    column->setSpacing(0);
    m_rowColumn = new QVBoxLayout;
    m_rowColumn->setSpacing(0);
    column->addLayout(m_rowColumn);
    column->addStretch(1);
    m_scroll->setWidget(m_content);
    return m_scroll;
}

QWidget *ConflictDialog::makeTakenOver()
{
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(Space::pane, Space::small, Space::pane, Space::medium);
    row->setSpacing(Space::small);
    auto *sign = new Sign(Size::captionIcon, line);
    sign->setSign(u"theirs"_s, Tone::Theirs, {});
    m_takenOverText = new WrappedLabel(Type::Body, Tone::Secondary, line);
    m_takenOverText->setMostLines(2);
    sign->setFixedHeight(m_takenOverText->fontMetrics().lineSpacing());
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addWidget(m_takenOverText, 1);
    return line;
}

void ConflictDialog::connectFooter()
{
    connect(m_footer, &ConflictFooter::laterRequested, this, &ConflictDialog::reject);
    connect(m_footer, &ConflictFooter::theirsRequested, this, [this] { leave(Way::Theirs); });
    connect(m_footer, &ConflictFooter::mineRequested, this, [this] { leave(Way::Mine); });
    connect(m_footer, &ConflictFooter::resultRequested, this, [this] { leave(Way::Result); });
}

void ConflictDialog::show(const ConflictView &view)
{
    const bool goesOn = !m_isAnswered && m_view.sourceName == view.sourceName
            && m_view.openedAt == view.openedAt;
    const bool isSame = goesOn && m_view.fields == view.fields; // only who it was is new, perhaps
    m_isAnswered = false;
    m_view = view;
    setWindowTitle(StrangerText::title(tr("Somebody else changed %1").arg(view.sourceName)));
    const FieldSet again = showRows(goesOn);
    m_header->show(view);
    if (!goesOn)
        m_header->hideAgain();
    else if (!isSame)
        m_header->showAgain(again);
    m_heads->show(view);
    m_takenOverText->setText(ConflictWords::takenOver(view));
    m_takenOver->setVisible(!view.takenOver.isEmpty());
    m_footer->setMeanings(ConflictWords::takeTheirsMeans(view), ConflictWords::keepMineMeans(view));
    updateResult();
    applyColumns();
    fitSize();
    if (goesOn && !isSame) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    if (isVisible())
        return;
    const auto first = std::find_if(m_rows.cbegin(), m_rows.cend(),
                                    [](const ConflictRow *row) { return !row->isDecided(); });
    QWidget *stop = first == m_rows.cend() ? nullptr : (*first)->firstStop();
    (stop ? stop : m_footer->laterButton())->setFocus(Qt::OtherFocusReason);
    open();
}

/// Returns the fields to look at again.
FieldSet ConflictDialog::showRows(bool goesOn)
{
    FieldSet again;
    QList<ConflictRow *> rows;
    QList<ConflictRow *> old = m_rows;
    for (const ConflictField &field : std::as_const(m_view.fields)) {
        const auto kept = std::find_if(old.cbegin(), old.cend(), [&field](const ConflictRow *row) {
            return row->field() == field.field
                    && row->conflict().isCombined() == field.isCombined();
        });
        if (goesOn && kept != old.cend()) {
            rows.append(*kept);
            if (rows.constLast()->take(field))
                again.insert(field.field);
            old.removeOne(rows.constLast());
            continue;
        }
        rows.append(makeRow(field));
        if (goesOn) {
            rows.constLast()->markChangedAgain();
            again.insert(field.field);
        }
    }
    for (ConflictRow *row : std::as_const(old))
        dropRow(row);
    m_rows = rows;
    for (ConflictRow *row : std::as_const(m_rows)) {
        m_rowColumn->addWidget(row); // in the new order
        row->show();                 // a child of what is open is hidden at first
    }
    orderFocus();
    return again;
}

ConflictRow *ConflictDialog::makeRow(const ConflictField &field)
{
    auto *row = new ConflictRow(field, m_names, m_content);
    connect(row, &ConflictRow::choiceChanged, this, &ConflictDialog::updateResult);
    connect(row, &ConflictRow::referencesWanted, this, &ConflictDialog::referencesWanted);
    const auto known = m_choices.find(rowOf(field.field).target);
    if (known != m_choices.end())
        row->setReferences(known->second);
    return row;
}

void ConflictDialog::dropRow(ConflictRow *row)
{
    m_rowColumn->removeWidget(row);
    row->hide();
    row->disconnect(this); // an editor that is left may still tell of an edit
    row->deleteLater();
}

void ConflictDialog::orderFocus()
{
    QList<QWidget *> stops;
    QList<QWidget *> containers(m_rows.cbegin(), m_rows.cend());
    containers.append(m_footer);
    for (const QWidget *container : std::as_const(containers)) {
        for (QWidget *at = nextInFocusChain(); at != this; at = at->nextInFocusChain()) {
            if (container->isAncestorOf(at) && at->focusPolicy() != Qt::NoFocus
                && !at->focusProxy())
                stops.append(at);
        }
    }
    for (qsizetype at = 1; at < stops.size(); ++at)
        setTabOrder(stops.at(at - 1), stops.at(at));
}

void ConflictDialog::updateResult()
{
    const FieldSet open = openFields();
    const FieldSet sent = sentFields();
    QString meaning =
            sent.isEmpty() ? tr("All as theirs, so nothing is sent") : ConflictWords::labels(sent);
    if (!open.isEmpty())
        meaning = tr("First choose for %1").arg(ConflictWords::labels(open));
    m_footer->setResult(open.isEmpty(), meaning);
}

FieldSet ConflictDialog::openFields() const
{
    FieldSet fields;
    for (const ConflictRow *row : m_rows) {
        if (!row->isDecided())
            fields.insert(row->field());
    }
    return fields;
}

FieldSet ConflictDialog::sentFields() const
{
    FieldSet fields = m_view.alsoSent;
    for (const ConflictRow *row : m_rows) {
        if (row->isDecided() && row->result() != row->conflict().merge.theirs)
            fields.insert(row->field());
    }
    return fields;
}

QList<FieldDecision> ConflictDialog::decisions(Way way) const
{
    QList<FieldDecision> made;
    for (const ConflictRow *row : m_rows) {
        const FieldMerge &merge = row->conflict().merge;
        FieldValue result = merge.theirs;
        if (way == Way::Mine)
            result = merge.mine;
        else if (way == Way::Result)
            result = row->result();
        made.append({row->field(), merge.theirs, result});
    }
    return made;
}

void ConflictDialog::commitEditor()
{
    // A reference is taken from its text when the editor is left.
    if (QWidget *focused = focusWidget(); focused && m_content->isAncestorOf(focused))
        focused->clearFocus();
}

void ConflictDialog::leave(Way way)
{
    commitEditor();
    if (way == Way::Result && !openFields().isEmpty())
        return;
    const QList<FieldDecision> made = decisions(way);
    const bool send = way == Way::Mine || (way == Way::Result && !sentFields().isEmpty());
    // What is sent is compared once more, and a third change comes back to these choices.
    m_isAnswered = !send;
    accept();
    Q_EMIT decided(made, send);
}

void ConflictDialog::reject()
{
    const bool wasOpen = !isHidden();
    m_isAnswered = true;
    QDialog::reject();
    if (wasOpen)
        Q_EMIT postponed();
}

void ConflictDialog::setNameLookup(ConflictNames lookup)
{
    m_lookup = std::move(lookup);
    for (ConflictRow *row : std::as_const(m_rows))
        row->refreshNames();
}

void ConflictDialog::setReferences(ReferenceTarget target, const ReferenceChoices &choices)
{
    m_choices[target] = choices;
    for (ConflictRow *row : std::as_const(m_rows)) {
        if (rowOf(row->field()).target == target)
            row->setReferences(choices);
    }
}

QString ConflictDialog::nameOf(Field field, const QString &id) const
{
    if (const QString name = m_lookup ? m_lookup(field, id) : QString(); !name.isEmpty())
        return name;
    const auto known = m_choices.find(rowOf(field).target);
    if (known == m_choices.end())
        return {};
    const QList<Reference> &items = known->second.items;
    const auto item = std::find_if(items.cbegin(), items.cend(), [&id](const Reference &candidate) {
        return candidate.pk == id;
    });
    return item == items.cend() ? QString() : item->title;
}

void ConflictDialog::applyColumns()
{
    const ConflictColumns columns = ConflictColumns::forDialog(width());
    m_heads->setColumns(columns);
    m_footer->setColumns(columns);
    for (ConflictRow *row : std::as_const(m_rows))
        row->setColumns(columns);
}

int ConflictDialog::heightAt(int width) const
{
    // News of a size travel up by events; these have not come yet.
    for (const ConflictRow *row : m_rows)
        row->layout()->activate();
    int height = 3; // the lines
    for (const QWidget *part : std::initializer_list<const QWidget *>{m_header, m_heads, m_content,
                                                                      m_takenOver, m_footer}) {
        part->layout()->activate();
        height += heightOf(*part, width);
    }
    return height;
}

void ConflictDialog::fitSize()
{
    const QSize room =
            (parentWidget() ? parentWidget()->window()->size() : screen()->availableSize())
            - QSize(Space::pane, Space::pane);
    if (!isVisible())
        resize(std::min(ConflictColumns::wantedDialogWidth(), room.width()), height());
    applyColumns();
    const int wanted = std::min(heightAt(width()) + Space::small, room.height());
    // One that is open only grows: its buttons stay where they are.
    resize(width(), isVisible() ? std::max(height(), wanted) : wanted);
}

void ConflictDialog::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = m_scroll->verticalScrollBar();
    if (event->key() == Qt::Key_PageDown)
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
    else if (event->key() == Qt::Key_PageUp)
        bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    else
        QDialog::keyPressEvent(event);
}

void ConflictDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    applyColumns();
}
