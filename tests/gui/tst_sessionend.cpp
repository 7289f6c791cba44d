// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "program/sessionend.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QGuiApplication>
#include <QProcess>
#include <QSessionManager>
#include <QSignalSpy>
#include <QTest>

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto withoutBus = "SESSIONEND_WITHOUT_BUS";

QString objectPath()
{
    return u"/org/freedesktop/login1"_s;
}

QString managerInterface()
{
    return u"org.freedesktop.login1.Manager"_s;
}
} // namespace

// As much of logind as is asked: it hands out a pipe and sees when the other end is closed.
class FakeLogind : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    ~FakeLogind() override { forget(); }

    bool isHeldUp() const
    {
        pollfd reading{m_reading, POLLIN, 0};
        return m_reading >= 0 && poll(&reading, 1, 0) == 0;
    }
    void forget()
    {
        if (m_reading >= 0)
            close(m_reading);
        m_reading = -1;
    }

    QStringList asked;

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who, const QString &why,
                                    const QString &mode)
    {
        forget();
        asked = {what, who, why, mode};
        std::array<int, 2> ends{-1, -1};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            return QDBusUnixFileDescriptor();
        m_reading = ends[0];
        QDBusUnixFileDescriptor given;
        given.giveFileDescriptor(ends[1]);
        return given;
    }

private:
    int m_reading = -1;
};

class TestSessionEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void leavingTheProgramFlushes();
    void endOfTheSessionFlushes();
    void worksWithoutABus();
    void sleepAndShutdownAreHeldUpAndFlush_data();
    void sleepAndShutdownAreHeldUpAndFlush();

private:
    void say(const QString &what, bool begins);

    QProcess m_bus;
    QString m_address;
};

void TestSessionEnd::initTestCase()
{
    if (qEnvironmentVariableIsSet(withoutBus))
        return;
    m_bus.start(u"dbus-daemon"_s,
                {u"--session"_s, u"--nofork"_s, u"--nopidfile"_s, u"--print-address"_s});
    QTRY_VERIFY2(m_bus.canReadLine(), qPrintable(m_bus.errorString()));
    m_address = QString::fromUtf8(m_bus.readLine()).trimmed();
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_address.toUtf8());
}

void TestSessionEnd::cleanupTestCase()
{
    m_bus.kill();
    m_bus.waitForFinished();
}

void TestSessionEnd::leavingTheProgramFlushes()
{
    FakeClock clock;
    const SessionEnd end(clock);
    QSignalSpy flushes(&end, &SessionEnd::flushNow);
    clock.advance(2s); // the bus, or none
    Q_EMIT qApp->applicationStateChanged(Qt::ApplicationActive);
    QCOMPARE(flushes.count(), 0);
    Q_EMIT qApp->applicationStateChanged(Qt::ApplicationInactive);
    QCOMPARE(flushes.count(), 1);
    Q_EMIT qApp->applicationStateChanged(Qt::ApplicationSuspended);
    QCOMPARE(flushes.count(), 2);
}

void TestSessionEnd::endOfTheSessionFlushes()
{
    FakeClock clock;
    const SessionEnd end(clock);
    QSignalSpy flushes(&end, &SessionEnd::flushNow);
    // Only Qt can make a session manager, and offscreen it makes none: the signal is sent by number
    // with a pointer nobody looks behind.
    const int number = QMetaMethod::fromSignal(&QGuiApplication::commitDataRequest).methodIndex();
    int nothing = 0;
    std::array<void *, 2> arguments{nullptr, &nothing};
    QMetaObject::activate(qApp, number, arguments.data());
    QCOMPARE(flushes.count(), 1);
}

void TestSessionEnd::worksWithoutABus()
{
    QProcess other;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SYSTEM_BUS_ADDRESS"_s, u"unix:path=/nowhere/at/all"_s);
    environment.insert(QString::fromLatin1(withoutBus), u"1"_s);
    other.setProcessEnvironment(environment);
    other.start(QCoreApplication::applicationFilePath(), {u"leavingTheProgramFlushes"_s});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.exitCode(), 0);
    const QByteArray said = other.readAllStandardOutput() + other.readAllStandardError();
    QVERIFY2(!said.contains("QWARN") && said.contains("leavingTheProgramFlushes"),
             said.constData());
}

void TestSessionEnd::sleepAndShutdownAreHeldUpAndFlush_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("sleep") << u"PrepareForSleep"_s;
    QTest::newRow("shutdown") << u"PrepareForShutdown"_s;
}

void TestSessionEnd::sleepAndShutdownAreHeldUpAndFlush()
{
    QFETCH(QString, what);
    FakeLogind logind;
    QDBusConnection bus = QDBusConnection::connectToBus(m_address, u"logind"_s);
    QVERIFY(bus.registerObject(objectPath(), &logind, QDBusConnection::ExportAllSlots));
    QVERIFY(bus.registerService(u"org.freedesktop.login1"_s));

    FakeClock clock;
    const SessionEnd end(clock);
    QSignalSpy flushes(&end, &SessionEnd::flushNow);
    QVERIFY(logind.asked.isEmpty());
    clock.advance(1s);
    QTRY_VERIFY(logind.isHeldUp());
    QCOMPARE(logind.asked.value(0), u"sleep:shutdown"_s);
    QCOMPARE(logind.asked.value(3), u"delay"_s);

    say(what, true);
    QTRY_COMPARE(flushes.count(), 1);
    QVERIFY(logind.isHeldUp()); // while it is being stored
    clock.advance(499ms);
    QVERIFY(logind.isHeldUp());
    clock.advance(1ms);
    QVERIFY(!logind.isHeldUp());

    say(what, false); // awake again: the next time is held up as well
    QTRY_VERIFY(logind.isHeldUp());
    QCOMPARE(flushes.count(), 1);
    QDBusConnection::disconnectFromBus(u"logind"_s);
}

void TestSessionEnd::say(const QString &what, bool begins)
{
    QDBusMessage signal = QDBusMessage::createSignal(objectPath(), managerInterface(), what);
    signal << begins;
    QVERIFY(QDBusConnection::connectToBus(m_address, u"logind"_s).send(signal));
}

QTEST_MAIN(TestSessionEnd)
#include "tst_sessionend.moc"
