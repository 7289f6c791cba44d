// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>
#include <sys/types.h>
#include <utility>

/// Owns a file descriptor; -1 = none.
class Descriptor
{
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd)
    { }
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    { }
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor();

    int fd() const { return m_fd; }
    bool isValid() const { return m_fd >= 0; }
    void close();

private:
    int m_fd;
};

/// True when the other end of this socket runs as the same user; `pid` gets its process, 0 where
/// that cannot be told.
bool isPeerOurs(int socket, pid_t &pid);

// The two files by which the starts on one data folder find each other: a socket, and a lock that
// is held by the process that listens. The lock goes with its process, however that ends, so that
// a socket nobody listens at can be told and replaced. Plain system calls: this happens before
// there is an application or an event loop.
class InstancePlace
{
public:
    /// In the user's runtime folder; without a fit one in a folder of this user only among the
    /// temporary files. None when neither is safe or the path is too long for a socket.
    static std::optional<InstancePlace> of(const QString &dataPath);

    /// Connects without blocking; not valid when nobody listens, or nobody of this user. `pid` gets
    /// the process that listens.
    Descriptor connect(pid_t &pid) const;

    /// What a process holds that listens here.
    struct Held
    {
        QByteArray socketPath;
        Descriptor lock;
        Descriptor socket; ///< does not block
    };
    enum class Taking : quint8
    {
        Taken,    ///< `Held` is filled
        IsOthers, ///< another process holds the lock
        Failed    ///< the folder does not let us
    };
    /// Takes the lock, removes a socket that was left behind, and listens. One process gets it.
    Taking take(Held &held) const;
    /// The process that holds the lock; 0 when it cannot be told.
    pid_t holder() const;

private:
    explicit InstancePlace(const QByteArray &stem);

    QByteArray m_socket;
    QByteArray m_lock;
};
