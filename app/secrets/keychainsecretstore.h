// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "secrets/keychain.h"

#include <deque>
#include <memory>

// The keychain of the desktop through QtKeychain, as text under the service name
// org.sourcedesk.Sourcedesk; what QtKeychain cannot tell is asked of the Secret Service itself. GUI
// thread, which never waits: without a session bus a call fails at once, and none is started.
//
// One call after another, each with a deadline of 3 seconds from the moment it is made
// (forgetAll(): 30). Before each it is asked whether the default collection is there and unlocked,
// so that the library never puts a question to a person, and again before *not found* is believed:
// the library says so of a missing or locked collection too.
//
// QtKeychain has one queue for all its jobs and no way to end one that hangs. So it never gets a
// second one before the first has ended, and while one is past its deadline every call fails with
// KeychainSlow at once. When its answer comes, or D-Bus gives up (25 seconds for each question),
// calls are tried again.
class KeychainSecretStore final : public Keychain
{
    Q_OBJECT
public:
    /// Borrows `clock`, which must outlive it.
    explicit KeychainSecretStore(Clock &clock, QObject *parent = nullptr);
    ~KeychainSecretStore() override;

    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override;
    /// A secret with a zero character cannot be kept and fails with Keychain.
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override;
    /// Succeeds when there is none.
    CallHandle remove(const QString &key, Done<void> done) override;
    CallHandle unlock(Done<void> done) override;
    CallHandle forgetAll(Done<void> done) override;

private:
    class Task;
    class Handle;
    friend class Task;

    CallHandle add(std::unique_ptr<Task> task);
    void drop(const Task *task);
    void startNext();
    void checked(const Result<void> &result);
    void runLibrary();
    void notFound();
    void end(const Result<std::optional<Secret>> &result);

    Clock &m_clock;
    std::deque<std::unique_ptr<Task>> m_waiting;
    std::unique_ptr<Task> m_current;
    CallHandle m_talk; ///< with the Secret Service, for m_current
};
