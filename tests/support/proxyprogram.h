// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

// A proxy of the distribution on a free port of loopback, as a process: tinyproxy (HTTP) or
// microsocks (SOCKS5). It ends with this.
class ProxyProgram
{
public:
    enum class Kind : quint8
    {
        Http,
        Socks5
    };

    /// With a `user` it wants a login.
    explicit ProxyProgram(Kind kind, const QString &user = {}, const QString &password = {});
    ~ProxyProgram();
    Q_DISABLE_COPY_MOVE(ProxyProgram)

    /// True when it takes connections.
    bool isUp() const { return m_isUp; }
    quint16 port() const { return m_port; }
    /// What it said so far: names where it connected to.
    QByteArray said();

private:
    void startTinyproxy(const QString &user, const QString &password);
    bool waitUntilUp();

    quint16 m_port;
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_said;
    bool m_isUp = false;
};

/// A port of loopback that nobody listens on.
quint16 freePort();
