// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "confirmations.h"
#include "draftports.h"
#include "items/sourcelistmodel.h"
#include "ports.h"
#include "presence.h"
#include "reachability.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <map>
#include <memory>
#include <optional>

class DraftKeeper;
class DraftQueue;
class EditSession;

/// What a connection needs of this machine. All of it must outlive the session.
struct SessionPorts
{
    const DigestKey &digests;
    Clock &clock;
    SecretPort &secrets;
    HistoryPort &history;
    DraftPort *drafts = nullptr;        ///< none = edits go with the program
    SourceCachePort *sources = nullptr; ///< none = nothing is there without a network
    DraftHoldPort *holds = nullptr;     ///< none = no other process has drafts
};

/// What of an edit would be lost if the program ended now.
struct EndLoss
{
    EditSession *edit = nullptr;
    bool isWhole = false;    ///< all of it: its draft does not outlive the program
    bool isUnstored = false; ///< all of it: its draft is not even in memory
    FieldSet secrets;        ///< typed ones that nothing keeps
    QString why;             ///< a sentence of the storage; may be empty
};

// One connection: who am I, which release, the list of sources, the edits that are open on it, what
// became of saves, and what others do. Its edits live as long as it does, so that undo lasts until
// the program ends. Called by ui on the GUI thread.
class ServerSession : public QObject
{
    Q_OBJECT
public:
    /// Borrows `api`, which must outlive it.
    ServerSession(SourceApi &api, const SessionPorts &ports, QObject *parent = nullptr);
    ~ServerSession() override;

    /// Reads user, release and list side by side, and takes up the saves that an earlier run left
    /// to be confirmed.
    void start();
    /// Reads the list again; rows and edits stay.
    void refreshList();

    SourceListModel &sources() { return m_sources; }
    bool isListLoading() const { return bool(m_listCall); }
    bool wasListRead() const { return m_listRead; }
    const std::optional<Error> &listError() const { return m_listError; }
    /// When the newest of the rows was read, while they are those of an earlier run.
    const std::optional<QDateTime> &cachedListAt() const { return m_cachedListAt; }

    QString username() const { return m_account.username; }
    QString release() const { return m_release; }
    SourceApi &api() const { return m_api; }

    /// The edit of the source with this pk, made and opened on first use. Owned by this session.
    EditSession &edit(const QString &pk, const QString &slug);
    EditSession *existingEdit(const QString &pk) const;
    /// What keeps the draft of an edit; null without a DraftPort or an edit.
    DraftKeeper *keeper(const QString &pk) const;
    /// What sends the queued drafts; null without a DraftPort.
    DraftQueue *queue() const { return m_queue.get(); }
    /// Stores at once whatever waits for typing to pause: before the program ends, or sleeps.
    void flushDrafts();
    /// Takes up typed secrets of drafts that could not be read: the keychain works again.
    void readSecretsAgain();
    /// Looks again which sources have drafts that were not opened, and marks their rows.
    void markDrafts();
    /// What is stored outlives the program; false while the store is in memory.
    bool areDraftsLasting() const { return m_ports.drafts && m_ports.drafts->isLasting(); }
    /// All changes are on the disk, as far as they can be.
    bool areDraftsStored() const;
    /// A save runs.
    bool isSaving() const;
    /// Whose token it is, as an earlier run was told: until the server says so.
    void expectUser(const QString &username) { m_account.username = username; }
    /// What would be lost if the program ended now; empty = nothing.
    QList<EndLoss> lostAtEnd() const;

    /// Somebody else changed a source that was not read since.
    bool isAnyChangedOnServer() const { return !m_news.isEmpty(); }

    /// The source that is shown: a poll reads it when it knows nothing better.
    void setShown(EditSession *edit);
    /// When what is known of this source was read: in this run, or in an earlier one. Invalid
    /// before.
    QDateTime readAt(const QString &pk) const;
    /// When the edit of this source was first filled; invalid before.
    QDateTime openedAt(const QString &pk) const { return m_openedAt.value(pk); }
    Confirmations &confirmations() { return m_confirmations; }
    Presence &presence() { return m_presence; }
    Reachability &reachability() { return m_reachability; }

    /// Makes an edit of the changes that are gone again and saves it like any other. A secret that
    /// is not kept any more is left out: saveAgainLacks(). Over a read-only connection it stays an
    /// edit: saveAgainWaits().
    void saveAgain(EditSession &edit);
    /// Makes an edit that leads back behind an earlier save. It starts from what that save stored,
    /// so a change made since is a conflict. Opens the source; undoProposed() follows.
    void undoOnServer(const SaveRecord &record);

Q_SIGNALS:
    void accountChanged();
    /// A draft of this connection was stored or removed, or could not be.
    void draftsChanged();
    void listChanged(); ///< loading, read, or failed
    void saveEnded(EditSession *edit);
    /// These typed secrets are lost and must be typed again.
    void saveAgainLacks(EditSession *edit, const FieldSet &secrets);
    /// The lost changes are edits again, beside others or a running save: a person sends them.
    void saveAgainWaits(EditSession *edit);
    /// `proposed` are edits now; `left` have an edit of their own, or cannot be written here.
    void undoProposed(EditSession *edit, const FieldSet &proposed, const FieldSet &left);

private:
    void askAccount();
    void takePage(const SourcePage &page);
    void listEnded(const Result<void> &result);
    void connectParts();
    void showCachedList();
    void openCached(const QString &pk);
    void keepSource(const EditSession &edit);
    void keepList();
    void tellMaker();
    void makeKeeper(const QString &pk, EditSession &edit);
    void watch(const QString &pk, EditSession &edit);
    void updateMarks(const QString &pk);
    void readEnded(const QString &pk, EditSession &edit);
    void saved(const QString &pk, EditSession &edit);
    void noteReachability(const SaveOutcome &outcome);
    void askWhoIfUnknown(const QString &pk, const EditSession &edit);
    void proposeAgain(EditSession &edit, const Confirmations::Again &again);
    void proposeUndo(EditSession &edit);

    SourceApi &m_api;
    SessionPorts m_ports;
    Reachability m_reachability;
    Confirmations m_confirmations;
    Presence m_presence;
    SourceListModel m_sources;
    QList<SourceSummary> m_incoming;
    QList<PlexSource> m_incomingWhole;
    Account m_account;
    bool m_isAccountKnown = false; ///< the server has said so in this run
    QString m_release;
    bool m_listRead = false;
    std::optional<Error> m_listError;
    std::optional<QDateTime> m_cachedListAt;
    std::map<QString, std::unique_ptr<EditSession>> m_edits;
    std::map<QString, std::unique_ptr<DraftKeeper>> m_keepers; ///< end before their edits
    std::unique_ptr<DraftQueue> m_queue;
    std::map<QString, DraftSummary> m_earlierDrafts; ///< of sources that were not opened yet
    CallHandle m_draftList;
    CallHandle m_cachedList;
    std::map<QString, CallHandle> m_cachedEdits;
    CallHandle m_listCall;
    CallHandle m_accountCall;
    std::unique_ptr<Clock::Timer> m_accountRetry;
    CallHandle m_versionCall;
    std::map<QString, CallHandle> m_againCalls; ///< by pk
    QSet<QString> m_news; ///< sources that somebody wrote to and that were not read since
    QHash<QString, QDateTime> m_openedAt;
    QHash<QString, QDateTime> m_readAt; ///< in this run
    std::optional<SaveRecord> m_undo;   ///< to be proposed when its source is open
    QPointer<EditSession> m_shown;
};
