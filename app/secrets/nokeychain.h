// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/keychain.h"

// Stands for a machine without a keychain: for demos and jobs, which have no secrets of a person's.
// Everything fails with KeychainUnavailable. GUI thread.
class NoKeychain final : public Keychain
{
    Q_OBJECT
public:
    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override;
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override;
    CallHandle remove(const QString &key, Done<void> done) override;
    CallHandle unlock(Done<void> done) override;
    CallHandle forgetAll(Done<void> done) override;
};
