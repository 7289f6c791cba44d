// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictheader.h"

#include "changes/conflictview.h"
#include "changes/wrappedlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "common/tag.h"

#include <QBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int titleSign = 20;
constexpr int longestTarget = 200; // a host's name must not push the title away

} // namespace

ConflictHeader::ConflictHeader(QWidget *parent)
    : QWidget(parent)
    , m_title(new WrappedLabel(Type::Title, Tone::Ink, this))
    , m_facts(new PlainTextLabel(Type::Body, Tone::Secondary, this))
    , m_again(new WrappedLabel(Type::Strong, Tone::Theirs, this))
    , m_target(new Tag(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::pane, Space::large + Space::tiny, Space::pane, Space::medium);
    row->setSpacing(Space::medium);
    auto *sign = new Sign(titleSign, this);
    sign->setSign(u"conflict"_s, Tone::Warning, tr("Conflict"));
    sign->setFixedHeight(m_title->fontMetrics().lineSpacing());
    m_title->setMostLines(2);
    m_facts->makeNote();
    auto *texts = new QVBoxLayout;
    texts->setSpacing(Space::tiny);
    texts->addWidget(m_title);
    texts->addWidget(m_facts);
    texts->addWidget(m_again);
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(m_target, 0, Qt::AlignTop);
    hideAgain();
}

void ConflictHeader::show(const ConflictView &view)
{
    m_title->setText(ConflictWords::title(view));
    m_facts->setText(ConflictWords::facts(view));
    const QString word = view.look.word();
    const QFontMetrics metrics(fontOf(Type::Strong));
    m_target->setTag(view.look.sign(), metrics.elidedText(word, Qt::ElideMiddle, longestTarget),
                     view.look.tone());
    m_target->setVisible(!word.isEmpty());
    m_target->setToolTip(StrangerText::toolTip(word));
    StrangerText::setName(*m_target, word);
    StrangerText::setDescription(*m_target, word); // or it would be the tool tip with its markup
}

void ConflictHeader::showAgain(const FieldSet &fields)
{
    m_again->setText(ConflictWords::changedAgain(fields));
    m_again->show();
}

void ConflictHeader::hideAgain()
{
    m_again->clear();
    m_again->hide();
}
