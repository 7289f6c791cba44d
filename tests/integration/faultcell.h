// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/authentikclient.h"
#include "deaflistener.h"
#include "editsession.h"
#include "fakeclock.h"
#include "faults.h"
#include "scriptedserver.h"
#include "watch.h"

#include <chrono>
#include <memory>
#include <optional>

class TestAuthority;

/// What a fault meets. Save is a save of a changed form: a read, the write that meets the fault,
/// and a read again where the write is in doubt.
enum class AttackedKind : quint8
{
    List,
    Get,
    Options,
    Patch,
    Me,
    Save,
};

/// What became of a call.
struct CellReport
{
    bool ended = false;
    bool endedEarly = false; ///< before the time of its deadline had passed
    int told = 0;            ///< how often an end was told
    std::optional<Error> error;
    std::optional<SaveResult> saved; ///< of Save
    bool keepsForm = true;           ///< of Save: what was typed is still there
    int writes = 0;                  ///< PATCH requests that reached the server, at least in part
    bool isTokenAtHome = true;       ///< every request at the server had the token
    int strange = 0;                 ///< connections to the other origin
    std::chrono::milliseconds pause{0}; ///< the longest one of the event loop
    std::chrono::milliseconds took{0};
    std::optional<qint64> growth; ///< bytes, see Watch
};

// One cell of the matrix: the real client and a server of its own, over real sockets. Time of calls
// passes only here, 30 seconds of it; real time is bounded.
class FaultCell
{
public:
    /// With an authority the server speaks TLS; one that nobody takes or that is silent stays so.
    FaultCell(const Fault &fault, AttackedKind kind, const TestAuthority *authority = nullptr);
    Q_DISABLE_COPY_MOVE(FaultCell)

    CellReport run();

private:
    QString address(bool isTls) const;
    AttackedCall attacked() const;
    QByteArray attackedMethod() const;
    void arrange(const TestAuthority *authority);
    Script answer(const RecordedRequest &request);
    void start();
    void startSave();
    void letTimePass(Watch &watch);
    bool hasMetFault() const;
    bool isAttacking() const;
    void look();
    template <typename T>
    Done<T> done();

    const Fault &m_fault;
    AttackedKind m_kind;
    ScriptedServer m_server;
    ScriptedServer m_strange;
    std::unique_ptr<DeafListener> m_deaf;
    Script m_answer;       ///< of the fault
    int m_metAt = 0;       ///< the number of the connection that met the fault; 0 = none yet
    bool m_isOver = false; ///< the deadline of the call has passed
    FakeClock m_clock;
    std::unique_ptr<AuthentikClient> m_client;
    std::unique_ptr<EditSession> m_edit;
    CallHandle m_call;
    CellReport m_report;
};
