// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/certificatefacts.h"

#include <QObject>
#include <QPointer>

class EditSession;
class NoticeBar;
class ServerSession;
class StatusLine;

// Says how the connection is: in the status line what is being read, whether the server answers and
// who changed the shown source last, and over the width of the window that it does not answer. GUI
// thread.
class ConnectionNews final : public QObject
{
    Q_OBJECT
public:
    /// Borrows `status`, which must outlive it.
    explicit ConnectionNews(StatusLine &status, QObject *parent = nullptr);

    /// Borrows both, which must outlive it or be replaced first.
    void setServer(ServerSession &server, NoticeBar &notice);
    void setEdit(EditSession *edit);

    void updateStatus();

Q_SIGNALS:
    /// A person wants to see the certificate that was not trusted.
    void certificateOffered(const CertificateFacts &facts);

private:
    void updateOffline();
    void act();
    void updateLastChange();

    StatusLine &m_status;
    ServerSession *m_server = nullptr;
    NoticeBar *m_notice = nullptr;
    QPointer<EditSession> m_edit;
};
