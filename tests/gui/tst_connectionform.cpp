// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every field and rule of the form is tried.
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "connections/connectionform.h"
#include "connections/disclosure.h"
#include "connections/kindchoice.h"
#include "connections/proxyfields.h"
#include "connections/secretline.h"
#include "connections/secretsafteredit.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
ConnectionEntry fullEntry()
{
    ConnectionEntry entry;
    entry.id = u"0123"_s;
    entry.name = u"Main"_s;
    entry.address = u"https://auth.example.org/sso"_s;
    entry.kind = ConnectionKind::Production;
    entry.asksBeforeSave = true;
    entry.isReadOnly = true;
    entry.caFile = u"/etc/ca.pem"_s;
    entry.clientCertificate = u"/etc/me.pem"_s;
    entry.clientKey = u"/etc/me.key"_s;
    entry.proxy = {ProxyChoice::Mode::Http, u"proxy.example.org"_s, 3128, u"anna"_s};
    entry.timeout = 45s;
    entry.acceptedCertificates = {QByteArray(32, 'a')};
    return entry;
}
} // namespace

class TestConnectionForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_page.reset(); }

    void showingChangesNothing_data();
    void showingChangesNothing();
    void saysHowTheAddressIsRead_data();
    void saysHowTheAddressIsRead();
    void warnsOfPlainHttp_data();
    void warnsOfPlainHttp();
    void aPastedTokenIsTrimmed();
    void aTokenThatCannotBeSentIsWrong();
    void aStoredTokenIsKeptWhenNothingIsTyped();
    void sayWhereTheTokenGoes();
    void theTokenIsMaskedUntilItIsRevealed();
    void theKindIsChosenWithKeys();
    void onlyProductionAsks();
    void everyFieldIsEdited();
    void theFirstWrongFieldIsShown();
    void acceptedCertificatesStayWithTheirServer_data();
    void acceptedCertificatesStayWithTheirServer();
    void theProxyPasswordBelongsToItsUser();
    void theProxyPasswordBelongsToItsProxy_data();
    void theProxyPasswordBelongsToItsProxy();
    void thePassphraseBelongsToItsKey();
    void secretsAfterAnEdit();
    void theTokenPageIsThatOfTheServer();
    void moreSettingsOpenByKey();
    void aLockedOneTakesOnlySecrets();
    void everythingHasAName();
    void theKeyboardReachesEverything();

private:
    void show();
    QLineEdit *line(const QString &name) const;
    QLabel *label(const QString &part) const;
    Disclosure *part(const QString &title) const;
    void retype(QLineEdit *edit, const QString &text) const;
    QList<QWidget *> controls() const;

    std::unique_ptr<QScrollArea> m_page;
    ConnectionForm *m_view = nullptr;
};

void TestConnectionForm::init()
{
    QApplication::setPalette(paletteOf(lightTokens()));
    m_page = std::make_unique<QScrollArea>();
    m_view = new ConnectionForm;
    m_page->setWidgetResizable(true);
    m_page->setWidget(m_view);
    m_page->resize(640, 560);
}

void TestConnectionForm::show()
{
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

QLineEdit *TestConnectionForm::line(const QString &name) const
{
    const QList<QLineEdit *> edits = m_view->findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->accessibleName() == name)
            return edit;
    }
    qFatal("no editor %s", qPrintable(name));
    return nullptr;
}

/// The visible one with this text in it; null when there is none.
QLabel *TestConnectionForm::label(const QString &part) const
{
    const QList<QLabel *> labels = m_view->findChildren<QLabel *>();
    for (QLabel *label : labels) {
        if (label->isVisibleTo(m_view) && label->text().contains(part))
            return label;
    }
    return nullptr;
}

Disclosure *TestConnectionForm::part(const QString &title) const
{
    const QList<Disclosure *> parts = m_view->findChildren<Disclosure *>();
    for (Disclosure *part : parts) {
        if (part->button()->text() == title)
            return part;
    }
    qFatal("no part %s", qPrintable(title));
    return nullptr;
}

void TestConnectionForm::retype(QLineEdit *edit, const QString &text) const
{
    edit->setFocus();
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
}

QList<QWidget *> TestConnectionForm::controls() const
{
    QList<QWidget *> controls;
    const QList<QWidget *> widgets = m_view->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        const bool isControl = widget->focusPolicy() & Qt::TabFocus && !widget->focusProxy()
                && widget->isVisible() && widget->isEnabled()
                && !widget->objectName().startsWith(u"qt_"_s);
        if (isControl)
            controls.append(widget);
    }
    return controls;
}

// The law

void TestConnectionForm::showingChangesNothing_data()
{
    QTest::addColumn<ConnectionEntry>("entry");
    QTest::newRow("empty") << ConnectionEntry();
    QTest::newRow("full") << fullEntry();
    for (const auto kind : {ConnectionKind::Unknown, ConnectionKind::Production,
                            ConnectionKind::Staging, ConnectionKind::Test, ConnectionKind::Demo}) {
        ConnectionEntry entry = fullEntry();
        entry.kind = kind;
        QTest::addRow("kind %d", int(kind)) << entry;
    }
    for (const auto mode : {ProxyChoice::Mode::System, ProxyChoice::Mode::None,
                            ProxyChoice::Mode::Http, ProxyChoice::Mode::Socks5}) {
        ConnectionEntry entry = fullEntry();
        entry.proxy.mode = mode;
        QTest::addRow("proxy %d", int(mode)) << entry;
    }
    ConnectionEntry entry = fullEntry();
    entry.timeout = 1s;
    QTest::newRow("a timeout below the range") << entry;
    entry.timeout = 1000s;
    QTest::newRow("a timeout above the range") << entry;
    entry = fullEntry();
    entry.address = u"not an address"_s;
    QTest::newRow("an address that cannot be read") << entry;
    entry.address = u"  HTTPS://Auth.Example.org/if/admin/ "_s;
    QTest::newRow("an address that would be read otherwise") << entry;
    entry = fullEntry();
    entry.name = u"  two\nlines\tand blanks  "_s;
    entry.caFile = u" /with blanks/ca.pem "_s;
    entry.proxy.username = u" anna "_s;
    QTest::newRow("texts with blanks") << entry;
    entry = fullEntry();
    entry.name = QString(40'000, u'n');
    QTest::newRow("a text that a line edit cuts") << entry;
    entry = fullEntry();
    entry.isDeployed = true;
    QTest::newRow("deployed") << entry;
}

void TestConnectionForm::showingChangesNothing()
{
    QFETCH(ConnectionEntry, entry);
    QSignalSpy edited(m_view, &ConnectionForm::edited);
    m_view->setEntry(fullEntry()); // what was there before leaves nothing behind
    m_view->setEntry(entry, {true, true, true});
    m_view->setLocked(entry.isDeployed);
    show();

    QCOMPARE(m_view->entry(), entry);
    QCOMPARE(m_view->typedSecrets(), ConnectionSecrets());
    QVERIFY(!m_view->isEdited());
    QCOMPARE(edited.size(), 0);
}

// Address

void TestConnectionForm::saysHowTheAddressIsRead_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("address");
    const QString base = u"https://example.org"_s;
    const QString said = u"Read as https://example.org/api/v3/"_s;
    QTest::newRow("a host") << u"example.org"_s << said << base;
    QTest::newRow("the admin page") << u"https://example.org/if/admin/"_s << said << base;
    QTest::newRow("the API") << u"https://example.org/api/v3/"_s << said << base;
    QTest::newRow("below a path") << u"example.org/sso"_s
                                  << u"Read as https://example.org/sso/api/v3/"_s
                                  << u"https://example.org/sso"_s;
    QTest::newRow("another scheme")
            << u"ftp://example.org"_s << u"The address must begin with https:// or http://."_s
            << u"ftp://example.org"_s;
    QTest::newRow("blanks only") << u"  "_s << u"As it stands in the browser."_s << QString();
}

void TestConnectionForm::saysHowTheAddressIsRead()
{
    QFETCH(QString, typed);
    QFETCH(QString, said);
    QFETCH(QString, address);
    show();
    QTest::keyClicks(line(u"Address"_s), typed);
    QVERIFY(label(said));
    QCOMPARE(m_view->entry().address, address);
}

void TestConnectionForm::warnsOfPlainHttp_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("warns");
    QTest::newRow("https") << u"https://example.org"_s << false;
    QTest::newRow("http") << u"http://example.org"_s << true;
    QTest::newRow("an address in the house") << u"http://192.168.1.5:9000"_s << true;
    QTest::newRow("a name like the own one") << u"http://127.evil.example"_s << true;
    QTest::newRow("localhost") << u"http://localhost:9000"_s << false;
    QTest::newRow("the own address") << u"http://127.0.0.1:9000"_s << false;
    QTest::newRow("the own address, version 6") << u"http://[::1]:9000"_s << false;
}

void TestConnectionForm::warnsOfPlainHttp()
{
    QFETCH(QString, typed);
    QFETCH(bool, warns);
    show();
    QTest::keyClicks(line(u"Address"_s), typed);
    QCOMPARE(label(u"Not encrypted"_s) != nullptr, warns);
    QVERIFY(!m_view->problem().where); // it is only warned of
}

// Token

void TestConnectionForm::aPastedTokenIsTrimmed()
{
    show();
    QApplication::clipboard()->setText(u"  abcDEF123\n"_s);
    line(u"Token"_s)->setFocus();
    QTest::keyClick(line(u"Token"_s), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_view->typedSecrets().token, Secret(u"abcDEF123"_s));
}

void TestConnectionForm::aTokenThatCannotBeSentIsWrong()
{
    show();
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    QTest::keyClicks(line(u"Token"_s), u"abc def"_s);
    QCOMPARE(m_view->problem().where, line(u"Token"_s));
    m_view->showProblem();
    QVERIFY(label(u"Copy it again."_s));
    QVERIFY(!label(u"abc"_s));
}

void TestConnectionForm::aStoredTokenIsKeptWhenNothingIsTyped()
{
    m_view->setTokenNeeded(true);
    m_view->setEntry(fullEntry(), {true, false, false});
    show();
    QCOMPARE(line(u"Token"_s)->placeholderText(), u"stored, not shown"_s);
    QVERIFY(line(u"Token"_s)->text().isEmpty());
    QVERIFY(label(u"Empty keeps the stored one."_s));
    QVERIFY(!m_view->problem().where);
    QTest::keyClicks(line(u"Token"_s), u"new"_s);
    QCOMPARE(m_view->typedSecrets().token, Secret(u"new"_s));
    QVERIFY(m_view->isEdited());
}

void TestConnectionForm::sayWhereTheTokenGoes()
{
    show();
    QVERIFY(label(u"Kept in the keychain."_s));
    m_view->setKeychain(false);
    QVERIFY(label(u"This computer has no keychain: the token lives until Sourcedesk ends and is "
                  "never written to a file."_s));
    QVERIFY(!label(u"Kept in the keychain."_s));
}

void TestConnectionForm::theTokenIsMaskedUntilItIsRevealed()
{
    show();
    QLineEdit *token = line(u"Token"_s);
    auto *reveal = token->parentWidget()->findChild<QToolButton *>();
    QVERIFY(!reveal->isEnabled());
    token->setFocus();
    QTest::keyClicks(token, u"secret"_s);
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(token->echoMode(), QLineEdit::Normal);
    line(u"Address"_s)->setFocus();
    QTRY_COMPARE(token->echoMode(), QLineEdit::Password);
    QCOMPARE(token->text(), u"secret"_s);
}

// Kind

void TestConnectionForm::theKindIsChosenWithKeys()
{
    show();
    auto *kind = m_view->findChild<KindChoice *>();
    QVERIFY(kind->button(ConnectionKind::Unknown)->isChecked());
    kind->button(ConnectionKind::Unknown)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
    QCOMPARE(m_view->entry().kind, ConnectionKind::Test);
    QTest::mouseClick(kind->button(ConnectionKind::Staging), Qt::LeftButton, {}, QPoint(8, 8));
    QCOMPARE(m_view->entry().kind, ConnectionKind::Staging);
    QCOMPARE(kind->button(ConnectionKind::Production)->text(), u"production"_s);
    QVERIFY(!kind->button(ConnectionKind::Production)->icon().isNull());
}

void TestConnectionForm::onlyProductionAsks()
{
    show();
    auto *kind = m_view->findChild<KindChoice *>();
    auto *asks = m_view->findChild<QCheckBox *>();
    QCOMPARE(asks->text(), u"Ask before each save"_s);
    QVERIFY(!asks->isEnabled());
    QTest::mouseClick(kind->button(ConnectionKind::Production), Qt::LeftButton, {}, QPoint(8, 8));
    QVERIFY(asks->isEnabled());
    asks->setFocus();
    QTest::keyClick(asks, Qt::Key_Space);
    QVERIFY(m_view->entry().asksBeforeSave);
}

// More

void TestConnectionForm::everyFieldIsEdited()
{
    m_view->setEntry({});
    show();
    QVERIFY(!part(u"More settings"_s)->isOpen());
    part(u"More settings"_s)->setOpen(true);
    retype(line(u"Address"_s), u"auth.example.org/sso"_s);
    retype(line(u"Name"_s), u" Main "_s);
    retype(line(u"CA file"_s), u"/etc/ca.pem"_s);
    retype(line(u"Client certificate"_s), u"/etc/me.pem"_s);
    retype(line(u"Client key"_s), u"/etc/me.key"_s);
    retype(line(u"Passphrase"_s), u"open it"_s);
    auto *proxy = m_view->findChild<ProxyFields *>();
    auto *mode = proxy->findChild<QComboBox *>();
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Down);
    QTest::keyClick(mode, Qt::Key_Down);
    retype(line(u"Proxy host"_s), u"proxy.example.org"_s);
    auto *port = proxy->findChild<QSpinBox *>();
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, u"3128"_s);
    retype(line(u"Proxy user"_s), u"anna"_s);
    retype(line(u"Proxy password"_s), u" with blanks "_s);
    const QList<QCheckBox *> boxes = m_view->findChildren<QCheckBox *>();
    for (QCheckBox *box : boxes) {
        if (box->text() == u"Read-only"_s)
            QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
    }
    auto *timeout = m_view->findChildren<QSpinBox *>().constLast();
    timeout->setFocus();
    timeout->selectAll();
    QTest::keyClicks(timeout, u"45"_s);

    ConnectionEntry wanted = fullEntry();
    wanted.id.clear();
    wanted.kind = ConnectionKind::Unknown;
    wanted.asksBeforeSave = false;
    wanted.acceptedCertificates.clear();
    QCOMPARE(m_view->entry(), wanted);
    ConnectionSecrets secrets;
    secrets.passphrase = Secret(u"open it"_s);
    secrets.proxyPassword = Secret(u" with blanks "_s);
    QCOMPARE(m_view->typedSecrets(), secrets);
}

void TestConnectionForm::theFirstWrongFieldIsShown()
{
    m_view->setTokenNeeded(true);
    ConnectionEntry entry = fullEntry();
    entry.address.clear();
    entry.proxy.port = 0;
    m_view->setEntry(entry);
    show();
    part(u"More settings"_s)->setOpen(false);

    m_view->showProblem();
    QVERIFY(line(u"Address"_s)->hasFocus());
    QVERIFY(line(u"Address"_s)->property("error").toBool());
    QVERIFY(label(u"The address is empty."_s));
    QTest::keyClicks(line(u"Address"_s), u"example.org"_s);
    QVERIFY(!line(u"Address"_s)->property("error").toBool());
    QVERIFY(!label(u"The address is empty."_s));

    m_view->showProblem();
    QVERIFY(line(u"Token"_s)->hasFocus());
    QTest::keyClicks(line(u"Token"_s), u"abc"_s);
    m_view->showProblem();
    QVERIFY(part(u"More settings"_s)->isOpen());
    QVERIFY(label(u"The proxy needs a port."_s));
}

void TestConnectionForm::acceptedCertificatesStayWithTheirServer_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("stay");
    QTest::newRow("the same server, another path") << u"https://auth.example.org/other"_s << true;
    QTest::newRow("another server") << u"https://auth2.example.org/sso"_s << false;
    QTest::newRow("another port") << u"https://auth.example.org:8443/sso"_s << false;
}

void TestConnectionForm::acceptedCertificatesStayWithTheirServer()
{
    QFETCH(QString, typed);
    QFETCH(bool, stay);
    m_view->setEntry(fullEntry(), {true, false, false});
    show();
    retype(line(u"Address"_s), typed);
    QCOMPARE(m_view->entry().acceptedCertificates.isEmpty(), !stay);
    QCOMPARE(label(u"The stored token was typed for another address."_s) != nullptr, !stay);
}

void TestConnectionForm::theProxyPasswordBelongsToItsUser()
{
    m_view->setEntry(fullEntry(), {true, true, true});
    show();
    QCOMPARE(line(u"Proxy password"_s)->placeholderText(), u"stored, not shown"_s);
    retype(line(u"Proxy user"_s), u"bert"_s);
    QCOMPARE(line(u"Proxy password"_s)->placeholderText(), u"password of bert"_s);
    QTest::keyClicks(line(u"Proxy password"_s), u"pw"_s);
    retype(line(u"Proxy user"_s), {});
    QVERIFY(!line(u"Proxy password"_s)->isVisible());
    QCOMPARE(m_view->typedSecrets(), ConnectionSecrets()); // nothing is asked for
}

void TestConnectionForm::theProxyPasswordBelongsToItsProxy_data()
{
    QTest::addColumn<QString>("editor");
    QTest::addColumn<QString>("other");
    QTest::newRow("host") << u"Proxy host"_s << u"proxy2.example.org"_s;
    QTest::newRow("port") << QString() << u"3129"_s;
}

void TestConnectionForm::theProxyPasswordBelongsToItsProxy()
{
    QFETCH(QString, editor);
    QFETCH(QString, other);
    const ConnectionEntry before = fullEntry();
    const ConnectionSecrets stored{{}, Secret(u"p"_s), {}};
    m_view->setEntry(before, {true, true, true});
    show();
    const auto hint = [this] { return line(u"Proxy password"_s)->placeholderText(); };
    const auto isKept = [&] {
        return !secretsAfterEdit(before, stored, m_view->entry(), {}).proxyPassword.isEmpty();
    };
    const auto *port = m_view->findChild<ProxyFields *>()->findChild<QSpinBox *>();
    QLineEdit *edit = editor.isEmpty() ? port->findChild<QLineEdit *>() : line(editor);
    const QString was = edit->text();
    QCOMPARE(hint(), u"stored, not shown"_s);
    retype(edit, other);
    QCOMPARE(hint(), u"password of anna"_s);
    QVERIFY(!isKept()); // the hint says what saving does
    retype(edit, was);
    QCOMPARE(hint(), u"stored, not shown"_s);
    QVERIFY(isKept());
}

void TestConnectionForm::thePassphraseBelongsToItsKey()
{
    m_view->setEntry(fullEntry(), {true, true, true});
    show();
    QCOMPARE(line(u"Passphrase"_s)->placeholderText(), u"stored, not shown"_s);
    retype(line(u"Client key"_s), u"/etc/other.key"_s);
    QCOMPARE(line(u"Passphrase"_s)->placeholderText(), u"if the key has one"_s);
    retype(line(u"Client certificate"_s), {});
    QVERIFY(!line(u"Passphrase"_s)->isVisible());
}

void TestConnectionForm::secretsAfterAnEdit()
{
    const ConnectionEntry before = fullEntry();
    const ConnectionSecrets stored{Secret(u"t"_s), Secret(u"p"_s), Secret(u"k"_s)};
    QCOMPARE(secretsAfterEdit(before, stored, before, {}), stored);
    ConnectionSecrets typed;
    typed.token = Secret(u"new"_s);
    QCOMPARE(secretsAfterEdit(before, stored, before, typed).token, typed.token);
    ConnectionEntry now = before;
    now.proxy.username = u"bert"_s;
    QCOMPARE(secretsAfterEdit(before, stored, now, {}),
             (ConnectionSecrets{stored.token, {}, stored.passphrase}));
    now = before;
    now.proxy.host = u"proxy.example.net"_s; // another one must not get it unasked
    QCOMPARE(secretsAfterEdit(before, stored, now, {}),
             (ConnectionSecrets{stored.token, {}, stored.passphrase}));
    now = before;
    now.clientKey = u"/etc/other.key"_s;
    QCOMPARE(secretsAfterEdit(before, stored, now, {}),
             (ConnectionSecrets{stored.token, stored.proxyPassword, {}}));
}

void TestConnectionForm::theTokenPageIsThatOfTheServer()
{
    show();
    QPushButton *button = m_view->tokenPageButton();
    QSignalSpy opened(m_view, &ConnectionForm::openUrlRequested);
    QVERIFY(!button->isEnabled());
    QTest::keyClicks(line(u"Address"_s), u"example.org/sso"_s);
    QVERIFY(button->isEnabled());
    button->click();
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.constFirst().constFirst().toUrl(),
             QUrl(u"https://example.org/sso/if/admin/#/core/tokens"_s));
}

void TestConnectionForm::moreSettingsOpenByKey()
{
    show();
    QPushButton *button = part(u"More settings"_s)->button();
    QVERIFY(!line(u"Name"_s)->isVisible());
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(line(u"Name"_s)->isVisible());
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(!line(u"Name"_s)->isVisible());
    m_view->setEntry(fullEntry()); // what is set is seen
    QVERIFY(line(u"Name"_s)->isVisible());
}

void TestConnectionForm::aLockedOneTakesOnlySecrets()
{
    m_view->setEntry(fullEntry());
    m_view->setLocked(true);
    show();
    QTest::keyClicks(line(u"Address"_s), u"x"_s);
    QCOMPARE(m_view->entry(), fullEntry());
    QVERIFY(!line(u"Name"_s)->isEnabled());
    QVERIFY(!m_view->findChild<KindChoice *>()->isEnabled());
    QVERIFY(!m_view->findChild<QCheckBox *>()->isEnabled());
    line(u"Token"_s)->setFocus();
    QTest::keyClicks(line(u"Token"_s), u"abc"_s);
    QTest::keyClicks(line(u"Proxy password"_s), u"pw"_s);
    QCOMPARE(m_view->typedSecrets().token, Secret(u"abc"_s));
    QCOMPARE(m_view->typedSecrets().proxyPassword, Secret(u"pw"_s));
}

// Reach

void TestConnectionForm::everythingHasAName()
{
    m_view->setEntry(fullEntry());
    show();
    part(u"How to get a token"_s)->setOpen(true);
    const QList<QWidget *> all = controls();
    QVERIFY(all.size() > 15);
    for (QWidget *widget : all) {
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(),
                 widget->metaObject()->className());
    }
}

void TestConnectionForm::theKeyboardReachesEverything()
{
    m_view->setEntry(fullEntry());
    show();
    line(u"Address"_s)->setFocus();
    QList<QWidget *> reached;
    for (int step = 0; step < 60; ++step) {
        reached.append(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    const QList<QWidget *> all = controls();
    for (QWidget *widget : all) {
        // Of the radios only the chosen one is a stop.
        const auto *radio = qobject_cast<QRadioButton *>(widget);
        if (radio && !radio->isChecked())
            continue;
        QVERIFY2(reached.contains(widget), qPrintable(widget->accessibleName()));
    }
    // From top to bottom.
    const QStringList order{u"Address"_s,
                            u"Token"_s,
                            u"Name"_s,
                            u"CA file"_s,
                            u"Client certificate"_s,
                            u"Client key"_s,
                            u"Passphrase"_s,
                            u"Proxy host"_s,
                            u"Proxy user"_s,
                            u"Proxy password"_s};
    for (qsizetype at = 1; at < order.size(); ++at)
        QVERIFY2(reached.indexOf(line(order.at(at - 1))) < reached.indexOf(line(order.at(at))),
                 qPrintable(order.at(at)));
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    TestConnectionForm test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_connectionform.moc"
