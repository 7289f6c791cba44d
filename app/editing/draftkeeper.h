// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "drafthold.h"
#include "draftports.h"
#include "editsession.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <optional>

// Keeps the draft of one EditSession: takes up the one an earlier run left, stores each change once
// typing pauses, and removes it when nothing is left to submit. Nothing is stored before it is
// known what was, so that no draft is overwritten unseen. While a save runs no draft is removed:
// that waits for its end, which is written down first (SaveJournal).
//
// A draft is taken up, stored and removed only while this process holds it (DraftHold). While
// another process does, an edit without changes is read-only; changes that were typed before that
// was known stay in the form and in memory. As soon as it is held, what the other left is taken up.
//
// A typed secret goes to SecretPort under draftSecretKey() and the draft holds its digest. One of
// an earlier run that cannot be read (secretTrouble()) stays in the draft all the same, while the
// rest of it is in the form. Owned by ServerSession; GUI thread.
class DraftKeeper final : public QObject
{
    Q_OBJECT
public:
    /// Borrows them all, which must outlive it; no `holds` = no other process has drafts. Begins to
    /// look for a draft.
    DraftKeeper(EditSession &edit, DraftPort &drafts, SecretPort &secrets, Clock &clock,
                DraftHoldPort *holds = nullptr, QObject *parent = nullptr);
    ~DraftKeeper() override;

    const EditSession &edit() const { return m_edit; }
    /// Who drafts, and on which release; of a draft that has begun they stay.
    void setMaker(const QString &user, const QString &release);
    /// The field that has the focus; none = nowhere. It is stored with the next change.
    void setCursor(const std::optional<Field> &field) { m_cursor = field; }
    /// The newest audit event of the source that is known.
    void setNewestEvent(const QString &pk) { m_newestEvent = pk; }

    /// Stores at once what waits for typing to pause: focus loss, close, end of session.
    void flush();
    /// Queues the edit as it is now, or takes it out of the queue. A change of it does the latter
    /// too: only what a person saw is sent. Needs isRestored() and a change.
    /// From then on it is the draft of who queues it.
    /// Nothing is queued while cannotQueueWhy() says so, or something is in conflict.
    void setQueued(bool on);
    /// Why the edit cannot be sent from here whatever the server answers, as sentences: the
    /// connection is read-only, or the right is missing. Empty = it can.
    QString cannotQueueWhy() const;
    /// Takes every change back, also those that cannot be written on this server.
    void discard();
    bool isQueued() const { return m_queuedAt.isValid(); }

    /// The draft as it is, stored or not; nothing when nothing is changed.
    std::optional<DraftRecord> draft() const;
    /// All that was changed is on the disk (or nothing is changed), and it is known what became of
    /// the typed secrets.
    bool isStored() const
    {
        return m_isRestored && !m_isWaiting && !m_running && m_secretCalls.empty();
    }
    /// It is known what an earlier run left, and that is in the form.
    bool isRestored() const { return m_isRestored; }
    /// When the draft was last stored; invalid while there is none on the disk.
    QDateTime storedAt() const { return m_storedAt; }
    /// Of the draft of an earlier run: what could not be made an edit again (restored()), without
    /// the fields that were edited since.
    FieldSet left() const;
    /// Whose token the draft was made with; empty when nothing is changed or it is not known.
    QString maker() const { return m_followed ? m_followed->user : QString(); }
    /// Why it could not be stored; tried again with the next change and every 30 seconds.
    const std::optional<Error> &trouble() const { return m_trouble; }
    /// Why typed secrets of an earlier run could not be read: they are not in the form, and the
    /// draft is not to be sent by itself.
    std::optional<Error> secretTrouble() const;
    /// Tries to read those again: the keychain works now.
    void readSecretsAgain();
    /// The other process that has the draft.
    const std::optional<DraftHolder> &heldBy() const { return m_hold.holder(); }
    /// It is this process that may write and send the draft.
    bool isHeld() const { return m_hold.isHeld(); }

Q_SIGNALS:
    /// heldBy() changed: another process has it, or this one got it from that.
    void holdChanged();
    /// The edit is on the disk; comes after the commit. Whether what was typed since is there too
    /// says isStored().
    void stored(const QDateTime &when);
    /// The draft is gone from the disk.
    void removed();
    /// It could not be stored; `error` holds the sentence of the storage.
    void failed(const Error &error);
    /// A typed secret could not be kept: it is lost when the program ends.
    void secretNotKept(Fields::Field field, const Error &error);
    /// secretTrouble() is different.
    void secretTroubleChanged();
    /// The store of the secrets has answered all it was asked: isStored() may be true now.
    void secretsSettled();
    /// It was looked for an earlier draft, and there is none.
    void nothingFound();
    /// An earlier draft is in the form, but for the fields in `left`: they cannot be written on
    /// this server, have an edit of their own, or are typed secrets that are not kept any more.
    void restored(const DraftRecord &draft, const FieldSet &left);

private:
    void holdGot();
    void holdRefused();
    void giveBackUnneeded();
    void becomeReadOnly();
    void goOnWriting();
    void readDraft();
    void sourceLoaded();
    void draftRead(const Result<std::optional<DraftRecord>> &result);
    void secretsRead(const std::map<Field, Secret> &secrets);
    void readSecrets(CallHandle &call, const std::map<Field, QString> &keys,
                     std::function<void(const std::map<Field, Secret> &)> then);
    void takeUpSecrets(const std::map<Field, Secret> &secrets);
    void forgetUnreadThatAreTyped();
    void restore();
    void follow();
    void schedule();
    void write();
    void written(const Result<void> &result);
    void storeDraft(const DraftRecord &draft);
    void removeDraft();
    void keepSecrets(const DraftRecord &draft);
    void forgetSecret(Field field);
    void run(const std::function<CallHandle(Done<void>)> &start, Done<void> done);
    DraftState state() const;
    QList<FieldChange> changes() const;
    void fail(const Error &error);

    EditSession &m_edit;
    DraftPort &m_drafts;
    SecretPort &m_secrets;
    Clock &m_clock;
    DraftHold m_hold;
    QString m_user;
    QString m_release;
    QString m_newestEvent;
    std::optional<Field> m_cursor;

    std::optional<DraftRecord> m_found; ///< of an earlier run, not in the form yet
    std::map<Field, Secret> m_foundSecrets;
    bool m_isFoundStale = false; ///< the source could not be read, so others work on the disk
    FieldSet m_notRestored;
    QList<FieldChange> m_left; ///< of it: cannot be written here, kept all the same
    bool m_isRestored = false;
    std::optional<DraftRecord> m_followed; ///< the last one seen; without typed secrets
    bool m_isOfThisRun = false;            ///< and so of whose token this is
    QDateTime m_queuedAt;
    bool m_isOnDisk = false; ///< as far as was asked for
    bool m_isWaiting = false;
    bool m_isDue = false; ///< typing has paused while something was on its way
    QDateTime m_waitsSince;
    QDateTime m_storedAt;
    std::optional<Error> m_trouble;
    std::unique_ptr<Clock::Timer> m_timer;
    CallHandle m_running; ///< the newest store or remove
    CallHandle m_reading;
    std::map<Field, QByteArray> m_keptSecrets; ///< digests of what SecretPort has; empty = some
    std::map<Field, Error> m_unread;           ///< typed secrets of m_left that may be kept
    CallHandle m_readingAgain;
    std::map<int, CallHandle> m_secretCalls;
    int m_lastCall = 0;
};

/// Where the typed secret of a draft is kept.
QString draftSecretKey(const QString &server, const QString &pk, Field field);
