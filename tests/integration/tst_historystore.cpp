// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "storage/database.h"
#include "storage/historystore.h"
#include "storagefolder.h"

#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString home = u"https://auth.example/"_s;
const QString work = u"https://work.example/"_s;
} // namespace

class TestHistoryStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void rowComesBackAsItWas();
    void updateReplacesTheRow();
    void updateWritesWhatBeginCouldNot();
    void rowsAreThereAtTheNextStart();
    void removeTakesRowAndSnapshot();
    void removeLeavesTheSnapshotOfOthers();
    void openSavesOfOneConnectionOldestFirst();
    void openSavesAreOneProcessesToLookAfter();
    void firstSnapshotStays();
    void noSnapshotIsAnAnswer();
    void pagesByNumber();
    void pagesStayRightAfterARemoval();
    void filtersByServerAndSource();
    void searchFinds_data();
    void searchFinds();
    void searchFindsTheLatestState();
    void unknownFateCannotTell();
    void brokenChangesAreNoRowLess();
    void forgetsOnlyClosedOldRows();
    void noSecretReachesTheDisk();
    void failureIsASentenceOfTheDatabase();

private:
    SaveRecord record(const QString &id, const QString &name = u"Plex Home"_s) const;
    Result<void> begin(const SaveRecord &record, const PlexSource &before = Samples::source());
    HistoryPage search(const HistoryQuery &query = {});
    QStringList ids(const HistoryQuery &query = {});
    std::optional<PlexSource> snapshot(const QString &server, const QString &pk);
    void run(const QString &sql);

    std::unique_ptr<StorageFolder> m_folder;
    std::unique_ptr<SqlWorker> m_worker;
    std::unique_ptr<HistoryStore> m_store;
};

void TestHistoryStore::init()
{
    m_folder = std::make_unique<StorageFolder>();
    m_worker = m_folder->open();
    QCOMPARE(*m_worker->state(), StoreState());
    m_store = std::make_unique<HistoryStore>(*m_worker);
}

void TestHistoryStore::cleanup()
{
    m_store.reset();
    m_worker.reset();
    m_folder.reset();
}

SaveRecord TestHistoryStore::record(const QString &id, const QString &name) const
{
    SaveRecord record;
    record.id = id;
    record.when = QDateTime(QDate(2026, 11, 24), QTime(12, 0, 0, 123), QTimeZone::utc()).toUTC();
    record.server = home;
    record.pk = Samples::source().pk();
    record.slug = u"plex-home"_s;
    record.name = name;
    record.who = u"akadmin"_s;
    record.changes = {{Field::Name, FieldValue::text(u"Before"_s), FieldValue::text(name)}};
    record.checksLeft = 2;
    return record;
}

Result<void> TestHistoryStore::begin(const SaveRecord &record, const PlexSource &before)
{
    return answerOf<void>(
            [&](Done<void> done) { return m_store->begin(record, before, std::move(done)); });
}

HistoryPage TestHistoryStore::search(const HistoryQuery &query)
{
    const auto page = answerOf<HistoryPage>(
            [&](Done<HistoryPage> done) { return m_store->search(query, std::move(done)); });
    if (!page)
        qFatal("%s", qPrintable(page.error().detail));
    return *page;
}

QStringList TestHistoryStore::ids(const HistoryQuery &query)
{
    QStringList found;
    const HistoryPage page = search(query);
    for (const HistoryRow &row : page.rows)
        found.append(row.record.id);
    return found;
}

std::optional<PlexSource> TestHistoryStore::snapshot(const QString &server, const QString &pk)
{
    const auto found =
            answerOf<std::optional<PlexSource>>([&](Done<std::optional<PlexSource>> done) {
                return m_store->snapshot(server, pk, std::move(done));
            });
    return found ? *found : std::nullopt;
}

void TestHistoryStore::run(const QString &sql)
{
    const auto done = answerOf<void>([&](Done<void> told) {
        return m_worker->change([sql](Database &database) { return database.run(sql); },
                                std::move(told));
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().detail));
}

void TestHistoryStore::rowComesBackAsItWas()
{
    SaveRecord asked = record(u"1"_s, u"Ünïcode 'quoted' \"%_\\ <b>"_s);
    asked.changes.append(
            {Field::AllowedServers, FieldValue::list({u"a"_s, u"b"_s}), FieldValue::list({})});
    asked.changes.append({Field::EnrollmentFlow, FieldValue::null(), FieldValue()});
    asked.changes.append({Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)});
    asked.requestId = u"request"_s;
    asked.fate = SaveFate::Undone;

    QVERIFY(begin(asked));

    const HistoryPage page = search();
    QCOMPARE(page.total, 1);
    QCOMPARE(page.rows.size(), 1);
    QCOMPARE(page.rows.first().record, asked);
    QVERIFY(page.rows.first().hasSnapshot);
    QVERIFY(page.rows.first().number > 0);
}

void TestHistoryStore::updateReplacesTheRow()
{
    SaveRecord asked = record(u"1"_s);
    QVERIFY(begin(asked));
    const qint64 number = search().rows.first().number;

    asked.fate = SaveFate::Confirmed;
    asked.checksLeft = 0;
    asked.requestId = u"request"_s;
    asked.name = u"Renamed"_s;
    m_store->update(asked);

    const HistoryPage page = search();
    QCOMPARE(page.rows.size(), 1);
    QCOMPARE(page.rows.first().record, asked);
    QCOMPARE(page.rows.first().number, number);
}

void TestHistoryStore::updateWritesWhatBeginCouldNot()
{
    m_store->update(record(u"1"_s)); // the disk was full before

    QCOMPARE(ids(), QStringList(u"1"_s));
    QVERIFY(!search().rows.first().hasSnapshot);
}

void TestHistoryStore::rowsAreThereAtTheNextStart()
{
    QVERIFY(begin(record(u"1"_s)));
    m_store->update(record(u"2"_s)); // not waited for

    m_store.reset();
    m_worker.reset();
    m_worker = m_folder->open();
    m_store = std::make_unique<HistoryStore>(*m_worker);

    QCOMPARE(ids(), (QStringList{u"2"_s, u"1"_s}));
}

void TestHistoryStore::removeTakesRowAndSnapshot()
{
    QVERIFY(begin(record(u"1"_s)));

    m_store->remove(u"1"_s);
    m_store->remove(u"unknown"_s);

    QCOMPARE(search().total, 0);
    QVERIFY(!snapshot(home, Samples::source().pk()));
    QVERIFY(!m_worker->trouble());
}

void TestHistoryStore::removeLeavesTheSnapshotOfOthers()
{
    QVERIFY(begin(record(u"1"_s)));
    QVERIFY(begin(record(u"2"_s)));

    m_store->remove(u"2"_s);
    QVERIFY(snapshot(home, Samples::source().pk()));
    QVERIFY(begin(record(u"3"_s)));
    m_store->remove(u"1"_s); // it made the snapshot, but 3 needs it

    QVERIFY(snapshot(home, Samples::source().pk()));
    QCOMPARE(ids(), QStringList(u"3"_s));
}

void TestHistoryStore::openSavesOfOneConnectionOldestFirst()
{
    SaveRecord closed = record(u"closed"_s);
    closed.checksLeft = 0;
    SaveRecord other = record(u"other"_s);
    other.server = work;
    for (const SaveRecord &one : {record(u"1"_s), closed, other, record(u"2"_s)})
        QVERIFY(begin(one));

    const auto open = answerOf<QList<SaveRecord>>([this](Done<QList<SaveRecord>> done) {
        return m_store->openSaves(home, std::move(done));
    });

    QVERIFY(open.has_value());
    QCOMPARE(*open, (QList<SaveRecord>{record(u"1"_s), record(u"2"_s)}));
}

void TestHistoryStore::openSavesAreOneProcessesToLookAfter()
{
    StorageFolder folder;
    const auto worker = folder.open();
    const auto other = folder.open();
    auto first = std::make_unique<HistoryStore>(*worker, folder.folder.path());
    HistoryStore second(*other, folder.folder.path());
    SaveRecord open = record(u"a save"_s);
    open.checksLeft = 2;
    QVERIFY(answerOf<void>([&](Done<void> done) {
        return first->begin(open, Samples::source(), std::move(done));
    }));
    const auto openOf = [&open](HistoryStore &store) {
        return answerOf<QList<SaveRecord>>([&](Done<QList<SaveRecord>> done) {
                   return store.openSaves(open.server, std::move(done));
               })
                .value()
                .size();
    };
    QCOMPARE(openOf(*first), 1);
    QCOMPARE(openOf(second), 0);
    QCOMPARE(openOf(*first), 1); // it may ask again
    first.reset();
    QTRY_COMPARE(openOf(second), 1);
}

void TestHistoryStore::firstSnapshotStays()
{
    PlexSource later = Samples::source();
    later.setValue(Field::Name, FieldValue::text(u"Later"_s));
    SaveRecord elsewhere = record(u"3"_s);
    elsewhere.server = work;

    QVERIFY(begin(record(u"1"_s)));
    QVERIFY(begin(record(u"2"_s), later));
    QVERIFY(begin(elsewhere, later));

    QCOMPARE(snapshot(home, later.pk()), std::optional(Samples::source()));
    QCOMPARE(snapshot(work, later.pk()), std::optional(later));
}

void TestHistoryStore::noSnapshotIsAnAnswer()
{
    QVERIFY(!snapshot(home, u"unknown"_s));
}

void TestHistoryStore::pagesByNumber()
{
    for (int number = 1; number <= 7; ++number)
        QVERIFY(begin(record(QString::number(number))));
    HistoryQuery query;
    query.limit = 3;

    const HistoryPage first = search(query);
    query.before = first.rows.last().number;
    const HistoryPage second = search(query);
    query.before = second.rows.last().number;
    query.limit = 0;
    const HistoryPage rest = search(query);

    QCOMPARE(first.total, 7);
    QCOMPARE(first.rows.size(), 3);
    QCOMPARE(first.rows.first().record.id, u"7"_s);
    QCOMPARE(second.total, 7);
    QCOMPARE(second.rows.first().record.id, u"4"_s);
    QCOMPARE(rest.rows.size(), 1);
    QCOMPARE(rest.rows.first().record.id, u"1"_s);
}

void TestHistoryStore::pagesStayRightAfterARemoval()
{
    QVERIFY(begin(record(u"1"_s)));
    QVERIFY(begin(record(u"2"_s)));
    const qint64 newest = search().rows.first().number;
    m_store->remove(u"2"_s);

    QVERIFY(begin(record(u"3"_s)));

    QVERIFY(search().rows.first().number > newest);
}

void TestHistoryStore::filtersByServerAndSource()
{
    SaveRecord other = record(u"other"_s);
    other.pk = u"other pk"_s;
    SaveRecord elsewhere = record(u"elsewhere"_s);
    elsewhere.server = work;
    for (const SaveRecord &one : {record(u"1"_s), other, elsewhere})
        QVERIFY(begin(one));
    HistoryQuery query;

    query.server = home;
    QCOMPARE(ids(query), (QStringList{u"other"_s, u"1"_s}));
    QCOMPARE(search(query).total, 2);
    query.pk = u"other pk"_s;
    QCOMPARE(ids(query), QStringList(u"other"_s));
    query.text = u"plex"_s;
    QCOMPARE(ids(query), QStringList(u"other"_s));
    QCOMPARE(search(query).total, 1);
    query.pk.clear();
    QCOMPARE(ids(query), (QStringList{u"other"_s, u"1"_s}));
    query.text = u"nothing"_s;
    QCOMPARE(search(query).total, 0);
}

void TestHistoryStore::searchFinds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isFound");

    QTest::newRow("nothing asked") << u"  "_s << true;
    QTest::newRow("name") << u"Zweiköpfig"_s << true;
    QTest::newRow("other case") << u"ZWEIKÖPFIG"_s << true;
    QTest::newRow("no accents") << u"zweikopfig"_s << true;
    QTest::newRow("part of a word") << u"weik"_s << true;
    QTest::newRow("slug") << u"plex-home"_s << true;
    QTest::newRow("who") << u"akadmin"_s << true;
    QTest::newRow("label") << labelOf(Field::Icon) << true;
    QTest::newRow("value before") << u"/old.png"_s << true;
    QTest::newRow("value after") << u"/new%.png"_s << true;
    QTest::newRow("label of a secret") << labelOf(Field::PlexToken) << true;
    QTest::newRow("two words") << u"home zwei"_s << true;
    QTest::newRow("one word of two") << u"home nothing"_s << false;
    QTest::newRow("percent is no wildcard") << u"old%png"_s << false;
    QTest::newRow("underscore is no wildcard") << u"_ld.png"_s << false;
    QTest::newRow("quotes are letters") << u"' OR '1'='1"_s << false;
}

void TestHistoryStore::searchFinds()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isFound);
    SaveRecord asked = record(u"1"_s, u"Zweiköpfig"_s);
    asked.changes = {
            {Field::Icon, FieldValue::text(u"/old.png"_s), FieldValue::text(u"/new%.png"_s)},
            {Field::PlexToken, FieldValue::storedSecret("a"), FieldValue::storedSecret("b")}};
    QVERIFY(begin(asked));
    HistoryQuery query;
    query.text = text;

    QCOMPARE(search(query).total, isFound ? 1 : 0);
    QCOMPARE(ids(query).size(), isFound ? 1 : 0);
}

void TestHistoryStore::searchFindsTheLatestState()
{
    QVERIFY(begin(record(u"1"_s, u"First"_s)));
    m_store->update(record(u"1"_s, u"Second"_s));
    HistoryQuery query;

    query.text = u"second"_s;
    QCOMPARE(search(query).total, 1);
    query.text = u"first"_s;
    QCOMPARE(search(query).total, 0);
}

void TestHistoryStore::unknownFateCannotTell()
{
    QVERIFY(begin(record(u"1"_s)));
    run(u"UPDATE history SET fate = 'superseded by a vote'"_s);

    QCOMPARE(search().rows.first().record.fate, SaveFate::CannotTell);
}

void TestHistoryStore::brokenChangesAreNoRowLess()
{
    QVERIFY(begin(record(u"1"_s)));
    QVERIFY(begin(record(u"2"_s)));
    run(u"UPDATE history SET changes = '[{\"field\": 7}, 5, {\"field\": \"later\"}' WHERE id=1"_s);
    run(u"UPDATE history SET changes = x'ff00', when_ms = 'x' WHERE id=2"_s);
    run(u"UPDATE snapshots SET source = '[]'"_s);

    QCOMPARE(ids(), (QStringList{u"2"_s, u"1"_s}));
    QVERIFY(search().rows.first().record.changes.isEmpty());
    QVERIFY(snapshot(home, Samples::source().pk()));
}

void TestHistoryStore::forgetsOnlyClosedOldRows()
{
    SaveRecord old = record(u"old"_s);
    old.checksLeft = 0;
    old.when = old.when.addDays(-10);
    SaveRecord open = record(u"open"_s);
    open.when = old.when;
    SaveRecord fresh = record(u"fresh"_s);
    fresh.checksLeft = 0;
    for (const SaveRecord &one : {old, open, fresh})
        QVERIFY(begin(one));

    m_store->forgetBefore(record(u""_s).when.addDays(-1));

    QCOMPARE(ids(), (QStringList{u"fresh"_s, u"open"_s}));
    QVERIFY(snapshot(home, Samples::source().pk()));
    HistoryQuery query;
    query.text = u"plex"_s;
    QCOMPARE(search(query).total, 2); // its text went with the row
}

void TestHistoryStore::noSecretReachesTheDisk()
{
    const QString typed = u"typed-CANARY-token"_s;
    SaveRecord asked = record(u"1"_s);
    asked.changes = {{Field::PlexToken, Samples::source().value(Field::PlexToken),
                      Samples::typedToken(typed)}};
    PlexSource before = Samples::source();
    before.setValue(Field::PlexToken, Samples::typedToken(typed));

    QVERIFY(begin(asked, before));
    m_store->update(asked);
    QCOMPARE(ids(), QStringList(u"1"_s));

    const auto check = [this, &typed] {
        QByteArray all;
        const QStringList names = m_folder->names(u"*"_s);
        for (const QString &name : names)
            all += m_folder->bytes(name);
        QVERIFY(all.contains("plex_token")); // the row is in these bytes
        for (const QByteArray &token : {typed.toUtf8(), QByteArray("stored-token")}) {
            QVERIFY(!all.contains(token));
            QVERIFY(!all.contains(token.toBase64()));
            QVERIFY(!all.contains(token.toHex()));
        }
    };
    check(); // with the log
    QVERIFY(!m_folder->names(u"*-wal"_s).isEmpty());
    m_store.reset();
    m_worker.reset();
    check(); // and without
}

void TestHistoryStore::failureIsASentenceOfTheDatabase()
{
    run(u"DROP TABLE snapshots"_s);

    const auto answer = begin(record(u"1"_s));

    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Storage);
    QCOMPARE(answer.error().detail, u"no such table: snapshots"_s);
    QVERIFY(m_worker->trouble());
}

QTEST_GUILESS_MAIN(TestHistoryStore)
#include "tst_historystore.moc"
