// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/nokeychain.h"

#include "secrets/toldcall.h"

namespace {
template <typename T>
CallHandle unavailable(Done<T> done)
{
    Error error;
    error.kind = ErrorKind::KeychainUnavailable;
    auto call = std::make_unique<ToldCall<T>>(std::move(done));
    call->tellSoon(failure(error));
    return call;
}
} // namespace

CallHandle NoKeychain::read(const QString &, Done<std::optional<Secret>> done)
{
    return unavailable(std::move(done));
}

CallHandle NoKeychain::write(const QString &, const Secret &, Done<void> done)
{
    return unavailable(std::move(done));
}

CallHandle NoKeychain::remove(const QString &, Done<void> done)
{
    return unavailable(std::move(done));
}

CallHandle NoKeychain::unlock(Done<void> done)
{
    return unavailable(std::move(done));
}

CallHandle NoKeychain::forgetAll(Done<void> done)
{
    return unavailable(std::move(done));
}
