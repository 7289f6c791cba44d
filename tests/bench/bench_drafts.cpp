// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "demoserver.h"
#include "secrets/memorysecretstore.h"
#include "serversession.h"
#include "storage/draftrows.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <chrono>
#include <memory>
#include <unistd.h>
#include <vector>

using namespace Qt::Literals::StringLiterals;

// 10,000 drafts: prints `<name> <ms>` or `<name> <µs>` for what the window does with them, and what
// a bare write and fsync costs beside it. The file lies in the folder for temporary files, so that
// is the disk that is measured.

namespace {
constexpr int draftCount = 10'000;
constexpr int batch = 1'000;

DraftRecord draftOf(int number, const QString &server = u"https://auth.example.com/"_s)
{
    DraftRecord draft;
    draft.server = server;
    draft.pk = u"00000000-0000-4000-9000-%1"_s.arg(number, 12, 10, QChar(u'0'));
    draft.slug = u"plex-%1"_s.arg(number);
    draft.name = u"Plex %1"_s.arg(number);
    draft.user = u"akadmin"_s;
    draft.release = u"2025.12.4"_s;
    draft.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + qint64(number) * 60'000);
    draft.changed = draft.started.addSecs(30);
    PlexSource &source = draft.baseline;
    source.setValue(Field::Pk, FieldValue::text(draft.pk));
    source.setValue(Field::Slug, FieldValue::text(draft.slug));
    source.setValue(Field::Name, FieldValue::text(draft.name));
    source.setValue(Field::UserPathTemplate, FieldValue::text(u"goauthentik.io/sources"_s));
    source.setValue(Field::AllowedServers, FieldValue::list(QStringList(20, u"server"_s)));
    source.setValue(Field::PlexToken, FieldValue::storedSecret(QByteArray(32, 'd')));
    draft.changes = {{Field::Name, FieldValue::text(draft.name), FieldValue::text(u"Mine"_s)}};
    return draft;
}

/// Starts a call and waits for its outcome; the ms between.
template <typename T, typename Start>
double timed(Start start)
{
    QElapsedTimer timer;
    QEventLoop loop;
    timer.start();
    const CallHandle call = start([&loop](const Result<T> &result) {
        if (!result)
            qFatal("%s", qPrintable(result.error().detail));
        loop.quit();
    });
    loop.exec();
    return double(timer.nsecsElapsed()) / 1e6;
}

void print(const char *name, double value)
{
    QTextStream(stdout) << name << ' ' << value << '\n';
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

/// What nine of ten are quicker than.
double slowestTenth(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() * 9 / 10);
}

double list(DraftStore &store)
{
    return timed<QList<DraftSummary>>(
            [&store](Done<QList<DraftSummary>> done) { return store.list(std::move(done)); });
}

void fill(SqlWorker &worker, DraftStore &store, const QString &server = draftOf(0).server)
{
    for (int first = 0; first < draftCount; first += batch) {
        worker.change([first, server](Database &database) {
            Result<void> done;
            for (int number = first; done && number < first + batch; ++number)
                done = putDraft(database, draftOf(number, server));
            return done;
        });
    }
    list(store); // waits for them: the queue is worked off in order
}

/// What any durable write costs here: a page appended to a file and brought to the disk.
double bareSync(QFile &file)
{
    QElapsedTimer timer;
    timer.start();
    file.write(QByteArray(4096, 'x'));
    file.flush();
    if (::fsync(file.handle()) != 0)
        qFatal("fsync failed");
    return double(timer.nsecsElapsed()) / 1e6;
}

double nowMs()
{
    return std::chrono::duration<double, std::milli>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
}

/// Asks the worker what time it is when it comes to that.
CallHandle stamp(SqlWorker &worker, double &when)
{
    return worker.ask<double>([](Database &) { return Result<double>(nowMs()); },
                              [&when](const Result<double> &result) { when = *result; });
}

/// Draft writes and bare ones by turns: µs inside the call, ms until the commit was told, and ms
/// in the worker alone.
void write(SqlWorker &worker, DraftStore &store, const QString &folder)
{
    QFile file(folder + u"/bare"_s);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no file");
    std::vector<double> calls;
    std::vector<double> commits;
    std::vector<double> inWorker;
    std::vector<double> bare;
    for (int number = 0; number < 200; ++number) {
        const DraftRecord draft = draftOf(number);
        double begun = 0;
        const CallHandle before = stamp(worker, begun);
        double ended = 0;
        CallHandle after;
        commits.push_back(timed<void>([&](Done<void> done) {
            QElapsedTimer timer;
            timer.start();
            CallHandle call = store.store(draft, std::move(done));
            calls.push_back(double(timer.nsecsElapsed()) / 1e3);
            after = stamp(worker, ended);
            return call;
        }));
        list(store); // until the stamp has come too
        inWorker.push_back(ended - begun);
        bare.push_back(bareSync(file));
    }
    print("store_us", median(calls));
    print("store_worst_us", *std::max_element(calls.cbegin(), calls.cend()));
    print("commit_ms", median(commits));
    print("bare_sync_ms", median(bare));
    print("commit_over_sync_ms", median(commits) - median(bare));
    print("worker_ms", median(inWorker));
    print("worker_over_sync_ms", median(inWorker) - median(bare));
    print("worker_over_sync_slowest_tenth_ms", slowestTenth(inWorker) - slowestTenth(bare));
}

struct Start
{
    double list = 0;    ///< ms from nothing until the list of sources is shown
    double drafts = 0;  ///< and until its rows say which have drafts
    double longest = 0; ///< the longest time the window's thread was busy without a pause
};

/// One start of what is behind the window, on this data folder.
Start started(const QString &folder, const demoserver::DemoServer &demo, SystemClock &clock)
{
    const DigestKey digests(QByteArray(32, 'k'));
    MemorySecretStore secrets;
    Start start;
    const double begun = nowMs();
    SqlWorker worker({folder, {}, std::chrono::milliseconds(5000)}, clock);
    HistoryStore history(worker);
    DraftStore drafts(worker);
    SourceCache sources(worker);
    AuthentikClient client(*BaseUrl::fromUserInput(demo.url().toString()),
                           Secret(demo.token("admin"_L1)), digests, clock);
    ServerSession server(client, {digests, clock, secrets, history, &drafts, &sources});
    server.start();
    bool areMarked = false;
    const CallHandle marked = worker.ask<int>([](Database &) { return Result<int>(0); },
                                              [&](const Result<int> &) {
                                                  areMarked = true;
                                                  start.drafts = nowMs() - begun;
                                              });
    while (!server.wasListRead() || !areMarked) {
        const double before = nowMs();
        QCoreApplication::processEvents();
        start.longest = std::max(start.longest, nowMs() - before);
        if (start.list == 0 && server.wasListRead())
            start.list = nowMs() - begun;
    }
    return start;
}

void startWithAndWithout(SystemClock &clock)
{
    demoserver::DemoServer demo;
    if (!demo.listen())
        qFatal("no demo server");
    const QTemporaryDir empty;
    const QTemporaryDir full;
    {
        SqlWorker worker({full.path(), {}, std::chrono::milliseconds(5000)}, clock);
        DraftStore store(worker);
        fill(worker, store, demo.url().toString());
    }
    std::vector<double> without;
    std::vector<double> with;
    std::vector<double> growth;
    std::vector<double> marks;
    std::vector<double> longest;
    for (int run = 0; run < 21; ++run) {
        const Start a = started(empty.path(), demo, clock);
        const Start b = started(full.path(), demo, clock);
        without.push_back(a.list);
        with.push_back(b.list);
        growth.push_back(b.list - a.list);
        marks.push_back(b.drafts);
        longest.push_back(b.longest);
    }
    print("start_without_ms", median(without));
    print("start_with_ms", median(with));
    print("start_growth_ms", median(growth));
    print("start_marks_ms", median(marks));
    print("start_longest_gap_ms", median(longest));
}
} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    SystemClock clock;
    const StoreLocation location{folder.path(), {}, std::chrono::milliseconds(5000)};
    {
        SqlWorker worker(location, clock);
        DraftStore store(worker);
        fill(worker, store);
    }
    SqlWorker worker(location, clock);
    DraftStore store(worker);
    print("open_and_list_ms", list(store));
    std::vector<double> lists;
    for (int run = 0; run < 9; ++run)
        lists.push_back(list(store));
    print("list_ms", median(lists));
    print("load_ms", timed<std::optional<DraftRecord>>([&store](auto done) {
              const DraftRecord draft = draftOf(draftCount / 2);
              return store.load(draft.server, draft.pk, std::move(done));
          }));
    write(worker, store, folder.path());
    startWithAndWithout(clock);
    return 0;
}
