// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/connectionentry.h"

#include <QMessageBox>

// Asks before a connection is removed, and what becomes of its drafts. Never blocks; deletes itself
// when it is closed. GUI thread.
class RemoveConnectionQuestion final : public QMessageBox
{
    Q_OBJECT
public:
    /// `drafts`: how many there are of it; -1 = not known, then it is asked as if there were some.
    RemoveConnectionQuestion(const ConnectionEntry &entry, int drafts, QWidget *parent);

Q_SIGNALS:
    void removeAgreed(bool keepDrafts);
    /// Nothing is removed yet.
    void exportRequested();
};
