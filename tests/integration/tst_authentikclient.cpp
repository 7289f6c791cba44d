// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "fakeclock.h"
#include "outcome.h"
#include "samples.h"
#include "scriptedserver.h"
#include "source/fieldvalue.h"

using namespace Qt::Literals::StringLiterals;

// The exact requests of the typed calls, and what becomes of good answers.
class TestAuthentikClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void getSourceReadsAnObject();
    void slugIsPercentEncoded_data();
    void slugIsPercentEncoded();
    void patchSendsExactlyItsBody();
    void typedTokenIsBlankedInErrors();
    void optionsTellTheRight();
    void revealFetchesAfresh();
    void revealRefusesAnotherSource();
    void currentUserIsRead();
    void versionIsRead();
    void byteOrderMarkIsAccepted();
    void otherFieldsMayHaveAnyType();
    void addressIsShownAsTyped();
    void nothingIsToldInsideTheCall();

private:
    std::unique_ptr<ScriptedServer> m_server;
    FakeClock m_clock;
    std::unique_ptr<AuthentikClient> m_client;
};

namespace {
QByteArray sample()
{
    return QJsonDocument(Samples::object()).toJson();
}
} // namespace

void TestAuthentikClient::init()
{
    m_client.reset();
    m_server = std::make_unique<ScriptedServer>();
    m_client = std::make_unique<AuthentikClient>(BaseUrl::fromUserInput(m_server->url()).value(),
                                                 Secret(u"canary-api-key"_s), Samples::digests(),
                                                 m_clock);
}

void TestAuthentikClient::getSourceReadsAnObject()
{
    m_server->enqueue(Script::json(200, sample()));

    Outcome<PlexSource> outcome;
    const CallHandle call = m_client->getSource(u"plex-home"_s, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().first().line(),
             QByteArray("GET /api/v3/sources/plex/plex-home/"));
    QVERIFY(m_server->requests().first().body.isEmpty());
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result->value().name(), u"Plex Home"_s);
    QCOMPARE(outcome.result->value().value(Field::PlexToken).state(), FieldValue::State::Digest);
}

void TestAuthentikClient::slugIsPercentEncoded_data()
{
    QTest::addColumn<QString>("slug");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("plain") << u"plex_home-2"_s << QByteArray("plex_home-2");
    QTest::newRow("slash") << u"a/b"_s << QByteArray("a%2Fb");
    QTest::newRow("query") << u"a?b#c"_s << QByteArray("a%3Fb%23c");
    QTest::newRow("blank") << u"a b"_s << QByteArray("a%20b");
    QTest::newRow("percent") << u"a%2Fb"_s << QByteArray("a%252Fb");
    QTest::newRow("umlaut") << u"ä"_s << QByteArray("%C3%A4");
    QTest::newRow("line break") << u"a\r\nX: y"_s << QByteArray("a%0D%0AX%3A%20y");
}

void TestAuthentikClient::slugIsPercentEncoded()
{
    QFETCH(QString, slug);
    QFETCH(QByteArray, path);
    m_server->enqueue(Script::json(200, sample()));

    Outcome<PlexSource> outcome;
    const CallHandle call = m_client->getSource(slug, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().first().target, "/api/v3/sources/plex/" + path + '/');
    QCOMPARE(m_client->displayPath(slug),
             "/api/v3/sources/plex/"_L1 + QString::fromLatin1(path) + u'/');
}

void TestAuthentikClient::patchSendsExactlyItsBody()
{
    m_server->enqueue(Script::json(200, sample()));
    const QByteArray body = R"({"name":"Plex Fämily","allowed_servers":["b","a","b"]})";

    Outcome<WriteAnswer> outcome;
    const CallHandle call = m_client->patchSource(u"plex-home"_s, body, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
    QCOMPARE(m_server->requests().size(), 1);
    QCOMPARE(m_server->requests().first().line(),
             QByteArray("PATCH /api/v3/sources/plex/plex-home/"));
    QCOMPARE(m_server->requests().first().body, body);
}

void TestAuthentikClient::typedTokenIsBlankedInErrors()
{
    m_server->setScript([](const RecordedRequest &request) {
        const QString said = QString::fromUtf8(request.body) + u" / "_s
                + QString::fromUtf8(request.header("Authorization"));
        const QJsonObject body{{u"plex_token"_s, QJsonArray{said}}};
        return Script::json(400, QJsonDocument(body).toJson());
    });

    Outcome<WriteAnswer> outcome;
    const CallHandle call = m_client->patchSource(
            u"plex-home"_s, R"({"plex_token":" canary-plex-token "})", outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(!outcome.error().body.contains("canary"));
    QVERIFY(outcome.error().body.contains("plex_token"));
    QVERIFY(outcome.error().body.contains("***"));
}

void TestAuthentikClient::optionsTellTheRight()
{
    m_server->enqueue(
            Script::json(200, R"({"name":"Plex","actions":{"PUT":{"name":{"type":"string"}}}})"));
    m_server->enqueue(Script::json(200, R"({"name":"Plex"})"));

    Outcome<SourceOptions> granted;
    const CallHandle first = m_client->sourceOptions(u"plex-home"_s, granted.done());
    QTRY_COMPARE(granted.times, 1);
    Outcome<SourceOptions> refused;
    const CallHandle second = m_client->sourceOptions(u"plex-home"_s, refused.done());
    QTRY_COMPARE(refused.times, 1);

    QCOMPARE(m_server->requests().first().line(),
             QByteArray("OPTIONS /api/v3/sources/plex/plex-home/"));
    QCOMPARE(granted.result->value().right, ChangeRight::Granted);
    QVERIFY(granted.result->value().put.contains("name"_L1));
    QCOMPARE(refused.result->value().right, ChangeRight::Refused);
}

void TestAuthentikClient::revealFetchesAfresh()
{
    m_server->enqueue(Script::json(200, sample()));

    Outcome<Secret> outcome;
    const CallHandle call =
            m_client->revealSecret(u"plex-home"_s, Samples::object()["pk"_L1].toString(),
                                   Field::PlexToken, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().first().line(),
             QByteArray("GET /api/v3/sources/plex/plex-home/"));
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result->value().reveal(), u"stored-token"_s);
}

void TestAuthentikClient::revealRefusesAnotherSource()
{
    m_server->enqueue(Script::json(200, sample()));

    Outcome<Secret> outcome;
    const CallHandle call = m_client->revealSecret(u"plex-home"_s, u"another pk"_s,
                                                   Field::PlexToken, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(outcome.error().kind, ErrorKind::NotFound);
    QVERIFY(outcome.error().body.isEmpty());
}

void TestAuthentikClient::currentUserIsRead()
{
    m_server->enqueue(
            Script::json(200, R"({"user":{"pk":7,"username":"anna","name":"Anna Adams"}})"));

    Outcome<Account> outcome;
    const CallHandle call = m_client->currentUser(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().first().line(), QByteArray("GET /api/v3/core/users/me/"));
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result->value().username, u"anna"_s);
    QCOMPARE(outcome.result->value().name, u"Anna Adams"_s);
}

void TestAuthentikClient::versionIsRead()
{
    m_server->enqueue(Script::json(200, R"({"version_current":"2025.12.4"})"));

    Outcome<QString> outcome;
    const CallHandle call = m_client->serverVersion(outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QCOMPARE(m_server->requests().first().line(), QByteArray("GET /api/v3/admin/version/"));
    QVERIFY(outcome.isOk());
    QCOMPARE(outcome.result->value(), u"2025.12.4"_s);
}

void TestAuthentikClient::byteOrderMarkIsAccepted()
{
    m_server->enqueue(Script::json(200, "\xef\xbb\xbf" + sample()));

    Outcome<PlexSource> outcome;
    const CallHandle call = m_client->getSource(u"plex-home"_s, outcome.done());
    QTRY_COMPARE(outcome.times, 1);

    QVERIFY(outcome.isOk());
}

void TestAuthentikClient::otherFieldsMayHaveAnyType()
{
    // Only pk, slug and name make an object ours; any other field may come as it likes.
    const QList<QJsonValue> values{
            QJsonValue::Null,        true, 5.5, u"x"_s, QJsonArray{1, QJsonArray{}},
            QJsonObject{{u"a"_s, 1}}};
    for (const QJsonValue &value : values) {
        QJsonObject object = Samples::object();
        for (const FieldRow &row : fieldTable()) {
            if (row.field != Field::Pk && row.field != Field::Slug && row.field != Field::Name)
                object.insert(QLatin1StringView(row.key), value);
        }
        m_server->enqueue(Script::json(200, QJsonDocument(object).toJson()));

        Outcome<PlexSource> outcome;
        const CallHandle call = m_client->getSource(u"plex-home"_s, outcome.done());
        QTRY_COMPARE(outcome.times, 1);
        QVERIFY(outcome.isOk());
    }
}

void TestAuthentikClient::addressIsShownAsTyped()
{
    AuthentikClient client(BaseUrl::fromUserInput(u"auth.example.org/sso/api/v3/"_s).value(),
                           Secret(u"key"_s), Samples::digests(), m_clock);

    QCOMPARE(client.address(), u"https://auth.example.org/sso"_s);
    QCOMPARE(client.host(), u"auth.example.org"_s);
    QCOMPARE(client.displayPath(u"home"_s), u"/sso/api/v3/sources/plex/home/"_s);
}

void TestAuthentikClient::nothingIsToldInsideTheCall()
{
    m_server->setScript([](const RecordedRequest &) { return Script::json(200, sample()); });

    Outcome<PlexSource> source;
    Outcome<SourceOptions> options;
    Outcome<Account> account;
    Outcome<QString> version;
    Outcome<void> list;
    const QString slug = u"plex-home"_s;
    const CallHandle calls[]{
            m_client->getSource(slug, source.done()), m_client->sourceOptions(slug, options.done()),
            m_client->currentUser(account.done()), m_client->serverVersion(version.done()),
            m_client->listSources([](const SourcePage &) {}, list.done())};
    QCOMPARE(source.times + options.times + account.times + version.times + list.times, 0);
    QTRY_COMPARE(source.times + options.times + account.times + version.times + list.times, 5);
    settle();
    QCOMPARE(source.times + options.times + account.times + version.times + list.times, 5);
}

QTEST_GUILESS_MAIN(TestAuthentikClient)
#include "tst_authentikclient.moc"
