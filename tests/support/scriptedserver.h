// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recordedrequest.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>

#include <functional>

class QTcpSocket;
class QSslConfiguration;

/// What a ScriptedServer does with one request.
struct Script
{
    enum class Then : quint8
    {
        KeepOpen,
        Close, ///< FIN once the bytes are out
        Reset, ///< RST at once; bytes before it may be lost
    };

    QByteArray bytes; ///< sent as they are
    Then then = Then::KeepOpen;

    /// A whole answer with Content-Length.
    static Script json(int status, const QByteArray &body, const QByteArray &extraHeaders = {});
    static Script answer(int status, const QByteArray &contentType, const QByteArray &body,
                         const QByteArray &extraHeaders = {});
    /// No byte: the request hangs.
    static Script silence() { return {}; }
};

// A TCP server on loopback that records the requests it gets and answers each with scripted bytes.
// Runs on the event loop of the thread that made it.
class ScriptedServer : public QTcpServer
{
    Q_OBJECT
public:
    using Answer = std::function<Script(const RecordedRequest &)>;

    explicit ScriptedServer(QObject *parent = nullptr);

    /// Answers come from `script` when it is set …
    void setScript(Answer script);
    /// … else from what was queued, one per request; after the last one there is silence.
    void enqueue(const Script &script) { m_queue.append(script); }
    /// Does `then` as soon as the head of a request of `method` is there, before its body.
    void breakAtHead(const QByteArray &method, Script::Then then);
    /// The same with an answer: the body, which may not be sent yet, is not waited for.
    void answerAtHead(const QByteArray &method, const Script &script);
    /// Does `then` with the first bytes of any request on a connection that already had `after`
    /// whole requests, before its head is read.
    void breakAtFirstBytes(int after, Script::Then then);
    /// Serves TLS with this configuration. To be set before the first connection.
    void setTls(const QSslConfiguration &configuration);
    /// More bytes to every connection that is open, as a trickle needs them.
    void sendToAll(const QByteArray &bytes);

    QString url(const QString &path = {}) const;
    const QList<RecordedRequest> &requests() const { return m_requests; }
    /// Requests of this method of which at least the first bytes arrived.
    int arrivals(const QByteArray &method) const { return int(m_methods.count(method)); }
    int connections() const { return m_connections; }
    /// Connections that are open now.
    int openConnections() const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Peer
    {
        QByteArray buffer;
        int number = 0;
        int whole = 0;      ///< requests that came whole
        bool noted = false; ///< the present request is counted
        bool wasBroken = false;
    };
    void read(QTcpSocket *socket, Peer &peer);
    bool wasBroken(QTcpSocket *socket, Peer &peer);
    void run(QTcpSocket *socket, const Script &script);
    void end(QTcpSocket *socket, Script::Then then);

    Answer m_script;
    QList<Script> m_queue;
    QByteArray m_breakMethod;
    int m_breakAfter = -1;
    Script m_break;
    QList<RecordedRequest> m_requests;
    QList<QByteArray> m_methods;
    int m_connections = 0;
    std::function<QTcpSocket *()> m_makeSocket;
};

/// `content` as a gzip file, for Content-Encoding: gzip.
QByteArray gzip(const QByteArray &content);
