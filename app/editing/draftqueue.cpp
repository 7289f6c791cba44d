// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftqueue.h"

#include "draftkeeper.h"
#include "editsession.h"
#include "serversession.h"

#include <algorithm>
#include <utility>

DraftQueue::DraftQueue(ServerSession &server, DraftPort &drafts, QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_drafts(drafts)
{
    connect(&m_server.reachability(), &Reachability::changed, this, [this] {
        m_tried.clear();
        wake();
    });
    connect(&m_server, &ServerSession::accountChanged, this, &DraftQueue::wake);
}

DraftQueue::~DraftQueue() = default;

void DraftQueue::wake()
{
    if (m_edit || m_list || m_server.reachability().state() != Reachability::State::Reachable)
        return;
    m_list = m_drafts.list([this](const Result<QList<DraftSummary>> &drafts) {
        const CallHandle finished = std::move(m_list);
        if (drafts)
            listed(*drafts);
    });
}

void DraftQueue::takenUp(const QString &pk)
{
    if (m_edit && m_edit->pk() == pk)
        return; // it has its turn
    m_tried.remove(pk);
    wake();
}

void DraftQueue::listed(const QList<DraftSummary> &drafts)
{
    const DraftSummary *oldest = nullptr;
    for (const DraftSummary &draft : drafts) {
        const bool isDue = draft.state == DraftState::Queued
                && draft.server == m_server.api().address() && !m_tried.contains(draft.pk)
                && (draft.user.isEmpty() || draft.user == m_server.username());
        if (isDue && (!oldest || draft.queuedAt < oldest->queuedAt))
            oldest = &draft;
    }
    if (oldest)
        begin(*oldest);
}

void DraftQueue::begin(const DraftSummary &draft)
{
    m_tried.insert(draft.pk);
    m_isSaving = false;
    m_edit = &m_server.edit(draft.pk, draft.slug); // reads it
    m_keeper = m_server.keeper(draft.pk);
    // Queued: what an edit tells from within its own step must not start its next one.
    m_connections = {
            connect(m_edit, &EditSession::readEnded, this, &DraftQueue::proceed,
                    Qt::QueuedConnection),
            connect(m_edit, &EditSession::saveEnded, this, &DraftQueue::next, Qt::QueuedConnection),
            connect(
                    m_keeper, &DraftKeeper::restored, this, [this] { proceed(); },
                    Qt::QueuedConnection),
            connect(
                    m_keeper, &DraftKeeper::failed, this, [this] { next(); }, Qt::QueuedConnection),
            connect(m_keeper, &DraftKeeper::nothingFound, this, &DraftQueue::proceed,
                    Qt::QueuedConnection),
            connect(m_keeper, &DraftKeeper::holdChanged, this, &DraftQueue::proceed,
                    Qt::QueuedConnection),
    };
}

void DraftQueue::proceed()
{
    if (!m_edit || m_isSaving || m_edit->isRefreshing())
        return;
    if (m_edit->lastError() || m_keeper->heldBy())
        return next(); // it stays queued; another process that has it sends it
    if (!m_edit->isLoaded() || m_edit->cachedAt() || !m_keeper->isRestored())
        return;
    if (!m_keeper->isQueued() || !m_keeper->isHeld())
        return next();
    m_isSaving = true;
    m_edit->save();
}

void DraftQueue::next()
{
    EditSession *finished = std::exchange(m_edit, nullptr);
    if (!finished)
        return;
    for (const QMetaObject::Connection &connection : std::as_const(m_connections))
        disconnect(connection);
    m_connections.clear();
    m_keeper->flush(); // so that the list says what became of it
    m_keeper = nullptr;
    Q_EMIT ended(finished);
    wake();
}
