// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/itemframe.h"

#include "common/accessiblerole.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/strangertext.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int rowHeight = 31;
constexpr int buttonSide = 26;

// The sentence that stands for no element.
class EmptyRow final : public ItemRow
{
public:
    explicit EmptyRow(const QString &sentence)
    {
        StrangerText::setName(*this, sentence);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(Space::medium, 0, Space::medium, 0);
        auto *label = new PlainTextLabel(Type::Body, Tone::Secondary);
        label->setText(sentence);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    QList<QWidget *> tabStops() const override { return {}; }
};

} // namespace

ItemRow::ItemRow(QWidget *parent)
    : QWidget(parent)
{
    giveAccessibleRole(*this, QAccessible::ListItem);
    setMinimumHeight(qMax(rowHeight, fontMetrics().height() + Space::medium));
}

void ItemRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokensFor(palette()).line);
}

ItemFrame::ItemFrame(const QString &name, const QString &emptySentence, const QString &addText,
                     QWidget *parent)
    : QFrame(parent)
    , m_emptySentence(emptySentence)
    , m_rows(new QVBoxLayout(this))
    , m_add(new QPushButton(addText))
{
    giveAccessibleRole(*this, QAccessible::List);
    setFrameShape(StyledPanel);
    setAccessibleName(name);
    m_rows->setContentsMargins(1, 1, 1, 1);
    m_rows->setSpacing(0);
    m_add->setProperty("kind", u"quiet"_s);
    m_add->setIcon(icon(u"plus"_s));
    m_add->setFont(fontOf(Type::Label));
    m_add->setAutoDefault(false);
    auto *footer = new QHBoxLayout;
    footer->setContentsMargins(Space::tiny, 0, Space::tiny, 0);
    footer->addWidget(m_add);
    footer->addStretch(1);
    m_rows->addLayout(footer);
    showEmptyRow(true);
}

int ItemFrame::rowCount() const
{
    return m_rows->count() - 1; // the last item holds the button
}

void ItemFrame::appendRow(ItemRow *row)
{
    showEmptyRow(false);
    m_rows->insertWidget(rowCount(), row);
    // A new widget is the last of the window's focus chain: Tab goes through the rows first, then
    // to the button.
    QWidget *before = m_add->previousInFocusChain();
    while (before != m_add && !(before->focusPolicy() & Qt::TabFocus))
        before = before->previousInFocusChain(); // setTabOrder() does nothing with the others
    const QList<QWidget *> stops = row->tabStops();
    for (QWidget *stop : stops) {
        setTabOrder(before, stop);
        before = stop;
    }
}

void ItemFrame::removeRow(ItemRow *row)
{
    m_rows->removeWidget(row);
    row->hide();
    row->deleteLater();
    if (rowCount() == 0)
        showEmptyRow(true);
}

void ItemFrame::showEmptyRow(bool shown)
{
    if (shown == bool(m_emptyRow))
        return;
    if (!shown) {
        m_rows->removeWidget(m_emptyRow);
        m_emptyRow->hide();
        m_emptyRow->deleteLater();
        m_emptyRow = nullptr;
        return;
    }
    m_emptyRow = new EmptyRow(m_emptySentence);
    m_rows->insertWidget(0, m_emptyRow);
}

QToolButton *makeRemoveButton(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(u"close"_s));
    button->setFixedSize(buttonSide, buttonSide);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}
