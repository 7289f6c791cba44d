// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"
#include "core/error.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <array>
#include <chrono>
#include <optional>

// The steps of *Test connection*, and what became of each. Plain values.

enum class TestStep : quint8
{
    Name,      ///< the host name was looked up
    Tcp,       ///< a connection to the server, or to the proxy, was made
    Tls,       ///< encryption was agreed on and the certificate trusted
    Authentik, ///< an authentik answered: its release
    Token,     ///< core/users/me/: whose token it is
    List,      ///< Plex sources may be listed: how many there are
    Change,    ///< they may be changed (OPTIONS of one of them)
    Clock      ///< how far the server's clock is from this machine's
};
inline constexpr std::array allTestSteps{TestStep::Name,      TestStep::Tcp,   TestStep::Tls,
                                         TestStep::Authentik, TestStep::Token, TestStep::List,
                                         TestStep::Change,    TestStep::Clock};

enum class TestState : quint8
{
    Waiting,
    Running,
    Passed,
    Warned, ///< works, but a person should know something
    Failed,
    Skipped ///< does not apply, or an earlier step failed
};

struct TestStepResult
{
    TestStep step = TestStep::Name;
    TestState state = TestState::Waiting;
    // The facts; which of them are set depends on the step.
    QString host;                                ///< Name, Tcp: what was looked up or connected to
    bool isProxy = false;                        ///< Name, Tcp: that is the proxy
    std::optional<CertificateFacts> certificate; ///< Tls
    bool isPlain = false;                        ///< Tls: plain http, not encrypted
    bool isAccepted = false;                     ///< Tls: not trusted, but accepted by a person
    QString release;                             ///< Authentik
    QString build;                               ///< Authentik: build hash, mostly empty
    QString username;                            ///< Token
    int sources = -1;                            ///< List: how many; -1 = not known
    std::optional<std::chrono::seconds> clockDifference; ///< Clock: server minus this machine
    std::optional<Error> error;                          ///< Failed, and some of Warned
};

Q_DECLARE_METATYPE(TestStepResult)
