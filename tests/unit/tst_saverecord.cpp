// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/saverecord.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

FieldValue text(const QString &text)
{
    return FieldValue::text(text);
}

FieldValue stored(const QString &token)
{
    return FieldValue::storedSecret(Samples::digests().digest(token));
}

SaveRecord recordOf(const QList<FieldChange> &changes)
{
    SaveRecord record;
    record.changes = changes;
    return record;
}

PlexSource with(Field field, const FieldValue &value)
{
    PlexSource source = Samples::source();
    source.setValue(field, value);
    return source;
}

const FieldChange renamed{Field::Name, FieldValue::text(u"Plex Home"_s),
                          FieldValue::text(u" Family "_s)};

} // namespace

class TestSaveRecord : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knowsItsFields()
    {
        const SaveRecord record = recordOf(
                {renamed, {Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)}});
        QCOMPARE(record.fields(), (FieldSet{Field::Name, Field::Enabled}));
        QCOMPARE(record.changeOf(Field::Name)->after.toText(), u" Family "_s);
        QVERIFY(!record.changeOf(Field::Slug));
    }

    void isOpenWhileReadsAreToCome()
    {
        SaveRecord record;
        QVERIFY(!record.isOpen());
        record.checksLeft = 1;
        QVERIFY(record.isOpen());
    }

    void aTrimmedValueIsKept()
    {
        const SaveCheck check =
                checkSave(recordOf({renamed}), with(Field::Name, text(u"Family"_s)));
        QVERIFY(check.isKept());
        QCOMPARE(check.kept, FieldSet{Field::Name});
        QVERIFY(check.gone().isEmpty());
    }

    void theOldValueIsUndone()
    {
        const SaveCheck check = checkSave(recordOf({renamed}), Samples::source());
        QVERIFY(!check.isKept());
        QCOMPARE(check.old, FieldSet{Field::Name});
        QCOMPARE(check.gone(), FieldSet{Field::Name});
    }

    void anotherValueIsReplaced()
    {
        const SaveCheck check = checkSave(recordOf({renamed}), with(Field::Name, text(u"Third"_s)));
        QCOMPARE(check.replaced, FieldSet{Field::Name});
        QVERIFY(check.old.isEmpty());
        QVERIFY(!check.isKept());
    }

    void eachFieldIsToldByItself()
    {
        const SaveRecord record =
                recordOf({renamed,
                          {Field::ClientId, text(u"client-1"_s), text(u"client-2"_s)},
                          {Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)}});
        PlexSource now = with(Field::Name, text(u"Family"_s));
        now.setValue(Field::ClientId, text(u"client-3"_s));
        const SaveCheck check = checkSave(record, now);
        QCOMPARE(check.kept, FieldSet{Field::Name});
        QCOMPARE(check.replaced, FieldSet{Field::ClientId});
        QCOMPARE(check.old, FieldSet{Field::Enabled});
    }

    void untouchedFieldsDoNotMatter()
    {
        PlexSource now = with(Field::Name, text(u"Family"_s));
        now.setValue(Field::AllowedServers, FieldValue::list({}));
        QVERIFY(checkSave(recordOf({renamed}), now).isKept());
    }

    void aTokenIsToldByItsDigest()
    {
        const SaveRecord record =
                recordOf({{Field::PlexToken, stored(u"stored-token"_s), stored(u"new"_s)}});
        QVERIFY(checkSave(record, with(Field::PlexToken, stored(u"new"_s))).isKept());
        QCOMPARE(checkSave(record, Samples::source()).old, FieldSet{Field::PlexToken});
        QCOMPARE(checkSave(record, with(Field::PlexToken, stored(u"third"_s))).replaced,
                 FieldSet{Field::PlexToken});
    }

    void theWayBackExchangesTheSides()
    {
        const QList<FieldChange> back = reverseOf(recordOf({renamed}));
        QCOMPARE(back, (QList<FieldChange>{{Field::Name, renamed.after, renamed.before}}));
    }

    void theWayBackLeavesSecretsAndWhatCannotBeSent()
    {
        const SaveRecord record = recordOf(
                {{Field::PlexToken, stored(u"old"_s), stored(u"new"_s)},
                 {Field::Promoted, {}, FieldValue::flag(true)},
                 {Field::Enabled, FieldValue::unreadable(u"yes"_s), FieldValue::flag(true)},
                 {Field::EnrollmentFlow, FieldValue::null(), text(u"flow"_s)}});
        const QList<FieldChange> back = reverseOf(record);
        QCOMPARE(back.size(), 1);
        QCOMPARE(back.first().field, Field::EnrollmentFlow);
        QVERIFY(back.first().after.isNull()); // null is a value that can be sent
    }

    void itsFateIsSaidInWords_data()
    {
        QTest::addColumn<int>("fate");
        QTest::addColumn<QString>("words");
        QTest::newRow("sending") << int(SaveFate::Sending) << u"cannot tell"_s;
        QTest::newRow("saved") << int(SaveFate::Saved) << u"saved"_s;
        QTest::newRow("confirmed") << int(SaveFate::Confirmed) << u"confirmed"_s;
        QTest::newRow("undone") << int(SaveFate::Undone) << u"undone by another write"_s;
        QTest::newRow("cannot tell") << int(SaveFate::CannotTell) << u"cannot tell"_s;
    }
    void itsFateIsSaidInWords()
    {
        QFETCH(int, fate);
        QFETCH(QString, words);
        QCOMPARE(fateText(SaveFate(fate)), words);
    }
};

QTEST_GUILESS_MAIN(TestSaveRecord)
#include "tst_saverecord.moc"
