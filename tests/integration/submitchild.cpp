// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "draftkeeper.h"
#include "editsession.h"
#include "faultvfs.h"
#include "relayapi.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "source/fieldtable.h"
#include "storage/database.h"
#include "storage/draftrows.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/sqlworker.h"
#include "storage/storeopening.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <map>
#include <utility>

using namespace Qt::Literals::StringLiterals;

// The program that tst_submitkill kills, or that kills itself at a named point: a whole session on
// a server, which types into sources, saves and submits without an end. Prints a line for each
// thing it does and each thing it is told:
//   typed <pk> <key> <value>    before it is in the form
//   submit <pk>                 before it is saved or queued
//   discard <pk>                before it is discarded
//   stored <pk> <number>        its keeper called the draft stored; the number is in its name
//   opened <pk>                 the source was read, and what an earlier run left is in the form
//
// Usage: submitchild <folder> <url> <token> <pk=slug,…> <seed> <first number> <point> <times>
//        submitchild migrate <folder> <operation>

namespace {

void say(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

[[noreturn]] void die()
{
    std::raise(SIGKILL);
    std::abort();
}

// Where it dies, and how often it comes by there before.
class Point
{
public:
    Point(const QString &name, int times)
        : m_name(name)
        , m_left(times)
    { }
    bool isHere(QLatin1StringView name) { return m_name == name && --m_left <= 0; }

private:
    QString m_name;
    int m_left;
};

QString nameIn(const DraftRecord &draft)
{
    for (const FieldChange &change : draft.changes) {
        if (change.field == Field::Name)
            return change.after.toText();
    }
    return u"0"_s;
}

class DeadlyDrafts final : public DraftPort
{
public:
    DeadlyDrafts(SqlWorker &worker, Point &point)
        : m_worker(worker)
        , m_store(worker)
        , m_point(point)
    { }

    std::map<QString, QString> committed; ///< pk, name

    CallHandle store(const DraftRecord &draft, Done<void> done) override
    {
        if (m_point.isHere("before the commit"_L1)) {
            m_worker.change([draft](Database &database) -> Result<void> {
                static_cast<void>(putDraft(database, draft).has_value());
                die();
            });
        }
        return m_store.store(draft,
                             [this, name = nameIn(draft), pk = draft.pk,
                              done = std::move(done)](Result<void> result) {
                                 if (m_point.isHere("after the commit"_L1))
                                     die();
                                 if (result)
                                     committed.insert_or_assign(pk, name);
                                 done(std::move(result));
                                 if (m_point.isHere("after stored was told"_L1))
                                     die();
                             });
    }
    CallHandle remove(const QString &server, const QString &pk, Done<void> done) override
    {
        if (m_point.isHere("before the deletion"_L1))
            die();
        if (m_point.isHere("in the deletion"_L1)) {
            m_worker.change([server, pk](Database &database) -> Result<void> {
                static_cast<void>(removeDraft(database, server, pk).has_value());
                die();
            });
        }
        return m_store.remove(server, pk, std::move(done));
    }
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<DraftRecord>> done) override
    {
        return m_store.load(server, pk, std::move(done));
    }
    CallHandle list(Done<QList<DraftSummary>> done) override
    {
        return m_store.list(std::move(done));
    }
    CallHandle setState(const QString &server, const QString &pk, DraftState state,
                        const QDateTime &queuedAt, Done<void> done) override
    {
        return m_store.setState(server, pk, state, queuedAt, std::move(done));
    }

private:
    SqlWorker &m_worker;
    DraftStore m_store;
    Point &m_point;
};

class DeadlyApi final : public RelayApi
{
public:
    DeadlyApi(SourceApi &api, Point &point)
        : RelayApi(api)
        , m_point(point)
    { }

    CallHandle patchSource(const QString &slug, const QByteArray &body,
                           Done<WriteAnswer> done) override
    {
        if (m_point.isHere("before the PATCH"_L1))
            die();
        return RelayApi::patchSource(slug, body,
                                     [this, done = std::move(done)](Result<WriteAnswer> result) {
                                         if (m_point.isHere("after the PATCH"_L1))
                                             die();
                                         done(std::move(result));
                                     });
    }

private:
    Point &m_point;
};

class Typist
{
public:
    explicit Typist(const QStringList &arguments)
        : m_point(arguments.at(7), arguments.at(8).toInt())
        , m_random(arguments.at(5).toUInt())
        , m_last(arguments.at(6).toInt())
        , m_worker({arguments.at(1)}, m_clock)
        , m_drafts(m_worker, m_point)
        , m_client(*BaseUrl::fromUserInput(arguments.at(2)), Secret(arguments.at(3)), m_digests,
                   m_clock)
        , m_api(m_client, m_point)
        , m_server(m_api, {m_digests, m_clock, m_secrets, m_history, &m_drafts, &m_sources})
    {
        const QStringList given = arguments.at(4).split(u',');
        for (const QString &source : given)
            m_slugs.append({source.section(u'=', 0, 0), source.section(u'=', 1)});
        m_server.start();
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { act(); });
        m_timer.start(4);
    }

private:
    void open(const QString &pk, const QString &slug)
    {
        m_opened[pk] = false;
        const EditSession &edit = m_server.edit(pk, slug);
        const DraftKeeper *keeper = m_server.keeper(pk);
        QObject::connect(keeper, &DraftKeeper::stored, keeper, [this, pk, keeper] {
            if (keeper->draft())
                say(u"stored %1 %2"_s.arg(pk, m_drafts.committed.at(pk)));
        });
        const auto tellOpened = [this, pk, &edit] {
            if (edit.isLoaded() && !std::exchange(m_opened[pk], true))
                say(u"opened "_s + pk);
        };
        QObject::connect(&edit, &EditSession::readEnded, keeper, tellOpened);
        tellOpened(); // the queue may have been quicker
    }

    void act()
    {
        if (m_server.username().isEmpty())
            return;
        const auto &[pk, slug] = m_slugs.at(m_random.bounded(int(m_slugs.size())));
        if (m_opened.find(pk) == m_opened.end())
            return open(pk, slug);
        EditSession *edit = m_server.existingEdit(pk);
        DraftKeeper *keeper = m_server.keeper(pk);
        if (!edit->isLoaded() || !keeper->isRestored())
            return;
        const int what = m_random.bounded(20);
        if (what < 12)
            type(*edit);
        else if (what < 15)
            keeper->flush(); // the focus went
        else if (what < 19)
            submit(*edit, *keeper);
        else if (m_random.bounded(4) == 0)
            discard(*edit, *keeper);
    }

    void set(EditSession &edit, Field field, const FieldValue &value, const QString &word)
    {
        say(u"typed %1 %2 %3"_s.arg(edit.pk(), keyOf(field), word));
        edit.setValue(field, value);
    }

    void type(EditSession &edit)
    {
        const QString number = QString::number(++m_last);
        set(edit, Field::Name, FieldValue::text(number), number);
        if (m_random.bounded(4) == 0)
            set(edit, Field::ClientId, FieldValue::text(u"client-"_s + number),
                u"client-"_s + number);
        if (m_random.bounded(4) == 0) {
            const bool on = m_random.bounded(2) == 0;
            set(edit, Field::Enabled, FieldValue::flag(on), on ? u"true"_s : u"false"_s);
        }
    }

    void submit(EditSession &edit, DraftKeeper &keeper)
    {
        if (edit.phase() != EditSession::Phase::Editing || edit.changed().isEmpty())
            return;
        say(u"submit "_s + edit.pk());
        if (m_random.bounded(2) == 0)
            edit.save();
        else
            keeper.setQueued(true);
    }

    void discard(const EditSession &edit, DraftKeeper &keeper)
    {
        if (edit.phase() != EditSession::Phase::Editing)
            return;
        say(u"discard "_s + edit.pk());
        keeper.discard();
    }

    Point m_point;
    QRandomGenerator m_random;
    int m_last;
    QList<std::pair<QString, QString>> m_slugs;
    std::map<QString, bool> m_opened; ///< whether it was told, by pk
    DigestKey m_digests{QByteArray(32, 'k')};
    SystemClock m_clock;
    SqlWorker m_worker;
    HistoryStore m_history{m_worker};
    DeadlyDrafts m_drafts;
    SourceCache m_sources{m_worker};
    MemorySecretStore m_secrets;
    AuthentikClient m_client;
    DeadlyApi m_api;
    ServerSession m_server;
    QTimer m_timer;
};

/// Opens a file of an older program and dies at an operation of the disk.
int migrate(const QString &folder, int operation)
{
    FaultVfs disk("deadly");
    disk.failAt(operation, FaultVfs::Fault::Kill, FaultVfs::Times::Once);
    const OpenStore store =
            openStore({{folder, disk.uriQuery()}, {u"desk"_s, u"boot"_s, u"desk"_s}, {}});
    say(QString::number(disk.operations()));
    return store.state == StoreState() ? 0 : 1;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments.at(1) == u"migrate"_s)
        return migrate(arguments.at(2), arguments.at(3).toInt());
    if (arguments.size() != 9)
        return 2;
    const Typist typist(arguments);
    return QCoreApplication::exec();
}
