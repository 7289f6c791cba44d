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

ConnectionSecrets secretsAfterEdit(const ConnectionEntry &before, const ConnectionSecrets &stored,
                                   const ConnectionEntry &now, const ConnectionSecrets &typed)
{
    const bool isSameLogin = !now.proxy.username.isEmpty()
            && now.proxy.username == before.proxy.username && now.proxy.host == before.proxy.host
            && now.proxy.port == before.proxy.port;
    const bool isSameKey = !now.clientCertificate.isEmpty()
            && now.clientCertificate == before.clientCertificate
            && now.clientKey == before.clientKey;
    ConnectionSecrets secrets;
    secrets.token = typedOr(typed.token, stored.token, true);
    secrets.proxyPassword = typedOr(typed.proxyPassword, stored.proxyPassword, isSameLogin);
    secrets.passphrase = typedOr(typed.passphrase, stored.passphrase, isSameKey);
    return secrets;
}
