// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/demoseeds.h"
#include "weatherdesk.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

// Bad weather over the PATCH itself: what the window says, that it is true, and that nothing a
// person typed is lost. Each row goes over a real socket.
namespace {

using Fault = FaultProxy::Fault;

const QString typedName = u"Plex Family"_s;
const QString typedToken = u"canary-plex-token"_s;
constexpr char sentBody[] = R"({"name":"Plex Family","plex_token":"canary-plex-token"})";

struct Case
{
    std::function<void(WeatherDesk &)> begin;
    QString what; ///< the title in the summary bar; %1 is the host
    QString next; ///< the line below it
    int patches = 1;
    bool isStored = false;
    bool savesLater = true; ///< the same click saves once the weather is over
    QList<QByteArray> hangs = {};
};

Script jsonOf(int status, const char *words, const QByteArray &headers = {})
{
    return Script::json(status, Weather::detail(words), headers);
}

std::function<void(WeatherDesk &)> instead(const Script &script)
{
    return [script](WeatherDesk &desk) { desk.answerInstead("PATCH", script); };
}

std::function<void(WeatherDesk &)> afterwards(const Script &script)
{
    return [script](WeatherDesk &desk) { desk.answerAfterwards("PATCH", script); };
}

std::function<void(WeatherDesk &)> fault(Fault fault)
{
    return [fault](WeatherDesk &desk) { desk.proxy->setFault(fault, "PATCH"); };
}

std::function<void(WeatherDesk &)> writingTo(const Script &script)
{
    return [script](WeatherDesk &desk) {
        desk.relay.setWriter(desk.another(desk.scripted(script), u"key"_s));
    };
}

std::function<void(WeatherDesk &)> writingWith(const QString &token)
{
    return [token](WeatherDesk &desk) {
        desk.relay.setWriter(desk.another(desk.proxy->url(), token));
    };
}

const QString notSent = u" Nothing was sent; your edits are kept."_s;
const QString notStored = u" Nothing was stored; your edits are kept."_s;
const QString old = u" Not saved: the server still has the old values. Your edits are kept."_s;
const QString stored = u" But the change is on the server."_s;
const QString noAnswerOld = u"No answer came and the server still has the old values. Your edits "
                            "are kept; save again when it answers."_s;
const QString noAnswerStored = u"No answer came, but the change is on the server."_s;
const QString closed = u"%1 or a proxy in between closed the connection before the "
                       "answer was complete."_s;
const QString noNeed = u" There is no need to save again."_s;
const QString page = u"%1 answered with a web page, without data."_s;
const QString gate = u"A login page or a proxy may stand between: check the address."_s;
const QString crash = u"%1 has no such page, or failed while working on the change (status 405)."_s;
const QString crashNext = u"Check the address; if it is right, the log of authentik tells more."_s;

} // namespace

Q_DECLARE_METATYPE(Case)

class TestWindowWeatherSave : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init()
    {
        m_desk = std::make_unique<WeatherDesk>();
        m_desk->letOthersWork();
    }
    void cleanup() { m_desk.reset(); }

    void theWindowTellsTheTruthAndKeepsTheEdit_data();
    void theWindowTellsTheTruthAndKeepsTheEdit();
    void readingAgainEndsTheDoubt_data();
    void readingAgainEndsTheDoubt();
    void somebodyElseSavedWhileNoAnswerCame();
    void aRightTakenAwayTurnsSaveOffAndSaysWhy();
    void detailsRepeatNoSecretThatAServerRepeats();
    void afterARenameByAnotherTheEditIsFoundAndSaved();
    void aRenameBetweenReadAndWriteIsFollowed();

private:
    static void addUnreached();
    static void addUnanswered();
    static void addUnreadable();
    static void addRefusals();
    static void addCrashes();
    static void addLost();
    bool typeBoth()
    {
        if (!m_desk->open())
            return false;
        m_desk->type(Field::Name, typedName);
        m_desk->type(Field::PlexToken, typedToken);
        return m_desk->edit()->changed() == FieldSet{Field::Name, Field::PlexToken};
    }
    bool storedName(const QString &name)
    {
        const demoserver::PlexSource *source = m_desk->server.data().plexSource(u"plex-home"_s);
        return source && source->name() == name;
    }

    QString m_token; ///< as it was stored before
    std::unique_ptr<WeatherDesk> m_desk;
};

void TestWindowWeatherSave::theWindowTellsTheTruthAndKeepsTheEdit_data()
{
    QTest::addColumn<Case>("weather");
    addUnreached();
    addUnanswered();
    addUnreadable();
    addRefusals();
    addCrashes();
    addLost();
}

void TestWindowWeatherSave::addUnreached()
{
    QTest::newRow("unreachable") << Case{
            [](WeatherDesk &desk) {
                desk.relay.setWriter(desk.another(WeatherDesk::closedUrl(), u"key"_s));
            },
            u"%1 does not answer."_s + notSent,
            u"Check that the server runs and that this computer has a network. Save again when it "
            "answers."_s,
            0};
    QTest::newRow("DNS") << Case{
            [](WeatherDesk &desk) {
                desk.relay.setWriter(desk.another(u"http://host.invalid"_s, u"key"_s));
            },
            u"%1 was not found: the network does not know this name."_s + notSent,
            u"Check the spelling of the address. Then try again."_s, 0};
    QTest::newRow("TLS") << Case{
            [](WeatherDesk &desk) {
                desk.relay.setWriter(desk.another(desk.selfSigned(), u"key"_s));
            },
            u"%1 was not trusted: its certificate or encryption is not in order."_s + notSent,
            u"Check the server’s certificate and this computer’s clock. Then try again."_s, 0};
}

void TestWindowWeatherSave::addUnanswered()
{
    const QString late = u"%1 did not answer in time."_s;
    QTest::newRow("timeout, lost")
            << Case{fault(Fault::DropRequest), noAnswerOld, late, 0, false, true, {"PATCH"}};
    QTest::newRow("timeout, stored")
            << Case{fault(Fault::Hang), noAnswerStored, late + noNeed, 1, true, true, {"PATCH"}};
    QTest::newRow("timeout, and the read after it") << Case{
            [](WeatherDesk &desk) {
                desk.proxy->setFault(Fault::Hang, "PATCH");
                desk.beforePatch = [&desk] { desk.proxy->setFault(Fault::Hang); };
            },
            u"The change may be stored or not: reading the source again failed too. %1 did not "
            "answer in time. Your edits are kept."_s,
            u"Read the source again to see what is stored."_s,
            1,
            false,
            false,
            {"PATCH", "GET"}};
    QTest::newRow("cut inside the answer")
            << Case{[](WeatherDesk &desk) {
                        desk.proxy->setCutAfter(600);
                        desk.proxy->setFault(Fault::CutAnswer, "PATCH");
                    },
                    closed + stored, u"There is no need to save again."_s, 1, true};
    QTest::newRow("FIN, stored") << Case{fault(Fault::CloseUnread), noAnswerStored, closed + noNeed,
                                         1, true};
    QTest::newRow("RST, stored") << Case{fault(Fault::ResetUnread), noAnswerStored, closed + noNeed,
                                         1, true};
    QTest::newRow("FIN, lost") << Case{writingTo({{}, Script::Then::Close}), noAnswerOld, closed};
    QTest::newRow("RST, lost") << Case{writingTo({{}, Script::Then::Reset}), noAnswerOld, closed};
}

void TestWindowWeatherSave::addUnreadable()
{
    const Script html = Script::answer(200, "text/html; charset=utf-8", Weather::page);
    QTest::newRow("page, lost") << Case{instead(html), page + old, gate + u" Then save again."_s,
                                        0};
    QTest::newRow("page, stored") << Case{afterwards(html), page + stored, gate + noNeed, 1, true};
    QTest::newRow("empty") << Case{
            instead(Script::json(200, {})), u"%1 gave an empty answer."_s + old,
            u"If it goes on, look at the log of authentik and of any proxy. Then save again."_s, 0};
    QTest::newRow("3 MB of garbage, lost")
            << Case{instead(Script::json(200, QByteArray(3'000'000, '\xff'))),
                    u"%1 sent more than this program reads at once."_s + old,
                    u"Check that authentik is at this address. Then save again."_s, 0};
    QTest::newRow("3 MB of garbage, stored")
            << Case{afterwards(Script::json(200, QByteArray(3'000'000, '\xff'))),
                    u"%1 sent more than this program reads at once."_s + stored,
                    u"Check that authentik is at this address."_s + noNeed, 1, true};
    QTest::newRow("wrong type of the pk") << Case{
            instead(Script::json(200, R"({"pk":5,"slug":"plex-home","name":"Plex Family"})")),
            u"%1 gave an answer that cannot be read."_s + old,
            u"Check that authentik is at this address; the details show what came. Then save "
            "again."_s,
            0};
    for (const int status : {301, 302, 307}) {
        QTest::addRow("%d", status)
                << Case{instead(Script::answer(status, "text/html", {},
                                               "Location: https://new.example/login?token=x\r\n")),
                        u"%1 sends on to another address, https://new.example/login."_s + notStored,
                        u"Connect with the new address."_s, 0};
    }
}

void TestWindowWeatherSave::addRefusals()
{
    const QString unknown = u"%1 does not know this token: it is mistyped, expired or deleted."_s;
    const QString renew = u"Make a new API token in authentik and connect with it."_s;
    QTest::newRow("403 bad key") << Case{writingWith(u"mistyped-key"_s), unknown + notStored,
                                         renew};
    QTest::newRow("no token") << Case{
            writingWith({}), u"%1 was not asked, because its token is missing here."_s + notSent,
            u"Edit the connection and enter its token."_s, 0};
    QTest::newRow("403 no right") << Case{
            [](WeatherDesk &desk) {
                desk.relay.setWriter(
                        desk.another(desk.proxy->url(), desk.server.token("viewer"_L1)));
            },
            u"Your token may read Plex sources but not change them."_s + notStored,
            u"Ask for the right to change Plex sources."_s};
    QTest::newRow("415") << Case{
            instead(jsonOf(415, "Unsupported media type in request.")),
            u"%1 does not take requests in this form (status 415)."_s + notStored,
            u"A proxy may have changed the request: check what stands between."_s, 0};
    QTest::newRow("429") << Case{
            instead(jsonOf(429, "Request was throttled.", "Retry-After: 17\r\n")),
            u"%1 takes no more requests for now: there were too many."_s + notStored,
            u"Try again in 17 seconds."_s, 0};
    QTest::newRow("503 starting") << Case{
            instead(Script::json(503, R"({"error":"authentik starting"})", "Retry-After: 5\r\n")),
            u"authentik on %1 is starting or restarting (status 503)."_s + notStored,
            u"Try again in 5 seconds."_s, 0};
}

void TestWindowWeatherSave::addCrashes()
{
    const Script empty405 = Script::answer(405, "text/html", {}, "Allow: GET, HEAD, OPTIONS\r\n");
    QTest::newRow("405 empty page, lost")
            << Case{instead(empty405), crash + old, crashNext + u" Then save again."_s, 0};
    QTest::newRow("405 empty page, stored")
            << Case{afterwards(empty405), crash + stored, crashNext + noNeed, 1, true};

    const Script html500 =
            Script::answer(500, "text/html", Weather::page, "X-authentik-id: 0123456789abcdef\r\n");
    const QString failed = u"%1 failed while working on the request (status 500)."_s;
    const QString log = u"The log of authentik tells more under request 0123456789abcdef."_s;
    QTest::newRow("500 page, lost")
            << Case{instead(html500), failed + old, log + u" Try again in a moment."_s, 0};
    QTest::newRow("500 page, stored")
            << Case{afterwards(html500), failed + stored, log + noNeed, 1, true};

    const QByteArray backend = R"({"error":"failed to connect to authentik backend: EOF"})";
    const QString starting = u"authentik on %1 is starting or restarting (status 502)."_s;
    const Script text502 = Script::answer(502, "text/plain; charset=utf-8", backend);
    QTest::newRow("502 text/plain, lost")
            << Case{instead(text502), starting + old, u"Try again in a minute."_s, 0};
    QTest::newRow("502 JSON, lost") << Case{instead(Script::json(502, backend)), starting + old,
                                            u"Try again in a minute."_s, 0};
    QTest::newRow("502 text/plain, stored") << Case{afterwards(text502), starting + stored,
                                                    u"There is no need to save again."_s, 1, true};
}

void TestWindowWeatherSave::addLost()
{
    QTest::newRow("404 deleted meanwhile") << Case{
            [](WeatherDesk &desk) {
                desk.beforePatch = [&desk] {
                    desk.server.data().removePlexSource(desk.edit()->pk());
                };
            },
            u"This source was deleted on the server. Nothing was stored; your edits are kept here."_s,
            u"Export them to have them at hand when the source is made anew."_s,
            1,
            false,
            false};
    QTest::newRow("another source answers") << Case{
            instead(Script::json(200, R"({"pk":"another","slug":"plex-home","name":"Other"})")),
            u"Another source, Other, took this address just before sending and has received your "
            "change."_s,
            u"Open it and look at the fields you had changed; your edits are kept here too."_s,
            0,
            false,
            false};
}

void TestWindowWeatherSave::theWindowTellsTheTruthAndKeepsTheEdit()
{
    QFETCH(const Case, weather);
    QVERIFY(typeBoth());
    weather.begin(*m_desk);

    QVERIFY(m_desk->saveThrough(weather.hangs));

    const QString what = QString(weather.what).replace("%1"_L1, m_desk->host());
    const QString next = QString(weather.next).replace("%1"_L1, m_desk->host());
    const QByteArray shown = m_desk->shownText().toUtf8();
    QVERIFY2(m_desk->says(what), shown.constData());
    QVERIFY2(m_desk->says(next), shown.constData());
    QVERIFY(m_desk->isAllPlainText());
    QCOMPARE(m_desk->patchesArrived(), weather.patches);
    QVERIFY(m_desk->proxy->requests("PATCH").size() <= 1);

    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), typedName);
    if (weather.isStored) {
        QVERIFY(storedName(typedName));
        QVERIFY(m_desk->edit()->changed().isEmpty());
        QCOMPARE(m_desk->saveButton()->text(), u"Save changes"_s);
    } else {
        QCOMPARE(m_desk->lineEdit(Field::PlexToken)->text(), typedToken);
        QCOMPARE(m_desk->edit()->changed(), (FieldSet{Field::Name, Field::PlexToken}));
        QCOMPARE(m_desk->saveButton()->text(), u"Save 2 changes"_s);
        QCOMPARE(m_desk->saveButton()->isEnabled(), !m_desk->isOffline());
    }

    const QString details = m_desk->copiedDetails();
    if (what.startsWith("Another source"_L1)) {
        QVERIFY(details.isEmpty()); // no error answered
    } else {
        QVERIFY2(details.contains("PATCH /api/v3/sources/plex/plex-home/"_L1), qPrintable(details));
    }
    QVERIFY(!details.contains(typedToken) && !m_desk->shownText().contains(typedToken));
    for (const QLatin1StringView caller : {"admin"_L1, "viewer"_L1})
        QVERIFY(!details.contains(m_desk->server.token(caller)));
    QVERIFY(!details.contains("mistyped-key"_L1));

    if (weather.isStored || !weather.savesLater)
        return;
    QVERIFY(!storedName(typedName));
    m_desk->clearUp();
    QVERIFY(m_desk->comeBack());
    m_desk->server.forgetRequests();
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{sentBody});
    QVERIFY(m_desk->shows(u"Saved 2 changes to Plex Family at "_s));
}

void TestWindowWeatherSave::readingAgainEndsTheDoubt_data()
{
    QTest::addColumn<bool>("isStored");
    QTest::newRow("stored") << true;
    QTest::newRow("not stored") << false;
}

void TestWindowWeatherSave::readingAgainEndsTheDoubt()
{
    QFETCH(const bool, isStored);
    QVERIFY(typeBoth());
    m_desk->proxy->setFault(Fault::CutAnswer, "PATCH");
    m_desk->beforePatch = [this] { m_desk->proxy->setFault(Fault::CloseUnread); };
    m_desk->afterPatch = [this, isStored] {
        if (!isStored) // as if the server had given it up
            m_desk->server.data().changeAs(
                    u"bert"_s, u"plex-home"_s,
                    {{u"name"_s, u"Plex Home"_s}, {u"plex_token"_s, m_token}});
    };
    m_token = m_desk->server.data()
                      .plexSource(u"plex-home"_s)
                      ->columns.value("plex_token"_L1)
                      .toString();
    QVERIFY(m_desk->saveThrough());
    QTRY_VERIFY(m_desk->shows(u"The change may be stored or not"_s));

    m_desk->clearUp();
    QTest::mouseClick(m_desk->button(u"Read again"_s), Qt::LeftButton);
    QTRY_VERIFY(!m_desk->shows(u"The change may be stored or not"_s));

    QCOMPARE(m_desk->edit()->changed().isEmpty(), isStored);
    QCOMPARE(m_desk->saveButton()->isEnabled(), !isStored);
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), typedName);
    QCOMPARE(m_desk->patchesArrived(), 1);
}

void TestWindowWeatherSave::somebodyElseSavedWhileNoAnswerCame()
{
    QVERIFY(typeBoth());
    m_desk->proxy->setFault(Fault::CloseUnread, "PATCH");
    m_desk->afterPatch = [this] {
        m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s, {{u"name"_s, u"Theirs"_s}});
    };

    QVERIFY(m_desk->saveThrough());

    QVERIFY(m_desk->says(u"No answer came, and the server has neither the old values nor yours: "
                         "somebody else saved. Your edits are kept."_s));
    QVERIFY(m_desk->says(u"Somebody changed the same fields as you. Yours are kept here."_s));
    QVERIFY(!m_desk->shows(u"Nothing of yours was sent"_s)); // it was
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), typedName);
    QVERIFY(m_desk->edit()->isChanged(Field::Name));
    QCOMPARE(m_desk->patchesArrived(), 1);
}

void TestWindowWeatherSave::aRightTakenAwayTurnsSaveOffAndSaysWhy()
{
    const QString right = u"authentik_sources_plex.change_plexsource"_s;
    m_desk = std::make_unique<WeatherDesk>("viewer"_L1);
    m_desk->letOthersWork();
    m_desk->server.data().setPermission(demoserver::viewerName, right, true);
    QVERIFY(m_desk->open());
    m_desk->type(Field::Name, typedName);
    QVERIFY(m_desk->saveButton()->isEnabled());
    m_desk->beforePatch = [this, right] {
        m_desk->server.data().setPermission(demoserver::viewerName, right, false);
    };

    QVERIFY(m_desk->saveThrough());

    const QString refused = u"Your token may read Plex sources but not change them."_s;
    QVERIFY(m_desk->says(refused + notStored));
    QTRY_VERIFY(m_desk->shows(u"You do not have permission to perform this action."_s));
    QTRY_VERIFY(!m_desk->saveButton()->isEnabled()); // OPTIONS was asked again
    QVERIFY(m_desk->saveButton()->toolTip().contains(refused));
    QCOMPARE(m_desk->lineEdit(Field::Name)->text(), typedName);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QCOMPARE(m_desk->patchesArrived(), 1);
}

void TestWindowWeatherSave::detailsRepeatNoSecretThatAServerRepeats()
{
    QVERIFY(typeBoth());
    const QString apiToken = m_desk->server.token("admin"_L1);
    m_desk->answerInstead(
            "PATCH",
            Script::answer(500, "text/html", Weather::talkativePage(apiToken, typedToken)));

    QVERIFY(m_desk->saveThrough());

    const QString details = m_desk->copiedDetails();
    QVERIFY2(details.contains("plex_token=***"_L1), qPrintable(details));
    QVERIFY(!details.contains(apiToken));
    QVERIFY(!details.contains(typedToken));
    QVERIFY(!m_desk->shownText().contains(typedToken));
}

void TestWindowWeatherSave::afterARenameByAnotherTheEditIsFoundAndSaved()
{
    QVERIFY(typeBoth());
    m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s, {{u"slug"_s, u"plex-renamed"_s}});
    QVERIFY(m_desk->saveThrough());
    QCOMPARE(m_desk->edit()->slug(), u"plex-renamed"_s);
    QCOMPARE(m_desk->patches(), QList<QByteArray>{sentBody});
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

void TestWindowWeatherSave::aRenameBetweenReadAndWriteIsFollowed()
{
    QVERIFY(typeBoth());
    m_desk->beforePatch = [this] {
        m_desk->server.data().changeAs(u"bert"_s, u"plex-home"_s, {{u"slug"_s, u"plex-renamed"_s}});
        m_desk->beforePatch = nullptr;
    };
    QVERIFY(m_desk->saveThrough());
    QCOMPARE(m_desk->edit()->slug(), u"plex-renamed"_s);
    QCOMPARE(m_desk->patchesArrived(), 2); // the first one met nothing: 404
    QVERIFY(m_desk->edit()->changed().isEmpty());
}

QTEST_MAIN(TestWindowWeatherSave)
#include "tst_windowweather_save.moc"
