// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector.h"

#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/strangertext.h"
#include "common/tokens.h"
#include "form/sectionlist.h"

#include <QBoxLayout>
#include <QPainter>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {
/// More than these would push the sections out of a low window; how many more is said.
constexpr int mostRows = 6;

PlainTextLabel *titleLabel(const QString &text, QWidget *parent)
{
    auto *title = new PlainTextLabel(Type::Strong, Tone::Ink, parent);
    title->setText(text);
    return title;
}

QString fieldsText(const DraftSummary &draft)
{
    return draft.fields == 1 ? Inspector::tr("1 field")
                             : Inspector::tr("%n fields", nullptr, draft.fields);
}
} // namespace

Inspector::Inspector(QWidget *parent)
    : QWidget(parent)
    , m_sections(new SectionList(this))
    , m_queue(new QWidget(this))
    , m_rows(new QVBoxLayout)
{
    setFixedWidth(Size::inspector);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::large, Space::large, Space::large, Space::medium);
    column->setSpacing(Space::small);
    column->addWidget(titleLabel(tr("Sections"), this));
    column->addWidget(m_sections);
    column->addSpacing(Space::small);
    auto *queue = new QVBoxLayout(m_queue);
    queue->setContentsMargins(0, 0, 0, 0);
    queue->setSpacing(Space::tiny);
    queue->addWidget(titleLabel(tr("Queue"), m_queue));
    queue->addLayout(m_rows);
    column->addWidget(m_queue);
    column->addStretch(1);
    m_queue->hide();
}

void Inspector::setQueue(const QList<DraftSummary> &drafts)
{
    if (drafts == m_shown)
        return;
    m_shown = drafts;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->deleteLater(); // its button may have been clicked just now
        item->widget()->hide();
        delete item;
    }
    for (int at = 0; at < drafts.size() && at < mostRows; ++at)
        addRow(at + 1, drafts.at(at));
    if (const int more = int(drafts.size()) - mostRows; more > 0) {
        auto *label = new PlainTextLabel(Type::Caption, Tone::Secondary, m_queue);
        label->setText(tr("and %n more", nullptr, more));
        m_rows->addWidget(label);
    }
    m_queue->setVisible(!drafts.isEmpty());
}

void Inspector::addRow(int place, const DraftSummary &draft)
{
    auto *line = new QWidget(m_queue);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::small);
    auto *number = new PlainTextLabel(Type::Caption, Tone::Secondary, line);
    number->setText(QString::number(place));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *name = new ElidedLabel(Type::Label, Tone::Ink, line);
    name->setText(draft.name);
    auto *fields = new ElidedLabel(Type::Caption, Tone::Secondary, line);
    fields->setText(fieldsText(draft));
    texts->addWidget(name);
    texts->addWidget(fields);
    auto *out = new QToolButton(line);
    out->setAutoRaise(true);
    out->setIcon(icon(u"close"_s));
    out->setToolTip(tr("Take out of queue"));
    StrangerText::setName(*out, tr("Take %1 out of queue").arg(draft.name));
    connect(out, &QToolButton::clicked, this,
            [this, pk = draft.pk] { Q_EMIT takeOutRequested(pk); });
    row->addWidget(number, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(out);
    m_rows->addWidget(line);
}

void Inspector::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, 1, height()), tokens.line);
}
