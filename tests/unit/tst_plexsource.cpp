// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/patch.h"
#include "source/plexsource.h"
#include "source/schematraits.h"

#include <QDirIterator>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
QByteArray printed(const PlexSource &source)
{
    QString out;
    QDebug debug(&out);
    for (const FieldRow &row : fieldTable())
        debug << source.value(row.field);
    debug << source.unknownKeys();
    return out.toUtf8();
}
} // namespace

class TestPlexSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsEveryFieldOfARecordedObject()
    {
        const QJsonObject object = Samples::recordedBody(u"2025.12.4"_s, u"object/get"_s);
        const PlexSource source = Samples::fromObject(object);
        QCOMPARE(source.slug(), u"rec-plex-a"_s);
        QCOMPARE(source.value(Field::Enabled), FieldValue::flag(true));
        QCOMPARE(source.value(Field::AllowedServers),
                 FieldValue::list({u"server-a-1"_s, u"server-a-2"_s}));
        QCOMPARE(source.value(Field::AuthenticationFlow), FieldValue::null());
        QCOMPARE(source.value(Field::PlexToken).state(), FieldValue::State::Digest);
        for (const FieldRow &row : fieldTable())
            QVERIFY2(!source.value(row.field).isAbsent() && !source.value(row.field).isUnreadable(),
                     row.key);
        QVERIFY(source.unknownKeys().isEmpty());
    }

    void absentFieldsAreAbsent()
    {
        const PlexSource source =
                Samples::fromObject(Samples::recordedBody(u"2023.10.7"_s, u"object/get"_s));
        for (const Field field : {Field::Promoted, Field::Icon, Field::IconUrl,
                                  Field::GroupMatchingMode, Field::UserPropertyMappings})
            QVERIFY(source.value(field).isAbsent());
    }

    void everyRecordedBodyIsReadOrRefused()
    {
        int objects = 0;
        for (const QString &release : Samples::releases()) {
            QDirIterator files(QStringLiteral(RECORDINGS "/") + release, {u"*.json"_s}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QJsonObject exchange = QJsonDocument::fromJson(file.readAll()).object();
                const QJsonObject body = exchange["response"_L1]["body"_L1].toObject();
                const auto source = PlexSource::fromJson(body, Samples::digests());
                const bool isObject = body["component"_L1] == "ak-source-plex-form"_L1;
                if (isObject)
                    QVERIFY2(source, qPrintable(file.fileName()));
                objects += source ? 1 : 0;
            }
        }
        QVERIFY(objects > 100);
    }

    void theSecretIsInNoOutput()
    {
        const PlexSource source = Samples::source();
        QVERIFY(!printed(source).contains("stored-token"));
    }

    void aSecretOfTheWrongTypeIsNotKept()
    {
        QJsonObject object = Samples::object();
        object["plex_token"_L1] = QJsonArray{u"canary"_s};
        const PlexSource source = Samples::fromObject(object);
        QVERIFY(source.value(Field::PlexToken).isUnreadable());
        QVERIFY(!printed(source).contains("canary"));
    }

    void unknownKeysSurviveAndSecretsAmongThemDoNot()
    {
        QJsonObject object = Samples::object();
        object["colour"_L1] = QJsonObject{{u"r"_s, 5}};
        object["plex_token_ref"_L1] = u"00000000-0000-4000-8000-000000000077"_s;
        object["webhook_secret"_L1] = u"canary"_s;
        const PlexSource source = Samples::fromObject(object);
        QCOMPARE(source.unknownKeys().value("colour"_L1), object.value("colour"_L1));
        QCOMPARE(source.unknownKeys().value("plex_token_ref"_L1),
                 object.value("plex_token_ref"_L1));
        QVERIFY(!printed(source).contains("canary"));
    }

    /// Null and a flag hold no secret, whatever they are called.
    void unknownKeysThatOnlySoundLikeASecretStay()
    {
        QJsonObject object = Samples::object();
        object["api_token"_L1] = QJsonValue::Null;
        object["has_password"_L1] = true;
        object["secret_count"_L1] = 5;
        object["plex_token"_L1] = QJsonValue::Null;
        const PlexSource source = Samples::fromObject(object);
        QVERIFY(source.unknownKeys().value("api_token"_L1).isNull());
        QCOMPARE(source.unknownKeys().value("has_password"_L1), QJsonValue(true));
        QCOMPARE(source.unknownKeys().value("secret_count"_L1), QJsonValue(u"(not shown)"_s));
        QVERIFY(source.value(Field::PlexToken).isUnreadable());
    }

    void wrongTypesBecomeUnreadable_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("sent");
        QTest::newRow("number for text") << u"client_id"_s << QJsonValue(5);
        QTest::newRow("text for flag") << u"enabled"_s << QJsonValue(u"true"_s);
        QTest::newRow("text for list") << u"allowed_servers"_s << QJsonValue(u"x"_s);
        QTest::newRow("number in list")
                << u"allowed_servers"_s << QJsonValue(QJsonArray{u"a"_s, 5});
        QTest::newRow("null in list")
                << u"allowed_servers"_s << QJsonValue(QJsonArray{QJsonValue()});
        QTest::newRow("object for reference") << u"enrollment_flow"_s << QJsonValue(QJsonObject{});
        QTest::newRow("list for choice") << u"policy_engine_mode"_s << QJsonValue(QJsonArray{});
        QTest::newRow("text for set") << u"user_property_mappings"_s << QJsonValue(u"x"_s);
    }
    void wrongTypesBecomeUnreadable()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, sent);
        QJsonObject object = Samples::object();
        object[key] = sent;
        const PlexSource source = Samples::fromObject(object);
        const Field field = *fieldForKey(key);
        QVERIFY(source.value(field).isUnreadable());
        QCOMPARE(source.value(field).received(), sent);
        QVERIFY(!SchemaTraits::fromSource(source).of(field).writable);
    }

    void withoutIdentityItIsNoSource_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("sent");
        for (const QString &key : {u"pk"_s, u"slug"_s, u"name"_s}) {
            QTest::addRow("%s missing", qPrintable(key))
                    << key << QJsonValue(QJsonValue::Undefined);
            QTest::addRow("%s number", qPrintable(key)) << key << QJsonValue(5);
            QTest::addRow("%s null", qPrintable(key)) << key << QJsonValue();
        }
    }
    void anEmptyIdentityIsNone()
    {
        for (const QLatin1StringView key : {"pk"_L1, "slug"_L1}) {
            QJsonObject object = Samples::object();
            object[key] = QString();
            QVERIFY(!PlexSource::fromJson(object, Samples::digests()));
            QVERIFY(!SourceSummary::fromJson(object));
        }
    }

    void withoutIdentityItIsNoSource()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, sent);
        QJsonObject object = Samples::object();
        if (sent.isUndefined())
            object.remove(key);
        else
            object[key] = sent;
        const auto source = PlexSource::fromJson(object, Samples::digests());
        QVERIFY(!source);
        QCOMPARE(source.error().kind, ErrorKind::BadResponse);
    }

    void setsIgnoreOrderAndRepetitions()
    {
        QJsonObject one = Samples::object();
        QJsonObject two = Samples::object();
        one["user_property_mappings"_L1] = QJsonArray{u"b"_s, u"a"_s};
        two["user_property_mappings"_L1] = QJsonArray{u"a"_s, u"b"_s, u"a"_s};
        QCOMPARE(Samples::fromObject(one), Samples::fromObject(two));
    }

    void listsKeepOrderAndRepetitions()
    {
        QJsonObject one = Samples::object();
        QJsonObject two = Samples::object();
        one["allowed_servers"_L1] = QJsonArray{u"x"_s, u"y"_s, u"x"_s};
        two["allowed_servers"_L1] = QJsonArray{u"x"_s, u"x"_s, u"y"_s};
        QVERIFY(Samples::fromObject(one) != Samples::fromObject(two));
        QCOMPARE(Samples::fromObject(one).value(Field::AllowedServers).toList(),
                 QStringList({u"x"_s, u"y"_s, u"x"_s}));
    }

    void traitsFollowOptions_data()
    {
        QTest::addColumn<QString>("release");
        QTest::addColumn<bool>("iconWritable");
        QTest::addColumn<int>("slugLimit");
        QTest::newRow("2023.10.7") << u"2023.10.7"_s << false << 50;
        QTest::newRow("2025.12.4") << u"2025.12.4"_s << true << -1;
    }
    void traitsFollowOptions()
    {
        QFETCH(QString, release);
        QFETCH(bool, iconWritable);
        QFETCH(int, slugLimit);
        const PlexSource source =
                Samples::fromObject(Samples::recordedBody(release, u"object/get"_s));
        const auto options =
                SourceOptions::fromJson(Samples::recordedBody(release, u"info/options-object"_s));
        QCOMPARE(options.right, ChangeRight::Granted);
        const SchemaTraits traits = SchemaTraits::fromSource(source, options);
        QCOMPARE(traits.of(Field::Icon).writable, iconWritable);
        QCOMPARE(traits.of(Field::Slug).maxLength.value_or(-1), slugLimit);
        QVERIFY(traits.of(Field::Name).writable && traits.of(Field::Name).required);
        QVERIFY(!traits.of(Field::Pk).writable);
        QVERIFY(traits.of(Field::AuthenticationFlow).nullable);
        QCOMPARE(traits.of(Field::Promoted).present, release == "2025.12.4"_L1);
    }

    void withoutActionsThereIsNoRight()
    {
        for (const QString &release : Samples::releases()) {
            const auto options = SourceOptions::fromJson(
                    Samples::recordedBody(release, u"rights-viewer/options"_s));
            QCOMPARE(options.right, ChangeRight::Refused);
        }
    }

    void anIconBeforeItsRenderedFormIsReadOnly()
    {
        QJsonObject object = Samples::object();
        object.remove("icon_url"_L1);
        const SchemaTraits traits = SchemaTraits::fromSource(Samples::fromObject(object));
        QVERIFY(traits.of(Field::Icon).present);
        QVERIFY(!traits.of(Field::Icon).writable);
    }

    void summaryKeepsOnlyWhatTheListShows()
    {
        const auto summary = SourceSummary::fromJson(Samples::object());
        QVERIFY(summary);
        QCOMPARE(*summary, SourceSummary::of(Samples::source()));
        QCOMPARE(summary->name, u"Plex Home"_s);
        QVERIFY(summary->enabled && !summary->managed);
    }

    void ofAnUnknownStateASourceIsTakenAsEnabled()
    {
        PlexSource source = Samples::source();
        source.setValue(Field::Enabled, FieldValue::unreadable(5));
        QVERIFY(SourceSummary::of(source).enabled);
        source.setValue(Field::Enabled, FieldValue::flag(false));
        QVERIFY(!SourceSummary::of(source).enabled);
    }
};

QTEST_GUILESS_MAIN(TestPlexSource)
#include "tst_plexsource.moc"
