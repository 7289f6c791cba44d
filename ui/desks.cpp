// SPDX-License-Identifier: GPL-3.0-or-later
#include "desks.h"

#include "draftdesk.h"
#include "editsession.h"
#include "statusline.h"

#include <QBoxLayout>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

Desks::Desks(const WindowPorts &ports, QStackedWidget &statusLines, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_statusLines(statusLines)
    , m_strip(new ConnectionStrip(this))
    , m_desks(new QStackedWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_desks, 1);
    connect(m_strip, &ConnectionStrip::chosen, this, &Desks::show);
    connect(m_strip, &ConnectionStrip::addRequested, this, &Desks::addRequested);
    connect(&m_ports.drafts, &DraftDesk::changed, this, &Desks::updateBadges);
}

Desks::~Desks()
{
    m_ports.drafts.disconnect(this);
    m_ports.drafts.setShown(nullptr);
    for (auto &[id, open] : m_open)
        remove(open);
}

// Which there are

void Desks::setDemoPorts(SettingsPort &settings, HistoryPort &history)
{
    m_demoSettings = &settings;
    m_demoHistory = &history;
}

WindowPorts Desks::portsFor(ConnectionKind kind) const
{
    if (kind != ConnectionKind::Demo || !m_demoSettings || !m_demoHistory)
        return m_ports;
    return {m_ports.clock, *m_demoSettings, *m_demoHistory,
            m_ports.files, m_ports.drafts,  m_ports.log};
}

void Desks::setTabs(const QList<ConnectionTab> &tabs)
{
    m_tabs = tabs;
    m_strip->setTabs(tabs);
    for (const ConnectionTab &tab : std::as_const(m_tabs)) {
        const auto open = m_open.find(tab.id);
        if (open != m_open.end() && open->second.look != tab.look) {
            open->second.look = tab.look;
            if (open->second.desk)
                open->second.desk->setLook(tab.look);
        }
    }
    updateBadges();
}

void Desks::attach(const QString &id, ServerSession &session, const ConnectionLook &look)
{
    const bool wasShown = m_shown == id;
    detach(id);
    const auto isThis = [&id](const ConnectionTab &tab) { return tab.id == id; };
    if (std::none_of(m_tabs.cbegin(), m_tabs.cend(), isThis))
        setTabs(m_tabs + QList<ConnectionTab>{{id, look}});
    m_open[id] = Open{&session, look, nullptr, nullptr};
    follow(id, session);
    m_ports.drafts.addServer(session);
    session.presence().setActive(m_isActive);
    session.reachability().setWanted(m_isActive);
    if (m_pollInterval)
        session.presence().setInterval(*m_pollInterval);
    updateBadge(id);
    if (wasShown || m_wanted == id)
        show(id);
}

void Desks::setTokenMissing(const QString &id, const QString &why, bool isTold)
{
    m_tokenMissing[id] = why;
    if (isTold)
        m_tokenTold.insert(id);
    else
        m_tokenTold.remove(id);
    updateTokenNotice(id);
    updateBadge(id);
}

void Desks::updateTokenNotice(const QString &id)
{
    if (Desk *desk = deskOf(id))
        desk->setTokenNotice(m_tokenTold.contains(id) ? QString() : m_tokenMissing.value(id));
}

void Desks::follow(const QString &id, ServerSession &session)
{
    const auto badge = [this, id] { updateBadge(id); };
    connect(&session.reachability(), &Reachability::changed, this, badge);
    connect(&session.presence(), &Presence::changedByAnother, this, badge);
    connect(&session, &ServerSession::listChanged, this, badge);
    connect(&session, &ServerSession::draftsChanged, this, &Desks::draftsChanged);
    connect(&session, &ServerSession::saveEnded, this, &Desks::saveEnded);
    connect(&session, &ServerSession::accountChanged, this, &Desks::updateAccount);
    const SourceListModel &sources = session.sources();
    connect(&sources, &SourceListModel::dataChanged, this, badge);
}

void Desks::detach(const QString &id)
{
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    Open open = found->second;
    if (open.desk)
        open.desk->flush();
    else if (open.session)
        open.session->flushDrafts();
    m_open.erase(found);
    if (m_shown == id) {
        m_shown.clear();
        m_ports.drafts.setShown(nullptr);
    }
    remove(open);
    m_strip->setOpen(m_shown);
    m_strip->setBadge(id, {});
    if (m_shown.isEmpty())
        Q_EMIT shownChanged();
}

void Desks::remove(Open &open)
{
    if (open.session) {
        open.session->presence().setActive(false);
        open.session->reachability().setWanted(false);
        open.session->sources().disconnect(this);
        open.session->reachability().disconnect(this);
        open.session->presence().disconnect(this);
        open.session->disconnect(this);
        m_ports.drafts.removeServer(*open.session);
    }
    delete std::exchange(open.desk, nullptr); // before the line in which it says things
    delete std::exchange(open.status, nullptr);
}

ServerSession *Desks::session(const QString &id) const
{
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : found->second.session.get();
}

QList<ServerSession *> Desks::sessions() const
{
    QList<ServerSession *> all;
    for (const auto &[id, open] : m_open) {
        if (open.session)
            all.append(open.session);
    }
    return all;
}

Desk *Desks::deskOf(const QString &id) const
{
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : found->second.desk;
}

QString Desks::idOf(const QString &server) const
{
    const auto found = std::find_if(m_open.begin(), m_open.end(), [&server](const auto &entry) {
        return entry.second.session && entry.second.session->api().address() == server;
    });
    return found == m_open.end() ? QString() : found->first;
}

// Which one is shown

void Desks::show(const QString &id)
{
    const auto found = m_open.find(id);
    if (found == m_open.end()) {
        m_wanted = id;
        Q_EMIT sessionWanted(id);
        return;
    }
    m_wanted.clear();
    if (m_shown == id && found->second.desk)
        return found->second.desk->focusList();
    if (Desk *before = shown())
        before->flush();
    Open &open = found->second;
    m_shown = id;
    const bool isNew = !open.desk;
    if (isNew)
        makeDesk(id, open);
    m_ports.drafts.setShown(open.session);
    m_desks->setCurrentWidget(open.desk);
    m_statusLines.setCurrentWidget(open.status);
    m_strip->setOpen(id);
    open.desk->setNarrow(m_isNarrow);
    open.desk->focusList();
    updateAccount();
    Q_EMIT shownChanged();
    if (isNew)
        Q_EMIT deskMade(open.desk);
}

void Desks::showNext(int step)
{
    if (m_tabs.isEmpty())
        return;
    const auto isShown = [this](const ConnectionTab &tab) { return tab.id == m_shown; };
    const auto at = std::find_if(m_tabs.cbegin(), m_tabs.cend(), isShown);
    const auto count = m_tabs.size();
    const auto place = at == m_tabs.cend() ? 0 : at - m_tabs.cbegin() + step;
    const ConnectionTab next = m_tabs.at((place + count) % count);
    show(next.id);
}

void Desks::makeDesk(const QString &id, Open &open)
{
    open.status = new StatusLine(&m_statusLines);
    m_statusLines.addWidget(open.status);
    open.desk = new Desk(portsFor(open.look.kind), *open.session, open.look, *open.status, m_desks);
    m_desks->addWidget(open.desk);
    connect(open.desk, &Desk::stateChanged, this, &Desks::stateChanged);
    connect(open.desk, &Desk::said, open.status, &StatusLine::say);
    connect(open.desk, &Desk::copyRequested, this, &Desks::copyRequested);
    connect(open.desk, &Desk::diagnosticsRequested, this, &Desks::diagnosticsRequested);
    connect(open.desk, &Desk::otherDraftWanted, this, &Desks::openOtherDraft);
    connect(open.desk, &Desk::tokenWanted, this, [this, id] { Q_EMIT tokenWanted(id); });
    connect(open.desk, &Desk::certificateOffered, this,
            [this, id](const CertificateFacts &facts) { Q_EMIT certificateOffered(id, facts); });
    open.desk->setLooks([this](const QString &server) { return lookOf(server); });
    updateTokenNotice(id);
}

void Desks::openOtherDraft(const QString &server, const QString &pk, const QString &slug)
{
    const QString id = idOf(server);
    if (id.isEmpty())
        return;
    show(id);
    deskOf(id)->open(pk, slug);
}

void Desks::updateAccount()
{
    const ServerSession *open = session(m_shown);
    m_strip->setAccount(open ? open->username() : QString(), open ? open->release() : QString());
}

// What the others do

void Desks::updateBadge(const QString &id)
{
    ServerSession *open = session(id);
    ConnectionBadge badge;
    if (!m_tokenMissing.value(id).isEmpty())
        badge.reach = ConnectionBadge::Reach::NoToken;
    if (!open)
        return m_strip->setBadge(id, badge);
    if (badge.reach == ConnectionBadge::Reach::Unknown)
        badge.reach = open->reachability().isUnreachable() ? ConnectionBadge::Reach::Unreachable
                : open->wasListRead()                      ? ConnectionBadge::Reach::Reachable
                                                           : ConnectionBadge::Reach::Unknown;
    badge.drafts = m_ports.drafts.countOf(open->api().address());
    badge.changedOnServer = open->isAnyChangedOnServer();
    m_strip->setBadge(id, badge);
}

void Desks::updateBadges()
{
    for (const ConnectionTab &tab : std::as_const(m_tabs))
        updateBadge(tab.id);
}

QList<EndLoss> Desks::losses() const
{
    QList<EndLoss> all;
    for (const auto &[id, open] : m_open) {
        if (open.session && open.look.kind != ConnectionKind::Demo)
            all += open.session->lostAtEnd();
    }
    return all;
}

std::optional<ConnectionLook> Desks::askingLook() const
{
    for (const auto &[id, open] : m_open) {
        if (open.look.asksBeforeSave && open.session && !open.session->lostAtEnd().isEmpty())
            return open.look;
    }
    return std::nullopt;
}

std::optional<ConnectionLook> Desks::lookOf(const QString &server) const
{
    const auto found = m_open.find(idOf(server));
    return found == m_open.end() ? std::nullopt : std::optional(found->second.look);
}

bool Desks::areDraftsStored() const
{
    return std::all_of(m_open.begin(), m_open.end(), [](const auto &entry) {
        return !entry.second.session || entry.second.session->areDraftsStored();
    });
}

bool Desks::isSaving() const
{
    return std::any_of(m_open.begin(), m_open.end(), [](const auto &entry) {
        return entry.second.session && entry.second.session->isSaving();
    });
}

void Desks::flush()
{
    if (Desk *desk = shown())
        desk->flush(); // and what stands in the focused editor
    for (const auto &[id, open] : m_open) {
        if (open.session)
            open.session->flushDrafts();
    }
}

void Desks::setActive(bool active)
{
    m_isActive = active;
    for (const auto &[id, open] : m_open) {
        if (!open.session)
            continue;
        open.session->presence().setActive(active);
        open.session->reachability().setWanted(active);
        if (!active)
            open.session->flushDrafts();
    }
}

void Desks::setNarrow(bool narrow)
{
    m_isNarrow = narrow;
    if (Desk *desk = shown())
        desk->setNarrow(narrow);
}

void Desks::setPollInterval(std::chrono::seconds interval)
{
    m_pollInterval = interval;
    for (const auto &[id, open] : m_open) {
        if (open.session)
            open.session->presence().setInterval(interval);
    }
}
