// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "draftdesk.h"
#include "editsession.h"
#include "mainwindow.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/localfiles.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTemporaryDir>

#include <functional>
#include <memory>

class QListView;

/// Settings that last as long as the run.
class RunSettings final : public SettingsPort
{
public:
    QByteArray value(const QString &key) const override { return m_values.value(key); }
    void setValue(const QString &key, const QByteArray &value) override { m_values[key] = value; }
    void remove(const QString &key) override { m_values.remove(key); }
    QStringList keys(const QString &group) override
    {
        QStringList names;
        for (auto it = m_values.cbegin(); it != m_values.cend(); ++it) {
            if (it.key().startsWith(group + u'/'))
                names.append(it.key().sliced(group.size() + 1));
        }
        return names;
    }

private:
    QHash<QString, QByteArray> m_values;
};

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
    RunSettings m_settings;
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
