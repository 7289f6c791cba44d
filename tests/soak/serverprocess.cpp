// SPDX-License-Identifier: GPL-3.0-or-later
#include "serverprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace {
QString programFile()
{
    const QString beside =
            QDir(QCoreApplication::applicationDirPath()).filePath(u"sourcedesk-demo-server"_s);
    return QFile::exists(beside) ? beside : QStringLiteral(DEMO_SERVER);
}
} // namespace

ServerProcess::ServerProcess()
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(programFile(), {u"--port"_s, u"0"_s, u"--until-stdin-closes"_s});
    QByteArray line;
    while (!line.endsWith('\n') && m_process.waitForReadyRead(20'000))
        line += m_process.readAllStandardOutput();
    const QJsonObject said = QJsonDocument::fromJson(line).object();
    m_url = QUrl(said["url"_L1].toString());
    m_adminToken = said["tokens"_L1]["admin"_L1].toString();
}

ServerProcess::~ServerProcess()
{
    m_process.closeWriteChannel();
    m_process.waitForFinished(10'000);
}
