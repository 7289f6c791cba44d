// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk.h"

#include "connections/connectionnews.h"
#include "connections/noticebar.h"
#include "draftdesk.h"
#include "draftkeeper.h"
#include "drafts/draftnews.h"
#include "drafts/draftspanel.h"
#include "editpage.h"
#include "editsession.h"
#include "form/savegate.h"
#include "form/sourceform.h"
#include "history/historypanel.h"
#include "inspector.h"
#include "log/logpanel.h"
#include "serversession.h"
#include "source/fieldtable.h"
#include "sources/sourcelistpanel.h"
#include "summary.h"

#include <QBoxLayout>
#include <QCryptographicHash>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

Desk::Desk(const WindowPorts &ports, ServerSession &server, const ConnectionLook &look,
           StatusLine &status, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_server(server)
    , m_offline(new NoticeBar(this))
    , m_token(new NoticeBar(this))
    , m_list(new SourceListPanel(this))
    , m_body(new QStackedWidget(this))
    , m_page(new EditPage(ports.clock, ports.files, m_body))
    , m_news(new ConnectionNews(status, this))
    , m_draftNews(new DraftNews(status, this))
{
    build(look);
    connectParts();
    connectServer();
    forgetOldSaves();
    m_ports.drafts.refresh();
}

Desk::~Desk()
{
    m_server.setShown(nullptr);
    m_ports.drafts.disconnect(this);
    // Widgets that die lose the focus, and say so.
    m_page->form()->disconnect(this);
    m_page->disconnect(this);
    m_list->disconnect(this);
    m_draftNews->disconnect(this);
}

void Desk::build(const ConnectionLook &look)
{
    m_body->addWidget(m_page);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_list);
    row->addWidget(m_body, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_token);
    column->addWidget(m_offline);
    column->addLayout(row, 1);
    m_page->setServer(m_server, look);
    m_list->setSession(m_server);
    m_news->setServer(m_server, *m_offline);
    m_draftNews->setServer(m_server);
}

void Desk::connectParts()
{
    connect(m_list, &SourceListPanel::sourceChosen, this, &Desk::open);
    connect(m_list, &SourceListPanel::refreshRequested, this, &Desk::refresh);
    connect(m_list, &SourceListPanel::pageRequested, this, &Desk::showPage);
    connect(&m_ports.drafts, &DraftDesk::changed, this, &Desk::showDrafts);
    connect(&m_ports.drafts, &DraftDesk::ended, &m_server, &ServerSession::markDrafts);
    connect(m_page->inspector(), &Inspector::takeOutRequested, this, [this](const QString &pk) {
        m_ports.drafts.takeOut({{m_server.api().address(), pk}});
    });
    connect(m_list, &SourceListPanel::copyRequested, this, &Desk::copyRequested);
    connect(m_page, &EditPage::stateChanged, this, &Desk::stateChanged);
    connect(m_page, &EditPage::stateChanged, m_news, &ConnectionNews::updateStatus);
    connect(m_page, &EditPage::said, this, &Desk::said);
    connect(m_page, &EditPage::copyRequested, this, &Desk::copyRequested);
    connect(m_page->form(), &SourceForm::focusedFieldChanged, this, &Desk::rememberField);
    connect(m_offline, &NoticeBar::copyRequested, this, &Desk::copyRequested);
    connect(m_token, &NoticeBar::actionRequested, this, &Desk::tokenWanted);
    connect(m_news, &ConnectionNews::certificateOffered, this, &Desk::certificateOffered);
    connect(m_draftNews, &DraftNews::said, this, &Desk::said);
    connect(m_draftNews, &DraftNews::changed, m_page, &EditPage::updateDraft);
}

void Desk::connectServer()
{
    connect(&m_server, &ServerSession::listChanged, this, &Desk::openAgain);
    connect(&m_server, &ServerSession::saveEnded, this, [this](const EditSession *edit) {
        if (!isShown(edit))
            sayBackgroundSave(*edit);
    });
    connect(&m_server, &ServerSession::undoProposed, this,
            [this](const EditSession *edit, const FieldSet &proposed, const FieldSet &left) {
                sayUndo(edit->server().name(), proposed, left);
            });
    const Confirmations &confirmations = m_server.confirmations();
    connect(&confirmations, &Confirmations::confirmed, this,
            [this](const SaveRecord &record) { Q_EMIT said(confirmedSentence(record)); });
    connect(&confirmations, &Confirmations::settled, this,
            [this](const SaveRecord &record, bool isStored) {
                Q_EMIT said(settledSentence(record, isStored));
            });
    connect(&confirmations, &Confirmations::lostChanged, this, [this](const QString &pk) {
        const QList<LostChange> lost = m_server.confirmations().lost(pk);
        if (!lost.isEmpty() && !isShown(m_server.existingEdit(pk)))
            Q_EMIT said(tr("A saved change of %1 is gone again; open it to see which.")
                                .arg(lost.constLast().record.name));
    });
}

// Pages

HistoryPanel *Desk::history()
{
    if (!m_history)
        makeHistory();
    return m_history;
}

void Desk::makeHistory()
{
    m_history = new HistoryPanel(m_ports.history, m_ports.files, m_ports.settings, m_body);
    m_body->addWidget(m_history);
    m_history->setServer(m_server.api().address());
    connect(m_history, &HistoryPanel::said, this, &Desk::said);
    connect(m_history, &HistoryPanel::undoRequested, this, &Desk::undoOnServer);
    connect(m_history, &HistoryPanel::openRequested, this, &Desk::open);
    connect(m_history, &HistoryPanel::copyRequested, this, &Desk::copyRequested);
    connect(m_history, &HistoryPanel::keepDaysChanged, this, [this] {
        forgetOldSaves();
        m_history->refresh();
    });
    connect(&m_server.confirmations(), &Confirmations::historyChanged, m_history,
            &HistoryPanel::refresh);
}

DraftsPanel *Desk::drafts()
{
    if (!m_drafts)
        makeDrafts();
    return m_drafts;
}

void Desk::makeDrafts()
{
    m_drafts = new DraftsPanel(m_ports.drafts, m_ports.files, m_ports.clock, m_body);
    m_body->addWidget(m_drafts);
    m_drafts->setGate(&m_page->gate());
    m_drafts->setLooks([this](const QString &server) {
        return m_looks ? m_looks(server) : std::optional<ConnectionLook>();
    });
    connect(m_drafts, &DraftsPanel::said, this, &Desk::said);
    connect(m_drafts, &DraftsPanel::copyRequested, this, &Desk::copyRequested);
    connect(m_drafts, &DraftsPanel::openRequested, this, &Desk::openDraft);
}

void Desk::openDraft(const QString &server, const QString &pk, const QString &slug)
{
    if (server == m_server.api().address())
        open(pk, slug);
    else
        Q_EMIT otherDraftWanted(server, pk, slug);
}

/// How many there are beside the entry, and what waits for the server in the inspector.
void Desk::showDrafts()
{
    m_list->setDraftCount(m_ports.drafts.count());
    QList<DraftSummary> queued;
    for (const DraftRow &row : m_ports.drafts.rows()) {
        if (row.draft.state == DraftState::Queued && row.draft.server == m_server.api().address())
            queued.append(row.draft);
    }
    std::stable_sort(
            queued.begin(), queued.end(),
            [](const DraftSummary &a, const DraftSummary &b) { return a.queuedAt < b.queuedAt; });
    m_page->inspector()->setQueue(queued);
}

void Desk::makeLog()
{
    m_log = new LogPanel(m_ports.log, m_ports.files, m_body);
    m_body->addWidget(m_log);
    connect(m_log, &LogPanel::said, this, &Desk::said);
    connect(m_log, &LogPanel::copyRequested, this, &Desk::copyRequested);
    connect(m_log, &LogPanel::diagnosticsRequested, this, &Desk::diagnosticsRequested);
}

QWidget *Desk::pageOf(std::optional<PanelEntry> entry)
{
    if (!entry)
        return m_page;
    switch (*entry) {
    case PanelEntry::Drafts:
        return drafts();
    case PanelEntry::History:
        return history();
    case PanelEntry::Log:
        if (!m_log)
            makeLog();
        return m_log;
    }
    return m_page;
}

void Desk::showPage(std::optional<PanelEntry> entry)
{
    QWidget *page = pageOf(entry);
    if (page != m_page)
        flush(); // what is typed is part of what is shown
    m_body->setCurrentWidget(page);
    m_list->showOpenPage(entry);
    if (entry == PanelEntry::History)
        m_history->focusTable();
    else if (entry == PanelEntry::Drafts)
        m_drafts->focusTable();
    else if (entry == PanelEntry::Log)
        m_log->focusTable();
    Q_EMIT stateChanged();
}

std::optional<PanelEntry> Desk::shownPage() const
{
    const QWidget *shown = m_body->currentWidget();
    if (shown == m_page)
        return std::nullopt;
    if (shown == m_log)
        return PanelEntry::Log;
    return shown == m_drafts ? PanelEntry::Drafts : PanelEntry::History;
}

void Desk::focusSearch()
{
    const std::optional<PanelEntry> page = shownPage();
    if (page == PanelEntry::Drafts)
        return m_drafts->focusSearch();
    if (page == PanelEntry::History)
        return m_history->focusSearch();
    if (page == PanelEntry::Log)
        return m_log->focusSearch();
    m_list->focusSearch();
}

void Desk::focusList()
{
    m_list->focusList();
}

void Desk::setNarrow(bool narrow)
{
    m_page->setNarrow(narrow);
    m_list->setFixedWidth(narrow ? Size::narrowSourceList : Size::sourceList);
}

// Sources

bool Desk::openSource(const QString &slug)
{
    const QModelIndex row = m_server.sources().indexOfSlug(slug);
    if (!row.isValid())
        return false;
    open(row.data(SourceListModel::PkRole).toString(), slug);
    return true;
}

bool Desk::openFirstSource()
{
    return openSource(m_list->firstSlug());
}

void Desk::openSourceWhenListed(const QString &slug)
{
    m_wantedPk.clear();
    if (openSource(slug))
        return;
    auto *waiting = new QObject(this);
    connect(&m_server, &ServerSession::listChanged, waiting, [this, slug, waiting] {
        if (openSource(slug) || !m_server.isListLoading())
            waiting->deleteLater();
    });
}

void Desk::open(const QString &pk, const QString &slug)
{
    m_wantedPk.clear();
    Q_EMIT said({});
    flush(); // the one that is left is kept from now on
    showPage(std::nullopt);
    m_list->showOpen(pk);
    EditSession &edit = m_server.edit(pk, slug);
    m_page->showEdit(edit);
    m_server.setShown(&edit);
    m_news->setEdit(&edit);
    m_draftNews->setEdit(&edit);
    m_ports.settings.setValue(settingsKey(u"source"_s), pk.toUtf8());
    Q_EMIT stateChanged();
}

void Desk::reopen()
{
    m_wantedPk = QString::fromUtf8(m_ports.settings.value(settingsKey(u"source"_s)));
    m_wantedField = fieldForKey(QString::fromUtf8(m_ports.settings.value(settingsKey(u"field"_s))));
    openAgain();
}

/// The list may come a page at a time, or from an earlier run.
void Desk::openAgain()
{
    if (m_wantedPk.isEmpty())
        return;
    const QModelIndex row = m_server.sources().indexOfPk(m_wantedPk);
    if (!row.isValid())
        return;
    const QString pk = std::exchange(m_wantedPk, {});
    open(pk, row.data(SourceListModel::SlugRole).toString());
    EditSession *edit = m_page->edit();
    const auto place = [this] {
        if (const auto field = std::exchange(m_wantedField, {}))
            m_page->form()->focusField(*field);
    };
    if (edit->isLoaded())
        place();
    else
        connect(edit, &EditSession::loaded, this, place, Qt::SingleShotConnection);
}

void Desk::rememberField()
{
    m_server.flushDrafts(); // of the editor that was left
    const std::optional<Field> field = m_page->form()->focusedField();
    if (!field || !m_page->edit())
        return; // gone elsewhere, not forgotten
    m_ports.settings.setValue(settingsKey(u"field"_s), keyOf(*field).toUtf8());
    if (DraftKeeper *keeper = m_server.keeper(m_page->edit()->pk()))
        keeper->setCursor(field);
}

QString Desk::settingsKey(const QString &name) const
{
    const QByteArray address = m_server.api().address().toUtf8();
    const QByteArray digest = QCryptographicHash::hash(address, QCryptographicHash::Sha256);
    return u"desk-%1/%2"_s.arg(QString::fromLatin1(digest.left(8).toHex()), name);
}

void Desk::undoOnServer(const SaveRecord &record)
{
    open(record.pk, record.slug);
    m_server.undoOnServer(record);
}

void Desk::refresh()
{
    m_server.presence().askAgain(); // a right may have been given meanwhile
    m_server.refreshList();
    m_page->refreshReferences();
    if (m_page->edit())
        m_page->edit()->refresh();
}

void Desk::flush()
{
    m_page->commitEditor();
    m_server.flushDrafts();
}

void Desk::setTokenNotice(const QString &why)
{
    if (why.isEmpty())
        return m_token->showNotice({}, {}, {});
    m_token->showNotice(u"key"_s, tr("%1 has no token.").arg(m_server.api().host()),
                        why + u' '
                                + tr("Without it nothing is read or sent. Your edits are kept "
                                     "here."),
                        tr("Enter token…"));
}

void Desk::setLook(const ConnectionLook &look)
{
    m_page->setLook(look);
}

void Desk::forgetOldSaves()
{
    if (const int days = HistoryPanel::keepDays(m_ports.settings); days > 0) // else for ever
        m_ports.history.forgetBefore(m_ports.clock.now().addDays(-days));
}

// What is said

bool Desk::isShown(const EditSession *edit) const
{
    return edit && edit == m_page->edit() && isFormShown();
}

void Desk::sayUndo(const QString &name, const FieldSet &proposed, const FieldSet &left)
{
    if (proposed.isEmpty()) {
        Q_EMIT said(tr("%1: nothing was taken back, because you are editing the same fields.")
                            .arg(name));
        return;
    }
    const QString back = tr("This is the way back. Look at it and save it like any other edit.");
    Q_EMIT said(left.isEmpty() ? back : back + u' ' + tr("Fields that you are editing were left."));
}

void Desk::sayBackgroundSave(const EditSession &edit)
{
    const QString name = edit.server().name();
    const QString saved = savedSentence(edit, m_ports.clock.now());
    const SaveResult result = edit.outcome() ? edit.outcome()->result : SaveResult::CannotTell;
    if (!saved.isEmpty())
        Q_EMIT said(saved);
    else if (result == SaveResult::AppliedUnanswered)
        Q_EMIT said(
                tr("No answer came to the save of %1, but the change is on the server.").arg(name));
    else if (result == SaveResult::NothingToSend)
        Q_EMIT said(tr("%1 already has these changes. Nothing was sent.").arg(name));
    else
        Q_EMIT said(tr("%1 was not saved as you meant; open it to see why. Your edits are kept.")
                            .arg(name));
}
