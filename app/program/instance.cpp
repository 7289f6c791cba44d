// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/instance.h"

#include "program/options.h"
#include "storage/datafolder.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QPointer>
#include <QScopeGuard>
#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;

// Both sides use the sockets themselves and not QLocalSocket: a later start needs neither an event
// loop nor a display to hand over, and no buffer of Qt's is left with the token in it.

namespace {
constexpr auto longestAnswer = 5s;
constexpr auto pauseBetweenTries = 20;     ///< ms
constexpr auto longestMessageArrival = 5s; ///< for one connection, before it is closed

/// Demos and jobs have nothing to do with what a person has open.
bool isShared(const StartOptions &options)
{
    return !options.demo && !options.newInstance && options.job == StartOptions::Job::None;
}

/// The folder is made here already, since the name of the socket comes from its canonical path.
QString madeDataPath(const StartOptions &options)
{
    const DataFolder folder =
            options.dataDir.isEmpty() ? DataFolder::platform() : DataFolder::at(options.dataDir);
    QDir().mkpath(folder.dataPath()); // one that cannot be made still has a name
    return folder.dataPath();
}

/// False when the deadline has passed or the other end is gone.
bool isReady(int socket, short events, const QDeadlineTimer &until)
{
    pollfd wanted{socket, events, 0};
    const int ready = poll(&wanted, 1, int(until.remainingTime()));
    return ready > 0 || (ready < 0 && errno == EINTR && !until.hasExpired());
}

bool isPassing(int error)
{
    return error == EAGAIN || error == EINTR;
}

bool sendAll(int socket, const QByteArray &message, const QDeadlineTimer &until)
{
    qsizetype sent = 0;
    while (sent < message.size() && isReady(socket, POLLOUT, until)) {
        const ssize_t count = send(socket, message.constData() + sent,
                                   size_t(message.size() - sent), MSG_NOSIGNAL);
        if (count < 0 && !isPassing(errno))
            return false;
        sent += qMax<ssize_t>(count, 0);
    }
    return sent == message.size();
}

bool isTaken(int socket, const QDeadlineTimer &until)
{
    const QByteArray expected = HandoverMessage::takenAnswer;
    QByteArray answer;
    std::array<char, 16> part;
    while (answer.size() < expected.size() && isReady(socket, POLLIN, until)) {
        const ssize_t count = recv(socket, part.data(), part.size(), 0);
        if (count == 0 || (count < 0 && !isPassing(errno)))
            return false; // it is ending, or did not understand
        answer.append(part.data(), qMax<ssize_t>(count, 0));
    }
    return answer == expected;
}
} // namespace

Instance::Claim Instance::claim(const StartOptions &options, const Secret &token)
{
    if (!isShared(options))
        return Alone{};
    const auto place = InstancePlace::of(madeDataPath(options));
    auto message = HandoverMessage::write(Handover::ofThisStart(options, token));
    if (!place || !message)
        return Alone{};
    const auto wipe = qScopeGuard([&message] { HandoverMessage::overwrite(*message); });
    const QDeadlineTimer until(longestAnswer);
    pid_t listener = 0;
    // Again and again, because the other one may be between its lock and its socket, or ending.
    while (!until.hasExpired()) {
        const Descriptor socket = place->connect(listener);
        if (socket.isValid() && sendAll(socket.fd(), *message, until)
            && isTaken(socket.fd(), until))
            return HandedOver{};
        First first;
        const auto taking = socket.isValid() ? InstancePlace::Taking::IsOthers : place->take(first);
        if (taking == InstancePlace::Taking::Taken)
            return first;
        if (taking == InstancePlace::Taking::Failed)
            return Alone{};
        poll(nullptr, 0, pauseBetweenTries);
    }
    return NotAnswering{listener > 0 ? listener : place->holder()};
}

// One connection: takes its message in and closes. Gone with the Instance.
class Instance::Visit final : public QObject
{
public:
    Visit(Descriptor socket, Clock &clock, Instance &instance)
        : QObject(&instance)
        , m_instance(instance)
        , m_socket(std::move(socket))
        , m_notifier(m_socket.fd(), QSocketNotifier::Read)
        , m_deadline(clock.callAfter(longestMessageArrival, [this] { end(); }))
    {
        m_message.reserve(HandoverMessage::longest); // growing would leave copies of a token behind
        connect(&m_notifier, &QSocketNotifier::activated, this, &Visit::readMore);
    }
    ~Visit() override { HandoverMessage::overwrite(m_message); }

private:
    void readMore()
    {
        const qsizetype had = m_message.size();
        const qsizetype wanted =
                HandoverMessage::sizeOf(m_message).value_or(HandoverMessage::headerSize);
        m_message.resize(wanted);
        const ssize_t count = recv(m_socket.fd(), m_message.data() + had, size_t(wanted - had), 0);
        const bool isPause = count < 0 && isPassing(errno);
        m_message.resize(had + qMax<ssize_t>(count, 0));
        if (isPause)
            return;
        const auto size = HandoverMessage::sizeOf(m_message);
        if (count <= 0 || size > HandoverMessage::longest)
            return end();
        if (size == m_message.size())
            take();
    }

    void take()
    {
        const auto handover = HandoverMessage::read(m_message);
        HandoverMessage::overwrite(m_message);
        m_notifier.setEnabled(false);
        if (!handover || isGivenUp())
            return end();
        const QPointer<Visit> self(this);
        Q_EMIT m_instance.handedOver(*handover);
        if (!self) // a slot has ended the program
            return;
        // Only now: should this program end in between, the later start takes its place.
        const QByteArray answer = HandoverMessage::takenAnswer;
        [[maybe_unused]] const ssize_t sent =
                send(m_socket.fd(), answer.constData(), size_t(answer.size()), MSG_NOSIGNAL);
        end();
    }

    /// The start has waited too long and told its person that nothing was done.
    bool isGivenUp() const
    {
        char next = 0;
        return recv(m_socket.fd(), &next, 1, MSG_PEEK) == 0;
    }

    void end()
    {
        m_notifier.setEnabled(false); // before the descriptor closes
        m_socket.close();
        deleteLater();
    }

    Instance &m_instance;
    Descriptor m_socket;
    QSocketNotifier m_notifier;
    std::unique_ptr<Clock::Timer> m_deadline;
    QByteArray m_message;
};

Instance::Instance(First place, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_clock(clock)
{
    auto *notifier = new QSocketNotifier(m_place.socket.fd(), QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &Instance::accept);
}

Instance::~Instance()
{
    stopListening();
}

void Instance::stopListening()
{
    if (!m_place.socket.isValid())
        return;
    const QObjectList listeners = children(); // the notifier and the visits
    qDeleteAll(listeners);                    // before their descriptors close
    unlink(m_place.socketPath.constData());   // ours as long as the lock is
    m_place.socket.close();
}

void Instance::accept()
{
    Descriptor socket(accept4(m_place.socket.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    pid_t pid = 0;
    if (socket.isValid() && isPeerOurs(socket.fd(), pid))
        new Visit(std::move(socket), m_clock, *this);
}
