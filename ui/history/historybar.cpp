// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historybar.h"

#include "common/elidedlabel.h"
#include "common/reason.h"
#include "source/fieldtable.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {

/// The changed fields that the reverse change leaves out.
QStringList leftLabels(const SaveRecord &record, const QList<FieldChange> &reverse)
{
    FieldSet undone;
    for (const FieldChange &change : reverse)
        undone.insert(change.field);
    QStringList labels;
    for (const Field field : record.fields()) {
        if (!undone.contains(field))
            labels.append(labelOf(field));
    }
    return labels;
}

} // namespace

UndoOffer undoOfferOf(const SaveRecord &record)
{
    if (record.fate == SaveFate::Sending)
        return {false, HistoryBar::tr("It is not known yet whether this save was stored."), {}};
    const QList<FieldChange> reverse = reverseOf(record);
    const QString left = leftLabels(record, reverse).join(u", "_s);
    if (reverse.isEmpty())
        return {false, HistoryBar::tr("The old value of %1 is not kept.").arg(left), {}};
    if (left.isEmpty())
        return {true, {}, {}};
    return {true, {}, HistoryBar::tr("Not undone: %1. The old value is not kept.").arg(left)};
}

HistoryBar::HistoryBar(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(Type::Strong, Tone::Secondary, this))
    , m_note(new ElidedLabel(Type::Caption, Tone::Secondary, this))
    , m_open(new QPushButton(tr("Open source"), this))
    , m_snapshot(new QPushButton(tr("Export snapshot…"), this))
    , m_undo(new QPushButton(tr("Undo on the server"), this))
{
    m_open->setProperty("kind", u"quiet"_s);
    m_undo->setProperty("kind", u"strong"_s); // the save itself is the next step
    m_undo->setFont(fontOf(Type::Strong));
    m_snapshot->setToolTip(tr("The whole source as it was before its first change from this "
                              "machine"));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch();
    texts->addWidget(m_title);
    texts->addWidget(m_note);
    texts->addStretch();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::pane, Space::small, Space::large, Space::small);
    row->setSpacing(Space::small);
    row->addLayout(texts, 1);
    for (QPushButton *button : {m_open, m_snapshot, m_undo})
        row->addWidget(button);
    setMinimumHeight(Size::saveBar);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_open, &QPushButton::clicked, this, &HistoryBar::openClicked);
    connect(m_snapshot, &QPushButton::clicked, this, &HistoryBar::snapshotClicked);
    connect(m_undo, &QPushButton::clicked, this, &HistoryBar::undoClicked);
    setState({});
}

void HistoryBar::setState(const HistoryBarState &state)
{
    const QString nothing = state.hasRow ? QString() : tr("No save is selected.");
    const QString reason = state.hasRow ? state.elsewhere : nothing;
    m_title->setText(state.title);
    m_note->setText(state.note);
    m_note->setTone(state.noteTone);
    m_note->setVisible(!state.note.isEmpty());
    m_snapshot->setVisible(state.hasSnapshot);
    setEnabledWithReason(*m_open, reason.isEmpty(), reason);
    const bool canUndo = reason.isEmpty() && state.undo.isPossible;
    const QString undoText = state.undo.isPossible ? state.undo.left : state.undo.why;
    setEnabledWithReason(*m_undo, canUndo, reason.isEmpty() ? undoText : reason);
}

void HistoryBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}
