// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/systemproxy.h"

#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QNetworkProxyQuery>
#include <QRegularExpression>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::chrono::seconds freshness = std::chrono::minutes(5);
constexpr int mostLookups = 8; // at once; Qt lets them through to libproxy one by one

/// Never destroyed: its end would wait for a lookup that hangs, and the program with it.
QThreadPool *pool()
{
    static QThreadPool *const lookups = [] {
        auto *made = new QThreadPool;
        made->setMaxThreadCount(mostLookups);
        return made;
    }();
    return lookups;
}

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

bool names(const QString &entry, const QString &host)
{
    if (entry == "*"_L1)
        return true;
    if (entry.contains(u'/')) {
        const QHostAddress address(host);
        const QPair<QHostAddress, int> range = QHostAddress::parseSubnet(entry);
        return !address.isNull() && range.second >= 0 && address.isInSubnet(range);
    }
    QString domain = entry;
    if (domain.startsWith("*."_L1))
        domain.remove(0, 2);
    else if (domain.startsWith(u'.'))
        domain.remove(0, 1);
    if (domain.startsWith(u'[') && domain.endsWith(u']'))
        domain = domain.sliced(1, domain.size() - 2);
    if (domain.isEmpty())
        return false;
    return host == domain || host.endsWith(u'.' + domain);
}

/// What `entry` says of `port`: without the port in "host:8080", nothing when that is another one.
/// "::1" and "[::1]" stay whole.
QString forPort(const QString &entry, int port)
{
    static const QRegularExpression withPort(u"^(\\[.*\\]|[^:]*):([0-9]{1,5})$"_s);
    const QRegularExpressionMatch match = withPort.match(entry);
    if (!match.hasMatch())
        return entry;
    return match.capturedView(2).toInt() == port ? match.captured(1) : QString();
}
} // namespace

bool isWithoutProxy(const QUrl &url, const QString &noProxy)
{
    static const QRegularExpression separator(u"[,\\s]+"_s);
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    const int port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    const QStringList entries = noProxy.toLower().split(separator, Qt::SkipEmptyParts);
    return std::any_of(entries.cbegin(), entries.cend(), [&host, port](const QString &entry) {
        return names(forPort(entry, port), host);
    });
}

QNetworkProxy lookUpSystemProxy(const QUrl &url)
{
    const QNetworkProxy direct(QNetworkProxy::NoProxy);
    const QString noProxy =
            qEnvironmentVariable("no_proxy") + u',' + qEnvironmentVariable("NO_PROXY");
    if (isThisMachine(url.host()) || isWithoutProxy(url, noProxy))
        return direct;
    const QList<QNetworkProxy> proxies =
            QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    // The first is the one to take; the others are for when it fails, and a token does not look
    // for a way of its own.
    return proxies.isEmpty() ? direct : proxies.constFirst();
}

SystemProxy::SystemProxy(const QUrl &url, ProxyLookup lookup, Clock &clock)
    : m_url(url)
    , m_lookup(std::move(lookup))
    , m_clock(clock)
{
    connect(&m_running, &QFutureWatcherBase::finished, this, &SystemProxy::take);
}

std::optional<QNetworkProxy> SystemProxy::known() const
{
    const qint64 age = m_proxy ? m_at.secsTo(m_clock.now()) : -1;
    return age >= 0 && age < freshness.count() ? m_proxy : std::nullopt;
}

void SystemProxy::lookUp()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_running.setFuture(QtConcurrent::run(pool(), m_lookup, m_url));
}

void SystemProxy::take()
{
    m_isRunning = false;
    m_proxy = m_running.result();
    m_at = m_clock.now();
    const QNetworkProxy proxy = *m_proxy;
    Q_EMIT found(proxy);
}
