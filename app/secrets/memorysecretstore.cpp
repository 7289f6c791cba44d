// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

#include <QObject>

namespace {
/// Tells a result that is already known, from the event loop.
template <typename T>
class KnownResult final : public QObject, public Call
{
public:
    KnownResult(Result<T> result, Done<T> done)
        : m_result(std::move(result))
        , m_done(std::move(done))
    {
        QMetaObject::invokeMethod(
                this, [this] { tell(); }, Qt::QueuedConnection);
    }

    void cancel() override
    {
        Error error;
        error.kind = ErrorKind::Cancelled;
        m_result = failure(error);
    }

private:
    void tell()
    {
        const Done<T> done = std::move(m_done); // it may destroy this
        const Result<T> result = std::move(m_result);
        done(result);
    }

    Result<T> m_result;
    Done<T> m_done;
};
} // namespace

CallHandle MemorySecretStore::read(const QString &key, Done<std::optional<Secret>> done)
{
    std::optional<Secret> found;
    if (const auto it = m_secrets.constFind(key); it != m_secrets.cend())
        found = *it;
    return std::make_unique<KnownResult<std::optional<Secret>>>(found, std::move(done));
}

CallHandle MemorySecretStore::write(const QString &key, const Secret &secret, Done<void> done)
{
    m_secrets.insert(key, secret);
    return std::make_unique<KnownResult<void>>(Result<void>(), std::move(done));
}

CallHandle MemorySecretStore::remove(const QString &key, Done<void> done)
{
    m_secrets.remove(key);
    return std::make_unique<KnownResult<void>>(Result<void>(), std::move(done));
}
