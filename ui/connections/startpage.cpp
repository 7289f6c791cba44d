// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/startpage.h"

#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "connections/card.h"
#include "connections/connectionform.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QPushButton>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int programSign = 48;
constexpr int widest = 960;
constexpr int narrow = 900; ///< below this width of the page the cards stand below each other
constexpr int connectShare = 39;
constexpr int othersShare = 20;

PlainTextLabel *note(Type type, Tone tone, const QString &text, QWidget *parent)
{
    auto *label = new PlainTextLabel(type, tone, parent);
    label->makeNote();
    label->setText(text);
    return label;
}

ConnectionEntry newEntry()
{
    ConnectionEntry entry;
    // Until a person says otherwise: taking a real server for a test is the worse mistake.
    entry.kind = ConnectionKind::Production;
    return entry;
}
} // namespace

StartPage::StartPage(QWidget *parent)
    : QScrollArea(parent)
    , m_card(new Card(u"connect"_s, tr("Connect to a server")))
    , m_form(new ConnectionForm)
    , m_connectProblem(note(Type::Body, Tone::Error, {}, nullptr))
    , m_problem(note(Type::Body, Tone::Error, {}, nullptr))
    , m_test(new QPushButton(tr("Test connection")))
    , m_connect(new QPushButton(tr("Connect")))
    , m_start(new QPushButton(tr("Start the demo")))
    , m_import(new QPushButton(tr("Choose a file…")))
    , m_cards(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_others(new QBoxLayout(QBoxLayout::TopToBottom))
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget;
    auto *middle = new QWidget(page);
    middle->setMaximumWidth(widest);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins({});
    column->setSpacing(Space::large);
    column->addWidget(makeHead());
    column->addSpacing(Space::small);
    m_cards->setSpacing(Space::large);
    m_others->setSpacing(Space::large);
    m_cards->addWidget(makeConnect(), connectShare);
    m_cards->addLayout(m_others, othersShare);
    m_others->addWidget(makeDemo());
    m_others->addWidget(makeImport());
    m_others->addStretch();
    column->addLayout(m_cards);
    column->addWidget(note(Type::Caption, Tone::Secondary,
                           tr("Sourcedesk talks to the servers you name, and to plex.tv only when "
                              "you ask for it. It sends no statistics."),
                           middle));
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle, 1000);
    row->addStretch(1);
    auto *whole = new QVBoxLayout(page);
    whole->setContentsMargins(Space::pane, Space::pane, Space::pane, Space::pane);
    whole->addStretch(2);
    whole->addLayout(row);
    whole->addStretch(3);
    setWidget(page);
    connectParts();
    setFocusProxy(m_form);
    reset();
}

QWidget *StartPage::makeHead()
{
    auto *head = new QWidget;
    auto *sign = new Sign(programSign, head);
    sign->setSign(u"program"_s, Tone::Ink, {});
    auto *titles = new QVBoxLayout;
    titles->setSpacing(2);
    auto *title = new PlainTextLabel(Type::Hero, Tone::Ink, head);
    title->setText(tr("Welcome to Sourcedesk"));
    titles->addWidget(title);
    titles->addWidget(note(Type::Body, Tone::Secondary,
                           tr("Edit the Plex sources of your authentik servers. Only what you "
                              "change is sent, and nothing you type is lost."),
                           head));
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins({});
    row->setSpacing(Space::large);
    row->addWidget(sign, 0, Qt::AlignTop);
    row->addLayout(titles, 1);
    return head;
}

QWidget *StartPage::makeConnect()
{
    m_form->setTokenNeeded(true);
    m_connect->setProperty("kind", u"strong"_s); // it changes nothing on the server
    m_connect->setFont(fontOf(Type::Strong));
    QVBoxLayout *content = m_card->content();
    content->addWidget(m_form);
    content->addWidget(m_connectProblem);
    m_connectProblem->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::small);
    row->addWidget(m_form->tokenPageButton());
    m_form->tokenPageButton()->show();
    row->addStretch(1);
    row->addWidget(m_test);
    row->addWidget(m_connect);
    content->addStretch(1);
    content->addLayout(row);
    const QFontMetrics metrics(fontOf(Type::Strong));
    m_connect->setMinimumWidth(metrics.horizontalAdvance(tr("Connecting…")) + 2 * Space::pane);
    return m_card;
}

QWidget *StartPage::makeDemo()
{
    auto *card = new Card(u"play"_s, tr("Try the demo"));
    QVBoxLayout *content = card->content();
    content->addWidget(note(Type::Body, Tone::Secondary,
                            tr("A small practice server on this machine, with made-up sources. "
                               "Nothing leaves it."),
                            card));
    content->addWidget(m_problem);
    content->addStretch(1);
    content->addWidget(m_start, 0, Qt::AlignLeft);
    m_problem->hide();
    return card;
}

QWidget *StartPage::makeImport()
{
    auto *card = new Card(u"import"_s, tr("Import connections"));
    QVBoxLayout *content = card->content();
    content->addWidget(note(Type::Body, Tone::Secondary,
                            tr("From a file that a colleague exported. It holds addresses and "
                               "kinds, never tokens."),
                            card));
    content->addStretch(1);
    content->addWidget(m_import, 0, Qt::AlignLeft);
    return card;
}

void StartPage::connectParts()
{
    connect(m_start, &QPushButton::clicked, this, &StartPage::demoRequested);
    connect(m_import, &QPushButton::clicked, this, &StartPage::chooseFile);
    connect(m_connect, &QPushButton::clicked, this, [this] { submit(false); });
    connect(m_test, &QPushButton::clicked, this, [this] { submit(true); });
    connect(m_form, &ConnectionForm::submitted, m_connect, &QPushButton::click);
    connect(m_form, &ConnectionForm::edited, m_connectProblem, &QWidget::hide);
    connect(m_form, &ConnectionForm::openUrlRequested, this, &StartPage::openUrlRequested);
    for (QPushButton *button : {m_test, m_connect, m_start, m_import})
        button->setAutoDefault(false);
}

void StartPage::submit(bool isTest)
{
    m_form->showProblem();
    if (m_form->problem().where) {
        ensureWidgetVisible(m_form->problem().where);
        return;
    }
    if (isTest)
        Q_EMIT testRequested(m_form->entry(), m_form->typedSecrets());
    else
        Q_EMIT connectRequested(m_form->entry(), m_form->typedSecrets());
}

void StartPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Import connections"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setNameFilters({tr("Sourcedesk connections (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &StartPage::importRequested);
    dialog->open();
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

void StartPage::setConnecting(bool isConnecting)
{
    m_connect->setEnabled(!isConnecting);
    m_connect->setText(isConnecting ? tr("Connecting…") : tr("Connect"));
    if (isConnecting)
        m_connectProblem->hide();
}

void StartPage::showConnectProblem(const QString &sentence)
{
    setConnecting(false);
    m_connectProblem->setText(sentence);
    m_connectProblem->show();
}

void StartPage::setKeychain(bool isLasting)
{
    m_form->setKeychain(isLasting);
}

void StartPage::setTestView(QWidget *view)
{
    // Above the row of buttons and the stretch before it.
    m_card->content()->insertWidget(m_card->content()->count() - 2, view);
}

void StartPage::reset()
{
    m_form->setEntry(newEntry());
    m_connectProblem->hide();
    setConnecting(false);
}

void StartPage::placeCards()
{
    const bool isNarrow = width() < narrow;
    m_cards->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_others->setDirection(isNarrow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // Beside the form they stay as high as they are, however far it opens.
    const QList<int> shares = isNarrow ? QList<int>{1, 1, 0} : QList<int>{0, 0, 1};
    for (int at = 0; at < shares.size(); ++at)
        m_others->setStretch(at, shares.at(at));
}

void StartPage::resizeEvent(QResizeEvent *event)
{
    placeCards();
    QScrollArea::resizeEvent(event);
}
