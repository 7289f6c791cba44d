// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "draftdesk.h"
#include "editsession.h"
#include "mainwindow.h"
#include "memorysettings.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <functional>
#include <memory>

class QListView;

// The real window on a real connection, put together as app/composition does. Made after the
// QApplication, one per run; the measuring runs borrow it.
class BenchDesk
{
public:
    /// `url` as typed and a token; null when the address is none.
    static std::unique_ptr<BenchDesk> connectedTo(const QString &url, const Secret &token);

    /// Shows the window and begins to read the list.
    void start();

    MainWindow &window() { return m_window; }
    ServerSession &server() { return m_server; }
    QListView &list();

private:
    BenchDesk(const BaseUrl &base, const Secret &token);

    SystemClock m_clock;
    DigestKey m_digests;
    MemorySettings m_settings;
    MemorySecretStore m_secrets;
    QTemporaryDir m_folder;
    SqlWorker m_store;
    HistoryStore m_history;
    DraftStore m_drafts;
    SourceCache m_sources;
    DraftDesk m_draftDesk;
    LocalFiles m_files;
    RequestLog m_log;
    AuthentikClient m_client;
    ServerSession m_server;
    MainWindow m_window;
};

/// Calls `then` after the first paint of `widget` from now on for which `ready` holds.
void afterPaint(QWidget &widget, std::function<bool()> ready, std::function<void()> then);

/// Resident memory of this process, in bytes.
qint64 residentBytes();

/// Types one letter into the widget, as the keyboard would.
void typeKey(QWidget &widget, Qt::Key key, const QString &text = {});

/// Prints `name value` for the script that reads the results.
void tell(const char *name, double value);
