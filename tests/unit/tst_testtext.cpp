// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/testtext.h"

#include <QMetaEnum>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr std::array allStates{TestState::Waiting, TestState::Running, TestState::Passed,
                               TestState::Warned,  TestState::Failed,  TestState::Skipped};

constexpr QLatin1StringView host("auth.example.org");

QList<ErrorKind> kinds()
{
    QList<ErrorKind> all;
    const QMetaEnum meta = QMetaEnum::fromType<ErrorKind>();
    for (int at = 0; at < meta.keyCount(); ++at)
        all.append(ErrorKind(meta.value(at)));
    return all;
}

TestStepResult result(TestStep step, TestState state, std::optional<ErrorKind> kind = {})
{
    TestStepResult made;
    made.step = step;
    made.state = state;
    if (kind) {
        made.error = Error();
        made.error->kind = *kind;
    }
    return made;
}

CertificateFacts certificate()
{
    CertificateFacts facts;
    facts.issuer = u"R3"_s;
    facts.validUntil = QDateTime(QDate(2027, 3, 3), QTime(12, 0), QTimeZone::utc());
    return facts;
}

/// No gap, no marker left, a full stop, nothing begging or cheering.
bool isSound(const QString &text)
{
    static const QRegularExpression place(u"%[0-9nL]"_s);
    return !text.trimmed().isEmpty() && !text.contains(place) && !text.contains(u'!')
            && !text.contains("  "_L1) && !text.contains("please"_L1, Qt::CaseInsensitive)
            && !text.contains("successfully"_L1, Qt::CaseInsensitive);
}

QString said(const TestStepResult &of)
{
    return describeTest(of, host).what;
}
} // namespace

// The sentences of *Test connection*.
class TestTestText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStepHasATitleOfItsOwn();
    void everyStepAndStateHasASentence();
    void everyFailureSaysWhatToDo();
    void whatWasFoundIsSaid();
    void warningsSayWhatToDo();
    void failuresOfOneStepDiffer();
    void certificateThatIsNotTrustedSaysWhy();
    void skippedStepsSayWhy();
    void longWordsOfAServerAreCut();
    void aProxyIsNamedAsOne();
    void clocksAreComparedInTheirUnit_data();
    void clocksAreComparedInTheirUnit();
    void whatIsMissingIsNotInvented();
    void anAcceptedCertificateIsNotCalledTrusted();
    void aWarningWithAnErrorSaysIt();
};

void TestTestText::everyStepHasATitleOfItsOwn()
{
    QSet<QString> titles;
    for (const TestStep step : allTestSteps)
        titles.insert(testStepTitle(step));
    QCOMPARE(titles.size(), qsizetype(allTestSteps.size()));
    QVERIFY(!titles.contains(QString()));
}

void TestTestText::everyStepAndStateHasASentence()
{
    for (const TestStep step : allTestSteps) {
        for (const TestState state : allStates) {
            const TestSentence bare = describeTest(result(step, state), {});
            QVERIFY2(isSound(bare.what), qPrintable(testStepTitle(step) + u": "_s + bare.what));
            TestStepResult full = result(step, state);
            full.host = u"proxy.example.org"_s;
            full.isProxy = true;
            full.certificate = certificate();
            full.isPlain = true;
            full.isAccepted = true;
            full.release = u"2021.1"_s;
            full.build = u"abc"_s;
            full.username = u"anna"_s;
            full.sources = 1;
            full.clockDifference = -3h;
            QVERIFY2(isSound(describeTest(full, host).both()),
                     qPrintable(describeTest(full, host).both()));
        }
    }
}

void TestTestText::everyFailureSaysWhatToDo()
{
    for (const TestStep step : allTestSteps) {
        for (const ErrorKind kind : kinds()) {
            TestStepResult failed = result(step, TestState::Failed, kind);
            failed.error->detail = u"Technical words."_s;
            const TestSentence sentence = describeTest(failed, host);
            QVERIFY2(isSound(sentence.both()), qPrintable(sentence.both()));
            const bool isOnlyStopped = kind == ErrorKind::Cancelled;
            QVERIFY2(isOnlyStopped || !sentence.next.isEmpty(), qPrintable(sentence.what));
        }
    }
}

void TestTestText::whatWasFoundIsSaid()
{
    TestStepResult found = result(TestStep::Name, TestState::Passed);
    found.host = host;
    QVERIFY(said(found).contains(host));

    found = result(TestStep::Tls, TestState::Passed);
    found.certificate = certificate();
    QVERIFY(said(found).contains("Certificate by R3, valid until"_L1));

    found = result(TestStep::Authentik, TestState::Passed);
    found.release = u"2025.12.4"_s;
    QCOMPARE(said(found), u"authentik 2025.12.4."_s);

    found = result(TestStep::Token, TestState::Passed);
    found.username = u"anna"_s;
    QVERIFY(said(found).contains("anna"_L1));

    found = result(TestStep::List, TestState::Passed);
    found.sources = 8;
    QVERIFY(said(found).contains("8 Plex sources"_L1));
    found.sources = 1;
    QVERIFY(said(found).contains("1 Plex source."_L1));

    found = result(TestStep::Clock, TestState::Passed);
    found.clockDifference = 3s;
    QVERIFY(said(found).contains("3 s ahead"_L1));
    found.clockDifference = -1h;
    QVERIFY(said(found).contains("60 min behind"_L1));
}

void TestTestText::warningsSayWhatToDo()
{
    TestStepResult plain = result(TestStep::Tls, TestState::Warned);
    plain.isPlain = true;
    QVERIFY(said(plain).contains("can read the token"_L1));
    QVERIFY(describeTest(plain, host).next.contains("https://"_L1));

    TestStepResult ending = result(TestStep::Tls, TestState::Warned);
    ending.certificate = certificate();
    QVERIFY(describeTest(ending, host).next.contains("renew"_L1));

    const TestStepResult readOnly =
            result(TestStep::Change, TestState::Warned, ErrorKind::ReadOnly);
    QVERIFY(said(readOnly).contains("read-only"_L1));
}

void TestTestText::failuresOfOneStepDiffer()
{
    TestStepResult old = result(TestStep::Authentik, TestState::Failed, ErrorKind::BadResponse);
    const QString other = said(old);
    QVERIFY(other.contains("not as authentik"_L1));
    old.release = u"2022.7.3"_s;
    QVERIFY(said(old).contains("2022.7.3 is too old"_L1));

    TestStepResult starting = result(TestStep::Authentik, TestState::Failed, ErrorKind::Starting);
    starting.error->httpStatus = 503;
    starting.error->retryAfter = 5s;
    QVERIFY(said(starting).contains("starting"_L1));
    QVERIFY(describeTest(starting, host).next.contains("5 seconds"_L1));

    QVERIFY(said(result(TestStep::Authentik, TestState::Failed, ErrorKind::NoSuchPage))
                    .contains("no such page"_L1));
    QVERIFY(said(result(TestStep::Token, TestState::Failed, ErrorKind::Unauthorized))
                    .contains("does not know this token"_L1));
    QVERIFY(said(result(TestStep::List, TestState::Failed, ErrorKind::Forbidden))
                    .contains("may not list"_L1));
    QVERIFY(said(result(TestStep::Change, TestState::Failed, ErrorKind::Forbidden))
                    .contains("not change"_L1));
    QVERIFY(said(result(TestStep::Tcp, TestState::Failed, ErrorKind::ProxyLogin))
                    .contains("login"_L1));
}

void TestTestText::certificateThatIsNotTrustedSaysWhy()
{
    TestStepResult failed = result(TestStep::Tls, TestState::Failed, ErrorKind::Tls);
    QVERIFY(said(failed).contains("encryption"_L1));
    failed.certificate = certificate();
    failed.certificate->problems = {u"It signed itself."_s};
    QVERIFY(said(failed).contains("not trusted"_L1));
    QVERIFY(said(failed).contains("It signed itself."_L1));
    QVERIFY(describeTest(failed, host).next.contains("CA file"_L1));

    TestStepResult file = result(TestStep::Tls, TestState::Failed, ErrorKind::Storage);
    file.error->detail = u"/etc/ca.pem: no such file"_s;
    QVERIFY(said(file).contains("/etc/ca.pem"_L1));
}

void TestTestText::skippedStepsSayWhy()
{
    TestStepResult skipped = result(TestStep::Tls, TestState::Skipped);
    QCOMPARE(said(skipped), u"Not tested."_s);
    skipped.isPlain = true;
    QVERIFY(said(skipped).contains("Not encrypted"_L1));
    TestStepResult none = result(TestStep::Change, TestState::Skipped);
    none.sources = 0;
    QVERIFY(said(none).contains("no Plex source"_L1));
    QCOMPARE(said(result(TestStep::List, TestState::Skipped, ErrorKind::Cancelled)), u"Stopped."_s);
}

void TestTestText::longWordsOfAServerAreCut()
{
    TestStepResult found = result(TestStep::Token, TestState::Passed);
    found.username = QString(5000, u'x');
    QVERIFY(said(found).size() < 200);
}

void TestTestText::aProxyIsNamedAsOne()
{
    TestStepResult found = result(TestStep::Name, TestState::Passed);
    found.isProxy = true;
    QCOMPARE(said(found), u"The proxy is known."_s);
    found.host = u"proxy.example.org"_s;
    QCOMPARE(said(found), u"The proxy proxy.example.org is known."_s);
    TestStepResult unknown = result(TestStep::Name, TestState::Failed, ErrorKind::HostNotFound);
    QVERIFY(describeTest(unknown, host).next.contains("of the address"_L1));
    unknown.isProxy = true;
    QVERIFY(describeTest(unknown, host).next.contains("proxy settings"_L1));
}

void TestTestText::clocksAreComparedInTheirUnit_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("same") << 0 << u"agree"_s;
    QTest::newRow("seconds") << 119 << u"119 s ahead"_s;
    QTest::newRow("minutes") << -120 << u"2 min behind"_s;
    QTest::newRow("hours") << 7200 << u"2 h ahead"_s;
    QTest::newRow("days") << 48 * 3600 << u"2 days ahead"_s;
}

void TestTestText::clocksAreComparedInTheirUnit()
{
    QFETCH(int, seconds);
    QFETCH(QString, text);
    TestStepResult found = result(TestStep::Clock, TestState::Passed);
    found.clockDifference = std::chrono::seconds(seconds);
    QVERIFY2(said(found).contains(text), qPrintable(said(found)));
}

void TestTestText::whatIsMissingIsNotInvented()
{
    TestStepResult tls = result(TestStep::Tls, TestState::Passed);
    tls.certificate = certificate();
    tls.certificate->issuer.clear();
    QVERIFY(said(tls).startsWith("Certificate valid until"_L1));
    TestStepResult list = result(TestStep::List, TestState::Passed);
    list.sources = 0;
    QVERIFY(said(list).contains("there is none"_L1));
    const TestStepResult name = result(TestStep::Name, TestState::Passed);
    QCOMPARE(describeTest(name, {}).what, u"The server is known."_s);
    TestStepResult file = result(TestStep::Tls, TestState::Failed, ErrorKind::Storage);
    QVERIFY(said(file).endsWith("nothing was sent."_L1));
}

void TestTestText::anAcceptedCertificateIsNotCalledTrusted()
{
    TestStepResult accepted = result(TestStep::Tls, TestState::Warned);
    accepted.certificate = certificate();
    accepted.isAccepted = true;
    QVERIFY(said(accepted).contains("does not trust it; it was accepted"_L1));
    QVERIFY(describeTest(accepted, host).next.contains("CA file"_L1));
}

void TestTestText::aWarningWithAnErrorSaysIt()
{
    TestStepResult list = result(TestStep::List, TestState::Warned);
    QVERIFY(describeTest(list, host).next.isEmpty());
    list.error = Error();
    list.error->kind = ErrorKind::Timeout;
    QVERIFY(!describeTest(list, host).next.isEmpty());
    const TestStepResult skipped = result(TestStep::List, TestState::Skipped, ErrorKind::Timeout);
    QCOMPARE(said(skipped), u"Not tested."_s);
}

QTEST_GUILESS_MAIN(TestTestText)
#include "tst_testtext.moc"
