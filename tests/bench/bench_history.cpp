// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/historyrows.h"
#include "storage/historystore.h"
#include "storage/sqlworker.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <memory>
#include <vector>

using namespace Qt::Literals::StringLiterals;

// A history of 100,000 rows: prints `<name> <ms>` or `<name> <µs>` for what the window does with
// it. The file lies in the folder for temporary files, so that is the disk that is measured.

namespace {
constexpr int rowCount = 100'000;
constexpr int batch = 5'000;
const QString server = u"https://auth.example.com/"_s;

SaveRecord recordOf(int number)
{
    SaveRecord record;
    record.id = u"00000000-0000-4000-8000-%1"_s.arg(number, 12, 10, QChar(u'0'));
    record.when =
            QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + qint64(number) * 60'000).toUTC();
    record.server = number % 4 == 0 ? u"https://other.example.com/"_s : server;
    record.pk = u"00000000-0000-4000-9000-%1"_s.arg(number % 300, 12, 10, QChar(u'0'));
    record.slug = u"plex-%1"_s.arg(number % 300);
    record.name = u"Plex %1"_s.arg(number);
    record.who = u"akadmin"_s;
    record.fate = SaveFate::Confirmed;
    record.checksLeft = number % 10'000 == 0 ? 1 : 0;
    record.requestId = u"%1"_s.arg(number, 32, 16, QChar(u'0'));
    record.changes = {
            {Field::Name, FieldValue::text(u"Old %1"_s.arg(number)), FieldValue::text(record.name)},
            {Field::AllowedServers, FieldValue::list({u"server-a"_s, u"server-b"_s}),
             FieldValue::list({u"server-a"_s, u"server-%1"_s.arg(number % 500)})}};
    return record;
}

PlexSource sourceOf(const SaveRecord &record)
{
    PlexSource source;
    source.setValue(Field::Pk, FieldValue::text(record.pk));
    source.setValue(Field::Slug, FieldValue::text(record.slug));
    source.setValue(Field::Name, FieldValue::text(record.name));
    source.setValue(Field::UserPathTemplate, FieldValue::text(u"goauthentik.io/sources"_s));
    source.setValue(Field::PlexToken, FieldValue::storedSecret(QByteArray(32, 'd')));
    return source;
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

class Bench
{
public:
    explicit Bench(const QString &folder)
        : m_worker({folder, {}, std::chrono::milliseconds(5000)}, m_clock)
        , m_store(m_worker)
    { }

    void fill()
    {
        for (int first = 0; first < rowCount; first += batch)
            fillBatch(first);
        search({}, 1); // waits for them: the queue is worked off in order
    }

    double open() { return search({}, 1); }

    double search(HistoryQuery query, int runs = 9)
    {
        std::vector<double> values;
        for (int run = 0; run < runs; ++run) {
            values.push_back(timed<HistoryPage>([this, &query](Done<HistoryPage> done) {
                return m_store.search(query, std::move(done));
            }));
        }
        return median(values);
    }

    /// Begins saves one after another: µs inside the call, ms until the commit was told.
    void save()
    {
        std::vector<double> calls;
        std::vector<double> commits;
        for (int number = rowCount; number < rowCount + 50; ++number) {
            const SaveRecord record = recordOf(number);
            const PlexSource source = sourceOf(record);
            commits.push_back(timed<void>([&](Done<void> done) {
                QElapsedTimer timer;
                timer.start();
                CallHandle call = m_store.begin(record, source, std::move(done));
                calls.push_back(double(timer.nsecsElapsed()) / 1e3);
                return call;
            }));
        }
        print("begin_us", median(calls));
        print("begin_worst_us", *std::max_element(calls.cbegin(), calls.cend()));
        print("commit_ms", median(commits));
    }

    double openSaves()
    {
        return timed<QList<SaveRecord>>([this](Done<QList<SaveRecord>> done) {
            return m_store.openSaves(server, std::move(done));
        });
    }

private:
    void fillBatch(int first);

    SystemClock m_clock;
    SqlWorker m_worker;
    HistoryStore m_store;
};

/// Many rows in one transaction: a commit for each would take minutes on a slow disk.
void Bench::fillBatch(int first)
{
    m_worker.change([first](Database &database) {
        Result<void> done;
        for (int number = first; done && number < first + batch; ++number) {
            const SaveRecord record = recordOf(number);
            done = putRow(database, record);
            if (done)
                done = putSnapshot(database, record, sourceOf(record));
        }
        return done;
    });
}

HistoryQuery words(const QString &text)
{
    HistoryQuery query;
    query.text = text;
    return query;
}

HistoryQuery ofServer(const QString &pk)
{
    HistoryQuery query;
    query.server = server;
    query.pk = pk;
    return query;
}
} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    {
        Bench bench(folder.path());
        QElapsedTimer timer;
        timer.start();
        bench.fill();
        print("fill_ms", double(timer.elapsed()));
    }
    print("file_mib", double(QFileInfo(folder.filePath(u"sourcedesk.sqlite"_s)).size()) / 1048576);

    Bench bench(folder.path());
    print("open_and_first_page_ms", bench.open());
    print("page_ms", bench.search({}));
    HistoryQuery later;
    later.before = rowCount / 2;
    print("page_in_the_middle_ms", bench.search(later));
    print("page_of_server_ms", bench.search(ofServer({})));
    print("page_of_source_ms", bench.search(ofServer(recordOf(1).pk)));
    print("search_common_ms", bench.search(words(u"plex"_s)));
    print("search_rare_ms", bench.search(words(u"old 4321 server-123"_s)));
    print("search_nothing_ms", bench.search(words(u"no such words"_s)));
    HistoryQuery both = words(u"no such words"_s);
    both.server = server;
    print("search_nothing_of_server_ms", bench.search(both));
    print("open_saves_ms", bench.openSaves());
    bench.save();
    return 0;
}
