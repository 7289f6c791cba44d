// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

// File systems of a test's own, in a mount namespace that only this process and its children see.

/// Makes the namespace: as root, or in a user namespace where the system lets one. Before any
/// thread is made. False when the system forbids both.
bool ownMounts();

/// A file system mounted over a folder until the end of its life.
class OwnMount
{
public:
    /// A tmpfs of so many bytes, empty.
    static OwnMount small(const QString &folder, int bytes);
    /// The folder as it is, but nothing can be written in it.
    static OwnMount readOnly(const QString &folder);
    ~OwnMount();
    Q_DISABLE_COPY_MOVE(OwnMount)

    bool isMounted() const { return m_isMounted; }

private:
    OwnMount(const QString &folder, bool isMounted);

    QByteArray m_folder;
    bool m_isMounted;
};
