// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QUrl>

// The demo server as a process of its own: what it keeps in memory is not this program's. It ends
// with this object, or with this process.
class ServerProcess
{
public:
    /// Starts it and waits until it listens; see isRunning(). The program is the file beside this
    /// one, else that of the build.
    ServerProcess();
    ~ServerProcess();
    Q_DISABLE_COPY_MOVE(ServerProcess)

    bool isRunning() const { return m_process.state() == QProcess::Running && !m_url.isEmpty(); }
    const QUrl &url() const { return m_url; }
    /// Of the caller with all rights.
    const QString &adminToken() const { return m_adminToken; }

private:
    QProcess m_process;
    QUrl m_url;
    QString m_adminToken;
};
