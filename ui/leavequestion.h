// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMessageBox>

class EditSession;

// Asks *Stay* or *Discard and leave* before unsent changes are lost, without blocking. Deletes
// itself when it is closed. GUI thread.
class LeaveQuestion final : public QMessageBox
{
    Q_OBJECT
public:
    /// `edits` is not empty.
    LeaveQuestion(const QList<EditSession *> &edits, QWidget *parent);

Q_SIGNALS:
    /// A person lets them go.
    void agreed();
};
