// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/proberun.h"

#include "api/exchange.h"
#include "api/jsonanswer.h"
#include "source/schematraits.h"

#include <QJsonDocument>
#include <QVersionNumber>

#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr int certificateDays = 14; // left, from which on a certificate is worth a word
constexpr std::chrono::seconds clockTolerance = 60s;

bool hasOwnProxy(const ConnectionEntry &entry)
{
    return entry.proxy.mode == ProxyChoice::Mode::Http
            || entry.proxy.mode == ProxyChoice::Mode::Socks5;
}

bool isOfTheWay(const Error &error)
{
    return error.kind == ErrorKind::Proxy
            || (error.httpStatus == 0
                && (error.kind == ErrorKind::Offline || error.kind == ErrorKind::ProxyLogin));
}

bool endsSoon(const CertificateFacts &certificate, const QDateTime &now)
{
    return certificate.validUntil.isValid() && now.daysTo(certificate.validUntil) < certificateDays;
}

/// The first release whose Plex sources this program knows (contract §10).
QVersionNumber oldestRelease()
{
    return QVersionNumber(2022, 8);
}
} // namespace

ProbeRun::ProbeRun(const Setup &setup, Clock &clock,
                   std::function<void(const TestStepResult &)> step, Done<void> done)
    : m_setup(setup)
    , m_clock(clock)
    , m_step(std::move(step))
    , m_done(std::move(done))
{
    const std::chrono::milliseconds whole = 2 * m_setup.entry.timeout;
    m_bound = clock.callAfter(whole, [this] { stop(ErrorKind::Timeout); });
    QMetaObject::invokeMethod(this, &ProbeRun::start, Qt::QueuedConnection);
}

ProbeRun::~ProbeRun() = default;

void ProbeRun::cancel()
{
    stop(ErrorKind::Cancelled);
}

void ProbeRun::start()
{
    if (m_outcome)
        return; // cancelled meanwhile
    const Result<BaseUrl> base = BaseUrl::fromUserInput(m_setup.entry.address);
    if (hasOwnProxy(m_setup.entry))
        m_current.host = m_setup.entry.proxy.host;
    else if (base)
        m_current.host = base->host();
    begin(TestStep::Name);
    if (!base) {
        fail(base.error());
        return;
    }
    m_transport = std::make_unique<Transport>(
            TransportSetup{*base, m_setup.entry, m_setup.secrets, m_clock, m_setup.log.data()});
    Request hello;
    hello.path = u"root/config/"_s;
    hello.isAnonymous = true; // nobody is trusted with the token yet
    send(hello, &ProbeRun::helloAnswered, &ProbeRun::helloFailed);
}

void ProbeRun::send(Request request, Ask answered, Refused refused)
{
    request.deadline = m_setup.entry.timeout;
    request.observer = [this](const StageSeen &stage) { seen(stage); };
    m_call = m_transport->send(request, [this, answered, refused](const Result<Answer> &result) {
        if (m_outcome)
            return;
        if (result)
            (this->*answered)(*result);
        else
            (this->*refused)(result.error());
    });
}

void ProbeRun::seen(const StageSeen &stage)
{
    if (m_outcome)
        return;
    switch (stage.stage) {
    case Stage::Connecting:
        passUpTo(TestStep::Tcp);
        break;
    case Stage::Untrusted:
        m_isUntrusted = true;
        tcpIsThere();
        m_current.certificate = stage.certificate;
        break;
    case Stage::Encrypted:
        tlsIsThere(stage);
        break;
    case Stage::Sent:
        plainIsThere();
        break;
    case Stage::Answered:
        if (stage.serverTime.isValid())
            m_clockDifference = std::chrono::seconds(m_clock.now().secsTo(stage.serverTime));
        break;
    }
}

void ProbeRun::tcpIsThere()
{
    passUpTo(TestStep::Tls);
}

/// Encrypted, though what a person accepted may stand in the way of trust.
void ProbeRun::tlsIsThere(const StageSeen &stage)
{
    if (step() > TestStep::Tls)
        return; // a second connection
    tcpIsThere();
    m_current.certificate = stage.certificate;
    m_current.isAccepted = m_isUntrusted;
    const bool isWarned =
            m_isUntrusted || (stage.certificate && endsSoon(*stage.certificate, m_clock.now()));
    end(isWarned ? TestState::Warned : TestState::Passed);
    begin(TestStep::Authentik);
}

/// The request is out without TLS before it.
void ProbeRun::plainIsThere()
{
    const BaseUrl &base = m_transport->base();
    if (step() > TestStep::Tls || base.api({}).scheme() != "http"_L1)
        return;
    tcpIsThere();
    m_current.isPlain = true;
    end(base.isPlainToOtherMachine() ? TestState::Warned : TestState::Skipped);
    begin(TestStep::Authentik);
}

void ProbeRun::helloAnswered(const Answer &answer)
{
    passUpTo(TestStep::Authentik);
    const Result<QJsonObject> object = readObject(answer);
    if (!object)
        fail(object.error());
    else if (!object->value("capabilities"_L1).isArray())
        fail(badResponse(answer, u"root/config/ names no capabilities"_s));
    else
        askVersion();
}

void ProbeRun::helloFailed(const Error &error)
{
    if (error.kind == ErrorKind::Tls && isAt(TestStep::Name)) {
        failBeforeTheNetwork(error);
        return;
    }
    if (isOfTheWay(error))
        passUpTo(TestStep::Tcp);
    else if (error.httpStatus != 0)
        passUpTo(TestStep::Authentik); // somebody answered
    else if (error.kind == ErrorKind::Tls || error.kind == ErrorKind::Cut)
        passUpTo(TestStep::Tls); // a refused connection says so: this one was there
    if (isAt(TestStep::Tls) && error.certificate)
        m_current.certificate = error.certificate;
    if (error.kind == ErrorKind::Proxy || error.kind == ErrorKind::ProxyLogin)
        m_current.isProxy = true;
    fail(error);
}

/// A file for TLS cannot be used: nothing was tried.
void ProbeRun::failBeforeTheNetwork(Error error)
{
    end(TestState::Skipped);
    begin(TestStep::Tcp);
    end(TestState::Skipped);
    begin(TestStep::Tls);
    error.kind = ErrorKind::Storage; // to be told apart from what a server does
    fail(error);
}

void ProbeRun::askVersion()
{
    Request request;
    request.path = u"admin/version/"_s;
    send(request, &ProbeRun::versionAnswered, &ProbeRun::versionFailed);
}

void ProbeRun::versionAnswered(const Answer &answer)
{
    const Result<QString> release = readVersion(answer);
    if (!release) {
        fail(release.error());
        return;
    }
    m_current.release = *release;
    m_current.build =
            QJsonDocument::fromJson(answer.body).object().value("build_hash"_L1).toString();
    const QVersionNumber number = QVersionNumber::fromString(*release);
    if (!number.isNull() && number < oldestRelease()) {
        fail(badResponse(answer, u"%1 is older than 2022.8"_s.arg(*release)));
        return;
    }
    end(TestState::Passed);
    askUser();
}

/// Which release it is, is only told to a valid token; whether it is one, the next step asks.
void ProbeRun::versionFailed(const Error &error)
{
    if (!isUnknownKey(error) && error.kind != ErrorKind::NoToken) {
        fail(error);
        return;
    }
    end(TestState::Passed);
    askUser();
}

void ProbeRun::askUser()
{
    begin(TestStep::Token);
    send(currentUserRequest(), &ProbeRun::userAnswered, &ProbeRun::userFailed);
}

void ProbeRun::userAnswered(const Answer &answer)
{
    const Result<Account> account = readAccount(answer);
    if (!account) {
        fail(account.error());
        return;
    }
    m_current.username = account->username;
    end(TestState::Passed);
    askList();
}

void ProbeRun::userFailed(const Error &error)
{
    Error told = error;
    if (isUnknownKey(error))
        told.kind = ErrorKind::Unauthorized;
    fail(told);
}

void ProbeRun::askList()
{
    begin(TestStep::List);
    Request request;
    request.path = u"sources/plex/"_s;
    request.query.addQueryItem(u"page_size"_s, u"1"_s);
    request.sizeLimit = pageLimit; // a server may give more than it was asked for
    send(request, &ProbeRun::listAnswered, &ProbeRun::fail);
}

void ProbeRun::listAnswered(const Answer &answer)
{
    const Result<RawPage> page = readPage(answer);
    if (!page) {
        fail(page.error());
        return;
    }
    m_current.sources = page->total;
    end(TestState::Passed);
    begin(TestStep::Change);
    const QString slug = page->results.at(0).toObject().value("slug"_L1).toString();
    if (m_setup.entry.isReadOnly) {
        m_current.error = Error();
        m_current.error->kind = ErrorKind::ReadOnly;
        end(TestState::Warned);
        finishWithClock();
    } else if (slug.isEmpty()) {
        m_current.sources = 0; // none to ask about
        end(TestState::Skipped);
        finishWithClock();
    } else {
        askOptions(slug);
    }
}

void ProbeRun::askOptions(const QString &slug)
{
    Request request;
    request.method = Request::Method::Options;
    request.path = "sources/plex/"_L1 + pathSegment(slug) + u'/';
    send(request, &ProbeRun::optionsAnswered, &ProbeRun::fail);
}

void ProbeRun::optionsAnswered(const Answer &answer)
{
    const Result<QJsonObject> object = readObject(answer);
    if (!object) {
        fail(object.error());
        return;
    }
    if (SourceOptions::fromJson(*object).right != ChangeRight::Granted) {
        Error error = badResponse(answer, u"OPTIONS lists no actions"_s);
        error.kind = ErrorKind::Forbidden;
        fail(error);
        return;
    }
    end(TestState::Passed);
    finishWithClock();
}

void ProbeRun::finishWithClock()
{
    begin(TestStep::Clock);
    m_current.clockDifference = m_clockDifference;
    if (!m_clockDifference)
        end(TestState::Skipped);
    else if (*m_clockDifference > clockTolerance || *m_clockDifference < -clockTolerance)
        end(TestState::Warned);
    else
        end(TestState::Passed);
    finish(std::nullopt);
}

void ProbeRun::begin(TestStep step)
{
    const QString host = m_current.host;
    m_current = TestStepResult();
    m_current.step = step;
    m_current.state = TestState::Running;
    if (step <= TestStep::Tcp) {
        m_current.host = host;
        m_current.isProxy = hasOwnProxy(m_setup.entry);
    }
    tell(m_current);
}

/// Ends the steps before `step` as passed, and lets it run.
void ProbeRun::passUpTo(TestStep step)
{
    while (m_current.step < step) {
        const bool isSilentTls =
                isAt(TestStep::Tls) && m_transport->base().api({}).scheme() == "http"_L1;
        m_current.isPlain = isSilentTls;
        end(isSilentTls ? TestState::Skipped : TestState::Passed);
        begin(TestStep(int(m_current.step) + 1));
    }
}

void ProbeRun::end(TestState state)
{
    m_current.state = state;
    tell(m_current);
}

void ProbeRun::fail(const Error &error)
{
    m_current.error = error;
    end(TestState::Failed);
    finish(std::nullopt);
}

/// Ends the run from outside: cancelled, or over its bound.
void ProbeRun::stop(ErrorKind kind)
{
    if (m_outcome)
        return;
    Error error;
    error.kind = kind;
    if (kind == ErrorKind::Timeout) {
        fail(error);
        return;
    }
    m_current.error = error;
    end(TestState::Skipped);
    finish(error);
}

void ProbeRun::finish(std::optional<Error> error)
{
    m_bound.reset();
    for (const TestStep later : allTestSteps) {
        if (later <= m_current.step)
            continue;
        TestStepResult skipped;
        skipped.step = later;
        skipped.state = TestState::Skipped;
        skipped.error = error;
        tell(skipped);
    }
    m_outcome = error ? Result<void>(failure(*error)) : Result<void>();
}

void ProbeRun::tell(const TestStepResult &result)
{
    m_toTell.enqueue(result);
    QMetaObject::invokeMethod(this, &ProbeRun::tellAll, Qt::QueuedConnection);
}

/// The listener may stop or destroy this inside each call.
void ProbeRun::tellAll()
{
    const QPointer<ProbeRun> alive(this);
    while (alive && !m_toTell.isEmpty()) {
        const TestStepResult result = m_toTell.dequeue();
        const auto step = m_step;
        step(result);
    }
    if (!alive || !m_outcome || !m_done)
        return;
    m_call.reset();
    m_transport.reset(); // closes what is open, also a handshake that waits
    const Done<void> done = std::exchange(m_done, nullptr);
    const Result<void> outcome = *m_outcome;
    done(outcome);
}
