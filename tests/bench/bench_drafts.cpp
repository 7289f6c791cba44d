// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/draftrows.h"
#include "storage/draftstore.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
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

DraftRecord draftOf(int number)
{
    DraftRecord draft;
    draft.server = u"https://auth.example.com/"_s;
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

double list(DraftStore &store)
{
    return timed<QList<DraftSummary>>(
            [&store](Done<QList<DraftSummary>> done) { return store.list(std::move(done)); });
}

void fill(SqlWorker &worker, DraftStore &store)
{
    for (int first = 0; first < draftCount; first += batch) {
        worker.change([first](Database &database) {
            Result<void> done;
            for (int number = first; done && number < first + batch; ++number)
                done = putDraft(database, draftOf(number));
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

/// Draft writes and bare ones by turns: µs inside the call, ms until the commit was told.
void write(DraftStore &store, const QString &folder)
{
    QFile file(folder + u"/bare"_s);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no file");
    std::vector<double> calls;
    std::vector<double> commits;
    std::vector<double> bare;
    for (int number = 0; number < 200; ++number) {
        const DraftRecord draft = draftOf(number);
        commits.push_back(timed<void>([&](Done<void> done) {
            QElapsedTimer timer;
            timer.start();
            CallHandle call = store.store(draft, std::move(done));
            calls.push_back(double(timer.nsecsElapsed()) / 1e3);
            return call;
        }));
        bare.push_back(bareSync(file));
    }
    print("store_us", median(calls));
    print("store_worst_us", *std::max_element(calls.cbegin(), calls.cend()));
    print("commit_ms", median(commits));
    print("bare_sync_ms", median(bare));
    print("commit_over_sync_ms", median(commits) - median(bare));
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
    write(store, folder.path());
    return 0;
}
