// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/deskstyle.h"
#include "common/tokens.h"
#include "connections/testpanel.h"
#include "connections/teststeprow.h"
#include "controls.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {

// A probe that answers when a test says so.
class FakeProbe final : public ConnectionProbe
{
public:
    CallHandle run(const ConnectionEntry &entry, const ConnectionSecrets &secrets,
                   std::function<void(const TestStepResult &)> step, Done<void> done) override
    {
        entries.append(entry);
        tokens.append(secrets.token);
        m_step = std::move(step);
        m_done = std::move(done);
        return std::make_unique<Handle>(*this);
    }

    void tell(const TestStepResult &result) { m_step(result); }
    void tell(TestStep step, TestState state)
    {
        TestStepResult result;
        result.step = step;
        result.state = state;
        tell(result);
    }
    void end(const Result<void> &result)
    {
        const Done<void> done = std::exchange(m_done, {});
        done(result);
    }
    bool isHeld() const { return m_held > 0; }

    QList<ConnectionEntry> entries;
    QList<Secret> tokens;
    int cancelled = 0;

private:
    class Handle final : public Call
    {
    public:
        explicit Handle(FakeProbe &probe)
            : m_probe(probe)
        {
            ++m_probe.m_held;
        }
        ~Handle() override { --m_probe.m_held; }
        void cancel() override { ++m_probe.cancelled; }

    private:
        FakeProbe &m_probe;
    };

    std::function<void(const TestStepResult &)> m_step;
    Done<void> m_done;
    int m_held = 0;
};

ConnectionEntry home()
{
    ConnectionEntry entry;
    entry.id = newConnectionId();
    entry.name = u"Home"_s;
    entry.address = u"https://auth.example.org"_s;
    return entry;
}

ConnectionSecrets secrets()
{
    ConnectionSecrets given;
    given.token = Secret(u"the-token"_s);
    return given;
}

Error errorOf(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    return error;
}

TestStepResult untrusted()
{
    TestStepResult result;
    result.step = TestStep::Tls;
    result.state = TestState::Failed;
    result.error = errorOf(ErrorKind::Tls);
    result.certificate =
            CertificateFacts{QByteArray(32, 'f'),
                             u"<b>evil</b>"_s,
                             u"Nobody"_s,
                             {u"auth.example.org"_s},
                             QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC(),
                             QDateTime(QDate(2027, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC(),
                             {u"The certificate is self-signed."_s}};
    return result;
}

} // namespace

class TestTestPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_probe = std::make_unique<FakeProbe>();
        m_dialog = new TestDialog(*m_probe);
        m_dialog->start(home(), secrets());
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
    }
    void cleanup()
    {
        delete m_dialog;
        m_probe.reset();
    }

    void itAsksWithWhatWasGiven();
    void eachStepIsARowWithItsState_data();
    void eachStepIsARowWithItsState();
    void aScreenReaderReadsARowAsOne();
    void theEndIsSaid_data();
    void theEndIsSaid();
    void stopCancelsAndSaysSo();
    void testAgainStartsAnew();
    void anotherStartSilencesTheFormer();
    void theCertificateIsOffered();
    void serverTextStaysPlain();
    void theResultIsCopied();
    void escapeStopsAndCloses();
    void theKeyboardReachesEveryRow();
    void everythingHasAName();

private:
    QPushButton *button(const QString &text) const
    {
        const auto buttons = m_dialog->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->isVisible() && button->text() == text)
                return button;
        }
        return nullptr;
    }
    void click(const QString &text) const
    {
        QVERIFY2(button(text), qPrintable(text));
        QTest::mouseClick(button(text), Qt::LeftButton);
    }
    TestStepRow *row(TestStep step) const
    {
        const auto rows = m_dialog->findChildren<TestStepRow *>();
        for (TestStepRow *row : rows) {
            if (row->result().step == step)
                return row;
        }
        return nullptr;
    }
    QString sentence() const { return m_dialog->panel()->sentence(); }
    void passAll(TestState last = TestState::Passed)
    {
        for (const TestStep step : allTestSteps)
            m_probe->tell(step, step == TestStep::Clock ? last : TestState::Passed);
        m_probe->end({});
    }

    std::unique_ptr<FakeProbe> m_probe;
    QPointer<TestDialog> m_dialog;
};

void TestTestPanel::itAsksWithWhatWasGiven()
{
    QCOMPARE(m_probe->entries.size(), 1);
    QCOMPARE(m_probe->entries.constFirst().address, home().address);
    QVERIFY(m_probe->tokens.constFirst() == secrets().token);
    QCOMPARE(sentence(), u"Testing auth.example.org…"_s);
    QVERIFY(button(u"Stop"_s));
    QVERIFY(!button(u"Test again"_s));
    QVERIFY(!button(u"Copy result"_s)->isEnabled());
}

void TestTestPanel::eachStepIsARowWithItsState_data()
{
    QTest::addColumn<TestState>("state");
    QTest::addColumn<QString>("word");
    QTest::newRow("waiting") << TestState::Waiting << u"waiting"_s;
    QTest::newRow("running") << TestState::Running << u"running"_s;
    QTest::newRow("ok") << TestState::Passed << u"ok"_s;
    QTest::newRow("warning") << TestState::Warned << u"warning"_s;
    QTest::newRow("failed") << TestState::Failed << u"failed"_s;
    QTest::newRow("skipped") << TestState::Skipped << u"skipped"_s;
}

void TestTestPanel::eachStepIsARowWithItsState()
{
    QFETCH(TestState, state);
    QFETCH(QString, word);
    QCOMPARE(m_dialog->findChildren<TestStepRow *>().size(), qsizetype(allTestSteps.size()));
    TestStepResult result;
    result.step = TestStep::Tcp;
    result.state = state;
    result.error = errorOf(ErrorKind::Offline);
    m_probe->tell(result);

    bool isShown = false;
    const auto labels = row(TestStep::Tcp)->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        isShown = isShown || (label->isVisible() && label->text() == word);
    QVERIFY(isShown);
    QCOMPARE(row(TestStep::Name)->result().state, TestState::Waiting);
}

void TestTestPanel::aScreenReaderReadsARowAsOne()
{
    TestStepResult failed;
    failed.step = TestStep::Name;
    failed.state = TestState::Failed;
    failed.error = errorOf(ErrorKind::HostNotFound);
    failed.host = u"auth.example.org"_s;
    m_probe->tell(failed);

    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(row(TestStep::Name));
    QVERIFY(face->text(QAccessible::Name).endsWith(u": failed"_s));
    QVERIFY(face->text(QAccessible::Description).contains(u"auth.example.org"_s));
}

void TestTestPanel::theEndIsSaid_data()
{
    QTest::addColumn<TestState>("last");
    QTest::addColumn<QString>("said");
    QTest::newRow("well") << TestState::Passed << u"The connection works."_s;
    QTest::newRow("warned") << TestState::Warned << u"The connection works, with 1 warning."_s;
    QTest::newRow("failed") << TestState::Failed << u"The connection does not work yet."_s;
}

void TestTestPanel::theEndIsSaid()
{
    QFETCH(TestState, last);
    QFETCH(QString, said);
    QSignalSpy ended(m_dialog->panel(), &TestPanel::ended);
    passAll(last);
    QVERIFY2(sentence().startsWith(said), qPrintable(sentence()));
    QCOMPARE(ended.count(), 1);
    QVERIFY(!m_dialog->panel()->isRunning());
    QVERIFY(!m_probe->isHeld());
    QVERIFY(button(u"Test again"_s) && !button(u"Stop"_s));
}

void TestTestPanel::stopCancelsAndSaysSo()
{
    m_probe->tell(TestStep::Name, TestState::Passed);
    m_probe->tell(TestStep::Tcp, TestState::Running);
    click(u"Stop"_s);
    QCOMPARE(m_probe->cancelled, 1);
    QCOMPARE(sentence(), u"Stopping…"_s);
    m_probe->end(failure(errorOf(ErrorKind::Cancelled)));

    QVERIFY(sentence().startsWith(u"Stopped."_s));
    QCOMPARE(row(TestStep::Name)->result().state, TestState::Passed);
    QCOMPARE(row(TestStep::Tcp)->result().state, TestState::Skipped);
    QCOMPARE(row(TestStep::Tcp)->accessibleDescription(), u"Stopped."_s);
    QVERIFY(button(u"Test again"_s)->hasFocus());
}

void TestTestPanel::testAgainStartsAnew()
{
    passAll(TestState::Failed);
    click(u"Test again"_s);
    QCOMPARE(m_probe->entries.size(), 2);
    QVERIFY(m_probe->tokens.constLast() == secrets().token);
    QCOMPARE(row(TestStep::Clock)->result().state, TestState::Waiting);
    QVERIFY(button(u"Stop"_s)->hasFocus());
}

void TestTestPanel::anotherStartSilencesTheFormer()
{
    m_probe->tell(TestStep::Name, TestState::Passed);
    ConnectionEntry other = home();
    other.address = u"https://other.example.org"_s;
    m_dialog->start(other, secrets());
    QCOMPARE(sentence(), u"Testing other.example.org…"_s);
    QCOMPARE(row(TestStep::Name)->result().state, TestState::Waiting);
    QVERIFY(m_probe->isHeld());
}

void TestTestPanel::theCertificateIsOffered()
{
    QVERIFY(!button(u"Show the certificate…"_s));
    m_probe->tell(untrusted());
    m_probe->end(failure(errorOf(ErrorKind::Tls)));
    QSignalSpy offered(m_dialog->panel(), &TestPanel::certificateOffered);
    click(u"Show the certificate…"_s);
    QCOMPARE(offered.count(), 1);
    QCOMPARE(offered.constFirst().constFirst().value<CertificateFacts>(), *untrusted().certificate);
}

void TestTestPanel::serverTextStaysPlain()
{
    TestStepResult user;
    user.step = TestStep::Token;
    user.state = TestState::Passed;
    user.username = u"<b>anna</b>"_s;
    m_probe->tell(user);
    bool isShown = false;
    const auto labels = m_dialog->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        isShown = isShown || label->text().contains(u"<b>anna</b>"_s);
    }
    QVERIFY(isShown);
}

void TestTestPanel::theResultIsCopied()
{
    QSignalSpy copied(m_dialog->panel(), &TestPanel::copyRequested);
    passAll();
    click(u"Copy result"_s);
    const QString text = copied.constFirst().constFirst().toString();
    QVERIFY(text.contains(u"https://auth.example.org"_s));
    QVERIFY(text.contains(u"The connection works."_s));
    QVERIFY(!text.contains(u"the-token"_s));
    QCOMPARE(text.count(u": ok"_s), qsizetype(allTestSteps.size()));
}

void TestTestPanel::escapeStopsAndCloses()
{
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QCOMPARE(m_probe->cancelled, 1);
    QTRY_VERIFY(!m_dialog);
    QVERIFY(!m_probe->isHeld());
}

void TestTestPanel::theKeyboardReachesEveryRow()
{
    passAll();
    m_dialog->panel()->focusButton();
    QCOMPARE(Controls::unreached(*m_dialog), QStringList());
    const auto rows = m_dialog->findChildren<TestStepRow *>();
    for (TestStepRow *row : rows)
        QVERIFY2(Controls::on(*m_dialog).contains(row), qPrintable(row->accessibleName()));
}

void TestTestPanel::everythingHasAName()
{
    QCOMPARE(Controls::nameless(*m_dialog), QStringList()); // while it runs
    m_probe->tell(untrusted());
    m_probe->end(failure(errorOf(ErrorKind::Tls)));
    QCOMPARE(Controls::nameless(*m_dialog), QStringList()); // with the buttons of a failed step
    QVERIFY(Controls::on(*m_dialog).size() > 10);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(new DeskStyle);
    QApplication::setPalette(paletteOf(lightTokens()));
    TestTestPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_testpanel.moc"
