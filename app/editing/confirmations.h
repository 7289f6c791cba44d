// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "keptsecrets.h"
#include "savejournal.h"
#include "storageports.h"

#include <QObject>

#include <functional>
#include <list>
#include <map>
#include <memory>

/// A saved change that a later read did not find any more.
struct LostChange
{
    SaveRecord record;
    SaveCheck check;              ///< which fields, and whether the old or another value is there
    PlexSource found;             ///< what the server had then; a change since is a conflict
    QDateTime seen;               ///< when it was noticed
    std::optional<AuditEvent> by; ///< who overwrote it, if that is known
    bool isWriterAsked = false;   ///< and if it is not known by then, it stays so
};

// What became of saves. Writes each one down before it goes out (HistoryPort), reads the source
// again about two seconds after it ended and once more with the next poll, and tells when a change
// is gone: authentik loads a row, sets fields and writes all columns, so that of two overlapping
// PATCHes of different fields one can vanish although both were answered with 200 (contract §3.2).
//
// One per connection; it outlives the edits it looks after, and takes up what an earlier run left
// open. A typed Plex token stays in SecretPort until its confirmation ends, so that it can be sent
// again. GUI thread.
class Confirmations final : public QObject, public SaveJournal
{
    Q_OBJECT
public:
    /// Borrows all four, which must outlive it.
    Confirmations(SourceApi &api, HistoryPort &history, SecretPort &secrets, Clock &clock,
                  QObject *parent = nullptr);
    ~Confirmations() override;

    /// Looks after what an earlier run of this connection left open.
    void takeUp();

    CallHandle saveBegins(const SaveBeginning &beginning, Done<void> done) override;
    void saveEnded(const SaveRecord &record, const SaveOutcome &outcome) override;

    /// Grows with each beginning and end of a save: a read that began at another value may be older
    /// than a save.
    int saveMoments() const { return m_saveMoments; }
    /// A save ended without a write, or the source was read: reads that began before are old.
    void noteMoment() { ++m_saveMoments; }

    /// Some save waits for its confirming read by a poll.
    bool isWaiting() const;
    /// Reads the source of the save that has waited longest and compares all its saves. `done`
    /// comes when that read has ended, well or not. Only while isWaiting().
    [[nodiscard]] CallHandle checkNext(Done<void> done);

    /// What is gone and was neither saved again nor dismissed, oldest first; of one source.
    QList<LostChange> lost(const QString &pk) const;
    /// The same as an edit that leads back there: from what the server had when it was noticed,
    /// without the secrets that are not kept any more; those are in `lostSecrets`. Asks SecretPort.
    struct Again
    {
        QList<FieldChange> changes;
        FieldSet lostSecrets;
    };
    [[nodiscard]] CallHandle changesToSaveAgain(const QString &pk, const DigestKey &digests,
                                                Done<Again> done);
    /// Says who overwrote what is gone of this source, of which nobody was asked yet; none = that
    /// is not to be known.
    void attribute(const QString &pk, const std::optional<AuditEvent> &event);
    /// Somebody read this source: what is there again is not missed any more.
    void noteRead(const PlexSource &source);
    /// A person has seen it; nothing more is said of it.
    void dismiss(const QString &pk);

Q_SIGNALS:
    /// A save is on the server, as its answer or a read says.
    void stored(const SaveRecord &record);
    /// The first confirming read found everything there.
    void confirmed(const SaveRecord &record);
    /// A save of which nobody could tell turns out to be stored, or with `isStored` false not to
    /// be.
    void settled(const SaveRecord &record, bool isStored);
    /// What lost() says of this source has changed.
    void lostChanged(const QString &pk);
    /// A confirming read brought this.
    void sourceRead(const PlexSource &source);
    void readFailed(const Error &error);
    /// Some save waits for the poll now.
    void pollWanted();
    /// Rows of the history have changed.
    void historyChanged();

private:
    struct Open;

    Open *openSave(const QString &id);
    void open(const SaveRecord &record);
    void supersede(const SaveRecord &newer);
    void dropLost(const QString &pk, const FieldSet &fields);
    void dropSettled(Open &entry, const PlexSource &now) const;
    void readEnded(const QString &pk, const Result<PlexSource> &result);
    void leaveToPoll(Open &entry);
    void tell(const std::function<void()> &news) { m_news.append(news); }
    void tellNews();
    void checkDue();
    CallHandle read(const Open &entry, Done<void> done);
    void couldNotRead(Open &entry, const Error &error);
    void compare(Open &entry, const PlexSource &now);
    void compareSaved(Open &entry, const SaveCheck &check, const PlexSource &now);
    void compareDoubtful(Open &entry, const SaveCheck &check);
    void close(Open &entry, SaveFate fate);
    void dropClosed();

    SourceApi &m_api;
    HistoryPort &m_history;
    SecretPort &m_secrets;
    KeptSecrets m_kept;
    Clock &m_clock;
    std::map<QString, SaveRecord> m_begun; ///< written down, not ended
    std::list<Open> m_open;
    QList<LostChange> m_lost;
    CallHandle m_takeUp;
    std::unique_ptr<Clock::Timer> m_takeUpLater;
    CallHandle m_read;
    QList<std::function<void()>> m_news; ///< signals, told when no list is walked any more
    int m_saveMoments = 0;               ///< beginnings and ends of saves
};
