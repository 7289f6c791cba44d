// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftsamples.h"
#include "storage/database.h"
#include "storage/draftstore.h"
#include "storagefolder.h"

#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {
const QString work = u"https://work.example/"_s;
QDateTime noon()
{
    return QDateTime(QDate(2026, 11, 24), QTime(12, 0, 0, 123), QTimeZone::utc());
}
} // namespace

class TestDraftStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void draftComesBackAsItWas();
    void storingAgainReplaces();
    void oneDraftPerSourceAndConnection();
    void draftsAreThereAtTheNextStart();
    void removedDraftIsGone();
    void listIsNewestFirst();
    void stateMovesAlone();
    void noDraftIsAnAnswer();
    void sourceComesBackAsItWas();
    void sourcesOfOneConnection();
    void aListReplacesWhatWasSeenBefore();
    void noSecretReachesTheDisk();
    void failureIsASentenceOfTheDatabase();

private:
    Result<void> store(const DraftRecord &draft);
    std::optional<DraftRecord> load(const QString &server, const QString &pk);
    QList<DraftSummary> list();
    void reopen();

    std::unique_ptr<StorageFolder> m_folder;
    std::unique_ptr<SqlWorker> m_worker;
    std::unique_ptr<DraftStore> m_store;
    std::unique_ptr<SourceCache> m_cache;
};

void TestDraftStore::init()
{
    m_folder = std::make_unique<StorageFolder>();
    reopen();
    QCOMPARE(*m_worker->state(), StoreState());
}

void TestDraftStore::cleanup()
{
    m_store.reset();
    m_cache.reset();
    m_worker.reset();
    m_folder.reset();
}

void TestDraftStore::reopen()
{
    m_store.reset();
    m_cache.reset();
    m_worker.reset();
    m_worker = m_folder->open();
    m_store = std::make_unique<DraftStore>(*m_worker);
    m_cache = std::make_unique<SourceCache>(*m_worker);
}

Result<void> TestDraftStore::store(const DraftRecord &draft)
{
    return answerOf<void>([&](Done<void> done) { return m_store->store(draft, std::move(done)); });
}

std::optional<DraftRecord> TestDraftStore::load(const QString &server, const QString &pk)
{
    const auto answer =
            answerOf<std::optional<DraftRecord>>([&](Done<std::optional<DraftRecord>> done) {
                return m_store->load(server, pk, std::move(done));
            });
    return answer ? *answer : std::nullopt;
}

QList<DraftSummary> TestDraftStore::list()
{
    const auto answer = answerOf<QList<DraftSummary>>(
            [this](Done<QList<DraftSummary>> done) { return m_store->list(std::move(done)); });
    return answer ? *answer : QList<DraftSummary>();
}

void TestDraftStore::draftComesBackAsItWas()
{
    DraftRecord draft = Samples::draft(u"Ünïcode 'quoted' \"%_\\ <b>"_s);
    draft.state = DraftState::Rejected;
    draft.refusal = Samples::refusal();
    draft.queuedAt = noon();

    QVERIFY(store(draft));

    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
    QCOMPARE(list(), QList<DraftSummary>{draft.summary()});
}

void TestDraftStore::storingAgainReplaces()
{
    DraftRecord draft = Samples::draft();
    QVERIFY(store(draft));

    draft.changes.removeFirst();
    draft.changed = draft.changed.addSecs(1);
    draft.cursor.reset();
    QVERIFY(store(draft));

    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
    QCOMPARE(list(), QList<DraftSummary>{draft.summary()});
}

void TestDraftStore::oneDraftPerSourceAndConnection()
{
    const DraftRecord draft = Samples::draft();
    DraftRecord elsewhere = Samples::draft(u"Elsewhere"_s);
    elsewhere.server = work;
    QVERIFY(store(draft));
    QVERIFY(store(elsewhere));

    QCOMPARE(list().size(), 2);
    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
    QCOMPARE(load(work, draft.pk), std::optional(elsewhere));
}

void TestDraftStore::draftsAreThereAtTheNextStart()
{
    const DraftRecord draft = Samples::draft();
    const CallHandle notWaitedFor = m_store->store(draft, [](const Result<void> &) {});

    reopen();

    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
}

void TestDraftStore::removedDraftIsGone()
{
    const DraftRecord draft = Samples::draft();
    QVERIFY(store(draft));

    for (int times = 0; times < 2; ++times) { // the second one has nothing to do
        QVERIFY(answerOf<void>([&](Done<void> done) {
            return m_store->remove(draft.server, draft.pk, std::move(done));
        }));
    }

    QVERIFY(!load(draft.server, draft.pk));
    QVERIFY(list().isEmpty());
    QVERIFY(store(draft)); // its values went too
    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
}

void TestDraftStore::listIsNewestFirst()
{
    QStringList slugs;
    for (const int minute : {3, 1, 2}) {
        DraftRecord draft = Samples::draft();
        draft.pk = QString::number(minute);
        draft.slug = u"s%1"_s.arg(minute);
        draft.changed = noon().addSecs(60 * minute);
        QVERIFY(store(draft));
    }

    const QList<DraftSummary> drafts = list();
    for (const DraftSummary &draft : drafts)
        slugs.append(draft.slug);

    QCOMPARE(slugs, (QStringList{u"s3"_s, u"s2"_s, u"s1"_s}));
}

void TestDraftStore::stateMovesAlone()
{
    DraftRecord draft = Samples::draft();
    draft.refusal = Samples::refusal();
    draft.state = DraftState::Rejected;
    QVERIFY(store(draft));

    QVERIFY(answerOf<void>([&](Done<void> done) {
        return m_store->setState(draft.server, draft.pk, DraftState::Queued, noon(),
                                 std::move(done));
    }));

    draft.state = DraftState::Queued;
    draft.queuedAt = noon();
    draft.refusal.reset();
    QCOMPARE(load(draft.server, draft.pk), std::optional(draft));
}

void TestDraftStore::noDraftIsAnAnswer()
{
    QVERIFY(!load(work, u"unknown"_s));
    QVERIFY(answerOf<void>([this](Done<void> done) {
        return m_store->setState(work, u"unknown"_s, DraftState::Queued, noon(), std::move(done));
    }));
    QVERIFY(list().isEmpty());
}

void TestDraftStore::sourceComesBackAsItWas()
{
    CachedSource seen;
    seen.source = Samples::source();
    seen.options = SourceOptions::fromJson(
            Samples::recordedBody(u"2025.12.4"_s, u"info/options-object"_s));
    seen.readAt = noon();
    m_cache->keep(work, {Samples::source(), {}, noon().addSecs(-5)});
    m_cache->keep(work, seen);

    const auto answer =
            answerOf<std::optional<CachedSource>>([&](Done<std::optional<CachedSource>> done) {
                return m_cache->load(work, seen.source.pk(), std::move(done));
            });

    QVERIFY(answer && *answer);
    QCOMPARE((*answer)->source, seen.source);
    QCOMPARE((*answer)->readAt, noon());
    QCOMPARE((*answer)->options.right, ChangeRight::Granted);
    QCOMPARE(SchemaTraits::fromSource((*answer)->source, (*answer)->options),
             SchemaTraits::fromSource(seen.source, seen.options));
}

void TestDraftStore::sourcesOfOneConnection()
{
    PlexSource other = Samples::source();
    other.setValue(Field::Pk, FieldValue::text(u"other"_s));
    m_cache->keep(work, {Samples::source(), {}, noon()});
    m_cache->keep(u"https://elsewhere.example/"_s, {other, {}, noon()});

    const auto answer = answerOf<QList<CachedSummary>>([this](Done<QList<CachedSummary>> done) {
        return m_cache->list(work, std::move(done));
    });

    QVERIFY(answer);
    QCOMPARE(*answer, (QList<CachedSummary>{{SourceSummary::of(Samples::source()), noon()}}));
}

void TestDraftStore::aListReplacesWhatWasSeenBefore()
{
    const auto seen = [](const QString &pk) {
        CachedSource source{Samples::source(), {}, noon()};
        source.source.setValue(Field::Pk, FieldValue::text(pk));
        return source;
    };
    CachedSource opened = seen(u"opened"_s);
    opened.options = SourceOptions::fromJson(
            Samples::recordedBody(u"2025.12.4"_s, u"info/options-object"_s));
    DraftRecord draft = Samples::draft();
    draft.server = work;
    draft.pk = u"gone but edited"_s;
    m_cache->keep(work, opened);
    m_cache->keep(work, seen(u"gone"_s));
    m_cache->keep(work, seen(draft.pk));
    m_cache->keep(u"https://elsewhere.example/"_s, seen(u"gone"_s));
    QVERIFY(store(draft));

    CachedSource renamed = seen(u"opened"_s);
    renamed.source.setValue(Field::Name, FieldValue::text(u"Renamed"_s));
    m_cache->keepList(work, {renamed, seen(u"new"_s)}, {u"opened"_s, u"new"_s});

    const auto answer = answerOf<QList<CachedSummary>>([this](Done<QList<CachedSummary>> done) {
        return m_cache->list(work, std::move(done));
    });
    QVERIFY(answer);
    QStringList pks;
    for (const CachedSummary &summary : *answer)
        pks.append(summary.source.pk);
    QCOMPARE(pks, (QStringList{draft.pk, u"new"_s, u"opened"_s}));
    const auto loaded =
            answerOf<std::optional<CachedSource>>([&](Done<std::optional<CachedSource>> done) {
                return m_cache->load(work, u"opened"_s, std::move(done));
            });
    QVERIFY(loaded && *loaded);
    QCOMPARE((*loaded)->source.name(), u"Renamed"_s);
    QCOMPARE((*loaded)->options.right, ChangeRight::Granted); // what OPTIONS said is still known
}

void TestDraftStore::noSecretReachesTheDisk()
{
    const QString typed = u"typed-CANARY-token"_s;
    DraftRecord draft = Samples::draft();
    draft.changes.append(
            {Field::PlexToken, draft.baseline.value(Field::PlexToken), Samples::typedToken(typed)});
    draft.baseline.setValue(Field::PlexToken, Samples::typedToken(typed));
    PlexSource source = Samples::source();
    source.setValue(Field::PlexToken, Samples::typedToken(typed));

    m_cache->keep(work, {source, {}, noon()});
    QVERIFY(store(draft));

    const auto check = [this, &typed] {
        QByteArray all;
        const QStringList names = m_folder->names(u"*"_s);
        for (const QString &name : names)
            all += m_folder->bytes(name);
        QVERIFY(all.contains("plex_token")); // the rows are in these bytes
        for (const QByteArray &token : {typed.toUtf8(), QByteArray("stored-token")}) {
            QVERIFY(!all.contains(token));
            QVERIFY(!all.contains(token.toBase64()));
            QVERIFY(!all.contains(token.toHex()));
        }
    };
    check(); // with the log
    QVERIFY(!m_folder->names(u"*-wal"_s).isEmpty());
    m_store.reset();
    m_cache.reset();
    m_worker.reset();
    check(); // and without
}

void TestDraftStore::failureIsASentenceOfTheDatabase()
{
    m_worker->change([](Database &database) { return database.run(u"DROP TABLE draft_values"_s); });

    const auto answer = store(Samples::draft());

    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Storage);
    QCOMPARE(answer.error().detail, u"no such table: draft_values"_s);
    QVERIFY(list().isEmpty()); // nothing of it was stored
}

QTEST_GUILESS_MAIN(TestDraftStore)
#include "tst_draftstore.moc"
