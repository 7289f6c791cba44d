// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "savejournal.h"

#include <functional>
#include <map>

// The typed secrets of saves in SecretPort, from the beginning of a save until it is confirmed or
// given up. A store that fails loses nothing but the chance to send one once more, which is said
// when it is missed. GUI thread.
class KeptSecrets
{
public:
    /// Borrows `port`, which must outlive it.
    explicit KeptSecrets(SecretPort &port)
        : m_port(port)
    { }

    void keep(const SaveBeginning &beginning);
    /// Those of the secret fields among the record's changes.
    void forget(const SaveRecord &record);
    static QString keyOf(const SaveRecord &record, Field field);

private:
    void run(const std::function<CallHandle(Done<void>)> &start);

    SecretPort &m_port;
    std::map<int, CallHandle> m_running;
    int m_lastRun = 0;
};
