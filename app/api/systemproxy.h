// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/connectionsetup.h"
#include "core/clock.h"

#include <QDateTime>
#include <QFutureWatcher>
#include <QNetworkProxy>
#include <QObject>
#include <QUrl>

#include <optional>

/// What the desktop or the environment says (http_proxy, https_proxy, NO_PROXY, each in capitals
/// too). Debian's Qt asks libproxy, which may block. What Qt leaves out is done here: hosts below a
/// name of NO_PROXY, "*", and this machine itself are reached without a proxy. Scripts that choose
/// one (PAC) are not supported: without another setting the way is then direct.
QNetworkProxy lookUpSystemProxy(const QUrl &url);

/// True when NO_PROXY (a list with commas or blanks: hosts, domains, IP ranges, each with or
/// without a port, or "*") names the host of `url`.
bool isWithoutProxy(const QUrl &url, const QString &noProxy);

// The system's proxy for one address: looked up on another thread, kept for some minutes, one
// lookup at a time. A lookup that never ends holds up nobody but who waits for it, and not the end
// of the program. Owned by a Transport; lives on its thread.
class SystemProxy final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `clock`, which must outlive it.
    SystemProxy(const QUrl &url, ProxyLookup lookup, Clock &clock);

    /// The proxy, as long as it is fresh.
    std::optional<QNetworkProxy> known() const;
    /// Begins to look it up, unless that goes on already.
    void lookUp();
    /// Somebody saw that the answer does not hold any more.
    void forget() { m_proxy.reset(); }

Q_SIGNALS:
    /// Never inside lookUp().
    void found(const QNetworkProxy &proxy);

private:
    void take();

    QUrl m_url;
    ProxyLookup m_lookup;
    Clock &m_clock;
    QFutureWatcher<QNetworkProxy> m_running;
    bool m_isRunning = false;
    std::optional<QNetworkProxy> m_proxy;
    QDateTime m_at;
};
