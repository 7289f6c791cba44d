// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/httpconnection.h"

#include <QDateTime>
#include <QLocale>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <optional>

namespace demoserver {

namespace {

constexpr qsizetype largestHead = 64 * 1024;
constexpr qint64 largestBody = 32LL * 1024 * 1024;
constexpr std::chrono::milliseconds lingering{250};

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

std::optional<HttpRequest> parseHead(const QByteArray &head)
{
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    if (first.size() != 3 || !isToken(first[0]) || first[1].isEmpty())
        return std::nullopt;
    HttpRequest request{.method = first[0], .target = first[1]};
    for (const QByteArray &line : lines.sliced(1)) {
        const QByteArray text = line.endsWith('\r') ? line.chopped(1) : line;
        const qsizetype colon = text.indexOf(':');
        if (colon < 1 || !isToken(text.first(colon)))
            return std::nullopt;
        request.headers.append(HttpHeader(text.first(colon), text.sliced(colon + 1).trimmed()));
    }
    return request;
}

/// The length of the body, 0 without the header, nothing when it is no number or said twice.
std::optional<qint64> contentLength(const HttpRequest &request)
{
    std::optional<qint64> length;
    for (const auto &[key, value] : request.headers) {
        if (key.compare("content-length", Qt::CaseInsensitive) != 0)
            continue;
        const bool isNumber = !value.isEmpty() && value.size() < 16
                && std::all_of(value.begin(), value.end(),
                               [](char c) { return c >= '0' && c <= '9'; });
        if (!isNumber || (length && *length != value.toLongLong()))
            return std::nullopt;
        length = value.toLongLong();
    }
    return length.value_or(0);
}

QByteArray httpDate()
{
    return QLocale::c()
                   .toString(QDateTime::currentDateTimeUtc(),
                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
                   .toLatin1()
            + " GMT";
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, RequestHandler handler, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_handler(std::move(handler))
{
    m_socket->setParent(this);
    // While an answer is due nothing is read; the bound lets the kernel slow the sender down.
    m_socket->setReadBufferSize(largestHead);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

void HttpConnection::read()
{
    if (m_isClosing) {
        m_socket->skip(m_socket->bytesAvailable());
        return;
    }
    if (m_isBusy)
        return;
    m_buffer += m_socket->readAll();
    advance();
}

void HttpConnection::advance()
{
    if (m_bodyLength < 0 && !takeHead())
        return;
    takeBody();
}

bool HttpConnection::takeHead()
{
    while (m_buffer.startsWith("\r\n"))
        m_buffer.remove(0, 2);
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    if (end < 0 || end > largestHead) {
        if (m_buffer.size() > largestHead)
            refuse(431);
        return false;
    }
    const std::optional<HttpRequest> request = parseHead(m_buffer.first(end));
    const QByteArray protocol = m_buffer.first(m_buffer.indexOf('\r')).split(' ').last();
    m_buffer.remove(0, end + 4);
    if (!request || !protocol.startsWith("HTTP/1.")) {
        refuse(400);
        return false;
    }
    m_request = *request;
    m_isOldProtocol = protocol == "HTTP/1.0";
    if (!m_request.header("Transfer-Encoding").isNull()) {
        refuse(411);
        return false;
    }
    const std::optional<qint64> length = contentLength(m_request);
    if (!length) {
        refuse(400);
        return false;
    }
    m_bodyLength = *length;
    if (m_bodyLength > largestBody) {
        m_request.isTooLarge = true;
        m_hasUnreadInput = true;
        m_bodyLength = 0;
    } else if (m_bodyLength > 0
               && m_request.header("Expect").compare("100-continue", Qt::CaseInsensitive) == 0) {
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return true;
}

void HttpConnection::takeBody()
{
    if (m_buffer.size() < m_bodyLength)
        return;
    m_request.body = m_buffer.first(m_bodyLength);
    m_buffer.remove(0, m_bodyLength);
    m_bodyLength = -1;
    m_isBusy = true;
    handle();
}

void HttpConnection::handle()
{
    const QPointer<HttpConnection> self(this);
    m_handler(m_request, [self](const HttpResponse &response) {
        if (self)
            self->answer(response);
    });
}

void HttpConnection::answer(const HttpResponse &response)
{
    const bool isLast = wantsClose();
    QByteArray head = "HTTP/1.1 " + QByteArray::number(response.status) + ' '
            + reasonPhrase(response.status) + "\r\nDate: " + httpDate() + "\r\n";
    for (const auto &[key, value] : response.headers)
        head += key + ": " + value + "\r\n";
    if (response.status != 204)
        head += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    head += isLast ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n";
    m_socket->write(m_request.method == "HEAD" ? head : head + response.body);
    m_isBusy = false;
    if (isLast) {
        close();
        return;
    }
    // What came meanwhile waits in our buffer or in the socket's; looked at from the event loop, so
    // that a long row of requests does not nest.
    QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
}

void HttpConnection::close()
{
    m_isClosing = true;
    if (!m_hasUnreadInput) {
        m_socket->disconnectFromHost();
        return;
    }
    // Closing a socket that still has input resets the connection, and the client might lose the
    // answer: for a moment what comes is thrown away.
    m_socket->skip(m_socket->bytesAvailable());
    QTimer::singleShot(lingering, m_socket, &QAbstractSocket::disconnectFromHost);
}

void HttpConnection::refuse(int status)
{
    m_request = {};
    m_isOldProtocol = true;
    m_isBusy = true;
    m_hasUnreadInput = true;
    answer({.status = status, .headers = {}, .body = {}});
}

bool HttpConnection::wantsClose() const
{
    return m_isOldProtocol || m_request.isTooLarge
            || m_request.header("Connection").compare("close", Qt::CaseInsensitive) == 0;
}

} // namespace demoserver
