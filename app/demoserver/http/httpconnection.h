// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpmessage.h"

#include <QObject>
#include <QString>

#include <functional>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace demoserver {

/// Gives the answer to one request; may be called late, and after the client has left.
using Answerer = std::function<void(const HttpResponse &)>;
using RequestHandler = std::function<void(const HttpRequest &, const Answerer &)>;

/// One client connection: reads HTTP/1.1 requests one after the other and writes their answers.
///
/// Owns its socket; made by HttpListener and deletes itself when the socket is gone. Main thread.
///
/// Why not Qt HttpServer: its API differs between Qt 6.4 and 6.8, and on 6.4 an answer given late
/// crashes (from a promise always, from a kept responder when the client has left), while this
/// server must delay answers and choose every status, header and empty body itself.
///
/// Keep-alive, Content-Length, HEAD and `Expect: 100-continue` are understood; a chunked request
/// body is refused with 411, a head over 64 KiB with 431, anything that is no HTTP/1 with 400. A
/// body over 32 MiB is not read but reported to the handler (isTooLarge) and the connection closed.
class HttpConnection : public QObject
{
    Q_OBJECT
public:
    /// Takes over \a socket, which must be connected.
    HttpConnection(QTcpSocket *socket, RequestHandler handler, QObject *parent);

private:
    void read();
    void advance();
    bool takeHead();
    void takeBody();
    void handle();
    void answer(const HttpResponse &response);
    void refuse(int status);
    void close();
    [[nodiscard]] bool wantsClose() const;

    QTcpSocket *m_socket;
    RequestHandler m_handler;
    QByteArray m_buffer;
    HttpRequest m_request;
    qint64 m_bodyLength = -1; ///< -1 while the head is not complete
    bool m_isBusy = false;    ///< a request is being answered
    bool m_isClosing = false;
    bool m_hasUnreadInput = false; ///< the request was not read to its end
    bool m_isOldProtocol = false;  ///< HTTP/1.0
};

} // namespace demoserver
