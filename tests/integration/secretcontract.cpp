// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretcontract.h"

#include "outcome.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Found = std::optional<Secret>;

void write(SecretPort &port, const QString &key, const QString &text)
{
    Outcome<void> outcome;
    const CallHandle call = port.write(key, Secret(text), outcome.done());
    QVERIFY(outcome.wait(20s));
    QVERIFY2(outcome.isOk(), qPrintable(outcome.error().detail));
}

/// The secret in clear; "(none)" when there is none, "(failed)" when there was no answer.
QString textAt(SecretPort &port, const QString &key)
{
    Outcome<Found> outcome;
    const CallHandle call = port.read(key, outcome.done());
    if (!outcome.wait(20s) || !outcome.isOk())
        return u"(failed) "_s + outcome.error().detail;
    const Found found = **outcome.result;
    return found ? found->reveal() : u"(none)"_s;
}

} // namespace

void SecretContract::missingIsAnAnswer()
{
    QCOMPARE(textAt(port(), u"never written"_s), u"(none)"_s);
}

void SecretContract::keepsWhatIsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"SECRETMARKER-token"_s;
    QTest::newRow("beyond Latin") << u"SECRETMARKER p\u00e4ss \u4e2d\u6587 \U0001f511 \u202e"_s;
    QTest::newRow("lines and blanks") << u" SECRETMARKER\n\ttwo\r\nthree "_s;
    QTest::newRow("long") << QString(u"SECRETMARKER"_s).repeated(2000);
    QTest::newRow("empty") << u""_s;
}

void SecretContract::keepsWhatIsWritten()
{
    QFETCH(QString, text);
    const QString key = u"keeps/%1/\u00fc"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    write(port(), key, text);
    QCOMPARE(textAt(port(), key), text);
}

void SecretContract::laterWriteReplaces()
{
    write(port(), u"replaced"_s, u"SECRETMARKER one"_s);
    write(port(), u"replaced"_s, u"SECRETMARKER two"_s);
    QCOMPARE(textAt(port(), u"replaced"_s), u"SECRETMARKER two"_s);
}

void SecretContract::removes()
{
    write(port(), u"removed"_s, u"SECRETMARKER"_s);
    write(port(), u"not removed"_s, u"SECRETMARKER other"_s);
    Outcome<void> removed;
    const CallHandle call = port().remove(u"removed"_s, removed.done());
    QVERIFY(removed.wait(20s));
    QVERIFY(removed.isOk());
    QCOMPARE(textAt(port(), u"removed"_s), u"(none)"_s);
    QCOMPARE(textAt(port(), u"not removed"_s), u"SECRETMARKER other"_s);
}

void SecretContract::removingWhatIsNotThereSucceeds()
{
    Outcome<void> removed;
    const CallHandle call = port().remove(u"never written either"_s, removed.done());
    QVERIFY(removed.wait(20s));
    QVERIFY2(removed.isOk(), qPrintable(removed.error().detail));
}

void SecretContract::severalAtOnceKeepTheirOrder()
{
    Outcome<void> first;
    Outcome<void> second;
    Outcome<Found> read;
    Outcome<Found> other;
    const CallHandle one = port().write(u"both"_s, Secret(u"SECRETMARKER 1"_s), first.done());
    const CallHandle two = port().write(u"both"_s, Secret(u"SECRETMARKER 2"_s), second.done());
    const CallHandle three = port().read(u"both"_s, read.done());
    const CallHandle four = port().read(u"neither"_s, other.done());
    QVERIFY(other.wait(20s));
    QTRY_VERIFY_WITH_TIMEOUT(first.times == 1 && second.times == 1 && read.times == 1, 20000);
    QVERIFY(first.isOk() && second.isOk() && read.isOk() && other.isOk());
    QCOMPARE((*read.result)->value_or(Secret()).reveal(), u"SECRETMARKER 2"_s);
    QVERIFY(!(*other.result)->has_value());
}

void SecretContract::answersOutsideTheCall()
{
    Outcome<void> written;
    Outcome<Found> read;
    Outcome<void> removed;
    const CallHandle one = port().write(u"outside"_s, Secret(u"SECRETMARKER"_s), written.done());
    const CallHandle two = port().read(u"outside"_s, read.done());
    const CallHandle three = port().remove(u"outside"_s, removed.done());
    QCOMPARE(written.times + read.times + removed.times, 0);
    QVERIFY(removed.wait(20s));
    settle();
    QCOMPARE(written.times, 1);
    QCOMPARE(read.times, 1);
    QCOMPARE(removed.times, 1);
}

void SecretContract::cancelIsTheOnlyOutcome()
{
    Outcome<void> written;
    Outcome<Found> read;
    const CallHandle one = port().write(u"cancelled"_s, Secret(u"SECRETMARKER"_s), written.done());
    const CallHandle two = port().read(u"cancelled"_s, read.done());
    one->cancel();
    two->cancel();
    two->cancel();
    QCOMPARE(written.times + read.times, 0);
    QVERIFY(read.wait(20s));
    settle();
    QCOMPARE(textAt(port(), u"after the cancelled"_s),
             u"(none)"_s); // had they come, they had by now
    QCOMPARE(written.times, 1);
    QCOMPARE(read.times, 1);
    QCOMPARE(written.error().kind, ErrorKind::Cancelled);
    QCOMPARE(read.error().kind, ErrorKind::Cancelled);
}

void SecretContract::droppedHandleIsSilent()
{
    Outcome<void> written;
    Outcome<Found> read;
    CallHandle one = port().write(u"dropped"_s, Secret(u"SECRETMARKER"_s), written.done());
    CallHandle two = port().read(u"dropped"_s, read.done());
    one.reset();
    two.reset();
    // What was asked for is carried out, though nobody hears of it.
    QCOMPARE(textAt(port(), u"dropped"_s), u"SECRETMARKER"_s);
    settle();
    QCOMPARE(written.times + read.times, 0);
}
