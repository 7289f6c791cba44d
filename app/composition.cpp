// SPDX-License-Identifier: GPL-3.0-or-later
#include "composition.h"

#include "api/probe.h"
#include "common/maskedtextfilter.h"
#include "common/secretclipboard.h"
#include "connection/baseurl.h"
#include "connectionbook.h"
#include "connectionkeys.h"
#include "connections/startpage.h"
#include "draftdesk.h"
#include "editsession.h"
#include "forgetting.h"
#include "mainwindow.h"
#include "program/connectionactions.h"
#include "program/connections.h"
#include "program/demoprocess.h"
#include "program/diagnosticsfile.h"
#include "program/quitsignals.h"
#include "program/sessionend.h"
#include "program/storenotice.h"
#include "program/windowjob.h"
#include "requestlog.h"
#include "secrets/keychainsecretstore.h"
#include "secrets/memorysecretstore.h"
#include "secrets/nokeychain.h"
#include "secrets/secretvault.h"
#include "serversession.h"
#include "source/errortext.h"
#include "storage/datafolder.h"
#include "storage/deployedsettings.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "storage/storeforgetter.h"
#include "systemclock.h"

#include <QApplication>

#include <optional>
#include <utility>

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
} // namespace

/// Where something is kept that goes with this run.
struct PassingPlace
{
    explicit PassingPlace(Clock &clock)
        : store({folder.dataPath()}, clock)
    { }

    DataFolder folder = DataFolder::temporary();
    IniSettings settings{folder.settingsFile()};
    SqlWorker store;
    HistoryStore history{store};
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
        , draftDesk(drafts, secretsFor(ConnectionKind::Unknown), clock)
        , book(settings)
        , keys(secrets)
        , probe(clock, &log)
        , window(WindowPorts{clock, settings, history, files, draftDesk, log})
        , connections(connectionPorts())
        , actions(actionPorts())
        , forgetter(store, folder.dataPath())
        , diagnostics(window, files, [this] { return facts(); })
    { }

    /// What a demo or a job types is no secret of a person's.
    SecretPort &secretsFor(ConnectionKind kind)
    {
        if (isPlay() || kind == ConnectionKind::Demo)
            return passingSecrets;
        return secrets;
    }

    bool isPlay() const { return options.demo || options.job != StartOptions::Job::None; }
    Keychain &keychainToUse()
    {
        if (isPlay())
            return noKeychain;
        return keychain;
    }

    Connections::Ports connectionPorts()
    {
        return {book, keys, log, settings, window.desks(), clock, [this](ConnectionKind kind) {
                    return sessionPorts(kind);
                }};
    }

    ConnectionActions::Ports actionPorts()
    {
        return {window,
                book,
                keys,
                secrets,
                connections,
                probe,
                draftDesk,
                files,
                [this] {
                    return ForgetPorts{book, secrets, drafts, history, forgetter};
                },
                options.dataDir.isEmpty() && !isPlay(),
                settings,
                [this] { settings.clear(); }};
    }

    SessionPorts sessionPorts(ConnectionKind kind)
    {
        // A job types for a picture; a demo is thrown away, so nothing of it may be in a folder
        // that stays.
        const bool isPassing = kind == ConnectionKind::Demo && !options.demo;
        HistoryPort &saves = isPassing ? passingPlace().history : history;
        SessionPorts ports{digests, clock, secretsFor(kind), saves};
        if (options.job != StartOptions::Job::None || isPassing)
            return ports;
        ports.drafts = &drafts;
        ports.sources = &sources;
        ports.holds = &holds;
        return ports;
    }

    /// Of a demo in a run that is no demo; made when it is first wanted.
    PassingPlace &passingPlace()
    {
        if (!passing)
            passing = std::make_unique<PassingPlace>(clock);
        return *passing;
    }

    /// What is not kept on this machine.
    StoreNotice localNotice() const
    {
        return storeNotice(store.state(), store.trouble(), folder.dataPath(),
                           settings.isKept() ? QString() : settings.fileName());
    }

    DiagnosticsFacts facts()
    {
        DiagnosticsFacts made = DiagnosticsFacts::ofThisProgram();
        made.at = clock.now();
        made.requests = log.requests();
        const std::optional<Error> &trouble = secrets.trouble();
        made.keychain = trouble ? describe(*trouble, {Situation::Keychain, {}, {}, 0}).both()
                                : QCoreApplication::translate("Composition", "no trouble seen");
        const StoreNotice notice = localNotice();
        made.store = notice.title + u' ' + notice.text;
        made.connections = connections.diagnosed();
        return made;
    }

    StartOptions options;
    SystemClock clock;
    SessionEnd sessionEnd{clock};
    std::unique_ptr<Instance> instance; ///< the last to go: then the data folder is free
    DataFolder folder;
    DigestKey digests;
    IniSettings settings;
    MemorySecretStore passingSecrets;
    KeychainSecretStore keychain{clock};
    NoKeychain noKeychain;
    SecretVault secrets{keychainToUse()};
    SqlWorker store;
    HistoryStore history;
    DraftHolds holds;
    DraftStore drafts;
    SourceCache sources;
    DraftDesk draftDesk;
    std::unique_ptr<PassingPlace> passing;
    LocalFiles files;
    MaskedTextFilter maskedText;
    SecretClipboard secretClipboard{clock};
    ConnectionBook book;
    ConnectionKeys keys;
    RequestLog log;
    AuthentikProbe probe;
    std::unique_ptr<DemoProcess> demo;
    MainWindow window;
    Connections connections;
    ConnectionActions actions;
    StoreForgetter forgetter;
    DiagnosticsFile diagnostics;
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
    connectWindow();
    QObject::connect(&parts.store, &SqlWorker::stateChanged, &parts.window,
                     [this] { tellStore(); });
    QObject::connect(&parts.store, &SqlWorker::troubleChanged, &parts.window,
                     [this] { tellStore(); });
    QObject::connect(&parts.settings, &IniSettings::isKeptChanged, &parts.window,
                     [this] { tellStore(); });
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

void Composition::connectWindow()
{
    Parts &parts = *m_parts;
    QObject::connect(&parts.window, &MainWindow::demoRequested, &parts.window,
                     [this] { startDemo(); });
    QObject::connect(&parts.window.desks(), &Desks::deskMade, &parts.window,
                     [this](Desk *desk) { begin(*desk); });
    QObject::connect(&parts.connections, &Connections::said, &parts.window, &MainWindow::say);
    QObject::connect(&parts.window, &MainWindow::diagnosticsRequested, &parts.diagnostics,
                     &DiagnosticsFile::ask);
    QObject::connect(&parts.diagnostics, &DiagnosticsFile::said, &parts.window, &MainWindow::say);
    QObject::connect(&parts.secretClipboard, &SecretClipboard::copied, &parts.window, [this] {
        m_parts->window.say(QCoreApplication::translate(
                "Composition", "The secret is on the clipboard. It is taken off in 30 seconds."));
    });
}

void Composition::tellStore()
{
    const StoreNotice notice = m_parts->localNotice();
    m_parts->window.showStorageNotice(notice.title, notice.text);
}

void Composition::start(const Secret &token)
{
    Parts &parts = *m_parts;
    parts.window.show();
    if (parts.isPlay() || !parts.actions.wasForgettingCut())
        return openFirst(token);
    parts.actions.forget(); // the rest of it
    onceForgotten([this, token] { openFirst(token); });
}

void Composition::onceForgotten(const std::function<void()> &then)
{
    QObject::connect(&m_parts->actions, &ConnectionActions::forgettingEnded, &m_parts->window, then,
                     Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
}

void Composition::openFirst(const Secret &token)
{
    Parts &parts = *m_parts;
    const bool isGiven = parts.options.demo || !parts.options.url.isEmpty();
    const bool isPlay = parts.isPlay();
    const DeployedSettings deployed = isPlay
            ? DeployedSettings()
            : readDeployedSettings(deployedFolders(), parts.folder.settingsFile());
    if (!isGiven && parts.options.source.isEmpty())
        parts.options.source = deployed.start.source;
    if (!isPlay) {
        parts.book.setDeployed(deployed.connections);
        parts.connections.openBook(deployed.start.connection, !isGiven);
        parts.actions.learnKeychain();
    }
    if (!deployed.problems.isEmpty())
        parts.window.say(deployed.problems.join(u' '));
    const bool wantsDemo = !isGiven && deployed.start.demo.value_or(false);
    if (parts.options.demo || wantsDemo)
        startDemo();
    else if (isGiven)
        connectTo(parts.options.url, token, ConnectionKind::Unknown);
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
    if (parts.actions.isForgetting())
        return onceForgotten([this, handover] { open(handover); });
    open(handover);
}

void Composition::open(const Handover &handover)
{
    Parts &parts = *m_parts;
    parts.options.source = handover.source;
    parts.options.url = handover.url;
    if (!handover.url.isEmpty())
        connectTo(handover.url, handover.token, ConnectionKind::Unknown);
    Desk *desk = parts.window.desk(); // a new one has taken the source already
    if (!desk || !isMeant(*desk))
        return; // the desk that is still to come takes it
    if (const QString slug = std::exchange(parts.options.source, {}); !slug.isEmpty())
        desk->openSourceWhenListed(slug);
}

/// The source that was asked for is this connection's: the same slug may be elsewhere too.
bool Composition::isMeant(const Desk &desk) const
{
    const QString &url = m_parts->options.url;
    const auto base = BaseUrl::fromUserInput(url);
    return url.isEmpty() || (base && base->address() == desk.server().api().address());
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
    QObject::connect(&parts.window.desks(), &Desks::draftsChanged, &parts.window,
                     [this] { leaveWhenDone(); });
    QObject::connect(&parts.secrets, &SecretVault::keptChanged, &parts.window,
                     [this] { leaveWhenDone(); });
    QObject::connect(&parts.secrets, &SecretVault::troubleChanged, &parts.window,
                     [this] { leaveWhenDone(); });
    QObject::connect(&parts.actions, &ConnectionActions::forgettingEnded, &parts.window,
                     [this] { leaveWhenDone(); });
    flush();
    leaveWhenDone();
}

void Composition::flush()
{
    m_parts->window.desks().flush();
}

void Composition::leaveWhenDone()
{
    const Parts &parts = *m_parts;
    // A forgetting that is cut is finished by the next start.
    if (parts.window.desks().areDraftsStored() && !parts.secrets.isBusy() && parts.isDemoGone
        && !parts.actions.isForgetting())
        QCoreApplication::exit(parts.exitCode);
}

void Composition::startDemo()
{
    Parts &parts = *m_parts;
    parts.window.startPage()->setStarting(true);
    if (!parts.options.demo) {
        PassingPlace &place = parts.passingPlace();
        parts.window.desks().setDemoPorts(place.settings, place.history);
    }
    parts.demo = std::make_unique<DemoProcess>();
    QObject::connect(parts.demo.get(), &DemoProcess::ready, &parts.window,
                     [this](const QString &url, const Secret &token) {
                         m_parts->window.startPage()->setStarting(false);
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
    Parts &parts = *m_parts;
    const auto base = BaseUrl::fromUserInput(url);
    if (!base) // options were checked; the demo server's address comes from our own program
        return parts.window.startPage()->showProblem(base.error().detail);
    ConnectionEntry entry;
    entry.id = newConnectionId();
    entry.address = base->address();
    entry.kind = kind;
    if (parts.connections.openForRun(entry, token))
        return;
    parts.window.say(QCoreApplication::translate(
                             "Composition",
                             "Another start asked for %1 with another token. It can be opened once "
                             "what you are sending or typing there is stored.")
                             .arg(url));
}

/// What is to be open at first on a desk that was just made.
void Composition::begin(Desk &desk)
{
    Parts &parts = *m_parts;
    if (parts.job)
        return parts.job->start(desk.server());
    const QString slug = isMeant(desk) ? std::exchange(parts.options.source, {}) : QString();
    if (slug.isEmpty())
        desk.reopen();
    else
        desk.openSourceWhenListed(slug);
}
