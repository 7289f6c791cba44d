// SPDX-License-Identifier: GPL-3.0-or-later
#include "composition.h"

#include "api/authentikclient.h"
#include "api/baseurl.h"
#include "common/maskedtextfilter.h"
#include "connections/startpage.h"
#include "mainwindow.h"
#include "program/demoprocess.h"
#include "program/quitsignals.h"
#include "program/storenotice.h"
#include "program/windowjob.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/datafolder.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QApplication>

#include <optional>

using namespace std::chrono_literals;

namespace {
/// A demo server that does not end by then is killed.
constexpr auto longestFarewell = 2s;

DataFolder folderFor(const StartOptions &options)
{
    if (!options.dataDir.isEmpty())
        return DataFolder::at(options.dataDir);
    return options.demo ? DataFolder::temporary() : DataFolder::platform();
}
} // namespace

// In the order in which they need each other; gone in the reverse one.
struct Composition::Parts
{
    explicit Parts(const StartOptions &given)
        : options(given)
        , folder(folderFor(given))
        , digests(folder.digestKey())
        , settings(folder.settingsFile())
        , store({folder.dataPath()}, clock)
        , history(store, folder.dataPath())
        , window(clock, settings, history, files)
    { }

    StartOptions options;
    SystemClock clock;
    std::unique_ptr<Instance> instance; ///< the last to go: then the data folder is free
    DataFolder folder;
    DigestKey digests;
    IniSettings settings;
    MemorySecretStore secrets;
    SqlWorker store;
    HistoryStore history;
    LocalFiles files;
    MaskedTextFilter maskedText;
    std::unique_ptr<DemoProcess> demo;
    std::unique_ptr<AuthentikClient> client;
    std::unique_ptr<ServerSession> server;
    MainWindow window;
    std::unique_ptr<WindowJob> job;
    QuitSignals quitSignals;
    std::unique_ptr<Clock::Timer> patience;
};

Composition::Composition(const StartOptions &options)
    : m_parts(std::make_unique<Parts>(options))
{
    Parts &parts = *m_parts;
    QObject::connect(&parts.window, &MainWindow::demoRequested, &parts.window,
                     [this] { startDemo(); });
    const auto tellStore = [&parts] {
        const StoreNotice notice =
                storeNotice(parts.store.state(), parts.store.trouble(), parts.folder.dataPath());
        parts.window.showStorageNotice(notice.title, notice.text);
    };
    QObject::connect(&parts.store, &SqlWorker::stateChanged, &parts.window, tellStore);
    QObject::connect(&parts.store, &SqlWorker::troubleChanged, &parts.window, tellStore);
    QObject::connect(&parts.quitSignals, &QuitSignals::received, &parts.window, [this] { end(0); });
    // Not by itself: the demo server ends first.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(qApp, &QGuiApplication::lastWindowClosed, &parts.window, [this] { end(0); });
    if (options.job == StartOptions::Job::None)
        return;
    parts.job = std::make_unique<WindowJob>(parts.window, parts.clock, options);
    QObject::connect(parts.job.get(), &WindowJob::ended, &parts.window,
                     [this](int exitCode) { end(exitCode); });
}

Composition::~Composition() = default;

void Composition::start(const Secret &token)
{
    m_parts->window.show();
    if (m_parts->options.demo)
        startDemo();
    else if (!m_parts->options.url.isEmpty())
        connectTo(m_parts->options.url, token, ConnectionKind::Unknown);
}

void Composition::takeStarts(Instance::First &&place)
{
    Parts &parts = *m_parts;
    parts.instance = std::make_unique<Instance>(std::move(place), parts.clock);
    QObject::connect(parts.instance.get(), &Instance::handedOver, &parts.window,
                     [this](const Handover &handover) { receive(handover); });
}

void Composition::receive(const Handover &handover)
{
    Parts &parts = *m_parts;
    if (!handover.activation.isEmpty()) // Qt takes it from there when the window is activated
        qputenv("XDG_ACTIVATION_TOKEN", handover.activation);
    parts.window.setWindowState(parts.window.windowState() & ~Qt::WindowMinimized);
    parts.window.show();
    parts.window.raise();
    parts.window.activateWindow();
    if (!parts.server) {
        if (!handover.source.isEmpty())
            parts.options.source = handover.source;
        if (!handover.url.isEmpty())
            connectTo(handover.url, handover.token, ConnectionKind::Unknown);
        return;
    }
    const auto base = BaseUrl::fromUserInput(handover.url);
    const bool isSameServer =
            handover.url.isEmpty() || (base && base->address() == parts.client->address());
    if (isSameServer && !handover.source.isEmpty() && !parts.window.openSource(handover.source))
        parts.window.openSourceWhenListed(handover.source);
}

void Composition::end(int exitCode)
{
    Parts &parts = *m_parts;
    if (parts.patience)
        return; // already ending
    if (parts.instance)
        parts.instance->stopListening();
    const auto leave = [exitCode] { QCoreApplication::exit(exitCode); };
    if (!parts.demo)
        return leave();
    QObject::connect(parts.demo.get(), &DemoProcess::stopped, &parts.window, leave);
    parts.patience = parts.clock.callAfter(longestFarewell, leave);
    parts.demo->stop();
}

void Composition::startDemo()
{
    Parts &parts = *m_parts;
    parts.window.startPage()->setStarting(true);
    parts.demo = std::make_unique<DemoProcess>();
    QObject::connect(parts.demo.get(), &DemoProcess::ready, &parts.window,
                     [this](const QString &url, const Secret &token) {
                         connectTo(url, token, ConnectionKind::Demo);
                     });
    QObject::connect(parts.demo.get(), &DemoProcess::failed, &parts.window,
                     [&parts](const QString &sentence) {
                         parts.window.startPage()->showProblem(sentence);
                         if (parts.job)
                             parts.job->fail(sentence);
                     });
    parts.demo->start();
}

void Composition::connectTo(const QString &url, const Secret &token, ConnectionKind kind)
{
    const auto base = BaseUrl::fromUserInput(url);
    if (!base) // options were checked; the demo server's address comes from our own program
        return m_parts->window.startPage()->showProblem(base.error().detail);
    Parts &parts = *m_parts;
    parts.client = std::make_unique<AuthentikClient>(*base, token, parts.digests, parts.clock);
    parts.server = std::make_unique<ServerSession>(
            *parts.client, SessionPorts{parts.digests, parts.clock, parts.secrets, parts.history});
    parts.window.setServer(*parts.server, {kind, parts.client->host()});
    parts.server->start();
    if (parts.job)
        return parts.job->start(*parts.server);
    if (!parts.options.source.isEmpty())
        parts.window.openSourceWhenListed(parts.options.source);
}
