// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

#include <variant>

// The start options of the program, as values. Reading them touches no file and no screen.

struct StartOptions
{
    enum class Job : quint8
    {
        None,
        Screenshot,
        DemoJob
    };

    bool demo = false;
    QString url;              ///< as typed; empty without --url
    QString tokenFile;        ///< "-" = standard input
    QString dataDir;          ///< empty = the platform's place
    QString source;           ///< slug to open; empty = the first
    bool newInstance = false; ///< hands over to nobody, and nobody to this one
    Job job = Job::None;
    QString picture; ///< where a job writes its picture
};

/// The command line was understood; or it asks only for text (--help, --version) and the program
/// ends with 0; or it is wrong and the program ends with 2 after one line.
struct PrintAndEnd
{
    QString text;
};
struct BadArguments
{
    QString line;
};
using ParsedOptions = std::variant<StartOptions, PrintAndEnd, BadArguments>;

/// `arguments` with the program's name first.
ParsedOptions parseOptions(const QStringList &arguments);
