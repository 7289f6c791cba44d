// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretvault.h"

#include "secrets/toldcall.h"

#include <QPointer>

#include <algorithm>
#include <utility>

SecretVault::SecretVault(Keychain &keychain, QObject *parent)
    : QObject(parent)
    , m_keychain(keychain)
{
    connect(&m_keychain, &Keychain::writtenLate, this, &SecretVault::wasWritten);
}

SecretVault::~SecretVault() = default;

CallHandle SecretVault::read(const QString &key, Done<std::optional<Secret>> done)
{
    using Found = std::optional<Secret>;
    if (const auto entry = m_entries.find(key); entry != m_entries.end()) {
        auto call = std::make_unique<ToldCall<Found>>(std::move(done));
        call->tellSoon(entry->second.secret);
        return call;
    }
    return m_keychain.read(key, [this, key, done = std::move(done)](const Result<Found> &result) {
        if (result) {
            if (*result)
                m_found.insert(key);
            setTrouble({});
        } else {
            learn(result.error());
        }
        const auto entry = m_entries.find(key); // of a write or remove meanwhile
        done(entry == m_entries.end() ? result : Result<Found>(entry->second.secret));
    });
}

CallHandle SecretVault::write(const QString &key, const Secret &secret, Done<void> done)
{
    return change(key, secret, std::move(done));
}

CallHandle SecretVault::remove(const QString &key, Done<void> done)
{
    return change(key, std::nullopt, std::move(done));
}

CallHandle SecretVault::change(const QString &key, const std::optional<Secret> &secret,
                               Done<void> done)
{
    const bool isKnown = m_entries.contains(key);
    Entry &entry = m_entries[key];
    entry.wasThere = entry.wasThere || entry.isKept || m_found.contains(key)
            || (!isKnown && !secret); // nobody knows what an earlier run left
    entry.secret = secret;
    entry.isKept = false;
    entry.version = ++m_lastVersion;
    auto call = std::make_unique<ToldCall<void>>(std::move(done));
    push(key, [told = QPointer(call.get())](const Result<void> &result) {
        if (told)
            told->tell(result);
    });
    Q_EMIT keptChanged();
    return call;
}

void SecretVault::push(const QString &key, const Done<void> &done)
{
    Entry &entry = m_entries.at(key);
    entry.isRunning = true;
    const int version = entry.version;
    run(
            [this, key, secret = entry.secret](Done<void> ended) {
                return secret ? m_keychain.write(key, *secret, std::move(ended))
                              : m_keychain.remove(key, std::move(ended));
            },
            [this, key, version, done](const Result<void> &result) {
                done(pushed(key, version, result));
            });
}

/// Learns what became of it, and answers what its caller is to hear.
Result<void> SecretVault::pushed(const QString &key, int version, const Result<void> &result)
{
    const auto found = m_entries.find(key);
    const bool isCurrent = found != m_entries.end() && found->second.version == version;
    // Without a keychain, a secret of this run only is gone with its copy in memory.
    const bool isGone = isCurrent && !found->second.secret && !found->second.wasThere && !result
            && result.error().kind == ErrorKind::KeychainUnavailable;
    if (isCurrent) {
        found->second.isRunning = false;
        found->second.isKept = result && found->second.secret;
        if (result && !found->second.secret) {
            m_found.remove(key);
            m_entries.erase(found);
        }
    } else if (result && found != m_entries.end()) {
        found->second.wasThere = true; // an older one may be
    }
    if (result)
        setTrouble({});
    else
        learn(result.error());
    Q_EMIT keptChanged();
    return isGone ? Result<void>() : result;
}

void SecretVault::pushWaiting()
{
    QStringList keys;
    for (const auto &[key, entry] : m_entries) {
        if (!entry.isKept && !entry.isRunning)
            keys.append(key);
    }
    for (const QString &key : std::as_const(keys))
        push(key, [](const Result<void> &) {});
}

void SecretVault::wasWritten(const QString &key, const Secret &secret)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end()) { // forgotten meanwhile
        const CallHandle unheard = change(key, std::nullopt, [](const Result<void> &) {});
        return;
    }
    found->second.wasThere = true;
    found->second.isKept = found->second.isKept || found->second.secret == secret;
    setTrouble({});
    Q_EMIT keptChanged();
}

bool SecretVault::isKept(const QString &key) const
{
    const auto found = m_entries.find(key);
    if (found != m_entries.end())
        return found->second.isKept;
    return m_found.contains(key);
}

int SecretVault::waiting() const
{
    return int(std::count_if(m_entries.begin(), m_entries.end(), [](const auto &entry) {
        return entry.second.secret && !entry.second.isKept;
    }));
}

void SecretVault::storeNow()
{
    if (m_unlocking)
        return;
    m_unlocking = m_keychain.unlock([this](const Result<void> &result) {
        const CallHandle finished = std::move(m_unlocking);
        if (!result)
            return learn(result.error());
        pushWaiting();
        setTrouble({});
        Q_EMIT unlocked();
    });
}

CallHandle SecretVault::forgetAll(Done<void> done)
{
    m_entries.clear();
    m_found.clear();
    auto call = std::make_unique<ToldCall<void>>(std::move(done));
    run([this](Done<void> ended) { return m_keychain.forgetAll(std::move(ended)); },
        [this, told = QPointer(call.get())](const Result<void> &result) {
            if (result)
                setTrouble({});
            else
                learn(result.error());
            if (told)
                told->tell(result);
        });
    Q_EMIT keptChanged();
    return call;
}

/// Keeps a call of the keychain until it has ended, whoever listens.
void SecretVault::run(const std::function<CallHandle(Done<void>)> &start, const Done<void> &done)
{
    const int number = ++m_lastRun;
    m_running.insert_or_assign(number, nullptr);
    CallHandle call = start([this, number, done](const Result<void> &result) {
        const auto finished = m_running.extract(number);
        done(result);
    });
    m_running.at(number) = std::move(call);
}

void SecretVault::learn(const Error &error)
{
    if (error.kind != ErrorKind::Cancelled)
        setTrouble(error);
}

void SecretVault::setTrouble(const std::optional<Error> &trouble)
{
    if (m_trouble == trouble)
        return;
    const bool worksAgain = m_trouble && !trouble;
    m_trouble = trouble;
    if (worksAgain) {
        QMetaObject::invokeMethod(
                this, [this] { pushWaiting(); }, Qt::QueuedConnection);
    }
    Q_EMIT troubleChanged();
}
