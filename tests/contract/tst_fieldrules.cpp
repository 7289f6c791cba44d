// SPDX-License-Identifier: GPL-3.0-or-later
// The field rules against the recorded answers about property mappings, whose objects the recording
// made itself: the recorded ids are put into the data, the recorded bodies through the rules.
#include "data/demodata.h"
#include "rules/fieldrules.h"
#include "rules/pythontext.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace demoserver;

namespace {

QString recordedId(int number)
{
    return u"00000000-0000-4000-8000-%1"_s.arg(number, 12, 10, QChar(u'0'));
}

/// Two Plex mappings and one of another kind, as in the recordings.
DemoData recordedMappings()
{
    DemoData data;
    data.addMapping({recordedId(21), u"rec-mapping-1"_s, {}, u"return {}"_s, MappingKind::Plex});
    data.addMapping({recordedId(22), u"rec-mapping-2"_s, {}, u"return {}"_s, MappingKind::Plex});
    data.addMapping(
            {recordedId(29), u"rec-mapping-other"_s, {}, u"return {}"_s, MappingKind::Scope});
    return data;
}

QJsonObject recording(const QString &path)
{
    QFile file(QStringLiteral(CONTRACT_FIXTURES "/recordings/2025.12.4/") + path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

} // namespace

class TestFieldRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mappingsAreJudgedAsRecorded_data();
    void mappingsAreJudgedAsRecorded();
    void olderReleaseIgnoresNewerKeys();
    void fieldsOfABodyAreAllJudged();
    void pythonTextIsPrintedAsPythonDoes_data();
    void pythonTextIsPrintedAsPythonDoes();
    void uuidsAreReadAsPythonDoes_data();
    void uuidsAreReadAsPythonDoes();
};

void TestFieldRules::mappingsAreJudgedAsRecorded_data()
{
    QTest::addColumn<QString>("side");
    QTest::addColumn<QString>("recorded");
    QTest::addColumn<QJsonValue>("sent");
    const QJsonArray one{recordedId(21)};
    const QString nobody = u"11111111-1111-4111-8111-111111111111"_s;
    const QList<std::pair<QString, QJsonValue>> cases{
            {u"one"_s, one},
            {u"two"_s, QJsonArray{recordedId(21), recordedId(22)}},
            {u"two-reordered"_s, QJsonArray{recordedId(22), recordedId(21)}},
            {u"duplicate"_s, QJsonArray{recordedId(21), recordedId(21)}},
            {u"other-kind"_s, QJsonArray{recordedId(29)}},
            {u"unknown"_s, QJsonArray{recordedId(21), nobody}},
            {u"text"_s, QJsonArray{recordedId(21), u"zzz"_s, 5}},
            {u"null"_s, QJsonValue::Null},
            {u"item-null"_s, QJsonArray{QJsonValue::Null}},
            {u"not-a-list"_s, recordedId(21)},
            {u"number"_s, 5},
    };
    for (const QString &side : {u"user"_s, u"group"_s}) {
        for (const auto &[name, sent] : cases)
            QTest::newRow(qPrintable(side + u'-' + name))
                    << side << u"mappings/%1-%2.json"_s.arg(side, name) << sent;
    }
}

void TestFieldRules::mappingsAreJudgedAsRecorded()
{
    QFETCH(QString, side);
    QFETCH(QString, recorded);
    QFETCH(QJsonValue, sent);
    const DemoData data = recordedMappings();
    const QString field = side + "_property_mappings"_L1;
    const QJsonObject response = recording(recorded).value("response"_L1).toObject();
    QVERIFY(!response.isEmpty());

    const BodyOutcome outcome =
            checkBody({{field, sent}}, true, {*findRelease(u"2025.12.4"), data, {}});

    const QJsonValue expected = response.value("body"_L1).toObject().value(field);
    QCOMPARE(outcome.errors.isEmpty(), response.value("status"_L1).toInt() == 200);
    QCOMPARE(outcome.errors.isEmpty() ? outcome.values.value(field) : outcome.errors.value(field),
             expected);
}

void TestFieldRules::olderReleaseIgnoresNewerKeys()
{
    const DemoData data;
    const QJsonObject sent{{u"promoted"_s, u"maybe"_s},
                           {u"icon"_s, QJsonValue::Null},
                           {u"group_matching_mode"_s, u"zzz"_s},
                           {u"user_property_mappings"_s, 5},
                           {u"name"_s, u"Plex"_s}};

    const BodyOutcome outcome = checkBody(sent, true, {*findRelease(u"2023.10"), data, {}});

    QCOMPARE(outcome.errors, QJsonObject());
    QCOMPARE(outcome.values, (QJsonObject{{u"name"_s, u"Plex"_s}}));
}

void TestFieldRules::fieldsOfABodyAreAllJudged()
{
    const DemoData data;
    const QJsonObject sent{{u"name"_s, u" "_s},
                           {u"slug"_s, u"good"_s},
                           {u"allowed_servers"_s, QJsonArray{u"a"_s, u" "_s, QJsonValue::Null}}};

    const BodyOutcome outcome = checkBody(sent, false, {newestRelease(), data, {}});

    const QJsonArray blank{u"This field may not be blank."_s};
    QCOMPARE(outcome.errors,
             (QJsonObject{{u"name"_s, blank},
                          {u"plex_token"_s, QJsonArray{u"This field is required."_s}},
                          {u"allowed_servers"_s,
                           QJsonObject{{u"1"_s, blank},
                                       {u"2"_s, QJsonArray{u"This field may not be null."_s}}}}}));
}

void TestFieldRules::pythonTextIsPrintedAsPythonDoes_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("text") << QJsonValue(u"it's"_s) << u"it's"_s;
    QTest::newRow("int") << QJsonValue(5) << u"5"_s;
    QTest::newRow("float") << QJsonValue(1.5) << u"1.5"_s;
    QTest::newRow("true") << QJsonValue(true) << u"True"_s;
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << u"None"_s;
    QTest::newRow("list") << QJsonValue(QJsonArray{u"any"_s, u"it's"_s, 2})
                          << u"['any', \"it's\", 2]"_s;
    QTest::newRow("object") << QJsonValue(QJsonObject{{u"x"_s, false}}) << u"{'x': False}"_s;
}

void TestFieldRules::pythonTextIsPrintedAsPythonDoes()
{
    QFETCH(QJsonValue, value);
    QFETCH(QString, text);
    QCOMPARE(pythonStr(value), text);
}

void TestFieldRules::uuidsAreReadAsPythonDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    const QString canonical = u"9e107d9d-372b-4826-81d8-3542a419d6ff"_s;
    QTest::newRow("canonical") << canonical << canonical;
    QTest::newRow("without dashes") << QString(canonical).remove(u'-') << canonical;
    QTest::newRow("upper case") << canonical.toUpper() << canonical;
    QTest::newRow("braces") << u'{' + canonical + u'}' << canonical;
    QTest::newRow("urn") << "urn:uuid:"_L1 + canonical << canonical;
    QTest::newRow("too short") << canonical.chopped(1) << QString();
    QTest::newRow("no digits") << u"zzz"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void TestFieldRules::uuidsAreReadAsPythonDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    QCOMPARE(pythonUuid(text).value_or(QString()), canonical);
}

QTEST_GUILESS_MAIN(TestFieldRules)
#include "tst_fieldrules.moc"
