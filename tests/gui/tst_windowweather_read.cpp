// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/readonlytext.h"
#include "weatherdesk.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

// Bad weather over what the window reads: the list at the start, the source before a save, and
// answers whose fields have other types than the API's. Each row goes over a real socket.
namespace {

using Fault = FaultProxy::Fault;
using Begin = std::function<void(WeatherDesk &)>;

const QString typedName = u"Plex Family"_s;
const QString typedToken = u"canary-plex-token"_s;
const QString wrongKey = u"mistyped-key"_s;

/// One kind of weather that list and object meet alike. %1 is the host.
struct Weathers
{
    const char *name;
    Begin begin;
    QString cause;
    QString next;      ///< for the source before a save
    QString nextStart; ///< for the list
    QList<QByteArray> hangs = {};
    QString causeStart = {}; ///< for the list, where it is another one
};

Begin instead(const Script &script)
{
    return [script](WeatherDesk &desk) { desk.answerInstead("GET", script); };
}

Begin fault(Fault fault)
{
    return [fault](WeatherDesk &desk) {
        desk.proxy->setCutAfter(600);
        desk.proxy->setFault(fault, "GET");
    };
}

Begin readingFrom(const QString &url)
{
    return [url](WeatherDesk &desk) { desk.relay.setReader(desk.another(url, u"key"_s)); };
}

Begin readingWith(const QString &token)
{
    return [token](WeatherDesk &desk) {
        desk.relay.setReader(desk.another(desk.proxy->url(), token));
    };
}

Script jsonOf(int status, const char *words, const QByteArray &headers = {})
{
    return Script::json(status, Weather::detail(words), headers);
}

QList<Weathers> unreached()
{
    const QString network = u"Check that the server runs and that this computer has a network."_s;
    const QString again = u"Save again when it answers."_s;
    const QString moment = u"Try again in a moment."_s;
    const QString closed =
            u"%1 or a proxy in between closed the connection before the answer was complete."_s;
    const QString spelling = u"Check the spelling of the address. Then try again."_s;
    const QString trust =
            u"Check the server’s certificate and this computer’s clock. Then try again."_s;
    return {
            {"unreachable", readingFrom(WeatherDesk::closedUrl()), u"%1 does not answer."_s,
             network + u' ' + again, network},
            {"DNS", readingFrom(u"http://host.invalid"_s),
             u"%1 was not found: the network does not know this name."_s, spelling, spelling},
            {"TLS",
             [](WeatherDesk &desk) {
                 desk.relay.setReader(desk.another(desk.selfSigned(), u"key"_s));
             },
             u"%1 was not trusted: its certificate or encryption is not in order."_s, trust, trust},
            {"timeout",
             fault(Fault::Hang),
             u"%1 did not answer in time."_s,
             again,
             moment,
             {"GET"}},
            {"cut", fault(Fault::CutAnswer), closed, again, moment},
            {"FIN", fault(Fault::CloseUnread), closed, again, moment},
            {"RST", fault(Fault::ResetUnread), closed, again, moment},
    };
}

QList<Weathers> answered()
{
    const QString page = u"A login page or a proxy may stand between: check the address."_s;
    const QString log = u"If it goes on, look at the log of authentik and of any proxy."_s;
    const QString details =
            u"Check that authentik is at this address; the details show what came."_s;
    const QString there = u"Check that authentik is at this address."_s;
    const QString moved = u"Connect with the new address."_s;
    const QString key = u"Make a new API token in authentik and connect with it."_s;
    const QString unknown = u"%1 does not know this token: it is mistyped, expired or deleted."_s;
    const QString right = u"Ask for the right to view Plex sources."_s;
    const QString address =
            u"Check the address; if it is right, the log of authentik tells more."_s;
    const QString between = u"A proxy may have changed the request: check what stands between."_s;
    const QString moment = u"The log of authentik tells more. Try again in a moment."_s;
    const QString minute = u"Try again in a minute."_s;
    const QByteArray backend = R"({"error":"failed to connect to authentik backend: EOF"})";
    const QString down = u"authentik on %1 is starting or restarting (status %2)."_s;
    QList<Weathers> all{
            {"page", instead(Script::answer(200, "text/html", Weather::page)),
             u"%1 answered with a web page, without data."_s, page, page},
            {"empty", instead(Script::json(200, {})), u"%1 gave an empty answer."_s, log, log},
            {"5 MB of garbage", instead(Script::json(200, QByteArray(5'000'000, '\xff'))),
             u"%1 sent more than this program reads at once."_s, there, there},
            {"garbage",
             instead(Script::json(200, "\xff\x01{[")),
             u"%1 gave an answer that cannot be read."_s,
             details,
             details,
             {},
             u"%1 answers with data, but not as authentik does."_s},
            {"403 bad key", readingWith(wrongKey), unknown, key, key},
            {"403 no right",
             [](WeatherDesk &desk) {
                 desk.relay.setReader(
                         desk.another(desk.proxy->url(), desk.server.token("none"_L1)));
             },
             u"Your token may not read Plex sources."_s, right, right},
            {"404 page",
             instead(Script::answer(404, "text/html", Weather::page)),
             u"%1 has no such page, or failed while making it (status 404)."_s,
             address,
             u"Check the address: authentik may be on another host, or under a path such as /auth."_s,
             {},
             u"%1 answers, but has no authentik at this address (status 404)."_s},
            {"405 empty page", instead(Script::answer(405, "text/html", {})),
             u"%1 has no such page, or failed while making it (status 405)."_s, address, address},
            {"415", instead(jsonOf(415, "Unsupported media type")),
             u"%1 does not take requests in this form (status 415)."_s, between, between},
            {"429", instead(jsonOf(429, "Request was throttled.", "Retry-After: 17\r\n")),
             u"%1 takes no more requests for now: there were too many."_s,
             u"Try again in 17 seconds."_s, u"Try again in 17 seconds."_s},
            {"500 page", instead(Script::answer(500, "text/html", Weather::page)),
             u"%1 or a proxy in between failed while working on the request (status 500)."_s,
             moment, moment},
            {"502 text/plain", instead(Script::answer(502, "text/plain; charset=utf-8", backend)),
             QString(down).replace("%2"_L1, "502"_L1), minute, minute},
            {"502 JSON", instead(Script::json(502, backend)),
             QString(down).replace("%2"_L1, "502"_L1), minute, minute},
            {"503 starting",
             instead(Script::json(503, R"({"error":"authentik starting"})", "Retry-After: 5\r\n")),
             QString(down).replace("%2"_L1, "503"_L1), u"Try again in 5 seconds."_s,
             u"Try again in 5 seconds."_s},
    };
    static const std::array redirects = {std::pair("301", 301), std::pair("302", 302),
                                         std::pair("307", 307)};
    for (const auto &[name, status] : redirects) {
        all.append({name,
                    instead(Script::answer(status, "text/html", {},
                                           "Location: https://new.example/login?token=x\r\n")),
                    u"%1 sends on to another address, https://new.example/login."_s, moved, moved});
    }
    return all;
}

/// A value of a type that the API never gives this field.
QJsonValue wrongFor(const FieldRow &row)
{
    switch (row.kind) {
    case FieldKind::Flag:
        return u"<b>yes</b>"_s;
    case FieldKind::TextList:
    case FieldKind::ReferenceSet:
        return QJsonArray{1, u"<b>two</b>"_s};
    default:
        return QJsonArray{u"<b>odd</b>"_s};
    }
}

} // namespace

Q_DECLARE_METATYPE(Weathers)

class TestWindowWeatherRead : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(new DeskStyle); }
    void init() { m_desk = std::make_unique<WeatherDesk>(); }
    void cleanup() { m_desk.reset(); }

    void beforeASaveNothingIsSentAndTheEditStays_data();
    void beforeASaveNothingIsSentAndTheEditStays();
    void atTheStartTheListSaysWhatIsWrong_data();
    void atTheStartTheListSaysWhatIsWrong();
    void aListThatLoopsEndsWithASentence();
    void aSourceThatIsGoneIsNotWritten_data();
    void aSourceThatIsGoneIsNotWritten();
    void aFieldOfAnotherTypeIsShownAndNeverSent_data();
    void aFieldOfAnotherTypeIsShownAndNeverSent();
    void aSourceWithoutAnIdentityIsNotOpened_data();
    void aSourceWithoutAnIdentityIsNotOpened();

private:
    bool typeBoth()
    {
        if (!m_desk->open())
            return false;
        m_desk->type(Field::Name, typedName);
        m_desk->type(Field::PlexToken, typedToken);
        return m_desk->edit()->changed() == FieldSet{Field::Name, Field::PlexToken};
    }
    void verifyEditIsKept()
    {
        QCOMPARE(m_desk->lineEdit(Field::Name)->text(), typedName);
        QCOMPARE(m_desk->lineEdit(Field::PlexToken)->text(), typedToken);
        QCOMPARE(m_desk->edit()->changed(), (FieldSet{Field::Name, Field::PlexToken}));
        QCOMPARE(m_desk->saveButton()->text(), u"Save 2 changes"_s);
        QCOMPARE(m_desk->saveButton()->isEnabled(), !m_desk->isOffline());
        QCOMPARE(m_desk->button(u"Submit when online"_s) != nullptr, m_desk->isOffline());
        QCOMPARE(m_desk->patchesArrived(), 0);
    }
    void verifyDetails(const QString &details, const QString &request)
    {
        QVERIFY2(details.contains(request), qPrintable(details));
        for (const QLatin1StringView caller : {"admin"_L1, "viewer"_L1, "none"_L1})
            QVERIFY(!details.contains(m_desk->server.token(caller)));
        QVERIFY(!details.contains(typedToken) && !details.contains(wrongKey));
    }
    QString filled(QString text) const { return text.replace("%1"_L1, m_desk->host()); }
    /// The source as the server answers it now, with one member changed.
    Script sourceWith(const QString &key, const QJsonValue &value)
    {
        QJsonObject object;
        QObject context;
        connect(&m_desk->server, &demoserver::DemoServer::answered, &context,
                [&object](const demoserver::ReceivedRequest &request,
                          const demoserver::HttpResponse &response) {
                    if (request.target.endsWith("/plex-home/") && request.method == "GET")
                        object = QJsonDocument::fromJson(response.body).object();
                });
        bool ended = false;
        const CallHandle call = m_desk->client->getSource(
                u"plex-home"_s, [&ended](const Result<PlexSource> &) { ended = true; });
        if (!QTest::qWaitFor([&] { return ended; }))
            qFatal("the demo server does not answer");
        object.insert(key, value);
        return Script::json(200, QJsonDocument(object).toJson());
    }

    std::unique_ptr<WeatherDesk> m_desk;
};

void TestWindowWeatherRead::beforeASaveNothingIsSentAndTheEditStays_data()
{
    QTest::addColumn<Weathers>("weather");
    const auto all = unreached() + answered();
    for (const Weathers &weather : all)
        QTest::newRow(weather.name) << weather;
}

void TestWindowWeatherRead::beforeASaveNothingIsSentAndTheEditStays()
{
    QFETCH(const Weathers, weather);
    QVERIFY(typeBoth());
    weather.begin(*m_desk);

    QVERIFY(m_desk->saveThrough(weather.hangs));

    const QByteArray shown = m_desk->shownText().toUtf8();
    QVERIFY2(m_desk->says(filled(weather.cause) + u" Nothing was sent; your edits are kept."_s),
             shown.constData());
    QVERIFY2(m_desk->says(filled(weather.next)), shown.constData());
    QVERIFY(m_desk->isAllPlainText());
    verifyEditIsKept();
    verifyDetails(m_desk->copiedDetails(), u"GET /api/v3/sources/plex/plex-home/"_s);

    m_desk->clearUp();
    QVERIFY(m_desk->comeBack());
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches().size(), 1);
    QVERIFY(m_desk->shows(u"Saved 2 changes to Plex Family at "_s));
}

void TestWindowWeatherRead::atTheStartTheListSaysWhatIsWrong_data()
{
    beforeASaveNothingIsSentAndTheEditStays_data();
}

void TestWindowWeatherRead::atTheStartTheListSaysWhatIsWrong()
{
    QFETCH(const Weathers, weather);
    QTRY_VERIFY(m_desk->session->wasListRead());
    weather.begin(*m_desk);
    const auto before = m_desk->proxy->requests().size();
    m_desk->sources.keepList(m_desk->client->address(), {}, {}); // nothing was seen before
    m_desk->show(m_desk->relay);                                 // a fresh start
    if (!weather.hangs.isEmpty()) {
        QTRY_VERIFY(m_desk->proxy->requests().size() >= before + 3);
        QCoreApplication::processEvents(); // Qt's thread has told by now that it went out
        m_desk->clock.advance(std::chrono::seconds(30));
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->session->listError(), 20000);

    const QByteArray shown = m_desk->shownText().toUtf8();
    const QString cause = weather.causeStart.isEmpty() ? weather.cause : weather.causeStart;
    QVERIFY2(m_desk->says(filled(cause)
                          + u" Nothing was changed on the server; your edits are kept. "_s
                          + filled(weather.nextStart)),
             shown.constData());
    QVERIFY(m_desk->isAllPlainText());
    verifyDetails(m_desk->copiedDetails(), u"GET /api/v3/sources/plex/"_s);
    QVERIFY(!m_desk->shows(u"0 sources"_s)); // nobody knows

    m_desk->clearUp();
    QTest::mouseClick(m_desk->button(u"Try again"_s), Qt::LeftButton);
    QTRY_COMPARE(m_desk->session->sources().rowCount(), 3);
    QVERIFY(!m_desk->button(u"Copy details"_s));
}

void TestWindowWeatherRead::aListThatLoopsEndsWithASentence()
{
    const QByteArray looping = R"({"pagination":{"next":1,"count":200,"current":1},"results":[)"
                               R"({"pk":"1","name":"One","slug":"one"}]})";
    m_desk->answerInstead("GET", Script::json(200, looping));
    m_desk->show(m_desk->relay);
    QTRY_VERIFY(m_desk->session->listError());

    QVERIFY(m_desk->says(
            filled(u"%1 gave a list whose pages never end. Nothing was changed on the server; your "
                   "edits are kept. A cache or proxy may repeat a page: check what stands "
                   "between."_s)));
    verifyDetails(m_desk->copiedDetails(), u"The number of the next page does not grow"_s);
    QVERIFY(m_desk->shows(u"1 source"_s)); // what came stays usable
    const auto requests = m_desk->proxy->requests().size();
    QTest::qWait(100);
    QCOMPARE(m_desk->proxy->requests().size(), requests);
}

void TestWindowWeatherRead::aSourceThatIsGoneIsNotWritten_data()
{
    QTest::addColumn<bool>("replaced");
    QTest::addColumn<QString>("what");
    QTest::newRow("deleted") << false
                             << u"This source was deleted on the server. Nothing was stored; your "
                                "edits are kept here."_s;
    QTest::newRow("replaced by another pk")
            << true
            << u"This source was deleted, and another one has its address now. Nothing was sent; "
               "your edits are kept here."_s;
}

void TestWindowWeatherRead::aSourceThatIsGoneIsNotWritten()
{
    QFETCH(const bool, replaced);
    QFETCH(const QString, what);
    QVERIFY(typeBoth());
    demoserver::DemoData &data = m_desk->server.data();
    demoserver::PlexSource other = *data.plexSource(u"plex-home"_s);
    data.removePlexSource(other.pk);
    if (replaced) {
        other.pk = demoserver::newId();
        data.savePlexSource(other);
    }

    QVERIFY(m_desk->saveThrough());
    QVERIFY2(m_desk->says(what), qPrintable(m_desk->shownText()));
    verifyEditIsKept();
    if (!replaced)
        verifyDetails(m_desk->copiedDetails(), u"GET /api/v3/sources/plex/plex-home/"_s);

    QSignalSpy read(m_desk->edit(), &EditSession::readEnded);
    QTest::keySequence(m_desk->window.get(), QKeySequence(Qt::Key_F5));
    QVERIFY(read.wait());
    verifyEditIsKept();
    QVERIFY(m_desk->says(u"Plex Home is no longer at its address: it was renamed or deleted. "
                         "Nothing was changed on the server; your edits are kept."_s));
}

void TestWindowWeatherRead::aFieldOfAnotherTypeIsShownAndNeverSent_data()
{
    QTest::addColumn<Field>("field");
    for (const FieldRow &row : fieldTable()) {
        const bool isIdentity =
                row.field == Field::Pk || row.field == Field::Slug || row.field == Field::Name;
        if (!isIdentity)
            QTest::newRow(row.key) << row.field;
    }
}

void TestWindowWeatherRead::aFieldOfAnotherTypeIsShownAndNeverSent()
{
    QFETCH(const Field, field);
    const FieldRow &row = rowOf(field);
    const QJsonValue wrong = wrongFor(row);
    const Script odd = sourceWith(keyOf(field), wrong);
    QTRY_VERIFY(m_desk->session->wasListRead());
    m_desk->answerInstead("GET", odd);
    QVERIFY(m_desk->open());

    FormRow *shown = m_desk->row(field);
    QVERIFY(shown->isShownReadOnly());
    const bool isSecret = row.kind == FieldKind::Secret;
    const QByteArray received = isSecret
            ? QByteArray("(not text, not shown)")
            : QJsonDocument(wrong.isArray() ? wrong.toArray() : QJsonArray{wrong})
                      .toJson(QJsonDocument::Compact);
    const auto *text = shown->findChild<ReadOnlyText *>();
    QVERIFY(text);
    QVERIFY2(QString::fromUtf8(received).contains(text->text())
                     || text->text().contains(QString::fromUtf8(received)),
             qPrintable(text->text()));
    QVERIFY(m_desk->isAllPlainText());
    QVERIFY(m_desk->edit()->changed().isEmpty());

    m_desk->type(Field::Name, typedName);
    QCOMPARE(m_desk->edit()->changed(), FieldSet{Field::Name});
    QVERIFY(m_desk->save());
    QCOMPARE(m_desk->patches(), QList<QByteArray>{R"({"name":"Plex Family"})"});
}

void TestWindowWeatherRead::aSourceWithoutAnIdentityIsNotOpened_data()
{
    QTest::addColumn<QString>("key");
    QTest::newRow("pk") << u"pk"_s;
    QTest::newRow("slug") << u"slug"_s;
    QTest::newRow("name") << u"name"_s;
}

void TestWindowWeatherRead::aSourceWithoutAnIdentityIsNotOpened()
{
    QFETCH(const QString, key);
    const Script odd = sourceWith(key, 5);
    QTRY_VERIFY(m_desk->session->wasListRead());
    m_desk->answerInstead("GET", odd);
    QVERIFY(m_desk->window->openSource(u"plex-home"_s));
    QTRY_COMPARE(m_desk->edit()->phase(), EditSession::Phase::LoadFailed);

    QTRY_VERIFY(m_desk->shows(filled(u"%1 gave an answer that cannot be read."_s)));
    verifyDetails(m_desk->copiedDetails(), u"no text under \"%1\""_s.arg(key));
    QVERIFY(!m_desk->saveButton()->isEnabled());

    m_desk->clearUp();
    QTest::mouseClick(m_desk->button(u"Read again"_s), Qt::LeftButton);
    QTRY_VERIFY(m_desk->edit()->isLoaded());
}

QTEST_MAIN(TestWindowWeatherRead)
#include "tst_windowweather_read.moc"
