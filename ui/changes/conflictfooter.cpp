// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/conflictfooter.h"

#include "changes/wrappedlabel.h"
#include "common/icon.h"
#include "common/strangertext.h"

#include <QGridLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostLines = 3;
constexpr int reservedLines = 2; // the footer keeps its height while fields are chosen

} // namespace

ConflictFooter::ConflictFooter(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(Space::pane, Space::medium, 0, Space::medium);
    m_grid->setVerticalSpacing(Space::tiny);
    makeWay(Later, ConflictColumns::Label, 2, tr("Decide later"));
    makeWay(Theirs, ConflictColumns::Theirs, 1, tr("Take theirs"));
    makeWay(Mine, ConflictColumns::Mine, 1, tr("Keep mine"));
    makeWay(Result, ConflictColumns::Result, 1, tr("Send the result"));
    m_buttons[Theirs]->setIcon(icon(u"theirs"_s, Tone::Theirs));
    m_buttons[Mine]->setIcon(icon(u"changed"_s, Tone::Mine));
    m_buttons[Result]->setProperty("kind", u"primary"_s);
    m_buttons[Result]->setFont(fontOf(Type::Strong));
    setMeaning(Later, tr("Nothing is sent, your edits stay"));
    connect(m_buttons[Later], &QPushButton::clicked, this, &ConflictFooter::laterRequested);
    connect(m_buttons[Theirs], &QPushButton::clicked, this, &ConflictFooter::theirsRequested);
    connect(m_buttons[Mine], &QPushButton::clicked, this, &ConflictFooter::mineRequested);
    connect(m_buttons[Result], &QPushButton::clicked, this, &ConflictFooter::resultRequested);
}

void ConflictFooter::makeWay(Way way, int column, int span, const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setAutoDefault(false); // Enter in an editor must send nothing
    button->setFont(fontOf(Type::Label));
    m_grid->addWidget(button, 0, column, 1, span);
    auto *meaning = new WrappedLabel(Type::Caption, Tone::Secondary, this);
    meaning->setMostLines(mostLines);
    meaning->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    meaning->setMinimumHeight(reservedLines * meaning->fontMetrics().lineSpacing());
    m_grid->addWidget(meaning, 1, column, 1, span, Qt::AlignTop);
    m_buttons[way] = button;
    m_meanings[way] = meaning;
}

void ConflictFooter::setMeaning(Way way, const QString &meaning)
{
    m_meanings[way]->setText(meaning);
    StrangerText::setDescription(*m_buttons[way], meaning);
}

void ConflictFooter::setMeanings(const QString &takeTheirs, const QString &keepMine)
{
    setMeaning(Theirs, takeTheirs);
    setMeaning(Mine, keepMine);
}

void ConflictFooter::setResult(bool canSend, const QString &meaning)
{
    m_buttons[Result]->setEnabled(canSend);
    setMeaning(Result, meaning);
}

void ConflictFooter::setColumns(const ConflictColumns &columns)
{
    columns.applyTo(*m_grid);
    const auto &width = columns.width;
    const std::array widths{width[ConflictColumns::Label] + columns.gap
                                    + width[ConflictColumns::Base],
                            width[ConflictColumns::Theirs], width[ConflictColumns::Mine],
                            width[ConflictColumns::Result]};
    for (std::size_t way = 0; way < widths.size(); ++way) {
        m_buttons[way]->setFixedWidth(widths[way]);
        m_meanings[way]->setFixedWidth(widths[way]);
    }
}

void ConflictFooter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.sunken);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.line);
}
