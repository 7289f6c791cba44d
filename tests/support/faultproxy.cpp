// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultproxy.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <memory>
#include <sys/socket.h>

using namespace Qt::Literals::StringLiterals;

struct FaultProxy::Pair
{
    QTcpSocket *client = nullptr;
    QTcpSocket *server = nullptr;
    QByteArray buffer; ///< of the client, until a request is whole
    Fault fault = Fault::None;
    qint64 passed = 0; ///< bytes of the present answer
    int number = 0;
};

namespace {
void reset(QTcpSocket *socket)
{
    const linger atOnce{1, 0};
    setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof(atOnce));
    socket->abort();
}
} // namespace

FaultProxy::FaultProxy(quint16 port, QObject *parent)
    : QTcpServer(parent)
    , m_port(port)
{
    listen(QHostAddress::LocalHost);
    m_ownPort = serverPort();
}

void FaultProxy::setFault(Fault fault, const QByteArray &method, int times)
{
    m_fault = fault;
    m_method = method;
    m_times = times;
}

void FaultProxy::setDropEach(int count)
{
    m_dropEach = count;
    m_passed = 0;
    m_dropped = 0;
}

void FaultProxy::goAway()
{
    close();
    const auto clients = findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly);
    for (QTcpSocket *client : clients)
        client->abort();
}

void FaultProxy::comeBack()
{
    if (!listen(QHostAddress::LocalHost, m_ownPort))
        qFatal("the port of the proxy was taken meanwhile");
}

QString FaultProxy::url() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_ownPort);
}

QList<RecordedRequest> FaultProxy::requests(const QByteArray &method) const
{
    QList<RecordedRequest> wanted;
    for (const RecordedRequest &request : m_requests) {
        if (request.method == method)
            wanted.append(request);
    }
    return wanted;
}

void FaultProxy::incomingConnection(qintptr descriptor)
{
    const auto pair = std::make_shared<Pair>(); // lives as long as the lambdas of both sockets
    pair->number = ++m_connections;
    pair->client = new QTcpSocket(this);
    pair->client->setSocketDescriptor(descriptor);
    pair->client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    pair->server = new QTcpSocket(pair->client);
    pair->server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    pair->server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    connect(pair->client, &QTcpSocket::readyRead, this, [this, pair] { fromClient(*pair); });
    connect(pair->server, &QTcpSocket::readyRead, this, [this, pair] { fromServer(*pair); });
    connect(pair->client, &QTcpSocket::disconnected, pair->client, &QObject::deleteLater);
    connect(pair->server, &QTcpSocket::disconnected, pair->client, [pair] {
        if (pair->fault == Fault::None)
            pair->client->disconnectFromHost();
    });
}

void FaultProxy::fromClient(Pair &pair)
{
    pair.buffer += pair.client->readAll();
    for (;;) {
        const QByteArray before = pair.buffer;
        std::optional<RecordedRequest> request = takeRequest(pair.buffer);
        if (!request)
            return;
        request->connection = pair.number;
        m_requests.append(*request);
        pair.fault = faultFor(*request);
        pair.passed = 0;
        if (pair.fault == Fault::AnswerOnly)
            pair.client->write(m_replacement);
        else if (pair.fault == Fault::ResetRequest)
            return reset(pair.client);
        else if (pair.fault != Fault::DropRequest)
            pair.server->write(before.left(before.size() - pair.buffer.size()));
    }
}

void FaultProxy::fromServer(Pair &pair)
{
    const QByteArray bytes = pair.server->readAll();
    switch (pair.fault) {
    case Fault::None:
        pair.client->write(bytes);
        return;
    case Fault::Hang:
    case Fault::DropRequest:
    case Fault::AnswerOnly:
    case Fault::ResetRequest:
        return;
    case Fault::CloseUnread:
        pair.client->disconnectFromHost();
        return;
    case Fault::ResetUnread:
        reset(pair.client);
        return;
    case Fault::CutAnswer:
        if (pair.passed < m_cutAfter)
            pair.client->write(bytes.left(m_cutAfter - pair.passed));
        pair.passed += bytes.size();
        if (pair.passed >= m_cutAfter)
            pair.client->disconnectFromHost();
        return;
    case Fault::ReplaceAnswer:
        if (pair.passed == 0)
            pair.client->write(m_replacement);
        pair.passed += bytes.size();
        return;
    }
}

FaultProxy::Fault FaultProxy::faultFor(const RecordedRequest &request)
{
    if (m_dropEach > 0 && ++m_passed % m_dropEach == 0)
        return ++m_dropped % 2 == 1 ? Fault::ResetRequest : Fault::ResetUnread;
    const bool wanted = m_method.isEmpty() || m_method == request.method;
    if (!wanted || m_times == 0)
        return Fault::None;
    if (m_times > 0)
        --m_times;
    return m_fault;
}
