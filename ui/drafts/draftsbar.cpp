// SPDX-License-Identifier: GPL-3.0-or-later
#include "drafts/draftsbar.h"

#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/reason.h"
#include "common/strangertext.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int narrow = 860;  // below this width of the bar
constexpr int undoPlace = 1; // after the texts
} // namespace

DraftsBar::DraftsBar(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(Type::Strong, Tone::Secondary, this))
    , m_note(new ElidedLabel(Type::Caption, Tone::Warning, this))
    , m_undo(new QPushButton(icon(u"revert"_s), {}, this))
    , m_discard(new QPushButton(tr("Discard draft"), this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_submit(new QPushButton(this))
    , m_open(new QPushButton(tr("Open draft"), this))
    , m_undoLine(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::pane, 0, Space::large, 0);
    column->setSpacing(0);
    auto *undoRow = new QHBoxLayout(m_undoLine);
    undoRow->setContentsMargins(0, Space::small, 0, 0);
    undoRow->addStretch();
    column->addWidget(m_undoLine);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch();
    texts->addWidget(m_title);
    texts->addWidget(m_note);
    texts->addStretch();
    m_row = new QHBoxLayout;
    m_row->setContentsMargins(0, Space::small, 0, Space::small);
    m_row->setSpacing(Space::small);
    m_row->addLayout(texts, 1);
    for (QPushButton *button : {m_undo, m_discard, m_export, m_submit, m_open})
        m_row->addWidget(button);
    column->addLayout(m_row);
    makeButtons();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setState({});
    placeUndo();
}

void DraftsBar::makeButtons()
{
    m_undo->setProperty("kind", u"quiet"_s);
    m_discard->setProperty("kind", u"quiet"_s);
    m_open->setProperty("kind", u"strong"_s); // it sends nothing
    m_open->setFont(fontOf(Type::Strong));
    connect(m_undo, &QPushButton::clicked, this, &DraftsBar::undoClicked);
    connect(m_discard, &QPushButton::clicked, this, &DraftsBar::discardClicked);
    connect(m_export, &QPushButton::clicked, this, &DraftsBar::exportClicked);
    connect(m_open, &QPushButton::clicked, this, &DraftsBar::openClicked);
    connect(m_submit, &QPushButton::clicked, this, [this] {
        if (m_state.isQueued)
            Q_EMIT takeOutClicked();
        else
            Q_EMIT submitClicked();
    });
}

void DraftsBar::setState(const DraftsBarState &state)
{
    m_state = state;
    const QString nothing = state.hasSelection ? QString() : tr("No draft is selected.");
    m_title->setText(state.title);
    m_note->setText(state.note);
    m_note->setVisible(!state.note.isEmpty());
    m_submit->setText(state.isQueued ? tr("Take out of queue") : tr("Submit when online"));
    const QString whyNoSubmit = state.isQueued ? QString() : state.whyNoSubmit;
    const QString noSubmit = state.hasSelection ? whyNoSubmit : nothing;
    const QString noOpen = state.hasSelection ? state.whyNoOpen : nothing;
    setEnabledWithReason(*m_submit, noSubmit.isEmpty(), noSubmit);
    setEnabledWithReason(*m_open, noOpen.isEmpty(), noOpen);
    setEnabledWithReason(*m_discard, state.hasSelection, nothing);
    setEnabledWithReason(*m_export, state.hasSelection, nothing);
    m_undo->setText(StrangerText::caption(state.undo));
    m_undo->setVisible(!state.undo.isEmpty());
    placeUndo();
}

/// What Submit says changes; where it ends does not. Its icon gives way first.
void DraftsBar::sizeSubmit(bool isNarrow)
{
    const QFontMetrics metrics(fontOf(Type::Label));
    const int words = qMax(metrics.horizontalAdvance(tr("Submit when online")),
                           metrics.horizontalAdvance(tr("Take out of queue")));
    const int sign = isNarrow ? 0 : Size::icon + Space::small;
    m_submit->setIcon(isNarrow ? QIcon() : icon(u"queued"_s));
    m_submit->setMinimumWidth(words + sign + 2 * Space::medium);
}

void DraftsBar::placeUndo()
{
    const bool isNarrow = width() < narrow;
    sizeSubmit(isNarrow);
    m_undoLine->setVisible(isNarrow && !m_state.undo.isEmpty());
    QLayout *line = m_undoLine->layout();
    if (isNarrow && line->indexOf(m_undo) < 0)
        line->addWidget(m_undo);
    else if (!isNarrow && m_row->indexOf(m_undo) < 0)
        m_row->insertWidget(undoPlace, m_undo);
    const int lineHeight = m_undoLine->isHidden() ? 0 : Size::button + Space::small;
    setMinimumHeight(Size::saveBar + lineHeight);
}

void DraftsBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeUndo();
}

void DraftsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}
