// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "desk.h"
#include "heartbeat.h"

#include <QObject>

#include <vector>

class QLineEdit;

// A scripted run through a long list, with the heartbeat on: read it, filter it letter by letter,
// walk through it, open a source and type, read it again. Ends the program when it is through.
class BigRun final : public QObject
{
public:
    /// Borrows `desk`, whose window is not shown yet.
    explicit BigRun(BenchDesk &desk);

private:
    void firstRows();
    void listChanged();
    void filter();
    void filterNext();
    void walk();
    void openOne();
    void typeInForm();
    void readAgain();
    void finish();
    void later(void (BigRun::*step)());

    BenchDesk &m_desk;
    Heartbeat m_heartbeat;
    QElapsedTimer m_sinceStart;
    qint64 m_residentBefore = 0;
    QLineEdit *m_search = nullptr;
    std::vector<double> m_keystrokes; ///< ms
    bool m_isListTold = false;
    bool m_isReadingAgain = false;
};
