// SPDX-License-Identifier: GPL-3.0-or-later
#include "recordings.h"
#include "samples.h"
#include "source/validation.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

/// The recorded source of a release, and what that server's OPTIONS says of it.
struct Server
{
    PlexSource source;
    SchemaTraits traits;

    static Server of(const QString &release)
    {
        const PlexSource source =
                Samples::fromObject(Samples::recordedBody(release, u"object/get"_s));
        const SourceOptions options =
                SourceOptions::fromJson(Samples::recordedBody(release, u"info/options-object"_s));
        return {source, SchemaTraits::fromSource(source, options)};
    }
};

/// `source` with what a recorded request asked for; `touched` holds the fields it named.
PlexSource asked(PlexSource source, const QJsonObject &request, FieldSet *touched)
{
    for (auto it = request.begin(); it != request.end(); ++it) {
        const std::optional<Field> field = fieldForKey(it.key());
        if (!field)
            continue;
        const bool isTypedToken = rowOf(*field).kind == FieldKind::Secret && it.value().isString();
        if (isTypedToken)
            source.setValue(*field, Samples::typedToken(it.value().toString()));
        else if (rowOf(*field).kind != FieldKind::Secret)
            source.setValue(*field, valueFromJson(*field, it.value()));
        else
            source.setValue(*field,
                            it.value().isNull() ? FieldValue::null()
                                                : FieldValue::unreadable(it.value()));
        touched->insert(*field);
    }
    return source;
}

/// Recorded PATCHes of a Plex source, but not of its list.
bool isPatch(const Recording &recording)
{
    static const QRegularExpression object(u"^/api/v3/sources/plex/[^/]+/$"_s);
    return recording.method == u"PATCH"_s && object.match(recording.path).hasMatch()
            && recording.sent.isObject();
}

QList<FieldProblem> check(Field field, const FieldValue &value)
{
    PlexSource source = Samples::source();
    const SchemaTraits traits = SchemaTraits::fromSource(source);
    source.setValue(field, value);
    return validate(source, {field}, traits);
}

} // namespace

class TestValidation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatServersAlwaysRefuseIsRefusedHere_data()
    {
        QTest::addColumn<QString>("release");
        QTest::addColumn<QJsonObject>("request");
        QTest::addColumn<QJsonObject>("answer");
        // the classes of mistakes that need no knowledge of other objects, by name of the recording
        static const QRegularExpression wanted(
                u"/bad/((name|client-id|user-path-template|plex-token|slug)-"
                "(blank|empty|nul|null|surrogate)"
                "|slug-(space|dot|slash|umlaut|51)"
                "|(enabled|allow-friends|servers|policy-engine-mode|user-matching-mode)-null"
                "|(policy-engine-mode|user-matching-mode)-empty"
                "|servers-item-blanks?|language-de)$"
                "|/(group-mode|icon-field|promoted)/null$|/mappings/(user|group)-null$"_s);
        int found = 0;
        const QList<Recording> recordings = Recordings::all();
        for (const Recording &recording : recordings) {
            if (!wanted.match(recording.name).hasMatch() || recording.status != 400)
                continue;
            ++found;
            QTest::addRow("%s", qPrintable(recording.name))
                    << recording.release << recording.sent.toObject() << recording.json.toObject();
        }
        QVERIFY(found >= 70);
    }
    void whatServersAlwaysRefuseIsRefusedHere()
    {
        QFETCH(const QString, release);
        QFETCH(const QJsonObject, request);
        QFETCH(const QJsonObject, answer);
        const Server server = Server::of(release);
        FieldSet touched;
        const PlexSource mine = asked(server.source, request, &touched);

        const QList<FieldProblem> problems = validate(mine, touched, server.traits);

        QCOMPARE(problems.size(), 1);
        QVERIFY(touched.contains(problems.first().field));
        QVERIFY(!problems.first().sentence.isEmpty());
        QVERIFY(problems.first().serverWords.isEmpty());
        // the same field and, in a list, the same item
        const QJsonValue said = answer.value(keyOf(problems.first().field));
        if (said.isObject())
            QCOMPARE(QString::number(problems.first().item.value_or(-1)),
                     said.toObject().keys().first());
    }

    void whatServersAcceptedIsAccepted_data()
    {
        QTest::addColumn<QString>("release");
        QTest::addColumn<QJsonObject>("request");
        int found = 0;
        const QList<Recording> recordings = Recordings::all();
        for (const Recording &recording : recordings) {
            if (!isPatch(recording) || recording.status != 200)
                continue;
            ++found;
            QTest::addRow("%s", qPrintable(recording.name))
                    << recording.release << recording.sent.toObject();
        }
        QVERIFY(found >= 120);
    }
    void whatServersAcceptedIsAccepted()
    {
        QFETCH(const QString, release);
        QFETCH(const QJsonObject, request);
        const Server server = Server::of(release);
        FieldSet touched;
        const PlexSource mine = asked(server.source, request, &touched);

        const QList<FieldProblem> problems = validate(mine, touched, server.traits);

        QVERIFY2(problems.isEmpty(),
                 problems.isEmpty() ? "" : qPrintable(problems.first().sentence));
    }

    void everyFindingWasRefusedByARealServer()
    {
        int findings = 0;
        const QList<Recording> recordings = Recordings::all();
        for (const Recording &recording : recordings) {
            if (!isPatch(recording) || recording.status >= 500)
                continue;
            const Server server = Server::of(recording.release);
            FieldSet touched;
            const PlexSource mine = asked(server.source, recording.sent.toObject(), &touched);
            if (validate(mine, touched, server.traits).isEmpty())
                continue;
            ++findings;
            // without a right the server never comes to look at the values
            QVERIFY2(recording.status >= 400, qPrintable(recording.name));
        }
        QVERIFY(findings >= 70);
    }

    void aWholeSourceOfTheServerHasNoProblem()
    {
        for (const QString &release : Samples::releases()) {
            const Server server = Server::of(release);
            FieldSet all;
            for (const FieldRow &row : fieldTable())
                all.insert(row.field);
            QVERIFY(validate(server.source, all, server.traits).isEmpty());
        }
    }

    void onlyTheNamedFieldsAreChecked()
    {
        PlexSource source = Samples::source();
        const SchemaTraits traits = SchemaTraits::fromSource(source);
        source.setValue(Field::Name, FieldValue::text({}));
        source.setValue(Field::Slug, FieldValue::text(u"a b"_s));

        const QList<FieldProblem> problems = validate(source, {Field::Slug}, traits);

        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().field, Field::Slug);
    }

    void fieldsThatTheServerIgnoresAreNotChecked()
    {
        PlexSource source = Samples::source();
        SchemaTraits traits = SchemaTraits::fromSource(source);
        source.setValue(Field::Name, FieldValue::text({}));
        FieldTraits readOnly = traits.of(Field::Name);
        readOnly.writable = false;
        traits.set(Field::Name, readOnly);
        QVERIFY(validate(source, {Field::Name}, traits).isEmpty());
    }

    void blanksOfEverySortCountAsNothing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isBlank");
        QTest::addRow("empty") << QString() << true;
        QTest::addRow("blank, tab, newline") << u" \t\r\n"_s << true;
        QTest::addRow("no-break, em, ideographic") << u"\u00a0\u2003\u3000"_s << true;
        QTest::addRow("line separator, next line") << u"\u2028\u0085"_s << true;
        QTest::addRow("information separators") << u"\u001c\u001f"_s << true;
        QTest::addRow("zero width space") << u"\u200b"_s << false;
        QTest::addRow("letter in blanks") << u"  x "_s << false;
    }
    void blanksOfEverySortCountAsNothing()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, isBlank);
        const qsizetype expected = isBlank ? 1 : 0;
        QCOMPARE(check(Field::Name, FieldValue::text(text)).size(), expected);
        QCOMPARE(check(Field::PlexToken, Samples::typedToken(text)).size(), expected);
        QCOMPARE(check(Field::AllowedServers, FieldValue::list({u"a"_s, text})).size(), expected);
    }

    void anIconMayBeCleared()
    {
        QVERIFY(check(Field::Icon, FieldValue::text({})).isEmpty());
        QCOMPARE(check(Field::Icon, FieldValue::null()).size(), 1);
    }

    void aFlowMayBeNone()
    {
        QVERIFY(check(Field::EnrollmentFlow, FieldValue::null()).isEmpty());
        QVERIFY(check(Field::EnrollmentFlow, FieldValue::text({})).isEmpty());
    }

    void existenceAndUniquenessAreTheServersAnswer()
    {
        QVERIFY(check(Field::Slug, FieldValue::text(u"taken"_s)).isEmpty());
        QVERIFY(check(Field::EnrollmentFlow, FieldValue::text(u"zzz"_s)).isEmpty());
        QVERIFY(check(Field::UserMatchingMode, FieldValue::text(u"new_mode"_s)).isEmpty());
    }

    void eachItemHasItsOwnFinding()
    {
        const QList<FieldProblem> problems =
                check(Field::AllowedServers,
                      FieldValue::list(
                              {u"ok"_s, u" "_s, u"ok"_s, u"a\u0000b"_s, QString(QChar(0xd800))}));
        QCOMPARE(problems.size(), 3);
        QCOMPARE(problems[0].item, std::optional(1));
        QCOMPARE(problems[1].item, std::optional(3));
        QCOMPARE(problems[2].item, std::optional(4));
        QCOMPARE(problems[0].sentence, u"Fill it in or remove it."_s);
        QVERIFY(problems[1].sentence != problems[2].sentence);
    }

    void surrogatesAreRefusedOnlyAlone_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        const QChar high(0xd83d);
        const QChar low(0xde00);
        QTest::addRow("pair") << QString(high) + low << 0;
        QTest::addRow("two pairs") << QString(high) + low + high + low << 0;
        QTest::addRow("high at the end") << u"a"_s + high << 1;
        QTest::addRow("low at the start") << QString(low) + u'a' << 1;
        QTest::addRow("high high low") << QString(high) + high + low << 1;
        QTest::addRow("wrong way round") << QString(low) + high << 1;
    }
    void surrogatesAreRefusedOnlyAlone()
    {
        QFETCH(const QString, text);
        QFETCH(const int, count);
        QCOMPARE(check(Field::Name, FieldValue::text(text)).size(), qsizetype(count));
    }

    void aSlugIsCheckedAsTheServerStoresIt()
    {
        QVERIFY(check(Field::Slug, FieldValue::text(u"  Plex_Home-2 "_s)).isEmpty());
        for (const QString &wrong : {u"a b"_s, u"a.b"_s, u"ä"_s, u"a/b"_s, u"١"_s, u"a\nb"_s})
            QCOMPARE(check(Field::Slug, FieldValue::text(wrong)).size(), 1);
    }

    void lengthIsTheServersLimitInCharacters()
    {
        PlexSource source = Samples::source();
        SchemaTraits traits = SchemaTraits::fromSource(source);
        FieldTraits limited = traits.of(Field::Name);
        limited.maxLength = 3;
        traits.set(Field::Name, limited);
        const auto countFor = [&](const QString &text) {
            source.setValue(Field::Name, FieldValue::text(text));
            return validate(source, {Field::Name}, traits).size();
        };
        QCOMPARE(countFor(u"  abc "_s), 0);
        QCOMPARE(countFor(u"😀😀😀"_s), 0);
        QCOMPARE(countFor(u"abcd"_s), 1);
        QCOMPARE(validate(source, {Field::Name}, traits).constFirst().sentence,
                 u"Use at most 3 characters."_s);
        QCOMPARE(check(Field::Name, FieldValue::text(QString(5000, u'n'))).size(), 0);
    }

    void valuesThatAreNeverSentAreNotChecked()
    {
        QVERIFY(check(Field::Name, {}).isEmpty());
        QVERIFY(check(Field::Name, FieldValue::unreadable(5)).isEmpty());
        QVERIFY(check(Field::PlexToken, FieldValue::storedSecret(QByteArray(32, 'x'))).isEmpty());
    }

    void nobodyCanLogInWithoutServersAndFriends_data()
    {
        QTest::addColumn<FieldValue>("servers");
        QTest::addColumn<FieldValue>("friends");
        QTest::addColumn<bool>("nobody");
        const FieldValue none = FieldValue::list({});
        const FieldValue one = FieldValue::list({u"server-a"_s});
        QTest::addRow("neither") << none << FieldValue::flag(false) << true;
        QTest::addRow("friends") << none << FieldValue::flag(true) << false;
        QTest::addRow("a server") << one << FieldValue::flag(false) << false;
        QTest::addRow("servers unknown") << FieldValue() << FieldValue::flag(false) << false;
        QTest::addRow("friends unknown") << none << FieldValue::unreadable(5) << false;
        QTest::addRow("friends null") << none << FieldValue::null() << false;
    }
    void nobodyCanLogInWithoutServersAndFriends()
    {
        QFETCH(const FieldValue, servers);
        QFETCH(const FieldValue, friends);
        QFETCH(const bool, nobody);
        PlexSource source = Samples::source();
        source.setValue(Field::AllowedServers, servers);
        source.setValue(Field::AllowFriends, friends);
        QCOMPARE(nobodyCanLogIn(source), nobody);
    }
};

QTEST_GUILESS_MAIN(TestValidation)
#include "tst_validation.moc"
