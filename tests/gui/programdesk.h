// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/probe.h"
#include "connectionbook.h"
#include "connectionkeys.h"
#include "connections/startpage.h"
#include "demoserver.h"
#include "draftdesk.h"
#include "draftkeeper.h"
#include "editpage.h"
#include "editsession.h"
#include "fakeclock.h"
#include "fakekeychain.h"
#include "forgetting.h"
#include "mainwindow.h"
#include "program/connectionactions.h"
#include "program/connections.h"
#include "requestlog.h"
#include "secrets/secretvault.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "storage/storeforgetter.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

// What outlives a run of the program: its folder, the keychain, the time.
struct ProgramMachine
{
    QTemporaryDir folder;
    FakeKeychain keychain;
    FakeClock clock;

    QString tokenOf(const QString &id) const
    {
        return keychain.kept.value(connectionSecretKey(id, ConnectionSecret::Token));
    }
};

// One run of the program as the composition joins it: window, connections and what a person does
// with them, on a real store. Only keychain and time are the test's.
class ProgramDesk
{
public:
    explicit ProgramDesk(ProgramMachine &onMachine)
        : machine(onMachine)
    {
        QObject::connect(&connections, &Connections::said, &window,
                         [this](const QString &sentence) { said.append(sentence); });
        window.resize(1366, 768);
    }

    /// Adds an entry as an earlier run left it, with its token in the keychain; before start().
    QString addStored(const QString &url, const QString &token, const QString &name = {})
    {
        ConnectionEntry entry = entryFor(url, name);
        const QString id = book.add(entry);
        if (!token.isEmpty())
            machine.keychain.kept.insert(connectionSecretKey(id, ConnectionSecret::Token), token);
        return id;
    }

    static ConnectionEntry entryFor(const QString &url, const QString &name = {})
    {
        ConnectionEntry entry;
        entry.id = newConnectionId();
        entry.name = name;
        entry.address = BaseUrl::fromUserInput(url)->address();
        entry.proxy.mode = ProxyChoice::Mode::None;
        return entry;
    }

    /// As Composition::start() does.
    void start(const QString &first = {})
    {
        window.show();
        connections.openBook(first, true);
        actions.learnKeychain();
    }

    LiveConnection *live(const QString &id) { return connections.find(id); }
    ServerSession *session(const QString &id)
    {
        LiveConnection *found = live(id);
        return found ? found->session.get() : nullptr;
    }
    /// It is open and its list was read.
    bool isRead(const QString &id)
    {
        const auto isThere = [this, id] { return session(id) && session(id)->wasListRead(); };
        if (QTest::qWaitFor(isThere, 20000))
            return true;
        const auto error = session(id) ? session(id)->listError() : std::nullopt;
        qWarning("no list: %s", error ? qPrintable(error->detail) : "no session, or no answer");
        return false;
    }
    EditSession *edit() { return window.page()->edit(); }
    DraftKeeper *keeper() { return window.desk()->server().keeper(edit()->pk()); }
    /// Opens a listed source on the desk that is shown, from the server or from an earlier run.
    bool open(const QString &slug = QStringLiteral("plex-home"))
    {
        return QTest::qWaitFor([this] { return window.desk() != nullptr; })
                && QTest::qWaitFor([&] { return window.openSource(slug); })
                && QTest::qWaitFor([this] { return edit()->isLoaded(); })
                && QTest::qWaitFor([this] { return keeper()->isRestored(); });
    }
    bool setName(const QString &name)
    {
        return edit()->setValue(Field::Name, FieldValue::text(name));
    }
    /// All that is typed is on the disk.
    bool isStored()
    {
        window.desks().flush();
        return QTest::qWaitFor([this] { return window.desks().areDraftsStored(); });
    }

    QAbstractButton *button(const QString &text) const
    {
        const auto buttons = window.findChildren<QAbstractButton *>();
        const auto found = std::find_if(buttons.begin(), buttons.end(), [&](const auto *button) {
            return button->isVisible() && button->text() == text;
        });
        return found == buttons.end() ? nullptr : *found;
    }
    /// How many visible labels say it.
    int timesShown(const QString &text) const
    {
        const auto labels = window.findChildren<QLabel *>();
        return int(std::count_if(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        }));
    }

    SessionPorts sessionPorts()
    {
        SessionPorts ports{digests, clock, secrets, history};
        ports.drafts = keepsDrafts ? &drafts : nullptr;
        ports.sources = &sources;
        ports.holds = &holds;
        return ports;
    }

    ProgramMachine &machine;
    FakeClock &clock = machine.clock;
    QStringList said;
    bool keepsDrafts = true; ///< else an edit goes with its session
    DigestKey digests{QByteArray(32, 'k')};
    IniSettings settings{machine.folder.filePath(QStringLiteral("sourcedesk.ini"))};
    SecretVault secrets{machine.keychain};
    SqlWorker store{{machine.folder.path()}, clock};
    HistoryStore history{store, machine.folder.path()};
    DraftHolds holds{store, machine.folder.path()};
    DraftStore drafts{store, &holds};
    SourceCache sources{store};
    DraftDesk draftDesk{drafts, secrets, clock};
    LocalFiles files;
    ConnectionBook book{settings};
    ConnectionKeys keys{secrets};
    RequestLog log;
    AuthentikProbe probe{clock, &log};
    MainWindow window{WindowPorts{clock, settings, history, files, draftDesk, log}};
    Connections connections{{book, keys, log, settings, window.desks(), clock,
                             [this](ConnectionKind) { return sessionPorts(); }}};
    StoreForgetter forgetter{store, machine.folder.path()};
    ConnectionActions actions{{window, book, keys, secrets, connections, probe, draftDesk, files,
                               [this] {
                                   return ForgetPorts{book, secrets, drafts, history, forgetter};
                               },
                               true, settings, [this] { settings.clear(); }}};
};
