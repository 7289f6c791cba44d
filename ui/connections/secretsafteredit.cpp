// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/secretsafteredit.h"

namespace {
Secret typedOr(const Secret &typed, const Secret &stored, bool stillBelongs)
{
    if (!typed.isEmpty())
        return typed;
    return stillBelongs ? stored : Secret();
}
} // namespace

bool isSameProxyLogin(const ProxyChoice &before, const ProxyChoice &now)
{
    return !now.username.isEmpty() && now.username == before.username && now.host == before.host
            && now.port == before.port;
}

bool isSameClientKey(const ConnectionEntry &before, const ConnectionEntry &now)
{
    return !now.clientCertificate.isEmpty() && now.clientCertificate == before.clientCertificate
            && now.clientKey == before.clientKey;
}

ConnectionSecrets secretsAfterEdit(const ConnectionEntry &before, const ConnectionSecrets &stored,
                                   const ConnectionEntry &now, const ConnectionSecrets &typed)
{
    ConnectionSecrets secrets;
    secrets.token = typedOr(typed.token, stored.token, true);
    secrets.proxyPassword = typedOr(typed.proxyPassword, stored.proxyPassword,
                                    isSameProxyLogin(before.proxy, now.proxy));
    secrets.passphrase = typedOr(typed.passphrase, stored.passphrase, isSameClientKey(before, now));
    return secrets;
}
