// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/transport.h"

#include "api/httpcall.h"

#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QNetworkRequest>

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
} // namespace

Transport::Transport(const BaseUrl &base, const Secret &token, Clock &clock, RequestLog *log)
    : m_base(base)
    , m_token(token)
    , m_clock(clock)
    , m_log(log)
    , m_network(std::make_unique<QNetworkAccessManager>())
{
    m_network->setCookieJar(new NoCookies); // owned by the manager
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network->setAutoDeleteReplies(false);
}

Transport::~Transport() = default;

CallHandle Transport::send(const Request &request, AnswerDone done)
{
    const QUrl url = m_base.api(request.path, request.query);
    QNetworkRequest network = networkRequest(url, request, m_token);
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
    HttpCall::Setup setup;
    setup.log = m_log;
    setup.connection = m_base.address();
    setup.observer = request.observer;
    setup.number = ++m_lastNumber;
    setup.request = methodName(request.method) + u' ' + m_base.apiPath(request.path);
    setup.sizeLimit = request.sizeLimit;
    setup.deadline = request.deadline;
    setup.isWrite = request.isWrite();
    setup.secrets = request.secrets;
    setup.secrets.append(m_token);
    return std::make_unique<HttpCall>(reply, body, setup, m_clock, std::move(done));
}
