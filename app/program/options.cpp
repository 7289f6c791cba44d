// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/options.h"

#include "connection/baseurl.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace {

struct Option
{
    const char *name;
    const char *value;
    const char *help;
};

constexpr Option demo{"demo", "", "Start with the built-in practice server."};
constexpr Option url{"url", "base URL", "Connect to this authentik server, for this run only."};
constexpr Option tokenFile{"token-file", "file",
                           "Read the API token from this file; - reads standard input."};
constexpr Option dataDir{"data-dir", "dir", "Keep settings, data and cache in this folder."};
constexpr Option source{"source", "slug", "Open this source first."};
constexpr Option newInstance{"new-instance", "",
                             "Start beside a running Sourcedesk instead of handing over to it."};
constexpr Option screenshot{"screenshot", "file.png",
                            "Open a source, write a picture of the window and end."};
constexpr Option demoJob{"demo-job", "file.png",
                         "Edit and save a source in the real window, write a picture and end."};
constexpr std::array all{demo, url, tokenFile, dataDir, source, newInstance, screenshot, demoJob};

QString nameOf(const Option &option)
{
    return QLatin1StringView(option.name);
}

/// What is wrong with the combination; empty when nothing is.
QString conflictIn(const QCommandLineParser &parser)
{
    const auto has = [&parser](const Option &option) { return parser.isSet(nameOf(option)); };
    if (!parser.positionalArguments().isEmpty())
        return u"unknown argument: %1"_s.arg(parser.positionalArguments().constFirst());
    if (has(demo) && has(url))
        return u"--demo and --url exclude each other"_s;
    if (has(url) != has(tokenFile))
        return has(url) ? u"--url needs --token-file"_s : u"--token-file needs --url"_s;
    if (has(screenshot) && has(demoJob))
        return u"--screenshot and --demo-job exclude each other"_s;
    const bool isJob = has(screenshot) || has(demoJob);
    if (isJob && !has(demo) && !has(url))
        return u"a job needs --demo or --url"_s;
    for (const Option &option : all) {
        if (has(option) && *option.value && parser.value(nameOf(option)).isEmpty())
            return u"--%1 needs a value"_s.arg(nameOf(option));
        if (parser.optionNames().count(nameOf(option)) > 1)
            return u"--%1 is given twice"_s.arg(nameOf(option));
    }
    return {};
}

} // namespace

ParsedOptions parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
            u"Edits the Plex sources of authentik servers and sends only what changed."_s);
    parser.addOption({{u"h"_s, u"help"_s}, u"Show this help."_s});
    parser.addOption({{u"v"_s, u"version"_s}, u"Show the version."_s});
    for (const Option &option : all)
        parser.addOption(QCommandLineOption(nameOf(option), QString::fromLatin1(option.help),
                                            QString::fromLatin1(option.value)));
    if (!parser.parse(arguments))
        return BadArguments{parser.errorText()};
    if (parser.isSet(u"help"_s))
        return PrintAndEnd{parser.helpText()};
    if (parser.isSet(u"version"_s))
        return PrintAndEnd{u"sourcedesk "_s + QStringLiteral(SOURCEDESK_VERSION) + u'\n'};
    if (const QString conflict = conflictIn(parser); !conflict.isEmpty())
        return BadArguments{conflict};

    StartOptions options;
    options.demo = parser.isSet(nameOf(demo));
    options.url = parser.value(nameOf(url));
    options.tokenFile = parser.value(nameOf(tokenFile));
    options.dataDir = parser.value(nameOf(dataDir));
    options.source = parser.value(nameOf(source));
    options.newInstance = parser.isSet(nameOf(newInstance));
    if (parser.isSet(nameOf(screenshot)))
        options.job = StartOptions::Job::Screenshot;
    else if (parser.isSet(nameOf(demoJob)))
        options.job = StartOptions::Job::DemoJob;
    options.picture = parser.value(nameOf(screenshot)) + parser.value(nameOf(demoJob));
    if (!options.url.isEmpty()) {
        if (const auto base = BaseUrl::fromUserInput(options.url); !base)
            return BadArguments{u"--url: "_s + base.error().detail};
    }
    return options;
}
