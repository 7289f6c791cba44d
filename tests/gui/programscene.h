// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programdesk.h"

#include <memory>
#include <utility>

// What the tests of the program share: a server, a machine, and the run on it.
class ProgramScene
{
protected:
    void make()
    {
        m_server = std::make_unique<demoserver::DemoServer>();
        if (!m_server->listen())
            qFatal("the demo server does not listen");
        m_machine = std::make_unique<ProgramMachine>();
        m_desk = std::make_unique<ProgramDesk>(*m_machine);
    }
    void clear()
    {
        m_desk.reset();
        m_machine.reset();
        m_server.reset();
    }
    /// The program ends; all that is typed is stored.
    bool end()
    {
        const bool isStored = !m_desk || m_desk->isStored();
        m_desk.reset();
        return isStored;
    }
    /// And starts again.
    bool run()
    {
        const bool isStored = end();
        m_desk = std::make_unique<ProgramDesk>(*m_machine);
        m_desk->start();
        return isStored;
    }

    QString url() const { return m_server->url().toString(); }
    QString admin() const { return m_server->token(QLatin1StringView("admin")); }
    qsizetype patches() const { return m_server->requests("PATCH").size(); }
    /// What was on its way when a session ended has come.
    void settleServer()
    {
        qsizetype seen = -1;
        while (std::exchange(seen, m_server->requests().size()) != m_server->requests().size())
            QTest::qWait(100);
    }

    std::unique_ptr<demoserver::DemoServer> m_server;
    std::unique_ptr<ProgramMachine> m_machine;
    std::unique_ptr<ProgramDesk> m_desk;
};
