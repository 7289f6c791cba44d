// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "connections/card.h"
#include "connections/connectionform.h"
#include "connections/disclosure.h"
#include "connections/kindchoice.h"
#include "connections/startpage.h"

#include <QAccessible>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

class TestStartPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }

    void connectsToTheServerThatWasTyped();
    void returnConnects();
    void nothingGoesOutWhileSomethingIsWrong();
    void testsWhatWasTyped();
    void saysThatItConnects();
    void startsTheDemo();
    void aDemoThatDoesNotStartIsSaid();
    void choosesAFileToImport();
    void opensTheTokenPage();
    void saysWhereATokenGoes();
    void aTestIsShownInTheCard();
    void nothingIsCut_data();
    void nothingIsCut();
    void everythingHasAName();
    void theKeyboardReachesEverything();

private:
    void show();
    QPushButton *button(const QString &text) const;
    QLineEdit *line(const QString &name) const;
    bool hasText(const QString &part) const;
    QList<QWidget *> controls() const;
    void picture(const QString &name) const;

    std::unique_ptr<StartPage> m_page;
};

void TestStartPage::init()
{
    QApplication::setPalette(paletteOf(lightTokens()));
    m_page = std::make_unique<StartPage>();
    m_page->resize(1366, 712);
}

void TestStartPage::show()
{
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QTest::qWait(20); // rows of several lines take a few rounds
}

QPushButton *TestStartPage::button(const QString &text) const
{
    const QList<QPushButton *> buttons = m_page->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text() == text)
            return button;
    }
    qFatal("no button %s", qPrintable(text));
    return nullptr;
}

QLineEdit *TestStartPage::line(const QString &name) const
{
    const QList<QLineEdit *> edits = m_page->findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->accessibleName() == name)
            return edit;
    }
    qFatal("no editor %s", qPrintable(name));
    return nullptr;
}

bool TestStartPage::hasText(const QString &part) const
{
    const QList<QLabel *> labels = m_page->findChildren<QLabel *>();
    return std::any_of(labels.cbegin(), labels.cend(), [&part](const QLabel *label) {
        return label->isVisible() && label->text().contains(part);
    });
}

QList<QWidget *> TestStartPage::controls() const
{
    QList<QWidget *> controls;
    const QList<QWidget *> widgets = m_page->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (widget->focusPolicy() & Qt::TabFocus && !widget->focusProxy() && widget->isVisible()
            && widget->isEnabled() && !widget->objectName().startsWith(u"qt_"_s))
            controls.append(widget);
    }
    return controls;
}

/// For eyes: with SOURCEDESK_PICTURES set, into that folder.
void TestStartPage::picture(const QString &name) const
{
    const QString folder = qEnvironmentVariable("SOURCEDESK_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(m_page->grab().save(folder + u'/' + name + u".png"_s));
}

// Connect

void TestStartPage::connectsToTheServerThatWasTyped()
{
    show();
    QSignalSpy wanted(m_page.get(), &StartPage::connectRequested);
    QTest::keyClicks(line(u"Address"_s), u"example.org/if/admin/"_s);
    QTest::keyClicks(line(u"Token"_s), u"abc"_s);
    auto *kind = m_page->findChild<KindChoice *>();
    QTest::mouseClick(kind->button(ConnectionKind::Test), Qt::LeftButton, {}, QPoint(8, 8));
    QTest::mouseClick(button(u"Connect"_s), Qt::LeftButton);

    QCOMPARE(wanted.size(), 1);
    const auto entry = wanted.constFirst().at(0).value<ConnectionEntry>();
    QCOMPARE(entry.address, u"https://example.org"_s);
    QCOMPARE(entry.kind, ConnectionKind::Test);
    const auto secrets = wanted.constFirst().at(1).value<ConnectionSecrets>();
    QCOMPARE(secrets.token, Secret(u"abc"_s));
}

void TestStartPage::returnConnects()
{
    show();
    QSignalSpy wanted(m_page.get(), &StartPage::connectRequested);
    QVERIFY(line(u"Address"_s)->hasFocus()); // it can be typed at once
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    QTest::keyClick(line(u"Address"_s), Qt::Key_Return);
    QCOMPARE(wanted.size(), 0);
    QVERIFY(line(u"Token"_s)->hasFocus()); // what is missing
    QTest::keyClicks(line(u"Token"_s), u"abc"_s);
    QTest::keyClick(line(u"Token"_s), Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
}

void TestStartPage::nothingGoesOutWhileSomethingIsWrong()
{
    show();
    QSignalSpy wanted(m_page.get(), &StartPage::connectRequested);
    QSignalSpy tested(m_page.get(), &StartPage::testRequested);
    button(u"Connect"_s)->click();
    QVERIFY(hasText(u"The address is empty."_s));
    QTest::keyClicks(line(u"Address"_s), u"ftp://example.org"_s);
    QVERIFY(!hasText(u"The address is empty."_s));
    button(u"Test connection"_s)->click();
    QCOMPARE(wanted.size() + tested.size(), 0);
}

void TestStartPage::testsWhatWasTyped()
{
    show();
    QSignalSpy tested(m_page.get(), &StartPage::testRequested);
    QTest::keyClicks(line(u"Address"_s), u"http://localhost:9000"_s);
    QTest::keyClicks(line(u"Token"_s), u"abc"_s);
    QTest::mouseClick(button(u"Test connection"_s), Qt::LeftButton);
    QCOMPARE(tested.size(), 1);
    const auto entry = tested.constFirst().at(0).value<ConnectionEntry>();
    QCOMPARE(entry.address, u"http://localhost:9000"_s);
}

void TestStartPage::saysThatItConnects()
{
    show();
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    const int right = button(u"Connect"_s)->geometry().right();
    m_page->setConnecting(true);
    QVERIFY(!button(u"Connecting…"_s)->isEnabled());
    QCOMPARE(button(u"Connecting…"_s)->geometry().right(), right);
    m_page->showConnectProblem(u"example.org does not answer. <b>Check</b> the address."_s);
    QVERIFY(button(u"Connect"_s)->isEnabled());
    QVERIFY(hasText(u"<b>Check</b>"_s));                    // as it is
    QCOMPARE(line(u"Address"_s)->text(), u"example.org"_s); // what was typed stays
    QTest::keyClicks(line(u"Address"_s), u"x"_s);
    QVERIFY(!hasText(u"does not answer"_s));
}

// Demo

void TestStartPage::startsTheDemo()
{
    show();
    QSignalSpy wanted(m_page.get(), &StartPage::demoRequested);
    QTest::mouseClick(button(u"Start the demo"_s), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    m_page->setStarting(true);
    QVERIFY(!button(u"Starting…"_s)->isEnabled());
}

void TestStartPage::aDemoThatDoesNotStartIsSaid()
{
    show();
    m_page->setStarting(true);
    m_page->showProblem(u"The demo did not start."_s);
    QVERIFY(hasText(u"The demo did not start."_s));
    QVERIFY(button(u"Start the demo"_s)->isEnabled());
}

// Import

void TestStartPage::choosesAFileToImport()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"connections.json"_s);
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
    file.close();
    show();
    QSignalSpy wanted(m_page.get(), &StartPage::importRequested);
    QTest::mouseClick(button(u"Choose a file…"_s), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([this] { return m_page->findChild<QFileDialog *>(); }));
    auto *dialog = m_page->findChild<QFileDialog *>();
    dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path);
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(wanted.constFirst().constFirst().toString(), path);
}

// The rest

void TestStartPage::opensTheTokenPage()
{
    show();
    QSignalSpy opened(m_page.get(), &StartPage::openUrlRequested);
    QVERIFY(!button(u"Open the token page"_s)->isEnabled());
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    QTest::mouseClick(button(u"Open the token page"_s), Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.constFirst().constFirst().toUrl(),
             QUrl(u"https://example.org/if/admin/#/core/tokens"_s));
}

void TestStartPage::saysWhereATokenGoes()
{
    show();
    QVERIFY(hasText(u"Kept in the keychain."_s));
    m_page->setKeychain(false);
    QVERIFY(hasText(u"This computer has no keychain"_s));
    QVERIFY(hasText(u"Sourcedesk talks to the servers you name, and to plex.tv only when you ask "
                    "for it. It sends no statistics."_s));
}

void TestStartPage::aTestIsShownInTheCard()
{
    auto *view = new QLabel(u"Name lookup"_s);
    m_page->setTestView(view);
    show();
    QVERIFY(view->isVisible());
    const int below = view->mapTo(m_page->widget(), QPoint()).y();
    const int buttons = button(u"Connect"_s)->mapTo(m_page->widget(), QPoint()).y();
    QVERIFY(below < buttons);
}

void TestStartPage::nothingIsCut_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("open");
    QTest::newRow("large") << QSize(1366, 712) << false << false;
    QTest::newRow("large, dark") << QSize(1366, 712) << true << false;
    QTest::newRow("smallest") << QSize(820, 504) << false << false;
    QTest::newRow("smallest, dark, open") << QSize(820, 504) << true << true;
    QTest::newRow("large, open") << QSize(1366, 712) << false << true;
}

void TestStartPage::nothingIsCut()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    QFETCH(bool, open);
    QApplication::setPalette(paletteOf(dark ? darkTokens() : lightTokens()));
    m_page->resize(size);
    show();
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    const QList<Disclosure *> parts = m_page->findChildren<Disclosure *>();
    for (Disclosure *part : parts)
        part->setOpen(open);
    QTest::qWait(50);
    const QString name = u"start-%1-%2%3"_s.arg(size.width())
                                 .arg(dark ? u"dark"_s : u"light"_s, open ? u"-open"_s : QString());
    picture(name);
    if (open) {
        m_page->verticalScrollBar()->setValue(m_page->verticalScrollBar()->maximum() / 2);
        picture(name + u"-lower"_s);
    }

    QCOMPARE(m_page->size(), size);
    QCOMPARE(m_page->widget()->width(), m_page->viewport()->width());
    const QRect whole = m_page->widget()->rect();
    const QList<QWidget *> all = controls();
    for (const QWidget *widget : all) {
        const QRect place(widget->mapTo(m_page->widget(), QPoint()), widget->size());
        QVERIFY2(whole.contains(place), qPrintable(widget->accessibleName()));
        QVERIFY2(widget->width() >= widget->minimumSizeHint().width(),
                 widget->metaObject()->className());
    }
    const QList<QLabel *> labels = m_page->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && label->wordWrap())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
    }
    const QList<Card *> cards = m_page->findChildren<Card *>();
    for (const Card *card : cards)
        QVERIFY(card->height() >= card->heightForWidth(card->width()));
}

void TestStartPage::everythingHasAName()
{
    show();
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    const QList<QWidget *> all = controls();
    QVERIFY(all.size() >= 12);
    for (QWidget *widget : all) {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(),
                 widget->metaObject()->className());
    }
}

void TestStartPage::theKeyboardReachesEverything()
{
    show();
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    QList<QWidget *> reached;
    for (int step = 0; step < 30; ++step) {
        reached.append(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    const QStringList order{u"Open the token page"_s, u"Test connection"_s, u"Connect"_s,
                            u"Start the demo"_s, u"Choose a file…"_s};
    for (qsizetype at = 0; at < order.size(); ++at) {
        QVERIFY2(reached.contains(button(order.at(at))), qPrintable(order.at(at)));
        QVERIFY2(at == 0
                         || reached.indexOf(button(order.at(at - 1)))
                                 < reached.indexOf(button(order.at(at))),
                 qPrintable(order.at(at)));
    }
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestStartPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_startpage.moc"
