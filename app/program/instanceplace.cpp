// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/instanceplace.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int backlog = 64;
// What cleans runtime and temporary folders leaves files with the sticky bit alone.
constexpr mode_t ofThisUserToStay = S_IRUSR | S_IWUSR | S_ISVTX;

enum class Links : quint8
{
    Followed,
    Refused
};

/// A directory of this user that nobody else may enter.
bool isPrivateFolder(const QByteArray &path, Links links)
{
    struct stat found = {};
    const int result = links == Links::Followed ? stat(path.constData(), &found)
                                                : lstat(path.constData(), &found);
    return result == 0 && S_ISDIR(found.st_mode) && found.st_uid == geteuid()
            && (found.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == S_IRWXU;
}

QByteArray runtimeFolder()
{
    const QByteArray path = qgetenv("XDG_RUNTIME_DIR");
    return path.startsWith('/') && isPrivateFolder(path, Links::Followed) ? path : QByteArray();
}

/// Anybody may have made something of this name before: it is used only when it is ours.
QByteArray ownTemporaryFolder()
{
    const QByteArray path = QFile::encodeName(QDir::tempPath()) + "/sourcedesk-"
            + QByteArray::number(qulonglong(geteuid()));
    mkdir(path.constData(), S_IRWXU);
    return isPrivateFolder(path, Links::Refused) ? path : QByteArray();
}

/// Two spellings of one folder are one instance.
QByteArray nameFor(const QString &dataPath)
{
    const QString canonical = QFileInfo(dataPath).canonicalFilePath();
    const QString path = canonical.isEmpty() ? QDir::cleanPath(dataPath) : canonical;
    const QByteArray hash =
            QCryptographicHash::hash(QFile::encodeName(path), QCryptographicHash::Sha256);
    return "sourcedesk-" + hash.left(12).toHex();
}

sockaddr_un addressOf(const QByteArray &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    // Its length was looked at when the place was made.
    std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
    return address;
}

const sockaddr *plain(const sockaddr_un &address)
{
    return reinterpret_cast<const sockaddr *>(&address);
}

Descriptor newSocket()
{
    return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

struct flock wholeFile()
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

Descriptor openLock(const QByteArray &path)
{
    const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    Descriptor file(open(path.constData(), flags, S_IRUSR | S_IWUSR));
    if (file.isValid())
        fchmod(file.fd(), ofThisUserToStay); // where it cannot be set, nothing cleans up either
    return file;
}

Descriptor listenAt(const QByteArray &path)
{
    Descriptor listening = newSocket();
    const sockaddr_un address = addressOf(path);
    unlink(path.constData());
    if (!listening.isValid() || bind(listening.fd(), plain(address), sizeof(address)) != 0)
        return Descriptor();
    chmod(path.constData(), ofThisUserToStay);
    return listen(listening.fd(), backlog) == 0 ? std::move(listening) : Descriptor();
}
} // namespace

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

Descriptor::~Descriptor()
{
    close();
}

void Descriptor::close()
{
    if (const int fd = std::exchange(m_fd, -1); fd >= 0)
        ::close(fd);
}

bool isPeerOurs(int socket, pid_t &pid)
{
    struct ucred peer = {};
    socklen_t size = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    pid = peer.pid;
    return peer.uid == geteuid();
}

InstancePlace::InstancePlace(const QByteArray &stem)
    : m_socket(stem + ".socket")
    , m_lock(stem + ".lock")
{ }

std::optional<InstancePlace> InstancePlace::of(const QString &dataPath)
{
    const QByteArray name = nameFor(dataPath);
    for (const auto folder : {runtimeFolder, ownTemporaryFolder}) {
        const QByteArray path = folder();
        const InstancePlace place(path + '/' + name);
        if (!path.isEmpty() && size_t(place.m_socket.size()) < sizeof(sockaddr_un::sun_path))
            return place;
    }
    return std::nullopt;
}

Descriptor InstancePlace::connect(pid_t &pid) const
{
    Descriptor socket = newSocket();
    const sockaddr_un address = addressOf(m_socket);
    if (!socket.isValid() || ::connect(socket.fd(), plain(address), sizeof(address)) != 0)
        return Descriptor();
    return isPeerOurs(socket.fd(), pid) ? std::move(socket) : Descriptor();
}

InstancePlace::Taking InstancePlace::take(Held &held) const
{
    Descriptor lock = openLock(m_lock);
    if (!lock.isValid())
        return Taking::Failed;
    // Not flock(): a child between fork and exec would go on holding that one.
    const struct flock wanted = wholeFile();
    if (fcntl(lock.fd(), F_SETLK, &wanted) != 0)
        return errno == EACCES || errno == EAGAIN ? Taking::IsOthers : Taking::Failed;
    Descriptor listening = listenAt(m_socket);
    if (!listening.isValid())
        return Taking::Failed;
    held = {m_socket, std::move(lock), std::move(listening)};
    return Taking::Taken;
}

pid_t InstancePlace::holder() const
{
    const Descriptor file(open(m_lock.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct flock lock = wholeFile();
    if (!file.isValid() || fcntl(file.fd(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return 0;
    return lock.l_pid;
}
