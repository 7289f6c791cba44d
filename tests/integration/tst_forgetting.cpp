// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionkeys.h"
#include "draftkeeper.h"
#include "draftsamples.h"
#include "forgetting.h"
#include "historysamples.h"
#include "keptsecrets.h"
#include "memorydrafts.h"
#include "memoryhistory.h"
#include "secrets/memorysecretstore.h"
#include "storage/draftstore.h"
#include "storage/historystore.h"
#include "storage/inisettings.h"
#include "storage/storeforgetter.h"
#include "storagefolder.h"

#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;

namespace {
const QLatin1StringView marker = "marker-that-must-go"_L1;

/// A keychain that removes nothing.
class LockedSecrets final : public SecretPort
{
public:
    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override
    {
        return m_store.read(key, std::move(done));
    }
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override
    {
        return m_store.write(key, secret, std::move(done));
    }
    CallHandle remove(const QString &, Done<void> done) override
    {
        ++removals;
        return m_store.remove(u"none"_s, [done = std::move(done)](const Result<void> &) {
            Error error;
            error.kind = ErrorKind::KeychainLocked;
            error.detail = u"locked"_s;
            done(failure(error));
        });
    }
    int removals = 0;

private:
    MemorySecretStore m_store;
};

/// Removes nothing.
class BrokenStorage final : public ForgetPort
{
public:
    explicit BrokenStorage(const Error &error)
        : m_error(error)
    { }
    CallHandle forgetAll(Done<void> done) override
    {
        return MemoryAnswers::later<void>(std::move(done), failure(m_error));
    }

private:
    Error m_error;
};
} // namespace

class TestForgetting : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void nothingOfItStaysInTheFiles();
    void secretsAndConnectionsGo();
    void aLockedKeychainIsToldAndTheRestGoes();
    void theTokenOfAnOpenSaveGoes();
    void whatCannotBeReadOrRemovedIsTold();

private:
    void fill(SecretPort &secrets);
    QStringList forget(SecretPort &secrets);
    bool isInFiles() const
    {
        const QStringList files = m_folder->names(u"*"_s);
        for (const QString &name : files) {
            if (m_folder->bytes(name).contains(marker.latin1()))
                return true;
        }
        return false;
    }
    std::optional<Secret> secretAt(SecretPort &secrets, const QString &key) const
    {
        return *answerOf<std::optional<Secret>>(
                [&](Done<std::optional<Secret>> done) { return secrets.read(key, done); });
    }

    std::unique_ptr<StorageFolder> m_folder;
    std::unique_ptr<SqlWorker> m_worker;
    std::unique_ptr<DraftStore> m_drafts;
    std::unique_ptr<HistoryStore> m_history;
    std::unique_ptr<SourceCache> m_sources;
    std::unique_ptr<IniSettings> m_settings;
    std::unique_ptr<ConnectionBook> m_book;
    DraftRecord m_draft;
    QString m_id;
};

void TestForgetting::init()
{
    m_folder = std::make_unique<StorageFolder>();
    m_worker = m_folder->open();
    m_drafts = std::make_unique<DraftStore>(*m_worker);
    m_history = std::make_unique<HistoryStore>(*m_worker);
    m_sources = std::make_unique<SourceCache>(*m_worker);
    m_settings = std::make_unique<IniSettings>(m_folder->path(u"sourcedesk.ini"_s));
    m_book = std::make_unique<ConnectionBook>(*m_settings);
}

void TestForgetting::cleanup()
{
    m_worker.reset();
}

void TestForgetting::fill(SecretPort &secrets)
{
    m_draft = Samples::draft();
    m_draft.name = u"%1 in a draft"_s.arg(marker);
    QVERIFY(answerOf<void>([this](Done<void> done) { return m_drafts->store(m_draft, done); }));
    PlexSource source = Samples::source();
    source.setValue(Field::Name, FieldValue::text(u"%1 in a source"_s.arg(marker)));
    m_sources->keep(m_draft.server, {source, {}, QDateTime::currentDateTimeUtc()});
    SaveRecord record = Samples::historyRow(1).record;
    record.name = u"%1 in a save"_s.arg(marker);
    QVERIFY(answerOf<void>(
            [&](Done<void> done) { return m_history->begin(record, source, done); }));
    ConnectionEntry entry;
    entry.name = u"%1 connection"_s.arg(marker);
    entry.address = m_draft.server;
    m_id = m_book->add(entry);
    ConnectionKeys keys(secrets);
    QVERIFY(answerOf<void>([&](Done<void> done) {
        return keys.add(m_id, {Secret(u"t"_s), {}, {}}, done);
    }));
    QVERIFY(answerOf<void>([&](Done<void> done) {
        return secrets.write(draftSecretKey(m_draft.server, m_draft.pk, Field::PlexToken),
                             Secret(u"p"_s), done);
    }));
}

QStringList TestForgetting::forget(SecretPort &secrets)
{
    StoreForgetter storage(*m_worker, m_folder->folder.path());
    Forgetting forgetting({*m_book, secrets, *m_drafts, *m_history, storage});
    QSignalSpy ended(&forgetting, &Forgetting::ended);
    forgetting.start();
    if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }, 30'000))
        qFatal("it did not end");
    return ended.at(0).at(0).toStringList();
}

void TestForgetting::nothingOfItStaysInTheFiles()
{
    MemorySecretStore secrets;
    fill(secrets);
    QVERIFY(m_folder->write("x " + QByteArray(marker.latin1()),
                            u"sourcedesk.sqlite.damaged-20260101-000000"_s));
    QVERIFY(isInFiles());

    QCOMPARE(forget(secrets), QStringList());

    QVERIFY(!isInFiles());
    const auto drafts = answerOf<QList<DraftSummary>>(
            [this](Done<QList<DraftSummary>> done) { return m_drafts->list(done); });
    QVERIFY(drafts && drafts->isEmpty());
    QVERIFY(answerOf<void>([this](Done<void> done) { return m_drafts->store(m_draft, done); }));
}

void TestForgetting::secretsAndConnectionsGo()
{
    MemorySecretStore secrets;
    fill(secrets);
    const QString typed = draftSecretKey(m_draft.server, m_draft.pk, Field::PlexToken);
    const QString token = connectionSecretKey(m_id, ConnectionSecret::Token);
    QVERIFY(secretAt(secrets, typed) && secretAt(secrets, token));

    QCOMPARE(forget(secrets), QStringList());

    QVERIFY(!secretAt(secrets, typed) && !secretAt(secrets, token));
    QVERIFY(m_book->entries().isEmpty());
}

void TestForgetting::aLockedKeychainIsToldAndTheRestGoes()
{
    LockedSecrets secrets;
    fill(secrets);
    secrets.removals = 0;

    const QStringList problems = forget(secrets);

    QCOMPARE(problems.size(), 1);
    QVERIFY(problems.at(0).contains("locked"_L1));
    QCOMPARE(secrets.removals, 1); // the others would wait for their deadlines too
    QVERIFY(!isInFiles());
}

void TestForgetting::theTokenOfAnOpenSaveGoes()
{
    MemorySecretStore secrets;
    SaveRecord record = Samples::historyRow(2).record;
    record.changes.append(Samples::tokenChange());
    record.changes.last().after = record.changes.last().after.withoutSecret();
    record.checksLeft = 1;
    QVERIFY(answerOf<void>(
            [&](Done<void> done) { return m_history->begin(record, Samples::source(), done); }));
    const QString key = KeptSecrets::keyOf(record, Field::PlexToken);
    QVERIFY(answerOf<void>(
            [&](Done<void> done) { return secrets.write(key, Secret(u"t"_s), done); }));

    QCOMPARE(forget(secrets), QStringList());

    QVERIFY(!secretAt(secrets, key));
}

/// All of it is tried all the same.
void TestForgetting::whatCannotBeReadOrRemovedIsTold()
{
    MemorySecretStore secrets;
    fill(secrets);
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = u"disk I/O error"_s;
    MemoryDrafts drafts;
    drafts.readTrouble = error;
    MemoryHistory history;
    history.readTrouble = error;
    BrokenStorage storage(error);
    Forgetting forgetting({*m_book, secrets, drafts, history, storage});
    QSignalSpy ended(&forgetting, &Forgetting::ended);
    forgetting.start();
    QTRY_COMPARE(ended.size(), 1);

    const QStringList problems = ended.at(0).at(0).toStringList();
    QCOMPARE(problems.size(), 2);
    QVERIFY(problems.at(0).startsWith(u"The drafts could not be read: “disk I/O error”."_s));
    QVERIFY(problems.at(1).startsWith("Not all that is stored on this machine"_L1));
    QVERIFY(!secretAt(secrets, connectionSecretKey(m_id, ConnectionSecret::Token)));
    QVERIFY(m_book->entries().isEmpty());
}

QTEST_GUILESS_MAIN(TestForgetting)
#include "tst_forgetting.moc"
