// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

/// What tells machines apart.
struct MachineIdentity
{
    QString machine; ///< lasts: machine id and host name
    QString boot;    ///< of this start of the system
    QString host;    ///< for people

    static MachineIdentity ofThisMachine();
};

// This process's claim to a folder, told to other machines: WAL needs all its processes on one. A
// small file per process, `sourcedesk.use-<machine>-<boot>-<pid>`, is written at first and again
// every `interval`; what was not written for `lifetime` belongs to a process that is gone. Times
// are those of the file system, so the clocks of the machines do not matter. Everything that
// decides is in the name: the content (host, process, boot) is for people, and a full disk may
// leave it empty. Processes of one machine do not mind each other; a container counts as its host
// when it runs on the same boot. Used in the thread of the database.
class MachineHold
{
public:
    static constexpr int interval = 30;  ///< seconds
    static constexpr int lifetime = 180; ///< seconds; outlasts a busy disk and a paused process

    MachineHold(const QString &folder, const MachineIdentity &identity);
    ~MachineHold(); ///< releases
    Q_DISABLE_COPY_MOVE(MachineHold)

    /// Takes or renews the claim. The other machine's name when one has the folder: then this
    /// claim is released. Two that come at the same moment may both step back.
    std::optional<QString> renew();
    void release();
    /// False when the file could not be made at all.
    bool isWritten() const { return m_isWritten; }

private:
    std::optional<QString> otherMachine(const QDateTime &now) const;
    bool write();

    QString m_folder;
    MachineIdentity m_identity;
    QString m_path;
    bool m_isWritten = false;
};
