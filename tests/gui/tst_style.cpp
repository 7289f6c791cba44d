// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/elidedlabel.h"
#include "common/icon.h"
#include "common/tokens.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace {

struct Pair
{
    const char *name;
    QColor Tokens::*front;
    QColor Tokens::*ground;
    double least;
};

constexpr double text = 4.5;  // WCAG 2, AA, for text
constexpr double shape = 3.0; // and for what makes out a control

const Pair pairs[] = {
        {"ink on surface", &Tokens::ink, &Tokens::surface, text},
        {"ink on chrome", &Tokens::ink, &Tokens::chrome, text},
        {"ink on field", &Tokens::ink, &Tokens::field, text},
        {"ink on selected", &Tokens::ink, &Tokens::selected, text},
        {"ink on hover", &Tokens::ink, &Tokens::hover, text},
        {"ink on raised", &Tokens::ink, &Tokens::raised, text},
        {"ink on selection", &Tokens::ink, &Tokens::selection, text},
        {"ink on mineSoft", &Tokens::ink, &Tokens::mineSoft, text},
        {"ink on theirsSoft", &Tokens::ink, &Tokens::theirsSoft, text},
        {"ink on errorSoft", &Tokens::ink, &Tokens::errorSoft, text},
        {"ink on warnSoft", &Tokens::ink, &Tokens::warnSoft, text},
        {"ink2 on surface", &Tokens::ink2, &Tokens::surface, text},
        {"ink2 on chrome", &Tokens::ink2, &Tokens::chrome, text},
        {"ink2 on sunken", &Tokens::ink2, &Tokens::sunken, text},
        {"ink2 on selected", &Tokens::ink2, &Tokens::selected, text},
        {"ink2 on hover", &Tokens::ink2, &Tokens::hover, text},
        {"ink3 on surface", &Tokens::ink3, &Tokens::surface, text},
        {"ink3 on chrome", &Tokens::ink3, &Tokens::chrome, text},
        {"ink3 on field", &Tokens::ink3, &Tokens::field, text},
        {"ink3 on sunken", &Tokens::ink3, &Tokens::sunken, text},
        {"ink3 on raised", &Tokens::ink3, &Tokens::raised, text},
        {"ink3 on hover", &Tokens::ink3, &Tokens::hover, text},
        {"mine on surface", &Tokens::mine, &Tokens::surface, text},
        {"mine on sunken", &Tokens::mine, &Tokens::sunken, text},
        {"mine on selected", &Tokens::mine, &Tokens::selected, text},
        {"mine on chrome", &Tokens::mine, &Tokens::chrome, text},
        {"mine on mineSoft", &Tokens::mine, &Tokens::mineSoft, text},
        {"onFill on mineFill", &Tokens::onFill, &Tokens::mineFill, text},
        {"onFill on mineFillHover", &Tokens::onFill, &Tokens::mineFillHover, text},
        {"onFocus on focus", &Tokens::onFocus, &Tokens::focus, text},
        {"theirs on surface", &Tokens::theirs, &Tokens::surface, text},
        {"theirs on chrome", &Tokens::theirs, &Tokens::chrome, text},
        {"theirs on selected", &Tokens::theirs, &Tokens::selected, text},
        {"theirs on theirsSoft", &Tokens::theirs, &Tokens::theirsSoft, text},
        {"error on surface", &Tokens::error, &Tokens::surface, text},
        {"error on field", &Tokens::error, &Tokens::field, text},
        {"error on errorSoft", &Tokens::error, &Tokens::errorSoft, text},
        {"link on errorSoft", &Tokens::link, &Tokens::errorSoft, text},
        {"link on warnSoft", &Tokens::link, &Tokens::warnSoft, text},
        {"link on surface", &Tokens::link, &Tokens::surface, text},
        {"link on chrome", &Tokens::link, &Tokens::chrome, text},
        {"warn on surface", &Tokens::warn, &Tokens::surface, text},
        {"warn on warnSoft", &Tokens::warn, &Tokens::warnSoft, text},
        {"warn on chrome", &Tokens::warn, &Tokens::chrome, text},
        {"warn on selected", &Tokens::warn, &Tokens::selected, text},
        {"ok on surface", &Tokens::ok, &Tokens::surface, text},
        {"ok on chrome", &Tokens::ok, &Tokens::chrome, text},
        {"ok on okSoft", &Tokens::ok, &Tokens::okSoft, text},
        {"onFill on production", &Tokens::onFill, &Tokens::production, text},
        {"onFill on staging", &Tokens::onFill, &Tokens::staging, text},
        {"onFill on test", &Tokens::onFill, &Tokens::test, text},
        {"productionMark on chrome", &Tokens::productionMark, &Tokens::chrome, text},
        {"stagingMark on chrome", &Tokens::stagingMark, &Tokens::chrome, text},
        {"testMark on chrome", &Tokens::testMark, &Tokens::chrome, text},
        {"onTip on tip", &Tokens::onTip, &Tokens::tip, text},
        {"border on field", &Tokens::border, &Tokens::field, shape},
        {"border on surface", &Tokens::border, &Tokens::surface, shape},
        {"border on chrome", &Tokens::border, &Tokens::chrome, shape},
        {"border on sunken", &Tokens::border, &Tokens::sunken, shape},
        {"focus on surface", &Tokens::focus, &Tokens::surface, shape},
        {"focus on chrome", &Tokens::focus, &Tokens::chrome, shape},
        {"production on chrome", &Tokens::production, &Tokens::chrome, shape},
        {"mineFill on sunken", &Tokens::mineFill, &Tokens::sunken, shape},
};

int pixelsOf(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == colour.rgb() ? 1 : 0;
    }
    return count;
}

} // namespace

class TestStyle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QApplication::setPalette(paletteOf(lightTokens())); }

    void contrastIsEnough_data()
    {
        QTest::addColumn<int>("at");
        for (int at = 0; at < int(std::size(pairs)); ++at)
            QTest::newRow(pairs[at].name) << at;
    }
    void contrastIsEnough()
    {
        QFETCH(int, at);
        const Pair &pair = pairs[at];
        for (const Tokens *tokens : {&lightTokens(), &darkTokens()}) {
            const double contrast = contrastOf(tokens->*pair.front, tokens->*pair.ground);
            QVERIFY2(contrast >= pair.least, qPrintable(QString::number(contrast)));
        }
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(contrastOf(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastOf(Qt::white, Qt::white), 1.0);
        QVERIFY(qAbs(contrastOf(QColor(0x777777), Qt::white) - 4.48) < 0.01);
    }

    void thePaletteTellsWhichSetIsInForce()
    {
        QVERIFY(!tokensFor(paletteOf(lightTokens())).dark);
        QVERIFY(tokensFor(paletteOf(darkTokens())).dark);
    }

    void aLabelFollowsAChangeOfTheme()
    {
        PlainTextLabel label(Type::Caption, Tone::Error);
        QCOMPARE(label.palette().color(QPalette::WindowText), lightTokens().error);

        QApplication::setPalette(paletteOf(darkTokens()));

        QTRY_COMPARE(label.palette().color(QPalette::WindowText), darkTokens().error);
        QCOMPARE(label.palette().color(QPalette::Window), darkTokens().chrome);
    }

    void anIconFollowsAChangeOfThemeAndIsFaintWhenDisabled()
    {
        const QIcon sign = icon(u"changed"_s, Tone::Mine);
        const auto has = [&sign](QIcon::Mode mode, const QColor &colour) {
            return pixelsOf(sign.pixmap(QSize(32, 32), 1, mode).toImage(), colour) > 50;
        };
        QVERIFY(has(QIcon::Normal, lightTokens().mine));
        QVERIFY(has(QIcon::Disabled, lightTokens().ink3));

        QApplication::setPalette(paletteOf(darkTokens()));

        QVERIFY(has(QIcon::Normal, darkTokens().mine));
    }

    void everyIconIsThere()
    {
        const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
        QVERIFY(files.size() >= 50);
        for (const QString &file : files) {
            const QImage image =
                    icon(file.chopped(4), Tone::Ink).pixmap(QSize(32, 32), 1).toImage();
            bool painted = false;
            for (int y = 0; y < 32 && !painted; ++y) {
                for (int x = 0; x < 32 && !painted; ++x)
                    painted = qAlpha(image.pixel(x, y)) > 0;
            }
            QVERIFY2(painted, qPrintable(file));
        }
    }

    void anIconIsSharpAtAnyRatio()
    {
        const QPixmap pixmap = icon(u"changed"_s).pixmap(QSize(16, 16), 2.0, QIcon::Normal);

        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void stateOfAnEditorIsSeen()
    {
        QLineEdit edit;
        edit.resize(120, 30);
        const auto has = [&edit](const QColor &colour) {
            return pixelsOf(edit.grab().toImage(), colour) > 100;
        };
        QVERIFY(has(lightTokens().border));
        setLook(&edit, "changed", true);
        QVERIFY(has(lightTokens().mine));
        setLook(&edit, "error", true);
        QVERIFY(has(lightTokens().error));
        setLook(&edit, "error", false);
        setLook(&edit, "changed", false);
        setLook(&edit, "readOnlyLook", true);
        QVERIFY(has(lightTokens().line));
        QVERIFY(has(lightTokens().sunken));
    }

    void onlyASendingButtonIsFilledWithMine()
    {
        QPushButton button(u"Save"_s);
        button.resize(100, 32);
        const auto filled = [&button] {
            return pixelsOf(button.grab().toImage(), lightTokens().mineFill) > 1000;
        };
        QVERIFY(!filled());
        setLook(&button, "kind", u"primary"_s);
        QVERIFY(filled());
        button.setEnabled(false);
        QVERIFY(!filled());
        QCOMPARE(button.sizeHint().height(), Size::button);
    }

    void anElidedLabelKeepsItsText()
    {
        ElidedLabel label(Type::Body);
        label.setText(u"a long text that does not fit into so little room"_s);

        label.resize(60, 20);

        QCOMPARE(label.minimumSizeHint().width(), 0);
        QVERIFY(label.text().endsWith(u"little room"_s));
        QVERIFY(!label.grab().isNull());
    }

    void theTextOfALabelIsNeverMarkup()
    {
        const PlainTextLabel label(Type::Body);
        QCOMPARE(label.textFormat(), Qt::PlainText);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestStyle test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_style.moc"
