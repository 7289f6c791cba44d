// SPDX-License-Identifier: GPL-3.0-or-later
#include "demooptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace demoserver {

namespace {

/// Where the words of this file are translated.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(DemoOptions)
};

DemoOptions refuse(const QString &why)
{
    return {.action = OptionsAction::Refuse, .message = why, .server = {}};
}

/// A whole number from 0 to \a largest, or nothing.
std::optional<int> number(const QString &given, int largest)
{
    bool isNumber = false;
    const int value = given.toInt(&isNumber);
    return isNumber && value >= 0 && value <= largest ? std::optional<int>(value) : std::nullopt;
}

QString releaseNames()
{
    QStringList names;
    for (const ReleaseRules &release : recordedReleases())
        names.append(QString(release.version));
    return names.join(", "_L1);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(Words::tr(
            "A small authentik stand-in on the loopback address, its data in memory. Prints "
            "one line of JSON with its address and tokens when it is ready."));
    parser.addOptions({
            {u"help"_s, Words::tr("Shows this help.")},
            {u"version"_s, Words::tr("Shows the version.")},
            {u"port"_s, Words::tr("Port to listen on; 0 takes a free one (default)."), u"number"_s,
             u"0"_s},
            {u"like"_s,
             Words::tr("Answers as this authentik release (%1), full or short; default the newest.")
                     .arg(releaseNames()),
             u"release"_s},
            {u"empty"_s, Words::tr("Starts without a Plex source.")},
            {u"delay-ms"_s, Words::tr("Waits this long before each answer."), u"milliseconds"_s,
             u"0"_s},
            {u"overlap-ms"_s,
             Words::tr("Waits this long between reading and writing the row of a PATCH."),
             u"milliseconds"_s, u"0"_s},
            {u"print-requests"_s,
             Words::tr("Writes request line, body and answer of each write to standard error.")},
            {u"until-stdin-closes"_s, Words::tr("Ends when standard input is closed.")},
    });
}

} // namespace

DemoOptions readOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return refuse(parser.errorText());
    if (parser.isSet(u"help"_s))
        return {.action = OptionsAction::PrintHelp, .message = parser.helpText(), .server = {}};
    if (parser.isSet(u"version"_s))
        return {.action = OptionsAction::PrintVersion,
                .message =
                        u"sourcedesk-demo-server %1"_s.arg(QCoreApplication::applicationVersion()),
                .server = {}};
    if (!parser.positionalArguments().isEmpty())
        return refuse(Words::tr("Unexpected argument “%1”.")
                              .arg(parser.positionalArguments().constFirst()));

    DemoOptions options;
    const std::optional<int> port = number(parser.value(u"port"_s), 65535);
    if (!port)
        return refuse(Words::tr("“%1” is no port number.").arg(parser.value(u"port"_s)));
    options.port = quint16(*port);
    constexpr int longest = 600'000;
    const std::optional<int> delay = number(parser.value(u"delay-ms"_s), longest);
    const std::optional<int> overlap = number(parser.value(u"overlap-ms"_s), longest);
    if (!delay || !overlap)
        return refuse(
                Words::tr("A time is a whole number of milliseconds from 0 to %1.").arg(longest));
    options.server.delay = std::chrono::milliseconds(*delay);
    options.server.overlap = std::chrono::milliseconds(*overlap);
    if (parser.isSet(u"like"_s)) {
        options.server.release = findRelease(parser.value(u"like"_s));
        if (!options.server.release)
            return refuse(Words::tr("No recorded release “%1”; there are %2.")
                                  .arg(parser.value(u"like"_s), releaseNames()));
    }
    options.server.isEmpty = parser.isSet(u"empty"_s);
    options.printsRequests = parser.isSet(u"print-requests"_s);
    options.endsWithStdin = parser.isSet(u"until-stdin-closes"_s);
    return options;
}

} // namespace demoserver
