// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclock.h"
#include "fakesecretservice.h"
#include "outcome.h"
#include "secretcontract.h"
#include "secrets/keychainsecretstore.h"
#include "secrets/secretvault.h"
#include "systemclock.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

// Run by keychain.py, which makes the bus, and the keyring or none, that each of these needs.

namespace {
using Found = std::optional<Secret>;
} // namespace

class TestKeychainContract : public SecretContract
{
    Q_OBJECT
protected:
    SecretPort &port() override { return m_store; }

private:
    SystemClock m_clock;
    KeychainSecretStore m_store{m_clock};
};

class TestVaultContract final : public SecretContract
{
    Q_OBJECT
protected:
    SecretPort &port() override { return m_vault; }

private:
    SystemClock m_clock;
    KeychainSecretStore m_store{m_clock};
    SecretVault m_vault{m_store};
};

class TestKeychain final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    // With a keyring
    void writesForALaterProcess();
    void findsWhatAnEarlierProcessWrote();
    void unlockingWhatIsOpenSucceeds();
    void lockedIsSaid();
    void unlockingThatNobodyAnswersIsRefused();
    void zeroCharacterIsRefused();
    void forgetsAll();
    // Without one
    void missingBusIsSaid();
    void missingServiceIsSaid();
    void missingCollectionIsNotNotFound();
    void silenceEndsInThreeSeconds();
    void silentLibraryBlocksNothing();
    void refusalIsSaid();
    void refusalInTheLibraryKeepsItsWords();

private:
    ErrorKind errorOfRead();
    ErrorKind errorOfWrite();
    static bool setLocked();

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<KeychainSecretStore> m_store;
};

void TestKeychain::init()
{
    m_clock = std::make_unique<FakeClock>();
    m_store = std::make_unique<KeychainSecretStore>(*m_clock);
}

void TestKeychain::cleanup()
{
    m_store.reset();
    QCOMPARE(m_clock->pendingTimers(), 0);
}

ErrorKind TestKeychain::errorOfRead()
{
    Outcome<Found> outcome;
    const CallHandle call = m_store->read(u"any"_s, outcome.done());
    return outcome.wait(20s) ? outcome.error().kind : ErrorKind::Timeout;
}

ErrorKind TestKeychain::errorOfWrite()
{
    Outcome<void> outcome;
    const CallHandle call = m_store->write(u"any"_s, Secret(u"SECRETMARKER"_s), outcome.done());
    return outcome.wait(20s) ? outcome.error().kind : ErrorKind::Timeout;
}

void TestKeychain::writesForALaterProcess()
{
    Outcome<void> outcome;
    const CallHandle call =
            m_store->write(u"later"_s, Secret(u"SECRETMARKER later"_s), outcome.done());
    QVERIFY(outcome.wait(20s));
    QVERIFY2(outcome.isOk(), qPrintable(outcome.error().detail));
}

void TestKeychain::findsWhatAnEarlierProcessWrote()
{
    SecretVault vault(*m_store);
    QVERIFY(!vault.isKept(u"later"_s));
    Outcome<Found> outcome;
    const CallHandle call = vault.read(u"later"_s, outcome.done());
    QVERIFY(outcome.wait(20s));
    QVERIFY2(outcome.isOk(), qPrintable(outcome.error().detail));
    QCOMPARE((*outcome.result)->value_or(Secret()).reveal(), u"SECRETMARKER later"_s);
    QVERIFY(vault.isKept(u"later"_s));
}

bool TestKeychain::setLocked()
{
    QDBusMessage lock = QDBusMessage::createMethodCall(
            u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s,
            u"org.freedesktop.Secret.Service"_s, u"Lock"_s);
    lock << QVariant::fromValue(
            QList<QDBusObjectPath>{QDBusObjectPath(u"/org/freedesktop/secrets/aliases/default"_s)});
    return QDBusConnection::sessionBus().call(lock).type() == QDBusMessage::ReplyMessage;
}

void TestKeychain::lockedIsSaid()
{
    QVERIFY(setLocked());
    QCOMPARE(errorOfRead(), ErrorKind::KeychainLocked);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainLocked);
    Outcome<void> removed;
    const CallHandle call = m_store->remove(u"any"_s, removed.done());
    QVERIFY(removed.wait(20s));
    QCOMPARE(removed.error().kind, ErrorKind::KeychainLocked);
}

void TestKeychain::unlockingWhatIsOpenSucceeds()
{
    Outcome<void> unlocked;
    const CallHandle call = m_store->unlock(unlocked.done());
    QCOMPARE(unlocked.times, 0);
    QVERIFY(unlocked.wait(20s));
    QVERIFY2(unlocked.isOk(), qPrintable(unlocked.error().detail));
}

/// There is no program on the bus of the test that could ask for the password.
void TestKeychain::unlockingThatNobodyAnswersIsRefused()
{
    QVERIFY(setLocked());
    Outcome<void> unlocked;
    const CallHandle call = m_store->unlock(unlocked.done());
    QVERIFY(unlocked.wait(20s));
    QCOMPARE(unlocked.error().kind, ErrorKind::KeychainRefused);
    QCOMPARE(errorOfRead(), ErrorKind::KeychainLocked);
}

void TestKeychain::zeroCharacterIsRefused()
{
    Outcome<void> outcome;
    const CallHandle call = m_store->write(u"zero"_s, Secret(u"one\0two"_s), outcome.done());
    QVERIFY(outcome.wait(20s));
    QCOMPARE(outcome.error().kind, ErrorKind::Keychain);
}

void TestKeychain::forgetsAll()
{
    for (const QString &key : {u"forgotten/1"_s, u"forgotten/2"_s}) {
        Outcome<void> written;
        const CallHandle call = m_store->write(key, Secret(u"SECRETMARKER"_s), written.done());
        QVERIFY(written.wait(20s));
        QVERIFY(written.isOk());
    }
    Outcome<void> forgotten;
    const CallHandle call = m_store->forgetAll(forgotten.done());
    QVERIFY(forgotten.wait(20s));
    QVERIFY2(forgotten.isOk(), qPrintable(forgotten.error().detail));
    for (const QString &key : {u"forgotten/1"_s, u"forgotten/2"_s, u"later"_s}) {
        Outcome<Found> read;
        const CallHandle reading = m_store->read(key, read.done());
        QVERIFY(read.wait(20s));
        QVERIFY(read.isOk() && !(*read.result)->has_value());
    }
}

void TestKeychain::missingBusIsSaid()
{
    QCOMPARE(errorOfRead(), ErrorKind::KeychainUnavailable);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainUnavailable);
}

void TestKeychain::missingServiceIsSaid()
{
    QCOMPARE(errorOfRead(), ErrorKind::KeychainUnavailable);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainUnavailable);
}

void TestKeychain::missingCollectionIsNotNotFound()
{
    FakeSecretService service(FakeSecretService::Mood::Empty);
    QVERIFY(service.isThere());
    QCOMPARE(errorOfRead(), ErrorKind::KeychainUnavailable);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainUnavailable);
}

void TestKeychain::silenceEndsInThreeSeconds()
{
    FakeSecretService service(FakeSecretService::Mood::Silent);
    QVERIFY(service.isThere());
    Outcome<Found> read;
    Outcome<void> written;
    const CallHandle one = m_store->read(u"any"_s, read.done());
    const CallHandle two = m_store->write(u"any"_s, Secret(u"SECRETMARKER"_s), written.done());
    QTRY_COMPARE_WITH_TIMEOUT(service.questions(), 1, 20000);
    m_clock->advance(2999ms);
    QCOMPARE(read.times + written.times, 0);
    m_clock->advance(1ms);
    QCOMPARE(read.error().kind, ErrorKind::KeychainSlow);
    QCOMPARE(written.error().kind, ErrorKind::KeychainSlow);
    QCOMPARE(errorOfRead(), ErrorKind::KeychainSlow); // at once: no time passes here
    QCOMPARE(service.questions(), 1);
}

void TestKeychain::silentLibraryBlocksNothing()
{
    FakeSecretService service(FakeSecretService::Mood::SilentLater);
    QVERIFY(service.isThere());
    Outcome<void> written;
    const CallHandle call = m_store->write(u"any"_s, Secret(u"SECRETMARKER"_s), written.done());
    QTRY_VERIFY_WITH_TIMEOUT(service.questions() > 2, 20000); // the library has asked something
    m_clock->advance(3s);
    QCOMPARE(written.error().kind, ErrorKind::KeychainSlow);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainSlow);
    const CallHandle dropped = m_store->read(u"any"_s, [](const Result<Found> &) {});
}

void TestKeychain::refusalIsSaid()
{
    FakeSecretService service(FakeSecretService::Mood::Refusing);
    QVERIFY(service.isThere());
    QCOMPARE(errorOfRead(), ErrorKind::KeychainRefused);
    QCOMPARE(errorOfWrite(), ErrorKind::KeychainRefused);
}

void TestKeychain::refusalInTheLibraryKeepsItsWords()
{
    FakeSecretService service(FakeSecretService::Mood::RefusingLater);
    QVERIFY(service.isThere());
    Outcome<void> written;
    const CallHandle call = m_store->write(u"any"_s, Secret(u"SECRETMARKER"_s), written.done());
    QVERIFY(written.wait(20s));
    QVERIFY(!written.isOk());
    QCOMPARE(written.error().kind, ErrorKind::Keychain); // its library does not say why
    QCOMPARE(written.error().detail, u"not for you"_s);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QString suite = qEnvironmentVariable("KEYCHAIN_SUITE");
    if (suite == "contract"_L1) {
        TestKeychainContract contract;
        return QTest::qExec(&contract, argc, argv);
    }
    if (suite == "vault"_L1) {
        TestVaultContract contract;
        return QTest::qExec(&contract, argc, argv);
    }
    TestKeychain keychain;
    return QTest::qExec(&keychain, argc, argv);
}

#include "tst_keychain.moc"
