// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxyprogram.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

ProxyProgram::ProxyProgram(Kind kind, const QString &user, const QString &password)
    : m_port(freePort())
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    if (kind == Kind::Http) {
        startTinyproxy(user, password);
    } else {
        QStringList arguments{u"-i"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port)};
        if (!user.isEmpty())
            arguments << u"-u"_s << user << u"-P"_s << password;
        m_process.start(u"microsocks"_s, arguments);
    }
    m_isUp = waitUntilUp();
}

ProxyProgram::~ProxyProgram()
{
    m_process.kill();
    m_process.waitForFinished(10000);
}

QByteArray ProxyProgram::said()
{
    m_process.waitForReadyRead(0);
    m_said += m_process.readAll();
    return m_said;
}

void ProxyProgram::startTinyproxy(const QString &user, const QString &password)
{
    QFile settings(m_folder.filePath(u"tinyproxy.conf"_s));
    if (!settings.open(QIODevice::WriteOnly))
        return;
    settings.write("Port " + QByteArray::number(m_port)
                   + "\nListen 127.0.0.1\nTimeout 60\nMaxClients 50\nLogLevel Connect\n");
    if (!user.isEmpty())
        settings.write("BasicAuth " + user.toUtf8() + ' ' + password.toUtf8() + '\n');
    settings.close();
    m_process.start(u"tinyproxy"_s, {u"-d"_s, u"-c"_s, settings.fileName()});
}

bool ProxyProgram::waitUntilUp()
{
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 20000 && m_process.state() != QProcess::NotRunning) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (socket.waitForConnected(1000))
            return true;
        QThread::msleep(20);
        m_process.waitForReadyRead(1);
    }
    return false;
}
