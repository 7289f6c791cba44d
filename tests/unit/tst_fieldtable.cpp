// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/fieldtable.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {
QJsonObject properties(const QString &release, const QString &component)
{
    return Samples::recordedBody(release,
                                 u"info/schema"_s)["components"_L1][component]["properties"_L1]
            .toObject();
}

QStringList wireValues(const QJsonArray &choices)
{
    QStringList values;
    for (const QJsonValue &choice : choices)
        values.append(choice["value"_L1].toString());
    values.sort();
    return values;
}

QStringList wireValues(const FieldRow &row)
{
    QStringList values;
    for (const FieldChoice &choice : row.choices)
        values.append(QLatin1StringView(choice.value));
    values.sort();
    return values;
}
} // namespace

// Holds the table against what real servers say of themselves, both ways.
class TestFieldTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void releases_data()
    {
        QTest::addColumn<QString>("release");
        for (const QString &release : Samples::releases())
            QTest::addRow("%s", qPrintable(release)) << release;
    }

    void everySchemaKeyHasARow_data() { releases_data(); }
    void everySchemaKeyHasARow()
    {
        QFETCH(QString, release);
        const QStringList keys = properties(release, u"PlexSource"_s).keys();
        QVERIFY(keys.size() > 15);
        for (const QString &key : keys)
            QVERIFY2(fieldForKey(key), qPrintable(key));
    }

    void everyRowIsInTheNewestSchema()
    {
        const QJsonObject known = properties(u"2025.12.4"_s, u"PlexSource"_s);
        for (const FieldRow &row : fieldTable())
            QVERIFY2(known.contains(QLatin1StringView(row.key)), row.key);
        QCOMPARE(known.size(), int(fieldCount));
    }

    void readOnlyMatchesTheSchema_data() { releases_data(); }
    void readOnlyMatchesTheSchema()
    {
        QFETCH(QString, release);
        const QJsonObject all = properties(release, u"PlexSource"_s);
        const QJsonObject patchable = properties(release, u"PatchedPlexSourceRequest"_s);
        for (const FieldRow &row : fieldTable()) {
            const QLatin1StringView key(row.key);
            if (!all.contains(key))
                continue;
            // The icon is writable in the table; an older release takes that back through its
            // traits.
            const bool writable =
                    !row.readOnly && (row.field != Field::Icon || patchable.contains(key));
            QVERIFY2(writable == patchable.contains(key), row.key);
        }
    }

    void kindsAndNullabilityMatchTheSchema_data() { releases_data(); }
    void kindsAndNullabilityMatchTheSchema()
    {
        QFETCH(QString, release);
        const QJsonObject patchable = properties(release, u"PatchedPlexSourceRequest"_s);
        for (auto member = patchable.begin(); member != patchable.end(); ++member) {
            const FieldRow &row = rowOf(*fieldForKey(member.key()));
            const QJsonObject schema = member.value().toObject();
            QVERIFY2(row.nullable == schema["nullable"_L1].toBool(false), row.key);
            const bool mayBeBlank = schema["type"_L1] == "string"_L1
                    && !schema.contains("minLength"_L1) && schema["format"_L1] != "uuid"_L1;
            QVERIFY2(row.blankAllowed == mayBeBlank, row.key);
            QVERIFY2(row.isSlug == (schema["pattern"_L1] == u"^[-a-zA-Z0-9_]+$"_s), row.key);
            QCOMPARE(row.kind == FieldKind::Flag, schema["type"_L1] == "boolean"_L1);
            const bool isArray = schema["type"_L1] == "array"_L1;
            const bool ofIds = schema["items"_L1]["format"_L1] == "uuid"_L1;
            QCOMPARE(row.kind == FieldKind::ReferenceSet, isArray && ofIds);
            QCOMPARE(row.kind == FieldKind::TextList, isArray && !ofIds);
            QCOMPARE(row.kind == FieldKind::Reference, schema["format"_L1] == "uuid"_L1);
        }
    }

    void requiredAndChoicesMatchOptions_data() { releases_data(); }
    void requiredAndChoicesMatchOptions()
    {
        QFETCH(QString, release);
        const QJsonObject put =
                Samples::recordedBody(release, u"info/options-object"_s)["actions"_L1]["PUT"_L1]
                        .toObject();
        QVERIFY(put.size() > 15);
        for (auto member = put.begin(); member != put.end(); ++member) {
            const auto field = fieldForKey(member.key());
            QVERIFY2(field, qPrintable(member.key()));
            const FieldRow &row = rowOf(*field);
            const QJsonObject said = member.value().toObject();
            QVERIFY2(row.required == said["required"_L1].toBool(), row.key);
            QCOMPARE(wireValues(row), wireValues(said["choices"_L1].toArray()));
        }
    }

    void labelsAreTheExactWords()
    {
        const QHash<Field, QString> labels = {
                {Field::Name, u"Name"_s},
                {Field::Slug, u"Slug"_s},
                {Field::Enabled, u"Enabled"_s},
                {Field::Promoted, u"Promoted"_s},
                {Field::Icon, u"Icon"_s},
                {Field::AuthenticationFlow, u"Authentication flow"_s},
                {Field::EnrollmentFlow, u"Enrollment flow"_s},
                {Field::UserPropertyMappings, u"User property mappings"_s},
                {Field::GroupPropertyMappings, u"Group property mappings"_s},
                {Field::PolicyEngineMode, u"Policy engine mode"_s},
                {Field::UserMatchingMode, u"User matching mode"_s},
                {Field::GroupMatchingMode, u"Group matching mode"_s},
                {Field::UserPathTemplate, u"User path template"_s},
                {Field::ClientId, u"Client ID"_s},
                {Field::AllowedServers, u"Allowed servers"_s},
                {Field::AllowFriends, u"Allow friends"_s},
                {Field::PlexToken, u"Plex token"_s},
        };
        for (auto label = labels.begin(); label != labels.end(); ++label)
            QCOMPARE(labelOf(label.key()), label.value());
    }

    void labelsAreUnique()
    {
        QSet<QString> labels;
        for (const FieldRow &row : fieldTable())
            labels.insert(labelOf(row.field));
        QCOMPARE(labels.size(), int(fieldCount));
    }

    void sectionsHoldEachFieldOnce()
    {
        QList<Field> fields;
        for (int section = 0; section < sectionCount; ++section)
            fields += fieldsOf(Section(section));
        QCOMPARE(fields.size(), qsizetype(fieldCount));
        QVERIFY(std::is_sorted(fields.begin(), fields.end()));
    }

    void valueTextsNeverShowASecret()
    {
        QCOMPARE(valueText(Field::PlexToken, Samples::typedToken(u"canary"_s)),
                 u"changed, not shown"_s);
        QCOMPARE(valueText(Field::PlexToken, Samples::source().value(Field::PlexToken)),
                 u"stored, not shown"_s);
    }

    void valueTexts()
    {
        QCOMPARE(valueText(Field::Enabled, FieldValue::flag(true)), u"on"_s);
        QCOMPARE(valueText(Field::UserMatchingMode, FieldValue::text(u"email_deny"_s)),
                 u"By e-mail, refuse sign-up if taken"_s);
        QCOMPARE(valueText(Field::UserMatchingMode, FieldValue::text(u"new_mode"_s)),
                 u"new_mode"_s);
        QCOMPARE(valueText(Field::EnrollmentFlow, FieldValue::null()), u"none"_s);
        QCOMPARE(valueText(Field::AllowedServers, FieldValue::list({})), u"empty list"_s);
        QCOMPARE(valueText(Field::Name, FieldValue::unreadable(5)), u"5"_s);
        QCOMPARE(valueText(Field::Name, FieldValue()), u"not on this server"_s);
        QCOMPARE(valueText(Field::Name, FieldValue::text({})), u"empty"_s);
        QCOMPARE(valueText(Field::EnrollmentFlow, FieldValue::text(u"an id"_s)), u"an id"_s);
        QCOMPARE(valueText(Field::UserPropertyMappings, FieldValue::set({u"b"_s, u"a"_s})),
                 u"a, b"_s);
        QCOMPARE(valueText(Field::IconThemedUrls,
                           FieldValue::opaque(QJsonObject{{u"light"_s, u"/a.png"_s}})),
                 u"{\"light\":\"/a.png\"}"_s);
    }

    void ofAValueOfAnotherKindThereIsNothing()
    {
        QVERIFY(!FieldValue::text(u"true"_s).toFlag());
        QVERIFY(FieldValue::flag(true).toText().isEmpty());
        QVERIFY(FieldValue::flag(true).toList().isEmpty());
        QVERIFY(FieldValue::text(u"a"_s).toSecret().isEmpty());
        QVERIFY(FieldValue::text(u"a"_s).received().isUndefined());
        QVERIFY(!FieldValue::storedSecret("d").isTypedSecret());
    }

    void aValueIsPrintedWithoutItsSecret_data()
    {
        QTest::addColumn<FieldValue>("value");
        QTest::addColumn<QString>("printed");
        QTest::newRow("absent") << FieldValue() << u"absent"_s;
        QTest::newRow("digest") << FieldValue::storedSecret("abcdefgh") << u"digest"_s;
        QTest::newRow("typed") << Samples::typedToken(u"canary"_s) << u"typed secret"_s;
        QTest::newRow("unreadable") << FieldValue::unreadable(5) << u"unreadable"_s;
        QTest::newRow("opaque") << FieldValue::opaque(5) << u"5"_s;
        QTest::newRow("text") << FieldValue::text(u"words"_s) << u"words"_s;
    }
    void aValueIsPrintedWithoutItsSecret()
    {
        QFETCH(const FieldValue, value);
        QFETCH(const QString, printed);
        QString out;
        QDebug(&out) << value;
        QVERIFY2(out.contains(printed), qPrintable(out));
        QVERIFY(!out.contains("canary"_L1));
    }

    void anEmptyChoiceHasItsOwnWords()
    {
        for (const FieldRow &row : fieldTable()) {
            if (row.nullText)
                QCOMPARE(valueText(row.field, FieldValue::null()), QLatin1StringView(row.nullText));
        }
    }
};

QTEST_GUILESS_MAIN(TestFieldTable)
#include "tst_fieldtable.moc"
