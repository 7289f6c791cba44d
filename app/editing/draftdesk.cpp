// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftdesk.h"

#include "draftimport.h"
#include "draftkeeper.h"
#include "editsession.h"
#include "serversession.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace {
/// Several keepers store at once when the window loses the focus: one list is enough.
constexpr auto refreshPause = 100ms;

// A call that was answered before it was asked: its `done` comes from the event loop.
class Answered final : public QObject, public Call
{
public:
    void cancel() override { }
};
} // namespace

DraftDesk::DraftDesk(DraftPort &drafts, SecretPort &secrets, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_ports{drafts, secrets, clock, [this](const QString &server) { return sessionOf(server); },
              [this](const DraftKey &key) { return nameOf(key); }}
    , m_findings(drafts)
{
    connect(&m_findings, &DraftFindings::found, this, [this] {
        makeRows();
        Q_EMIT changed();
    });
}

DraftDesk::~DraftDesk() = default;

// The connections

void DraftDesk::addServer(ServerSession &server)
{
    QPointer<ServerSession> &place = m_servers[server.api().address()];
    if (place)
        return;
    place = &server;
    connect(&server, &ServerSession::draftsChanged, this, &DraftDesk::refreshSoon);
    connect(&server, &ServerSession::accountChanged, this, &DraftDesk::changed);
    connect(&server, &QObject::destroyed, this, &DraftDesk::serversChanged);
    serversChanged();
}

void DraftDesk::removeServer(ServerSession &server)
{
    const QString address = server.api().address();
    if (m_servers.value(address) != &server)
        return;
    m_servers.remove(address);
    disconnect(&server, nullptr, this, nullptr);
    if (m_shown == &server)
        m_shown = nullptr;
    serversChanged();
}

void DraftDesk::setShown(ServerSession *server)
{
    if (server == m_shown)
        return;
    m_shown = server;
    Q_EMIT changed();
}

void DraftDesk::setServer(ServerSession *server)
{
    const QHash<QString, QPointer<ServerSession>> open = m_servers;
    for (const QPointer<ServerSession> &other : open) {
        if (other && other != server)
            removeServer(*other);
    }
    if (server)
        addServer(*server);
    setShown(server);
}

void DraftDesk::serversChanged()
{
    makeRows();
    Q_EMIT changed();
}

ServerSession *DraftDesk::sessionOf(const QString &server) const
{
    return m_servers.value(server);
}

DraftConnection DraftDesk::connection() const
{
    return m_shown ? DraftConnection{m_shown->api().address(), m_shown->username()}
                   : DraftConnection{};
}

QList<DraftConnection> DraftDesk::connections() const
{
    QList<DraftConnection> connections;
    for (const QPointer<ServerSession> &server : m_servers) {
        if (server)
            connections.append({server->api().address(), server->username()});
    }
    return connections;
}

// The list

void DraftDesk::refresh()
{
    m_soon.reset();
    if (m_list) {
        m_isStale = true;
        return;
    }
    m_list = m_ports.drafts.list([this](const Result<QList<DraftSummary>> &result) {
        const CallHandle finished = std::move(m_list);
        listed(result);
    });
    Q_EMIT changed();
}

void DraftDesk::forgetDiscarded()
{
    m_discarded.clear();
    Q_EMIT changed();
}

void DraftDesk::refreshSoon()
{
    if (!m_soon)
        m_soon = m_ports.clock.callAfter(refreshPause, [this] { refresh(); });
}

void DraftDesk::listed(const Result<QList<DraftSummary>> &result)
{
    m_error.reset();
    if (result) {
        m_wasRead = true;
        m_drafts = *result;
        makeRows();
        m_findings.read(m_drafts);
    } else {
        m_error = result.error();
    }
    if (std::exchange(m_isStale, false))
        refresh();
    else
        Q_EMIT changed();
}

void DraftDesk::makeRows()
{
    m_rows.clear();
    m_rowOf.clear();
    m_rows.reserve(m_drafts.size());
    m_rowOf.reserve(m_drafts.size());
    for (const DraftSummary &draft : std::as_const(m_drafts)) {
        const ServerSession *session = sessionOf(draft.server);
        const EditSession *open = session ? session->existingEdit(draft.pk) : nullptr;
        m_rowOf.insert(keyOf(draft), int(m_rows.size()));
        m_rows.append({draft, m_findings.of(draft, open)});
    }
}

const DraftRow *DraftDesk::rowOf(const DraftKey &key) const
{
    const auto found = m_rowOf.constFind(key);
    return found == m_rowOf.cend() ? nullptr : &m_rows.at(*found);
}

QString DraftDesk::nameOf(const DraftKey &key) const
{
    const DraftRow *row = rowOf(key);
    return row ? row->draft.name.simplified() : tr("the source %1").arg(key.pk);
}

QList<DraftKey> DraftDesk::keys() const
{
    QList<DraftKey> keys;
    keys.reserve(m_rows.size());
    for (const DraftRow &row : m_rows)
        keys.append(keyOf(row.draft));
    return keys;
}

QList<DraftKey> DraftDesk::keysOf(const QString &server) const
{
    QList<DraftKey> keys;
    for (const DraftRow &row : m_rows) {
        if (row.draft.server == server)
            keys.append(keyOf(row.draft));
    }
    return keys;
}

CallHandle DraftDesk::load(const DraftKey &key, Done<std::optional<DraftRecord>> done)
{
    const ServerSession *session = sessionOf(key.server);
    const DraftKeeper *keeper = session ? session->keeper(key.pk) : nullptr;
    const auto open = keeper ? keeper->draft() : std::nullopt;
    if (!open)
        return m_ports.drafts.load(key.server, key.pk, std::move(done));
    auto answered = std::make_unique<Answered>();
    QMetaObject::invokeMethod(
            answered.get(), [done = std::move(done), open] { done(open); }, Qt::QueuedConnection);
    return answered;
}

const DraftRow *DraftDesk::othersRow(const QList<DraftKey> &keys) const
{
    for (const DraftKey &key : keys) {
        const ServerSession *session = sessionOf(key.server);
        const DraftRow *row = rowOf(key);
        const bool isKnown =
                session && row && !row->draft.user.isEmpty() && !session->username().isEmpty();
        if (isKnown && row->draft.user != session->username())
            return row;
    }
    return nullptr;
}

QString DraftDesk::othersToken(const QList<DraftKey> &keys) const
{
    const DraftRow *row = othersRow(keys);
    return row ? row->draft.user : QString();
}

QString DraftDesk::ownToken(const QList<DraftKey> &keys) const
{
    const DraftRow *row = othersRow(keys);
    return row ? sessionOf(row->draft.server)->username() : QString();
}

// One thing after another

template <typename Job>
void DraftDesk::run(std::unique_ptr<Job> job, std::function<void(Job &)> then)
{
    Job *made = job.get();
    // Queued, so that a job is never taken down from within itself.
    connect(made, &DraftJob::ended, this, &DraftDesk::end, Qt::QueuedConnection);
    m_jobs.push_back({std::move(job), [made, then = std::move(then)] {
                          if (then)
                              then(*made);
                      }});
    if (m_jobs.size() == 1)
        startNext();
}

void DraftDesk::startNext()
{
    if (!m_jobs.empty())
        m_jobs.front().job->start();
}

void DraftDesk::end(const DraftReport &report)
{
    const Entry &finished = m_jobs.front(); // in its place: what is asked for now waits
    finished.then();
    refresh();
    Q_EMIT ended(report);
    m_jobs.pop_front();
    startNext();
}

void DraftDesk::submit(const QList<DraftKey> &keys)
{
    run<SubmitDrafts>(std::make_unique<SubmitDrafts>(m_ports, keys), {});
}

void DraftDesk::takeOut(const QList<DraftKey> &keys)
{
    QList<DraftKey> queued;
    for (const DraftKey &key : keys) {
        const DraftRow *row = rowOf(key);
        if (row && row->draft.state == DraftState::Queued)
            queued.append(key);
    }
    run<TakeOutDrafts>(std::make_unique<TakeOutDrafts>(m_ports, queued), {});
}

void DraftDesk::discard(const QList<DraftKey> &keys)
{
    run<DiscardDrafts>(std::make_unique<DiscardDrafts>(m_ports, keys),
                       [this](const DiscardDrafts &job) { addUndo(job.discarded()); });
}

void DraftDesk::addUndo(const QList<DiscardedDraft> &discarded)
{
    if (!discarded.isEmpty())
        m_discarded.append(discarded);
}

void DraftDesk::undoDiscard()
{
    if (m_discarded.isEmpty())
        return;
    run<RestoreDrafts>(std::make_unique<RestoreDrafts>(m_ports, m_discarded.takeLast()),
                       [this](const RestoreDrafts &job) { addUndo(job.waiting()); });
    Q_EMIT changed();
}

QString DraftDesk::undoText() const
{
    if (m_discarded.isEmpty())
        return {};
    const QList<DiscardedDraft> &last = m_discarded.constLast();
    return last.size() == 1
            ? tr("Undo discard of %1").arg(last.constFirst().draft.name.simplified())
            : tr("Undo discard of %n drafts", nullptr, int(last.size()));
}

void DraftDesk::import(const QByteArray &file)
{
    const Result<QList<ExportedEdit>> edits = readEditFile(file);
    DraftReport report;
    report.job = DraftReport::Job::Import;
    if (!edits)
        report.remarks.append(tr("Nothing was imported. %1").arg(edits.error().detail));
    else if (edits->isEmpty())
        report.remarks.append(tr("Nothing was imported. There is no edit in the file."));
    else
        return run<ImportDrafts>(std::make_unique<ImportDrafts>(m_ports, *edits), {});
    Q_EMIT ended(report);
}

void DraftDesk::exportable(const QList<DraftKey> &keys,
                           std::function<void(const QList<ExportedEdit> &)> then)
{
    run<ReadDrafts>(std::make_unique<ReadDrafts>(m_ports, keys),
                    [then = std::move(then)](const ReadDrafts &job) {
                        QList<ExportedEdit> edits;
                        for (const DraftRecord &draft : job.drafts())
                            edits.append(exportedDraft(draft));
                        then(edits);
                    });
}
