// SPDX-License-Identifier: GPL-3.0-or-later
#include "historysamples.h"
#include "source/historyfile.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray fileOf(HistoryFormat format, const QList<HistoryRow> &rows)
{
    HistoryFile file(format);
    file.add(rows);
    return file.content();
}

/// A save of a text, a list, a flag, an empty value and a secret.
HistoryRow fullRow()
{
    HistoryRow row = Samples::historyRow(0);
    row.record.changes = {
            Samples::nameChange(),
            {Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)},
            {Field::AllowedServers, FieldValue::list({u"a"_s}), FieldValue::list({u"a"_s, u"b"_s})},
            {Field::EnrollmentFlow, FieldValue::null(), FieldValue()},
            Samples::tokenChange()};
    return row;
}

} // namespace

class TestHistoryFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCsvHasALinePerField()
    {
        const QByteArrayList lines = fileOf(HistoryFormat::Csv, {fullRow()}).split('\n');

        QCOMPARE(lines.size(), 7); // head, five fields, the end
        QCOMPARE(lines.at(0), "when,server,pk,slug,name,who,state,field,from,to,request_id\r");
        const QByteArray head = "2026-11-24T02:13:00Z,https://auth.example.org,pk-1,plex-home,"
                                "Plex Home 0,anna,confirmed,";
        QCOMPARE(lines.at(1), head + "name,Plex Home,Plex Family,request-0\r");
        QCOMPARE(lines.at(2), head + "enabled,true,false,request-0\r");
        QCOMPARE(lines.at(3),
                 head + "allowed_servers,\"[\"\"a\"\"]\",\"[\"\"a\"\",\"\"b\"\"]\",request-0\r");
        QCOMPARE(lines.at(4), head + "enrollment_flow,null,,request-0\r");
        QCOMPARE(lines.at(5), head + "plex_token,changed,changed,request-0\r");
    }

    void cellsAreQuotedAndNoFormulas_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("plain") << u"Plex Home"_s << QByteArray("Plex Home");
        QTest::newRow("comma") << u"a,b"_s << QByteArray("\"a,b\"");
        QTest::newRow("quote") << u"a\"b"_s << QByteArray("\"a\"\"b\"");
        QTest::newRow("line end") << u"a\r\nb"_s << QByteArray("\"a\r\nb\"");
        QTest::newRow("blank") << u" a"_s << QByteArray("\" a\"");
        QTest::newRow("blank behind") << u"a "_s << QByteArray("\"a \"");
        QTest::newRow("line feed") << u"a\nb"_s << QByteArray("\"a\nb\"");
        QTest::newRow("umlaut") << u"Käse"_s << QByteArray("K\xc3\xa4se");
        QTest::newRow("equals") << u"=1+1"_s << QByteArray("'=1+1");
        QTest::newRow("plus") << u"+1"_s << QByteArray("'+1");
        QTest::newRow("minus") << u"-1"_s << QByteArray("'-1");
        QTest::newRow("at") << u"@SUM(A1)"_s << QByteArray("'@SUM(A1)");
        QTest::newRow("tab") << u"\t=1"_s << QByteArray("'\t=1");
        QTest::newRow("both") << u"=A1,B1"_s << QByteArray("\"'=A1,B1\"");
        QTest::newRow("inside") << u"a=b"_s << QByteArray("a=b");
        QTest::newRow("empty") << QString() << QByteArray();
    }
    void cellsAreQuotedAndNoFormulas()
    {
        QFETCH(const QString, text);
        QTEST(csvCell(text), "cell");
    }

    void aJsonFileHoldsTheValuesOfTheApi()
    {
        const QByteArray file = fileOf(HistoryFormat::Json, {fullRow(), Samples::historyRow(1)});

        const QJsonObject object = QJsonDocument::fromJson(file).object();
        QCOMPARE(object["format"_L1].toString(), u"sourcedesk-history"_s);
        QCOMPARE(object["version"_L1].toInt(), 1);
        const QJsonArray saves = object["saves"_L1].toArray();
        QCOMPARE(saves.size(), 2);
        const QJsonObject save = saves.at(0).toObject();
        QCOMPARE(save["when"_L1].toString(), u"2026-11-24T02:13:00Z"_s);
        QCOMPARE(save["state"_L1].toString(), u"confirmed"_s);
        QCOMPARE(save["source"_L1].toObject(),
                 QJsonObject({{u"pk"_s, u"pk-1"_s},
                              {u"slug"_s, u"plex-home"_s},
                              {u"name"_s, u"Plex Home 0"_s}}));
        const QJsonArray changes{
                QJsonObject{{u"field"_s, u"name"_s},
                            {u"from"_s, u"Plex Home"_s},
                            {u"to"_s, u"Plex Family"_s}},
                QJsonObject{{u"field"_s, u"enabled"_s}, {u"from"_s, true}, {u"to"_s, false}},
                QJsonObject{{u"field"_s, u"allowed_servers"_s},
                            {u"from"_s, QJsonArray{u"a"_s}},
                            {u"to"_s, QJsonArray{u"a"_s, u"b"_s}}},
                QJsonObject{{u"field"_s, u"enrollment_flow"_s}, {u"from"_s, QJsonValue::Null}},
                QJsonObject{{u"field"_s, u"plex_token"_s}, {u"secret"_s, u"changed"_s}}};
        QCOMPARE(save["changes"_L1].toArray(), changes);
    }

    void piecesMakeTheSameFile_data()
    {
        QTest::addColumn<bool>("json");
        QTest::newRow("csv") << false;
        QTest::newRow("json") << true;
    }
    void piecesMakeTheSameFile()
    {
        QFETCH(const bool, json);
        const auto format = json ? HistoryFormat::Json : HistoryFormat::Csv;
        HistoryFile file(format);
        file.add(Samples::historyRows(5, 4));
        file.add({});
        file.add(Samples::historyRows(3, 1));

        QCOMPARE(file.saves(), 5);
        QCOMPARE(file.content(), fileOf(format, Samples::historyRows(5, 1)));
    }

    void whatBecameOfASaveIsAWord_data()
    {
        QTest::addColumn<SaveFate>("fate");
        QTest::addColumn<QString>("word");
        QTest::newRow("sending") << SaveFate::Sending << u"sending"_s;
        QTest::newRow("saved") << SaveFate::Saved << u"saved"_s;
        QTest::newRow("confirmed") << SaveFate::Confirmed << u"confirmed"_s;
        QTest::newRow("undone") << SaveFate::Undone << u"undone"_s;
        QTest::newRow("cannot tell") << SaveFate::CannotTell << u"cannot_tell"_s;
        QTest::newRow("not stored") << SaveFate::NotStored << u"cannot_tell"_s; // not final
    }
    void whatBecameOfASaveIsAWord()
    {
        QFETCH(const SaveFate, fate);
        HistoryRow row = Samples::historyRow(0);
        row.record.fate = fate;
        const QByteArray file = fileOf(HistoryFormat::Json, {row});
        const QJsonObject object = QJsonDocument::fromJson(file).object();
        QTEST(object["saves"_L1][0]["state"_L1].toString(), "word");
    }

    /// A field that the server did not have before the save.
    void aValueThatWasNotThereIsLeftOut()
    {
        HistoryRow row = Samples::historyRow(0);
        row.record.changes = {{Field::Name, FieldValue(), FieldValue::text(u"New"_s)}};
        const QByteArray file = fileOf(HistoryFormat::Json, {row});
        const QJsonValue change = QJsonDocument::fromJson(file)["saves"_L1][0]["changes"_L1][0];
        QVERIFY(!change.toObject().contains("from"_L1));
        QCOMPARE(change["to"_L1].toString(), u"New"_s);
    }

    void ofASnapshotWhatCannotBeReadIsNamed()
    {
        PlexSource source = Samples::source();
        source.setValue(Field::Name, FieldValue::unreadable(5));
        source.setValue(Field::AllowFriends, FieldValue()); // a release without it
        const QJsonDocument file = QJsonDocument::fromJson(snapshotFile(source, u"x"_s));
        QVERIFY(file["not_included"_L1].toArray().contains(u"name"_s));
        QVERIFY(!file["not_included"_L1].toArray().contains(u"allow_friends"_s));
        QVERIFY(!file["values"_L1].toObject().contains("allow_friends"_L1));
    }

    void anEmptyHistoryIsAWholeFile()
    {
        QCOMPARE(fileOf(HistoryFormat::Csv, {}).count("\r\n"), 1);
        const QByteArray json = fileOf(HistoryFormat::Json, {});
        QVERIFY(QJsonDocument::fromJson(json).object()["saves"_L1].isArray());
    }

    void aSnapshotIsTheBodyOfTheWayBack()
    {
        const PlexSource source = Samples::source();

        const QByteArray file = snapshotFile(source, u"https://auth.example.org"_s);

        const QJsonObject object = QJsonDocument::fromJson(file).object();
        QCOMPARE(object["format"_L1].toString(), u"sourcedesk-snapshot"_s);
        QCOMPARE(object["server"_L1].toString(), u"https://auth.example.org"_s);
        QCOMPARE(object["source"_L1]["pk"_L1].toString(), source.pk());
        QCOMPARE(object["not_included"_L1].toArray(), QJsonArray{u"plex_token"_s});
        const QJsonObject values = object["values"_L1].toObject();
        for (const FieldRow &row : fieldTable()) {
            const bool isKept = !row.readOnly && row.kind != FieldKind::Secret;
            QCOMPARE(values.contains(QLatin1StringView(row.key)), isKept);
            if (isKept)
                QCOMPARE(values[QLatin1StringView(row.key)],
                         Samples::object()[QLatin1StringView(row.key)]);
        }
    }

    void noFileHoldsASecretOrADigest()
    {
        const PlexSource source = Samples::source();
        const QByteArray all = fileOf(HistoryFormat::Csv, {fullRow()})
                + fileOf(HistoryFormat::Json, {fullRow()}) + snapshotFile(source, u"x"_s);

        for (const QString &secret : {u"old-token"_s, u"new-token"_s, u"stored-token"_s}) {
            const QByteArray digest = Samples::digests().digest(secret);
            QVERIFY(!all.contains(secret.toUtf8()));
            QVERIFY(!all.contains(digest));
            QVERIFY(!all.contains(digest.toHex()));
            QVERIFY(!all.contains(digest.toBase64()));
        }
    }
};

QTEST_GUILESS_MAIN(TestHistoryFile)
#include "tst_historyfile.moc"
