// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httpcall.h"

#include "api/certificatecheck.h"
#include "api/judge.h"
#include "api/logging.h"
#include "api/redaction.h"

#include <QNetworkReply>
#include <QSslConfiguration>
#include <QSslError>
#include <QUrl>

#include <algorithm>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 chunk = 64 * 1024; // bytes read at once, so that a bomb never grows past a chunk

ErrorKind kindOfFailure(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return ErrorKind::HostNotFound;
    case QNetworkReply::SslHandshakeFailedError:
        return ErrorKind::Tls;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return ErrorKind::Proxy;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return ErrorKind::ProxyLogin;
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::TimeoutError: // of connecting; the deadline is our own
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError: // no route, network down
        return ErrorKind::Offline;
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // closed, and the body cannot be sent a second time
        return ErrorKind::Cut;
    default:
        return ErrorKind::BadResponse; // not HTTP
    }
}
} // namespace

SingleUseBody::SingleUseBody(const QByteArray &body)
    : m_body(body)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 SingleUseBody::bytesAvailable() const
{
    return m_body.size() - m_at;
}

qint64 SingleUseBody::readData(char *data, qint64 maxSize)
{
    if (m_isSealed)
        return -1;
    m_touched = true;
    const qint64 size = std::min(maxSize, bytesAvailable());
    if (size <= 0)
        return -1;
    std::memcpy(data, m_body.constData() + m_at, std::size_t(size));
    m_at += size;
    return size;
}

HttpCall::HttpCall(QNetworkReply *reply, SingleUseBody *body, const Setup &setup, Clock &clock,
                   Done<Answer> done)
    : m_reply(reply)
    , m_uploadBody(body)
    , m_setup(setup)
    , m_clock(clock)
    , m_done(std::move(done))
    , m_begun(clock.now())
{
    if (m_setup.observer)
        watchStages(*reply, *this, m_setup.observer);
    connect(reply, &QNetworkReply::readyRead, this, &HttpCall::readSome);
    // Queued, for a reply that can tell its failure at once does so inside send().
    connect(reply, &QNetworkReply::finished, this, &HttpCall::finished, Qt::QueuedConnection);
    connect(reply, &QNetworkReply::socketStartedConnecting, this, [this] { m_connecting = true; });
    connect(reply, &QNetworkReply::requestSent, this, [this] { m_isSent = true; });
    connect(reply, &QNetworkReply::encrypted, this, [this] { m_encrypted = true; });
    connect(reply, &QNetworkReply::sslErrors, this, &HttpCall::judgeCertificate);
    connect(reply, &QObject::destroyed, this, [this] { m_deadline.reset(); }); // the Transport went
    m_deadline = clock.callAfter(setup.deadline, [this] {
        const double seconds = double(m_setup.deadline.count()) / 1000;
        failLater(error(ErrorKind::Timeout, u"No whole answer within %1 s"_s.arg(seconds)));
    });
    qCDebug(sourcedeskApi).noquote() << '#' << m_setup.number << m_setup.request;
}

HttpCall::~HttpCall()
{
    log(m_reply ? status() : 0, ErrorKind::Cancelled); // dropped, or its Transport went
    dropReply();
}

void HttpCall::cancel()
{
    if (m_reply)
        failLater(error(ErrorKind::Cancelled, {}));
}

/// The only place where a certificate that is not trusted passes: when a person accepted exactly
/// this one for this connection.
void HttpCall::judgeCertificate(const QList<QSslError> &errors)
{
    const QSslConfiguration tls = m_reply->sslConfiguration();
    const QList<QSslError> accepted =
            acceptedErrors(tls.peerCertificateChain(), errors, m_setup.acceptedCertificates);
    if (accepted.isEmpty())
        m_tlsErrors = errors;
    else
        m_reply->ignoreSslErrors(accepted);
}

void HttpCall::readSome()
{
    while (m_reply && !m_tooLarge && m_reply->bytesAvailable() > 0) {
        const QByteArray more = m_reply->read(chunk);
        if (more.isEmpty())
            return;
        m_received += more;
        m_tooLarge = m_received.size() > m_setup.sizeLimit;
    }
    if (!m_tooLarge || !m_reply)
        return;
    m_received.truncate(m_setup.sizeLimit);
    if (status() >= 300)
        failLater(refusal()); // what the status says matters more than the long page
    else
        failLater(error(ErrorKind::TooLarge,
                        u"The answer is longer than %1 bytes"_s.arg(m_setup.sizeLimit)));
}

void HttpCall::finished()
{
    if (!m_reply)
        return;
    readSome();
    if (!m_reply)
        return;
    const Result<Answer> result = judge();
    log(status(), result ? std::nullopt : std::optional(result.error().kind));
    dropReply();
    tell(result);
}

/// Closes the connection now and tells the outcome from the event loop.
void HttpCall::failLater(const Error &error)
{
    log(error.httpStatus, error.kind);
    dropReply();
    QMetaObject::invokeMethod(
            this, [this, error] { tell(failure(error)); }, Qt::QueuedConnection);
}

void HttpCall::dropReply()
{
    m_deadline.reset();
    if (!m_reply)
        return;
    disconnect(m_reply, nullptr, this, nullptr);
    if (m_uploadBody)
        m_uploadBody->seal(); // what was said of its arrival stays true
    // After the head of a refusal Qt is about to report it, and complains when abort() does too;
    // the connection then goes with the reply.
    if (m_reply->isRunning() && status() < 400)
        m_reply->abort();
    m_reply->deleteLater();
    m_reply.clear();
}

/// Once; nothing of a query, a header or a body but its size and its id.
void HttpCall::log(int status, std::optional<ErrorKind> error)
{
    if (m_isLogged || !m_setup.log)
        return;
    m_isLogged = true;
    LoggedRequest line;
    line.at = m_begun;
    line.connection = m_setup.connection;
    line.method = m_setup.request.section(u' ', 0, 0);
    line.path = m_setup.request.section(u' ', 1);
    line.status = status;
    line.error = error;
    // Somebody may have set the clock back meanwhile.
    line.duration = std::chrono::milliseconds(std::max<qint64>(0, m_begun.msecsTo(m_clock.now())));
    line.requestId = m_reply ? header("X-authentik-id") : QString();
    line.received = m_received.size();
    m_setup.log->add(line);
}

/// The last thing a call does: `done` may destroy it.
void HttpCall::tell(Result<Answer> result)
{
    if (result)
        qCDebug(sourcedeskApi).noquote()
                << '#' << m_setup.number << m_setup.request << result->status;
    else
        qCInfo(sourcedeskApi).noquote() << '#' << m_setup.number << m_setup.request
                                        << result.error().kind << result.error().httpStatus;
    const Done<Answer> done = std::move(m_done);
    done(std::move(result));
}

Result<Answer> HttpCall::judge() const
{
    if (status() == 0)
        return judgeBroken();
    const QNetworkReply::NetworkError broken = m_reply->error();
    const bool cut =
            broken > QNetworkReply::NoError && broken < QNetworkReply::ProxyConnectionRefusedError;
    if (cut)
        return judgeBroken();
    // After a 307, 308, 401 or 407 Qt wants to rewind the body of a write and fails at that.
    if (status() < 200 || status() > 299)
        return failure(refusal());
    if (broken != QNetworkReply::NoError)
        return judgeBroken();

    Answer answer;
    answer.status = status();
    answer.contentType = mediaType(m_reply->rawHeader("Content-Type"));
    answer.body = m_received;
    answer.requestId = header("X-authentik-id");
    answer.request = m_setup.request;
    answer.isWrite = m_setup.isWrite;
    return answer;
}

/// No whole answer came. With a status, the connection broke after its head.
Result<Answer> HttpCall::judgeBroken() const
{
    QString detail = m_reply->errorString();
    if (!m_tlsErrors.isEmpty()) {
        QStringList reasons;
        for (const QSslError &reason : m_tlsErrors)
            reasons.append(reason.errorString());
        detail = reasons.join("; "_L1);
    }
    ErrorKind kind = kindOfBreak();
    if (m_reply->error() == QNetworkReply::UnknownContentError) {
        // Unpacking failed. Qt has one code and no words for too much and for damaged data.
        kind = ErrorKind::TooLarge;
        detail = u"The answer is longer than %1 bytes when unpacked, or damaged"_s.arg(
                m_setup.sizeLimit);
    } else if (status() != 0 && kind != ErrorKind::BadResponse) {
        kind = ErrorKind::Cut;
    }
    return failure(error(kind, detail));
}

/// Qt has one code for all that a proxy does wrong, and for alerts of TLS 1.3, which come after the
/// handshake: a server that misses the client's certificate sends one.
ErrorKind HttpCall::kindOfBreak() const
{
    const QNetworkReply::NetworkError broken = m_reply->error();
    const ErrorKind kind = kindOfFailure(broken);
    if (broken == QNetworkReply::UnknownNetworkError
        && m_reply->errorString().contains("SSL routines"_L1))
        return ErrorKind::Tls;
    // Writing the body failed: somebody took the connection and closed it without reading on.
    const bool wasTaken = m_uploadBody && m_uploadBody->wasTouched();
    if (broken == QNetworkReply::UnknownNetworkError && wasTaken
        && m_setup.proxy == QNetworkProxy::NoProxy)
        return ErrorKind::Cut;
    if (m_setup.proxy == QNetworkProxy::NoProxy || m_encrypted || status() != 0)
        return kind;
    if (kind == ErrorKind::HostNotFound)
        return leadsToProxy() || !m_connecting ? ErrorKind::Proxy : kind;
    if (broken == QNetworkReply::UnknownNetworkError
        || (leadsToProxy() && kind == ErrorKind::Offline))
        return ErrorKind::Proxy;
    return kind;
}

/// No tunnel: Qt speaks to the proxy and to nobody else.
bool HttpCall::leadsToProxy() const
{
    return m_setup.proxy == QNetworkProxy::HttpProxy && m_reply->url().scheme() == "http"_L1;
}

Error HttpCall::error(ErrorKind kind, const QString &detail) const
{
    Error made;
    made.kind = kind;
    made.arrival = arrivalWithoutAnswer(kind);
    if (m_reply) {
        made.httpStatus = status();
        made.contentType = mediaType(m_reply->rawHeader("Content-Type"));
        made.requestId = header("X-authentik-id");
    }
    if (kind == ErrorKind::Tls)
        made.certificate = certificate();
    made.detail = withoutSecrets(detail, m_setup.secrets);
    made.request = m_setup.request;
    return made;
}

/// The facts of the certificate that the server showed, if it came so far.
std::optional<CertificateFacts> HttpCall::certificate() const
{
    if (!m_reply)
        return std::nullopt;
    const QSslCertificate shown = m_reply->sslConfiguration().peerCertificate();
    return shown.isNull()
            ? std::nullopt
            : std::optional(factsOf(shown, m_tlsErrors, m_setup.acceptedCertificates));
}

Error HttpCall::refusal() const
{
    Refusal answered;
    answered.status = status();
    answered.contentType = mediaType(m_reply->rawHeader("Content-Type"));
    // One with so many parts is not read: that alone would hold the window up.
    answered.body = hasMoreValues(m_received, refusalValues) ? QByteArray() : m_received;
    answered.toWrite = m_setup.isWrite;

    const Answerer by{m_reply->rawHeader("Server"), m_reply->rawHeader("Proxy-Status"),
                      m_reply->rawHeader("X-Squid-Error"), m_reply->rawHeader("X-Powered-By"),
                      m_reply->rawHeader("X-authentik-id")};
    const bool isProxys = leadsToProxy() && isProxysOwn(answered, by);
    const ErrorKind kind = isProxys ? ErrorKind::Proxy : kindOf(answered);
    QString detail = u"HTTP %1 %2"_s.arg(status()).arg(
            m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString());
    if (kind == ErrorKind::Redirected) {
        const QUrl address = QUrl::fromEncoded(m_reply->rawHeader("Location"));
        detail = m_reply->url().resolved(address).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery
                                                           | QUrl::RemoveFragment);
    }
    Error made = error(kind, detail.trimmed());
    made.arrival = arrivalOf(answered);
    made.body = withoutSecrets(answered.body, m_setup.secrets);
    made.answerSize = m_received.size();
    made.retryAfter = parseRetryAfter(m_reply->rawHeader("Retry-After"), m_clock.now());
    return made;
}

/// Nothing of a write can have arrived as long as Qt asked for no byte of its body and the failure
/// is one of reaching the server. A connection that was open and broke proves nothing, unless it
/// broke before TLS was agreed.
Arrival HttpCall::arrivalWithoutAnswer(ErrorKind kind) const
{
    const bool untouched = m_uploadBody ? !m_uploadBody->wasTouched() : !m_setup.isWrite;
    const bool beforeTls = m_reply && m_reply->url().scheme() == "https"_L1 && !m_encrypted;
    switch (kind) {
    case ErrorKind::Offline:
    case ErrorKind::HostNotFound:
    case ErrorKind::Tls:
    case ErrorKind::Proxy:
    case ErrorKind::ProxyLogin:
        return untouched ? Arrival::NotSent : Arrival::MayHaveArrived;
    case ErrorKind::Timeout:
        // Qt 6.4 does not tell that a SOCKS proxy hung up while it was asked: only time does.
        return untouched && !m_isSent ? Arrival::NotSent : Arrival::MayHaveArrived;
    case ErrorKind::Cancelled:
        return untouched && m_setup.isWrite ? Arrival::NotSent : Arrival::MayHaveArrived;
    case ErrorKind::Cut:
        return untouched && beforeTls ? Arrival::NotSent : Arrival::MayHaveArrived;
    default:
        return Arrival::MayHaveArrived;
    }
}

int HttpCall::status() const
{
    return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// A header of the answer that is to be shown: plain and short.
QString HttpCall::header(const char *name) const
{
    const QByteArray value = m_reply->rawHeader(name).left(64);
    const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                || c == '-';
    });
    return plain ? QString::fromLatin1(value) : QString();
}

QString methodName(Request::Method method)
{
    switch (method) {
    case Request::Method::Get:
        return u"GET"_s;
    case Request::Method::Options:
        return u"OPTIONS"_s;
    case Request::Method::Patch:
        return u"PATCH"_s;
    }
    return {};
}
