// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictrow.h"

#include "changes/conflictcell.h"
#include "changes/conflictresult.h"
#include "common/elidedlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"

#include <QButtonGroup>
#include <QGridLayout>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int cellLine = 0;
constexpr int captionLine = 1;
constexpr int leastHeight = 40;

} // namespace

ConflictRow::ConflictRow(const ConflictField &conflict, ConflictNames names, QWidget *parent)
    : QWidget(parent)
    , m_conflict(conflict)
    , m_names(std::move(names))
    , m_grid(new QGridLayout(this))
    , m_label(new WrappedLabel(Type::Label, Tone::Ink, this))
    , m_base(new WrappedLabel(Type::Body, Tone::Secondary, this))
    , m_againSign(new Sign(Size::captionIcon, this))
    , m_againText(new ElidedLabel(Type::Caption, Tone::Theirs, this))
    , m_resultSign(new Sign(Size::captionIcon, this))
    , m_resultText(new ElidedLabel(Type::Caption, Tone::Mine, this))
{
    m_grid->setContentsMargins({});
    m_grid->setVerticalSpacing(0);
    makeLabels();
    if (conflict.isCombined())
        makeFitting();
    else
        makeChoice();
    m_result = new ConflictResult(conflict.field, this); // behind the cells, for Tab
    m_grid->addWidget(m_result, cellLine, ConflictColumns::Result,
                      isTall() ? Qt::AlignTop : Qt::AlignVCenter);
    m_grid->setRowMinimumHeight(captionLine, Size::caption);
    m_grid->addLayout(makeCaption(m_againSign, m_againText), captionLine, ConflictColumns::Theirs);
    m_grid->addLayout(makeCaption(m_resultSign, m_resultText), captionLine,
                      ConflictColumns::Result);
    connect(m_result, &ConflictResult::edited, this, &ConflictRow::takeEdit);
    connect(m_result, &ConflictResult::referencesWanted, this, &ConflictRow::referencesWanted);
    showValues();
    updateChoice();
}

bool ConflictRow::isSecret() const
{
    return rowOf(field()).kind == FieldKind::Secret;
}

bool ConflictRow::isList() const
{
    const FieldKind kind = rowOf(field()).kind;
    return kind == FieldKind::TextList || kind == FieldKind::ReferenceSet;
}

bool ConflictRow::isTall() const
{
    return isList() && !m_conflict.isCombined();
}

void ConflictRow::makeLabels()
{
    m_label->setText(labelOf(field()));
    m_label->setToolTip(Qt::convertFromPlainText(helpOf(field())));
    m_label->setAccessibleDescription(helpOf(field()));
    for (WrappedLabel *label : {m_label, m_base}) {
        label->setMinimumHeight(leastHeight);
        label->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    const Qt::Alignment place = isTall() ? Qt::AlignTop : Qt::Alignment();
    m_grid->addWidget(m_label, cellLine, ConflictColumns::Label, place);
    m_grid->addWidget(m_base, cellLine, ConflictColumns::Base, place);
}

void ConflictRow::makeChoice()
{
    m_theirs = new ConflictCell(ConflictSide::Theirs, this);
    m_mine = new ConflictCell(ConflictSide::Mine, this);
    m_group = new QButtonGroup(this);
    m_group->addButton(m_theirs);
    m_group->addButton(m_mine);
    const Qt::Alignment place = isTall() ? Qt::AlignTop : Qt::Alignment();
    m_grid->addWidget(m_theirs, cellLine, ConflictColumns::Theirs, place);
    m_grid->addWidget(m_mine, cellLine, ConflictColumns::Mine, place);
    // Clicks only: what the program checks is no choice of a person.
    connect(m_theirs, &QAbstractButton::clicked, this, [this] { choose(Choice::Theirs); });
    connect(m_mine, &QAbstractButton::clicked, this, [this] { choose(Choice::Mine); });
    setTabOrder(m_theirs, m_mine);
}

void ConflictRow::makeFitting()
{
    m_theirsFitting = new FittingCell(ConflictSide::Theirs, this);
    m_mineFitting = new FittingCell(ConflictSide::Mine, this);
    m_grid->addWidget(m_theirsFitting, cellLine, ConflictColumns::Theirs);
    m_grid->addWidget(m_mineFitting, cellLine, ConflictColumns::Mine);
}

QHBoxLayout *ConflictRow::makeCaption(Sign *sign, PlainTextLabel *label)
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 1, 0, 0);
    line->setSpacing(Space::tiny);
    line->addWidget(sign);
    line->addWidget(label, 1);
    return line;
}

bool ConflictRow::take(const ConflictField &conflict)
{
    const bool isSame = m_conflict.merge.theirs == conflict.merge.theirs
            && m_conflict.merge.mine == conflict.merge.mine;
    m_conflict = conflict;
    if (!isSame) {
        m_choice = Choice::None;
        m_isChangedAgain = true;
    } else if (conflict.isCombined()) {
        m_isChangedAgain = false; // there is no choice that would end it
    }
    showValues();
    updateChoice();
    return !isSame;
}

void ConflictRow::markChangedAgain()
{
    m_isChangedAgain = true;
    updateCaptions();
}

void ConflictRow::refreshNames()
{
    showValues();
    updateChoice();
}

void ConflictRow::setReferences(const ReferenceChoices &choices)
{
    m_result->setReferences(choices);
    refreshNames();
}

void ConflictRow::setColumns(const ConflictColumns &columns)
{
    columns.applyTo(*m_grid);
    const std::array<QWidget *, ConflictColumns::count> cells{
            m_label, m_base, m_theirs ? static_cast<QWidget *>(m_theirs) : m_theirsFitting,
            m_mine ? static_cast<QWidget *>(m_mine) : m_mineFitting, m_result};
    for (std::size_t column = 0; column < cells.size(); ++column)
        cells[column]->setFixedWidth(columns.width[column]);
}

void ConflictRow::showValues()
{
    const FieldMerge &merge = m_conflict.merge;
    const QString base = ConflictWords::value(field(), merge.base, m_names);
    m_base->setText(base);
    StrangerText::setName(
            *m_base, tr("%1: when you opened it, %2", "field, value").arg(labelOf(field()), base));
    if (m_theirsFitting) {
        const QString theirs = ConflictWords::change(field(), merge.base, merge.theirs, m_names);
        const QString mine = ConflictWords::change(field(), merge.base, merge.mine, m_names);
        m_theirsFitting->setText(theirs);
        StrangerText::setName(*m_theirsFitting,
                              tr("%1: theirs, %2", "field, value").arg(labelOf(field()), theirs));
        m_mineFitting->setText(mine);
        StrangerText::setName(*m_mineFitting,
                              tr("%1: mine, %2", "field, value").arg(labelOf(field()), mine));
        return;
    }
    showCell(*m_theirs, tr("%1: theirs, %2", "field, value"), merge.theirs,
             tr("changed on the server, not shown"));
    showCell(*m_mine, tr("%1: mine, %2", "field, value"), merge.mine, tr("typed, not shown"));
}

void ConflictRow::showCell(ConflictCell &cell, const QString &side, const FieldValue &value,
                           const QString &secretWords)
{
    const QString words = isSecret() ? secretWords : ConflictWords::value(field(), value, m_names);
    QString remark;
    const FieldKind kind = rowOf(field()).kind;
    const bool hasWireText = kind == FieldKind::Choice || kind == FieldKind::Reference;
    if (hasWireText && value.toText() != words)
        remark = value.toText();
    else if (isList())
        remark = ConflictWords::change(field(), m_conflict.merge.base, value, m_names);
    cell.setTexts(words, remark);
    StrangerText::setName(cell, side.arg(labelOf(field()), words));
}

bool ConflictRow::isDecided() const
{
    return m_conflict.isCombined() || m_choice != Choice::None;
}

FieldValue ConflictRow::result() const
{
    if (m_conflict.isCombined())
        return m_conflict.merge.result;
    switch (m_choice) {
    case Choice::Mine:
        return m_conflict.merge.mine;
    case Choice::Edited:
        return m_edited;
    case Choice::Theirs:
    case Choice::None:
        break;
    }
    return m_conflict.merge.theirs;
}

QWidget *ConflictRow::firstStop() const
{
    return m_theirs;
}

FieldEditor *ConflictRow::editor() const
{
    return m_conflict.isCombined() ? nullptr : m_result->editor();
}

void ConflictRow::choose(Choice choice)
{
    m_choice = choice;
    m_isChangedAgain = false;
    updateChoice();
    Q_EMIT choiceChanged();
}

void ConflictRow::takeEdit(const FieldValue &value)
{
    m_edited = value;
    if (value == m_conflict.merge.theirs)
        choose(Choice::Theirs);
    else if (value == m_conflict.merge.mine)
        choose(Choice::Mine);
    else
        choose(Choice::Edited);
}

void ConflictRow::updateChoice()
{
    updateCaptions();
    if (m_conflict.isCombined()) {
        m_result->showWords(ConflictWords::value(field(), m_conflict.merge.result, m_names));
        return;
    }
    m_group->setExclusive(false); // an exclusive group keeps one checked
    m_theirs->setChecked(m_choice == Choice::Theirs);
    m_mine->setChecked(m_choice == Choice::Mine);
    m_group->setExclusive(true);
    m_result->setEditedLook(m_choice == Choice::Edited);
    if (m_choice == Choice::None && m_result->isAncestorOf(window()->focusWidget()))
        m_theirs->setFocus(Qt::OtherFocusReason); // its editor goes
    if (m_choice == Choice::None)
        m_result->showHint();
    else if (isSecret())
        m_result->showWords(m_choice == Choice::Mine ? tr("yours") : tr("theirs"));
    else
        m_result->showValue(result());
}

void ConflictRow::updateCaptions()
{
    m_againSign->setVisible(m_isChangedAgain);
    m_againText->setVisible(m_isChangedAgain);
    m_againSign->setSign(u"theirs"_s, Tone::Theirs, {});
    m_againText->setText(tr("changed again"));
    const bool fits = m_conflict.isCombined();
    m_resultSign->setVisible(fits || isEdited());
    m_resultText->setVisible(fits || isEdited());
    m_resultSign->setSign(fits ? u"check"_s : u"changed"_s, fits ? Tone::Ok : Tone::Mine, {});
    m_resultText->setTone(fits ? Tone::Ok : Tone::Mine);
    m_resultText->setText(fits ? tr("both changes fit together") : tr("edited"));
    if (FieldEditor *shown = editor())
        shown->setDescription(isEdited() ? tr("edited") : QString());
}
