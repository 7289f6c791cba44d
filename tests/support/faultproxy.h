// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recordedrequest.h"

#include <QByteArray>
#include <QList>
#include <QTcpServer>

// A TCP proxy on loopback in front of any server: hands bytes both ways, records the requests and
// breaks what comes back as a test asks for. Runs on the event loop of the thread that made it.
class FaultProxy : public QTcpServer
{
    Q_OBJECT
public:
    enum class Fault : quint8
    {
        None,
        Hang,          ///< the request reaches the server, the answer never the client
        DropRequest,   ///< the request never reaches the server, the client gets no answer
        CloseUnread,   ///< FIN instead of an answer; the request reached the server
        ResetUnread,   ///< RST instead of an answer; the request reached the server
        ResetRequest,  ///< RST as soon as the request is there; it never reaches the server
        CutAnswer,     ///< the answer stops after some bytes, then FIN
        ReplaceAnswer, ///< the client gets other bytes instead; the request reached the server
        AnswerOnly,    ///< the client gets other bytes; the request never reaches the server
    };

    /// Stands in front of 127.0.0.1:`port`.
    explicit FaultProxy(quint16 port, QObject *parent = nullptr);

    /// Applies `fault` to requests of `method` (all when empty) from now on, at most `times` times;
    /// -1 for ever.
    void setFault(Fault fault, const QByteArray &method = {}, int times = -1);
    /// A bad link: of all requests each `count`-th ends with its connection, by turns before it
    /// reached the server (ResetRequest) and after (ResetUnread). 0 = none.
    void setDropEach(int count);
    /// How many it has dropped.
    int dropped() const { return m_dropped; }
    /// Nobody is here any more: connections are refused, those there are end.
    void goAway();
    /// Is there again, at the same address.
    void comeBack();
    /// For CutAnswer.
    void setCutAfter(qint64 bytes) { m_cutAfter = bytes; }
    /// For ReplaceAnswer and AnswerOnly: a whole HTTP answer, or whatever a test needs.
    void setReplacement(const QByteArray &bytes) { m_replacement = bytes; }

    QString url() const;
    const QList<RecordedRequest> &requests() const { return m_requests; }
    QList<RecordedRequest> requests(const QByteArray &method) const;
    void clear() { m_requests.clear(); }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Pair;
    void fromClient(Pair &pair);
    void fromServer(Pair &pair);
    Fault faultFor(const RecordedRequest &request);

    quint16 m_port;
    Fault m_fault = Fault::None;
    QByteArray m_method;
    int m_times = -1;
    qint64 m_cutAfter = 40;
    QByteArray m_replacement;
    QList<RecordedRequest> m_requests;
    int m_connections = 0;
    quint16 m_ownPort = 0;
    int m_dropEach = 0;
    int m_passed = 0; ///< requests, since setDropEach()
    int m_dropped = 0;
};
