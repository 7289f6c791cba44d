// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/memorysecretstore.h"

#include <QtTest>

using namespace Qt::Literals::StringLiterals;

class TestMemorySecretStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void missingEntryIsAnAnswer();
    void keepsAndRemoves();
    void answersOutsideTheCall();
    void droppedHandleIsSilent();
    void cancelIsAnOutcome();

private:
    static std::optional<Secret> read(MemorySecretStore &store, const QString &key);
};

std::optional<Secret> TestMemorySecretStore::read(MemorySecretStore &store, const QString &key)
{
    std::optional<Result<std::optional<Secret>>> told;
    const CallHandle call = store.read(
            key, [&told](const Result<std::optional<Secret>> &result) { told = result; });
    if (!QTest::qWaitFor([&told] { return told.has_value(); }) || !told->has_value())
        qFatal("no answer");
    return told->value();
}

void TestMemorySecretStore::missingEntryIsAnAnswer()
{
    MemorySecretStore store;

    QVERIFY(!read(store, u"token"_s).has_value());
}

void TestMemorySecretStore::keepsAndRemoves()
{
    MemorySecretStore store;
    int done = 0;
    const auto count = [&done](const Result<void> &result) { done += result ? 1 : 0; };

    const CallHandle writing = store.write(u"token"_s, Secret(u"one"_s), count);
    QTRY_COMPARE(done, 1);
    QCOMPARE(read(store, u"token"_s)->reveal(), u"one"_s);
    QVERIFY(!read(store, u"other"_s).has_value());

    const CallHandle overwriting = store.write(u"token"_s, Secret(u"two"_s), count);
    QTRY_COMPARE(done, 2);
    QCOMPARE(read(store, u"token"_s)->reveal(), u"two"_s);

    const CallHandle removing = store.remove(u"token"_s, count);
    QTRY_COMPARE(done, 3);
    QVERIFY(!read(store, u"token"_s).has_value());
}

void TestMemorySecretStore::answersOutsideTheCall()
{
    MemorySecretStore store;
    int done = 0;

    const CallHandle call =
            store.write(u"token"_s, Secret(u"one"_s), [&done](const Result<void> &) { ++done; });
    QCOMPARE(done, 0);
    QTRY_COMPARE(done, 1);
}

void TestMemorySecretStore::droppedHandleIsSilent()
{
    MemorySecretStore store;
    int done = 0;

    CallHandle call =
            store.write(u"token"_s, Secret(u"one"_s), [&done](const Result<void> &) { ++done; });
    call.reset();
    QCoreApplication::processEvents();

    QCOMPARE(done, 0);
}

void TestMemorySecretStore::cancelIsAnOutcome()
{
    MemorySecretStore store;
    std::optional<Result<void>> told;

    const CallHandle call = store.write(u"token"_s, Secret(u"one"_s),
                                        [&told](const Result<void> &result) { told = result; });
    call->cancel();
    QTRY_VERIFY(told.has_value());

    QVERIFY(!told->has_value());
    QCOMPARE(told->error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestMemorySecretStore)
#include "tst_memorysecretstore.moc"
