// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "composition.h"
#include "core/secret.h"
#include "program/coredumps.h"
#include "program/instance.h"
#include "program/options.h"

#include <QApplication>
#include <QFile>
#include <QIcon>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int notAnswering = 1;
constexpr int badArguments = 2;

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int at = 0; at < argc; ++at)
        arguments.append(QString::fromLocal8Bit(argv[at]));
    return arguments;
}

/// The token in a file or, for "-", on standard input; none when it cannot be read or is empty.
std::optional<Secret> readToken(const QString &path)
{
    QFile file(path);
    const bool isOpen =
            path == u"-"_s ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return std::nullopt;
    constexpr qint64 most = 64 * 1024;
    const Secret token(QString::fromUtf8(file.read(most)).trimmed());
    const QString text = token.reveal();
    const auto isBlank = [](QChar letter) { return letter.isSpace(); };
    if (text.isEmpty() || std::any_of(text.begin(), text.end(), isBlank)) // it becomes a header
        return std::nullopt;
    return token;
}

int refuse(const QString &line, int exitCode = badArguments)
{
    std::fprintf(stderr, "sourcedesk: %s\n", qPrintable(line));
    return exitCode;
}

/// A second window beside a program that may hold unsaved typing would invite to type it again; to
/// end that program is for the person to decide. This start has changed nothing.
int tellNotAnswering(qint64 pid)
{
    const QString which = pid > 0 ? u" (process %1)"_s.arg(pid) : QString();
    return refuse(u"Sourcedesk is running already but does not answer%1. End it, or start with "
                  u"--new-instance."_s.arg(which),
                  notAnswering);
}

/// Without HOME Qt takes the root of the disk for the home. The system knows the right one.
void setHome()
{
    if (!qEnvironmentVariableIsEmpty("HOME"))
        return;
    const passwd *entry = getpwuid(geteuid());
    if (entry && entry->pw_dir && *entry->pw_dir)
        qputenv("HOME", entry->pw_dir);
}

void setLook()
{
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(tokensFor(QGuiApplication::palette())));
}

int run(int argc, char **argv, const StartOptions &options, const Secret &token,
        Instance::Claim &claim)
{
    QApplication program(argc, argv);
    QApplication::setApplicationDisplayName(u"Sourcedesk"_s);
    QApplication::setDesktopFileName(u"org.sourcedesk.Sourcedesk"_s);
    QApplication::setWindowIcon(QIcon(u":/icons/program.svg"_s));
    setLook();
    Composition composition(options);
    if (auto *first = std::get_if<Instance::First>(&claim))
        composition.takeStarts(std::move(*first));
    composition.start(token);
    return QApplication::exec();
}
} // namespace

int main(int argc, char **argv)
{
    forbidCoreDumps(); // before a token is read
    setHome();
    QCoreApplication::setApplicationName(u"sourcedesk"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SOURCEDESK_VERSION));
    const ParsedOptions parsed = [&] {
        // its texts need an application; this one needs no display
        int count = 1;
        const QCoreApplication forTexts(count, argv);
        return parseOptions(argumentsOf(argc, argv));
    }();
    if (const auto *print = std::get_if<PrintAndEnd>(&parsed)) {
        std::fputs(qPrintable(print->text), stdout);
        return 0;
    }
    if (const auto *bad = std::get_if<BadArguments>(&parsed))
        return refuse(bad->line);
    const StartOptions &options = std::get<StartOptions>(parsed);
    std::optional<Secret> token = Secret();
    if (!options.tokenFile.isEmpty())
        token = readToken(options.tokenFile);
    if (!token)
        return refuse(u"no token could be read from %1"_s.arg(options.tokenFile));
    // Before there is a window, or even a display.
    Instance::Claim claim = Instance::claim(options, *token);
    if (std::holds_alternative<Instance::HandedOver>(claim))
        return 0;
    if (const auto *silent = std::get_if<Instance::NotAnswering>(&claim))
        return tellNotAnswering(silent->pid);
    return run(argc, argv, options, *token, claim);
}
