// SPDX-License-Identifier: GPL-3.0-or-later
#include "composition.h"

#include "api/authentikclient.h"
#include "connection/baseurl.h"
#include "common/maskedtextfilter.h"
#include "connections/startpage.h"
#include "draftdesk.h"
#include "mainwindow.h"
#include "program/demoprocess.h"
#include "program/quitsignals.h"
#include "program/sessionend.h"
#include "program/storenotice.h"
#include "program/windowjob.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/datafolder.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QApplication>

#include <optional>

using namespace std::chrono_literals;

using namespace Qt::Literals::StringLiterals;

namespace {
/// A demo server that does not end by then is killed, and a disk that does not answer is left.
constexpr auto longestFarewell = 10s;

DataFolder folderFor(const StartOptions &options)
{
    if (!options.dataDir.isEmpty())
        return DataFolder::at(options.dataDir);
    return options.demo ? DataFolder::temporary() : DataFolder::platform();
}
/// What would go with a session that makes room for another one.
bool hasSomethingToLose(const ServerSession &session)
{
    return session.isSaving() || !session.lostAtEnd().isEmpty();
}
} // namespace

// One server and what is edited on it.
struct Composition::Connection
{
    Connection(const BaseUrl &base, const Secret &tokenOfIt, const SessionPorts &ports,
               ConnectionKind kindOfIt)
        : token(tokenOfIt)
        , client(base, tokenOfIt, ports.digests, ports.clock)
        , session(client, ports)
        , kind(kindOfIt)
    { }

    Secret token;
    AuthentikClient client;
    ServerSession session;
    ConnectionKind kind;
};

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
        , holds(store, folder.dataPath())
        , drafts(store, &holds)
        , sources(store)
        , draftDesk(drafts, secrets, clock)
        , window(WindowPorts{clock, settings, history, files, draftDesk})
    { }

    SessionPorts sessionPorts(ConnectionKind kind)
    {
        SessionPorts ports{digests, clock, secrets, history};
        // A job types for a picture; a demo is thrown away, so nothing of it may be in a folder
        // that stays.
        const bool isPassing = kind == ConnectionKind::Demo && !options.demo;
        if (options.job != StartOptions::Job::None || isPassing)
            return ports;
        ports.drafts = &drafts;
        ports.sources = &sources;
        ports.holds = &holds;
        return ports;
    }

    StartOptions options;
    SystemClock clock;
    SessionEnd sessionEnd{clock};
    std::unique_ptr<Instance> instance; ///< the last to go: then the data folder is free
    DataFolder folder;
    DigestKey digests;
    IniSettings settings;
    MemorySecretStore secrets;
    SqlWorker store;
    HistoryStore history;
    DraftHolds holds;
    DraftStore drafts;
    SourceCache sources;
    DraftDesk draftDesk;
    LocalFiles files;
    MaskedTextFilter maskedText;
    std::unique_ptr<DemoProcess> demo;
    std::unique_ptr<Connection> connection;
    MainWindow window;
    std::unique_ptr<WindowJob> job;
    QuitSignals quitSignals;
    std::unique_ptr<Clock::Timer> patience;
    int exitCode = 0;
    bool isDemoGone = true;
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
    QObject::connect(&parts.sessionEnd, &SessionEnd::flushNow, &parts.window, [this] { flush(); });
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
    if (handover.url.isEmpty() || isShown(handover)) {
        if (parts.window.desk() && !handover.source.isEmpty())
            parts.window.desk()->openSourceWhenListed(handover.source);
        return;
    }
    if (parts.connection && hasSomethingToLose(parts.connection->session)) {
        parts.window.say(QCoreApplication::translate(
                                 "Composition",
                                 "Another start asked for %1. It can be opened once what you are "
                                 "sending or typing here is stored.")
                                 .arg(handover.url));
        return;
    }
    parts.options.source = handover.source;
    connectTo(handover.url, handover.token, ConnectionKind::Unknown);
}

/// Whether the server is open already, with the same token.
bool Composition::isShown(const Handover &handover) const
{
    const Parts &parts = *m_parts;
    const auto base = BaseUrl::fromUserInput(handover.url);
    if (!base || !parts.connection)
        return false;
    const Connection &shown = *parts.connection;
    return shown.client.address() == base->address()
            && shown.token.reveal() == handover.token.reveal();
}

void Composition::end(int exitCode)
{
    Parts &parts = *m_parts;
    if (parts.patience)
        return; // already ending
    if (parts.instance)
        parts.instance->stopListening();
    parts.exitCode = exitCode;
    parts.patience = parts.clock.callAfter(longestFarewell,
                                           [exitCode] { QCoreApplication::exit(exitCode); });
    parts.isDemoGone = !parts.demo;
    if (parts.demo) {
        QObject::connect(parts.demo.get(), &DemoProcess::stopped, &parts.window, [this] {
            m_parts->isDemoGone = true;
            leaveWhenDone();
        });
        parts.demo->stop();
    }
    if (parts.connection) {
        QObject::connect(&parts.connection->session, &ServerSession::draftsChanged, &parts.window,
                         [this] { leaveWhenDone(); });
    }
    flush();
    leaveWhenDone();
}

void Composition::flush()
{
    if (Desk *desk = m_parts->window.desk())
        desk->flush(); // and what stands in the focused editor
}

void Composition::leaveWhenDone()
{
    const Parts &parts = *m_parts;
    const bool areStored = !parts.connection || parts.connection->session.areDraftsStored();
    if (areStored && parts.isDemoGone)
        QCoreApplication::exit(parts.exitCode);
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
    parts.window.clearServer();
    parts.connection = std::make_unique<Connection>(*base, token, parts.sessionPorts(kind), kind);
    rememberUser(*parts.connection);
    show(*parts.connection);
}

/// A token's user does not change: a draft made without a network has its name all the same.
void Composition::rememberUser(Connection &connection)
{
    Parts &parts = *m_parts;
    const QByteArray mark = parts.digests.digest(connection.token.reveal()).left(8).toHex();
    const QString key = u"user/"_s + QString::fromLatin1(mark);
    connection.session.expectUser(QString::fromUtf8(parts.settings.value(key)));
    QObject::connect(&connection.session, &ServerSession::accountChanged, &parts.window,
                     [&parts, &session = connection.session, key] {
                         if (!session.username().isEmpty())
                             parts.settings.setValue(key, session.username().toUtf8());
                     });
}

void Composition::show(Connection &connection)
{
    Parts &parts = *m_parts;
    parts.window.setServer(connection.session, {connection.kind, connection.client.host()});
    connection.session.start();
    if (parts.job)
        return parts.job->start(connection.session);
    if (parts.options.source.isEmpty())
        parts.window.desk()->reopen();
    else
        parts.window.desk()->openSourceWhenListed(parts.options.source);
}
