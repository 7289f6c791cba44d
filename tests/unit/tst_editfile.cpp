// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/editfile.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {

/// The example of the header, with what a test wants to be different.
QJsonObject file()
{
    return QJsonDocument::fromJson(R"json({
        "format": "sourcedesk-edit", "version": 1,
        "edits": [{
            "server": "https://auth.example.org",
            "source": {"pk": "pk-1", "slug": "plex-home", "name": "Plex Home"},
            "release": "2025.12.4", "user": "anna",
            "started": "2026-11-24T01:58:00Z", "changed": "2026-11-24T02:13:00Z",
            "changes": [{"field": "name", "from": "Plex Home", "to": "Plex Family"}],
            "not_included": ["plex_token"]}]})json")
            .object();
}

QJsonObject withEdit(const QString &key, const QJsonValue &value)
{
    QJsonObject object = file();
    QJsonObject edit = object.value(u"edits"_s).toArray().first().toObject();
    if (value.isUndefined())
        edit.remove(key);
    else
        edit.insert(key, value);
    object.insert(u"edits"_s, QJsonArray{edit});
    return object;
}

QJsonObject withChange(const QJsonObject &change)
{
    return withEdit(u"changes"_s, QJsonArray{change});
}

Result<QList<ExportedEdit>> read(const QJsonObject &object)
{
    return readEditFile(QJsonDocument(object).toJson());
}

ExportedEdit example()
{
    ExportedEdit edit;
    edit.server = u"https://auth.example.org"_s;
    edit.pk = u"pk-1"_s;
    edit.slug = u"plex-home"_s;
    edit.name = u"Plex Home"_s;
    edit.release = u"2025.12.4"_s;
    edit.user = u"anna"_s;
    edit.started = QDateTime(QDate(2026, 11, 24), QTime(1, 58), QTimeZone::utc()).toUTC();
    edit.changed = QDateTime(QDate(2026, 11, 24), QTime(2, 13), QTimeZone::utc()).toUTC();
    edit.changes = {
            {Field::Name, FieldValue::text(u"Plex Home"_s), FieldValue::text(u"Plex Family"_s)}};
    edit.notIncluded = {Field::PlexToken};
    return edit;
}

} // namespace

class TestEditFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesTheDocumentedFormat()
    {
        const QByteArray written = editFile({example()});
        QCOMPARE(QJsonDocument::fromJson(written).object(), file());
        QVERIFY(written.contains("\n    \"edits\"")); // indented, for people
    }

    void readsTheDocumentedFormat()
    {
        const auto edits = read(file());
        QVERIFY(edits);
        QCOMPARE(*edits, QList<ExportedEdit>{example()});
    }

    void aTokenIsNamedAndNotWritten()
    {
        ExportedEdit edit = example();
        edit.notIncluded = {};
        edit.changes.append({Field::PlexToken, FieldValue::storedSecret("the digest"),
                             Samples::typedToken(u"canary"_s)});
        const QByteArray written = editFile({edit});
        QVERIFY(!written.contains("canary"));
        QVERIFY(!written.contains("digest"));
        QVERIFY(!written.contains(QByteArray("the digest").toBase64()));
        QCOMPARE(readEditFile(written)->first().notIncluded, FieldSet{Field::PlexToken});
    }

    void whatTheServerDidNotHaveHasNoFrom()
    {
        ExportedEdit edit = example();
        edit.changes = {{Field::Promoted, {}, FieldValue::flag(true)}};
        const QByteArray written = editFile({edit});
        QVERIFY(!written.contains("\"from\""));
        QVERIFY(readEditFile(written)->first().changes.first().before.isAbsent());
    }

    void timesAreWrittenInUtc()
    {
        ExportedEdit edit = example();
        edit.started = QDateTime(QDate(2026, 11, 24), QTime(1, 58), QTimeZone::utc())
                               .toOffsetFromUtc(7200);
        QVERIFY(editFile({edit}).contains("\"started\": \"2026-11-24T01:58:00Z\""));
    }

    void noEditsAreAFileToo()
    {
        const auto edits = readEditFile(editFile({}));
        QVERIFY(edits);
        QVERIFY(edits->isEmpty());
    }

    void unknownMembersAreTakenAsNotThere()
    {
        QJsonObject object = withEdit(u"of_later"_s, QJsonObject{{u"x"_s, 1}});
        object.insert(u"of_later"_s, true);
        const auto edits = read(object);
        QVERIFY(edits);
        QCOMPARE(*edits, QList<ExportedEdit>{example()});
    }

    void aTokenInTheFileIsNotRead()
    {
        const auto edits = read(withChange({{u"field"_s, u"plex_token"_s}, {u"to"_s, u"x"_s}}));
        QVERIFY(edits);
        QCOMPARE(edits->first().droppedSecrets, FieldSet{Field::PlexToken});
        QVERIFY(edits->first().changes.isEmpty());
    }

    void whatIsNoUsableFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *label, const QByteArray &bytes, const char *why) {
            QTest::newRow(label) << bytes << QString::fromLatin1(why);
        };
        const auto json = [](const QJsonObject &object) { return QJsonDocument(object).toJson(); };
        QJsonObject newer = file();
        newer.insert(u"version"_s, 2);
        QJsonObject another = file();
        another.insert(u"format"_s, u"something"_s);
        QJsonObject unversioned = file();
        unversioned.remove(u"version"_s);
        const char *const wrongField = "cannot change";
        const char *const wrongType = "wrong type";
        row("empty", {}, "not a file of edits");
        row("no JSON", "hello", "not a file of edits");
        row("a list", "[]", "not a file of edits");
        row("cut", json(file()).chopped(20), "not a file of edits");
        row("another format", json(another), "not a file of edits");
        row("newer", json(newer), "newer Sourcedesk");
        row("no version", json(unversioned), "newer Sourcedesk");
        row("no server", json(withEdit(u"server"_s, QJsonValue::Undefined)), "for which source");
        row("no pk", json(withEdit(u"source"_s, QJsonObject{{u"slug"_s, u"x"_s}})),
            "for which source");
        row("unknown field", json(withChange({{u"field"_s, u"of_later"_s}, {u"to"_s, 1}})),
            wrongField);
        row("read-only field", json(withChange({{u"field"_s, u"pk"_s}, {u"to"_s, u"x"_s}})),
            wrongField);
        row("wrong type", json(withChange({{u"field"_s, u"enabled"_s}, {u"to"_s, u"x"_s}})),
            wrongType);
        row("list of numbers",
            json(withChange({{u"field"_s, u"allowed_servers"_s}, {u"to"_s, QJsonArray{1}}})),
            wrongType);
        row("no value", json(withChange({{u"field"_s, u"name"_s}})), wrongType);
    }
    void whatIsNoUsableFileIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        const auto edits = readEditFile(bytes);
        QVERIFY(!edits);
        QCOMPARE(edits.error().kind, ErrorKind::BadResponse);
        QVERIFY2(edits.error().detail.contains(why), qPrintable(edits.error().detail));
    }
};

QTEST_GUILESS_MAIN(TestEditFile)
#include "tst_editfile.moc"
