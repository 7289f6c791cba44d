// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"

#include "api/heldcall.h"
#include "api/httpcall.h"
#include "api/loginquestion.h"
#include "api/systemproxy.h"

#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QSslConfiguration>

#include <optional>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {
/// core/users/me/ may offer the cookie of a login session (contract §1.1): the token is all we use.
class NoCookies final : public QNetworkCookieJar
{
public:
    QList<QNetworkCookie> cookiesForUrl(const QUrl &) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie> &, const QUrl &) override { return false; }
};

/// Without the control characters that would end the header and begin another.
QByteArray headerText(QByteArray text)
{
    text.removeIf([](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
    return text;
}

QNetworkRequest networkRequest(const QUrl &url, const Request &request, const Secret &token)
{
    QNetworkRequest network(url);
    // Under every other policy Qt sends the token along, to another port at least, and replays a
    // redirected PATCH as a GET that looks like a success.
    network.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    network.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    network.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    network.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    network.setDecompressedSafetyCheckThreshold(request.sizeLimit);
    // The front proxy up to 2025.8 compares Accept for equality, and from 2025.10 on the language
    // of messages follows Accept-Language (contract §1.1).
    network.setRawHeader("Accept", "application/json");
    network.setRawHeader("Accept-Language", "en");
    network.setRawHeader("User-Agent", "Sourcedesk/" SOURCEDESK_VERSION);
    if (!token.isEmpty() && !request.isAnonymous)
        network.setRawHeader("Authorization", "Bearer " + headerText(token.revealUtf8()));
    if (request.isWrite()) {
        network.setRawHeader("Content-Type", "application/json");
        network.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        network.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    return network;
}

bool isIncomplete(const ProxyChoice &proxy)
{
    const bool isChosen =
            proxy.mode == ProxyChoice::Mode::Http || proxy.mode == ProxyChoice::Mode::Socks5;
    return isChosen && (proxy.host.isEmpty() || proxy.port == 0);
}

QByteArray basicLogin(const QNetworkProxy &proxy)
{
    return (proxy.user() + u':' + proxy.password()).toUtf8().toBase64();
}

/// Says the login to an HTTP proxy with a plain request. Qt would wait to be asked for it, and
/// cannot send the body of a write a second time. With TLS the proxy gets it with CONNECT, from Qt,
/// and the server must not get it.
void offerLogin(QNetworkRequest &request, const QNetworkProxy &proxy)
{
    const bool isPlain = request.url().scheme() == "http"_L1;
    if (isPlain && proxy.type() == QNetworkProxy::HttpProxy && !proxy.user().isEmpty())
        request.setRawHeader("Proxy-Authorization", "Basic " + basicLogin(proxy));
}
} // namespace

// What a Transport has and does.
class Transport::Sender
{
public:
    explicit Sender(const TransportSetup &setup);

    CallHandle send(const Request &request, AnswerDone done);
    std::chrono::milliseconds timeout() const;
    const TransportSetup &setup() const { return m_setup; }
    void becomeReadOnly() { m_setup.entry.isReadOnly = true; }

private:
    std::optional<Error> reasonNotToSend(const Request &request);
    CallHandle start(const Request &request, const QNetworkProxy &proxy,
                     std::chrono::milliseconds deadline, AnswerDone done);
    CallHandle begin(const Request &request, const QNetworkProxy &proxy,
                     std::chrono::milliseconds deadline, AnswerDone done);
    CallHandle askForLogin(const QNetworkProxy &proxy, std::chrono::milliseconds deadline,
                           AnswerDone done);
    HttpCall::Setup callSetup(const QNetworkProxy &proxy, std::chrono::milliseconds deadline);
    QString shown(const Request &request) const;

    TransportSetup m_setup;
    Result<QSslConfiguration> m_tls;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<SystemProxy> m_systemProxy; ///< with ProxyChoice::Mode::System
    quint64 m_lastNumber = 0;
};

Transport::Transport(const TransportSetup &setup)
    : m_sender(std::make_unique<Sender>(setup))
{ }

Transport::Transport(const BaseUrl &base, const Secret &token, Clock &clock)
    : Transport(directSetup(base, token, clock))
{ }

Transport::~Transport() = default;

CallHandle Transport::send(const Request &request, AnswerDone done)
{
    return m_sender->send(request, std::move(done));
}

const BaseUrl &Transport::base() const
{
    return m_sender->setup().base;
}

const Clock &Transport::clock() const
{
    return m_sender->setup().clock;
}

std::chrono::milliseconds Transport::timeout() const
{
    return m_sender->timeout();
}

bool Transport::isReadOnly() const
{
    return m_sender->setup().entry.isReadOnly;
}

void Transport::becomeReadOnly()
{
    m_sender->becomeReadOnly();
}

Transport::Sender::Sender(const TransportSetup &setup)
    : m_setup(setup)
    , m_tls(tlsConfiguration(setup.entry, setup.secrets.passphrase))
    , m_network(std::make_unique<QNetworkAccessManager>())
{
    m_network->setCookieJar(new NoCookies); // owned by the manager
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network->setAutoDeleteReplies(false);
    // Without a proxy of its own Qt would ask the system inside each send(), and may block.
    m_network->setProxy(chosenProxy(setup.entry.proxy, setup.secrets.proxyPassword));
    if (setup.entry.proxy.mode == ProxyChoice::Mode::System)
        m_systemProxy = std::make_unique<SystemProxy>(
                QUrl(setup.base.api({})),
                setup.proxyLookup ? setup.proxyLookup : ProxyLookup(lookUpSystemProxy),
                setup.clock);
}

CallHandle Transport::Sender::send(const Request &request, AnswerDone done)
{
    if (const std::optional<Error> reason = reasonNotToSend(request))
        return std::make_unique<HeldCall>(*reason, std::move(done));
    const std::chrono::milliseconds deadline = request.deadline.value_or(timeout());
    if (!m_systemProxy)
        return start(request, m_network->proxy(), deadline, std::move(done));

    const QPointer<SystemProxy> system(m_systemProxy.get());
    AnswerDone told = [system, done = std::move(done)](Result<Answer> result) {
        const ErrorKind kind = result ? ErrorKind::BadResponse : result.error().kind;
        if (system && (kind == ErrorKind::Proxy || kind == ErrorKind::ProxyLogin))
            system->forget(); // this machine may be in another network by now
        done(std::move(result));
    };
    if (const std::optional<QNetworkProxy> proxy = m_systemProxy->known())
        return start(request, *proxy, deadline, std::move(told));
    const auto goOn = [this, request](const QNetworkProxy &proxy, std::chrono::milliseconds left,
                                      AnswerDone waiting) {
        return start(request, proxy, left, std::move(waiting));
    };
    return std::make_unique<HeldCall>(*m_systemProxy, shown(request), deadline, m_setup.clock, goOn,
                                      std::move(told));
}

std::chrono::milliseconds Transport::Sender::timeout() const
{
    const std::chrono::milliseconds chosen = m_setup.entry.timeout;
    return chosen.count() > 0 ? chosen : callDeadline;
}

std::optional<Error> Transport::Sender::reasonNotToSend(const Request &request)
{
    if (!m_tls) // the file may be there by now
        m_tls = tlsConfiguration(m_setup.entry, m_setup.secrets.passphrase);
    Error reason;
    if (request.isWrite() && m_setup.entry.isReadOnly)
        reason.kind = ErrorKind::ReadOnly;
    else if (m_setup.secrets.token.isEmpty() && !request.isAnonymous)
        reason.kind = ErrorKind::NoToken; // before the files of TLS, whose passphrase is away too
    else if (!m_tls)
        reason = m_tls.error();
    else if (isIncomplete(m_setup.entry.proxy)) // Qt would go past it
        reason.kind = ErrorKind::Proxy;
    else
        return std::nullopt;
    if (reason.kind == ErrorKind::Proxy)
        reason.detail = u"The connection's proxy has no host or no port"_s;
    reason.arrival = Arrival::NotSent;
    reason.request = shown(request);
    return reason;
}

CallHandle Transport::Sender::start(const Request &request, const QNetworkProxy &proxy,
                                    std::chrono::milliseconds deadline, AnswerDone done)
{
    const bool hasLogin = proxy.type() == QNetworkProxy::HttpProxy && !proxy.user().isEmpty();
    if (!hasLogin)
        return begin(request, proxy, deadline, std::move(done));
    const auto send = [this, request, proxy](std::chrono::milliseconds time, AnswerDone told) {
        return begin(request, proxy, time, std::move(told));
    };
    const QPointer<QNetworkAccessManager> alive(m_network.get());
    const auto ask = [this, alive, proxy](std::chrono::milliseconds time, AnswerDone told) {
        return alive ? askForLogin(proxy, time, std::move(told)) : CallHandle();
    };
    return std::make_unique<LoginQuestion>(deadline, m_setup.clock, send, ask, std::move(done));
}

CallHandle Transport::Sender::begin(const Request &request, const QNetworkProxy &proxy,
                                    std::chrono::milliseconds deadline, AnswerDone done)
{
    if (const std::optional<Error> reason = reasonNotToSend(request)) // it may have waited
        return std::make_unique<HeldCall>(*reason, std::move(done));
    const QUrl url = m_setup.base.api(request.path, request.query);
    QNetworkRequest network = networkRequest(url, request, m_setup.secrets.token);
    network.setSslConfiguration(*m_tls);
    offerLogin(network, proxy);
    m_network->setProxy(proxy);

    QNetworkReply *reply = nullptr;
    SingleUseBody *body = nullptr;
    switch (request.method) {
    case Request::Method::Get:
        reply = m_network->get(network);
        break;
    case Request::Method::Options:
        reply = m_network->sendCustomRequest(network, "OPTIONS");
        break;
    case Request::Method::Patch:
        body = new SingleUseBody(request.body);
        reply = m_network->sendCustomRequest(network, "PATCH", body);
        body->setParent(reply);
        break;
    }
    HttpCall::Setup setup = callSetup(proxy, deadline);
    setup.request = shown(request);
    setup.sizeLimit = request.sizeLimit;
    setup.isWrite = request.isWrite();
    setup.observer = request.observer;
    setup.secrets += request.secrets;
    return std::make_unique<HttpCall>(reply, body, setup, m_setup.clock, std::move(done));
}

CallHandle Transport::Sender::askForLogin(const QNetworkProxy &proxy,
                                          std::chrono::milliseconds deadline, AnswerDone done)
{
    QNetworkRequest network = networkRequest(QUrl(QLatin1StringView(loginQuestionUrl)), {}, {});
    offerLogin(network, proxy);
    m_network->setProxy(proxy);
    HttpCall::Setup setup = callSetup(proxy, deadline);
    setup.request = "GET "_L1 + QLatin1StringView(loginQuestionUrl);
    return std::make_unique<HttpCall>(m_network->get(network), nullptr, setup, m_setup.clock,
                                      std::move(done));
}

/// What is the same for all calls.
HttpCall::Setup Transport::Sender::callSetup(const QNetworkProxy &proxy,
                                             std::chrono::milliseconds deadline)
{
    HttpCall::Setup setup;
    setup.log = m_setup.log;
    setup.connection = m_setup.base.address();
    setup.number = ++m_lastNumber;
    setup.deadline = deadline;
    setup.proxy = proxy.type();
    setup.acceptedCertificates = m_setup.entry.acceptedCertificates;
    setup.secrets << m_setup.secrets.token << Secret(proxy.password())
                  << Secret(QString::fromLatin1(basicLogin(proxy)));
    return setup;
}

QString Transport::Sender::shown(const Request &request) const
{
    return methodName(request.method) + u' ' + m_setup.base.apiPath(request.path);
}
