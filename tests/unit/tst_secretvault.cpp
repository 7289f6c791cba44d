// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakekeychain.h"
#include "secrets/secretvault.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::Literals::StringLiterals;

class TestSecretVault : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_keychain = std::make_unique<FakeKeychain>();
        m_vault = std::make_unique<SecretVault>(*m_keychain);
    }
    void cleanup()
    {
        m_vault.reset();
        m_keychain.reset();
    }

    void keepsInTheKeychain();
    void withoutAKeychainItLivesInThisRun_data();
    void withoutAKeychainItLivesInThisRun();
    void storeNowUnlocksAndBringsTheRest();
    void refusedUnlockingIsSaid();
    void theRestFollowsWhenItWorksAgain();
    void lateWriteIsNoted();
    void lateWriteOfAnOlderOneIsNot();
    void removedStaysRemovedWhateverTheKeychainSays();
    void withoutAKeychainRemovingWhatIsOnlyHereSucceeds();
    void whatAnEarlierRunLeftIsKept();
    void droppedCallIsCarriedOut();
    void forgetsEverything();

private:
    std::optional<ErrorKind> write(const QString &key, const QString &text)
    {
        std::optional<Result<void>> told;
        const CallHandle call = m_vault->write(
                key, Secret(text), [&told](const Result<void> &result) { told = result; });
        return outcomeOf(told);
    }
    std::optional<ErrorKind> remove(const QString &key)
    {
        std::optional<Result<void>> told;
        const CallHandle call =
                m_vault->remove(key, [&told](const Result<void> &result) { told = result; });
        return outcomeOf(told);
    }
    QString read(const QString &key)
    {
        std::optional<Result<std::optional<Secret>>> told;
        const CallHandle call = m_vault->read(key, [&told](const auto &result) { told = result; });
        if (!QTest::qWaitFor([&told] { return told.has_value(); }, 10000) || !told->has_value())
            return u"(failed)"_s;
        return told->value() ? told->value()->reveal() : u"(none)"_s;
    }
    static std::optional<ErrorKind> outcomeOf(const std::optional<Result<void>> &told)
    {
        if (!QTest::qWaitFor([&told] { return told.has_value(); }, 10000))
            return ErrorKind::Timeout;
        return *told ? std::nullopt : std::optional(told->error().kind);
    }

    std::unique_ptr<FakeKeychain> m_keychain;
    std::unique_ptr<SecretVault> m_vault;
};

void TestSecretVault::keepsInTheKeychain()
{
    QVERIFY(!m_vault->isKept(u"token"_s));
    QCOMPARE(write(u"token"_s, u"one"_s), std::nullopt);
    QCOMPARE(m_keychain->kept.value(u"token"_s), u"one"_s);
    QVERIFY(m_vault->isKept(u"token"_s) && m_vault->isLasting());
    QCOMPARE(m_vault->waiting(), 0);
    QCOMPARE(remove(u"token"_s), std::nullopt);
    QVERIFY(m_keychain->kept.isEmpty());
    QVERIFY(!m_vault->isKept(u"token"_s));
}

void TestSecretVault::withoutAKeychainItLivesInThisRun_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("locked") << ErrorKind::KeychainLocked;
    QTest::newRow("refused") << ErrorKind::KeychainRefused;
    QTest::newRow("none") << ErrorKind::KeychainUnavailable;
    QTest::newRow("slow") << ErrorKind::KeychainSlow;
    QTest::newRow("broken") << ErrorKind::Keychain;
}

void TestSecretVault::withoutAKeychainItLivesInThisRun()
{
    QFETCH(ErrorKind, kind);
    m_keychain->failure = kind;
    QSignalSpy changes(m_vault.get(), &SecretVault::troubleChanged);
    QCOMPARE(write(u"token"_s, u"one"_s), std::optional(kind));
    QCOMPARE(read(u"token"_s), u"one"_s);
    QVERIFY(!m_vault->isKept(u"token"_s) && !m_vault->isLasting());
    QCOMPARE(m_vault->waiting(), 1);
    QCOMPARE(m_vault->trouble()->kind, kind);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(read(u"other"_s), u"(failed)"_s);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(m_keychain->unlocks, 0); // nobody is asked for a password unbidden
}

void TestSecretVault::storeNowUnlocksAndBringsTheRest()
{
    m_keychain->failure = ErrorKind::KeychainLocked;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    QVERIFY(write(u"two"_s, u"2"_s).has_value());
    m_vault->storeNow();
    m_vault->storeNow();
    QTRY_COMPARE_WITH_TIMEOUT(m_vault->waiting(), 0, 10000);
    QCOMPARE(m_keychain->unlocks, 1);
    QCOMPARE(m_keychain->kept, (QMap<QString, QString>{{u"one"_s, u"1"_s}, {u"two"_s, u"2"_s}}));
    QVERIFY(m_vault->isKept(u"one"_s) && !m_vault->trouble());
}

void TestSecretVault::refusedUnlockingIsSaid()
{
    m_keychain->failure = ErrorKind::KeychainLocked;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    m_keychain->failure = ErrorKind::KeychainRefused;
    m_keychain->opensWhenAsked = false;
    m_vault->storeNow();
    QTRY_COMPARE_WITH_TIMEOUT(m_vault->trouble()->kind, ErrorKind::KeychainRefused, 10000);
    QCOMPARE(m_vault->waiting(), 1);
    QCOMPARE(read(u"one"_s), u"1"_s);
}

void TestSecretVault::theRestFollowsWhenItWorksAgain()
{
    m_keychain->failure = ErrorKind::KeychainSlow;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    m_keychain->failure.reset();
    QCOMPARE(read(u"nothing"_s), u"(none)"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_vault->isKept(u"one"_s), 10000);
    QCOMPARE(m_keychain->kept.value(u"one"_s), u"1"_s);
}

void TestSecretVault::lateWriteIsNoted()
{
    m_keychain->failure = ErrorKind::KeychainSlow;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    Q_EMIT m_keychain->writtenLate(u"one"_s, Secret(u"1"_s));
    QVERIFY(m_vault->isKept(u"one"_s));
    QVERIFY(!m_vault->trouble());
}

void TestSecretVault::lateWriteOfAnOlderOneIsNot()
{
    m_keychain->failure = ErrorKind::KeychainSlow;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    QVERIFY(write(u"one"_s, u"2"_s).has_value());
    Q_EMIT m_keychain->writtenLate(u"one"_s, Secret(u"1"_s));
    QVERIFY(!m_vault->isKept(u"one"_s));
    QCOMPARE(read(u"one"_s), u"2"_s);
}

void TestSecretVault::removedStaysRemovedWhateverTheKeychainSays()
{
    QCOMPARE(write(u"one"_s, u"1"_s), std::nullopt);
    m_keychain->failure = ErrorKind::KeychainLocked;
    QCOMPARE(remove(u"one"_s), std::optional(ErrorKind::KeychainLocked));
    QCOMPARE(read(u"one"_s), u"(none)"_s);
    QVERIFY(!m_vault->isKept(u"one"_s));
    QCOMPARE(m_vault->waiting(), 0);
    m_vault->storeNow();
    QTRY_VERIFY_WITH_TIMEOUT(m_keychain->kept.isEmpty(), 10000);
}

void TestSecretVault::withoutAKeychainRemovingWhatIsOnlyHereSucceeds()
{
    m_keychain->failure = ErrorKind::KeychainUnavailable;
    QVERIFY(write(u"one"_s, u"1"_s).has_value());
    QCOMPARE(remove(u"one"_s), std::nullopt);
    QCOMPARE(read(u"one"_s), u"(none)"_s);
    QCOMPARE(remove(u"of an earlier run"_s), std::optional(ErrorKind::KeychainUnavailable));
}

void TestSecretVault::whatAnEarlierRunLeftIsKept()
{
    m_keychain->kept.insert(u"one"_s, u"1"_s);
    QCOMPARE(read(u"one"_s), u"1"_s);
    QVERIFY(m_vault->isKept(u"one"_s));
    m_keychain->failure = ErrorKind::KeychainLocked;
    QVERIFY(write(u"one"_s, u"2"_s).has_value());
    QVERIFY(!m_vault->isKept(u"one"_s)); // the older one is no help
}

void TestSecretVault::droppedCallIsCarriedOut()
{
    int told = 0;
    CallHandle call =
            m_vault->write(u"one"_s, Secret(u"1"_s), [&told](const Result<void> &) { ++told; });
    call.reset();
    QTRY_VERIFY_WITH_TIMEOUT(m_vault->isKept(u"one"_s), 10000);
    QVERIFY(!m_vault->isBusy());
    QCOMPARE(told, 0);
}

void TestSecretVault::forgetsEverything()
{
    m_keychain->kept.insert(u"of an earlier run"_s, u"0"_s);
    QCOMPARE(write(u"one"_s, u"1"_s), std::nullopt);
    std::optional<Result<void>> told;
    const CallHandle call =
            m_vault->forgetAll([&told](const Result<void> &result) { told = result; });
    QCOMPARE(read(u"one"_s), u"(none)"_s);
    QCOMPARE(outcomeOf(told), std::nullopt);
    QVERIFY(m_keychain->kept.isEmpty());
}

QTEST_GUILESS_MAIN(TestSecretVault)
#include "tst_secretvault.moc"
