// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/keychain.h"

#include <QObject>
#include <QSet>

#include <functional>
#include <map>
#include <optional>

// Where the program keeps secrets: the keychain, and in front of it the memory of this run, which
// takes over what the keychain does not. Nothing is ever written anywhere else. GUI thread.
class SecretVault final : public QObject, public SecretPort
{
    Q_OBJECT
public:
    /// Borrows `keychain`, which must outlive it.
    explicit SecretVault(Keychain &keychain, QObject *parent = nullptr);
    ~SecretVault() override;

    /// What was written in this run comes from memory, all else from the keychain.
    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override;
    /// From now on read() finds it, whatever the keychain says. Succeeds when the keychain has it;
    /// else it fails with the keychain's reason, and the secret lives until the program ends or
    /// storeNow() brings it in. Dropping or cancelling the call changes none of that.
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override;
    /// From now on read() does not find it. Fails when it may still be in the keychain; storeNow()
    /// tries again. Dropping or cancelling the call changes none of that.
    CallHandle remove(const QString &key, Done<void> done) override;
    /// The keychain worked when it was last asked, or was not asked yet.
    bool isLasting() const override { return !m_trouble; }
    /// The keychain has what was last written, or was found, under this key.
    bool isKept(const QString &key) const override;

    /// Why the keychain did not do what it was last asked for.
    const std::optional<Error> &trouble() const { return m_trouble; }
    /// How many secrets are in memory only, those on their way to the keychain among them.
    int waiting() const;
    /// Calls of the keychain are running: until they have ended, at most 3 seconds each, a program
    /// that ends would lose what they bring.
    bool isBusy() const { return !m_running.empty(); }
    /// Has the keychain unlocked, which may put a question to the person, and brings into it what
    /// is only in memory; for a button. Happens by itself, without a question, when the keychain
    /// works again. Its outcome is trouble().
    void storeNow();
    /// Forgets every secret of this program, of earlier runs too, in memory at once. What the
    /// keychain has is found by its service name, so no list of keys is needed.
    [[nodiscard]] CallHandle forgetAll(Done<void> done);

Q_SIGNALS:
    void troubleChanged();
    /// storeNow() had it unlocked: what could not be read before may be read now.
    void unlocked();
    /// isKept() of some key, or waiting(), is different.
    void keptChanged();

private:
    struct Entry
    {
        std::optional<Secret> secret; ///< none = to be removed from the keychain
        bool isKept = false;
        bool isRunning = false; ///< on its way to the keychain
        bool wasThere = false;  ///< the keychain may have an older one
        int version = 0;
    };

    CallHandle change(const QString &key, const std::optional<Secret> &secret, Done<void> done);
    void push(const QString &key, const Done<void> &done);
    Result<void> pushed(const QString &key, int version, const Result<void> &result);
    void pushWaiting();
    void wasWritten(const QString &key, const Secret &secret);
    void run(const std::function<CallHandle(Done<void>)> &start, const Done<void> &done);
    void learn(const Error &error);
    void setTrouble(const std::optional<Error> &trouble);

    Keychain &m_keychain;
    std::map<QString, Entry> m_entries;
    QSet<QString> m_found; ///< keys of earlier runs that the keychain has
    std::optional<Error> m_trouble;
    std::map<int, CallHandle> m_running;
    int m_lastRun = 0;
    int m_lastVersion = 0;
    CallHandle m_unlocking;
};
