// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray fileOf(const QByteArray &entries)
{
    return R"({"format":"sourcedesk-connections","version":1,"connections":[)" + entries + "]}";
}

ConnectionFile mustRead(const QByteArray &file, const QList<ConnectionEntry> &known = {})
{
    const Result<ConnectionFile> read = readConnectionFile(file, known);
    if (!read)
        qFatal("not read");
    return *read;
}

ConnectionEntry sample()
{
    ConnectionEntry entry;
    entry.id = newConnectionId();
    entry.name = u"Grüße"_s;
    entry.address = u"https://auth.example.org/sso"_s;
    entry.kind = ConnectionKind::Staging;
    entry.asksBeforeSave = true;
    entry.isReadOnly = true;
    entry.caFile = u"/etc/ssl/ca.pem"_s;
    entry.clientCertificate = u"anna.p12"_s;
    entry.clientKey = u"key.pem"_s;
    entry.proxy = {ProxyChoice::Mode::Http, u"proxy"_s, 65535, u"anna"_s};
    entry.timeout = std::chrono::seconds(5);
    entry.acceptedCertificates = {QByteArray(32, 'x')};
    return entry;
}

} // namespace

class TestConnectionFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAndReads();
    void holdsNeitherIdNorCertificates();
    void needsOnlyAnAddress();
    void makesTheAddressTheRightBase();
    void refusesTheFile_data();
    void refusesTheFile();
    void leavesOneEntry_data();
    void leavesOneEntry();
    void saysWhatItChanged_data();
    void saysWhatItChanged();
    void readsNoSecret_data();
    void readsNoSecret();
    void tellsDuplicates();
    void survivesDeepNesting();
};

void TestConnectionFile::writesAndReads()
{
    ConnectionEntry first = sample();
    ConnectionEntry second;
    second.address = u"http://10.0.0.5:9000"_s;
    const ConnectionFile read = mustRead(connectionFile({first, second}));
    first.id.clear();
    first.acceptedCertificates.clear();
    QCOMPARE(read.connections, (QList<ConnectionEntry>{first, second}));
    QVERIFY(read.left.isEmpty());
    QVERIFY(read.remarks.isEmpty());
}

void TestConnectionFile::holdsNeitherIdNorCertificates()
{
    const ConnectionEntry entry = sample();
    const QByteArray file = connectionFile({entry});
    QVERIFY(!file.contains(entry.id.toUtf8()));
    QVERIFY(!file.contains(QByteArray(32, 'x').toHex()));
    QVERIFY(!file.contains("certificates"));
}

void TestConnectionFile::needsOnlyAnAddress()
{
    const ConnectionFile read = mustRead(fileOf(R"({"address":"auth.example.org"})"));
    ConnectionEntry entry;
    entry.address = u"https://auth.example.org"_s;
    QCOMPARE(read.connections, QList<ConnectionEntry>{entry});
}

void TestConnectionFile::makesTheAddressTheRightBase()
{
    const ConnectionFile read =
            mustRead(fileOf(R"({"address":" https://auth.example.org/sso/if/admin/#/core "})"));
    QCOMPARE(read.connections.at(0).address, u"https://auth.example.org/sso"_s);
}

void TestConnectionFile::refusesTheFile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{\"format\":");
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("another file") << QByteArray(
            R"({"format":"sourcedesk-edit","version":1,"connections":[]})");
    QTest::newRow("newer") << QByteArray(
            R"({"format":"sourcedesk-connections","version":2,"connections":[]})");
    QTest::newRow("no version") << QByteArray(
            R"({"format":"sourcedesk-connections","connections":[]})");
    QTest::newRow("no list") << QByteArray(
            R"({"format":"sourcedesk-connections","version":1,"connections":{}})");
    QTest::newRow("too large") << fileOf("\"" + QByteArray(largestConnectionFile, ' ') + "\"");
    QTest::newRow("too many") << fileOf(QByteArray("1,").repeated(mostConnections) + "1");
}

void TestConnectionFile::refusesTheFile()
{
    QFETCH(QByteArray, file);
    const Result<ConnectionFile> read = readConnectionFile(file);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::BadResponse);
    QVERIFY(read.error().detail.endsWith(u'.'));
}

void TestConnectionFile::leavesOneEntry_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("said");
    const QByteArray good = R"("name":"Bad","address":"a.example.org",)";
    QTest::newRow("number") << QByteArray("7") << u"Connection 2: This is not a connection."_s;
    QTest::newRow("list") << QByteArray("[[[]]]") << u"Connection 2: "_s;
    QTest::newRow("no address") << QByteArray(R"({"name":"Bad"})") << u"The address is empty."_s;
    QTest::newRow("address a list")
            << QByteArray(R"({"name":"Bad","address":[]})") << u"“address”"_s;
    QTest::newRow("script") << QByteArray(R"({"name":"Bad","address":"javascript:alert(1)"
})")
                            << u"Bad: "_s;
    QTest::newRow("script with slashes")
            << QByteArray(R"({"name":"Bad","address":"javascript://x/%0aalert(1)"
    })")
            << u"must begin with https://"_s;
    QTest::newRow("file") << QByteArray(R"({"name":"Bad","address":"file:///etc/passwd"})")
                          << u"Bad: "_s;
    QTest::newRow("name a number")
            << QByteArray(R"({"name":1,"address":"a.example.org"})") << u"“name”"_s;
    QTest::newRow("long name") << "{\"name\":\"" + QByteArray(201, 'n')
                    + R"(","address":"a.example.org"})"
                               << u"“name”"_s;
    QTest::newRow("control character")
            << QByteArray("{" + good + R"("ca_file":"a\u0000b"})") << u"“ca_file”"_s;
    QTest::newRow("kind") << QByteArray("{" + good + R"("kind":"demo"})") << u"no kind"_s;
    QTest::newRow("flag") << QByteArray("{" + good + R"("read_only":"yes"})") << u"“read_only”"_s;
    QTest::newRow("timeout") << QByteArray("{" + good + R"("timeout_seconds":1.5})")
                             << u"“timeout_seconds”"_s;
    QTest::newRow("proxy a text") << QByteArray("{" + good + R"("proxy":"http://x"})")
                                  << u"“proxy”"_s;
    QTest::newRow("proxy mode") << QByteArray("{" + good + R"("proxy":{"mode":"pac"}})")
                                << u"no way to use a proxy"_s;
    QTest::newRow("port too high")
            << QByteArray("{" + good + R"("proxy":{"mode":"http","host":"p","port":65536}})")
            << u"65535"_s;
    QTest::newRow("port negative")
            << QByteArray("{" + good + R"("proxy":{"mode":"http","host":"p","port":-1}})")
            << u"65535"_s;
    QTest::newRow("port huge")
            << QByteArray("{" + good + R"("proxy":{"mode":"http","host":"p","port":1e300}})")
            << u"“port”"_s;
    QTest::newRow("no port") << QByteArray("{" + good + R"("proxy":{"mode":"http","host":"p"}})")
                             << u"no host or no port"_s;
    QTest::newRow("no proxy host")
            << QByteArray("{" + good + R"("proxy":{"mode":"socks5","port":1080}})")
            << u"no host or no port"_s;
    }

    void TestConnectionFile::leavesOneEntry()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QString, said);
        const ConnectionFile read =
                mustRead(fileOf(R"({"name":"A","address":"one.example.org"},)" + entry
                                + R"(,{"name":"B","address":"two.example.org"})"));
        QCOMPARE(read.connections.size(), 2);
        QCOMPARE(read.left.size(), 1);
        QVERIFY2(read.left.at(0).contains(said), qUtf8Printable(read.left.at(0)));
        QVERIFY(read.left.at(0).endsWith(u'.'));
    }

    void TestConnectionFile::saysWhatItChanged_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<int>("timeout");
        QTest::addColumn<QString>("said");
        QTest::newRow("timeout zero") << QByteArray(R"("timeout_seconds":0)") << 5 << u"5"_s;
        QTest::newRow("timeout negative") << QByteArray(R"("timeout_seconds":-9)") << 5 << u"5"_s;
        QTest::newRow("timeout long")
                << QByteArray(R"("timeout_seconds":4000000000)") << 300 << u"300"_s;
        QTest::newRow("unknown") << QByteArray(R"("colour":"red")") << 30 << u"colour"_s;
        QTest::newRow("unknown in proxy")
                << QByteArray(R"("proxy":{"mode":"none","pac":"x"})") << 30 << u"pac"_s;
    }

    void TestConnectionFile::saysWhatItChanged()
    {
        QFETCH(QByteArray, members);
        QFETCH(int, timeout);
        QFETCH(QString, said);
        const ConnectionFile read =
                mustRead(fileOf(R"({"name":"A","address":"a.example.org",)" + members + "}"));
        QCOMPARE(read.connections.size(), 1);
        QCOMPARE(int(read.connections.at(0).timeout.count()), timeout);
        QCOMPARE(read.remarks.size(), 1);
        QVERIFY2(read.remarks.at(0).contains(said), qUtf8Printable(read.remarks.at(0)));
        QVERIFY(read.remarks.at(0).startsWith("A: "_L1));
    }

    void TestConnectionFile::readsNoSecret_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("key");
        const QByteArray start = R"({"name":"A","address":"a.example.org",)";
        QTest::newRow("token") << fileOf(start + R"("token":"s3cr3t"})") << u"token"_s;
        QTest::newRow("API token") << fileOf(start + R"("API_Token":"s3cr3t"})") << u"API_Token"_s;
        QTest::newRow("passphrase")
                << fileOf(start + R"("key_passphrase":"s3cr3t"})") << u"key_passphrase"_s;
        QTest::newRow("proxy password")
                << fileOf(start + R"("proxy":{"mode":"none","password":"s3cr3t"}})")
                << u"password"_s;
        QTest::newRow("of the file")
                << QByteArray(R"({"format":"sourcedesk-connections","version":1,"token":"s3cr3t",)"
                              R"("connections":[{"address":"a.example.org"}]})")
                << u"token"_s;
    }

    void TestConnectionFile::readsNoSecret()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, key);
        const ConnectionFile read = mustRead(file);
        QCOMPARE(read.connections.size(), 1);
        QCOMPARE(read.remarks.size(), 1);
        QVERIFY(read.remarks.at(0).contains(key));
        QVERIFY(!read.remarks.at(0).contains("s3cr3t"_L1));
        QVERIFY(!connectionFile(read.connections).contains("s3cr3t"));
    }

    void TestConnectionFile::tellsDuplicates()
    {
        ConnectionEntry here;
        here.name = u"B"_s;
        here.address = u"https://b.example.org"_s;
        const ConnectionFile read =
                mustRead(fileOf(R"({"name":"A","address":"a.example.org"},)"
                                R"({"name":"A","address":"https://a.example.org/"},)"
                                R"({"name":"A2","address":"a.example.org"},)"
                                R"({"name":"B","address":"b.example.org"})"),
                         {here});
        QCOMPARE(read.connections.size(), 2);
        QCOMPARE(read.left,
                 (QStringList{u"A: It is in the file more than once."_s,
                              u"B: It is here already."_s}));
    }

    void TestConnectionFile::survivesDeepNesting()
    {
        const QByteArray deep =
                QByteArray("[").repeated(200'000) + QByteArray("]").repeated(200'000);
        QVERIFY(!readConnectionFile(deep));
        QVERIFY(!readConnectionFile(fileOf(R"({"address":"a.example.org","x":)" + deep + "}")));
    }

    QTEST_GUILESS_MAIN(TestConnectionFile)
#include "tst_connectionfile.moc"
