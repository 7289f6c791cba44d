// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/authentikclient.h"
#include "fakeclock.h"
#include "outcome.h"
#include "recordings.h"
#include "samples.h"
#include "scriptedserver.h"

using namespace Qt::Literals::StringLiterals;

namespace {

/// What a call told.
struct Told
{
    bool isOk = false;
    Error error;
};

template <typename T, typename Start>
Told ask(Start start)
{
    Outcome<T> outcome;
    const CallHandle call = start(outcome.done());
    if (!outcome.wait(std::chrono::seconds(20)))
        qFatal("no answer");
    return {outcome.isOk(), outcome.error()};
}

enum class ClientCall : quint8
{
    None,
    List,
    Source,
    Options,
    Patch,
    User,
    Version,
    Events,
    Flows,
    Mappings
};

/// The call of the client that makes such a request.
ClientCall callOf(const Recording &recording)
{
    static const QHash<QString, ClientCall> gets = {
            {u"core/users/me/"_s, ClientCall::User},
            {u"admin/version/"_s, ClientCall::Version},
            {u"events/events/"_s, ClientCall::Events},
            {u"flows/instances/"_s, ClientCall::Flows},
            {u"propertymappings/source/plex/"_s, ClientCall::Mappings},
    };
    const QString prefix = u"/api/v3/"_s;
    const bool isShortened = recording.json.toObject().contains("rows"_L1); // a long page, counted
    if (!recording.path.startsWith(prefix) || isShortened)
        return ClientCall::None;
    const QString path = recording.path.mid(prefix.size());
    const bool isGet = recording.method == "GET"_L1;
    if (isGet && gets.contains(path))
        return gets.value(path);
    if (isGet && path == "sources/plex/"_L1)
        return ClientCall::List;
    const QStringList parts = path.split(u'/');
    if (!path.startsWith("sources/plex/"_L1) || parts.size() != 4 || parts[2].isEmpty())
        return ClientCall::None;
    if (recording.method == "OPTIONS"_L1)
        return ClientCall::Options;
    if (recording.method == "PATCH"_L1)
        return ClientCall::Patch;
    return isGet ? ClientCall::Source : ClientCall::None;
}

Told make(AuthentikClient &client, ClientCall call)
{
    const QString slug = u"rec-plex-a"_s;
    switch (call) {
    case ClientCall::None:
        break;
    case ClientCall::List:
        return ask<void>([&client](Done<void> done) {
            return client.listSources([](const SourcePage &) {}, std::move(done));
        });
    case ClientCall::Source:
        return ask<PlexSource>(
                [&](Done<PlexSource> done) { return client.getSource(slug, std::move(done)); });
    case ClientCall::Options:
        return ask<SourceOptions>([&](Done<SourceOptions> done) {
            return client.sourceOptions(slug, std::move(done));
        });
    case ClientCall::Patch:
        return ask<WriteAnswer>([&](Done<WriteAnswer> done) {
            return client.patchSource(slug, R"({"name":"x"})", std::move(done));
        });
    case ClientCall::User:
        return ask<Account>(
                [&](Done<Account> done) { return client.currentUser(std::move(done)); });
    case ClientCall::Version:
        return ask<QString>(
                [&](Done<QString> done) { return client.serverVersion(std::move(done)); });
    case ClientCall::Events:
        return ask<QList<AuditEvent>>([&](Done<QList<AuditEvent>> done) {
            return client.recentEvents({}, 10, std::move(done));
        });
    case ClientCall::Flows:
        return ask<QList<Reference>>(
                [&](Done<QList<Reference>> done) { return client.listFlows(std::move(done)); });
    case ClientCall::Mappings:
        return ask<QList<Reference>>([&](Done<QList<Reference>> done) {
            return client.listPlexMappings(std::move(done));
        });
    }
    return {};
}

} // namespace

// Every recorded answer to a request of the kinds that the client makes, given to the client by a
// server: a 200 is read, anything else is an error with its status.
class TestReplay : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theClientReadsEveryRecordedAnswer_data();
    void theClientReadsEveryRecordedAnswer();

private:
    static void verifyTold(const Recording &recording, ClientCall call, const Told &told);
};

void TestReplay::theClientReadsEveryRecordedAnswer_data()
{
    QTest::addColumn<QString>("release");
    for (const QString &release : Samples::releases())
        QTest::addRow("%s", qPrintable(release)) << release;
}

void TestReplay::verifyTold(const Recording &recording, ClientCall call, const Told &told)
{
    const QByteArray named = recording.name.toUtf8();
    const char *name = named.constData();
    // A server without mappings has none; that is no error.
    if (call == ClientCall::Mappings && recording.status == 404 && told.isOk)
        return;
    QVERIFY2(told.isOk == (recording.status == 200), name);
    if (!told.isOk)
        QVERIFY2(told.error.httpStatus == recording.status, name);
    if (recording.status == 400)
        QVERIFY2(told.error.kind == ErrorKind::Validation, name);
    if (recording.status == 502 || recording.status == 503)
        QVERIFY2(told.error.kind == ErrorKind::Starting, name);
}

void TestReplay::theClientReadsEveryRecordedAnswer()
{
    QFETCH(QString, release);
    FakeClock clock;
    QHash<ClientCall, int> fed;
    const QList<Recording> recordings = Recordings::all();
    for (const Recording &recording : recordings) {
        const ClientCall call = callOf(recording);
        if (recording.release != release || call == ClientCall::None)
            continue;
        ScriptedServer server;
        int asked = 0;
        server.setScript([&recording, &asked](const RecordedRequest &) {
            if (++asked > 1 && recording.status == 200) // the page after a recorded one
                return Script::json(200, R"({"pagination": {"next": 0}, "results": []})");
            return Script::answer(recording.status, recording.contentType, recording.body);
        });
        AuthentikClient client(*BaseUrl::fromUserInput(server.url()), Secret(u"a-token"_s),
                               Samples::digests(), clock);
        verifyTold(recording, call, make(client, call));
        if (QTest::currentTestFailed())
            return;
        ++fed[call];
    }
    // The same scenario was recorded on each release: no kind of answer is missing.
    QCOMPARE(fed.size(), int(ClientCall::Mappings));
    QVERIFY(fed.value(ClientCall::Patch) > 200);
    QVERIFY(fed.value(ClientCall::List) > 40);
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
