// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/storedjson.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray bytes(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

} // namespace

class TestStoredJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void valuesComeBack_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<FieldValue>("value");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *label, Field field, const FieldValue &value,
                            const char *json) {
            QTest::newRow(label) << int(field) << value << QByteArray(json);
        };
        row("absent", Field::Promoted, {}, "{}");
        row("null", Field::EnrollmentFlow, FieldValue::null(), R"({"value":null})");
        row("text", Field::Name, FieldValue::text(u"Ü \"x\""_s), "{\"value\":\"Ü \\\"x\\\"\"}");
        row("flag", Field::Enabled, FieldValue::flag(false), R"({"value":false})");
        row("list", Field::AllowedServers, FieldValue::list({u"b"_s, u"a"_s, u"b"_s}),
            R"({"value":["b","a","b"]})");
        row("set", Field::UserPropertyMappings, FieldValue::set({u"b"_s, u"a"_s}),
            R"({"value":["a","b"]})");
        row("unreadable", Field::Enabled, FieldValue::unreadable(u"yes"_s),
            R"({"unreadable":"yes"})");
        row("opaque", Field::IconThemedUrls, FieldValue::opaque(QJsonObject{{u"light"_s, 1}}),
            R"({"opaque":{"light":1}})");
        row("digest", Field::PlexToken, FieldValue::storedSecret("12345"),
            R"({"digest":"MTIzNDU="})");
    }
    void valuesComeBack()
    {
        QFETCH(int, field);
        QFETCH(FieldValue, value);
        QFETCH(QByteArray, json);
        QCOMPARE(bytes(storedValue(value)), json);
        QCOMPARE(valueFromStored(Field(field), object(json.constData())), value);
        QCOMPARE(valueFromStored(Field(field), object(json.constData())).state(), value.state());
    }

    void signaturesOfIconsAreNotStored()
    {
        const DigestKey digests(QByteArray(32, 'k'));
        const auto storedOf = [&digests](const char *json) {
            return storedSource(*PlexSource::fromJson(object(json), digests));
        };
        const QJsonObject today = storedOf(
                R"({"pk":"1","slug":"s","name":"n","icon":"logo.svg?v=2","icon_url":"/media/logo.svg?sig=canary",)"
                R"("icon_themed_urls":{"light":"/l.svg?sig=canary","dark":"/d.svg?sig=canary"}})");
        QVERIFY2(!bytes(today).contains("canary"), bytes(today).constData());
        const PlexSource back = sourceFromStored(today);
        QCOMPARE(back.value(Field::IconUrl), FieldValue::text(u"/media/logo.svg"_s));
        QCOMPARE(back.value(Field::Icon), FieldValue::text(u"logo.svg?v=2"_s)); // a person's own
        const QJsonObject before = storedOf(
                R"({"pk":"1","slug":"s","name":"n","icon":"/media/logo.svg?X-Amz-Signature=canary"})");
        QVERIFY2(!bytes(before).contains("canary"), bytes(before).constData());
        QCOMPARE(sourceFromStored(before).value(Field::Icon),
                 FieldValue::text(u"/media/logo.svg"_s));
    }

    void aTypedTokenIsOnlyItsDigest()
    {
        const FieldValue typed = Samples::typedToken(u"canary"_s);
        const QByteArray json = bytes(storedValue(typed));
        QVERIFY(!json.contains("canary"));
        const FieldValue back = valueFromStored(Field::PlexToken, storedValue(typed));
        QCOMPARE(back.state(), FieldValue::State::Digest);
        QCOMPARE(back, typed);
    }

    void whatDoesNotFitIsAbsent_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << int(Field::Name) << QByteArray("{}");
        QTest::newRow("unknown") << int(Field::Name) << QByteArray(R"({"later":1})");
        QTest::newRow("digest of no secret")
                << int(Field::Name) << QByteArray(R"({"digest":"MTIzNDU="})");
        QTest::newRow("secret in clear")
                << int(Field::PlexToken) << QByteArray(R"({"value":"clear"})");
    }
    void whatDoesNotFitIsAbsent()
    {
        QFETCH(int, field);
        QFETCH(QByteArray, json);
        QVERIFY(valueFromStored(Field(field), object(json.constData())).isAbsent());
    }

    void aValueOfAnotherTypeIsUnreadable()
    {
        QVERIFY(valueFromStored(Field::Enabled, object(R"({"value":"yes"})")).isUnreadable());
    }

    void sourcesOfEachReleaseComeBack()
    {
        const QStringList releases = Samples::releases();
        for (const QString &release : releases) {
            QJsonObject received = Samples::recordedBody(release, u"object/get"_s);
            received.insert(u"of_a_newer_server"_s, QJsonArray{1, QJsonValue::Null});
            const PlexSource source = Samples::fromObject(received);
            const QByteArray json = bytes(storedSource(source));
            QVERIFY(!json.contains("plex-token-recorded"));
            QCOMPARE(sourceFromStored(object(json.constData())), source);
        }
    }

    void noObjectIsAnEmptySource() { QCOMPARE(sourceFromStored({}), PlexSource()); }

    void changesComeBackInTheirOrder()
    {
        const QList<FieldChange> changes = {
                {Field::Slug, FieldValue::text(u"a"_s), FieldValue::text(u"b"_s)},
                {Field::Name, {}, FieldValue::text(u"n"_s)},
                {Field::PlexToken, FieldValue::storedSecret("1"), FieldValue::storedSecret("2")}};
        QCOMPARE(changesFromStored(storedChanges(changes)), changes);
    }

    void aFieldOfANewerProgramIsLeftOut()
    {
        QJsonArray stored =
                storedChanges({{Field::Name, FieldValue::text(u"a"_s), FieldValue::text(u"b"_s)}});
        stored.prepend(QJsonObject{{u"field"_s, u"of_later"_s}});
        stored.append(7);
        QCOMPARE(changesFromStored(stored).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestStoredJson)
#include "tst_storedjson.moc"
