// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/savebar.h"

#include "common/deskstyle.h"
#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "common/tag.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
QString saveText(int count)
{
    if (count == 0)
        return SaveBar::tr("Save changes");
    return count == 1 ? SaveBar::tr("Save 1 change")
                      : SaveBar::tr("Save %n changes", nullptr, count);
}
} // namespace

SaveBar::SaveBar(QWidget *parent)
    : QWidget(parent)
    , m_sign(new Sign(Size::captionIcon, this))
    , m_title(new ElidedLabel(Type::Strong, Tone::Secondary, this))
    , m_names(new ElidedLabel(Type::Caption, Tone::Secondary, this))
    , m_discard(new QPushButton(tr("Discard"), this))
    , m_review(new QPushButton(tr("Review changes"), this))
    , m_queue(new QPushButton(this))
    , m_to(new PlainTextLabel(Type::Body, Tone::Secondary, this))
    , m_target(new Tag(this))
    , m_save(new QPushButton(saveText(0), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::small, Space::small, Space::large, Space::small);
    row->setSpacing(Space::small);
    QSizePolicy kept = m_sign->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // the texts stay where they are
    m_sign->setSizePolicy(kept);
    row->addWidget(m_sign);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch();
    texts->addWidget(m_title);
    texts->addWidget(m_names);
    texts->addStretch();
    row->addLayout(texts, 1);
    makeButtons();
    row->addWidget(m_discard);
    row->addWidget(m_review);
    row->addWidget(m_queue);
    row->addSpacing(Space::small);
    m_to->setText(tr("to"));
    row->addWidget(m_to);
    row->addWidget(m_target);
    row->addWidget(m_save);
    setMinimumHeight(Size::saveBar);
    updateTexts();
    updateButtons();
}

void SaveBar::makeButtons()
{
    m_discard->setProperty("kind", u"quiet"_s);
    m_save->setProperty("kind", u"primary"_s);
    // The buttons end at the same place whatever they count.
    const QFontMetrics metrics(fontOf(Type::Strong));
    m_save->setFont(fontOf(Type::Strong));
    m_save->setMinimumWidth(metrics.horizontalAdvance(saveText(22)) + 2 * Space::pane);
    m_review->setMinimumWidth(metrics.horizontalAdvance(tr("Back to the form")) + 2 * Space::pane);
    connect(m_save, &QPushButton::clicked, this, &SaveBar::saveRequested);
    connect(m_review, &QPushButton::clicked, this,
            [this] { Q_EMIT reviewRequested(!m_state.isReviewOpen); });
    m_queue->setIcon(icon(u"queued"_s));
    connect(m_queue, &QPushButton::clicked, this,
            [this] { Q_EMIT queueRequested(m_state.queue != SaveQueue::Queued); });
    connect(m_discard, &QPushButton::clicked, this, [this] {
        if (m_state.isSaving)
            Q_EMIT cancelRequested();
        else
            Q_EMIT discardRequested();
    });
}

void SaveBar::setState(const SaveBarState &state)
{
    if (state == m_state)
        return;
    m_state = state;
    updateTexts();
    updateButtons();
}

void SaveBar::setNarrow(bool narrow)
{
    m_isNarrow = narrow;
    updateTexts();
    updateButtons();
}

void SaveBar::updateTexts()
{
    const int count = int(m_state.changedLabels.size());
    const bool changed = count > 0;
    QString title = tr("Nothing to save");
    if (m_state.isSaving)
        title = count == 1 ? tr("Saving 1 change…") : tr("Saving %n changes…", nullptr, count);
    else if (changed)
        title = count == 1 ? tr("1 field changed") : tr("%n fields changed", nullptr, count);
    if (changed && m_state.queue == SaveQueue::Queued)
        title = count == 1 ? tr("1 change queued") : tr("%n changes queued", nullptr, count);
    m_title->setText(m_state.isEmpty ? QString() : title);
    m_title->setTone(changed ? Tone::Mine : Tone::Secondary);

    const bool warns = !m_state.finding.isEmpty();
    m_names->setText(warns ? m_state.finding : m_state.changedLabels.join(u", "_s));
    m_names->setTone(warns ? Tone::Warning : Tone::Secondary);
    m_names->setVisible(!m_names->text().isEmpty());
    m_sign->setVisible(changed || warns);
    if (warns)
        m_sign->setSign(u"warning"_s, Tone::Warning, tr("Warning"));
    else
        m_sign->setSign(u"changed"_s, Tone::Mine, tr("Changed here"));
    m_target->setTag(m_state.targetSign, m_state.target, m_state.targetTone);
    m_to->setVisible(!m_isNarrow);
    m_target->setVisible(!m_isNarrow);
}

void SaveBar::updateButtons()
{
    const int count = int(m_state.changedLabels.size());
    const bool hasChanges = count > 0 && !m_state.isEmpty;
    m_save->setText(saveText(count));
    m_save->setEnabled(hasChanges && !m_state.isSaving && m_state.cannotSaveWhy.isEmpty());
    m_save->setToolTip(m_state.cannotSaveWhy.isEmpty()
                               ? tr("Ctrl+S")
                               : StrangerText::toolTip(m_state.cannotSaveWhy));
    StrangerText::setDescription(*m_save, m_state.cannotSaveWhy);
    m_discard->setText(m_state.isSaving ? tr("Cancel") : tr("Discard"));
    m_discard->setEnabled(m_state.isSaving || hasChanges);
    m_review->setText(m_state.isReviewOpen ? tr("Back to the form") : tr("Review changes"));
    m_review->setIcon(m_state.isReviewOpen ? icon(u"chevron-left"_s) : QIcon());
    m_review->setEnabled(m_state.isReviewOpen || (hasChanges && !m_state.isSaving));
    updateQueue();
}

void SaveBar::updateQueue()
{
    const bool isQueued = m_state.queue == SaveQueue::Queued;
    const bool isShown = m_state.queue != SaveQueue::None && !m_state.isEmpty;
    m_queue->setVisible(isShown);
    // Two wide buttons do not fit beside each other; the one that cannot do anything gives way.
    m_save->setVisible(!isShown || !m_isNarrow);
    m_queue->setText(isQueued ? tr("Take out of queue") : tr("Submit when online"));
    m_queue->setProperty("kind", isQueued ? QVariant() : QVariant(u"primary"_s));
    m_queue->setEnabled(isQueued
                        || (!m_state.changedLabels.isEmpty() && !m_state.isSaving
                            && m_state.cannotQueueWhy.isEmpty()));
    m_queue->setToolTip(StrangerText::toolTip(m_state.cannotQueueWhy));
    StrangerText::setDescription(*m_queue, m_state.cannotQueueWhy);
    m_queue->update();
}

void SaveBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}
