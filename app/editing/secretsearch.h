// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "source/field.h"

#include <QObject>

#include <map>

// Fetches several secrets from SecretPort, one after the other; those that are not kept any more,
// or cannot be read, are missing in what `done` gets. GUI thread.
class SecretSearch final : public QObject, public Call
{
public:
    using Secrets = std::map<Field, Secret>;

    /// Borrows `port`, which must outlive it.
    SecretSearch(SecretPort &port, std::map<Field, QString> keys, Done<Secrets> done);

    void cancel() override { m_keys.clear(); }

private:
    void next();

    SecretPort &m_port;
    std::map<Field, QString> m_keys;
    Secrets m_found;
    Done<Secrets> m_done;
    CallHandle m_running;
};
