// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/probe.h"
#include "connection/testtext.h"
#include "fakeclock.h"
#include "outcome.h"
#include "requestlog.h"
#include "scriptedserver.h"

#include <QHash>
#include <QLocale>

#include <memory>

// Runs *Test connection* against a scripted server, and keeps what it tells.

inline constexpr QLatin1StringView apiKey("canary-api-key");

/// What a run told.
struct Watched
{
    QList<TestStepResult> told;
    Outcome<void> outcome;
    CallHandle run;

    std::function<void(const TestStepResult &)> step()
    {
        return [this](const TestStepResult &result) { told.append(result); };
    }
    TestStepResult last(TestStep step) const
    {
        TestStepResult found;
        for (const TestStepResult &result : told) {
            if (result.step == step)
                found = result;
        }
        return found;
    }
    TestState state(TestStep step) const { return last(step).state; }
    ErrorKind kind(TestStep step) const { return last(step).error.value_or(Error()).kind; }
};

inline QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c()
            .toString(time.toUTC(), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
            .toLatin1();
}

inline QByteArray pathOf(const RecordedRequest &request)
{
    const QByteArray path = request.target.split('?').value(0);
    return request.method + ' ' + path.mid(path.indexOf("/api/v3/") + 8);
}

/// A small authentik, each answer of which a test may replace.
inline QHash<QByteArray, Script> healthy(const QDateTime &serverTime)
{
    const QByteArray date = "Date: " + httpDate(serverTime) + "\r\n";
    return {{"GET root/config/",
             Script::json(200, R"({"capabilities":["can_impersonate"]})", date)},
            {"GET admin/version/",
             Script::json(200, R"({"version_current":"2025.12.4","build_hash":"abc123"})", date)},
            {"GET core/users/me/", Script::json(200, R"({"user":{"username":"anna"}})", date)},
            {"GET sources/plex/",
             Script::json(200, R"({"pagination":{"next":2,"count":8},"results":[{"slug":"home"}]})",
                          date)},
            {"OPTIONS sources/plex/home/",
             Script::json(200, R"({"actions":{"PUT":{"name":{"type":"string"}}}})", date)}};
}

class ProbeRig
{
public:
    ProbeRig() { reset(); }

    void reset();
    void script(const QHash<QByteArray, Script> &answers);
    void start(Watched &watched, const QString &address, const QString &token = apiKey);
    static bool finish(Watched &watched) { return watched.outcome.wait(std::chrono::seconds(20)); }
    /// Those before `failed` passed or do not apply, it failed with `kind`, the rest is skipped.
    static bool failedOnlyAt(const Watched &watched, TestStep failed, ErrorKind kind);
    /// The scripted server's address with https.
    QString encryptedUrl() const
    {
        return server->url().replace(QLatin1StringView("http:"), QLatin1StringView("https:"));
    }

    std::unique_ptr<FakeClock> clock;
    std::unique_ptr<RequestLog> log;
    std::unique_ptr<AuthentikProbe> probe;
    std::unique_ptr<ScriptedServer> server;
    ConnectionEntry entry;
};

inline void ProbeRig::reset()
{
    clock = std::make_unique<FakeClock>();
    log = std::make_unique<RequestLog>();
    probe = std::make_unique<AuthentikProbe>(*clock, log.get());
    server = std::make_unique<ScriptedServer>();
    entry = ConnectionEntry();
    entry.proxy.mode = ProxyChoice::Mode::None;
    script(healthy(clock->now()));
}

inline void ProbeRig::script(const QHash<QByteArray, Script> &answers)
{
    server->setScript([answers](const RecordedRequest &request) {
        return answers.value(pathOf(request), Script::json(404, R"({"detail":"Not found."})"));
    });
}

inline void ProbeRig::start(Watched &watched, const QString &address, const QString &token)
{
    entry.address = address;
    ConnectionSecrets secrets;
    secrets.token = Secret(token);
    watched.run = probe->run(entry, secrets, watched.step(), watched.outcome.done());
    if (!watched.told.isEmpty() || watched.outcome.times > 0)
        qFatal("told inside run()");
}

inline bool ProbeRig::failedOnlyAt(const Watched &watched, TestStep failed, ErrorKind kind)
{
    bool isRight = watched.outcome.times == 1 && watched.outcome.isOk();
    for (const TestStep step : allTestSteps) {
        const TestStepResult result = watched.last(step);
        const bool isPlainTls = step == TestStep::Tls && result.isPlain;
        if (step == failed)
            isRight = isRight && result.state == TestState::Failed && watched.kind(step) == kind;
        else if (step > failed)
            isRight = isRight && result.state == TestState::Skipped;
        else
            isRight = isRight && (result.state == TestState::Passed || isPlainTls);
        isRight =
                isRight && !describeTest(result, QStringLiteral("auth.example.org")).what.isEmpty();
    }
    if (!isRight) {
        for (const TestStepResult &result : watched.told)
            qWarning() << int(result.step) << int(result.state)
                       << result.error.value_or(Error()).kind
                       << result.error.value_or(Error()).detail;
    }
    return isRight;
}
