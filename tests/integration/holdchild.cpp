// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "memoryhistory.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/draftholds.h"
#include "storage/draftstore.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

// The programs that tst_draftholds starts several of on one data folder. Each prints a line for
// what happens to it. Its clock runs fifty times as fast.
//
// Usage: holdchild read|type <folder>           opens the sample source; the number in its name is
//                                               what a typing one counts up, without a pause
//        holdchild die-held|die-restored <folder>  kills itself as it gets the hold, or has the
//        draft holdchild queue <folder> <url> <token> sends what is queued

namespace {

class FastClock final : public Clock
{
public:
    QDateTime now() const override { return m_clock.now(); }
    std::unique_ptr<Timer> callAfter(std::chrono::milliseconds delay,
                                     std::function<void()> action) override
    {
        return m_clock.callAfter(delay / 50, std::move(action));
    }

private:
    SystemClock m_clock;
};

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

// What this process keeps, with the others.
struct Store
{
    explicit Store(const QString &folder)
        : worker({folder, {}, std::chrono::milliseconds(5000)}, clock)
        , holds(worker, folder)
        , drafts(worker, &holds)
    { }

    FastClock clock;
    SqlWorker worker;
    DraftHolds holds;
    DraftStore drafts;
    MemorySecretStore secrets;
};

// A second lock, of another kind, that the one holder must get.
class Witness
{
public:
    explicit Witness(const QString &folder)
        : m_file(open(qPrintable(folder + u"/witness"_s), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    { }
    ~Witness() { close(m_file); }
    Q_DISABLE_COPY_MOVE(Witness)

    /// A holder that was killed this moment may still have it.
    void check(int triesLeft = 200)
    {
        struct flock whole = {};
        whole.l_type = F_WRLCK;
        if (fcntl(m_file, F_SETLK, &whole) == 0)
            return say(u"alone"_s);
        if (triesLeft == 0)
            return say(u"two-holders"_s);
        QTimer::singleShot(5, &m_context, [this, triesLeft] { check(triesLeft - 1); });
    }

private:
    int m_file;
    QObject m_context;
};

class Editor
{
public:
    Editor(const QString &folder, const QString &mode)
        : m_store(folder)
        , m_witness(folder)
        , m_edit(m_api, Samples::digests(), u"plex-home"_s, Samples::source().pk())
        , m_keeper(m_edit, m_store.drafts, m_store.secrets, m_store.clock, &m_store.holds)
    {
        QObject::connect(&m_keeper, &DraftKeeper::holdChanged, &m_timer, [this] { tellHold(); });
        QObject::connect(&m_keeper, &DraftKeeper::restored, &m_timer,
                         [this] { say(u"restored "_s + shown()); });
        QObject::connect(&m_keeper, &DraftKeeper::stored, &m_timer, [this] {
            if (m_keeper.isStored())
                say(u"stored "_s + shown());
        });
        m_edit.refresh();
        m_api.answerGet(Samples::source());
        if (mode == "die-held"_L1)
            QObject::connect(&m_keeper, &DraftKeeper::holdChanged, &m_timer, [this] {
                if (m_keeper.isHeld())
                    raise(SIGKILL);
            });
        if (mode == "die-restored"_L1)
            QObject::connect(&m_keeper, &DraftKeeper::restored, &m_timer, [] { raise(SIGKILL); });
        if (mode != "type"_L1)
            return;
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { type(); });
        m_timer.start(4);
    }

private:
    QString shown() const { return m_edit.current().name(); }
    void tellHold()
    {
        if (m_keeper.isHeld())
            return m_witness.check();
        const DraftHolder holder = *m_keeper.heldBy();
        const bool isWritable = m_edit.traits().of(Field::Name).writable;
        say(u"held-by %1 %2 %3 %4"_s.arg(holder.process)
                    .arg(isWritable ? u"writable"_s : u"read-only"_s, holder.program, shown()));
    }
    void type()
    {
        if (!m_keeper.isRestored() || m_keeper.heldBy())
            return;
        m_edit.setValue(Field::Name, FieldValue::text(QString::number(shown().toInt() + 1)));
        m_keeper.flush();
    }

    Store m_store;
    Witness m_witness;
    FakeSourceApi m_api;
    EditSession m_edit;
    DraftKeeper m_keeper;
    QTimer m_timer;
};

class Sender
{
public:
    Sender(const QString &folder, const QString &url, const QString &token)
        : m_store(folder)
        , m_digests(QByteArray(32, 'k'))
        , m_client(*BaseUrl::fromUserInput(url), Secret(token), m_digests, m_store.clock)
        , m_session(m_client,
                    {m_digests, m_store.clock, m_store.secrets, m_history, &m_store.drafts, nullptr,
                     &m_store.holds})
    {
        QObject::connect(m_session.queue(), &DraftQueue::ended, &m_context,
                         [](const EditSession *edit) { say(u"turn "_s + edit->slug()); });
        m_session.start();
    }

private:
    Store m_store;
    MemoryHistory m_history;
    DigestKey m_digests;
    AuthentikClient m_client;
    ServerSession m_session;
    QObject m_context;
};

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString mode = arguments.value(1);
    std::unique_ptr<Editor> editor;
    std::unique_ptr<Sender> sender;
    if (arguments.size() == 3)
        editor = std::make_unique<Editor>(arguments.at(2), mode);
    else if (arguments.size() == 5 && mode == "queue"_L1)
        sender = std::make_unique<Sender>(arguments.at(2), arguments.at(3), arguments.at(4));
    else
        return 2;
    return QCoreApplication::exec();
}
