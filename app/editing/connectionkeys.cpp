// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionkeys.h"

#include <QObject>

#include <array>
#include <optional>
#include <vector>

namespace {

constexpr std::array allSecrets{ConnectionSecret::Token, ConnectionSecret::ProxyPassword,
                                ConnectionSecret::Passphrase};

Secret &secretIn(ConnectionSecrets &secrets, ConnectionSecret which)
{
    switch (which) {
    case ConnectionSecret::ProxyPassword:
        return secrets.proxyPassword;
    case ConnectionSecret::Passphrase:
        return secrets.passphrase;
    case ConnectionSecret::Token:
        break;
    }
    return secrets.token;
}

// Several calls of a SecretPort at the same time, which end as one. The first failure is what it
// ends with; cancel() makes that Cancelled.
class Several : public Call
{
public:
    void cancel() override
    {
        const auto calls = m_calls.size(); // none is added while they run
        for (std::size_t i = 0; i < calls; ++i)
            m_calls[i]->cancel();
    }

protected:
    void add(CallHandle call) { m_calls.push_back(std::move(call)); }
    void expect(int calls) { m_open = calls; }

    /// One has ended. The last one tells, which may destroy this.
    void one(const std::optional<Error> &error)
    {
        if (error && !m_error)
            m_error = error;
        if (--m_open == 0)
            end(m_error);
    }

    virtual void end(const std::optional<Error> &error) = 0;

private:
    std::vector<CallHandle> m_calls;
    std::optional<Error> m_error;
    int m_open = 0;
};

template <typename T>
std::optional<Error> errorOf(const Result<T> &result)
{
    return result ? std::nullopt : std::optional(result.error());
}

class Reading final : public Several
{
public:
    Reading(SecretPort &port, const QString &id, const std::vector<ConnectionSecret> &which,
            Done<ConnectionSecrets> done)
        : m_done(std::move(done))
    {
        expect(int(which.size()));
        for (const ConnectionSecret secret : which) {
            add(port.read(connectionSecretKey(id, secret),
                          [this, secret](const Result<std::optional<Secret>> &result) {
                              if (result && result->has_value())
                                  secretIn(m_secrets, secret) = **result;
                              one(errorOf(result));
                          }));
        }
    }

private:
    void end(const std::optional<Error> &error) override
    {
        const Done<ConnectionSecrets> done = std::move(m_done);
        const ConnectionSecrets secrets = std::move(m_secrets);
        if (error)
            done(failure(*error));
        else
            done(secrets);
    }

    ConnectionSecrets m_secrets;
    Done<ConnectionSecrets> m_done;
};

class Writing final : public Several
{
public:
    Writing(SecretPort &port, const QString &id, ConnectionSecrets secrets,
            const std::vector<ConnectionSecret> &wanted, Done<void> done)
        : m_done(std::move(done))
    {
        expect(int(wanted.size()));
        for (const ConnectionSecret which : wanted) {
            const QString key = connectionSecretKey(id, which);
            const Secret &secret = secretIn(secrets, which);
            const Done<void> ended = [this](const Result<void> &result) { one(errorOf(result)); };
            add(secret.isEmpty() ? port.remove(key, ended) : port.write(key, secret, ended));
        }
    }

private:
    void end(const std::optional<Error> &error) override
    {
        const Done<void> done = std::move(m_done);
        if (error)
            done(failure(*error));
        else
            done({});
    }

    Done<void> m_done;
};

} // namespace

CallHandle ConnectionKeys::read(const ConnectionEntry &entry, Done<ConnectionSecrets> done)
{
    std::vector<ConnectionSecret> which{ConnectionSecret::Token};
    if (!entry.proxy.username.isEmpty())
        which.push_back(ConnectionSecret::ProxyPassword);
    if (!entry.clientCertificate.isEmpty())
        which.push_back(ConnectionSecret::Passphrase);
    return std::make_unique<Reading>(m_secrets, entry.id, which, std::move(done));
}

CallHandle ConnectionKeys::write(const QString &id, const ConnectionSecrets &secrets,
                                 Done<void> done)
{
    const std::vector<ConnectionSecret> all(allSecrets.begin(), allSecrets.end());
    return std::make_unique<Writing>(m_secrets, id, secrets, all, std::move(done));
}

CallHandle ConnectionKeys::add(const QString &id, const ConnectionSecrets &secrets, Done<void> done,
                               const QList<ConnectionSecret> &gone)
{
    ConnectionSecrets given = secrets;
    std::vector<ConnectionSecret> which;
    for (const ConnectionSecret secret : allSecrets) {
        if (!secretIn(given, secret).isEmpty() || gone.contains(secret))
            which.push_back(secret);
    }
    if (which.empty())
        return {};
    return std::make_unique<Writing>(m_secrets, id, secrets, which, std::move(done));
}

CallHandle ConnectionKeys::remove(const QString &id, Done<void> done)
{
    return write(id, {}, std::move(done));
}
