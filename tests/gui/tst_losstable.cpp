// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/demoseeds.h"
#include "form/itemframe.h"
#include "windowharness.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// The losses that authentik's web form is known for (contract §5.2), each as one edit in the window
// here: the whole object on the server afterwards differs from the one before in the edited field
// alone, and nothing but that field was sent. The numbers in the names are those of the contract;
// this program never asks plex.tv, so that it is out of reach in all of them.
namespace {

using Data = demoserver::DemoData;

struct Loss
{
    QList<const char *> releases = {"2023.10.7", "2025.12.4"};
    QJsonObject stored = {};      ///< columns of the source before the form opens
    QJsonObject meanwhile = {};   ///< what a colleague changes while it is open
    bool isLimited = false;       ///< the caller may view and change Plex sources, nothing else
    bool isPressedAtOnce = false; ///< saved as soon as the name shows, everything else on its way
    std::function<void(Data &)> prepare = {};
    std::function<void(WindowHarness &)> edit = {}; ///< none: the name becomes *Plex Family*
    QJsonObject expected = {{u"name"_s, u"Plex Family"_s}};
};

constexpr auto changeRight = "authentik_sources_plex.change_plexsource"_L1;
const QString slug = u"plex-home"_s;

QString flowPk(QStringView wanted)
{
    const Data data = demoserver::seededData(true);
    for (const demoserver::Flow &flow : data.flows()) {
        if (flow.slug == wanted)
            return flow.pk;
    }
    qFatal("no such flow");
}

/// So many that the last one is on no first page, neither of 20 nor of 100.
void addFlows(Data &data)
{
    for (int number = 0; number < 130; ++number) {
        demoserver::Flow flow = data.flows().first();
        flow.pk = demoserver::newId();
        flow.slug = u"many-%1"_s.arg(number, 3, 10, QChar(u'0'));
        data.addFlow(flow);
    }
}

void addServer(WindowHarness &desk)
{
    desk.window->page()->form()->focusField(Field::AllowedServers);
    auto *frame = desk.row(Field::AllowedServers)->findChild<ItemFrame *>();
    QTest::mouseClick(frame->addButton(), Qt::LeftButton);
    QTest::keyClicks(QApplication::focusWidget(), u"server-d"_s);
}

void touchFriends(WindowHarness &desk)
{
    desk.window->page()->form()->focusField(Field::AllowFriends);
    QTest::mouseClick(desk.row(Field::AllowFriends)->editor()->inner(), Qt::LeftButton, {}, {8, 8});
}

} // namespace

Q_DECLARE_METATYPE(Loss)

class TestLossTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void onlyTheEditedFieldDiffers_data();
    void onlyTheEditedFieldDiffers();
    void whereNoMappingIsListedAllStay();
    void theColleaguesFieldsShowInTheForm();

private:
    static void row(const char *name, const Loss &loss);
    static void addServers();
    static void addFlowsAndMappings();
    static void addOthers();
    static void letTheRestTakeLonger(demoserver::DemoServer &server);
    static QJsonObject object(WindowHarness &desk, const QString &pk);
};

void TestLossTable::row(const char *name, const Loss &loss)
{
    for (const char *release : loss.releases)
        QTest::newRow((QByteArray(release) + ": " + name).constData())
                << QString::fromLatin1(release) << loss;
}

void TestLossTable::addServers()
{
    const QJsonArray servers{u"server-b"_s, u"server-a"_s, u"server-b"_s, u"server-c"_s};
    const QJsonObject stored{{u"allowed_servers"_s, servers}, {u"allow_friends"_s, false}};
    row("1 servers, plex.tv out of reach", {.stored = stored});
    row("2 servers, save at once", {.stored = stored, .isPressedAtOnce = true});
    QJsonArray longer = servers;
    longer.append(u"server-d"_s);
    row("3 order and repetitions of servers, one added",
        {.stored = stored, .edit = addServer, .expected = {{u"allowed_servers"_s, longer}}});
    row("4 another Plex token",
        {.stored = stored,
         .edit = [](WindowHarness &desk) { desk.type(Field::PlexToken, u"another-token"_s); },
         .expected = {{u"plex_token"_s, u"another-token"_s}}});
    row("14 client id",
        {.stored = stored,
         .edit = [](WindowHarness &desk) { desk.type(Field::ClientId, u"another-id"_s); },
         .expected = {{u"client_id"_s, u"another-id"_s}}});
}

void TestLossTable::addFlowsAndMappings()
{
    const QJsonObject foreign{
            {u"authentication_flow"_s, flowPk(u"default-provider-authorization-implicit-consent")}};
    row("5 flow of another designation", {.stored = foreign});
    row("5 flow beyond the first page",
        {.stored = {{u"enrollment_flow"_s, flowPk(u"zz-old-enrollment")}}, .prepare = addFlows});
    row("5 flows invisible to the administrator", {.stored = foreign, .isLimited = true});
    row("5 flows not loaded yet", {.stored = foreign, .isPressedAtOnce = true});
    // plex-home has a mapping of another kind, and others of this one.
    const QList<const char *> newest{"2025.12.4"};
    const QJsonObject unknown{{u"user_property_mappings"_s,
                               QJsonArray{u"5eed0003-0000-4000-8000-000000000005"_s,
                                          u"5eed0003-0000-4000-8000-000000000001"_s,
                                          u"5eed0003-0000-4000-8000-000000000777"_s}}};
    row("6 mapping of another kind", {.releases = newest});
    row("6 mapping that cannot be read", {.releases = newest, .stored = unknown});
    row("7 list of mappings refused", {.releases = newest, .stored = unknown, .isLimited = true});
    row("7 mappings not loaded yet",
        {.releases = newest, .stored = unknown, .isPressedAtOnce = true});
}

void TestLossTable::addOthers()
{
    const QList<const char *> oldest{"2023.10.7"};
    const QList<const char *> newest{"2025.12.4"};
    row("9 icon, list of files refused", {.releases = newest, .isLimited = true});
    row("9 icon not loaded yet", {.releases = newest, .isPressedAtOnce = true});
    row("10 no icon, rendered as the built-in one",
        {.releases = newest, .stored = {{u"icon"_s, QString()}}});
    row("11 icon that the server does not tell", {.releases = oldest});
    row("12 slug unlike the name", {});
    row("12 slug that begins as the name", {.stored = {{u"name"_s, u"Plex"_s}}});
    row("13 stale form",
        {.meanwhile = {{u"enabled"_s, false},
                       {u"allow_friends"_s, false},
                       {u"client_id"_s, u"of-a-colleague"_s}}});
    row("13 stale form, another field of the same form",
        {.meanwhile = {{u"name"_s, u"Of a colleague"_s},
                       {u"user_matching_mode"_s, u"email_deny"_s}},
         .edit = touchFriends,
         .expected = {{u"allow_friends"_s, false}}});
    row("policy engine mode that the form of old does not show",
        {.stored = {{u"policy_engine_mode"_s, u"all"_s}}});
    row("everything a limited administrator cannot load",
        {.isLimited = true, .isPressedAtOnce = true});
}

void TestLossTable::onlyTheEditedFieldDiffers_data()
{
    QTest::addColumn<QString>("release");
    QTest::addColumn<Loss>("loss");
    addServers();
    addFlowsAndMappings();
    addOthers();
}

/// Names of flows and mappings, and what OPTIONS says, come after everything else.
void TestLossTable::letTheRestTakeLonger(demoserver::DemoServer &server)
{
    connect(&server, &demoserver::DemoServer::requestReceived, &server,
            [&server](const demoserver::ReceivedRequest &request) {
                const bool isSource = request.target.contains("sources/plex/plex-home/")
                        && request.method != "OPTIONS";
                server.setDelay(isSource ? 0ms : 300ms);
            });
}

/// Every column of the row, also those that this release does not show.
QJsonObject TestLossTable::object(WindowHarness &desk, const QString &pk)
{
    const QList<demoserver::PlexSource> &sources = desk.server.data().plexSources();
    for (const demoserver::PlexSource &source : sources) {
        if (source.pk != pk)
            continue;
        QJsonObject all = source.columns;
        all.insert(u"pk"_s, source.pk);
        all.insert(u"managed"_s, source.managed);
        return all;
    }
    return {};
}

void TestLossTable::onlyTheEditedFieldDiffers()
{
    QFETCH(QString, release);
    QFETCH(Loss, loss);
    WindowHarness desk({.release = demoserver::findRelease(release)},
                       loss.isLimited ? "viewer"_L1 : "admin"_L1);
    Data &data = desk.server.data();
    data.setPermission(demoserver::viewerName, changeRight, true);
    if (loss.prepare)
        loss.prepare(data);
    QVERIFY(data.changeAs(demoserver::otherAdminName, slug, loss.stored));
    const QString pk = data.plexSource(slug)->pk;
    QJsonObject expected = object(desk, pk);

    if (loss.isPressedAtOnce) {
        QTRY_VERIFY(desk.session->wasListRead());
        letTheRestTakeLonger(desk.server);
        QVERIFY(desk.window->openSource(slug));
        QTRY_VERIFY(desk.edit()->isLoaded());
    } else {
        QVERIFY(desk.open(slug));
    }
    if (!loss.meanwhile.isEmpty())
        QVERIFY(data.changeAs(demoserver::otherAdminName, slug, loss.meanwhile));
    if (loss.edit)
        loss.edit(desk);
    else
        desk.type(Field::Name, u"Plex Family"_s);
    if (loss.isPressedAtOnce)
        QCOMPARE(desk.edit()->changeRight(), ChangeRight::Unknown); // nothing came yet
    QVERIFY(desk.save());

    QCOMPARE(desk.edit()->outcome()->result, SaveResult::Saved);
    QCOMPARE(desk.patches(),
             QList<QByteArray>{QJsonDocument(loss.expected).toJson(QJsonDocument::Compact)});
    QVERIFY(desk.server.requests("PUT").isEmpty());
    QVERIFY(desk.server.requests("POST").isEmpty());
    for (const QJsonObject &changes : {loss.meanwhile, loss.expected}) {
        for (auto it = changes.begin(); it != changes.end(); ++it)
            expected.insert(it.key(), it.value());
    }
    QCOMPARE(QJsonDocument(object(desk, pk)).toJson(), QJsonDocument(expected).toJson());
}

/// 7: a server without any Plex mapping, and a source that has one of another kind all the same.
void TestLossTable::whereNoMappingIsListedAllStay()
{
    WindowHarness desk({.isEmpty = true});
    demoserver::PlexSource source = *demoserver::seededData(true).plexSource(slug);
    desk.server.data().savePlexSource(source);
    desk.connectTo(desk.proxy->url(), desk.server.token("admin"_L1));
    QVERIFY(desk.open(slug));
    desk.type(Field::Name, u"Plex Family"_s);
    QVERIFY(desk.save());

    QCOMPARE(desk.patches(), QList<QByteArray>{R"({"name":"Plex Family"})"});
    source.columns.insert(u"name"_s, u"Plex Family"_s);
    QCOMPARE(desk.server.data().plexSource(slug)->columns, source.columns);
}

void TestLossTable::theColleaguesFieldsShowInTheForm()
{
    WindowHarness desk;
    QVERIFY(desk.open(slug));
    QVERIFY(desk.server.data().changeAs(demoserver::otherAdminName, slug,
                                        {{u"client_id"_s, u"of-a-colleague"_s}}));
    desk.type(Field::Name, u"Plex Family"_s);
    QVERIFY(desk.save());
    QCOMPARE(desk.lineEdit(Field::ClientId)->text(), u"of-a-colleague"_s);
    QCOMPARE(desk.edit()->note(Field::ClientId).kind, FieldNote::Kind::TakenOver);
}

QTEST_MAIN(TestLossTable)
#include "tst_losstable.moc"
