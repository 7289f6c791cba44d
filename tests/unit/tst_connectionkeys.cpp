// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionkeys.h"
#include "secrets/memorysecretstore.h"

#include <QHash>
#include <QStringList>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;

namespace {

/// A keychain that fails with some keys.
class FailingSecrets final : public SecretPort
{
public:
    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override
    {
        return m_store.read(key, checked<std::optional<Secret>>(key, std::move(done)));
    }
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override
    {
        return m_store.write(key, secret, checked<void>(key, std::move(done)));
    }
    CallHandle remove(const QString &key, Done<void> done) override
    {
        return m_store.remove(key, checked<void>(key, std::move(done)));
    }

    QHash<QString, ErrorKind> failing;
    QStringList asked;

private:
    template <typename T>
    Done<T> checked(const QString &key, Done<T> done)
    {
        asked.append(key);
        if (!failing.contains(key))
            return done;
        Error error;
        error.kind = failing.value(key);
        return [error, done = std::move(done)](const Result<T> &) { done(failure(error)); };
    }

    MemorySecretStore m_store;
};

template <typename T>
struct Told
{
    std::optional<Result<T>> result;
    int times = 0;
    Done<T> done()
    {
        return [this](const Result<T> &told) {
            result = told;
            ++times;
        };
    }
};

const QString &sampleId()
{
    static const QString id(32, u'a');
    return id;
}

ConnectionEntry entryWithAll()
{
    ConnectionEntry entry;
    entry.id = sampleId();
    entry.proxy.username = u"anna"_s;
    entry.clientCertificate = u"/etc/ssl/anna.p12"_s;
    return entry;
}

ConnectionSecrets allSecrets()
{
    return {Secret(u"t"_s), Secret(u"p"_s), Secret(u"k"_s)};
}

QString keyOf(ConnectionSecret secret)
{
    return connectionSecretKey(sampleId(), secret);
}

} // namespace

class TestConnectionKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsAndRemovesAll();
    void removesWhatIsEmpty();
    void addLeavesWhatIsNotGiven();
    void addOfNothingAsksNobody();
    void readsOnlyWhatTheEntryCanHave();
    void triesAllAndTellsTheFirstFailure();
    void aFailedReadTellsNoSecret();
    void cancelledOnceAndSilentWhenDropped();
};

void TestConnectionKeys::keepsAndRemovesAll()
{
    MemorySecretStore store;
    ConnectionKeys keys(store);
    Told<void> written;
    const CallHandle writing = keys.write(sampleId(), allSecrets(), written.done());
    QCOMPARE(written.times, 0);
    QTRY_COMPARE(written.times, 1);
    QVERIFY(*written.result);

    Told<ConnectionSecrets> read;
    const CallHandle reading = keys.read(entryWithAll(), read.done());
    QTRY_COMPARE(read.times, 1);
    QVERIFY(**read.result == allSecrets());

    Told<void> removed;
    const CallHandle removing = keys.remove(sampleId(), removed.done());
    QTRY_COMPARE(removed.times, 1);
    Told<ConnectionSecrets> again;
    const CallHandle rereading = keys.read(entryWithAll(), again.done());
    QTRY_COMPARE(again.times, 1);
    QVERIFY(**again.result == ConnectionSecrets());
}

void TestConnectionKeys::removesWhatIsEmpty()
{
    MemorySecretStore store;
    ConnectionKeys keys(store);
    Told<void> written;
    CallHandle call = keys.write(sampleId(), allSecrets(), written.done());
    QTRY_COMPARE(written.times, 1);
    const ConnectionSecrets onlyToken{Secret(u"new"_s), {}, {}};
    call = keys.write(sampleId(), onlyToken, written.done());
    QTRY_COMPARE(written.times, 2);

    Told<ConnectionSecrets> read;
    call = keys.read(entryWithAll(), read.done());
    QTRY_COMPARE(read.times, 1);
    QVERIFY(**read.result == onlyToken);
}

void TestConnectionKeys::addLeavesWhatIsNotGiven()
{
    MemorySecretStore store;
    ConnectionKeys keys(store);
    Told<void> written;
    CallHandle call = keys.write(sampleId(), allSecrets(), written.done());
    QTRY_COMPARE(written.times, 1);
    call = keys.add(sampleId(), {{}, Secret(u"new"_s), {}}, written.done());
    QTRY_COMPARE(written.times, 2);

    Told<ConnectionSecrets> read;
    call = keys.read(entryWithAll(), read.done());
    QTRY_COMPARE(read.times, 1);
    ConnectionSecrets expected = allSecrets();
    expected.proxyPassword = Secret(u"new"_s);
    QVERIFY(**read.result == expected);
}

void TestConnectionKeys::addOfNothingAsksNobody()
{
    FailingSecrets store;
    ConnectionKeys keys(store);
    Told<void> written;
    QVERIFY(!keys.add(sampleId(), {}, written.done()));
    QCOMPARE(store.asked, QStringList());
}

void TestConnectionKeys::readsOnlyWhatTheEntryCanHave()
{
    FailingSecrets store;
    ConnectionKeys keys(store);
    ConnectionEntry entry;
    entry.id = sampleId();
    Told<ConnectionSecrets> read;
    const CallHandle call = keys.read(entry, read.done());
    QTRY_COMPARE(read.times, 1);
    QCOMPARE(store.asked, QStringList{keyOf(ConnectionSecret::Token)});
}

void TestConnectionKeys::triesAllAndTellsTheFirstFailure()
{
    FailingSecrets store;
    store.failing.insert(keyOf(ConnectionSecret::Token), ErrorKind::KeychainLocked);
    store.failing.insert(keyOf(ConnectionSecret::Passphrase), ErrorKind::KeychainRefused);
    ConnectionKeys keys(store);
    Told<void> written;
    const CallHandle call = keys.write(sampleId(), allSecrets(), written.done());
    QTRY_COMPARE(written.times, 1);
    QVERIFY(!*written.result);
    QCOMPARE(written.result->error().kind, ErrorKind::KeychainLocked);
    QCOMPARE(store.asked.size(), 3);
}

void TestConnectionKeys::aFailedReadTellsNoSecret()
{
    FailingSecrets store;
    store.failing.insert(keyOf(ConnectionSecret::ProxyPassword), ErrorKind::KeychainSlow);
    ConnectionKeys keys(store);
    Told<ConnectionSecrets> read;
    const CallHandle call = keys.read(entryWithAll(), read.done());
    QTRY_COMPARE(read.times, 1);
    QVERIFY(!*read.result);
    QCOMPARE(read.result->error().kind, ErrorKind::KeychainSlow);
}

void TestConnectionKeys::cancelledOnceAndSilentWhenDropped()
{
    MemorySecretStore store;
    ConnectionKeys keys(store);
    Told<ConnectionSecrets> read;
    const CallHandle call = keys.read(entryWithAll(), read.done());
    call->cancel();
    QCOMPARE(read.times, 0);
    QTRY_COMPARE(read.times, 1);
    QVERIFY(!*read.result);
    QCOMPARE(read.result->error().kind, ErrorKind::Cancelled);

    Told<void> silent;
    CallHandle dropped = keys.write(sampleId(), allSecrets(), silent.done());
    dropped.reset();
    QCoreApplication::processEvents();
    QCOMPARE(silent.times, 0);
    QCOMPARE(read.times, 1);
}

QTEST_GUILESS_MAIN(TestConnectionKeys)
#include "tst_connectionkeys.moc"
