// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftdiscard.h"
#include "draftfindings.h"
#include "draftjob.h"
#include "source/editfile.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

// The drafts of all connections and what a person does with them, for the page of the drafts and
// the command line. A draft that is open in a form goes through its keeper; of the others the disk
// has the last word. One thing after another: what is asked for while something runs waits for its
// turn. GUI thread.
class DraftDesk final : public QObject
{
    Q_OBJECT
public:
    /// Borrows all three, which must outlive it.
    DraftDesk(DraftPort &drafts, SecretPort &secrets, Clock &clock, QObject *parent = nullptr);
    ~DraftDesk() override;

    /// A connection that is open: its drafts can be opened and submitted. Of two with the same
    /// address the first one counts; whoever opens connections sees to it that there are never two,
    /// for both would send the same queue. A session that ends leaves by itself.
    void addServer(ServerSession &server);
    void removeServer(ServerSession &server);
    /// The one that is shown; null = none. It must have been added.
    void setShown(ServerSession *server);
    /// The only connection that is open, and shown; null = none.
    void setServer(ServerSession *server);
    /// The session of a server's address; null when it is not open.
    ServerSession *sessionOf(const QString &server) const;
    /// What the list needs to know of the connection that is shown.
    DraftConnection connection() const;
    /// The same of all that are open, in no order.
    QList<DraftConnection> connections() const;

    /// Reads the list again. While one is being read, once more after it.
    void refresh();
    bool isReading() const { return bool(m_list); }
    bool wasRead() const { return m_wasRead; }
    /// Why the list could not be read last.
    const std::optional<Error> &error() const { return m_error; }
    /// Last changed first.
    const QList<DraftRow> &rows() const { return m_rows; }
    int count() const { return int(m_rows.size()); }
    /// Those of one server, open or not.
    int countOf(const QString &server) const { return int(keysOf(server).size()); }
    QList<DraftKey> keysOf(const QString &server) const;

    /// A draft as it is now, for its details.
    [[nodiscard]] CallHandle load(const DraftKey &key, Done<std::optional<DraftRecord>> done);
    /// Whose token one of these was made with, when that is not the one it would be sent with: to
    /// be said before submit(). Empty when there is none, or when it is not known.
    QString othersToken(const QList<DraftKey> &keys) const;
    /// Whose token that one would be sent with; empty when othersToken() is.
    QString ownToken(const QList<DraftKey> &keys) const;

    // Each of these ends with ended(), which says what became of it.

    /// Queues the drafts; they are sent one after another, by the connection that is open.
    void submit(const QList<DraftKey> &keys);
    /// Takes those that are queued out of the queue.
    void takeOut(const QList<DraftKey> &keys);
    void discard(const QList<DraftKey> &keys);
    /// Before its connection is removed, which has to wait for ended().
    void discardAllOf(const QString &server) { discard(keysOf(server)); }
    /// Brings the drafts of the last discard back that is not undone; typed secrets too. What was
    /// drafted since stays.
    void undoDiscard();
    /// Nothing that was discarded can be brought back any more.
    void forgetDiscarded();
    bool canUndoDiscard() const { return !m_discarded.isEmpty(); }
    /// *Undo discard of Plex Home*; empty when there is none.
    QString undoText() const;
    /// Makes drafts of the edits in a file (source/editfile).
    void import(const QByteArray &file);
    /// Reads the drafts for a file, without secrets and digests; `then` gets them.
    void exportable(const QList<DraftKey> &keys,
                    std::function<void(const QList<ExportedEdit> &)> then);
    /// All of them, in the order of the list.
    QList<DraftKey> keys() const;

Q_SIGNALS:
    /// The list, a connection or what can be undone is different.
    void changed();
    void ended(const DraftReport &report);

private:
    void listed(const Result<QList<DraftSummary>> &result);
    void makeRows();
    void refreshSoon();
    QString nameOf(const DraftKey &key) const;
    const DraftRow *rowOf(const DraftKey &key) const;
    const DraftRow *othersRow(const QList<DraftKey> &keys) const;
    void serversChanged();
    template <typename Job>
    void run(std::unique_ptr<Job> job, std::function<void(Job &)> then);
    void startNext();
    void end(const DraftReport &report);
    void addUndo(const QList<DiscardedDraft> &discarded);

    DraftJobPorts m_ports;
    DraftFindings m_findings;
    QHash<QString, QPointer<ServerSession>> m_servers; ///< by address
    QPointer<ServerSession> m_shown;
    QList<DraftSummary> m_drafts;
    QList<DraftRow> m_rows;
    QHash<DraftKey, int> m_rowOf;
    bool m_wasRead = false;
    bool m_isStale = false; ///< something changed while the list was being read
    std::optional<Error> m_error;
    std::unique_ptr<Clock::Timer> m_soon;
    CallHandle m_list;

    struct Entry
    {
        std::unique_ptr<DraftJob> job;
        std::function<void()> then;
    };
    std::deque<Entry> m_jobs;                 ///< the first one runs
    QList<QList<DiscardedDraft>> m_discarded; ///< newest last
};
