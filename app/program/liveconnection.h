// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "connection/connectionentry.h"
#include "connectionports.h"
#include "serversession.h"

#include <QString>

#include <algorithm>
#include <memory>
#include <optional>

// One connection of this run: what it is called, its secrets, and once these are known its client
// and session. GUI thread.
struct LiveConnection
{
    ConnectionEntry entry;
    ConnectionSecrets secrets;
    bool isForThisRun = false;      ///< not in the book: --url, or a demo
    CallHandle keys;                ///< while its secrets are being read
    bool areKeysUnreadable = false; ///< the keychain did not give them
    bool areStoredKnown = false;    ///< `secrets` are what the keychain has, nothing else
    bool isStale = false;           ///< its entry was changed while its secrets were being read
    /// Given at the start, for this run only: it goes before the stored one, which stays.
    std::optional<Secret> tokenForRun;
    QString whyNoToken; ///< a sentence; empty = it has one
    int timesOpened = 0;
    std::unique_ptr<AuthentikClient> client;
    std::unique_ptr<ServerSession> session;
    std::unique_ptr<QObject> waits; ///< for its session to be quiet

    const QString &id() const { return entry.id; }
    bool isOpen() const { return session != nullptr; }
    /// Of secrets: the password of its proxy, or the passphrase of its key.
    bool needsMoreThanToken() const
    {
        return !entry.proxy.username.isEmpty() || !entry.clientCertificate.isEmpty();
    }
    /// What would go with its session if another one took its place now: a save on its way, or
    /// edits that could not be stored. Typed secrets are with the secret store.
    bool hasSomethingToLose() const
    {
        if (!isOpen())
            return false;
        const QList<EndLoss> losses = session->lostAtEnd();
        return session->isSaving()
                || std::any_of(losses.begin(), losses.end(),
                               [](const EndLoss &loss) { return loss.isUnstored; });
    }
};
