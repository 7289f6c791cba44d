// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"
#include "connection/connectionentry.h"
#include "connectionports.h"
#include "storageports.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QUrl>

#include <functional>
#include <map>
#include <memory>
#include <utility>

class ConnectionBook;
class ConnectionDialog;
class ConnectionKeys;
class Connections;
class ConnectionsPage;
class DraftDesk;
class Forgetting;
class MainWindow;
class SecretVault;
struct ForgetPorts;

// What a person does with connections, from the start page, the strip, the menu and the manager:
// joins the dialogs with the book, the secrets and the open connections. GUI thread.
class ConnectionActions final : public QObject
{
    Q_OBJECT
public:
    struct Ports
    {
        MainWindow &window;
        ConnectionBook &book;
        ConnectionKeys &keys;
        SecretVault &secrets;
        Connections &connections;
        ConnectionProbe &probe;
        DraftDesk &drafts;
        FilePort &files;
        std::function<ForgetPorts()> forgetPorts;
        bool ownsKeychain = true; ///< nobody else's secrets are there under this program's name
        SettingsPort &settings;
        std::function<void()> clearSettings; ///< forgets all that is remembered of servers too
    };

    /// Borrows all of them, which must outlive it.
    explicit ConnectionActions(const Ports &ports, QObject *parent = nullptr);
    ~ConnectionActions() override;

    /// Asks the keychain for nothing, so that the pages can tell where a token will go.
    void learnKeychain();
    /// Everything is being forgotten: whoever ends the program now waits for forgettingEnded().
    bool isForgetting() const { return bool(m_forgetting); }
    /// An earlier run was to forget everything and ended before it had.
    bool wasForgettingCut() const;
    /// Forgets everything on this machine, without a question; also the rest of what was cut.
    void forget();

Q_SIGNALS:
    void forgettingEnded();

private:
    void connectStart();
    void connectWindow();
    ConnectionsPage &page();
    void connectPage();
    void manage();
    void add();
    void edit(const QString &id);
    /// With what is stored, in a dialog of its own.
    void testShown();
    void test(const ConnectionEntry &entry, const ConnectionSecrets &typed);
    void store(const ConnectionEntry &entry, const ConnectionSecrets &typed);
    void connectNew(const ConnectionEntry &entry, const ConnectionSecrets &typed);
    void askCertificate(const ConnectionEntry &entry, const CertificateFacts &facts);
    void remove(const QString &id, bool keepDrafts);
    void removeNow(const QString &id);
    int draftsOf(const ConnectionEntry &entry) const;
    void exportDrafts(const QString &id);
    void forgotten(const QStringList &problems);
    void updateTokenStates();
    void updateKeychain();
    void openUrl(const QUrl &url);
    void say(const QString &sentence);
    ConnectionEntry withAccepted(ConnectionEntry entry) const;
    void withSecrets(const ConnectionEntry &entry, const ConnectionSecrets &typed,
                     std::function<void(const ConnectionSecrets &)> then);
    void setInUse(bool isInUse);

    Ports m_ports;
    QPointer<ConnectionsPage> m_page; ///< made when it is first wanted; the window's
    /// Certificates that were accepted while what was typed is not stored yet.
    std::map<std::pair<QString, QString>, QList<QByteArray>> m_accepted; ///< by id and address
    std::unique_ptr<Forgetting> m_forgetting;
    CallHandle m_forgettingSecrets;
    CallHandle m_removing;
    CallHandle m_learning;
    CallHandle m_testing; ///< while the secrets for it are being read
};
