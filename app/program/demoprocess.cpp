// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/demoprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

DemoProcess::DemoProcess(QObject *parent)
    : QObject(parent)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DemoProcess::readReady);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed(
                    tr("The demo server could not be started: %1").arg(m_process.errorString()));
    });
    connect(&m_process, &QProcess::finished, this,
            [this] { Q_EMIT failed(tr("The demo server ended unexpectedly.")); });
}

DemoProcess::~DemoProcess()
{
    m_process.disconnect(this);
    // Its standard input closes with this process; asking first lets it end in order. QProcess
    // waits for it.
    m_process.closeWriteChannel();
    m_process.terminate();
}

void DemoProcess::start()
{
    const QString program =
            QDir(QCoreApplication::applicationDirPath()).filePath(u"sourcedesk-demo-server"_s);
    m_process.start(program, {u"--port"_s, u"0"_s, u"--until-stdin-closes"_s});
}

void DemoProcess::stop()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) {
        Q_EMIT stopped();
        return;
    }
    connect(&m_process, &QProcess::finished, this, &DemoProcess::stopped);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT stopped();
    });
    m_process.closeWriteChannel();
    m_process.terminate();
}

void DemoProcess::readReady()
{
    m_output += m_process.readAllStandardOutput();
    const qsizetype end = m_output.indexOf('\n');
    if (m_isReady || end < 0)
        return;
    const QJsonObject said = QJsonDocument::fromJson(m_output.left(end)).object();
    const QString url = said["url"_L1].toString();
    const QString token = said["tokens"_L1]["admin"_L1].toString();
    m_output.clear();
    if (url.isEmpty() || token.isEmpty()) {
        Q_EMIT failed(tr("The demo server said something else than its address."));
        return;
    }
    m_isReady = true;
    Q_EMIT ready(url, Secret(token));
}
