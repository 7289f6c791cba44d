// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

#include "secrets/toldcall.h"

namespace {

template <typename T>
CallHandle known(Result<T> result, Done<T> done)
{
    auto call = std::make_unique<ToldCall<T>>(std::move(done));
    call->tellSoon(std::move(result));
    return call;
}

} // namespace

CallHandle MemorySecretStore::read(const QString &key, Done<std::optional<Secret>> done)
{
    std::optional<Secret> found;
    if (const auto it = m_secrets.constFind(key); it != m_secrets.cend())
        found = *it;
    return known<std::optional<Secret>>(found, std::move(done));
}

CallHandle MemorySecretStore::write(const QString &key, const Secret &secret, Done<void> done)
{
    m_secrets.insert(key, secret);
    return known<void>({}, std::move(done));
}

CallHandle MemorySecretStore::remove(const QString &key, Done<void> done)
{
    m_secrets.remove(key);
    return known<void>({}, std::move(done));
}
