// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editledger.h"
#include "faultproxy.h"
#include "measures.h"
#include "otheradmin.h"
#include "programdesk.h"
#include "serverprocess.h"

#include <QHash>
#include <QPointer>

#include <chrono>
#include <functional>
#include <memory>

// The program at its desk for hours: the whole of it as the composition joins it, the fault proxy,
// the server in a process of its own, the other administrator, and the ledger in which everything
// is noted that is typed, sent, acknowledged. Time is a FakeClock's. GUI thread.
class SoakDesk final : public QObject
{
    Q_OBJECT
public:
    SoakDesk();
    ~SoakDesk() override;

    /// Shows the window and reads the list; false when that does not work.
    bool start();

    /// The saves of months, as they are in the store of somebody who has had the program for so
    /// long: what SQLite keeps of it in memory has then reached its bound of two megabytes.
    bool fillHistory(int saves);

    ProgramDesk &program() { return *m_program; }
    FaultProxy &proxy() { return *m_proxy; }
    EditLedger &ledger() { return m_ledger; }
    const EditLedger &ledger() const { return m_ledger; }
    const QString &id() const { return m_id; }
    /// Null while the connection gets another one.
    ServerSession *session() { return m_program->session(m_id); }
    /// The edit that is shown; null without one.
    EditSession *edit();
    const QStringList &slugs() const { return m_slugs; }

    /// Like until(), and follows the session that is there.
    bool wait(const std::function<bool()> &condition,
              std::chrono::milliseconds longest = std::chrono::seconds(20));
    /// Lets time pass for the program, and what follows from it begin.
    void pass(std::chrono::milliseconds time);
    /// Lets time pass in steps until it holds; false when it never does.
    bool passUntil(const std::function<bool()> &condition, std::chrono::milliseconds step);

    /// Opens a source on the page of the form.
    bool open(const QString &slug);
    /// Types as a widget does, without keys.
    void type(Field field, const FieldValue &value);
    /// Types into the editor of a text by keys.
    void typeKeys(Field field, const QString &text);
    /// Discards what is typed in the source that is shown.
    void discard();
    /// Takes for typed what the edit that is shown holds now: after undo, say.
    void takeEditAsTyped();
    /// Saves what is shown and waits for the end, as long as that takes.
    void save();
    /// The other one writes; nothing of the program is on its way.
    void changeByOther(const QString &slug, const QJsonObject &fields);
    /// Notes what was sent since.
    void noteRequests();
    /// Everything works again and nothing is on its way or waits to be sent.
    bool settle();
    /// Compares server, forms and ledger; leaves the problems in the ledger.
    void check();
    /// What is held when nothing is typed, no connection is open and only the form is shown.
    /// Discards what is typed.
    /// Waits until no more descriptors are open than `expected`, if that comes.
    Measure measureAtRest(int expected);

    int lossesTold() const { return m_lossesTold; }
    int confirmed() const { return m_confirmed; }
    int sessions() const { return m_sessions; } ///< begun
    /// By result, of all saves.
    const std::map<SaveResult, int> &saves() const { return m_saves; }

private:
    void follow();
    bool isAtRest();
    QString unrest();
    static QString unrestOf(const EditSession &edit, const DraftKeeper *keeper);
    EditLedger::Sources sourcesOnServer();
    void checkForm(const QString &slug);
    void discardAll();

    ServerProcess m_server;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<OtherAdmin> m_other;
    ProgramMachine m_machine;
    std::unique_ptr<ProgramDesk> m_program;
    EditLedger m_ledger;
    QString m_id;
    QStringList m_slugs;
    QHash<QString, QString> m_pks; ///< by slug
    QPointer<ServerSession> m_followed;
    int m_lossesTold = 0;
    int m_confirmed = 0;
    int m_sessions = 0;
    std::map<SaveResult, int> m_saves;
};
