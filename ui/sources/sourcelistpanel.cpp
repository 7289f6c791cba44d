// SPDX-License-Identifier: GPL-3.0-or-later
#include "sources/sourcelistpanel.h"

#include "common/deskstyle.h"
#include "common/icon.h"
#include "common/plaintextlabel.h"
#include "serversession.h"
#include "source/errortext.h"
#include "sources/sourcelistview.h"
#include "sources/sourcerowdelegate.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {
ErrorContext contextOf(const ServerSession &session)
{
    return {Situation::LoadList, session.api().host(), {}, 0};
}
} // namespace

SourceListPanel::SourceListPanel(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::medium, Space::medium, Space::small, 0);
    column->setSpacing(Space::small);
    makeTop();
    makeHint();
    makeList();
    makeEntries();
}

void SourceListPanel::makeTop()
{
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search name or slug"));
    m_search->setAccessibleName(tr("Search sources"));
    m_search->setClearButtonEnabled(true);
    // Its buttons are in the accessible tree; the keyboard has Escape for the one that does
    // something.
    m_search->findChild<QToolButton *>()->setAccessibleName(tr("Clear search"));
    m_search->addAction(icon(u"search"_s), QLineEdit::LeadingPosition)->setText(tr("Search"));
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setSearch(text);
        updateState();
    });

    m_refresh = new QToolButton(this);
    m_refresh->setIcon(icon(u"refresh"_s));
    m_refresh->setAutoRaise(true);
    m_refresh->setToolTip(tr("Read the list again (F5)"));
    m_refresh->setAccessibleName(tr("Refresh"));
    m_refresh->setFixedSize(Size::iconButton, Size::iconButton);
    connect(m_refresh, &QToolButton::clicked, this, &SourceListPanel::refreshRequested);

    auto *top = new QHBoxLayout;
    top->setSpacing(Space::tiny);
    top->addWidget(m_search);
    top->addWidget(m_refresh);
    static_cast<QVBoxLayout *>(layout())->addLayout(top);

    m_count = new PlainTextLabel(Type::Caption, Tone::Secondary, this);
    m_count->setContentsMargins(Space::tiny + 2, Space::tiny, 0, 0);
    layout()->addWidget(m_count);
}

void SourceListPanel::makeHint()
{
    m_hint = new QWidget(this);
    auto *column = new QVBoxLayout(m_hint);
    column->setContentsMargins(Space::tiny + 2, Space::medium, Space::small, Space::medium);
    column->setSpacing(Space::medium);
    m_hintText = new PlainTextLabel(Type::Body, Tone::Secondary, m_hint);
    m_hintText->makeNote();
    m_hintButton = new QPushButton(m_hint);
    column->addWidget(m_hintText);
    column->addWidget(m_hintButton, 0, Qt::AlignLeft);
    m_copyDetails = new QPushButton(tr("Copy details"), m_hint);
    column->addWidget(m_copyDetails, 0, Qt::AlignLeft);
    connect(m_copyDetails, &QPushButton::clicked, this, [this] {
        if (const auto &error = m_session->listError())
            Q_EMIT copyRequested(errorDetails(*error, contextOf(*m_session)));
    });
    m_hint->hide();
    layout()->addWidget(m_hint);
    connect(m_hintButton, &QPushButton::clicked, this, [this] {
        if (!m_session->listError())
            m_search->clear();
        else
            Q_EMIT refreshRequested();
    });
}

void SourceListPanel::makeList()
{
    m_list = new SourceListView(this);
    m_list->setAccessibleName(tr("Sources"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true); // 10,000 rows
    m_list->setItemDelegate(new SourceRowDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->setBackgroundRole(QPalette::Window);
    m_list->setModel(&m_filter);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_list, 1);
    connect(m_list, &SourceListView::chosen, this, &SourceListPanel::choose);
    connect(m_list, &SourceListView::rowsSettled, this, [this] { showOpen(m_openPk); });
}

void SourceListPanel::makeEntries()
{
    m_entries = new PanelEntries(this);
    m_entries->addEntry(PanelEntry::Drafts, u"drafts"_s, tr("Drafts"));
    m_entries->addEntry(PanelEntry::History, u"history"_s, tr("History"));
    m_entries->addEntry(PanelEntry::Log, u"log"_s, tr("Request log"));
    layout()->addWidget(m_entries);
    connect(m_entries, &PanelEntries::chosen, this, &SourceListPanel::pageRequested);
}

void SourceListPanel::setDraftCount(int count)
{
    m_entries->setCount(PanelEntry::Drafts, count);
}

void SourceListPanel::showOpenPage(std::optional<PanelEntry> page)
{
    m_entries->showOpen(page);
}

void SourceListPanel::setSession(ServerSession &session)
{
    m_session = &session;
    m_filter.setSourceModel(&session.sources());
    connect(&session, &ServerSession::listChanged, this, &SourceListPanel::updateState);
    updateState();
}

void SourceListPanel::choose(const QModelIndex &index)
{
    const QString pk = index.data(SourceListModel::PkRole).toString();
    if (pk.isEmpty() || pk == m_openPk)
        return;
    Q_EMIT sourceChosen(pk, index.data(SourceListModel::SlugRole).toString());
}

void SourceListPanel::showOpen(const QString &pk)
{
    m_openPk = pk;
    if (!m_session)
        return;
    m_list->showCurrent(m_filter.mapFromSource(m_session->sources().indexOfPk(pk)));
}

QString SourceListPanel::firstSlug() const
{
    return m_filter.index(0, 0).data(SourceListModel::SlugRole).toString();
}

void SourceListPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void SourceListPanel::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

QString SourceListPanel::countText() const
{
    const int all = m_session->sources().rowCount();
    if (m_session->isListLoading() && all == 0)
        return tr("Reading the sources…");
    if (m_session->listError() && all == 0)
        return tr("The sources were not read");
    if (!m_filter.search().isEmpty())
        return tr("%1 of %2 sources").arg(m_filter.rowCount()).arg(all);
    return all == 1 ? tr("1 source") : tr("%n sources", nullptr, all);
}

void SourceListPanel::updateState()
{
    if (!m_session)
        return;
    m_count->setText(countText());
    const int all = m_session->sources().rowCount();
    const auto &error = m_session->listError();
    QString hint;
    QString button;
    // That the server is away is said over the width of the window; the rows stay usable.
    const Reachability &reachability = m_session->reachability();
    const bool isSaidAbove =
            reachability.isTokenMissing() || (reachability.isUnreachable() && all > 0);
    if (error && !isSaidAbove) {
        hint = describe(*error, contextOf(*m_session)).both();
        button = tr("Try again");
    } else if (all > 0 && m_filter.rowCount() == 0) {
        hint = tr("No source has “%1” in its name or slug.").arg(m_filter.search());
        button = tr("Clear search");
    } else if (all == 0 && m_session->wasListRead()) {
        hint = tr("This server has no Plex source yet.");
    }
    m_hintText->setText(hint);
    m_hintButton->setText(button);
    m_hintButton->setVisible(!button.isEmpty());
    m_copyDetails->setVisible(error && !isSaidAbove);
    m_hint->setVisible(!hint.isEmpty());
}

void SourceListPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, m_entries->y(), width(), 1), tokensFor(palette()).line);
}

bool SourceListPanel::eventFilter(QObject *watched, QEvent *event)
{
    // From the search box, up and down walk the list and Enter goes to it.
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up || key->key() == Qt::Key_Return
            || key->key() == Qt::Key_Enter) {
            focusList();
            if (!m_list->currentIndex().isValid() && m_filter.rowCount() > 0)
                m_list->setCurrentIndex(m_filter.index(0, 0));
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
