// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each kind of error is said in each situation.
#include "core/error.h"
#include "source/errortext.h"
#include "source/validation.h"

#include <QMetaEnum>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::array situations = {Situation::LoadList,         Situation::LoadSource,
                                   Situation::ReadBeforeSave,   Situation::Save,
                                   Situation::ReadAfterSave,    Situation::SavedAfterAll,
                                   Situation::NotSavedAfterAll, Situation::OtherSaved,
                                   Situation::LoadChoices,      Situation::Reveal,
                                   Situation::Connect};
constexpr std::array arrivals = {Arrival::NotSent, Arrival::MayHaveArrived, Arrival::Answered};

QList<ErrorKind> kinds()
{
    QList<ErrorKind> all;
    const QMetaEnum meta = QMetaEnum::fromType<ErrorKind>();
    for (int at = 0; at < meta.keyCount(); ++at)
        all.append(ErrorKind(meta.value(at)));
    return all;
}

ErrorContext in(Situation situation, int points = 0)
{
    return {situation, u"auth.example.org"_s, u"Plex Home"_s, points};
}

Error answered(ErrorKind kind, int status, const QByteArray &contentType = "application/json")
{
    Error error;
    error.kind = kind;
    error.arrival = Arrival::Answered;
    error.httpStatus = status;
    error.contentType = contentType;
    return error;
}

Error unanswered(ErrorKind kind, Arrival arrival)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    return error;
}

/// The bad weather that wants a sentence of its own.
QList<std::pair<QString, Error>> weather()
{
    Error empty = answered(ErrorKind::BadResponse, 200);
    empty.answerSize = 0;
    Error garbage = answered(ErrorKind::BadResponse, 200);
    garbage.answerSize = 3000000;
    Error redirect = answered(ErrorKind::Redirected, 302, "text/html");
    redirect.detail = u"https://new.example.org/"_s;
    Error limited = answered(ErrorKind::RateLimited, 429);
    limited.retryAfter = 30s;
    return {
            {u"unreachable"_s, unanswered(ErrorKind::Offline, Arrival::NotSent)},
            {u"DNS"_s, unanswered(ErrorKind::HostNotFound, Arrival::NotSent)},
            {u"TLS"_s, unanswered(ErrorKind::Tls, Arrival::NotSent)},
            {u"proxy"_s, unanswered(ErrorKind::Proxy, Arrival::NotSent)},
            {u"proxy login"_s, unanswered(ErrorKind::ProxyLogin, Arrival::NotSent)},
            {u"read-only"_s, unanswered(ErrorKind::ReadOnly, Arrival::NotSent)},
            {u"no token"_s, unanswered(ErrorKind::NoToken, Arrival::NotSent)},
            {u"timeout"_s, unanswered(ErrorKind::Timeout, Arrival::MayHaveArrived)},
            {u"cut"_s, unanswered(ErrorKind::Cut, Arrival::MayHaveArrived)},
            {u"stopped"_s, unanswered(ErrorKind::Cancelled, Arrival::MayHaveArrived)},
            {u"HTML"_s, answered(ErrorKind::BadResponse, 200, "text/html")},
            {u"empty body"_s, empty},
            {u"garbage"_s, garbage},
            {u"too large"_s, answered(ErrorKind::TooLarge, 200)},
            {u"endless list"_s, answered(ErrorKind::EndlessList, 200)},
            {u"redirect"_s, redirect},
            {u"bad key"_s, answered(ErrorKind::Unauthorized, 403)},
            {u"no right"_s, answered(ErrorKind::Forbidden, 403)},
            {u"renamed or deleted"_s, answered(ErrorKind::NotFound, 404)},
            {u"405 page"_s, answered(ErrorKind::NoSuchPage, 405, "text/html")},
            {u"409"_s, answered(ErrorKind::Conflict, 409)},
            {u"400"_s, answered(ErrorKind::Validation, 400)},
            {u"415"_s, answered(ErrorKind::UnsupportedMedia, 415)},
            {u"429"_s, limited},
            {u"500"_s, answered(ErrorKind::Server, 500, "text/html")},
            {u"502"_s, answered(ErrorKind::Starting, 502, "text/plain")},
    };
}

void verifyPlain(const QString &sentence, const char *where)
{
    static const QRegularExpression unwanted(
            u"!|\\bplease\\b|\\boops\\b|successfully|not allowed|%[0-9n]|  "_s,
            QRegularExpression::CaseInsensitiveOption);
    const QByteArray said = QByteArray(where) + ": " + sentence.toUtf8();
    QVERIFY2(!sentence.isEmpty(), where);
    QVERIFY2(sentence.endsWith(u'.'), said.constData());
    QVERIFY2(!unwanted.match(sentence).hasMatch(), said.constData());
    QVERIFY2(sentence.size() < 240, said.constData());
}

} // namespace

class TestErrorText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindInEverySituationSaysWhatAndWhatNext()
    {
        const QList<ErrorKind> all = kinds();
        QCOMPARE(all.size(), 30);
        for (const ErrorKind kind : all) {
            for (const Situation situation : situations) {
                for (const Arrival arrival : arrivals) {
                    Error error = answered(kind, arrival == Arrival::Answered ? 500 : 0);
                    error.arrival = arrival;
                    error.detail = u"QNetworkReply said secret-detail"_s;
                    error.body = "secret-body";
                    const ErrorSentence sentence = describe(error, in(situation));
                    const QByteArray place = QByteArray::number(int(kind)) + '/'
                            + QByteArray::number(int(situation));
                    const char *where = place.constData();
                    verifyPlain(sentence.what, where);
                    verifyPlain(sentence.next, where);
                    QVERIFY2(!sentence.both().contains(u"secret-body"), where);
                    if (kind != ErrorKind::Redirected)
                        QVERIFY2(!sentence.both().contains(u"secret-detail"), where);
                }
            }
        }
    }

    void eachWeatherHasItsOwnSentence()
    {
        for (const Situation situation : situations) {
            QHash<QString, QString> seen;
            const auto all = weather();
            for (const auto &[name, error] : all) {
                const QString what = describe(error, in(situation)).both();
                QVERIFY2(!seen.contains(what),
                         qPrintable(name + u" = "_s + seen.value(what) + u": "_s + what));
                seen.insert(what, name);
            }
        }
    }

    void aWriteInDoubtNeverClaimsThatNothingHappened()
    {
        const QList<ErrorKind> all = kinds();
        for (const ErrorKind kind : all) {
            if (kind == ErrorKind::Validation)
                continue; // an answer that refuses
            for (const int status : {0, 500}) {
                Error error = answered(kind, status);
                error.arrival = Arrival::MayHaveArrived;
                for (const Situation situation : {Situation::Save, Situation::ReadAfterSave}) {
                    const ErrorSentence sentence = describe(error, in(situation));
                    const QString said = sentence.both();
                    QVERIFY2(!said.contains(u"Nothing was"), qPrintable(said));
                    QVERIFY2(!said.contains(u"Save again"), qPrintable(said));
                    QVERIFY2(said.contains(u"our edits are kept"), qPrintable(said));
                    QVERIFY2(sentence.next.startsWith(
                                     u"Read the source again to see what is stored."),
                             qPrintable(said));
                }
            }
        }
    }

    void aCrashDuringAWriteIsDoubtEvenWhenAnswered()
    {
        for (const Error &error :
             {answered(ErrorKind::NoSuchPage, 405, "text/html"), answered(ErrorKind::Server, 500),
              answered(ErrorKind::Starting, 502), answered(ErrorKind::BadResponse, 200)}) {
            const QString said = describe(error, in(Situation::Save)).both();
            QVERIFY2(said.contains(u"may be stored or not"), qPrintable(said));
            QVERIFY2(!said.contains(u"Nothing was"), qPrintable(said));
        }
        // 503 is said before anything reaches authentik's core
        QVERIFY(describe(answered(ErrorKind::Starting, 503), in(Situation::Save))
                        .what.contains(u"Nothing was stored"));
    }

    void whatIsCertainIsSaid()
    {
        const Error refused = answered(ErrorKind::Conflict, 409);
        QVERIFY(describe(refused, in(Situation::Save))
                        .what.endsWith(u"Nothing was stored; your edits are kept."));
        const Error offline = unanswered(ErrorKind::Offline, Arrival::NotSent);
        QCOMPARE(describe(offline, in(Situation::Save)).what,
                 u"auth.example.org does not answer. Nothing was sent; your edits are kept."_s);
        QCOMPARE(describe(offline, in(Situation::ReadBeforeSave)).what,
                 describe(offline, in(Situation::Save)).what);
        QVERIFY(describe(offline, in(Situation::LoadList))
                        .what.endsWith(u"Nothing was changed on the server; your edits are kept."));
    }

    void noAnswerAfterSendingIsSaidInTheWordsOfTheLook()
    {
        const Error cut = unanswered(ErrorKind::Cut, Arrival::MayHaveArrived);
        const ErrorSentence sentence = describe(cut, in(Situation::Save));
        QCOMPARE(sentence.what,
                 u"No answer came after sending. auth.example.org or a proxy in between closed the "
                 "connection before the answer was complete. Your edits are kept."_s);
        QCOMPARE(sentence.next, u"Read the source again to see what is stored."_s);
    }

    void whoAnsweredIsOnlySaidWhereItIsKnown()
    {
        Error page = answered(ErrorKind::Starting, 502, "text/html");
        QVERIFY(describe(page, in(Situation::LoadList))
                        .what.contains(u"auth.example.org or a proxy in between cannot answer"_s));
        page.kind = ErrorKind::Server;
        QVERIFY(describe(page, in(Situation::LoadList)).what.contains(u"a proxy in between"_s));
        page.requestId = u"00ff"_s; // authentik's
        QVERIFY(!describe(page, in(Situation::LoadList)).what.contains(u"proxy"_s));
        page.kind = ErrorKind::Proxy; // it named itself
        page.arrival = Arrival::MayHaveArrived;
        QCOMPARE(describe(page, in(Situation::Save)).what,
                 u"auth.example.org cannot be reached: the proxy on the way answered in its place "
                 "(status 502). The change may be stored or not; your edits are kept."_s);
    }

    void whatAReadFoundAfterADoubtfulWriteIsSaidAsItIs()
    {
        const Error cut = unanswered(ErrorKind::Cut, Arrival::MayHaveArrived);
        QCOMPARE(describe(cut, in(Situation::SavedAfterAll)).what,
                 u"No answer came, but the change is on the server."_s);
        QCOMPARE(describe(cut, in(Situation::NotSavedAfterAll)).what,
                 u"No answer came and the server still has the old values. Your edits are kept; "
                 "save again when it answers."_s);
        const Error crash = answered(ErrorKind::Server, 500, "application/json");
        const ErrorSentence saved = describe(crash, in(Situation::SavedAfterAll));
        QCOMPARE(saved.what,
                 u"auth.example.org failed while working on the request (status 500). But the "
                 "change is on the server."_s);
        QVERIFY(!saved.both().contains(u"again in"));
        QCOMPARE(describe(crash, in(Situation::NotSavedAfterAll)).both(),
                 u"auth.example.org failed while working on the request (status 500). Not saved: "
                 "the server still has the old values. Your edits are kept. The log of authentik "
                 "tells more. Try again in a moment."_s);
        QVERIFY(describe(crash, in(Situation::OtherSaved)).what.contains(u"somebody else saved"));
    }

    void aRefusalCountsItsPoints()
    {
        const Error refused = answered(ErrorKind::Validation, 400);
        QCOMPARE(describe(refused, in(Situation::Save, 4)).what,
                 u"Not saved. The server refused 4 points; your edits are kept."_s);
        QCOMPARE(describe(refused, in(Situation::Save, 1)).what,
                 u"Not saved. The server refused 1 point; your edits are kept."_s);
        QVERIFY(!describe(refused, in(Situation::Save, 0)).what.contains(u'0'));
    }

    void noRightIsToldFromABadToken()
    {
        const QString right =
                describe(answered(ErrorKind::Forbidden, 403), in(Situation::Save)).both();
        QVERIFY(right.startsWith(u"Your token may read Plex sources but not change them."));
        QVERIFY(right.endsWith(u"Ask for the right to change Plex sources."));
        const QString key =
                describe(answered(ErrorKind::Unauthorized, 403), in(Situation::Save)).both();
        QVERIFY(key.startsWith(u"auth.example.org does not know this token"));
    }

    void aMissingSourceIsNamed()
    {
        const Error gone = answered(ErrorKind::NotFound, 404);
        QVERIFY(describe(gone, in(Situation::Save)).what.startsWith(u"Plex Home is no longer"));
        ErrorContext unnamed = in(Situation::Save);
        unnamed.source.clear();
        QVERIFY(describe(gone, unnamed).what.startsWith(u"The source is no longer"));
    }

    void aNameWithAPlaceIsNotFilledIn()
    {
        ErrorContext context = in(Situation::LoadSource);
        context.source = u"%1 %2"_s;
        context.host = u"%2.example.org"_s;
        QVERIFY(describe(answered(ErrorKind::NotFound, 404), context)
                        .what.startsWith(u"%1 %2 is no longer"));
        QVERIFY(describe(answered(ErrorKind::Server, 500), context)
                        .what.startsWith(u"%2.example.org failed while working on the request "
                                         "(status 500)."));
    }

    void withoutAHostItIsTheServer()
    {
        QVERIFY(describe(unanswered(ErrorKind::Timeout, Arrival::MayHaveArrived), {})
                        .what.startsWith(u"The server did not answer in time."));
    }

    void retryAfterIsSaidInSeconds()
    {
        Error error = answered(ErrorKind::RateLimited, 429);
        error.retryAfter = 30s;
        QCOMPARE(describe(error, in(Situation::LoadList)).next, u"Try again in 30 seconds."_s);
        error.retryAfter = 1s;
        QCOMPARE(describe(error, in(Situation::LoadList)).next, u"Try again in 1 second."_s);
        error.retryAfter.reset();
        QCOMPARE(describe(error, in(Situation::LoadList)).next, u"Try again in a minute."_s);
    }

    void aRedirectNamesTheAddressWithoutItsSecrets()
    {
        Error error = answered(ErrorKind::Redirected, 302);
        error.detail = u"https://me:pass@new.example.org/if/flow/?next=%2Fapi&token=abc#part"_s;
        const QString what = describe(error, in(Situation::LoadList)).what;
        QVERIFY2(what.contains(u"https://new.example.org/if/flow/"), qPrintable(what));
        for (const QString &secret : {u"pass"_s, u"token"_s, u"abc"_s})
            QVERIFY2(!what.contains(secret), qPrintable(what));
    }

    void emptyAnswersAreToldFromUnreadableOnes()
    {
        Error error = answered(ErrorKind::BadResponse, 200);
        error.answerSize = 0;
        QVERIFY(describe(error, in(Situation::LoadList)).what.contains(u"gave an empty answer"));
        error.answerSize = 10;
        QVERIFY(describe(error, in(Situation::LoadSource)).what.contains(u"cannot be read"));
    }

    void anAnswerOfUnknownSizeIsEmptyByItsStatusOrBody()
    {
        Error error = answered(ErrorKind::BadResponse, 204, "application/json");
        error.answerSize = -1;
        QVERIFY(describe(error, in(Situation::LoadList)).what.contains(u"gave an empty answer"));
        error.httpStatus = 200;
        QVERIFY(!describe(error, in(Situation::LoadList)).what.contains(u"gave an empty answer"));
        error.contentType.clear();
        QVERIFY(describe(error, in(Situation::LoadList)).what.contains(u"gave an empty answer"));
        error.body = "what";
        QVERIFY(!describe(error, in(Situation::LoadList)).what.contains(u"gave an empty answer"));
    }

    void aRedirectToNowhereNamesNoAddress()
    {
        Error error = answered(ErrorKind::Redirected, 302);
        for (const QString &nowhere : {QString(), u"  "_s, u"https://[bad"_s}) {
            error.detail = nowhere;
            QVERIFY(describe(error, in(Situation::LoadList))
                            .what.startsWith(u"auth.example.org sends on to another address."));
        }
    }

    void authentikItselfSaysWhenItHasStarted()
    {
        Error error = answered(ErrorKind::Starting, 503, "text/html");
        QVERIFY(describe(error, in(Situation::LoadList)).what.contains(u"a proxy in between"_s));
        error.retryAfter = 5s;
        QVERIFY(describe(error, in(Situation::LoadList))
                        .what.startsWith(u"authentik on auth.example.org is starting"_s));
    }

    void aKeychainHasNoEditToLose()
    {
        const Error locked = unanswered(ErrorKind::KeychainLocked, Arrival::NotSent);
        const QString what = describe(locked, in(Situation::Keychain)).what;
        QVERIFY2(!what.contains(u"your edits"_s), qPrintable(what));
        QVERIFY2(!what.contains(u"on the server"_s), qPrintable(what));
    }

    void whatIsNoAuthentikIsSaidAtTheFirstContactOnly()
    {
        Error other = answered(ErrorKind::BadResponse, 200);
        other.answerSize = 17;
        Error noRoute = answered(ErrorKind::NotFound, 404);
        noRoute.body = R"({"message": "no Route matched"})";
        const Error page = answered(ErrorKind::NoSuchPage, 404, "text/html");
        for (const Error &error : {other, noRoute, page}) {
            for (const Situation situation : situations) {
                const bool isFirst =
                        situation == Situation::LoadList || situation == Situation::Connect;
                const QString what = describe(error, in(situation)).what;
                const bool isSaid = what.contains(u"not as authentik does")
                        || what.contains(u"has no authentik at this address");
                QVERIFY2(isSaid == isFirst, qPrintable(what));
            }
        }
        // authentik's own: a page of the list that is not there any more.
        Error ended = answered(ErrorKind::NotFound, 404);
        ended.body = R"({"detail": "Invalid page."})";
        QVERIFY(describe(ended, in(Situation::LoadList))
                        .what.contains(u"no such page of the list"));
    }

    void ourSentencesForTheServersWords_data()
    {
        QTest::addColumn<Field>("field");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("sentence");
        const QString pattern = u"Use only letters a to z, digits, hyphens and underscores."_s;
        QTest::addRow("taken") << Field::Slug << u"source with this slug already exists."_s
                               << u"Another source has this slug."_s;
        QTest::addRow("blank") << Field::Name << u"This field may not be blank."_s
                               << u"Fill it in."_s;
        QTest::addRow("blank item") << Field::AllowedServers << u"This field may not be blank."_s
                                    << u"Fill it in or remove it."_s;
        QTest::addRow("null choice")
                << Field::PolicyEngineMode << u"This field may not be null."_s << u"Choose one."_s;
        QTest::addRow("NUL") << Field::ClientId << u"Null characters are not allowed."_s
                             << u"It holds an invisible NUL character. Type it again."_s;
        QTest::addRow("surrogate")
                << Field::Name << u"Surrogate characters are not allowed: U+D800."_s
                << u"It holds one half of a character. Type it again."_s;
        QTest::addRow("pattern, old")
                << Field::Slug
                << u"Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens."_s
                << pattern;
        QTest::addRow("pattern, new")
                << Field::Slug
                << u"Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."_s
                << pattern;
        QTest::addRow("long") << Field::Slug
                              << u"Ensure this field has no more than 50 characters."_s
                              << u"Use at most 50 characters."_s;
        QTest::addRow("unknown flow")
                << Field::EnrollmentFlow << u"Invalid pk \"x\" - object does not exist."_s
                << u"It is not on the server. Choose another."_s;
        QTest::addRow("no id") << Field::UserPropertyMappings << u"“zzz” is not a valid UUID."_s
                               << u"One of these is not an ID. Remove it."_s;
        QTest::addRow("unknown choice")
                << Field::UserMatchingMode << u"\"zzz\" is not a valid choice."_s
                << u"This server does not know this choice. Choose another."_s;
        QTest::addRow("another language")
                << Field::Name << u"Dieses Feld darf nicht leer sein."_s << QString();
        QTest::addRow("slug words at another field")
                << Field::Name << u"source with this slug already exists."_s << QString();
    }
    void ourSentencesForTheServersWords()
    {
        QFETCH(const Field, field);
        QFETCH(const QString, words);
        QFETCH(const QString, sentence);
        QCOMPARE(fieldSentence(field, words), sentence);
    }

    void aProblemLineKeepsTheServersWords()
    {
        QCOMPARE(
                problemLine({Field::Slug,
                             {},
                             u"Another source has this slug."_s,
                             u"source with this slug already exists."_s}),
                u"Another source has this slug. Server: “source with this slug already exists.”"_s);
        QCOMPARE(problemLine({Field::Name, {}, {}, u"100 %1 %n wrong"_s}),
                 u"Server: “100 %1 %n wrong”"_s);
        QCOMPARE(problemLine({Field::Name, {}, u"Fill it in."_s, {}}), u"Fill it in."_s);
    }

    void aProblemLineNamesTheItem()
    {
        QCOMPARE(problemLine({Field::AllowedServers, 2, u"Fill it in or remove it."_s, {}}),
                 u"Server 3: Fill it in or remove it."_s);
        QCOMPARE(problemLine({Field::UserPropertyMappings, 0, {}, u"bad"_s}),
                 u"Entry 1: Server: “bad”"_s);
    }

    void detailsHoldTheTechnicalFacts()
    {
        Error error = answered(ErrorKind::Server, 500, "text/html");
        error.request = u"PATCH /api/v3/sources/plex/plex-home/"_s;
        error.requestId = u"0123456789abcdef0123456789abcdef"_s;
        error.detail = u"Error transferring - server replied: Internal Server Error"_s;
        error.body = "<html>\r\n<b>Server Error</b></html>";
        const QString details = errorDetails(error, in(Situation::Save));
        for (const QString &fact :
             {u"auth.example.org"_s, error.request, u"500"_s, error.requestId, error.detail,
              u"Server, Answered"_s, u"<b>Server Error</b></html>"_s, u"text/html, 34 bytes"_s,
              describe(error, in(Situation::Save)).what})
            QVERIFY2(details.contains(fact), qPrintable(fact + u"\n---\n"_s + details));
    }

    void detailsAreCutAndPlain()
    {
        Error error = answered(ErrorKind::BadResponse, 400, "application/octet-stream");
        error.body = QByteArray(4095, 'x') + "ä" + QByteArray("\0\x1b[31m", 6);
        QString details = errorDetails(error, in(Situation::LoadSource));
        QVERIFY(details.contains(u"the first 4096 of 4103 bytes"));
        QVERIFY(details.endsWith(u"xxx")); // half a character is left out
        error.body = QByteArray("\0\x1b[31m\xff", 7);
        details = errorDetails(error, in(Situation::LoadSource));
        for (const QChar c : std::as_const(details))
            QVERIFY(c == u'\n' || c == u'\t' || c.unicode() >= 0x20);
    }

    void detailsKeepTabsAndSayWhatIsNotKnown()
    {
        Error error = answered(ErrorKind::RateLimited, 429);
        error.contentType.clear();
        error.body = "a\tb\x01";
        error.retryAfter = 30s;
        QString details = errorDetails(error, in(Situation::Save));
        QVERIFY(details.contains(u"Answer (unknown type, 4 bytes):"));
        QVERIFY(details.endsWith(u"a\tb\ufffd"));
        QVERIFY(details.contains(u"Retry-After: 30"));
        error.body.clear(); // of a 2xx it is not kept
        error.answerSize = 12;
        details = errorDetails(error, in(Situation::Save));
        QVERIFY(details.contains(u"Bytes in the answer, not kept: 12"));
    }

    void detailsHoldNoBearerToken()
    {
        Error error = answered(ErrorKind::Server, 502, "text/plain");
        error.body = "upstream refused\nAuthorization: Bearer abcDEF123.x-y_z\nHost: a";
        const QString details = errorDetails(error, in(Situation::Save));
        QVERIFY(!details.contains(u"abcDEF123"));
        QVERIFY(details.contains(u"Bearer ***\nHost: a"));
    }

    void detailsOfNoAnswerSaySo()
    {
        const Error error = unanswered(ErrorKind::Timeout, Arrival::MayHaveArrived);
        const QString details = errorDetails(error, in(Situation::Save));
        QVERIFY(details.contains(u"Status: no answer"));
        QVERIFY(details.contains(u"Timeout, MayHaveArrived"));
    }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_errortext.moc"
