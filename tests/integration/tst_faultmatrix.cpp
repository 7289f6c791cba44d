// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultcell.h"
#include "redirects.h"
#include "samples.h"
#include "testauthority.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QtTest>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Everything that may come over the wire against every kind of call, as a table: no call outlives
// its deadline, stalls the window, fills the memory, tells the token to a stranger, is unsure of a
// write without saying so, or loses what a person typed.
class TestFaultMatrix : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void watchSeesAPause();
    void watchSeesMemory();
    void cell_data();
    void cell();
    void aFollowedRedirectWouldBeSeen();
    void noRedirectIsFollowed_data();
    void noRedirectIsFollowed();
    void noDowngradeIsFollowed();
    void cleanupTestCase();

private:
    void note(const Fault &fault, const CellReport &report);

    struct Row
    {
        QByteArray name;
        QStringList cells;
        std::chrono::milliseconds pause{0};
        std::chrono::milliseconds took{0};
        qint64 growth = 0;
    };
    QList<Fault> m_faults;
    std::optional<TestAuthority> m_authority;
    QList<Row> m_table;
};

namespace {
constexpr std::chrono::milliseconds longestPause = 100ms;
constexpr qint64 mebibyte = 1 << 20;
constexpr qint64 mostGrowth = 64 * mebibyte;

struct Column
{
    const char *name;
    AttackedKind kind;
    bool isTls = false;
};

constexpr std::array columns{Column{"list", AttackedKind::List},
                             Column{"get", AttackedKind::Get},
                             Column{"options", AttackedKind::Options},
                             Column{"patch", AttackedKind::Patch},
                             Column{"me", AttackedKind::Me},
                             Column{"save", AttackedKind::Save},
                             Column{"TLS: get", AttackedKind::Get, true},
                             Column{"TLS: save", AttackedKind::Save, true}};

bool isWrite(AttackedKind kind)
{
    return kind == AttackedKind::Patch || kind == AttackedKind::Save;
}

QString textOf(const CellReport &report)
{
    if (!report.ended)
        return u"no end"_s;
    if (!report.error)
        return u"ok"_s;
    return QDebug::toString(report.error->kind).section(u"::"_s, -1).remove(u')');
}

/// True when the end is one that the fault may have.
bool isExpected(const Fault &fault, AttackedKind kind, const std::optional<Error> &error)
{
    if (fault.endings.isEmpty() || !error)
        return fault.endings.isEmpty() && !error;
    return std::any_of(fault.endings.begin(), fault.endings.end(), [&](const Ending &ending) {
        return ending.kind == error->kind && (!isWrite(kind) || ending.arrival == error->arrival);
    });
}

/// A server that redirects, another origin, and one that leads back.
struct RedirectRig
{
    RedirectRig()
    {
        strange.close();
        strange.listen(QHostAddress::Any); // under every name and address of this machine
        const QByteArray back = "Location: " + home.url(u"/back/"_s).toLatin1() + "\r\n";
        chain.setScript([back](const RecordedRequest &) {
            return Script::answer(302, "text/html", {}, back);
        });
    }

    RedirectPlaces places() const
    {
        return {QByteArray::number(home.serverPort()), QByteArray::number(strange.serverPort()),
                QByteArray::number(chain.serverPort())};
    }
    void answerWith(int status, const QByteArray &headers)
    {
        home.setScript([=](const RecordedRequest &) {
            return Script::answer(status, "text/html", "moved", headers);
        });
    }
    int tokensElsewhere() const
    {
        const QList<RecordedRequest> requests = strange.requests() + chain.requests();
        return int(std::count_if(requests.begin(), requests.end(), [](const auto &request) {
            return !request.header("Authorization").isEmpty();
        }));
    }

    ScriptedServer home;
    ScriptedServer strange;
    ScriptedServer chain;
};

/// What a save has to say of a write that ended so. The server never has the change.
SaveResult savedAs(const std::optional<Error> &error)
{
    if (!error)
        return SaveResult::Saved;
    switch (error->arrival) {
    case Arrival::NotSent:
        return SaveResult::NotSent;
    case Arrival::Answered:
        return SaveResult::Refused;
    case Arrival::MayHaveArrived:
        break;
    }
    return SaveResult::NotApplied;
}
} // namespace

void TestFaultMatrix::initTestCase()
{
    m_faults = allFaults();
    m_authority.emplace();
    if (Watch::isSanitized())
        qInfo("Memory and pauses are not judged under a sanitizer: it keeps what was freed and is "
              "several times slower.");
    for (const Fault &fault : std::as_const(m_faults))
        m_table.append({fault.name, {}, 0ms, 0ms, 0});
}

void TestFaultMatrix::watchSeesAPause()
{
    Watch watch;
    QTimer::singleShot(5ms, this, [] { QTest::qSleep(150); });
    watch.spin(200ms);

    QVERIFY(watch.worstPause() > longestPause);
}

void TestFaultMatrix::watchSeesMemory()
{
    Watch watch;
    std::vector<char> much(std::size_t(80 * mebibyte), 'x');
    watch.spin(20ms);
    QVERIFY(much.back() == 'x');
    much.clear();
    much.shrink_to_fit();

    if (watch.growth())
        QVERIFY(*watch.growth() > mostGrowth);
}

void TestFaultMatrix::cell_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isTls");
    for (int at = 0; at < m_faults.size(); ++at) {
        for (const Column &column : columns)
            QTest::addRow("%s, %s", m_faults.at(at).name, column.name)
                    << at << int(column.kind) << column.isTls;
    }
}

void TestFaultMatrix::cell()
{
    QFETCH(int, fault);
    QFETCH(int, kind);
    QFETCH(bool, isTls);
    const TestAuthority *authority = isTls ? &*m_authority : nullptr;
    const Fault &met = m_faults.at(fault);
    const AttackedKind attacked = AttackedKind(kind);

    CellReport report = FaultCell(met, attacked, authority).run();
    // What other programs do to this one is seen once; a pause of its own comes each time.
    const int tries = Watch::isSanitized() ? 1 : 3;
    for (int more = 1; more < tries && report.pause > longestPause; ++more) {
        const CellReport again = FaultCell(met, attacked, authority).run();
        report.pause = std::min(report.pause, again.pause);
    }
    note(met, report);

    QVERIFY(report.ended);
    QVERIFY(!report.endedEarly || !report.error || report.error->kind != ErrorKind::Timeout);
    QCOMPARE(report.told, 1);
    QVERIFY2(isExpected(met, attacked, report.error),
             report.error ? qPrintable(QDebug::toString(report.error->kind) + u' '
                                       + QDebug::toString(report.error->arrival) + u' '
                                       + report.error->detail)
                          : "it went well");
    if (report.saved)
        QCOMPARE(int(*report.saved), int(savedAs(report.error)));
    QVERIFY(report.keepsForm);
    QVERIFY(report.writes <= 1);
    QVERIFY(report.isTokenAtHome);
    QCOMPARE(report.strange, 0);
    if (!Watch::isSanitized())
        QVERIFY2(report.pause <= longestPause, qPrintable(QString::number(report.pause.count())));
    if (report.growth)
        QVERIFY2(*report.growth <= mostGrowth, qPrintable(QString::number(*report.growth)));
}

/// Qt's own way with redirects, to show that the servers of the next test would see it.
void TestFaultMatrix::aFollowedRedirectWouldBeSeen()
{
    RedirectRig rig;
    const QByteArray headers = "Location: " + rig.strange.url(u"/in/"_s).toLatin1() + "\r\n";
    rig.answerWith(302, headers);
    rig.strange.setScript([](const RecordedRequest &) { return Script::json(200, "{}"); });
    QNetworkAccessManager network;
    QNetworkRequest request{QUrl(rig.home.url(u"/"_s))};
    request.setRawHeader("Authorization", "Bearer canary-api-key");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::NoLessSafeRedirectPolicy);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 20000);

    QCOMPARE(rig.tokensElsewhere(), 1);
}

void TestFaultMatrix::noRedirectIsFollowed_data()
{
    QTest::addColumn<int>("number");
    const QList<Redirect> redirects = allRedirects({"1", "2", "3"});
    QVERIFY(redirects.size() >= 25);
    for (int at = 0; at < redirects.size(); ++at)
        QTest::addRow("%s", redirects.at(at).name) << at;
}

void TestFaultMatrix::noRedirectIsFollowed()
{
    QFETCH(int, number);
    RedirectRig rig;
    const Redirect redirect = allRedirects(rig.places()).at(number);
    FakeClock clock;
    AuthentikClient client(BaseUrl::fromUserInput(rig.home.url()).value(),
                           Secret(u"canary-api-key"_s), Samples::digests(), clock);

    int sent = 0;
    for (const int status : {300, 301, 302, 303, 305, 307, 308}) {
        rig.answerWith(status, redirect.headers);
        Outcome<PlexSource> reading;
        const CallHandle read = client.getSource(u"plex-home"_s, reading.done());
        QVERIFY(reading.wait(20s));
        Outcome<WriteAnswer> writing;
        const CallHandle write =
                client.patchSource(u"plex-home"_s, R"({"enabled":false})", writing.done());
        QVERIFY(writing.wait(20s));
        sent += 2;

        for (const Error &error : {reading.error(), writing.error()}) {
            QCOMPARE(error.kind, ErrorKind::Redirected);
            QCOMPARE(error.httpStatus, status);
            QVERIFY(!error.detail.contains("canary"_L1));
            QVERIFY(!error.detail.contains("word"_L1));
        }
        QCOMPARE(writing.error().arrival, Arrival::Answered);
    }
    settle();

    QCOMPARE(rig.home.requests().size(), sent); // nothing came a second time, by any name
    QCOMPARE(rig.tokensElsewhere(), 0);
    QCOMPARE(rig.strange.connections() + rig.chain.connections(), 0);
}

/// From https to http on the same machine, and to another https.
void TestFaultMatrix::noDowngradeIsFollowed()
{
    const TestAuthority authority;
    const QSslConfiguration tls = authority.issue(u"server"_s).serverTls();
    RedirectRig rig;
    rig.home.setTls(tls);
    FakeClock clock;
    TransportSetup setup = directSetup(
            BaseUrl::fromUserInput(u"https://127.0.0.1:%1"_s.arg(rig.home.serverPort())).value(),
            Secret(u"canary-api-key"_s), clock);
    setup.entry.caFile = authority.caFile();
    setup.entry.proxy.mode = ProxyChoice::Mode::None;
    AuthentikClient client(setup, Samples::digests());

    const QByteArray port = QByteArray::number(rig.strange.serverPort());
    for (const QByteArray &scheme : {QByteArray("http"), QByteArray("https")}) {
        rig.answerWith(307, "Location: " + scheme + "://127.0.0.1:" + port + "/api/v3/\r\n");
        Outcome<WriteAnswer> writing;
        const CallHandle write =
                client.patchSource(u"plex-home"_s, R"({"enabled":false})", writing.done());
        QVERIFY(writing.wait(20s));
        QCOMPARE(writing.error().kind, ErrorKind::Redirected);
    }
    settle();

    QCOMPARE(rig.home.requests().size(), 2);
    QCOMPARE(rig.strange.connections(), 0);
}

void TestFaultMatrix::note(const Fault &fault, const CellReport &report)
{
    Row &row = *std::find_if(m_table.begin(), m_table.end(),
                             [&](const Row &one) { return one.name == fault.name; });
    row.cells.append(textOf(report));
    row.pause = std::max(row.pause, report.pause);
    row.took = std::max(row.took, report.took);
    row.growth = std::max(row.growth, report.growth.value_or(0));
}

void TestFaultMatrix::cleanupTestCase()
{
    QString table = u"\n"_s + u"fault"_s.leftJustified(34);
    for (const Column &column : columns)
        table += QString::fromLatin1(column.name).leftJustified(12);
    table += u"  pause ms  MiB more  took ms\n"_s;
    for (const Row &row : std::as_const(m_table)) {
        table += QString::fromLatin1(row.name).leftJustified(34);
        for (const QString &cell : row.cells)
            table += cell.leftJustified(12);
        table += u"%1%2%3\n"_s.arg(row.pause.count(), 10)
                         .arg(row.growth / mebibyte, 10)
                         .arg(row.took.count(), 9);
    }
    qInfo().noquote() << table;
}

QTEST_GUILESS_MAIN(TestFaultMatrix)
#include "tst_faultmatrix.moc"
