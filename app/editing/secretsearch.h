// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "source/field.h"

#include <QObject>

#include <map>

// Fetches several secrets from SecretPort, one after the other; those that are not kept any more,
// or cannot be read, are missing in what `done` gets; failures() tells the two apart. GUI thread.
class SecretSearch final : public QObject, public Call
{
public:
    using Secrets = std::map<Field, Secret>;

    /// Borrows `port`, which must outlive it.
    SecretSearch(SecretPort &port, std::map<Field, QString> keys, Done<Secrets> done);

    void cancel() override { m_keys.clear(); }
    /// Why those that may be there could not be read; complete when `done` comes.
    const std::map<Field, Error> &failures() const { return m_failures; }

private:
    void next();

    SecretPort &m_port;
    std::map<Field, QString> m_keys;
    Secrets m_found;
    std::map<Field, Error> m_failures;
    Done<Secrets> m_done;
    CallHandle m_running;
};
