// SPDX-License-Identifier: GPL-3.0-or-later
#include "scriptedserver.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpSocket>

#include <array>
#include <memory>
#include <sys/socket.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::array<quint32, 256> crcTable()
{
    std::array<quint32, 256> table{};
    for (quint32 byte = 0; byte < table.size(); ++byte) {
        quint32 crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1U) ? 0xedb88320U : 0U);
        table[byte] = crc;
    }
    return table;
}

quint32 crc32(const QByteArray &bytes)
{
    static constexpr std::array<quint32, 256> table = crcTable();
    quint32 crc = 0xffffffffU;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ table[(crc ^ quint8(byte)) & 0xffU];
    return ~crc;
}

void appendLittleEndian(QByteArray &out, quint32 number)
{
    for (int shift = 0; shift < 32; shift += 8)
        out.append(char((number >> shift) & 0xffU));
}
} // namespace

Script Script::json(int status, const QByteArray &body, const QByteArray &extraHeaders)
{
    return answer(status, "application/json", body, extraHeaders);
}

Script Script::answer(int status, const QByteArray &contentType, const QByteArray &body,
                      const QByteArray &extraHeaders)
{
    Script script;
    script.bytes = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n";
    if (!contentType.isEmpty())
        script.bytes += "Content-Type: " + contentType + "\r\n";
    script.bytes +=
            extraHeaders + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    return script;
}

ScriptedServer::ScriptedServer(QObject *parent)
    : QTcpServer(parent)
    , m_makeSocket([] { return new QTcpSocket; })
{
    listen(QHostAddress::LocalHost);
}

void ScriptedServer::setScript(Answer script)
{
    m_script = std::move(script);
}

void ScriptedServer::breakAtHead(const QByteArray &method, Script::Then then)
{
    answerAtHead(method, {{}, then});
}

void ScriptedServer::answerAtHead(const QByteArray &method, const Script &script)
{
    m_breakMethod = method;
    m_break = script;
}

void ScriptedServer::breakAtFirstBytes(int after, Script::Then then)
{
    m_breakAfter = after;
    m_break = {{}, then};
}

void ScriptedServer::setTls(const QSslConfiguration &configuration)
{
    m_makeSocket = [configuration]() -> QTcpSocket * {
        auto *socket = new QSslSocket;
        socket->setSslConfiguration(configuration);
        return socket;
    };
}

void ScriptedServer::sendToAll(const QByteArray &bytes)
{
    // Not to the plain ones inside of those that speak TLS.
    const auto sockets = findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly);
    for (QTcpSocket *socket : sockets) {
        socket->write(bytes);
        socket->flush();
    }
}

QString ScriptedServer::url(const QString &path) const
{
    return u"http://127.0.0.1:%1%2"_s.arg(serverPort()).arg(path);
}

int ScriptedServer::openConnections() const
{
    int open = 0;
    const auto sockets = findChildren<QTcpSocket *>();
    for (const QTcpSocket *socket : sockets)
        open += socket->state() == QAbstractSocket::ConnectedState ? 1 : 0;
    return open;
}

void ScriptedServer::incomingConnection(qintptr descriptor)
{
    QTcpSocket *socket = m_makeSocket();
    socket->setParent(this);
    socket->setSocketDescriptor(descriptor);
    const auto peer = std::make_shared<Peer>(); // lives as long as the lambda of its connection
    peer->number = ++m_connections;
    connect(socket, &QTcpSocket::readyRead, this, [this, socket, peer] { read(socket, *peer); });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (auto *tls = qobject_cast<QSslSocket *>(socket))
        tls->startServerEncryption();
}

void ScriptedServer::read(QTcpSocket *socket, Peer &peer)
{
    peer.buffer += socket->readAll();
    while (!peer.buffer.isEmpty()) {
        if (wasBroken(socket, peer))
            return;
        std::optional<RecordedRequest> request = takeRequest(peer.buffer);
        if (!request)
            return;
        peer.noted = false;
        ++peer.whole;
        request->connection = peer.number;
        m_requests.append(*request);
        if (m_script)
            run(socket, m_script(*request));
        else if (!m_queue.isEmpty())
            run(socket, m_queue.takeFirst());
    }
}

bool ScriptedServer::wasBroken(QTcpSocket *socket, Peer &peer)
{
    const QByteArray method = peer.buffer.left(peer.buffer.indexOf(' '));
    if (!peer.noted) {
        peer.noted = true;
        m_methods.append(method);
    }
    const bool atFirstBytes = m_breakAfter >= 0 && peer.whole >= m_breakAfter;
    const bool atHead = hasHead(peer.buffer) && !m_breakMethod.isEmpty() && method == m_breakMethod;
    if (!atFirstBytes && !atHead)
        return false;
    if (!std::exchange(peer.wasBroken, true))
        run(socket, m_break);
    return true;
}

void ScriptedServer::run(QTcpSocket *socket, const Script &script)
{
    socket->write(script.bytes);
    end(socket, script.then);
}

void ScriptedServer::end(QTcpSocket *socket, Script::Then then)
{
    switch (then) {
    case Script::Then::KeepOpen:
        socket->flush();
        return;
    case Script::Then::Close:
        socket->disconnectFromHost();
        return;
    case Script::Then::Reset: {
        socket->flush();
        const linger atOnce{1, 0};
        setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof(atOnce));
        socket->abort();
        return;
    }
    }
}

QByteArray gzip(const QByteArray &content)
{
    // qCompress makes four bytes of length, then a zlib stream: two bytes of header, the deflate
    // data, four bytes of checksum. gzip wants the deflate data alone in a frame of its own.
    const QByteArray zlib = qCompress(content);
    QByteArray out = QByteArray::fromHex("1f8b08000000000000ff");
    out += zlib.mid(6, zlib.size() - 10);
    appendLittleEndian(out, crc32(content));
    appendLittleEndian(out, quint32(content.size()));
    return out;
}
