// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "ports.h"
#include "recentids.h"
#include "source/saverecord.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>
#include <map>
#include <memory>
#include <optional>

class Confirmations;
class Reachability;

// What others do on the server of one connection: who changed a source last, and a poll while the
// window is active. GUI thread.
//
// A poll is one request, at most one a minute: the read of a save that waits for its confirmation;
// else the read of a source that the events say has changed and of which an edit is open; else the
// newest audit events of all Plex sources, where the token may view events; else the source that is
// shown; else the smallest list.
class Presence final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds shortestInterval{60};

    /// Borrows all four, which must outlive it.
    Presence(SourceApi &api, Confirmations &confirmations, Reachability &reachability, Clock &clock,
             QObject *parent = nullptr);
    ~Presence() override;

    /// Polls for the first time, so that whatever is written from now on is news.
    void start();
    /// Polls only happen while the window is active.
    void setActive(bool active);
    /// Zero = never; what is shorter than a minute counts as one.
    void setInterval(std::chrono::seconds interval);
    std::chrono::seconds interval() const { return m_interval; }
    /// The source that is shown, or an empty pk.
    void setShown(const QString &pk) { m_shownPk = pk; }
    /// Tells where the source of an open edit is; none = no edit of it is open, and news of it make
    /// nobody read it.
    void setEdits(std::function<std::optional<QString>(const QString &pk)> slugOfEdit);

    /// Asks for the newest events of one source; lastChange() follows. Does nothing when the token
    /// may not view events.
    void askWho(const QString &pk);
    /// askWho() of this source was answered in this run.
    bool wasAsked(const QString &pk) const { return m_marks.contains(pk); }
    /// Forgets that the token may not view events: a right may have been given meanwhile.
    void askAgain() { m_isRefused = false; }
    /// The newest event that is known of this source.
    std::optional<AuditEvent> lastChange(const QString &pk) const;
    /// The token may not view events: who and when are not to be known.
    bool isRefused() const { return m_isRefused; }
    /// One of our own saves was stored: its event is no news.
    void noteOwn(const SaveRecord &record);

Q_SIGNALS:
    /// lastChange() of this source was asked for and is known now.
    void lastChangeKnown(const QString &pk);
    /// A poll saw somebody's write.
    void changedByAnother(const QString &pk, const AuditEvent &event);
    /// After askWho(): all writes to this source since it was asked last were one person's, and
    /// this is the newest; none = that is not to be known.
    void attributed(const QString &pk, const std::optional<AuditEvent> &event);
    /// A poll read this source.
    void sourceRead(const PlexSource &source, int saveMoments);
    void refused();

private:
    void plan();
    void poll();
    CallHandle startPoll();
    CallHandle read(const QString &pk, const QString &slug);
    CallHandle readEvents();
    void takeEvents(const QList<AuditEvent> &events);
    void takeLastChange(const AuditEvent &event);
    std::chrono::milliseconds pauseOfPolls() const;
    void takeSourceEvents(const QString &pk, const QList<AuditEvent> &events);
    void ended(const std::optional<Error> &error, bool saysNothing = false);
    bool isOwn(const AuditEvent &event);

    SourceApi &m_api;
    Confirmations &m_confirmations;
    Reachability &m_reachability;
    Clock &m_clock;
    std::function<std::optional<QString>(const QString &)> m_slugOfEdit;
    bool m_active = true;
    bool m_isRefused = false;
    std::chrono::seconds m_interval = shortestInterval;
    QDateTime m_started; ///< saves from before it are no news to be told apart
    QDateTime m_lastPoll;
    QString m_shownPk;
    bool m_wasConfirmation = false; ///< the last poll was, and brought nothing
    std::unique_ptr<Clock::Timer> m_timer;
    CallHandle m_poll;
    QHash<QString, AuditEvent> m_lastChanges;
    bool m_hasLooked = false;
    QString m_newestEvent; ///< pk of the newest event that a poll has seen
    QList<QString> m_toRead;
    RecentIds m_ownRequests;
    QSet<QString> m_ownNames;
    QHash<QString, int> m_ownSaves;      ///< of a source, whose events may name no request
    QHash<QString, int> m_ownUnanswered; ///< of a source, whose request is not known here
    RecentIds m_ownEvents;               ///< those of such saves
    QHash<QString, QString> m_marks; ///< source → newest event when askWho() was last answered
    std::map<QString, CallHandle> m_asking;
    QSet<QString> m_toAskAgain; ///< asked for while an older answer was on its way
};
