// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/keychainsecretstore.h"

#include "secrets/secretservice.h"

#include <QPointer>
#include <qt6keychain/keychain.h>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Answer = Result<std::optional<Secret>>;

const QString &serviceName()
{
    static const QString name = u"org.sourcedesk.Sourcedesk"_s;
    return name;
}

Failure failed(ErrorKind kind, const QString &detail = {})
{
    Error error;
    error.kind = kind;
    error.detail = detail;
    return failure(error);
}

/// What QtKeychain says of a job that did not find what it looked for or failed.
Failure failureOf(const QKeychain::Job &job)
{
    const QString words = job.errorString();
    switch (job.error()) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return failed(ErrorKind::KeychainRefused, words);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return failed(ErrorKind::KeychainUnavailable, words);
    default:
        // Also when the service said no: libsecret keeps the words of a D-Bus error, not its name.
        return failed(ErrorKind::Keychain, words);
    }
}

Done<std::optional<Secret>> withoutValue(Done<void> done)
{
    return [done = std::move(done)](const Answer &answer) {
        done(answer ? Result<void>() : Result<void>(failure(answer.error())));
    };
}

} // namespace

// One call, from the moment it is made until the keychain has answered, which may be long after its
// caller was told something.
class KeychainSecretStore::Task final : public QObject
{
public:
    enum class Kind : quint8
    {
        Read,
        Write,
        Remove,
        ForgetAll
    };

    Task(KeychainSecretStore &store, Kind taskKind, QString taskKey,
         Done<std::optional<Secret>> done)
        : kind(taskKind)
        , key(std::move(taskKey))
        , m_store(store)
        , m_done(std::move(done))
    {
        m_deadline = m_store.m_clock.callAfter(kind == Kind::ForgetAll ? 30s : 3s, [this] {
            m_isOverdue = true;
            giveUp(failed(ErrorKind::KeychainSlow));
        });
    }

    /// The caller knows; what the keychain says now comes late.
    bool isTold() const { return !m_done; }
    /// Whether it is to be carried out when its turn comes.
    bool isWanted() const { return !isTold() || m_isAbandoned; }
    /// Past its deadline, whether or not somebody still waits for it.
    bool isOverdue() const { return m_isOverdue; }

    void tell(const Answer &answer)
    {
        m_deadline.reset();
        const auto done = std::exchange(m_done, nullptr); // it may destroy this, and the store
        if (done)
            done(answer);
    }

    void tellSoon(const Answer &answer)
    {
        QMetaObject::invokeMethod(
                this, [this, answer] { giveUp(answer); }, Qt::QueuedConnection);
    }

    /// Nobody listens any more. What changes the keychain is carried out all the same.
    void abandon()
    {
        m_isAbandoned = !isTold() && kind != Kind::Read;
        m_done = nullptr;
        if (!m_isAbandoned)
            m_store.drop(this);
    }

    const Kind kind;
    const QString key;
    Secret secret;

private:
    /// Tells before the keychain has said anything.
    void giveUp(const Answer &answer)
    {
        m_isAbandoned = false;
        const auto done = std::exchange(m_done, nullptr);
        m_store.drop(this); // may destroy this
        if (done)
            done(answer);
    }

    KeychainSecretStore &m_store;
    Done<std::optional<Secret>> m_done;
    std::unique_ptr<Clock::Timer> m_deadline;
    bool m_isAbandoned = false;
    bool m_isOverdue = false;
};

// What the caller holds.
class KeychainSecretStore::Handle final : public Call
{
public:
    explicit Handle(Task *task)
        : m_task(task)
    { }
    ~Handle() override
    {
        if (m_task)
            m_task->abandon();
    }
    void cancel() override
    {
        if (m_task)
            m_task->tellSoon(failed(ErrorKind::Cancelled));
    }

private:
    QPointer<Task> m_task;
};

KeychainSecretStore::KeychainSecretStore(Clock &clock, QObject *parent)
    : Keychain(parent)
    , m_clock(clock)
{ }

// A job of the library that runs outlives this: it deletes itself, and libsecret must find it.
KeychainSecretStore::~KeychainSecretStore() = default;

CallHandle KeychainSecretStore::read(const QString &key, Done<std::optional<Secret>> done)
{
    return add(std::make_unique<Task>(*this, Task::Kind::Read, key, std::move(done)));
}

CallHandle KeychainSecretStore::write(const QString &key, const Secret &secret, Done<void> done)
{
    auto task =
            std::make_unique<Task>(*this, Task::Kind::Write, key, withoutValue(std::move(done)));
    task->secret = secret;
    return add(std::move(task));
}

CallHandle KeychainSecretStore::remove(const QString &key, Done<void> done)
{
    return add(
            std::make_unique<Task>(*this, Task::Kind::Remove, key, withoutValue(std::move(done))));
}

CallHandle KeychainSecretStore::unlock(Done<void> done)
{
    return SecretService::unlock(std::move(done));
}

CallHandle KeychainSecretStore::forgetAll(Done<void> done)
{
    return add(std::make_unique<Task>(*this, Task::Kind::ForgetAll, QString(),
                                      withoutValue(std::move(done))));
}

CallHandle KeychainSecretStore::add(std::unique_ptr<Task> task)
{
    auto handle = std::make_unique<Handle>(task.get());
    if (m_current && m_current->isOverdue())
        task->tellSoon(failed(ErrorKind::KeychainSlow));
    m_waiting.push_back(std::move(task));
    startNext();
    return handle;
}

/// Forgets one that waits. The one that runs stays until the keychain has answered.
void KeychainSecretStore::drop(const Task *task)
{
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(),
                                    [task](const auto &waits) { return waits.get() == task; });
    if (found != m_waiting.end())
        m_waiting.erase(found);
}

void KeychainSecretStore::startNext()
{
    if (m_current || m_waiting.empty())
        return;
    m_current = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_talk = SecretService::check([this](const Result<void> &result) {
        const CallHandle finished = std::move(m_talk);
        checked(result);
    });
}

void KeychainSecretStore::checked(const Result<void> &result)
{
    if (!m_current->isWanted())
        return end(failed(ErrorKind::Cancelled));
    if (!result)
        return end(failure(result.error()));
    if (m_current->kind != Task::Kind::ForgetAll)
        return runLibrary();
    m_talk = SecretService::removeAll(serviceName(), [this](const Result<void> &removed) {
        const CallHandle finished = std::move(m_talk);
        end(removed ? Answer(std::nullopt) : Answer(failure(removed.error())));
    });
}

void KeychainSecretStore::runLibrary()
{
    QKeychain::Job *job = nullptr;
    if (m_current->kind == Task::Kind::Read) {
        job = new QKeychain::ReadPasswordJob(serviceName());
    } else if (m_current->kind == Task::Kind::Remove) {
        job = new QKeychain::DeletePasswordJob(serviceName());
    } else {
        const QString text = m_current->secret.reveal();
        if (text.contains(QChar::Null)) // libsecret would keep what is before it
            return end(failed(ErrorKind::Keychain, u"a zero character cannot be kept"_s));
        auto *writing = new QKeychain::WritePasswordJob(serviceName());
        writing->setTextData(text);
        job = writing;
    }
    job->setKey(m_current->key);
    connect(job, &QKeychain::Job::finished, this, [this](QKeychain::Job *finished) {
        if (finished->error() == QKeychain::EntryNotFound)
            return notFound();
        if (finished->error() != QKeychain::NoError)
            return end(failureOf(*finished));
        const auto *reading = qobject_cast<QKeychain::ReadPasswordJob *>(finished);
        end(reading ? Answer(Secret(reading->textData())) : Answer(std::nullopt));
    });
    job->start();
}

/// True only when nothing was locked or taken away meanwhile.
void KeychainSecretStore::notFound()
{
    m_talk = SecretService::check([this](const Result<void> &result) {
        const CallHandle finished = std::move(m_talk);
        end(result ? Answer(std::nullopt) : Answer(failure(result.error())));
    });
}

void KeychainSecretStore::end(const Answer &answer)
{
    const std::unique_ptr<Task> task = std::move(m_current);
    QMetaObject::invokeMethod(
            this, [this] { startNext(); }, Qt::QueuedConnection);
    if (task->isTold() && answer && task->kind == Task::Kind::Write)
        Q_EMIT writtenLate(task->key, task->secret);
    task->tell(answer);
}
