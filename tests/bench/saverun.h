// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "desk.h"

#include <QList>
#include <QObject>

// Opens the first source and saves it again and again, a changed name each time: how long from the
// click on Save until the answer is taken. The connection is kept alive from the first read on.
class SaveRun final : public QObject
{
public:
    /// Borrows `desk`. Prints one `save_ms` per save, then ends the program.
    SaveRun(BenchDesk &desk, int saves);

private:
    void listChanged();
    void saveOnce();
    void saved();

    BenchDesk &m_desk;
    int m_left;
    EditSession *m_edit = nullptr;
    QElapsedTimer m_sinceSave;
};
