// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/httplistener.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace demoserver {

HttpListener::HttpListener(RequestHandler handler, QObject *parent)
    : QObject(parent)
    , m_server(new QTcpServer(this))
    , m_handler(std::move(handler))
{
    connect(m_server, &QTcpServer::newConnection, this, &HttpListener::accept);
}

bool HttpListener::listen(quint16 port)
{
    return m_server->listen(QHostAddress::LocalHost, port);
}

quint16 HttpListener::port() const
{
    return m_server->serverPort();
}

QString HttpListener::errorString() const
{
    return m_server->errorString();
}

void HttpListener::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection())
        new HttpConnection(socket, m_handler, this);
}

} // namespace demoserver
