// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "serversession.h"

#include <QMessageBox>

// Asks before the window is closed on something that no store can keep: a typed Plex token without
// a keychain, or edits while nothing can be stored on this machine. Never blocks; deletes itself
// when it is closed. GUI thread.
class CloseQuestion final : public QMessageBox
{
    Q_OBJECT
public:
    /// `losses` is not empty.
    CloseQuestion(const QList<EndLoss> &losses, QWidget *parent);

Q_SIGNALS:
    void sendRequested();
    /// What cannot be kept may be lost.
    void dropRequested();
};
