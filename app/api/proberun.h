// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/stages.h"
#include "api/transport.h"
#include "connectionports.h"
#include "requestlog.h"

#include <QObject>
#include <QPointer>
#include <QQueue>

#include <functional>
#include <memory>
#include <optional>

// One run of *Test connection*. What it finds is put into a queue and told from the event loop, so
// that whoever listens may stop or destroy the run at any time.
class ProbeRun final : public QObject, public Call
{
    Q_OBJECT
public:
    struct Setup
    {
        ConnectionEntry entry;
        ConnectionSecrets secrets;
        QPointer<RequestLog> log;
    };

    /// Borrows `clock`, which must outlive it.
    ProbeRun(const Setup &setup, Clock &clock, std::function<void(const TestStepResult &)> step,
             Done<void> done);
    ~ProbeRun() override;

    void cancel() override;

private:
    using Ask = void (ProbeRun::*)(const Answer &);
    using Refused = void (ProbeRun::*)(const Error &);

    void start();
    void send(Request request, Ask answered, Refused refused);
    void seen(const StageSeen &stage);
    void tcpIsThere();
    void tlsIsThere(const StageSeen &stage);
    void plainIsThere();

    void helloAnswered(const Answer &answer);
    void helloFailed(const Error &error);
    void failBeforeTheNetwork(Error error);
    void askVersion();
    void versionAnswered(const Answer &answer);
    void versionFailed(const Error &error);
    void askUser();
    void userAnswered(const Answer &answer);
    void userFailed(const Error &error);
    void askList();
    void listAnswered(const Answer &answer);
    void askOptions(const QString &slug);
    void optionsAnswered(const Answer &answer);
    void finishWithClock();

    TestStep step() const { return m_current.step; }
    bool isAt(TestStep step) const { return m_current.step == step; }
    void passUpTo(TestStep step);
    void end(TestState state);
    void fail(const Error &error);
    void stop(ErrorKind kind);
    void finish(std::optional<Error> error);
    void tell(const TestStepResult &result);
    void tellAll();
    void begin(TestStep step);

    Setup m_setup;
    Clock &m_clock;
    std::function<void(const TestStepResult &)> m_step;
    Done<void> m_done;
    TestStepResult m_current; ///< of the step that runs
    QQueue<TestStepResult> m_toTell;
    std::optional<Result<void>> m_outcome; ///< set when the run is over
    bool m_isUntrusted = false;
    std::optional<std::chrono::seconds> m_clockDifference;
    std::unique_ptr<Clock::Timer> m_bound;
    std::unique_ptr<Transport> m_transport;
    CallHandle m_call; ///< of m_transport
};
