// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "recordings.h"
#include "source/errorreader.h"
#include "source/fieldtable.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

void collectTexts(const QJsonValue &value, QStringList *texts)
{
    if (value.isString())
        texts->append(value.toString());
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array)
        collectTexts(entry, texts);
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        collectTexts(it.value(), texts);
}

QStringList wordsOf(const ErrorReport &report)
{
    QStringList words;
    for (const FieldProblem &problem : report.fields)
        words.append(problem.serverWords);
    for (const FormProblem &problem : report.form)
        words.append(problem.serverWords);
    return words;
}

/// Takes the words that say `text` out of `words`, once.
bool take(const QString &text, QStringList *words)
{
    for (qsizetype at = 0; at < words->size(); ++at) {
        if (words->at(at) == text || words->at(at).endsWith(u": "_s + text)) {
            words->removeAt(at);
            return true;
        }
    }
    return false;
}

ErrorReport read(const char *json)
{
    return readErrors(400, "application/json", json);
}

FieldProblem problem(Field field, const char *words, std::optional<int> item = {})
{
    return {field, item, {}, QString::fromUtf8(words)};
}

/// The report without our sentences, which have their own test.
QList<FieldProblem> routes(const ErrorReport &report)
{
    QList<FieldProblem> problems = report.fields;
    for (FieldProblem &each : problems)
        each.sentence.clear();
    return problems;
}

FormProblem formProblem(const char *key, const char *words)
{
    return {QString::fromUtf8(key), QString::fromUtf8(words)};
}

/// A tree of objects and lists whose leaves are texts that occur once.
QJsonValue randomTree(QRandomGenerator &random, int depth, int *leaves)
{
    static const QStringList keys{u"name"_s,  u"allowed_servers"_s,       u"0"_s,      u"17"_s,
                                  u"other"_s, u"non_field_errors"_s,      u"detail"_s, u"message"_s,
                                  u"code"_s,  u"user_property_mappings"_s};
    const int kind = depth == 0 ? 0 : random.bounded(3);
    if (kind == 0)
        return u"leaf-%1-"_s.arg((*leaves)++);
    const int size = random.bounded(4);
    if (kind == 1) {
        QJsonArray array;
        for (int at = 0; at < size; ++at)
            array.append(randomTree(random, depth - 1, leaves));
        return array;
    }
    QJsonObject object;
    for (int at = 0; at < size; ++at) {
        const QString key = keys[random.bounded(keys.size())];
        if (!object.contains(key))
            object.insert(key, randomTree(random, depth - 1, leaves));
    }
    return object;
}

} // namespace

class TestErrorReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRecordedTextLandsInOneProblem_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QJsonValue>("json");
        int refusals = 0;
        const QList<Recording> recordings = Recordings::all();
        for (const Recording &recording : recordings) {
            refusals += recording.status >= 400 ? 1 : 0;
            if (recording.json.isUndefined())
                continue;
            QTest::addRow("%s", qPrintable(recording.name))
                    << recording.status << recording.contentType << recording.body
                    << recording.json;
        }
        QVERIFY(refusals > 400); // the recordings were found at all
    }
    void everyRecordedTextLandsInOneProblem()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, contentType);
        QFETCH(const QByteArray, body);
        QFETCH(const QJsonValue, json);

        const ErrorReport report = readErrors(status, contentType, body);

        QVERIFY(!report.isPage);
        QStringList texts;
        collectTexts(json, &texts);
        QStringList words = wordsOf(report);
        for (const QString &text : std::as_const(texts))
            QVERIFY2(take(text, &words) || report.code.contains(text), qPrintable(text));
        if (status >= 400) // a refusal holds nothing but texts, so nothing may be left
            QVERIFY2(words.isEmpty(), qPrintable(words.join(u'|')));
    }

    void everyRecordedPageIsOneSentence_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        const QList<Recording> recordings = Recordings::all();
        for (const Recording &recording : recordings) {
            if (recording.status >= 400 && recording.json.isUndefined())
                QTest::addRow("%s", qPrintable(recording.name))
                        << recording.status << recording.contentType << recording.body;
        }
    }
    void everyRecordedPageIsOneSentence()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, contentType);
        QFETCH(const QByteArray, body);

        const ErrorReport report = readErrors(status, contentType, body);

        QVERIFY(report.isPage);
        QCOMPARE(report.count(), 1);
        QCOMPARE(report.form.first().key, QString());
        const QString words = report.form.first().serverWords;
        QVERIFY(!words.isEmpty() && !words.contains(u'<'));
        if (contentType == "text/html")
            QVERIFY(words.contains(QString::number(status)));
        else
            QCOMPARE(words, QString::fromUtf8(body)); // short plain text speaks for itself
    }

    void noTextOfARandomTreeIsLostOrRepeated()
    {
        QRandomGenerator random(20251204);
        for (int round = 0; round < 2000; ++round) {
            int leaves = 0;
            QJsonArray wrapped{randomTree(random, 6, &leaves)};
            QByteArray body = QJsonDocument(wrapped).toJson();
            if (round % 2 == 0 && wrapped.first().isObject())
                body = QJsonDocument(wrapped.first().toObject()).toJson();

            const ErrorReport report = readErrors(400, "application/json", body);

            const QString all = wordsOf(report).join(u'\n') + u'\n' + report.code;
            // the tree may have dropped leaves of a repeated key, so the body is asked
            for (int leaf = 0; leaf < leaves; ++leaf) {
                const QString text = u"leaf-%1-"_s.arg(leaf);
                QVERIFY2(all.count(text) == body.count(text.toUtf8()), body.constData());
            }
        }
    }

    void fieldMessagesComeInTheOrderOfTheForm()
    {
        const ErrorReport report = read(R"({"user_matching_mode": ["m"], "slug": ["s1", "s2"],
            "allowed_servers": {"10": ["ten"], "2": ["two"]}, "name": ["n"], "enabled": "e"})");

        QCOMPARE(routes(report),
                 (QList{problem(Field::Name, "n"), problem(Field::Slug, "s1"),
                        problem(Field::Slug, "s2"), problem(Field::Enabled, "e"),
                        problem(Field::AllowedServers, "two", 2),
                        problem(Field::AllowedServers, "ten", 10),
                        problem(Field::UserMatchingMode, "m")}));
        QVERIFY(report.form.isEmpty());
    }

    void recordedListItemsKeepTheirIndex()
    {
        const ErrorReport report =
                read(R"({"allowed_servers": {"1": ["This field may not be blank."],
                                             "3": ["This field may not be null."]}})");

        QCOMPARE(report.fields.size(), 2);
        QCOMPARE(report.fields[0].item, std::optional(1));
        QCOMPARE(report.fields[0].sentence, u"Fill it in or remove it."_s);
        QCOMPARE(report.fields[1].item, std::optional(3));
    }

    void listItemsAreFoundByPositionToo()
    {
        const ErrorReport report =
                read(R"({"allowed_servers": [{}, ["bad"], [], null, {"0": ["worse"]}],
                         "user_property_mappings": ["whole list"]})");

        QCOMPARE(routes(report),
                 (QList{problem(Field::AllowedServers, "bad", 1),
                        problem(Field::AllowedServers, "0: worse", 4),
                        problem(Field::UserPropertyMappings, "whole list")}));
    }

    void anIndexMeansNothingToAFieldThatIsNoList()
    {
        QCOMPARE(routes(read(R"({"name": {"0": ["x"]}})")), QList{problem(Field::Name, "0: x")});
    }

    void namesBelowAFieldStayReadableAtThatField()
    {
        QCOMPARE(routes(read(R"({"icon": {"theme": {"dark": ["too big"]}}})")),
                 QList{problem(Field::Icon, "theme.dark: too big")});
    }

    void unknownKeysKeepTheirPath()
    {
        const ErrorReport report =
                read(R"({"sign_in_hint": ["a", "b"], "limits": {"sub": [["c"], ["d"]]}, "n": 5})");

        QCOMPARE(report.form,
                 (QList{formProblem("limits.sub.0", "c"), formProblem("limits.sub.1", "d"),
                        formProblem("n", "5"), formProblem("sign_in_hint", "a"),
                        formProblem("sign_in_hint", "b")}));
        QVERIFY(report.fields.isEmpty());
    }

    void messagesOnTheWholeHaveNoKey()
    {
        QCOMPARE(read(R"({"non_field_errors": ["x"], "detail": "y"})").form,
                 (QList{formProblem("", "y"), formProblem("", "x")}));
        QCOMPARE(read(R"(["a", "b"])").form, (QList{formProblem("", "a"), formProblem("", "b")}));
        QCOMPARE(read(R"("only text")").form, QList{formProblem("", "only text")});
    }

    void codeGoesToTheDetails()
    {
        const ErrorReport top = read(R"({"detail": "no", "code": "permission_denied"})");
        QCOMPARE(top.code, u"permission_denied"_s);
        QCOMPARE(top.form, QList{formProblem("", "no")});

        const ErrorReport nested = read(R"({"name": [{"message": "blank", "code": "b"}], "slug": [
                        {"message": "taken", "code": "unique"}]})");
        QCOMPARE(nested.code, u"b, unique"_s);
        QCOMPARE(routes(nested),
                 (QList{problem(Field::Name, "0: blank"), problem(Field::Slug, "0: taken")}));
    }

    void aKeyWithoutAMessageIsStillNamed()
    {
        QCOMPARE(routes(read(R"({"name": [], "slug": {}, "icon": null})")),
                 (QList{problem(Field::Name, "[]"), problem(Field::Slug, "{}"),
                        problem(Field::Icon, "null")}));
    }

    void theServersWordsAreNotCorrected()
    {
        const QString words = u"<b>“%1”</b> &amp;\nline\u0000end %2"_s;
        const QByteArray body = QJsonDocument(QJsonObject{{u"name"_s, QJsonArray{words}}}).toJson();
        QCOMPARE(readErrors(400, "application/json", body).fields.first().serverWords, words);
    }

    void jsonUnderAnyLabelButHtmlIsRead_data()
    {
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isPage");
        const QByteArray json = R"({"error": "authentik starting"})";
        QTest::addRow("json") << QByteArray("application/json") << json << false;
        QTest::addRow("parameters")
                << QByteArray("Application/JSON; charset=utf-8") << json << false;
        QTest::addRow("text") << QByteArray("text/plain") << json << false;
        QTest::addRow("none") << QByteArray() << json << false;
        QTest::addRow("byte order mark") << QByteArray() << "\xef\xbb\xbf" + json << false;
        QTest::addRow("html") << QByteArray("text/html") << json << true;
    }
    void jsonUnderAnyLabelButHtmlIsRead()
    {
        QFETCH(const QByteArray, contentType);
        QFETCH(const QByteArray, body);
        QFETCH(const bool, isPage);
        const ErrorReport report = readErrors(502, contentType, body);
        QCOMPARE(report.isPage, isPage);
        if (!isPage)
            QCOMPARE(report.form, QList{formProblem("error", "authentik starting")});
    }

    void garbageIsOneSentence_data()
    {
        QTest::addColumn<QByteArray>("contentType");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("nothing") << QByteArray() << QByteArray();
        QTest::addRow("blanks") << QByteArray("application/json") << QByteArray(" \n ");
        QTest::addRow("cut JSON") << QByteArray("application/json")
                                  << QByteArray("{\"name\": [\"This fie");
        QTest::addRow("two values") << QByteArray("application/json") << QByteArray("1, 2");
        QTest::addRow("closing bracket") << QByteArray("application/json") << QByteArray("1], [2");
        QTest::addRow("page without label") << QByteArray() << QByteArray("<html>oh</html>");
        QTest::addRow("binary") << QByteArray("text/plain") << QByteArray("\xff\xfe\x00\x01", 4);
        QTest::addRow("long text") << QByteArray("text/plain") << QByteArray(501, 'x');
        QTest::addRow("3 MB") << QByteArray("application/json") << QByteArray(3000000, '[');
    }
    void garbageIsOneSentence()
    {
        QFETCH(const QByteArray, contentType);
        QFETCH(const QByteArray, body);

        const ErrorReport report = readErrors(500, contentType, body);

        QVERIFY(report.isPage);
        QCOMPARE(report.count(), 1);
        const QString words = report.form.first().serverWords;
        QVERIFY2(words.contains(u"500"), qPrintable(words));
        QVERIFY(!words.contains(u'<') && words.size() < 200);
    }

    void deepNestingIsRead()
    {
        const QByteArray body =
                R"({"deep":)" + QByteArray(1000, '[') + R"("x")" + QByteArray(1000, ']') + '}';
        const ErrorReport report = readErrors(400, "application/json", body);
        QCOMPARE(report.count(), 1);
        QCOMPARE(report.form.first().serverWords, u"x"_s);
    }

    void anErrorIsReadByItsBody()
    {
        Error error;
        error.httpStatus = 400;
        error.contentType = "application/json";
        error.body = R"({"name": ["n"]})";
        QCOMPARE(routes(readErrors(error)), QList{problem(Field::Name, "n")});
    }
};

QTEST_GUILESS_MAIN(TestErrorReader)
#include "tst_errorreader.moc"
