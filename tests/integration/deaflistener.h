// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outcome.h"

#include <QHostAddress>
#include <QString>
#include <QTcpSocket>

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/// Listens and never accepts, with its queue filled up.
class DeafListener
{
public:
    DeafListener()
        : m_descriptor(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        bind(m_descriptor, generic, size);
        listen(m_descriptor, 0);
        getsockname(m_descriptor, generic, &size);
        m_port = ntohs(address.sin_port);
        for (QTcpSocket &filler : m_fillers)
            filler.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    }
    ~DeafListener() { close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(DeafListener)

    bool isDeaf() const
    {
        settle();
        return m_fillers.back().state() == QAbstractSocket::ConnectingState;
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }

private:
    int m_descriptor;
    quint16 m_port = 0;
    std::array<QTcpSocket, 4> m_fillers;
};
