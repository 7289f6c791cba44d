// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/probe.h"

#include "api/proberun.h"

AuthentikProbe::AuthentikProbe(Clock &clock, RequestLog *log)
    : m_clock(clock)
    , m_log(log)
{ }

CallHandle AuthentikProbe::run(const ConnectionEntry &entry, const ConnectionSecrets &secrets,
                               std::function<void(const TestStepResult &)> step, Done<void> done)
{
    return std::make_unique<ProbeRun>(ProbeRun::Setup{entry, secrets, m_log}, m_clock,
                                      std::move(step), std::move(done));
}
