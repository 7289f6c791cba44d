// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/machinehold.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString prefix = u"sourcedesk.use-"_s;

/// Short, and fit for a file name.
QString shortened(const QString &text)
{
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.left(8).toHex());
}

QString firstLine(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine(200)).trimmed()
                                          : QString();
}

/// Two machines may have one name, and a copied system one machine id; hardly both.
QString lastingIdentity(const QString &host)
{
    return QString::fromLatin1(QSysInfo::machineUniqueId()) + u'@' + host;
}
} // namespace

MachineIdentity MachineIdentity::ofThisMachine()
{
    const QString host = QSysInfo::machineHostName();
    const QString boot = firstLine(u"/proc/sys/kernel/random/boot_id"_s);
    return {lastingIdentity(host), boot, host};
}

MachineHold::MachineHold(const QString &folder, const MachineIdentity &identity)
    : m_folder(folder)
    , m_identity(identity)
    , m_path(u"%1/%2%3-%4-%5"_s
                     .arg(folder, prefix, shortened(identity.machine), shortened(identity.boot))
                     .arg(QCoreApplication::applicationPid()))
{ }

MachineHold::~MachineHold()
{
    release();
}

std::optional<QString> MachineHold::renew()
{
    // Looked for first: whoever slept through its lifetime must not step on the one that came
    // after. And again: the other may have looked before this one wrote, and only now is the time
    // of the file system known.
    auto other = otherMachine(QDateTime::currentDateTime());
    if (!other) {
        m_isWritten = write();
        const QFileInfo own(m_path);
        other = otherMachine(own.exists() ? own.lastModified() : QDateTime::currentDateTime());
    }
    if (other)
        release();
    return other;
}

void MachineHold::release()
{
    QFile::remove(m_path);
    m_isWritten = false;
}

bool MachineHold::write()
{
    QFile file(m_path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return false;
    file.write(u"%1\nprocess %2\nboot %3\n"_s.arg(m_identity.host)
                       .arg(QCoreApplication::applicationPid())
                       .arg(m_identity.boot)
                       .toUtf8());
    file.close(); // a failed write leaves an empty file, which claims as well
    return true;
}

std::optional<QString> MachineHold::otherMachine(const QDateTime &now) const
{
    const QString sameMachine = shortened(m_identity.machine);
    const QString sameBoot = shortened(m_identity.boot);
    const auto claims = QDir(m_folder).entryInfoList({prefix + u'*'}, QDir::Files);
    for (const QFileInfo &claim : claims) {
        const QStringList parts = claim.fileName().mid(prefix.size()).split(u'-');
        if (parts.size() != 3 || parts.at(0) == sameMachine || parts.at(1) == sameBoot)
            continue;
        if (claim.lastModified().secsTo(now) >= lifetime)
            continue;
        const QString host = firstLine(claim.filePath());
        return host.isEmpty() ? parts.at(0) : host;
    }
    return std::nullopt;
}
