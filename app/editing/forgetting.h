// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionbook.h"
#include "draftports.h"
#include "ports.h"
#include "storageports.h"

#include <QObject>
#include <QStringList>

// *Forget everything on this machine*.

/// The store of this machine as a whole. GUI thread; nothing blocks.
class ForgetPort
{
public:
    virtual ~ForgetPort() = default;

    /// Removes all drafts, the history, snapshots and sources, so that nothing of them stays in the
    /// files. Carried out even when the handle is destroyed. A failure is ErrorKind::Storage.
    [[nodiscard]] virtual CallHandle forgetAll(Done<void> done) = 0;

protected:
    ForgetPort() = default;
    Q_DISABLE_COPY_MOVE(ForgetPort)
};

/// All of it must outlive the work.
struct ForgetPorts
{
    ConnectionBook &book;
    SecretPort &secrets;
    DraftPort &drafts;
    HistoryPort &history;
    ForgetPort &storage;
};

// Removes the secrets of connections, drafts and saves, then what is stored, then the connections
// that a person made. All of it is tried; what did not go is told. The sessions must be closed
// before, or their edits are stored again. Deployed connections stay, without what was decided of
// them. GUI thread.
class Forgetting final : public QObject
{
    Q_OBJECT
public:
    explicit Forgetting(const ForgetPorts &ports, QObject *parent = nullptr);
    ~Forgetting() override;

    /// Once. ended() comes later.
    void start();

Q_SIGNALS:
    /// Why something is left, as sentences; empty = nothing is.
    void ended(const QStringList &problems);

private:
    void draftsListed(const Result<QList<DraftSummary>> &drafts);
    void savesListed(const Result<HistoryPage> &saves);
    void forgetNextSecret();
    void forgetStored();

    ForgetPorts m_ports;
    QStringList m_keys; ///< of secrets that are still to be removed
    QStringList m_problems;
    CallHandle m_call;
};
