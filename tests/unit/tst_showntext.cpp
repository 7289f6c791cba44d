// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/showntext.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestShownText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spells_data();
    void spells();
    void leaves_data();
    void leaves();
    void lineHasNoBreak();
    void everyHiddenUnitIsSpelled();
    void marksDoNotPileUp();
    void longTextsAreQuick();
};

void TestShownText::spells_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("override") << u"a\u202eb"_s << u"a\\u202eb"_s;
    QTest::newRow("isolate") << u"\u2066x\u2069"_s << u"\\u2066x\\u2069"_s;
    QTest::newRow("marks of direction") << u"\u200e\u200f\u061c"_s << u"\\u200e\\u200f\\u061c"_s;
    QTest::newRow("nul") << QString(u"a"_s + QChar(0) + u"b"_s) << u"a\\u0000b"_s;
    QTest::newRow("escape") << u"\u001b[31m"_s << u"\\u001b[31m"_s;
    QTest::newRow("c1") << u"\u0085\u009b"_s << u"\\u0085\\u009b"_s;
    QTest::newRow("lone return") << u"a\rb"_s << u"a\\u000db"_s;
    QTest::newRow("return and break") << u"a\r\nb"_s << u"a\nb"_s;
    QTest::newRow("separators") << u"a\u2028b\u2029c"_s << u"a\\u2028b\\u2029c"_s;
    QTest::newRow("zero width") << u"ad\u200bm\u2060in\ufeff"_s << u"ad\\u200bm\\u2060in\\ufeff"_s;
    QTest::newRow("joiner in latin") << u"ad\u200dmin"_s << u"ad\\u200dmin"_s;
    QTest::newRow("soft hyphen") << u"ad\u00admin"_s << u"ad\\u00admin"_s;
    QTest::newRow("annotation") << u"\ufff9a\ufffab\ufffb"_s << u"\\ufff9a\\ufffab\\ufffb"_s;
    QTest::newRow("object") << u"a\ufffcb"_s << u"a\\ufffcb"_s;
    QTest::newRow("tag") << u"x\U000E0041"_s << u"x\\udb40\\udc41"_s;
    QTest::newRow("filler") << u"a\u3164b"_s << u"a\\u3164b"_s;
    QTest::newRow("selector") << u"a\ufe0fb"_s << u"a\\ufe0fb"_s;
    QTest::newRow("selector behind any letter") << u"Кино\ufe0f"_s << u"Кино\\ufe0f"_s;
    QTest::newRow("lone surrogate") << QString(u"a"_s + QChar(0xd800)) << u"a\\ud800"_s;
    QTest::newRow("swapped surrogates")
            << QString(QChar(0xdc00)) + QChar(0xd800) << u"\\udc00\\ud800"_s;
}

void TestShownText::spells()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(shownText(text), shown);
    QVERIFY(!isShownAsIs(text));
    QCOMPARE(shownText(shown), shown); // once is enough, twice does no harm
}

void TestShownText::leaves_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("plain") << u"Plex Home (2) – “é” \u00a0 <b>&amp;"_s;
    QTest::newRow("lines") << u"a\n\tb"_s;
    QTest::newRow("hebrew") << u"שלום Plex"_s;
    QTest::newRow("persian with a non-joiner") << u"می\u200cخواهم"_s;
    QTest::newRow("emoji") << u"\U0001F3AC ❤\ufe0f 1\ufe0f\u20e3"_s;
    QTest::newRow("family") << u"\U0001F469\u200d\U0001F467"_s;
    QTest::newRow("signs of Latin") << u"Plex®\ufe0f ©\ufe0e ‼\ufe0f ㊗\ufe0f"_s;
    QTest::newRow("flag with a joiner") << u"\U0001F3F3\ufe0f\u200d\U0001F308"_s;
    QTest::newRow("vietnamese, apart") << u"e\u0302\u0323"_s;
    QTest::newRow("thai") << u"ที่"_s;
}

void TestShownText::leaves()
{
    QFETCH(QString, text);
    QCOMPARE(shownText(text), text);
    QVERIFY(isShownAsIs(text));
}

void TestShownText::lineHasNoBreak()
{
    QCOMPARE(shownLine(u"a\r\nb\tc\u2028d"_s), u"a\\nb\\tc\\u2028d"_s);
}

void TestShownText::everyHiddenUnitIsSpelled()
{
    for (char32_t c = 0; c < 0x110000; ++c) {
        const QChar::Category category = QChar::category(c);
        const bool isHidden = category == QChar::Other_Control || category == QChar::Other_Format
                || category == QChar::Other_Surrogate || category == QChar::Separator_Line
                || category == QChar::Separator_Paragraph;
        if (!isHidden || c == U'\n' || c == U'\t')
            continue;
        // fromUcs4() drops a byte order mark
        const QString unseen = c > 0xffff ? QString::fromUcs4(&c, 1) : QString(QChar(char16_t(c)));
        const QString shown = shownText(u"a"_s + unseen + u"b"_s);
        QVERIFY2(shown.contains(u"\\u"_s), qPrintable(QString::number(c, 16)));
    }
}

void TestShownText::marksDoNotPileUp()
{
    const QString pile = u"Z"_s + QString(500, QChar(0x0334)) + u"ok"_s;
    QCOMPARE(shownText(pile), u"Z"_s + QString(8, QChar(0x0334)) + u"…ok"_s);
}

void TestShownText::longTextsAreQuick()
{
    QElapsedTimer timer;
    timer.start();
    const QString shown = shownText(QString(1024 * 1024, QChar(0x202e)));
    QCOMPARE(shown.size(), 6 * 1024 * 1024);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestShownText)
#include "tst_showntext.moc"
