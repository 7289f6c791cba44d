// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "program/instance.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
Handover sample()
{
    return {u"https://auth.example.org"_s, u"plex-home"_s, Secret(u"a token"_s),
            "from-the-desktop"};
}

QByteArray sampleMessage()
{
    return HandoverMessage::write(sample()).value_or(QByteArray());
}
} // namespace

// The listening side, on a socket in a folder of its own. That one of several processes listens is
// tested with the real programs: the lock knows processes only.
class TestInstance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void messageIsReadAsItWasWritten();
    void messageThatIsTooLongIsNotWritten();
    void messageInPiecesIsTaken();
    void severalStartsAreTakenSideBySide();
    void silentConnectionIsClosedAfterFiveSeconds();
    void startThatGaveUpIsNotCarriedOut();
    void slotMayStopTheListening();
    void slotMayEndTheInstance();

private:
    Descriptor connectTo();
    void send(const Descriptor &client, const QByteArray &bytes);
    /// What has arrived at the client; "closed" behind it when the connection is.
    QByteArray heard(const Descriptor &client);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<InstancePlace> m_place;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<Instance> m_instance;
    QByteArray m_heard;
};

void TestInstance::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_folder->path().toUtf8());
    m_place = InstancePlace::of(m_folder->path());
    QVERIFY(m_place);
    InstancePlace::Held held;
    QCOMPARE(m_place->take(held), InstancePlace::Taking::Taken);
    m_clock = std::make_unique<FakeClock>();
    m_instance = std::make_unique<Instance>(std::move(held), *m_clock);
    m_heard.clear();
}

void TestInstance::cleanup()
{
    m_instance.reset();
    QCOMPARE(m_clock->pendingTimers(), 0);
}

void TestInstance::messageIsReadAsItWasWritten()
{
    const auto read = HandoverMessage::read(sampleMessage());
    QVERIFY(read);
    QCOMPARE(read->url, sample().url);
    QCOMPARE(read->source, sample().source);
    QCOMPARE(read->token, sample().token);
    QCOMPARE(read->activation, sample().activation);
    const auto nothing = HandoverMessage::write(Handover());
    QVERIFY(nothing && HandoverMessage::read(*nothing));
}

void TestInstance::messageThatIsTooLongIsNotWritten()
{
    Handover handover = sample();
    handover.source.fill(u'x', HandoverMessage::longest);
    QVERIFY(!HandoverMessage::write(handover));
}

void TestInstance::messageInPiecesIsTaken()
{
    QSignalSpy arrivals(m_instance.get(), &Instance::handedOver);
    const Descriptor client = connectTo();
    const QByteArray message = sampleMessage();
    for (const char letter : message) {
        QCOMPARE(arrivals.count(), 0);
        send(client, QByteArray(1, letter));
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(heard(client), "takenclosed");
    QCOMPARE(arrivals.count(), 1);
}

void TestInstance::severalStartsAreTakenSideBySide()
{
    QSignalSpy arrivals(m_instance.get(), &Instance::handedOver);
    const Descriptor silent = connectTo();
    const Descriptor garbage = connectTo();
    send(garbage, QByteArray(1000, '\xff'));
    const Descriptor client = connectTo();
    send(client, sampleMessage());
    QTRY_COMPARE(heard(client), "takenclosed");
    QCOMPARE(arrivals.count(), 1);
}

void TestInstance::silentConnectionIsClosedAfterFiveSeconds()
{
    const Descriptor client = connectTo();
    send(client, sampleMessage().chopped(1));
    QTRY_COMPARE(m_clock->pendingTimers(), 1);
    m_clock->advance(4999ms);
    QCOMPARE(heard(client), "");
    m_clock->advance(1ms);
    QTRY_COMPARE(heard(client), "closed");
}

void TestInstance::startThatGaveUpIsNotCarriedOut()
{
    QSignalSpy arrivals(m_instance.get(), &Instance::handedOver);
    Descriptor client = connectTo();
    send(client, sampleMessage());
    client.close();
    const Descriptor next = connectTo(); // is looked at after the other
    send(next, sampleMessage());
    QTRY_COMPARE(heard(next), "takenclosed");
    QCOMPARE(arrivals.count(), 1);
}

void TestInstance::slotMayStopTheListening()
{
    connect(m_instance.get(), &Instance::handedOver, this, [this] { m_instance->stopListening(); });
    const Descriptor client = connectTo();
    send(client, sampleMessage());
    QTRY_COMPARE(heard(client), "closed"); // not taken: the start becomes the next first
    pid_t listener = 0;
    QVERIFY(!m_place->connect(listener).isValid());
}

void TestInstance::slotMayEndTheInstance()
{
    connect(m_instance.get(), &Instance::handedOver, this, [this] { m_instance.reset(); });
    const Descriptor client = connectTo();
    send(client, sampleMessage());
    QTRY_COMPARE(heard(client), "closed");
}

Descriptor TestInstance::connectTo()
{
    pid_t listener = 0;
    Descriptor client = m_place->connect(listener);
    if (!client.isValid() || listener != getpid())
        qFatal("nobody listens");
    return client;
}

void TestInstance::send(const Descriptor &client, const QByteArray &bytes)
{
    QCOMPARE(::send(client.fd(), bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL),
             ssize_t(bytes.size()));
}

QByteArray TestInstance::heard(const Descriptor &client)
{
    std::array<char, 100> part;
    const ssize_t count = recv(client.fd(), part.data(), part.size(), 0);
    const bool isClosed = count == 0 || (count < 0 && errno == ECONNRESET);
    m_heard.append(part.data(), qMax<ssize_t>(count, 0));
    return isClosed ? m_heard + "closed" : m_heard;
}

QTEST_GUILESS_MAIN(TestInstance)
#include "tst_instance.moc"
