// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionbook.h"
#include "storage/inisettings.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;

namespace {

ConnectionEntry sample(const QString &name = u"Head office"_s)
{
    ConnectionEntry entry;
    entry.name = name;
    entry.address = u"https://auth.example.org/sso"_s;
    entry.kind = ConnectionKind::Production;
    entry.asksBeforeSave = true;
    entry.isReadOnly = true;
    entry.caFile = u"/etc/ssl/ca.pem"_s;
    entry.clientCertificate = u"/etc/ssl/anna.p12"_s;
    entry.clientKey = u"/etc/ssl/key.pem"_s;
    entry.proxy = {ProxyChoice::Mode::Socks5, u"proxy.example.org"_s, 1080, u"anna"_s};
    entry.timeout = std::chrono::seconds(90);
    entry.acceptedCertificates = {QByteArray(32, '\x7f'), QByteArray(32, '\0')};
    return entry;
}

QStringList namesIn(const ConnectionBook &book)
{
    QStringList names;
    const QList<ConnectionEntry> entries = book.entries();
    for (const ConnectionEntry &entry : entries)
        names.append(entry.displayName());
    return names;
}

} // namespace

class TestConnectionBook : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void keepsEverythingButTheDemoKind();
    void givesATakenNameANumber();
    void duplicatesBehindTheOriginal();
    void ordersAndRemoves();
    void changesOnlyItsOwn();
    void deployedOnesComeFirstAndStay();
    void acceptsOneCertificateForOneConnection();
    void leavesWhatItCannotRead_data();
    void leavesWhatItCannotRead();
    void twoProgramsLoseNothing();
    void forgetsEverything();
    void anIdThatIsNoneIsMadeAnew_data();
    void anIdThatIsNoneIsMadeAnew();
    void aCertificateIsAcceptedOnceAndWhole();
    void whatIsNotThereIsNotCopied();

private:
    QString file() const { return m_folder->filePath(u"sourcedesk.ini"_s); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestConnectionBook::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestConnectionBook::keepsEverythingButTheDemoKind()
{
    ConnectionEntry entry = sample();
    ConnectionEntry demo = sample(u"Practice"_s);
    demo.kind = ConnectionKind::Demo;
    {
        IniSettings settings(file());
        ConnectionBook book(settings);
        const QSignalSpy added(&book, &ConnectionBook::added);
        entry.id = book.add(entry);
        demo.id = book.add(demo);
        QCOMPARE(added.count(), 2);
        QCOMPARE(book.entry(entry.id), entry);
        QCOMPARE(entry.id.size(), 32);
    }
    IniSettings settings(file());
    const ConnectionBook again(settings);
    demo.kind = ConnectionKind::Unknown;
    QCOMPARE(again.entries(), (QList<ConnectionEntry>{entry, demo}));
    QCOMPARE(again.entryAt(entry.address), entry);
    QVERIFY(!again.entryAt(u"https://other.example.org"_s));
}

void TestConnectionBook::givesATakenNameANumber()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    book.add(sample());
    book.add(sample());
    book.add(sample(u"head Office"_s));
    book.add(sample({}));
    book.add(sample({}));

    QCOMPARE(namesIn(book),
             (QStringList{u"Head office"_s, u"Head office 2"_s, u"head Office 3"_s,
                          u"auth.example.org"_s, u"auth.example.org 2"_s}));
}

void TestConnectionBook::duplicatesBehindTheOriginal()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    const QString first = book.add(sample(u"A"_s));
    book.add(sample(u"B"_s));
    ConnectionEntry deployed = sample(u"D"_s);
    deployed.id = u"d"_s;
    book.setDeployed({deployed});

    const QString copy = book.duplicate(first);
    const QString own = book.duplicate(u"d"_s);

    QCOMPARE(namesIn(book), (QStringList{u"D"_s, u"D 2"_s, u"A"_s, u"A 2"_s, u"B"_s}));
    QVERIFY(copy != first);
    QVERIFY(book.entry(copy)->acceptedCertificates.isEmpty());
    QVERIFY(!book.entry(own)->isDeployed);
    QVERIFY(book.duplicate(u"nobody"_s).isEmpty());
}

void TestConnectionBook::ordersAndRemoves()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    const QString a = book.add(sample(u"A"_s));
    const QString b = book.add(sample(u"B"_s));
    const QString c = book.add(sample(u"C"_s));
    const QSignalSpy reordered(&book, &ConnectionBook::reordered);
    const QSignalSpy removed(&book, &ConnectionBook::removed);

    book.move(c, 0);
    book.move(a, 99);
    book.move(u"nobody"_s, 0);
    QCOMPARE(reordered.count(), 2);
    QCOMPARE(namesIn(ConnectionBook(settings)), (QStringList{u"C"_s, u"B"_s, u"A"_s}));

    book.remove(b);
    book.remove(b);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(namesIn(ConnectionBook(settings)), (QStringList{u"C"_s, u"A"_s}));
}

void TestConnectionBook::changesOnlyItsOwn()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    ConnectionEntry entry = sample();
    entry.id = book.add(entry);
    ConnectionEntry deployed = sample(u"D"_s);
    deployed.id = u"d"_s;
    book.setDeployed({deployed});
    const QSignalSpy changed(&book, &ConnectionBook::changed);

    book.update(entry); // as it is
    deployed.name = u"Mine"_s;
    book.update(deployed);
    book.remove(u"d"_s);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(book.entry(u"d"_s)->name, u"D"_s);

    entry.name = u"Renamed"_s;
    book.update(entry);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(namesIn(ConnectionBook(settings)), QStringList{u"Renamed"_s});
}

void TestConnectionBook::deployedOnesComeFirstAndStay()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    const QString own = book.add(sample(u"Own"_s));
    ConnectionEntry deployed = sample(u"D"_s);
    deployed.id = u"d"_s;
    deployed.acceptedCertificates.clear();
    book.setDeployed({deployed});

    QCOMPARE(namesIn(book), (QStringList{u"D"_s, u"Own"_s}));
    QVERIFY(book.entries().at(0).isDeployed);
    book.move(own, 0);
    QCOMPARE(namesIn(book), (QStringList{u"D"_s, u"Own"_s}));
    QCOMPARE(namesIn(ConnectionBook(settings)), QStringList{u"Own"_s});
}

void TestConnectionBook::acceptsOneCertificateForOneConnection()
{
    const QByteArray fingerprint(32, 'x');
    ConnectionEntry deployed = sample(u"D"_s);
    deployed.id = QString(32, u'd');
    deployed.acceptedCertificates.clear();
    IniSettings settings(file());
    ConnectionBook book(settings);
    book.setDeployed({deployed});
    const QString own = book.add(deployed);
    const QString other = book.add(deployed);

    book.acceptCertificate(own, fingerprint);
    book.acceptCertificate(own, fingerprint);
    book.acceptCertificate(own, "short");
    book.acceptCertificate(deployed.id, fingerprint);

    ConnectionBook again(settings);
    again.setDeployed({deployed});
    QCOMPARE(again.entry(own)->acceptedCertificates, QList<QByteArray>{fingerprint});
    QCOMPARE(again.entry(deployed.id)->acceptedCertificates, QList<QByteArray>{fingerprint});
    QVERIFY(again.entry(other)->acceptedCertificates.isEmpty());
}

void TestConnectionBook::leavesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("stored");
    QTest::newRow("no JSON") << QByteArray("{\"name\":");
    QTest::newRow("another type") << QByteArray("[1,2]");
    QTest::newRow("no address") << QByteArray(R"({"name":"A"})");
    QTest::newRow("script") << QByteArray(R"({"address":"javascript:alert"
})");
    QTest::newRow("bytes") << QByteArray("\0\xff\x01", 3);
}

void TestConnectionBook::leavesWhatItCannotRead()
{
    QFETCH(QByteArray, stored);
    const QString key = u"connection/"_s + QString(32, u'a');
    IniSettings settings(file());
    settings.setValue(key, stored);
    ConnectionBook book(settings);
    QVERIFY(book.entries().isEmpty());

    const QString own = book.add(sample());
    book.move(own, 0);
    book.remove(own);

    QCOMPARE(settings.value(key), stored);
    QCOMPARE(book.storedIds(), QStringList{QString(32, u'a')});
}

void TestConnectionBook::twoProgramsLoseNothing()
{
    IniSettings one(file());
    IniSettings two(file());
    ConnectionBook first(one);
    ConnectionBook second(two);
    const QString a = first.add(sample(u"A"_s));
    const QString b = second.add(sample(u"B"_s));
    const QString c = first.add(sample(u"C"_s));
    first.move(c, 0);
    second.acceptCertificate(b, QByteArray(32, 'x'));

    IniSettings third(file());
    QCOMPARE(namesIn(ConnectionBook(third)), (QStringList{u"C"_s, u"A"_s, u"B"_s}));

    first.remove(a);
    second.add(sample(u"D"_s));
    QStringList names = namesIn(ConnectionBook(third));
    names.sort();
    QCOMPARE(names, (QStringList{u"B"_s, u"C"_s, u"D"_s}));
}

void TestConnectionBook::forgetsEverything()
{
    IniSettings settings(file());
    settings.setValue(u"window/size"_s, "1");
    settings.setValue(u"connection/broken"_s, "{");
    ConnectionBook book(settings);
    ConnectionEntry deployed = sample(u"D"_s);
    deployed.id = QString(32, u'd');
    book.setDeployed({deployed});
    book.acceptCertificate(deployed.id, QByteArray(32, 'x'));
    book.add(sample());

    book.forgetAll();

    QCOMPARE(namesIn(book), QStringList{u"D"_s});
    QVERIFY(book.entries().at(0).acceptedCertificates.isEmpty());
    QVERIFY(settings.keys(u"connection"_s).isEmpty());
    QVERIFY(settings.keys(u"deployed"_s).isEmpty());
    QVERIFY(settings.keys(u"connections"_s).isEmpty());
    QCOMPARE(settings.value(u"window/size"_s), QByteArray("1"));
}

void TestConnectionBook::anIdThatIsNoneIsMadeAnew_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("none") << QString();
    QTest::newRow("short") << u"abc"_s;
    QTest::newRow("capital") << QString(32, u'A');
    QTest::newRow("behind f") << QString(32, u'g');
    QTest::newRow("before 0") << QString(32, u'/');
    QTest::newRow("behind 9") << QString(32, u':');
    QTest::newRow("path") << u"../"_s + QString(29, u'0');
}

void TestConnectionBook::anIdThatIsNoneIsMadeAnew()
{
    QFETCH(QString, id);
    IniSettings settings(file());
    ConnectionBook book(settings);
    ConnectionEntry entry = sample();
    entry.id = id;
    QVERIFY(book.add(entry) != id);
    entry.id = QString(32, u'a');
    QCOMPARE(book.add(entry), entry.id);
    QVERIFY(book.add(entry) != entry.id); // it is taken
}

void TestConnectionBook::aCertificateIsAcceptedOnceAndWhole()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    ConnectionEntry entry = sample();
    entry.acceptedCertificates.clear();
    const QString id = book.add(entry);
    const QByteArray whole(32, 'x');
    book.acceptCertificate(id, whole.first(31));
    book.acceptCertificate(u"unknown"_s, whole);
    QVERIFY(book.entry(id)->acceptedCertificates.isEmpty());
    book.acceptCertificate(id, whole);
    book.acceptCertificate(id, whole);
    QCOMPARE(book.entry(id)->acceptedCertificates, QList<QByteArray>{whole});

    ConnectionEntry other = sample(u"D"_s);
    other.id = u"d"_s;
    ConnectionEntry third = sample(u"E"_s);
    third.id = u"e"_s;
    settings.setValue(u"deployed/d"_s,
                      R"({"accepted_certificates": ["00", "zz", ")" + whole.toHex() + "\", \""
                              + whole.toHex() + "\"]}");
    book.setDeployed({other, third});
    QCOMPARE(book.entry(u"d"_s)->acceptedCertificates, QList<QByteArray>{whole});
    book.acceptCertificate(u"e"_s, whole);
    QCOMPARE(book.entry(u"e"_s)->acceptedCertificates, QList<QByteArray>{whole});
    book.setDeployed({third});
    QVERIFY(!book.entry(u"d"_s));
}

void TestConnectionBook::whatIsNotThereIsNotCopied()
{
    IniSettings settings(file());
    ConnectionBook book(settings);
    QCOMPARE(book.duplicate(u"unknown"_s), QString());
    book.remove(u"unknown"_s);
    book.move(u"unknown"_s, 3);
    QVERIFY(book.entries().isEmpty());
}

QTEST_GUILESS_MAIN(TestConnectionBook)
#include "tst_connectionbook.moc"
