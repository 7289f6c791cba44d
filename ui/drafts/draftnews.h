// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source/draft.h"

#include <QObject>
#include <QPointer>

class DraftKeeper;
class EditSession;
class ServerSession;
class StatusLine;

// Says of the edit that is shown whether it is kept on this machine: *Saved here at* in the status
// line, which comes only after the commit, or why not; and that an earlier draft is in the form
// again. GUI thread.
class DraftNews final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `status`, which must outlive it.
    explicit DraftNews(StatusLine &status, QObject *parent = nullptr);
    ~DraftNews() override;

    /// Borrows `server`, which must outlive it.
    void setServer(ServerSession &server);
    void setEdit(EditSession *edit);

Q_SIGNALS:
    /// Something to be said in the status line.
    void said(const QString &sentence);
    /// What is kept of the edit has changed.
    void changed();

private:
    void follow(DraftKeeper &keeper);
    void update();
    void sayRestored(const DraftRecord &draft, const FieldSet &left);

    StatusLine &m_status;
    ServerSession *m_server = nullptr;
    QPointer<EditSession> m_edit;
    QPointer<DraftKeeper> m_keeper;
};
