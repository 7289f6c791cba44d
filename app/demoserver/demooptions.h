// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demoserver.h"

#include <QStringList>

namespace demoserver {

enum class OptionsAction
{
    Run,
    PrintHelp,
    PrintVersion,
    Refuse
};

/// The command line of sourcedesk-demo-server, read.
struct DemoOptions
{
    OptionsAction action = OptionsAction::Run;
    QString message; ///< the help, the version, or one line saying what is wrong
    DemoServerSettings server;
    quint16 port = 0;
    bool printsRequests = false;
    bool endsWithStdin = false;
};

/// Reads \a arguments, the program's name first. Pure.
[[nodiscard]] DemoOptions readOptions(const QStringList &arguments);

} // namespace demoserver
