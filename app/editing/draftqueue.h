// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

#include <QObject>
#include <QSet>

class DraftKeeper;
class EditSession;
class ServerSession;

// Sends the drafts of one connection that a person queued, one after another, oldest first, each
// through the same safe save as any other. Runs when the server answers; a draft is sent only after
// its source was read, with the same user's token, by the process that holds it, and while it is
// still queued: its keeper takes it out of the queue on a conflict, a refusal, a save in doubt, or
// when somebody edits it. What cannot be reached stays queued. Owned by ServerSession; GUI thread.
class DraftQueue final : public QObject
{
    Q_OBJECT
public:
    /// Borrows both, which must outlive it.
    DraftQueue(ServerSession &server, DraftPort &drafts, QObject *parent = nullptr);
    ~DraftQueue() override;

    /// Looks for drafts that are due, if the server answers and none is on its way.
    void wake();
    /// A queued draft came into the form, perhaps from another process that had it: it is due.
    void takenUp(const QString &pk);
    bool isSending() const { return m_edit; }

Q_SIGNALS:
    /// The turn of this draft is over; its edit says how.
    void ended(EditSession *edit);

private:
    void listed(const QList<DraftSummary> &drafts);
    void begin(const DraftSummary &draft);
    void proceed();
    void next();

    ServerSession &m_server;
    DraftPort &m_drafts;
    QSet<QString> m_tried; ///< pks that had their turn since the server was last asked
    EditSession *m_edit = nullptr;
    DraftKeeper *m_keeper = nullptr;
    bool m_isSaving = false;
    QList<QMetaObject::Connection> m_connections;
    CallHandle m_list;
};
