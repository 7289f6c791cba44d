// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/httpconnection.h"

#include <QObject>

QT_BEGIN_NAMESPACE
class QTcpServer;
QT_END_NAMESPACE

namespace demoserver {

/// Listens on the loopback address and gives each client a HttpConnection.
///
/// Owns the listening socket and, as their parent, the connections. Used by DemoServer; main
/// thread.
class HttpListener : public QObject
{
    Q_OBJECT
public:
    /// \a handler is called once per request, on this object's thread.
    explicit HttpListener(RequestHandler handler, QObject *parent = nullptr);

    /// Starts listening on 127.0.0.1; \a port 0 takes a free one. False with errorString() when the
    /// port is taken.
    [[nodiscard]] bool listen(quint16 port);
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QString errorString() const;

private:
    void accept();

    QTcpServer *m_server;
    RequestHandler m_handler;
};

} // namespace demoserver
