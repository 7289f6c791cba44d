// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretservice.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QFileInfo>
#include <QObject>

#include <functional>
#include <memory>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto service = "org.freedesktop.secrets"_L1;
constexpr auto servicePath = "/org/freedesktop/secrets"_L1;
constexpr auto serviceInterface = "org.freedesktop.Secret.Service"_L1;
constexpr auto nothing = "/"_L1; ///< the path that stands for no object

using Paths = QList<QDBusObjectPath>;

ErrorKind kindOf(const QDBusMessage &answer)
{
    const QString name = answer.errorName();
    if (name.endsWith(".AccessDenied"_L1) || name.endsWith(".AuthFailed"_L1))
        return ErrorKind::KeychainRefused;
    if (name.endsWith(".IsLocked"_L1))
        return ErrorKind::KeychainLocked;
    if (name.endsWith(".NoReply"_L1) || name.endsWith(".Timeout"_L1)
        || name.endsWith(".TimedOut"_L1))
        return ErrorKind::KeychainSlow;
    const bool isMissing = name.endsWith(".ServiceUnknown"_L1) || name.endsWith(".NoServer"_L1)
            || name.endsWith(".NameHasNoOwner"_L1) || name.endsWith(".Disconnected"_L1)
            || name.contains(".Spawn."_L1);
    return isMissing ? ErrorKind::KeychainUnavailable : ErrorKind::Keychain;
}

Failure failed(ErrorKind kind, const QString &detail = {})
{
    Error error;
    error.kind = kind;
    error.detail = detail;
    return failure(error);
}

QDBusMessage message(const QString &path, const QString &interface, const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, interface, method);
}

QString pathIn(const QVariant &argument)
{
    return argument.value<QDBusObjectPath>().path();
}

Paths pathsIn(const QVariant &argument)
{
    return qdbus_cast<Paths>(argument);
}

/// One conversation; it ends when it has told its outcome.
class Talk : public QObject, public Call
{
    Q_OBJECT
public:
    explicit Talk(Done<void> done)
        : m_done(std::move(done))
    {
        QMetaObject::invokeMethod(
                this, [this] { begin(); }, Qt::QueuedConnection);
    }

    void cancel() override
    {
        if (!m_done || std::exchange(m_isCancelled, true))
            return;
        m_watcher.reset();
        QMetaObject::invokeMethod(
                this, [this] { tell(failed(ErrorKind::Cancelled)); }, Qt::QueuedConnection);
    }

protected:
    virtual void ask() = 0;

    void send(const QDBusMessage &question, std::function<void(const QDBusMessage &)> then)
    {
        m_watcher = std::make_unique<QDBusPendingCallWatcher>(
                QDBusConnection::sessionBus().asyncCall(question));
        connect(m_watcher.get(), &QDBusPendingCallWatcher::finished, this,
                [this, then = std::move(then)](QDBusPendingCallWatcher *watcher) {
                    const QDBusMessage answer = watcher->reply();
                    m_watcher.release()->deleteLater(); // it is in its own signal
                    if (answer.type() == QDBusMessage::ErrorMessage)
                        return tell(failed(kindOf(answer), answer.errorMessage()));
                    then(answer);
                });
    }

    void askForCollection(std::function<void(const QString &)> then)
    {
        QDBusMessage question = message(servicePath, serviceInterface, u"ReadAlias"_s);
        question << u"default"_s;
        send(question, [then = std::move(then)](const QDBusMessage &answer) {
            then(pathIn(answer.arguments().value(0)));
        });
    }

    void tell(const Result<void> &result)
    {
        if (!m_done)
            return;
        const Done<void> done = std::exchange(m_done, nullptr); // it may destroy this
        done(result);
    }

private:
    void begin()
    {
        if (m_isCancelled)
            return;
        if (!SecretService::hasBus() || !QDBusConnection::sessionBus().isConnected())
            return tell(failed(ErrorKind::KeychainUnavailable, u"no D-Bus session"_s));
        ask();
    }

    Done<void> m_done;
    std::unique_ptr<QDBusPendingCallWatcher> m_watcher;
    bool m_isCancelled = false;
};

class CheckTalk final : public Talk
{
public:
    using Talk::Talk;

private:
    void ask() override
    {
        askForCollection([this](const QString &collection) {
            if (collection == nothing)
                return tell(failed(ErrorKind::KeychainUnavailable, u"no default collection"_s));
            QDBusMessage question =
                    message(collection, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
            question << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
            send(question, [this](const QDBusMessage &answer) {
                const QVariant value = answer.arguments().value(0).value<QDBusVariant>().variant();
                if (value.typeId() != QMetaType::Bool)
                    return tell(failed(ErrorKind::Keychain, u"no answer about the lock"_s));
                tell(value.toBool() ? Result<void>(failed(ErrorKind::KeychainLocked))
                                    : Result<void>());
            });
        });
    }
};

class UnlockTalk final : public Talk
{
    Q_OBJECT
public:
    using Talk::Talk;
    ~UnlockTalk() override { dismiss(); }

    void cancel() override
    {
        dismiss();
        Talk::cancel();
    }

private:
    void ask() override
    {
        askForCollection([this](const QString &collection) {
            if (collection == nothing)
                return makeCollection();
            QDBusMessage question = message(servicePath, serviceInterface, u"Unlock"_s);
            question << QVariant::fromValue(Paths{QDBusObjectPath(collection)});
            send(question, [this](const QDBusMessage &answer) {
                follow(pathIn(answer.arguments().value(1)));
            });
        });
    }

    void makeCollection()
    {
        QDBusMessage question = message(servicePath, serviceInterface, u"CreateCollection"_s);
        const QVariantMap properties{{u"org.freedesktop.Secret.Collection.Label"_s, u"Default"_s}};
        question << properties << u"default"_s;
        send(question,
             [this](const QDBusMessage &answer) { follow(pathIn(answer.arguments().value(1))); });
    }

    /// The service asks the person when there is a prompt.
    void follow(const QString &prompt)
    {
        if (prompt == nothing)
            return tell({});
        m_prompt = prompt;
        // Without the name of the service: with it, Qt asks the bus for the owner and waits.
        QDBusConnection::sessionBus().connect({}, prompt, u"org.freedesktop.Secret.Prompt"_s,
                                              u"Completed"_s, this,
                                              SLOT(promptCompleted(QDBusMessage)));
        QDBusMessage question = message(prompt, u"org.freedesktop.Secret.Prompt"_s, u"Prompt"_s);
        question << QString(); // no window of ours
        send(question, [](const QDBusMessage &) {});
    }

    void dismiss()
    {
        if (m_prompt.isEmpty())
            return;
        QDBusConnection::sessionBus().send(message(
                std::exchange(m_prompt, {}), u"org.freedesktop.Secret.Prompt"_s, u"Dismiss"_s));
    }

private Q_SLOTS:
    void promptCompleted(const QDBusMessage &completed)
    {
        m_prompt.clear();
        const bool isDismissed = completed.arguments().value(0, true).toBool();
        tell(isDismissed ? Result<void>(failed(ErrorKind::KeychainRefused)) : Result<void>());
    }

private:
    QString m_prompt;
};

class RemoveTalk final : public Talk
{
public:
    RemoveTalk(const QString &server, Done<void> done)
        : Talk(std::move(done))
        , m_server(server)
    { }

private:
    using Attributes = QMap<QString, QString>;

    void ask() override
    {
        qDBusRegisterMetaType<Attributes>();
        QDBusMessage question = message(servicePath, serviceInterface, u"SearchItems"_s);
        question << QVariant::fromValue(
                Attributes{{u"server"_s, m_server}, {u"xdg:schema"_s, u"org.qt.keychain"_s}});
        send(question, [this](const QDBusMessage &answer) {
            m_items = pathsIn(answer.arguments().value(0));
            m_hasLocked = !pathsIn(answer.arguments().value(1)).isEmpty();
            next();
        });
    }

    void next()
    {
        if (m_items.isEmpty()) {
            return tell(m_hasLocked ? Result<void>(failed(ErrorKind::KeychainLocked))
                                    : Result<void>());
        }
        const QString item = m_items.takeLast().path();
        send(message(item, u"org.freedesktop.Secret.Item"_s, u"Delete"_s),
             [this](const QDBusMessage &answer) {
                 // It wants to ask first: nobody waits for that here.
                 if (pathIn(answer.arguments().value(0)) != nothing)
                     return tell(failed(ErrorKind::KeychainRefused));
                 next();
             });
    }

    QString m_server;
    Paths m_items;
    bool m_hasLocked = false;
};

} // namespace

bool SecretService::hasBus()
{
    const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    if (!address.isEmpty())
        return !address.startsWith("autolaunch:") && !address.startsWith("disabled:");
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !folder.isEmpty() && QFileInfo::exists(folder + "/bus"_L1);
}

CallHandle SecretService::check(Done<void> done)
{
    return std::make_unique<CheckTalk>(std::move(done));
}

CallHandle SecretService::unlock(Done<void> done)
{
    return std::make_unique<UnlockTalk>(std::move(done));
}

CallHandle SecretService::removeAll(const QString &server, Done<void> done)
{
    return std::make_unique<RemoveTalk>(server, std::move(done));
}

#include "secretservice.moc"
