// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/patch.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
QList<Field> writableFields()
{
    QList<Field> fields;
    for (const FieldRow &row : fieldTable()) {
        if (!row.readOnly)
            fields.append(row.field);
    }
    return fields;
}
} // namespace

class TestPatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exactBytesPerField_data()
    {
        QTest::addColumn<Field>("field");
        QTest::addColumn<FieldValue>("value");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, Field field, const FieldValue &value,
                            const QByteArray &body) {
            QTest::newRow(name) << field << value << body;
        };
        const QString flow = u"00000000-0000-4000-8000-000000000012"_s;
        row("name", Field::Name, FieldValue::text(u"Plex Family"_s), R"({"name":"Plex Family"})");
        row("name, unicode", Field::Name, FieldValue::text(u"Plex ✓ \"é\"\n"_s),
            "{\"name\":\"Plex ✓ \\\"é\\\"\\n\"}");
        row("slug", Field::Slug, FieldValue::text(u"plex_2"_s), R"({"slug":"plex_2"})");
        row("enabled", Field::Enabled, FieldValue::flag(false), R"({"enabled":false})");
        row("promoted", Field::Promoted, FieldValue::flag(true), R"({"promoted":true})");
        // Not a raw string: Qt 6.4's moc takes the // in one for a comment and finds no class.
        row("icon", Field::Icon, FieldValue::text(u"fa://fa-film"_s),
            "{\"icon\":\"fa://fa-film\"}");
        row("friends", Field::AllowFriends, FieldValue::flag(false), R"({"allow_friends":false})");
        row("servers", Field::AllowedServers, FieldValue::list({u"b"_s, u"a"_s, u"b"_s}),
            R"({"allowed_servers":["b","a","b"]})");
        row("no servers", Field::AllowedServers, FieldValue::list({}), R"({"allowed_servers":[]})");
        row("client id", Field::ClientId, FieldValue::text(u"c"_s), R"({"client_id":"c"})");
        row("token", Field::PlexToken, Samples::typedToken(u"typed"_s),
            R"({"plex_token":"typed"})");
        row("flow", Field::EnrollmentFlow, FieldValue::text(flow),
            "{\"enrollment_flow\":\"" + flow.toUtf8() + "\"}");
        row("no flow", Field::AuthenticationFlow, FieldValue::null(),
            R"({"authentication_flow":null})");
        row("user mode", Field::UserMatchingMode, FieldValue::text(u"email_deny"_s),
            R"({"user_matching_mode":"email_deny"})");
        row("group mode", Field::GroupMatchingMode, FieldValue::text(u"name_link"_s),
            R"({"group_matching_mode":"name_link"})");
        row("template", Field::UserPathTemplate, FieldValue::text(u"plex/%(slug)s"_s),
            R"({"user_path_template":"plex/%(slug)s"})");
        row("policy", Field::PolicyEngineMode, FieldValue::text(u"all"_s),
            R"({"policy_engine_mode":"all"})");
        row("user mappings", Field::UserPropertyMappings, FieldValue::set({u"b"_s, u"a"_s}),
            R"({"user_property_mappings":["a","b"]})");
        row("group mappings", Field::GroupPropertyMappings, FieldValue::set({u"a"_s}),
            R"({"group_property_mappings":["a"]})");
    }
    void exactBytesPerField()
    {
        QFETCH(Field, field);
        QFETCH(FieldValue, value);
        QFETCH(QByteArray, body);
        const PlexSource baseline = Samples::source();
        PlexSource current = baseline;
        current.setValue(field, value);
        const FieldSet changed =
                changedFields(baseline, current, SchemaTraits::fromSource(baseline));
        QCOMPARE(changed, FieldSet{field});
        QCOMPARE(patchBody(current, changed), body);
    }

    void everyWritableFieldHasAByteTest() { QVERIFY(writableFields().size() == 17); }

    void combinationsHoldExactlyTheChangedFields()
    {
        QRandomGenerator random(20261124);
        const QList<Field> writable = writableFields();
        const PlexSource baseline = Samples::source();
        const SchemaTraits traits = SchemaTraits::fromSource(baseline);
        for (int round = 0; round < 2000; ++round) {
            PlexSource current = baseline;
            FieldSet touched;
            for (const Field field : writable) {
                if (random.bounded(3) != 0)
                    continue;
                current.setValue(field, Samples::otherValue(field, baseline.value(field), random));
                touched.insert(field);
            }
            QCOMPARE(changedFields(baseline, current, traits), touched);
            const QJsonObject body = QJsonDocument::fromJson(patchBody(current, touched)).object();
            QCOMPARE(body.size(), touched.size());
            for (const Field field : touched)
                QCOMPARE(body.value(keyOf(field)), current.value(field).toJson());
        }
    }

    void nothingChangedSendsNothing()
    {
        const PlexSource baseline = Samples::source();
        const FieldSet none = changedFields(baseline, baseline, SchemaTraits::fromSource(baseline));
        QVERIFY(none.isEmpty());
        QVERIFY(patchBody(baseline, none).isEmpty());
    }

    void typingAValueBackUndirtiesIt()
    {
        const PlexSource baseline = Samples::source();
        PlexSource current = baseline;
        current.setValue(Field::Name, FieldValue::text(u"Other"_s));
        current.setValue(Field::Name, FieldValue::text(u"Plex Home"_s));
        current.setValue(Field::PlexToken, Samples::typedToken(u"stored-token"_s));
        QVERIFY(changedFields(baseline, current, SchemaTraits::fromSource(baseline)).isEmpty());
    }

    void whatThisServerDoesNotTakeIsNeverSent()
    {
        QJsonObject object = Samples::object();
        object.remove("promoted"_L1);
        object["client_id"_L1] = 5;
        const PlexSource baseline = Samples::fromObject(object);
        PlexSource current = baseline;
        current.setValue(Field::Promoted, FieldValue::flag(true));   // absent here
        current.setValue(Field::ClientId, FieldValue::text(u"x"_s)); // unreadable here
        current.setValue(Field::Managed, FieldValue::text(u"x"_s));  // read-only
        QVERIFY(changedFields(baseline, current, SchemaTraits::fromSource(baseline)).isEmpty());
    }

    void aStoredSecretIsNeverInABody()
    {
        const PlexSource source = Samples::source();
        QVERIFY(patchBody(source, {Field::PlexToken}).isEmpty());
    }

    void previewHidesTheTypedSecretAndNothingElse()
    {
        PlexSource current = Samples::source();
        current.setValue(Field::PlexToken, Samples::typedToken(u"canary"_s));
        current.setValue(Field::Name, FieldValue::text(u"N"_s));
        const FieldSet fields{Field::Name, Field::PlexToken};
        QCOMPARE(patchPreview(current, fields),
                 QByteArray(R"json({"name":"N","plex_token":"(changed, not shown)"})json"));
        QCOMPARE(patchBody(current, fields), QByteArray(R"({"name":"N","plex_token":"canary"})"));
    }

    void pathIsPercentEncodedAndEndsInASlash()
    {
        QCOMPARE(sourcePath(u"plex-home"_s), u"sources/plex/plex-home/"_s);
        QCOMPARE(sourcePath(u"a/b ü?#"_s), u"sources/plex/a%2Fb%20%C3%BC%3F%23/"_s);
    }
};

QTEST_GUILESS_MAIN(TestPatch)
#include "tst_patch.moc"
