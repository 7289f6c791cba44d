// SPDX-License-Identifier: GPL-3.0-or-later
#include "ownmounts.h"

#include <QFile>

#include <cerrno>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace {
bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// Root of a user namespace.
bool becomeRoot()
{
    const QByteArray user = QByteArray::number(::geteuid());
    const QByteArray group = QByteArray::number(::getegid());
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write(u"/proc/self/setgroups"_s, "deny")
            && write(u"/proc/self/uid_map"_s, "0 " + user + " 1")
            && write(u"/proc/self/gid_map"_s, "0 " + group + " 1");
}
} // namespace

bool ownMounts()
{
    if (::unshare(CLONE_NEWNS) != 0 && !becomeRoot())
        return false;
    // Below a changed root "/" is no mount, and there is nothing to be set apart.
    return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 || errno == EINVAL;
}

OwnMount::OwnMount(const QString &folder, bool isMounted)
    : m_folder(QFile::encodeName(folder))
    , m_isMounted(isMounted)
{ }

OwnMount::~OwnMount()
{
    if (m_isMounted)
        ::umount2(m_folder.constData(), MNT_DETACH);
}

OwnMount OwnMount::small(const QString &folder, int bytes)
{
    const QByteArray path = QFile::encodeName(folder);
    const QByteArray size = "size=" + QByteArray::number(bytes);
    return {folder, ::mount("tmpfs", path.constData(), "tmpfs", 0, size.constData()) == 0};
}

OwnMount OwnMount::readOnly(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    if (::mount(path.constData(), path.constData(), nullptr, MS_BIND, nullptr) != 0)
        return {folder, false};
    const bool isReadOnly =
            ::mount(nullptr, path.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr)
            == 0;
    if (!isReadOnly)
        ::umount2(path.constData(), MNT_DETACH);
    return {folder, isReadOnly};
}
