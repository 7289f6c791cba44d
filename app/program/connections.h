// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagnostics.h"
#include "program/liveconnection.h"

#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>

class ConnectionBook;
class ConnectionKeys;
class Desks;
class RequestLog;
struct ConnectionLook;

// The connections of this run: those of the book, and those that were given for this run only. All
// are open at once, so that what is queued on one goes out while another is looked at; but two to
// one address are not, for their drafts are the same: the later one waits until somebody wants it.
// GUI thread.
class Connections final : public QObject
{
    Q_OBJECT
public:
    struct Ports
    {
        ConnectionBook &book;
        ConnectionKeys &keys;
        RequestLog &log;
        SettingsPort &settings;
        Desks &desks;
        Clock &clock;
        /// What a session of this kind of connection needs of the machine.
        std::function<SessionPorts(ConnectionKind)> sessionPorts;
    };

    /// Borrows all of them, which must outlive it.
    explicit Connections(const Ports &ports, QObject *parent = nullptr);
    ~Connections() override;

    /// Opens those of the book and follows the book from now on. The first one is that with the
    /// name `first`, else the one that was shown last; with `isShowing` it is shown too, and the
    /// others follow one by one once its list was read or failed, after two seconds at the latest.
    void openBook(const QString &first, bool isShowing);
    /// Opens one for this run only, or gives the one that has the address this token for this
    /// run, and shows it. False when that would cost what somebody is sending or typing there.
    bool openForRun(const ConnectionEntry &entry, const Secret &token);
    /// A person accepted this certificate for one that is for this run only.
    void acceptForRun(const QString &id, const QByteArray &fingerprint);
    /// Makes the book's entry known or up to date, and keeps what was typed (empty = nothing); what
    /// is stored besides stays as long as it belongs to the entry. What cannot be kept in the
    /// keychain lives until the program ends; the secret store says so. Returns the id.
    QString save(ConnectionEntry entry, const ConnectionSecrets &typed);

    /// The open one; null when there is none or its secrets are still being read.
    LiveConnection *find(const QString &id);
    /// The one that is open to this address.
    LiveConnection *findAt(const QString &address);
    /// The one that is shown.
    LiveConnection *shown();
    /// What the diagnostics bundle says of them.
    QList<DiagnosedConnection> diagnosed() const;
    /// The keychain did not give the secrets of some.
    bool areKeysMissing() const;
    /// Some of those have no token at all, so that nothing is read or sent.
    bool areTokensMissing() const;
    /// Asks the keychain again for those.
    void readMissingKeys();
    /// The window says that the keychain did not give them: then the connections do not say it too.
    void setKeychainTold(bool isTold);
    /// Before everything is forgotten. Edits that are not sent go with it.
    void closeAll();

Q_SIGNALS:
    /// The keychain has answered for one of them.
    void keysChanged();
    /// Something to be said in the status line.
    void said(const QString &sentence);

private:
    void openNext();
    void follow();
    void add(const ConnectionEntry &entry);
    void readKeys(LiveConnection &live);
    void takeKeys(LiveConnection &live, const Result<ConnectionSecrets> &result);
    /// Why it has no token, as a sentence; empty = it has one.
    void tellToken(LiveConnection &live, const QString &why);
    void open(LiveConnection &live);
    void reopen(const QString &id);
    void reopenWhenQuiet(const QString &id);
    static bool isQuiet(const LiveConnection &live);
    LiveConnection *otherAt(const QString &address, const QString &id);
    void entryChanged(const QString &id);
    void entryRemoved(const QString &id);
    void wanted(const QString &id);
    void saveBesideUnknown(const ConnectionEntry &entry, const ConnectionSecrets &typed);
    void keepAll(const QString &id, const ConnectionSecrets &secrets);
    Done<void> writeEnded(int number);
    void keepBesideUnknown(const QString &id, const ConnectionSecrets &typed,
                           const QList<ConnectionSecret> &gone);
    void close(LiveConnection &live);
    void updateTabs();
    void rememberUser(LiveConnection &live);
    void rememberShown();

    Ports m_ports;
    std::map<QString, std::unique_ptr<LiveConnection>> m_live;
    bool m_isKeychainTold = false;
    QList<QString> m_toOpen;                   ///< of the book, not opened yet
    std::unique_ptr<Clock::Timer> m_headStart; ///< of the one that is shown first
    QList<QString> m_runOrder;                 ///< of those for this run only
    std::map<int, CallHandle> m_writes;        ///< of secrets
    int m_lastWrite = 0;
};

/// What is shown of an entry.
ConnectionLook lookOf(const ConnectionEntry &entry);
