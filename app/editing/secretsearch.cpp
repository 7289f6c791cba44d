// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretsearch.h"

SecretSearch::SecretSearch(SecretPort &port, std::map<Field, QString> keys, Done<Secrets> done)
    : m_port(port)
    , m_keys(std::move(keys))
    , m_done(std::move(done))
{
    QMetaObject::invokeMethod(
            this, [this] { next(); }, Qt::QueuedConnection);
}

void SecretSearch::next()
{
    if (m_keys.empty()) {
        const Done<Secrets> done = std::move(m_done);
        return done(m_found); // may destroy this
    }
    const auto [field, key] = *m_keys.begin();
    m_keys.erase(m_keys.begin());
    m_running =
            m_port.read(key, [this, field = field](const Result<std::optional<Secret>> &result) {
                const CallHandle finished = std::move(m_running);
                if (!result)
                    m_failures.insert_or_assign(field, result.error());
                else if (*result)
                    m_found.insert_or_assign(field, **result);
                next();
            });
}
