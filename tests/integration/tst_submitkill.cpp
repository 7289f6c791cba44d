// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoserver.h"
#include "storage/database.h"
#include "storage/draftrows.h"
#include "storage/migrations.h"
#include "storage/storeopening.h"
#include "storagefolder.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QSqlQuery>
#include <QTimer>

#include <map>

using namespace Qt::Literals::StringLiterals;

// kill -9 at each named point of a draft's life and at random moments, while a whole session types,
// saves and submits to a demo server: what was called stored is in the file or on the server, the
// file is whole, and the server got nothing but what was typed and submitted.
// SOURCEDESK_KILLS sets how many moments are drawn by lot, SOURCEDESK_KILL_SEEDS how often each
// point is met.
class TestSubmitKill : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void atNamedPoints_data();
    void atNamedPoints();
    void atRandomMoments();
    void inAMigration();
    void whatIsLostIsFoundOut();

private:
    class Desk;
    static int setting(const char *name, int otherwise);
};

// The demo server, the data folder, and what the killed programs did and were told.
class TestSubmitKill::Desk
{
public:
    Desk();
    /// Runs the program until it has killed itself at the point. False when it never came there.
    bool runTo(const QString &point, int times, quint32 seed);
    /// Kills it some ms after it began to work.
    void runFor(int milliseconds, quint32 seed);
    /// Runs it until it has opened every source again.
    bool opensAll();
    /// Loses drafts, and changes something on the server.
    void spoil();
    /// What is wrong now, on the disk and on the server.
    QStringList problems();

    int kills = 0;
    int stored = 0; ///< drafts that were called stored and not discarded, at each kill
    int left = 0;   ///< drafts in the file, at each kill
    int writes = 0; ///< PATCHes that the server took

private:
    void start(const QString &point, int times, quint32 seed);
    void end();
    void take(const QByteArray &line);
    void received(const demoserver::ReceivedRequest &request);
    const demoserver::PlexSource *source(const QString &pk);
    int numberOnServer(const QString &pk);
    static void until(const std::function<bool()> &condition, int milliseconds);
    std::map<QString, int> draftsIn(Database &database, QStringList &problems);
    void checkStore(QStringList &problems);
    void checkServer(QStringList &problems);

    demoserver::DemoServer m_server;
    StorageFolder m_folder;
    std::map<QString, QJsonObject> m_before;  ///< columns by pk
    std::map<QString, QString> m_pks;         ///< by slug
    std::map<QString, int> m_promised;        ///< the newest number that was called stored
    std::map<QString, QSet<QString>> m_typed; ///< "key value", by pk
    QSet<QString> m_submitted;
    QStringList m_sentUnasked;
    QSet<QString> m_lastOpened;
    int m_lastNumber = 0;
    QString m_killAt; ///< when the server has read the PATCH, or has stored it
    int m_patchesLeft = 0;
    QProcess m_child;
    QByteArray m_buffer;
};

int TestSubmitKill::setting(const char *name, int otherwise)
{
    const int wanted = qEnvironmentVariableIntValue(name);
    return wanted > 0 ? wanted : otherwise;
}

TestSubmitKill::Desk::Desk()
{
    if (!m_server.listen())
        qFatal("the demo server does not listen");
    const demoserver::PlexSource first = m_server.data().plexSources().constFirst();
    for (int number = 0; number < 5; ++number) {
        demoserver::PlexSource source = first;
        source.pk = demoserver::newId();
        const QString slug = u"killed-%1"_s.arg(number);
        source.columns.insert(u"slug"_s, slug);
        m_server.data().savePlexSource(source);
        m_pks[slug] = source.pk;
    }
    const QList<demoserver::PlexSource> &rows = m_server.data().plexSources();
    for (const demoserver::PlexSource &row : rows)
        m_before[row.pk] = row.columns;
    m_server.setDelay(std::chrono::milliseconds(2));
    m_server.setOverlap(std::chrono::milliseconds(2));
    connect(&m_server, &demoserver::DemoServer::requestReceived, &m_server,
            [this](const demoserver::ReceivedRequest &request) { received(request); });
    connect(&m_server, &demoserver::DemoServer::answered, &m_server,
            [this](const demoserver::ReceivedRequest &request) {
                if (request.method == "PATCH" && m_killAt == u"stored by the server"_s
                    && --m_patchesLeft <= 0)
                    m_child.kill();
            });
}

/// A PATCH holds nothing but what was typed into its source after somebody submitted it.
void TestSubmitKill::Desk::received(const demoserver::ReceivedRequest &request)
{
    if (request.method != "PATCH")
        return;
    if (m_killAt == u"read by the server"_s && --m_patchesLeft <= 0)
        m_child.kill();
    ++writes;
    take(m_child.readAllStandardOutput()); // it says what it does before it does it
    const QString slug = QString::fromLatin1(request.target.split('/').at(5));
    const QString pk = m_pks[slug];
    if (!m_submitted.contains(pk))
        m_sentUnasked.append(u"%1 was not submitted"_s.arg(slug));
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    for (auto it = body.begin(); it != body.end(); ++it) {
        const QString entry = it.key() + u' ' + it.value().toVariant().toString();
        if (!m_typed[pk].contains(entry))
            m_sentUnasked.append(u"%1: nobody typed %2"_s.arg(slug, entry));
    }
}

void TestSubmitKill::Desk::until(const std::function<bool()> &condition, int milliseconds)
{
    QTimer tick;
    tick.start(5);
    const QDeadlineTimer end(milliseconds);
    while (!condition() && !end.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

void TestSubmitKill::Desk::start(const QString &point, int times, quint32 seed)
{
    QStringList sources;
    for (const auto &[slug, pk] : m_pks)
        sources.append(pk + u'=' + slug);
    m_lastOpened.clear();
    m_buffer.clear();
    m_child.start(QStringLiteral(SUBMIT_CHILD),
                  {m_folder.folder.path(), m_server.url().toString(), m_server.token("admin"_L1),
                   sources.join(u','), QString::number(seed), QString::number(m_lastNumber), point,
                   QString::number(times)});
    if (!m_child.waitForStarted())
        qFatal("the child does not start");
}

void TestSubmitKill::Desk::end()
{
    m_child.kill();
    m_child.waitForFinished();
    take(m_child.readAllStandardOutput());
    m_killAt.clear();
    ++kills;
    stored += int(m_promised.size());
    // A request that was on its way is still carried out.
    until([] { return false; }, 15);
}

bool TestSubmitKill::Desk::runTo(const QString &point, int times, quint32 seed)
{
    m_killAt = point;
    m_patchesLeft = times;
    start(point, times, seed);
    until([this] { return m_child.state() == QProcess::NotRunning; }, 20'000);
    const bool isKilled =
            m_child.state() == QProcess::NotRunning && m_child.exitStatus() == QProcess::CrashExit;
    end();
    return isKilled;
}

void TestSubmitKill::Desk::runFor(int milliseconds, quint32 seed)
{
    start(u"never"_s, 1, seed);
    until(
            [this] {
                take(m_child.readAllStandardOutput());
                return !m_lastOpened.isEmpty();
            },
            20'000);
    until([] { return false; }, milliseconds);
    end();
}

bool TestSubmitKill::Desk::opensAll()
{
    start(u"never"_s, 1, 0);
    until(
            [this] {
                take(m_child.readAllStandardOutput());
                return m_lastOpened.size() == qsizetype(m_pks.size());
            },
            20'000);
    const bool areOpen = m_lastOpened.size() == qsizetype(m_pks.size());
    end();
    return areOpen;
}

/// More of what the child prints; the last line may be a part.
void TestSubmitKill::Desk::take(const QByteArray &output)
{
    m_buffer += output;
    const qsizetype whole = m_buffer.lastIndexOf('\n') + 1;
    const QList<QByteArray> lines = m_buffer.left(whole).split('\n');
    m_buffer.remove(0, whole);
    for (const QByteArray &line : lines) {
        const QStringList words = QString::fromLatin1(line).split(u' ');
        const QString &what = words.constFirst();
        const QString pk = words.value(1);
        if (what == u"typed"_s) {
            m_typed[pk].insert(words.value(2) + u' ' + words.value(3));
            if (words.value(2) == u"name"_s)
                m_lastNumber = std::max(m_lastNumber, words.value(3).toInt());
        } else if (what == u"submit"_s) {
            m_submitted.insert(pk);
        } else if (what == u"discard"_s) {
            m_promised.erase(pk);
        } else if (what == u"stored"_s && words.value(2).toInt() > 0) {
            m_promised[pk] = words.value(2).toInt();
        } else if (what == u"opened"_s) {
            m_lastOpened.insert(pk);
        }
    }
}

const demoserver::PlexSource *TestSubmitKill::Desk::source(const QString &pk)
{
    const QList<demoserver::PlexSource> &rows = m_server.data().plexSources();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&pk](const auto &candidate) { return candidate.pk == pk; });
    return row == rows.end() ? nullptr : &*row;
}

int TestSubmitKill::Desk::numberOnServer(const QString &pk)
{
    return source(pk)->name().toInt();
}

void TestSubmitKill::Desk::checkStore(QStringList &problems)
{
    const OpenStore store = openStore({m_folder.location(), MachineIdentity::ofThisMachine(), {}});
    if (store.state != StoreState()) {
        problems.append(u"the file does not open: "_s + store.state.detail + store.state.setAside);
        return;
    }
    const auto read = store.database->select(
            u"PRAGMA integrity_check"_s, {}, [&problems](const QSqlQuery &row) {
                if (row.value(0).toString() != u"ok"_s)
                    problems.append(u"damaged: "_s + row.value(0).toString());
            });
    if (!read)
        problems.append(read.error().detail);
    const std::map<QString, int> kept = draftsIn(*store.database, problems);
    for (const auto &[pk, number] : m_promised) {
        const auto draft = kept.find(pk);
        const int inFile = draft == kept.end() ? 0 : draft->second;
        const int found = std::max(inFile, numberOnServer(pk));
        if (found < number)
            problems.append(
                    u"%1: %2 was called stored, there is %3"_s.arg(pk).arg(number).arg(found));
    }
}

/// The numbers in the names, by pk.
std::map<QString, int> TestSubmitKill::Desk::draftsIn(Database &database, QStringList &problems)
{
    std::map<QString, int> numbers;
    const auto list = readDrafts(database);
    if (!list)
        problems.append(list.error().detail);
    const QList<DraftSummary> drafts = list ? *list : QList<DraftSummary>();
    for (const DraftSummary &summary : drafts) {
        const auto draft = readDraft(database, summary.server, summary.pk);
        if (!draft || !*draft || int((*draft)->changes.size()) != summary.fields) {
            problems.append(u"half a draft of "_s + summary.pk);
            continue;
        }
        numbers[summary.pk] = 0;
        for (const FieldChange &change : (*draft)->changes) {
            if (change.field == Field::Name)
                numbers[summary.pk] = change.after.toText().toInt();
        }
    }
    left += int(drafts.size());
    return numbers;
}

void TestSubmitKill::Desk::spoil()
{
    const OpenStore store = openStore({m_folder.location(), MachineIdentity::ofThisMachine(), {}});
    static_cast<void>(store.database->run(u"DELETE FROM drafts"_s).has_value());
    m_server.data().changeAs(u"bert"_s, u"killed-3"_s, {{u"promoted"_s, true}});
}

void TestSubmitKill::Desk::checkServer(QStringList &problems)
{
    problems += m_sentUnasked;
    for (const auto &[pk, before] : m_before) {
        QJsonObject now = source(pk)->columns;
        const QStringList keys = now.keys();
        for (const QString &key : keys) {
            const bool isTyped =
                    m_typed[pk].contains(key + u' ' + now.value(key).toVariant().toString());
            if (now.value(key) != before.value(key) && !isTyped)
                problems.append(u"%1 of %2 was changed by nobody"_s.arg(key, pk));
        }
    }
}

QStringList TestSubmitKill::Desk::problems()
{
    QStringList problems;
    checkStore(problems);
    checkServer(problems);
    return problems;
}

void TestSubmitKill::atNamedPoints_data()
{
    QTest::addColumn<QString>("point");
    for (const QString &point :
         {u"before the commit"_s, u"after the commit"_s, u"after stored was told"_s,
          u"before the PATCH"_s, u"read by the server"_s, u"stored by the server"_s,
          u"after the PATCH"_s, u"before the deletion"_s, u"in the deletion"_s})
        QTest::newRow(qPrintable(point)) << point;
}

void TestSubmitKill::atNamedPoints()
{
    QFETCH(const QString, point);
    const int seeds = setting("SOURCEDESK_KILL_SEEDS", 2);
    Desk desk;
    QStringList problems;
    for (int seed = 1; seed <= seeds; ++seed) {
        QVERIFY(desk.runTo(point, 1 + seed % 4, quint32(seed)));
        const QStringList wrong = desk.problems();
        if (!wrong.isEmpty())
            problems.append(u"seed %1: %2"_s.arg(seed).arg(wrong.join(u", "_s)));
    }
    QVERIFY(desk.opensAll());
    problems += desk.problems();

    qInfo("%d kills, %d drafts called stored, %d in the file, %d writes, %d wrong", desk.kills,
          desk.stored, desk.left, desk.writes, int(problems.size()));
    QCOMPARE(problems.mid(0, 5).join(u'\n'), QString());
}

void TestSubmitKill::atRandomMoments()
{
    const int kills = setting("SOURCEDESK_KILLS", 10);
    Desk desk;
    QStringList problems;
    QRandomGenerator random(17);
    for (int kill = 1; kill <= kills; ++kill) {
        desk.runFor(random.bounded(400), quint32(kill));
        const QStringList wrong = desk.problems();
        if (!wrong.isEmpty())
            problems.append(u"kill %1: %2"_s.arg(kill).arg(wrong.join(u", "_s)));
    }
    QVERIFY(desk.opensAll());
    problems += desk.problems();

    qInfo("%d kills, %d drafts called stored, %d in the file, %d writes, %d wrong", desk.kills,
          desk.stored, desk.left, desk.writes, int(problems.size()));
    QCOMPARE(problems.mid(0, 5).join(u'\n'), QString());
    QVERIFY(desk.stored > kills);
    QVERIFY(desk.writes > kills / 2);
}

/// A file of schema 1 with a history, opened by this program, which dies at each operation of the
/// disk in turn.
void TestSubmitKill::inAMigration()
{
    StorageFolder older;
    {
        Result<void> opened;
        const auto database =
                Database::open({older.path(), std::chrono::milliseconds(0), false, {}}, &opened);
        QVERIFY(opened && migrate(*database, 1));
        for (int row = 0; row < 50; ++row)
            QVERIFY(database->run(u"INSERT INTO snapshots VALUES ('s', ?, 0, '', ?)"_s,
                                  {row, QString(500, u'x')}));
    }
    const QByteArray before = older.bytes();
    QProcess whole;
    StorageFolder copy;
    QVERIFY(copy.write(before));
    const auto start = [](QProcess &child, const StorageFolder &folder, int operation) {
        child.start(QStringLiteral(SUBMIT_CHILD),
                    {u"migrate"_s, folder.folder.path(), QString::number(operation)});
        return child.waitForFinished();
    };
    QVERIFY(start(whole, copy, 0));
    QCOMPARE(whole.exitCode(), 0);
    const int operations = whole.readAllStandardOutput().trimmed().toInt();
    QVERIFY(operations > 20);

    const int step = std::max(1, operations / (setting("SOURCEDESK_KILL_SEEDS", 2) * 4));
    int kills = 0;
    int migrated = 0;
    for (int operation = 1; operation <= operations; operation += step) {
        StorageFolder folder;
        QVERIFY(folder.write(before));
        QProcess child;
        QVERIFY(start(child, folder, operation));
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        ++kills;
        const OpenStore store =
                openStore({folder.location(), {u"desk"_s, u"boot"_s, u"desk"_s}, {}});
        QCOMPARE(store.state, StoreState());
        QCOMPARE(*store.database->number(u"PRAGMA user_version"_s), newestSchema());
        QCOMPARE(*store.database->number(u"SELECT COUNT(*) FROM snapshots"_s), 50);
        QCOMPARE(*store.database->number(u"SELECT COUNT(*) FROM drafts"_s), 0);
        migrated += *store.database->number(u"SELECT integrity_check = 'ok' FROM"
                                            " pragma_integrity_check"_s)
                        == 1
                ? 1
                : 0;
    }
    qInfo("%d of %d operations killed, %d files whole and migrated", kills, operations, migrated);
    QCOMPARE(migrated, kills);
}

/// This proof can fail.
void TestSubmitKill::whatIsLostIsFoundOut()
{
    Desk desk;
    QVERIFY(desk.runTo(u"after stored was told"_s, 1, 1));
    QCOMPARE(desk.problems().join(u'\n'), QString());

    desk.spoil();

    const QString problems = desk.problems().join(u'\n');
    QVERIFY2(problems.contains(u"was called stored"_s), qPrintable(problems));
    QVERIFY2(problems.contains(u"changed by nobody"_s), qPrintable(problems));
}

QTEST_GUILESS_MAIN(TestSubmitKill)
#include "tst_submitkill.moc"
