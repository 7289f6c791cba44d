// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secret.h"
#include "ports.h"

#include <QHash>
#include <QString>

// Secrets until the program ends, for a machine without a keychain. Answers from the event loop,
// never inside the call, as a keychain does. Used on the thread that made it.
class MemorySecretStore final : public SecretPort
{
public:
    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override;
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override;
    CallHandle remove(const QString &key, Done<void> done) override;
    bool isLasting() const override { return false; }

private:
    QHash<QString, Secret> m_secrets;
};
