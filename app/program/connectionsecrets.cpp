// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Connections that has to do with secrets: reading them, keeping what was typed, and
// telling which are missing.
#include "connectionbook.h"
#include "connectionkeys.h"
#include "connections/secretsafteredit.h"
#include "desks.h"
#include "program/connections.h"
#include "source/errortext.h"

#include <algorithm>
#include <utility>

// Reading

void Connections::readKeys(LiveConnection &live)
{
    live.keys = m_ports.keys.read(live.entry,
                                  [this, id = live.id()](const Result<ConnectionSecrets> &result) {
                                      if (LiveConnection *of = find(id)) {
                                          const CallHandle finished = std::move(of->keys);
                                          takeKeys(*of, result);
                                      }
                                  });
}

void Connections::takeKeys(LiveConnection &live, const Result<ConnectionSecrets> &result)
{
    ConnectionSecrets secrets = result ? *result : live.secrets;
    if (live.tokenForRun)
        secrets.token = *live.tokenForRun;
    live.areKeysUnreadable = !result && (secrets.token.isEmpty() || live.needsMoreThanToken());
    QString why;
    if (!result)
        why = describe(result.error(), {Situation::Keychain, {}, {}, 0}).both();
    else if (secrets.token.isEmpty())
        why = tr("None is kept on this computer.");
    const bool isSame = live.isOpen() && !live.isStale && live.secrets == secrets;
    live.secrets = secrets;
    if (result)
        live.areStoredKnown = !live.tokenForRun;
    tellToken(live, secrets.token.isEmpty() ? why : QString());
    if (live.isOpen() && !isSame)
        reopenWhenQuiet(live.id());
    else if (!live.isOpen())
        open(live);
    Q_EMIT keysChanged();
}

void Connections::tellToken(LiveConnection &live, const QString &why)
{
    live.whyNoToken = why;
    m_ports.desks.setTokenMissing(live.id(), why, m_isKeychainTold && live.areKeysUnreadable);
}

void Connections::setKeychainTold(bool isTold)
{
    if (std::exchange(m_isKeychainTold, isTold) == isTold)
        return;
    for (const auto &[id, live] : m_live)
        tellToken(*live, live->whyNoToken);
}

bool Connections::areKeysMissing() const
{
    return std::any_of(m_live.begin(), m_live.end(),
                       [](const auto &entry) { return entry.second->areKeysUnreadable; });
}

bool Connections::areTokensMissing() const
{
    return std::any_of(m_live.begin(), m_live.end(), [](const auto &entry) {
        return entry.second->areKeysUnreadable && entry.second->secrets.token.isEmpty();
    });
}

void Connections::readMissingKeys()
{
    for (const auto &[id, live] : m_live) {
        if (live->areKeysUnreadable && !live->keys)
            readKeys(*live);
    }
}

// Keeping

QString Connections::save(ConnectionEntry entry, const ConnectionSecrets &typed)
{
    const std::optional<ConnectionEntry> known = m_ports.book.entry(entry.id);
    if (known && known->isDeployed)
        entry = *known; // only its secrets are a person's
    if (!known) {
        if (entry.id.isEmpty())
            entry.id = newConnectionId();
        keepAll(entry.id, typed);
        m_ports.book.add(entry);
        return entry.id;
    }
    LiveConnection *live = find(entry.id);
    if (!live || live->keys || !live->areStoredKnown) {
        saveBesideUnknown(entry, typed);
        return entry.id;
    }
    const ConnectionSecrets secrets = secretsAfterEdit(live->entry, live->secrets, entry, typed);
    const bool areOther = live->secrets != secrets;
    const int before = live->timesOpened;
    if (areOther)
        keepAll(entry.id, secrets);
    live->secrets = secrets;
    m_ports.book.update(entry);
    live = find(entry.id); // it may have given way to another one
    if (!live || !areOther)
        return entry.id;
    tellToken(*live, secrets.token.isEmpty() ? tr("None was given.") : QString());
    if (live->timesOpened == before)
        reopenWhenQuiet(entry.id);
    return entry.id;
}

/// What could not be read is not empty: it stays in the keychain, if it still belongs to it.
void Connections::saveBesideUnknown(const ConnectionEntry &entry, const ConnectionSecrets &typed)
{
    QList<ConnectionSecret> gone;
    if (const auto stored = m_ports.book.entry(entry.id)) {
        if (!isSameProxyLogin(stored->proxy, entry.proxy))
            gone.append(ConnectionSecret::ProxyPassword);
        if (!isSameClientKey(*stored, entry))
            gone.append(ConnectionSecret::Passphrase);
    }
    keepBesideUnknown(entry.id, typed, gone);
    LiveConnection *live = find(entry.id);
    const int before = live ? live->timesOpened : 0;
    // What was given at the start was given for that address.
    const bool endsRunToken = live && live->tokenForRun
            && (!typed.token.isEmpty() || entry.address != live->entry.address);
    if (endsRunToken) {
        live->tokenForRun.reset();
        live->secrets.token = Secret();
    }
    if (live) // the keychain may go on to fail for the others
        live->secrets = secretsAfterEdit(live->entry, live->secrets, entry, typed);
    m_ports.book.update(entry);
    live = find(entry.id); // it may have given way to another one
    if (!live || (typed == ConnectionSecrets() && !endsRunToken))
        return;
    live->isStale = live->timesOpened == before;
    readKeys(*live);
}

void Connections::keepAll(const QString &id, const ConnectionSecrets &secrets)
{
    const int number = ++m_lastWrite;
    m_writes[number] = m_ports.keys.write(id, secrets, writeEnded(number));
}

void Connections::keepBesideUnknown(const QString &id, const ConnectionSecrets &typed,
                                    const QList<ConnectionSecret> &gone)
{
    const int number = ++m_lastWrite;
    if (CallHandle call = m_ports.keys.add(id, typed, writeEnded(number), gone))
        m_writes[number] = std::move(call);
}

Done<void> Connections::writeEnded(int number)
{
    // What could not be kept lives until the program ends; the store tells why.
    return [this, number](const Result<void> &) { const auto finished = m_writes.extract(number); };
}
