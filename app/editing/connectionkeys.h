// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionports.h"

#include <QList>
#include <QString>

// The secrets of connections in a SecretPort. A plain helper; GUI thread.
class ConnectionKeys
{
public:
    /// Borrows `secrets`, which must outlive it.
    explicit ConnectionKeys(SecretPort &secrets)
        : m_secrets(secrets)
    { }

    /// Reads what the entry can have: the token, the proxy's password when it has a login, the
    /// passphrase when it has a client certificate. Missing ones are empty. Fails with the first
    /// failure.
    [[nodiscard]] CallHandle read(const ConnectionEntry &entry, Done<ConnectionSecrets> done);
    /// Writes the ones that are not empty and removes the others. All are tried; fails with the
    /// first failure.
    [[nodiscard]] CallHandle write(const QString &id, const ConnectionSecrets &secrets,
                                   Done<void> done);
    /// Writes the ones that are not empty and removes those of the others that are `gone`; the rest
    /// is not known and stays. Null, and `done` never comes, when there is nothing to do.
    [[nodiscard]] CallHandle add(const QString &id, const ConnectionSecrets &secrets,
                                 Done<void> done, const QList<ConnectionSecret> &gone = {});
    [[nodiscard]] CallHandle remove(const QString &id, Done<void> done);

private:
    SecretPort &m_secrets;
};
