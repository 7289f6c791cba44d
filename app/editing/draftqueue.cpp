// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftqueue.h"

#include "draftkeeper.h"
#include "editsession.h"
#include "serversession.h"

#include <utility>

using namespace std::chrono_literals;

DraftQueue::DraftQueue(ServerSession &server, DraftPort &drafts, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_server(server)
    , m_drafts(drafts)
    , m_clock(clock)
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
    if (m_edit || m_list)
        return;
    if (m_server.api().isReadOnly()) {
        m_nextTurn.reset();
        m_server.reachability().setQueueWaits(false);
        return;
    }
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
    bool waits = false;
    for (const DraftSummary &draft : drafts) {
        if (draft.state != DraftState::Queued || draft.server != m_server.api().address())
            continue;
        // Whose token this is may not be known before the server answers.
        waits = waits || m_server.username().isEmpty() || mayBeSent(draft);
        if (!mayBeSent(draft) || m_tried.contains(draft.pk))
            continue;
        if (!oldest || draft.queuedAt < oldest->queuedAt)
            oldest = &draft;
    }
    m_server.reachability().setQueueWaits(waits);
    const bool isReachable = m_server.reachability().state() == Reachability::State::Reachable;
    m_nextTurn.reset();
    if (isReachable && oldest)
        begin(*oldest);
    else if (isReachable && waits)
        m_nextTurn = m_clock.callAfter(30s, [this] {
            m_tried.clear();
            wake();
        });
}

bool DraftQueue::mayBeSent(const DraftSummary &draft) const
{
    // Of a draft that nobody is known of, it is not known that this token may send it.
    return !draft.user.isEmpty() && draft.user == m_server.username();
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
    if (!m_edit || m_isSaving || m_move || m_edit->isRefreshing())
        return;
    if (m_keeper->heldBy())
        return next(); // the other process sends it
    if (const std::optional<Error> &error = m_edit->lastError())
        return readFailed(*error);
    if (m_edit->isLoaded() && !m_edit->cachedAt() && m_keeper->isRestored())
        save();
}

/// It stays queued, unless the source is gone: that is told like any other outcome.
void DraftQueue::readFailed(const Error &error)
{
    if (error.kind != ErrorKind::NotFound)
        return next();
    if (m_edit->isLoaded() && m_keeper->isRestored())
        return save(); // looks for it once more, and sends nothing
    if (m_edit->isLoaded())
        return; // from the cache; its draft is on its way
    m_move = m_drafts.setState(m_server.api().address(), m_edit->pk(), DraftState::Rejected, {},
                               [this](const Result<void> &) {
                                   const CallHandle finished = std::move(m_move);
                                   next();
                               });
}

void DraftQueue::save()
{
    if (!m_keeper->isQueued() || !m_keeper->isHeld() || m_keeper->secretTrouble()
        || !m_keeper->cannotQueueWhy().isEmpty())
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
