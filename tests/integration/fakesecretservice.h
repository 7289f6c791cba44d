// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDBusVirtualObject>

// Owns org.freedesktop.secrets on the bus of a test and does what it is told: an unlocked default
// collection, and beyond that nothing but errors or silence.
class FakeSecretService final : public QDBusVirtualObject
{
    Q_OBJECT
public:
    enum class Mood
    {
        Empty,        ///< has no default collection
        Silent,       ///< never answers
        Refusing,     ///< says no to everything
        SilentLater,  ///< says what it has, then never answers
        RefusingLater ///< says what it has, then says no
    };

    explicit FakeSecretService(Mood mood)
        : m_mood(mood)
        , m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus,
                                              QStringLiteral("fake secret service")))
    {
        m_isThere = m_bus.registerVirtualObject(QStringLiteral("/"), this, QDBusConnection::SubPath)
                && m_bus.registerService(QStringLiteral("org.freedesktop.secrets"));
    }
    ~FakeSecretService() override
    {
        m_bus.unregisterService(QStringLiteral("org.freedesktop.secrets"));
        QDBusConnection::disconnectFromBus(QStringLiteral("fake secret service"));
    }

    bool isThere() const { return m_isThere; }
    void setMood(Mood mood) { m_mood = mood; }
    int questions() const { return m_questions; }

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &) override
    {
        ++m_questions;
        if (m_mood == Mood::Empty && message.member() == QLatin1String("ReadAlias")) {
            return m_bus.send(
                    message.createReply(QVariant::fromValue(QDBusObjectPath(QStringLiteral("/")))));
        }
        const bool isLater = m_mood == Mood::SilentLater || m_mood == Mood::RefusingLater;
        if (isLater && message.member() == QLatin1String("ReadAlias")) {
            return m_bus.send(message.createReply(
                    QVariant::fromValue(QDBusObjectPath(QStringLiteral("/collection")))));
        }
        if (isLater && message.member() == QLatin1String("Get")) {
            return m_bus.send(
                    message.createReply(QVariant::fromValue(QDBusVariant(QVariant(false)))));
        }
        if (m_mood == Mood::Refusing || m_mood == Mood::RefusingLater) {
            return m_bus.send(message.createErrorReply(
                    QStringLiteral("org.freedesktop.DBus.Error.AccessDenied"),
                    QStringLiteral("not for you")));
        }
        return true; // and no answer ever
    }

private:
    Mood m_mood;
    QDBusConnection m_bus;
    bool m_isThere = false;
    int m_questions = 0;
};
