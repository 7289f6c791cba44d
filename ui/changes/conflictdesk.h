// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/conflictview.h"
#include "connections/connectionstrip.h"

#include <QObject>
#include <QPointer>

class ConflictDialog;
class EditSession;
class ReferenceLoader;
class ServerSession;
class UndoBridge;

// Puts the conflict of the edit that is shown before a person, carries out what was decided, and
// sends it when that was wished. A third change while the dialog is open comes back as another
// conflict, and the dialog shows it. One dialog an edit. GUI thread.
class ConflictDesk final : public QObject
{
    Q_OBJECT
public:
    /// The dialog belongs to `window`.
    explicit ConflictDesk(QWidget *window);

    /// Borrows all, which must outlive it or be replaced first.
    void setServer(ServerSession &server, ReferenceLoader &references, const ConnectionLook &look);
    void setLook(const ConnectionLook &look) { m_look = look; }
    /// The edit that is shown; its dialog is closed when another one is.
    void setEdit(UndoBridge *bridge);

    /// Opens the dialog if something is in conflict, and brings an open one up to date.
    void open();
    /// It was decided and is stored: the next conflict is another one.
    void close();
    bool isOpen() const;
    /// Brings an open dialog up to date.
    void update();

Q_SIGNALS:
    /// It was decided, and the result is to be sent now.
    void sendRequested();
    /// The dialog was left.
    void closed();

private:
    ConflictView view() const;
    void makeDialog();
    void decided(const QList<FieldDecision> &decisions, bool send);

    QWidget *m_window;
    ServerSession *m_server = nullptr;
    ReferenceLoader *m_references = nullptr;
    ConnectionLook m_look;
    QPointer<UndoBridge> m_bridge;
    QPointer<ConflictDialog> m_dialog;
    ConflictView m_shown;
};
