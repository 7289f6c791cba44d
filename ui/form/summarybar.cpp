// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/summarybar.h"

#include "common/deskstyle.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "common/sign.h"
#include "common/strangertext.h"
#include "core/showntext.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QGridLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int signSize = 18;
constexpr int barWidth = 3;

struct Look
{
    QString sign;
    Tone tone;
};

Look lookOf(const Summary &summary)
{
    if (summary.action == Summary::Action::Decide)
        return {u"conflict"_s, Tone::Warning};
    switch (summary.severity) {
    case Summary::Severity::Error:
        return {u"error"_s, Tone::Error};
    case Summary::Severity::Warning:
        return {u"warning"_s, Tone::Warning};
    case Summary::Severity::Info:
        break;
    }
    return {u"info"_s, Tone::Theirs};
}

QColor groundOf(const Summary &summary, const Tokens &tokens)
{
    switch (summary.severity) {
    case Summary::Severity::Error:
        return tokens.errorSoft;
    case Summary::Severity::Warning:
        return tokens.warnSoft;
    case Summary::Severity::Info:
        break;
    }
    return tokens.theirsSoft;
}

QPushButton *tintedButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("kind", u"onTint"_s);
    return button;
}

QString meaningOf(const Summary &summary)
{
    switch (summary.severity) {
    case Summary::Severity::Error:
        return SummaryBlock::tr("Error");
    case Summary::Severity::Warning:
        return SummaryBlock::tr("Warning");
    case Summary::Severity::Info:
        break;
    }
    return SummaryBlock::tr("Note");
}
} // namespace

SummaryBlock::SummaryBlock(const Summary &summary, bool canClose, QWidget *parent)
    : QFrame(parent)
    , m_summary(summary)
{
    StrangerText::setName(*this, summary.title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::pane, Space::medium, Space::medium, Space::medium);
    column->setSpacing(Space::small);
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::medium);
    column->addLayout(row);

    auto *sign = new Sign(signSize, this);
    sign->setSign(lookOf(summary).sign, lookOf(summary).tone, meaningOf(summary));
    row->addWidget(sign, 0, Qt::AlignTop);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Space::medium);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    row->addLayout(grid, 1);
    addTitle(*grid);
    addEntries(*grid);
    addButtons(*row, canClose);
}

void SummaryBlock::addTitle(QGridLayout &grid)
{
    auto *title = new PlainTextLabel(Type::Strong, Tone::Ink, this);
    title->makeNote();
    title->setText(m_summary.title);
    grid.addWidget(title, 0, 0, 1, 2);
    if (m_summary.next.isEmpty())
        return;
    auto *next = new PlainTextLabel(Type::Body, Tone::Ink, this);
    next->makeNote();
    next->setText(m_summary.next);
    grid.addWidget(next, 1, 0, 1, 2);
}

void SummaryBlock::addEntries(QGridLayout &grid)
{
    int line = 2;
    for (const SummaryEntry &entry : std::as_const(m_summary.entries)) {
        auto *link = new QPushButton(StrangerText::caption(entry.label), this);
        link->setProperty("kind", u"link"_s);
        link->setAttribute(Qt::WA_LayoutUsesWidgetRect); // no margin beside the text
        link->setCursor(Qt::PointingHandCursor);
        StrangerText::setDescription(*link, entry.words);
        QFont underlined = link->font();
        underlined.setUnderline(true);
        link->setFont(underlined);
        connect(link, &QPushButton::clicked, this, [this, entry] {
            if (entry.field)
                Q_EMIT fieldRequested(*entry.field, entry.item);
            else
                showDetails();
        });
        grid.addWidget(link, line, 0, Qt::AlignLeft | Qt::AlignTop);
        auto *words = new PlainTextLabel(Type::Body, Tone::Ink, this);
        words->makeNote();
        words->setText(entry.words);
        grid.addWidget(words, line, 1);
        ++line;
    }
}

void SummaryBlock::addButtons(QHBoxLayout &row, bool canClose)
{
    const auto add = [&row](QWidget *button) { row.addWidget(button, 0, Qt::AlignTop); };
    const auto addAction = [this, &add](const QString &text, Summary::Action action) {
        QPushButton *button = tintedButton(text, this);
        connect(button, &QPushButton::clicked, this,
                [this, action] { Q_EMIT actionRequested(action); });
        add(button);
    };
    switch (m_summary.action) {
    case Summary::Action::None:
    case Summary::Action::Dismiss:
        break;
    case Summary::Action::Decide:
        addAction(tr("Decide…"), Summary::Action::Decide);
        break;
    case Summary::Action::ReadAgain:
        addAction(tr("Read again"), Summary::Action::ReadAgain);
        break;
    case Summary::Action::Export:
        addAction(tr("Export edit…"), Summary::Action::Export);
        addAction(tr("Read again"), Summary::Action::ReadAgain);
        break;
    case Summary::Action::SaveAgain:
        addAction(tr("Save once more"), Summary::Action::SaveAgain);
        addAction(tr("Leave it"), Summary::Action::Dismiss);
        break;
    }
    if (!m_summary.details.isEmpty()) {
        auto *copy = tintedButton(tr("Copy details"), this);
        connect(copy, &QPushButton::clicked, this,
                [this] { Q_EMIT copyRequested(m_summary.details); });
        add(copy);
    }
    if (!canClose)
        return;
    auto *close = new QToolButton(this);
    close->setIcon(icon(u"close"_s));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close message"));
    close->setToolTip(tr("Close"));
    connect(close, &QToolButton::clicked, this, &SummaryBlock::closeRequested);
    add(close);
}

void SummaryBlock::showDetails()
{
    if (!m_details) {
        m_details = new QPlainTextEdit(this);
        m_details->setReadOnly(true);
        m_details->setAccessibleName(tr("Details"));
        m_details->setFont(fontOf(Type::MonoSmall));
        m_details->setPlainText(shownText(m_summary.details));
        m_details->setFixedHeight(8 * m_details->fontMetrics().lineSpacing());
        static_cast<QVBoxLayout *>(layout())->addWidget(m_details);
    }
    m_details->show();
    m_details->setFocus(Qt::OtherFocusReason);
}

void SummaryBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &tokens = tokensFor(palette());
    painter.fillRect(rect(), groundOf(m_summary, tokens));
    painter.fillRect(QRect(0, 0, barWidth, height()), colourOf(lookOf(m_summary).tone, tokens));
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.line);
}

SummaryBar::SummaryBar(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    hide();
}

namespace {
QStringList titlesOf(const QList<Summary> &summaries)
{
    QStringList titles;
    for (const Summary &summary : summaries)
        titles.append(summary.title);
    return titles;
}
} // namespace

void SummaryBar::setSummaries(const QList<Summary> &summaries)
{
    m_summaries = summaries;
    const QStringList titles = titlesOf(summaries);
    const auto isClosed = [this](const QString &title) { return m_closedTitles.contains(title); };
    if (!std::all_of(titles.begin(), titles.end(), isClosed))
        m_closedTitles.clear(); // something new: all of it is shown
    else if (titles.isEmpty())
        m_closedTitles.clear();
    rebuild(m_closedTitles.isEmpty() ? summaries : QList<Summary>());
}

void SummaryBar::reopen()
{
    m_closedTitles.clear();
    rebuild(m_summaries);
}

void SummaryBar::close()
{
    m_closedTitles = titlesOf(m_summaries);
    rebuild({});
}

void SummaryBar::rebuild(const QList<Summary> &summaries)
{
    if (summaries == m_shown)
        return;
    m_shown = summaries;
    while (QLayoutItem *item = layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of its buttons may be asking
        delete item;
    }
    bool isFirst = true;
    for (const Summary &summary : std::as_const(m_shown)) {
        auto *block = new SummaryBlock(summary, isFirst, this);
        connect(block, &SummaryBlock::fieldRequested, this, &SummaryBar::fieldRequested);
        connect(block, &SummaryBlock::copyRequested, this, &SummaryBar::copyRequested);
        connect(block, &SummaryBlock::closeRequested, this, &SummaryBar::close);
        connect(block, &SummaryBlock::actionRequested, this, &SummaryBar::actionRequested);
        layout()->addWidget(block);
        if (isFirst && summary.severity == Summary::Severity::Error) {
            QAccessibleEvent alert(block, QAccessible::Alert);
            QAccessible::updateAccessibility(&alert);
        }
        isFirst = false;
    }
    setVisible(!m_shown.isEmpty());
    Q_EMIT openChanged();
}
