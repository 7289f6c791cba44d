// SPDX-License-Identifier: GPL-3.0-or-later
// sourcedesk-demo-server: wires a DemoServer to its command line, signals and standard streams.
#include "demooptions.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace {

int signalPipe[2] = {-1, -1};

/// A handler may do next to nothing: it wakes the event loop through a pipe.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(signalPipe[1], &byte, 1);
}

void print(std::FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), stream);
    std::fflush(stream);
}

/// SIGTERM and SIGINT end the program by way of the event loop.
void quitOnSignals(QCoreApplication &application)
{
    if (pipe(signalPipe) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    std::signal(SIGPIPE, SIG_IGN); // a reader of our output may be gone
}

/// The end of standard input ends the program: that also comes when the parent was killed.
void quitWithStdin(QCoreApplication &application)
{
    auto *notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, &application);
    QObject::connect(notifier, &QSocketNotifier::activated, &application, [notifier] {
        std::array<char, 4096> ignored;
        if (read(STDIN_FILENO, ignored.data(), ignored.size()) > 0)
            return;
        notifier->setEnabled(false);
        QCoreApplication::quit();
    });
}

/// Text for a terminal: control characters, which JSON never holds, could steer it.
QByteArray printable(QByteArray text)
{
    for (char &c : text) {
        const bool isControl =
                (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
        c = isControl ? '?' : c;
    }
    return text;
}

void printWrite(const demoserver::ReceivedRequest &request,
                const demoserver::HttpResponse &response)
{
    if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS")
        return;
    print(stderr,
          printable(request.method + ' ' + request.target + " HTTP/1.1\n" + request.body + "\n-> "
                    + QByteArray::number(response.status) + ' '
                    + demoserver::reasonPhrase(response.status) + '\n' + response.body + '\n'));
}

int run(QCoreApplication &application, const demoserver::DemoOptions &options)
{
    demoserver::DemoServer server(options.server);
    if (!server.listen(options.port)) {
        print(stderr, "sourcedesk-demo-server: " + server.errorString().toLocal8Bit() + '\n');
        return 1;
    }
    if (options.printsRequests)
        QObject::connect(&server, &demoserver::DemoServer::answered, &server, printWrite);
    quitOnSignals(application);
    if (options.endsWithStdin)
        quitWithStdin(application);
    print(stdout, QJsonDocument(server.announcement()).toJson(QJsonDocument::Compact) + '\n');
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("sourcedesk-demo-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SOURCEDESK_VERSION));
    const demoserver::DemoOptions options = demoserver::readOptions(QCoreApplication::arguments());
    switch (options.action) {
    case demoserver::OptionsAction::Run:
        return run(application, options);
    case demoserver::OptionsAction::Refuse:
        print(stderr, "sourcedesk-demo-server: " + options.message.toLocal8Bit() + '\n');
        return 2;
    case demoserver::OptionsAction::PrintHelp:
    case demoserver::OptionsAction::PrintVersion:
        break;
    }
    print(stdout, options.message.toLocal8Bit() + '\n');
    return 0;
}
