// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"

#include <QObject>

// A SecretPort whose secrets outlive the program and that may be locked, slow or missing. A failure
// is one of KeychainLocked, KeychainRefused, KeychainUnavailable, KeychainSlow and, with the words
// of the library in Error::detail, Keychain. GUI thread.
//
// A write or remove whose handle is destroyed is carried out all the same; one that is cancelled is
// not, unless it had begun. After KeychainSlow it may still be carried out.
class Keychain : public QObject, public SecretPort
{
    Q_OBJECT
public:
    /// Has it unlocked: the system may ask a person for a password, and this waits for that without
    /// a deadline. KeychainRefused when the person says no.
    [[nodiscard]] virtual CallHandle unlock(Done<void> done) = 0;
    /// Removes every secret of this program, also those of other runs.
    [[nodiscard]] virtual CallHandle forgetAll(Done<void> done) = 0;

Q_SIGNALS:
    /// A write that had been answered with KeychainSlow or Cancelled, or whose handle is gone, was
    /// carried out after all.
    void writtenLate(const QString &key, const Secret &secret);

protected:
    using QObject::QObject;
};
