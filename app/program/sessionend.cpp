// SPDX-License-Identifier: GPL-3.0-or-later
#include "program/sessionend.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr auto beforeTheBus = 1s;
/// A draft is stored within milliseconds. A slow disk gets this long; logind itself waits 5 s.
constexpr auto longestFlush = 500ms;

constexpr auto service = "org.freedesktop.login1"_L1;
constexpr auto path = "/org/freedesktop/login1"_L1;
constexpr auto manager = "org.freedesktop.login1.Manager"_L1;
} // namespace

SessionEnd::SessionEnd(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_pause(clock.callAfter(beforeTheBus, [this] { joinBus(); }))
{
    // Directly: when the slots have returned, the session manager goes on.
    connect(qApp, &QGuiApplication::commitDataRequest, this, &SessionEnd::flushNow,
            Qt::DirectConnection);
    connect(qApp, &QGuiApplication::applicationStateChanged, this,
            [this](Qt::ApplicationState state) {
                if (state != Qt::ApplicationActive)
                    Q_EMIT flushNow();
            });
}

SessionEnd::~SessionEnd() = default;

void SessionEnd::joinBus()
{
    QDBusConnection bus = QDBusConnection::systemBus();
    if (!bus.isConnected())
        return;
    // Without the service's name: with it Qt would wait for the bus to tell who owns it. The worst
    // that a forged signal does is a flush.
    for (const auto signal : {"PrepareForSleep"_L1, "PrepareForShutdown"_L1})
        bus.connect(QString(), path, manager, signal, this, SLOT(prepare(bool)));
    askForDelay();
}

void SessionEnd::askForDelay()
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, manager, u"Inhibit"_s);
    call.setAutoStartService(false);
    call << u"sleep:shutdown"_s << u"Sourcedesk"_s << tr("Stores what was typed.") << u"delay"_s;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (reply.isValid()) // else nothing is held up, and the signals are told all the same
            m_delay = reply.value();
        watcher->deleteLater();
    });
}

void SessionEnd::prepare(bool begins)
{
    if (!begins) {
        m_pause.reset();
        if (!m_delay.isValid())
            askForDelay();
        return;
    }
    Q_EMIT flushNow();
    m_pause = m_clock.callAfter(longestFlush, [this] { m_delay = QDBusUnixFileDescriptor(); });
}
