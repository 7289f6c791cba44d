// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionstrip.h"
#include "desk.h"
#include "serversession.h"

#include <QHash>
#include <QList>
#include <QPointer>
#include <QSet>
#include <QString>
#include <QWidget>

#include <chrono>
#include <map>
#include <optional>

class QStackedWidget;
class StatusLine;

// The connections of the window: the strip, and a desk for each of which one is shown. The others
// stay alive behind their tabs: their sessions go on, and their badges tell of it. A desk is made
// when it is shown for the first time. GUI thread.
class Desks final : public QWidget
{
    Q_OBJECT
public:
    /// Borrows the ports and `statusLines`, into which each desk puts a line of its own. Both must
    /// outlive it.
    Desks(const WindowPorts &ports, QStackedWidget &statusLines, QWidget *parent = nullptr);
    ~Desks() override;

    /// Where desks of a demo keep what they remember and read the history: nothing of one is to be
    /// among what is the person's. Borrows both, which must outlive this object.
    void setDemoPorts(SettingsPort &settings, HistoryPort &history);
    /// The tabs in their order, also of connections that have no session yet. A connection that is
    /// open must have one.
    void setTabs(const QList<ConnectionTab> &tabs);
    /// Gives a connection its session, in the place of an earlier one. Borrows `session`, which
    /// must outlive this object or detach().
    void attach(const QString &id, ServerSession &session, const ConnectionLook &look);
    /// Why its token is missing, as a sentence; empty = it is here. With `isTold` the window says
    /// so already, and only the tab does too.
    void setTokenMissing(const QString &id, const QString &why, bool isTold = false);
    /// Stores what is typed and lets go of the session. Nothing happens without one.
    void detach(const QString &id);
    /// Shows it; one without a session is shown as soon as it has one.
    void show(const QString &id);
    /// The next one in the strip, or with -1 the one before.
    void showNext(int step);

    /// Null when none is shown.
    Desk *shown() const { return m_shown.isEmpty() ? nullptr : deskOf(m_shown); }
    const QString &shownId() const { return m_shown; }
    ServerSession *session(const QString &id) const;
    QList<ServerSession *> sessions() const;
    Desk *deskOf(const QString &id) const;
    /// The connection that is open to this address; empty = none.
    QString idOf(const QString &server) const;

    /// What ending the program now would lose, of all of them; of a demo nothing, which is thrown
    /// away anyway.
    QList<EndLoss> losses() const;
    /// The first one that asks before it sends, of those that would lose something.
    std::optional<ConnectionLook> askingLook() const;
    /// Of the connection that is open to this address.
    std::optional<ConnectionLook> lookOf(const QString &server) const;
    bool areDraftsStored() const;
    bool isSaving() const;
    /// Takes what stands in the focused editor and stores all drafts at once.
    void flush();
    /// Somebody looks at the window.
    void setActive(bool active);
    void setNarrow(bool narrow);
    void setPollInterval(std::chrono::seconds interval);

Q_SIGNALS:
    /// It is shown for the first time.
    void deskMade(Desk *desk);
    /// Another one is shown, or none.
    void shownChanged();
    /// What may be done on the shown one has changed.
    void stateChanged();
    void copyRequested(const QString &text);
    /// Of any connection.
    void draftsChanged();
    void saveEnded();
    void addRequested();
    void diagnosticsRequested();
    /// A person wants a connection that has no session.
    void sessionWanted(const QString &id);
    /// A person wants to give it its token.
    void tokenWanted(const QString &id);
    /// Its server showed a certificate that is not trusted, and a person wants to see it.
    void certificateOffered(const QString &id, const CertificateFacts &facts);

private:
    struct Open
    {
        QPointer<ServerSession> session;
        ConnectionLook look;
        Desk *desk = nullptr;
        StatusLine *status = nullptr;
    };

    void makeDesk(const QString &id, Open &open);
    WindowPorts portsFor(ConnectionKind kind) const;
    void follow(const QString &id, ServerSession &session);
    void updateTokenNotice(const QString &id);
    void updateBadge(const QString &id);
    void updateBadges();
    void openOtherDraft(const QString &server, const QString &pk, const QString &slug);
    void updateAccount();
    void remove(Open &open);

    WindowPorts m_ports;
    SettingsPort *m_demoSettings = nullptr;
    HistoryPort *m_demoHistory = nullptr;
    QStackedWidget &m_statusLines;
    ConnectionStrip *m_strip;
    QStackedWidget *m_desks;
    QList<ConnectionTab> m_tabs;
    std::map<QString, Open> m_open;
    QHash<QString, QString> m_tokenMissing; ///< why
    QSet<QString> m_tokenTold;              ///< those of which the window says it
    QString m_shown;
    QString m_wanted; ///< to be shown once it has a session
    bool m_isActive = false;
    bool m_isNarrow = false;
    std::optional<std::chrono::seconds> m_pollInterval;
};
