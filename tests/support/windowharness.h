// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "common/deskstyle.h"
#include "demoserver.h"
#include "draftdesk.h"
#include "editpage.h"
#include "editsession.h"
#include "fakeclock.h"
#include "faultproxy.h"
#include "form/formrow.h"
#include "form/sourceform.h"
#include "mainwindow.h"
#include "memorysettings.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"

#include <QAbstractButton>
#include <QApplication>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

// Long because it stands for the composition, whose every part some test wants to see.
// The real window on a real demo server, through the fault proxy, inside one process. Time is a
// FakeClock's.
class WindowHarness
{
public:
    explicit WindowHarness(const demoserver::DemoServerSettings &behaviour = {},
                           QLatin1StringView caller = QLatin1StringView("admin"))
        : server(behaviour)
        , digests(QByteArray(32, 'k'))
    {
        if (!server.listen())
            qFatal("the demo server does not listen");
        proxy = std::make_unique<FaultProxy>(quint16(server.url().port()));
        connectTo(proxy->url(), server.token(caller));
    }

    ~WindowHarness()
    {
        window.reset();
        session.reset();
        client.reset();
    }

    void connectTo(const QString &url, const QString &token)
    {
        window.reset();
        session.reset();
        client = std::make_unique<AuthentikClient>(*BaseUrl::fromUserInput(url), Secret(token),
                                                   digests, clock);
        show(*client);
    }

    /// A new window on this API, which must outlive it.
    void show(SourceApi &api)
    {
        window.reset();
        session = std::make_unique<ServerSession>(
                api, SessionPorts{digests, clock, secrets, history, &drafts, &sources, &holds});
        window = std::make_unique<MainWindow>(
                WindowPorts{clock, settings, history, files, draftDesk, log});
        window->resize(1366, 768);
        window->desks().attach(api.address(), *session, {kind, client->host(), {}, asksBeforeSave});
        window->desks().show(api.address());
        window->show();
        session->start();
    }

    /// Opens a listed source and waits until its form is filled and OPTIONS is answered.
    bool open(const QString &slug = QStringLiteral("plex-home"))
    {
        if (!QTest::qWaitFor([&] { return session->wasListRead(); }))
            return false;
        if (!window->openSource(slug))
            return false;
        return QTest::qWaitFor([&] { return edit()->isLoaded(); })
                && QTest::qWaitFor([&] { return edit()->changeRight() != ChangeRight::Unknown; });
    }

    EditSession *edit() const { return window->page()->edit(); }
    FormRow *row(Field field) const { return window->page()->form()->rowFor(field); }
    QLineEdit *lineEdit(Field field) const
    {
        return qobject_cast<QLineEdit *>(row(field)->editor()->inner());
    }
    QPushButton *saveButton() const { return window->page()->saveButton(); }

    /// Replaces the text of an editor by real key clicks.
    void type(Field field, const QString &text)
    {
        QLineEdit *editor = lineEdit(field);
        window->page()->form()->focusField(field);
        editor->setFocus();
        editor->selectAll();
        QTest::keyClicks(editor, text);
    }

    void clickSave() { QTest::mouseClick(saveButton(), Qt::LeftButton); }

    /// Clicks Save and waits until the save has ended.
    bool save()
    {
        clickSave();
        return QTest::qWaitFor([&] { return edit()->phase() == EditSession::Phase::Editing; },
                               10000);
    }

    /// Every visible text of labels and buttons, one a line.
    QString shownText() const
    {
        QStringList texts;
        const auto labels = window->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible())
                texts.append(label->text());
        }
        const auto buttons = window->findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons) {
            if (button->isVisible())
                texts.append(button->text());
        }
        return texts.join(QLatin1Char('\n'));
    }
    bool shows(const QString &text) const { return shownText().contains(text); }

    QAbstractButton *button(const QString &name) const
    {
        const auto buttons = window->findChildren<QAbstractButton *>();
        for (QAbstractButton *button : buttons) {
            if (button->isVisible() && (button->text() == name || button->accessibleName() == name))
                return button;
        }
        return nullptr;
    }

    /// The bodies of the PATCHes that reached the server.
    QList<QByteArray> patches() const
    {
        QList<QByteArray> bodies;
        const auto requests = server.requests("PATCH");
        for (const demoserver::ReceivedRequest &request : requests)
            bodies.append(request.body);
        return bodies;
    }

    // One settings store per window, in memory.
    demoserver::DemoServer server;
    std::unique_ptr<FaultProxy> proxy;
    ConnectionKind kind = ConnectionKind::Demo;
    bool asksBeforeSave = false;
    FakeClock clock;
    MemorySettings settings;
    MemorySecretStore secrets;
    QTemporaryDir folder;
    SqlWorker store{{folder.path()}, clock};
    HistoryStore history{store};
    DraftHolds holds{store, folder.path()};
    DraftStore drafts{store, &holds};
    SourceCache sources{store};
    DraftDesk draftDesk{drafts, secrets, clock};
    LocalFiles files;
    RequestLog log;
    DigestKey digests;
    std::unique_ptr<AuthentikClient> client;
    std::unique_ptr<ServerSession> session;
    std::unique_ptr<MainWindow> window;
};
