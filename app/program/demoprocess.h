// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"

#include <QObject>
#include <QProcess>

// The demo server as a child from the program's own folder, on a free loopback port. It ends when
// its standard input closes, so none is left behind even when this program is killed. GUI thread.
class DemoProcess final : public QObject
{
    Q_OBJECT
public:
    explicit DemoProcess(QObject *parent = nullptr);
    ~DemoProcess() override;

    void start();
    /// Asks the server to end; `stopped` follows, also when none is running.
    void stop();

Q_SIGNALS:
    void ready(const QString &url, const Secret &adminToken);
    /// It did not start, or ended before the program did; a plain sentence.
    void failed(const QString &sentence);
    /// The server that was asked to end is gone.
    void stopped();

private:
    void readReady();

    QProcess m_process;
    QByteArray m_output;
    bool m_isReady = false;
};
