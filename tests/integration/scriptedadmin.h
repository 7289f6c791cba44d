// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "changeledger.h"
#include "demoserver.h"
#include "fakeclock.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/historystore.h"
#include "storagefolder.h"

#include <QObject>
#include <QRandomGenerator>
#include <QSet>

#include <functional>
#include <map>
#include <memory>

// An administrator who edits sources of a demo server at random, through a whole session with its
// history on disk: touches some fields, saves, decides what is in conflict, and now and then lets
// two seconds pass, so that what was saved is read again. The same seed touches the same fields;
// what the other one does meanwhile is as the sockets have it.
class ScriptedAdmin final : public QObject
{
    Q_OBJECT
public:
    struct Setup
    {
        QString name;
        QString token;
        quint32 seed = 0;
        bool tellsSaves = true; ///< false: Confirmations never learn that a save has ended
    };

    ScriptedAdmin(demoserver::DemoServer &server, ChangeLedger &ledger, const Setup &setup);
    ~ScriptedAdmin() override;

    /// Half of all saves wait for the other one, so that both go out at once.
    void setPartner(ScriptedAdmin *partner) { m_partner = partner; }
    bool isReady() const { return !m_session->username().isEmpty(); }
    void start(int edits);
    bool isDone() const { return m_done; }
    /// Lets time pass until every save was read again and no poll has anything left to confirm.
    void letEverythingBeConfirmed();
    QString state() const { return m_state; }

Q_SIGNALS:
    void done();

private:
    void watchServer();
    void later(const std::function<void()> &action);
    void next();
    bool saveAgainIfLost();
    void beginEdit();
    demoserver::PlexSource chooseSource();
    void watchEdit(EditSession &edit);
    void touch();
    FieldValue randomValue(Field field);
    QString randomWord();
    void set(Field field, const FieldValue &value);
    void readyToSave();
    static void letGoOf(ScriptedAdmin *other);
    void save();
    void saveEnded(EditSession *edit);
    void goOnWithEdit();
    void decide();
    void endEdit();
    void noteConflicts(const EditSession &edit);
    void noteLosses(const QString &pk);
    void letTimePass();
    int openSaves(const std::function<bool(const SaveRecord &)> &isMeant);

    demoserver::DemoServer &m_server;
    ChangeLedger &m_ledger;
    QString m_name;
    QByteArray m_authorization;
    QRandomGenerator m_random;
    DigestKey m_digests;
    FakeClock m_clock;
    MemorySecretStore m_secrets;
    QTemporaryDir m_folder;
    SqlWorker m_worker{{m_folder.path()}, m_clock};
    HistoryStore m_history{m_worker};
    AuthentikClient m_client;
    std::unique_ptr<ServerSession> m_session;
    LedgerJournal m_journal;
    ScriptedAdmin *m_partner = nullptr;
    EditSession *m_edit = nullptr;
    std::map<Field, FieldValue> m_meant; ///< of this edit, not yet accounted for
    QSet<QString> m_watched;
    QSet<QString> m_lost;
    QString m_state;
    int m_left = 0;
    int m_tries = 0;
    int m_writing = 0; ///< PATCHes of anybody that the server is at
    bool m_waitsForPartner = false;
    bool m_done = false;
};
