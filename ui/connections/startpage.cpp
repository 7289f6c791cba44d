// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/startpage.h"

#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/stylepaint.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int programSign = 48;
constexpr int cardWidth = 420;

// A box on the chrome, with a hairline.
class Card final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &tokens = tokensFor(palette());
        StylePaint::box(painter, rect(), Radius::card, tokens.surface, tokens.line);
    }
};

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *label = new PlainTextLabel(type, tone, parent);
    label->makeNote();
    label->setText(text);
    return label;
}
} // namespace

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_problem(note(Type::Body, Tone::Error, {}, this))
    , m_start(new QPushButton(tr("Start the demo"), this))
{
    auto *sign = new Sign(programSign, this);
    sign->setSign(u"program"_s, Tone::Ink, {});
    auto *titles = new QVBoxLayout;
    titles->setSpacing(2);
    auto *title = new PlainTextLabel(Type::Hero, Tone::Ink, this);
    title->setText(tr("Welcome to Sourcedesk"));
    titles->addWidget(title);
    auto *what = new PlainTextLabel(Type::Body, Tone::Secondary, this);
    what->setText(tr("Edit the Plex sources of your authentik servers. Only what you change is "
                     "sent, and nothing you type is lost."));
    titles->addWidget(what);
    auto *head = new QHBoxLayout;
    head->setSpacing(Space::large);
    head->addWidget(sign, 0, Qt::AlignTop);
    head->addLayout(titles);
    head->addStretch(1);

    auto *card = new Card(this);
    card->setFixedWidth(cardWidth);
    auto *content = new QVBoxLayout(card);
    content->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::pane);
    content->setSpacing(Space::medium);
    auto *cardTitle = new QHBoxLayout;
    cardTitle->setSpacing(Space::small);
    auto *play = new Sign(Size::icon, card);
    play->setSign(u"play"_s, Tone::Ink, {});
    cardTitle->addWidget(play);
    auto *cardName = new PlainTextLabel(Type::Section, Tone::Ink, card);
    cardName->setText(tr("Try the demo"));
    cardTitle->addWidget(cardName, 1);
    content->addLayout(cardTitle);
    content->addWidget(note(Type::Body, Tone::Secondary,
                            tr("A small practice server on this machine, with made-up sources. "
                               "Nothing leaves it."),
                            card));
    content->addWidget(m_problem);
    content->addWidget(m_start, 0, Qt::AlignLeft);
    m_problem->hide();

    auto *middle = new QVBoxLayout;
    middle->setSpacing(Space::pane);
    middle->addLayout(head);
    middle->addWidget(card);
    middle->addWidget(note(Type::Caption, Tone::Secondary,
                           tr("A server of your own: start with sourcedesk --url ADDRESS "
                              "--token-file FILE."),
                           this));
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addLayout(middle, 4);
    row->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addLayout(row);
    column->addStretch(3);
    connect(m_start, &QPushButton::clicked, this, &StartPage::demoRequested);
    setFocusProxy(m_start);
}

void StartPage::setStarting(bool starting)
{
    m_start->setEnabled(!starting);
    m_start->setText(starting ? tr("Starting…") : tr("Start the demo"));
    if (starting)
        m_problem->hide();
}

void StartPage::showProblem(const QString &sentence)
{
    setStarting(false);
    m_problem->setText(sentence);
    m_problem->show();
}
