// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "demoserver.h"
#include "draftkeeper.h"
#include "draftqueue.h"
#include "editsession.h"
#include "faultproxy.h"
#include "faultvfs.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "source/fieldtable.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storagefolder.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <array>
#include <map>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Long because a whole day is in it.
// A day offline: sources are read, the server goes away, the program is started anew and edits all
// of them, and meanwhile others rename, delete and change some. When the server is back, over a
// link that drops each 7th request with its connection, the queue brings it to exactly what the
// rules of the merge say. What those are for each source is worked out here from plain JSON.

namespace {
constexpr int sourceCount = 40;
constexpr int renamed = 5;   // the sources 0 to 4
constexpr int deleted = 3;   // 5 to 7
constexpr int contested = 4; // 8 to 11: a field that was edited here too
constexpr int besides = 4;   // 12 to 15: other fields
constexpr int agreed = 2;    // 16 and 17: to the value that was typed here

bool isBetween(int number, int first, int count)
{
    return number >= first && number < first + count;
}

/// What becomes of one source.
struct Case
{
    int number = 0;
    QString pk;
    QString slug;
    QJsonObject before; ///< columns on the server in the morning
    QJsonObject mine;   ///< what is typed here
    QJsonObject theirs; ///< what others store meanwhile

    bool isDeleted() const { return isBetween(number, renamed, deleted); }
    /// Another source has its address.
    bool isReplaced() const { return number == renamed; }
    bool isConflict() const { return isBetween(number, renamed + deleted, contested); }
    /// What is to be sent, in one request.
    QJsonObject sent() const
    {
        QJsonObject body;
        for (auto it = mine.begin(); it != mine.end(); ++it) {
            if (theirs.value(it.key()) != it.value())
                body.insert(it.key(), it.value());
        }
        return isDeleted() || isConflict() ? QJsonObject() : body;
    }
    /// The fields that differ from what is on the server, of one that nothing was sent of.
    int left() const
    {
        int count = 0;
        for (auto it = mine.begin(); it != mine.end(); ++it)
            count += theirs.value(it.key()) != it.value() ? 1 : 0;
        return count;
    }
    QJsonObject afterwards() const
    {
        QJsonObject columns = before;
        for (const QJsonObject &changes : {theirs, sent()}) {
            for (auto it = changes.begin(); it != changes.end(); ++it)
                columns.insert(it.key(), it.value());
        }
        return columns;
    }
};

QJsonObject typedInto(int number)
{
    const std::array<QJsonObject, 6> edits = {
            QJsonObject{{u"name"_s, u"Mine %1"_s.arg(number)}},
            QJsonObject{{u"client_id"_s, u"client of %1"_s.arg(number)}, {u"enabled"_s, false}},
            QJsonObject{{u"allowed_servers"_s, QJsonArray{u"one"_s, u"two"_s}},
                        {u"allow_friends"_s, false}},
            QJsonObject{{u"user_matching_mode"_s, u"email_link"_s}},
            QJsonObject{{u"plex_token"_s, u"typed-token-%1"_s.arg(number)},
                        {u"name"_s, u"With a token %1"_s.arg(number)}},
            QJsonObject{{u"user_path_template"_s, u"mine/%1"_s.arg(number)},
                        {u"promoted"_s, true},
                        {u"name"_s, u"Three %1"_s.arg(number)}},
    };
    return edits.at(std::size_t(number) % edits.size());
}

/// What others store in the source meanwhile.
QJsonObject storedByOthers(int number, const QJsonObject &mine)
{
    if (number < renamed)
        return {{u"slug"_s, u"moved-%1"_s.arg(number)}};
    const QString first = mine.constBegin().key();
    if (isBetween(number, renamed + deleted, contested)) {
        if (mine.contains("allowed_servers"_L1)) // one field alike, one in conflict
            return {{u"allow_friends"_s, false}, {u"allowed_servers"_s, QJsonArray{u"three"_s}}};
        return {{first, first == "user_matching_mode"_L1 ? u"username_deny"_s : u"theirs"_s}};
    }
    if (isBetween(number, renamed + deleted + contested, besides))
        return {{u"policy_engine_mode"_s, u"all"_s}, {u"group_matching_mode"_s, u"name_deny"_s}};
    if (number == renamed + deleted + contested + besides)
        return mine; // nothing is left to be sent
    if (isBetween(number, renamed + deleted + contested + besides, agreed))
        return {{first, mine.value(first)}};
    return {};
}

/// One run of the program on the data folder.
struct Program
{
    Program(const StoreLocation &location, const QString &url, const QString &token,
            MemorySecretStore &keychain)
        : worker(location, clock)
        , client(*BaseUrl::fromUserInput(url), Secret(token), digests, clock)
        , server(client, {digests, clock, keychain, history, &drafts, &sources})
    { }

    /// Lets the events run, at most some seconds; without the pauses of QTest::qWaitFor, of which
    /// a request through the proxy would need many.
    static bool until(const std::function<bool()> &condition)
    {
        QTimer tick; // nothing else may happen any more
        tick.start(20);
        const QDeadlineTimer end(20'000);
        while (!condition() && !end.hasExpired())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return condition();
    }
    QList<DraftSummary> listed()
    {
        const auto list = answerOf<QList<DraftSummary>>(
                [this](Done<QList<DraftSummary>> done) { return drafts.list(std::move(done)); });
        return list ? *list : QList<DraftSummary>();
    }
    int queued()
    {
        const QList<DraftSummary> list = listed();
        return int(std::count_if(list.begin(), list.end(), [](const DraftSummary &draft) {
            return draft.state == DraftState::Queued;
        }));
    }

    FakeClock clock;
    DigestKey digests{QByteArray(32, 'k')};
    SqlWorker worker;
    HistoryStore history{worker};
    DraftStore drafts{worker};
    SourceCache sources{worker};
    AuthentikClient client;
    ServerSession server;
};
} // namespace

class TestDayOffline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void endsAsTheRulesOfTheMergeSay_data();
    void endsAsTheRulesOfTheMergeSay();

private:
    struct World
    {
        World();
        std::unique_ptr<Program> start();
        void watchWrites();

        demoserver::DemoServer demo;
        std::unique_ptr<FaultProxy> proxy;
        QTemporaryDir folder;
        FaultVfs disk{"day"}; // whose syncs take no time
        MemorySecretStore keychain;
        std::vector<Case> cases;
        std::map<QString, QList<QJsonObject>> writes; ///< bodies that were stored, by pk
    };
    static void readAll(World &world);
    static void edit(Program &program, const World &world);
    static void changeMeanwhile(World &world);
    static bool sendAll(Program &program, World &world, int &doubts);
    static void lookOnceMore(Program &program, const World &world, int &doubts);
    static void compareServer(World &world);
    static void compareDrafts(Program &program, const World &world);
};

TestDayOffline::World::World()
{
    if (!demo.listen())
        qFatal("the demo server does not listen");
    proxy = std::make_unique<FaultProxy>(quint16(demo.url().port()));
    const demoserver::PlexSource first = demo.data().plexSources().constFirst();
    for (int number = 0; number < sourceCount; ++number) {
        Case made;
        made.number = number;
        demoserver::PlexSource source = first;
        source.pk = demoserver::newId();
        made.pk = source.pk;
        made.slug = u"of-the-day-%1"_s.arg(number);
        source.columns.insert(u"slug"_s, made.slug);
        source.columns.insert(u"name"_s, u"Of the day %1"_s.arg(number));
        demo.data().savePlexSource(source);
        made.before = source.columns;
        made.mine = typedInto(number);
        made.theirs = storedByOthers(number, made.mine);
        cases.push_back(made);
    }
    watchWrites();
}

/// Remembers what each answered PATCH stored, and in which source.
void TestDayOffline::World::watchWrites()
{
    connect(&demo, &demoserver::DemoServer::answered, &demo,
            [this](const demoserver::ReceivedRequest &request,
                   const demoserver::HttpResponse &response) {
                if (request.method != "PATCH" || response.status != 200)
                    return;
                const QString pk = QJsonDocument::fromJson(response.body)[u"pk"_s].toString();
                writes[pk].append(QJsonDocument::fromJson(request.body).object());
            });
}

std::unique_ptr<Program> TestDayOffline::World::start()
{
    const StoreLocation location{folder.path(), disk.uriQuery(), 5s};
    auto program =
            std::make_unique<Program>(location, proxy->url(), demo.token("admin"_L1), keychain);
    program->server.reachability().setWanted(false); // nobody looks at the window
    program->server.expectUser(u"anna"_s);           // as the composition remembers it
    program->server.start();
    return program;
}

/// In the morning: every source is opened, and some are begun to be edited.
void TestDayOffline::readAll(World &world)
{
    const auto program = world.start();
    ServerSession &server = program->server;
    QVERIFY(Program::until([&] { return server.wasListRead() && !server.username().isEmpty(); }));
    for (const Case &one : world.cases) {
        const EditSession &edit = server.edit(one.pk, one.slug);
        QVERIFY(Program::until(
                [&edit] { return edit.isLoaded() && edit.changeRight() == ChangeRight::Granted; }));
    }
    for (const Case &one : world.cases) {
        if (one.number % 4 == 0)
            server.existingEdit(one.pk)->setValue(Field::Promoted, FieldValue::flag(true));
    }
    server.flushDrafts();
    QVERIFY(Program::until([&] { return program->listed().size() == sourceCount / 4; }));
    QVERIFY(world.writes.empty());
}

void TestDayOffline::edit(Program &program, const World &world)
{
    ServerSession &server = program.server;
    QVERIFY(Program::until([&] { return server.cachedListAt().has_value(); }));
    QVERIFY(server.sources().rowCount() >= sourceCount);
    for (const Case &one : world.cases) {
        EditSession &edit = server.edit(one.pk, one.slug);
        DraftKeeper *keeper = server.keeper(one.pk);
        QVERIFY(Program::until(
                [&] { return edit.isLoaded() && keeper->isRestored() && !edit.isRefreshing(); }));
        QVERIFY(edit.cachedAt());
        edit.revert(Field::Promoted); // what was begun in the morning
        for (auto it = one.mine.begin(); it != one.mine.end(); ++it) {
            const Field field = *fieldForKey(it.key());
            QVERIFY(edit.setValue(field,
                                  isSecret(field) ? edit.secretValue(field, it.value().toString())
                                                  : valueFromJson(field, it.value())));
        }
        program.clock.advance(1s);
        keeper->setQueued(true);
        QVERIFY(keeper->isQueued());
    }
    QVERIFY(Program::until([&] { return program.queued() == sourceCount; }));
    QVERIFY(world.writes.empty());
}

void TestDayOffline::changeMeanwhile(World &world)
{
    demoserver::DemoData &data = world.demo.data();
    for (const Case &one : world.cases) {
        if (one.isDeleted())
            data.removePlexSource(one.pk);
        else if (!one.theirs.isEmpty())
            QVERIFY(data.changeAs(u"bert"_s, one.slug, one.theirs));
        if (one.isReplaced()) {
            demoserver::PlexSource another{demoserver::newId(), {}, one.before};
            another.columns.insert(u"name"_s, u"Another one"_s);
            data.savePlexSource(another);
        }
    }
}

/// Lets time pass until nothing is queued any more.
bool TestDayOffline::sendAll(Program &program, World &world, int &doubts)
{
    for (int round = 0; round < 400; ++round) {
        if (!Program::until([&] { return !program.server.queue()->isSending(); }))
            return false;
        if (program.queued() == 0) {
            lookOnceMore(program, world, doubts);
            if (program.queued() == 0 && !program.server.queue()->isSending())
                return true;
        }
        program.clock.advance(5s);
        program.listed(); // and what follows from the time
    }
    return false;
}

/// What a person does with a draft of which nobody could tell.
void TestDayOffline::lookOnceMore(Program &program, const World &world, int &doubts)
{
    const QList<DraftSummary> list = program.listed();
    for (const DraftSummary &draft : list) {
        if (draft.state != DraftState::CannotTell)
            continue;
        ++doubts;
        EditSession &edit = program.server.edit(draft.pk, draft.slug);
        Program::until([&edit] { return !edit.isRefreshing(); });
        program.server.keeper(draft.pk)->setQueued(true);
        Program::until([&] { return program.server.keeper(draft.pk)->isStored(); });
    }
    Q_UNUSED(world)
}

void TestDayOffline::compareServer(World &world)
{
    for (const Case &one : world.cases) {
        const QList<demoserver::PlexSource> &rows = world.demo.data().plexSources();
        const auto row = std::find_if(rows.begin(), rows.end(),
                                      [&one](const auto &source) { return source.pk == one.pk; });
        QCOMPARE(row == rows.end(), one.isDeleted());
        if (row != rows.end())
            QCOMPARE(row->columns, one.afterwards());
        const QList<QJsonObject> expected =
                one.sent().isEmpty() ? QList<QJsonObject>() : QList<QJsonObject>{one.sent()};
        QCOMPARE(world.writes[one.pk], expected);
        world.writes.erase(one.pk);
    }
    QVERIFY(world.writes.empty()); // above all not to the one that has another's address
}

void TestDayOffline::compareDrafts(Program &program, const World &world)
{
    std::map<QString, DraftSummary> left;
    const QList<DraftSummary> list = program.listed();
    for (const DraftSummary &draft : list)
        left.insert_or_assign(draft.pk, draft);
    for (const Case &one : world.cases) {
        const auto draft = left.find(one.pk);
        QCOMPARE(draft != left.end(), one.isConflict() || one.isDeleted());
        if (draft == left.end())
            continue;
        QCOMPARE(draft->second.state,
                 one.isConflict() ? DraftState::Conflict : DraftState::Rejected);
        QCOMPARE(draft->second.fields, one.left());
        const EditSession *edit = program.server.existingEdit(one.pk);
        if (one.isConflict())
            QVERIFY(edit && !edit->conflicts().isEmpty());
        else if (edit->isLoaded())
            QCOMPARE(edit->outcome()->result,
                     one.isReplaced() ? SaveResult::Replaced : SaveResult::Gone);
        else
            QCOMPARE(edit->lastError()->kind, ErrorKind::NotFound);
    }
    QCOMPARE(int(left.size()), contested + deleted);
}

void TestDayOffline::endsAsTheRulesOfTheMergeSay_data()
{
    QTest::addColumn<bool>("isRestarted");
    QTest::addColumn<int>("dropEach");
    QTest::newRow("the program runs on") << false << 7;
    QTest::newRow("the program is started when the server is back") << true << 7;
    // So bad that reads, writes and looks after a write are all met.
    QTest::newRow("a worse link") << false << 3;
    QTest::newRow("a worse link, and the program is started again") << true << 3;
}

void TestDayOffline::endsAsTheRulesOfTheMergeSay()
{
    QFETCH(const bool, isRestarted);
    QFETCH(const int, dropEach);
    World world;
    readAll(world);
    if (QTest::currentTestFailed())
        return;
    world.proxy->goAway();
    auto program = world.start();
    edit(*program, world);
    if (QTest::currentTestFailed())
        return;
    changeMeanwhile(world);
    if (isRestarted)
        program.reset();
    world.proxy->setDropEach(dropEach);
    world.proxy->comeBack();
    if (isRestarted)
        program = world.start();

    int doubts = 0;
    QVERIFY(sendAll(*program, world, doubts));

    int written = 0;
    for (const auto &[pk, bodies] : world.writes)
        written += int(bodies.size());
    qInfo("%d requests, %d dropped with their connection, %d writes stored, %d in doubt, %d drafts "
          "left",
          int(world.proxy->requests().size()), world.proxy->dropped(), written, doubts,
          int(program->listed().size()));
    QVERIFY(world.proxy->dropped() > 10);
    compareServer(world);
    compareDrafts(*program, world);
}

QTEST_GUILESS_MAIN(TestDayOffline)
#include "tst_dayoffline.moc"
