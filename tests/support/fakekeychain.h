// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/keychain.h"
#include "secrets/memorysecretstore.h"

#include <QMap>

#include <functional>
#include <optional>

// A keychain that keeps what it is given, or fails as a test says. It answers from the event loop.
class FakeKeychain final : public Keychain
{
    Q_OBJECT
public:
    std::optional<ErrorKind> failure; ///< of all but unlock() and forgetAll()
    bool opensWhenAsked = true;       ///< unlock() ends the failure
    QMap<QString, QString> kept;
    int unlocks = 0;

    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override
    {
        const std::optional<Error> failed = error();
        std::optional<Secret> found;
        if (kept.contains(key))
            found = Secret(kept.value(key));
        return m_loop.read(key, [=](const auto &) {
            done(failed ? Result<std::optional<Secret>>(::failure(*failed))
                        : Result<std::optional<Secret>>(found));
        });
    }
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override
    {
        if (!failure)
            kept.insert(key, secret.reveal());
        return answer(std::move(done));
    }
    CallHandle remove(const QString &key, Done<void> done) override
    {
        if (!failure)
            kept.remove(key);
        return answer(std::move(done));
    }
    CallHandle unlock(Done<void> done) override
    {
        ++unlocks;
        if (opensWhenAsked)
            failure.reset();
        return answer(std::move(done));
    }
    CallHandle forgetAll(Done<void> done) override
    {
        if (!failure)
            kept.clear();
        return answer(std::move(done));
    }

private:
    std::optional<Error> error() const
    {
        if (!failure)
            return std::nullopt;
        Error error;
        error.kind = *failure;
        return error;
    }
    CallHandle answer(Done<void> done)
    {
        const std::optional<Error> failed = error();
        return m_loop.remove({}, [failed, done = std::move(done)](const auto &) {
            done(failed ? Result<void>(::failure(*failed)) : Result<void>());
        });
    }

    MemorySecretStore m_loop; ///< for its way through the event loop only
};
