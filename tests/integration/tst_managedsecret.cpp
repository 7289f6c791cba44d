// SPDX-License-Identifier: GPL-3.0-or-later
#include "releasedesk.h"
#include "schemaserver.h"
#include "source/managedsecret.h"

using namespace Qt::Literals::StringLiterals;

namespace {

const char *const expected = "2026.11";

/// The source of a release that is expected to hold a reference, under `key`.
QJsonObject fixtureWith(const QString &key)
{
    QJsonObject fixture = SchemaServer::fixture(QString::fromLatin1(expected));
    QJsonObject object = fixture.value("object"_L1).toObject();
    QJsonObject options = fixture.value("options"_L1).toObject();
    QJsonObject put = options["actions"_L1]["PUT"_L1].toObject();
    object.insert(key, object.take("plex_token_ref"_L1));
    put.insert(key, put.take("plex_token_ref"_L1));
    options.insert(u"actions"_s, QJsonObject{{u"PUT"_s, put}});
    fixture.insert(u"object"_s, object);
    fixture.insert(u"options"_s, options);
    return fixture;
}

} // namespace

// A server that keeps the Plex token in a secret of its own (contract §2.4): the reference is shown
// and in no PATCH, and no token is sent. Keys of newer releases likewise.
class TestManagedSecret : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theReferenceIsLeftOutOfEveryPatch_data() { keys(); }
    void theReferenceIsLeftOutOfEveryPatch();
    void noTokenCanBePutIn_data() { keys(); }
    void noTokenCanBePutIn();
    void anUnknownKeyIsKeptAndNeverSent();
    void aTokenThatIsStillThereIsAToken();
    void aReferenceToNoSecretIsSaid();
    void whatIsNoIdIsNotShown();

private:
    static void keys()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("plex_token_ref") << u"plex_token_ref"_s;
        QTest::newRow("secret") << u"secret"_s;
    }
    void open(const QJsonObject &fixture)
    {
        m_desk.reset();
        m_server = std::make_unique<SchemaServer>(fixture);
        m_desk = std::make_unique<ReleaseDesk>(m_server->url());
        QVERIFY(m_desk->start() && m_desk->open(u"plex-home"_s));
    }
    EditSession &edit() { return *m_desk->edit; }

    std::unique_ptr<SchemaServer> m_server;
    std::unique_ptr<ReleaseDesk> m_desk;
};

void TestManagedSecret::theReferenceIsLeftOutOfEveryPatch()
{
    QFETCH(QString, key);
    open(fixtureWith(key));
    const QString secret = m_server->source().value(key).toString();
    QVERIFY(!secret.isEmpty());
    QCOMPARE(managedSecretOf(edit().server()), (ManagedSecret{key, secret}));

    QVERIFY(edit().setValue(Field::Name, FieldValue::text(u"Plex Family"_s)));
    QVERIFY(m_desk->save() == SaveResult::Saved);
    QCOMPARE(m_server->patches(), QList<QByteArray>{R"({"name":"Plex Family"})"});
    QCOMPARE(m_server->source().value(key).toString(), secret);
    QCOMPARE(managedSecretOf(edit().server()), (ManagedSecret{key, secret}));
}

/// By hand, from a stored draft, or from the history of another release: nothing takes it.
void TestManagedSecret::noTokenCanBePutIn()
{
    QFETCH(QString, key);
    open(fixtureWith(key));
    const FieldValue typed = edit().secretValue(Field::PlexToken, u"canary-token"_s);
    QVERIFY(!edit().setValue(Field::PlexToken, typed));
    const FieldSet left = edit().propose(
            {{Field::PlexToken, FieldValue::storedSecret("before"), typed},
             {Field::ClientId, edit().current().value(Field::ClientId), FieldValue::text(u"c"_s)}});
    QCOMPARE(left, FieldSet{Field::PlexToken});
    QCOMPARE(edit().changed(), FieldSet{Field::ClientId});
    QVERIFY(!edit().previewBody().contains("token"));
    QVERIFY(m_desk->save() == SaveResult::Saved);
    QCOMPARE(m_server->patches(), QList<QByteArray>{R"({"client_id":"c"})"});
}

void TestManagedSecret::anUnknownKeyIsKeptAndNeverSent()
{
    open(SchemaServer::fixture(QString::fromLatin1(expected)));
    const QJsonObject &unknown = edit().server().unknownKeys();
    QCOMPARE(unknown.value("sync_interval"_L1), QJsonValue(u"hours=3"_s));
    QVERIFY(edit().setValue(Field::Enabled, FieldValue::flag(false)));
    QVERIFY(m_desk->save() == SaveResult::Saved);
    QCOMPARE(m_server->patches(), QList<QByteArray>{R"({"enabled":false})"});
    QCOMPARE(m_server->source().value("sync_interval"_L1), QJsonValue(u"hours=3"_s));
}

/// One draft of the change keeps the string beside the reference: the string decides.
void TestManagedSecret::aTokenThatIsStillThereIsAToken()
{
    QJsonObject fixture = SchemaServer::fixture(u"2026.8"_s);
    QJsonObject object = fixture.value("object"_L1).toObject();
    object.insert(u"plex_token_ref"_s, QJsonValue::Null);
    fixture.insert(u"object"_s, object);
    open(fixture);
    QCOMPARE(managedSecretOf(edit().server()), std::nullopt);
    QVERIFY(edit().setValue(Field::PlexToken, edit().secretValue(Field::PlexToken, u"new"_s)));
    QVERIFY(m_desk->save() == SaveResult::Saved);
    QCOMPARE(m_server->patches(), QList<QByteArray>{R"({"plex_token":"new"})"});
}

void TestManagedSecret::aReferenceToNoSecretIsSaid()
{
    QJsonObject object = Samples::object();
    object.remove("plex_token"_L1);
    QCOMPARE(managedSecretOf(Samples::fromObject(object)), std::nullopt);
    object.insert(u"plex_token_ref"_s, QJsonValue::Null);
    QCOMPARE(managedSecretOf(Samples::fromObject(object)),
             (ManagedSecret{u"plex_token_ref"_s, {}}));
}

/// Should a server send the secret itself under the key, it is not kept.
void TestManagedSecret::whatIsNoIdIsNotShown()
{
    QJsonObject object = Samples::object();
    object.remove("plex_token"_L1);
    for (const QJsonValue &sent : {QJsonValue(u"canary"_s), QJsonValue(5),
                                   QJsonValue(QJsonObject{{u"value"_s, u"canary"_s}})}) {
        object.insert(u"secret"_s, sent);
        const auto secret = managedSecretOf(Samples::fromObject(object));
        QVERIFY(secret);
        QCOMPARE(secret->secret, u"(not shown)"_s);
    }
}

QTEST_GUILESS_MAIN(TestManagedSecret)
#include "tst_managedsecret.moc"
