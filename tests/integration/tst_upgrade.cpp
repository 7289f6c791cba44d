// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionbook.h"
#include "storage/database.h"
#include "storage/datafolder.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/migrations.h"
#include "storagefolder.h"

using namespace Qt::Literals::StringLiterals;

namespace {
const QString server = u"http://127.0.0.1:18299"_s;
const QString home = u"5eed0004-0000-4000-8000-000000000001"_s;
const QString guests = u"5eed0004-0000-4000-8000-000000000002"_s;

QString fixture(int version, const QString &name)
{
    return u"%1/storage/v%2/%3"_s.arg(QStringLiteral(FIXTURES)).arg(version).arg(name);
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs the statements of the fixture; the sentence of what failed.
QString load(const QString &path, int version)
{
    Result<void> opened;
    const auto database = Database::open({path, {}, false, {}}, &opened);
    if (!opened)
        return opened.error().detail;
    const QList<QByteArray> statements = bytesOf(fixture(version, u"sourcedesk.sql"_s)).split('\n');
    for (const QByteArray &statement : statements) {
        if (statement.isEmpty())
            continue;
        if (const auto done = database->run(QString::fromUtf8(statement)); !done)
            return done.error().detail + u": "_s + QString::fromUtf8(statement);
    }
    return {};
}
} // namespace

// What each older version of the data file held is found again by this program:
// tests/fixtures/storage.
class TestUpgrade : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyVersionHasItsFixture();
    void everythingIsFoundAgain_data();
    void everythingIsFoundAgain();
    void aNewerFileIsRefusedAndNotTouched();

private:
    static void verifyHistory(SqlWorker &worker);
    static void verifyDrafts(SqlWorker &worker);
    static void verifyConnection(const QString &settings);
};

void TestUpgrade::everyVersionHasItsFixture()
{
    for (int version = 1; version <= newestSchema(); ++version)
        QVERIFY2(QFile::exists(fixture(version, u"sourcedesk.sql"_s)),
                 qPrintable(QString::number(version)));
}

void TestUpgrade::everythingIsFoundAgain_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version <= newestSchema(); ++version)
        QTest::addRow("version %d", version) << version;
}

void TestUpgrade::everythingIsFoundAgain()
{
    QFETCH(int, version);
    StorageFolder folder;
    QCOMPARE(load(folder.path(), version), QString());
    QVERIFY(folder.write(QByteArray::fromHex(bytesOf(fixture(version, u"digest.key.hex"_s))),
                         u"digest.key"_s));
    QVERIFY(folder.write(bytesOf(fixture(version, u"sourcedesk.ini"_s)), u"sourcedesk.ini"_s));

    const auto worker = folder.open();
    QCOMPARE(*worker->state(), StoreState());
    verifyHistory(*worker);
    if (version < 2) // kept neither drafts nor connections: there are none, and it can be asked
        QCOMPARE(answerOf<QList<DraftSummary>>([&](Done<QList<DraftSummary>> done) {
                     return DraftStore(*worker).list(std::move(done));
                 })->size(),
                 0);
    else
        verifyDrafts(*worker);
    if (version >= 2)
        verifyConnection(folder.path(u"sourcedesk.ini"_s));
    QCOMPARE(folder.names(u"*damaged*"_s), QStringList());
    // The same key: secrets that were seen are recognised.
    const DigestKey key = DataFolder::at(folder.folder.path()).digestKey();
    const DigestKey before(QByteArray::fromHex(bytesOf(fixture(version, u"digest.key.hex"_s))));
    QCOMPARE(key.digest(u"made-up"_s), before.digest(u"made-up"_s));
}

void TestUpgrade::verifyHistory(SqlWorker &worker)
{
    StorageFolder unused;
    HistoryStore history(worker, unused.folder.path());
    const auto page = answerOf<HistoryPage>([&](Done<HistoryPage> done) {
        return history.search({server, home, u"family"_s, 0, 0}, std::move(done));
    });
    QVERIFY(page.has_value());
    QCOMPARE(page->rows.size(), 1);
    const HistoryRow &row = page->rows.constFirst();
    QCOMPARE(row.record.who, u"anna"_s);
    QCOMPARE(row.record.fate, SaveFate::Confirmed);
    QCOMPARE(row.record.changes,
             (QList<FieldChange>{{Field::Name, FieldValue::text(u"Plex Home"_s),
                                  FieldValue::text(u"Plex Home Family"_s)}}));
    QVERIFY(row.hasSnapshot);
    const auto snapshot =
            answerOf<std::optional<PlexSource>>([&](Done<std::optional<PlexSource>> done) {
                return history.snapshot(server, home, std::move(done));
            });
    QVERIFY(snapshot && *snapshot);
    QCOMPARE((*snapshot)->value(Field::Name), FieldValue::text(u"Plex Home"_s));
    QCOMPARE((*snapshot)->value(Field::PlexToken).state(), FieldValue::State::Digest);
}

void TestUpgrade::verifyDrafts(SqlWorker &worker)
{
    DraftStore drafts(worker);
    const auto draft =
            answerOf<std::optional<DraftRecord>>([&](Done<std::optional<DraftRecord>> done) {
                return drafts.load(server, guests, std::move(done));
            });
    QVERIFY(draft && *draft);
    QCOMPARE((*draft)->state, DraftState::Draft);
    QCOMPARE((*draft)->cursor, std::optional(Field::ClientId));
    QCOMPARE((*draft)->changes,
             (QList<FieldChange>{{Field::ClientId,
                                  FieldValue::text(u"sourcedesk-demo-plex-guests"_s),
                                  FieldValue::text(u"sourcedesk-demo-plex-guests-typed"_s)}}));
    SourceCache cache(worker);
    const auto seen = answerOf<QList<CachedSummary>>(
            [&](Done<QList<CachedSummary>> done) { return cache.list(server, std::move(done)); });
    QVERIFY(seen.has_value());
    QCOMPARE(seen->size(), 3);
}

void TestUpgrade::verifyConnection(const QString &settings)
{
    IniSettings ini(settings);
    const ConnectionBook book(ini);
    QCOMPARE(book.entries().size(), 1);
    const ConnectionEntry entry = book.entries().constFirst();
    QCOMPARE(entry.address, server);
    QCOMPARE(entry.kind, ConnectionKind::Production);
    QCOMPARE(ini.value(u"connections/shown"_s), entry.id.toUtf8());
}

void TestUpgrade::aNewerFileIsRefusedAndNotTouched()
{
    StorageFolder folder;
    QCOMPARE(load(folder.path(), newestSchema()), QString());
    {
        Result<void> opened;
        const auto database = Database::open({folder.path(), {}, false, {}}, &opened);
        QVERIFY(opened.has_value());
        const QString next = QString::number(newestSchema() + 1);
        QVERIFY(database->run(u"CREATE TABLE of_the_future (a)"_s).has_value());
        QVERIFY(database->run(u"PRAGMA user_version = "_s + next).has_value());
    }
    const QByteArray before = folder.bytes();
    {
        const auto worker = folder.open();
        QCOMPARE(worker->state()->reason, StoreState::Reason::NewerProgram);
        QVERIFY(worker->state()->isInMemory());
    }
    QCOMPARE(folder.bytes(), before);
}

QTEST_GUILESS_MAIN(TestUpgrade)
#include "tst_upgrade.moc"
