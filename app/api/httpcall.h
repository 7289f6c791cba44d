// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"
#include "connection/certificatefacts.h"
#include "core/clock.h"
#include "core/result.h"
#include "ports.h"
#include "requestlog.h"

#include <QDateTime>
#include <QIODevice>
#include <QNetworkProxy>
#include <QObject>
#include <QPointer>
#include <QSslError>

#include <memory>
#include <optional>

class QNetworkReply;

// The body of a write. Sequential and not to be rewound: that keeps Qt 6.4 from sending a PATCH
// again, up to three times, when a connection closes before the answer. It also knows whether Qt
// asked for a single byte of it; as long as not, no server can have a whole request.
class SingleUseBody final : public QIODevice
{
    Q_OBJECT
public:
    explicit SingleUseBody(const QByteArray &body);

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override { return bytesAvailable() == 0; }
    bool seek(qint64) override { return false; } // without the warning of QIODevice
    bool wasTouched() const { return m_touched; }
    /// From now on there is nothing to read. Qt 6.8 may still ask after an abort().
    void seal() { m_isSealed = true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_at = 0;
    bool m_touched = false;
    bool m_isSealed = false;
};

// One request on its way: reads the answer within its limit, judges it and tells the outcome once.
// Made by Transport and owned by whoever asked; lives on the thread of the Transport.
class HttpCall final : public QObject, public Call
{
    Q_OBJECT
public:
    struct Setup
    {
        QPointer<RequestLog> log; ///< gets a line when the call ends, however it ends; may be null
        QString connection;       ///< its address, for that line
        StageObserver observer;
        quint64 number = 0; ///< of the request, in the log
        QString request;    ///< method and path
        qint64 sizeLimit = objectLimit;
        std::chrono::milliseconds deadline = callDeadline;
        bool isWrite = false;
        QList<Secret> secrets; ///< to be blanked in what comes back
        QNetworkProxy::ProxyType proxy = QNetworkProxy::NoProxy; ///< that it goes over
        QList<QByteArray> acceptedCertificates; ///< SHA-256; refused ones that a person accepted
    };

    /// Takes `reply` over. `body` is the reply's child, or null.
    HttpCall(QNetworkReply *reply, SingleUseBody *body, const Setup &setup, Clock &clock,
             Done<Answer> done);
    ~HttpCall() override;

    void cancel() override;

private:
    void judgeCertificate(const QList<QSslError> &errors);
    void readSome();
    void finished();
    void failLater(const Error &error);
    void dropReply();
    void tell(Result<Answer> result);
    void log(int status, std::optional<ErrorKind> error);
    Result<Answer> judge() const;
    Result<Answer> judgeBroken() const;
    ErrorKind kindOfBreak() const;
    bool leadsToProxy() const;
    Error error(ErrorKind kind, const QString &detail) const;
    Error refusal() const;
    std::optional<CertificateFacts> certificate() const;
    Arrival arrivalWithoutAnswer(ErrorKind kind) const;
    int status() const; ///< 0 as long as there is no head of an answer
    QString header(const char *name) const;

    QPointer<QNetworkReply> m_reply;
    QPointer<SingleUseBody> m_uploadBody;
    Setup m_setup;
    Clock &m_clock;
    Done<Answer> m_done;
    std::unique_ptr<Clock::Timer> m_deadline;
    QDateTime m_begun;
    bool m_isLogged = false;
    QByteArray m_received;
    bool m_tooLarge = false;
    bool m_connecting = false; ///< the name it connects to, the server's or the proxy's, is known
    bool m_encrypted = false;  ///< TLS was agreed on a connection made for this call
    bool m_isSent = false;     ///< the head of the request went out, at least once
    QList<QSslError> m_tlsErrors; ///< why the certificate was refused
};

QString methodName(Request::Method method);
