// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionfile.h"
#include "storage/deployedsettings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;

class TestDeployedSettings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void nothingDeployed();
    void connectionsKeepTheirIds();
    void foldersInTheirOrder();
    void theUserHasTheLastWord();
    void saysWhatIsDamaged_data();
    void saysWhatIsDamaged();
    void looksBelowTheSystemFolders();

private:
    QString folder(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &path, const QByteArray &content) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(folder(path)).path()));
        QFile file(folder(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    static QByteArray fileOf(const QString &name, const QString &address)
    {
        ConnectionEntry entry;
        entry.name = name;
        entry.address = address;
        return connectionFile({entry});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDeployedSettings::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDeployedSettings::nothingDeployed()
{
    QCOMPARE(readDeployedSettings({folder(u"nowhere"_s)}, folder(u"no.ini"_s)), DeployedSettings());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList());
}

void TestDeployedSettings::connectionsKeepTheirIds()
{
    write(u"a/connections.json"_s, fileOf(u"Head office"_s, u"https://auth.example.org"_s));
    const DeployedSettings first = readDeployedSettings({folder(u"a"_s)}, {});
    QVERIFY(first.problems.isEmpty());
    QCOMPARE(first.connections.size(), 1);
    const ConnectionEntry entry = first.connections.at(0);
    QVERIFY(entry.isDeployed);
    QCOMPARE(entry.id, deployedId(entry));
    QCOMPARE(entry.id.size(), 32);
    QCOMPARE(readDeployedSettings({folder(u"a"_s)}, {}), first);

    ConnectionEntry other = entry;
    other.name = u"Other"_s;
    QVERIFY(deployedId(other) != entry.id);
    other = entry;
    other.address += u"/sso"_s;
    QVERIFY(deployedId(other) != entry.id);
}

void TestDeployedSettings::foldersInTheirOrder()
{
    write(u"a/connections.json"_s, fileOf(u"A"_s, u"https://a.example.org"_s));
    write(u"b/connections.json"_s,
          fileOf(u"B"_s, u"https://b.example.org"_s)); // and A once more, below
    write(u"c/connections.json"_s, fileOf(u"A"_s, u"https://a.example.org"_s));
    write(u"a/sourcedesk.ini"_s, "[start]\nconnection=Berlin, Mitte\n");
    write(u"b/sourcedesk.ini"_s, "[start]\nconnection=B\nsource=plex-home\ndemo=true\n");

    const DeployedSettings read =
            readDeployedSettings({folder(u"a"_s), folder(u"b"_s), folder(u"c"_s)}, {});
    QCOMPARE(read.connections.size(), 2);
    QCOMPARE(read.connections.at(0).name, u"A"_s);
    QCOMPARE(read.connections.at(1).name, u"B"_s);
    QCOMPARE(read.start, (StartDefaults{u"Berlin, Mitte"_s, u"plex-home"_s, true}));
    QVERIFY(read.problems.isEmpty());
}

void TestDeployedSettings::theUserHasTheLastWord()
{
    write(u"a/sourcedesk.ini"_s, "[start]\nconnection=A\nsource=plex-home\ndemo=true\n");
    write(u"user.ini"_s, "[start]\nconnection=Mine\ndemo=false\n[window]\nsize=1\n");
    QCOMPARE(readDeployedSettings({folder(u"a"_s)}, folder(u"user.ini"_s)).start,
             (StartDefaults{u"Mine"_s, u"plex-home"_s, false}));
}

void TestDeployedSettings::saysWhatIsDamaged_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no JSON") << u"connections.json"_s << QByteArray("{");
    QTest::newRow("empty") << u"connections.json"_s << QByteArray();
    QTest::newRow("newer") << u"connections.json"_s
                           << QByteArray(R"({"format":"sourcedesk-connections","version":9})");
    QTest::newRow("too large") << u"connections.json"_s
                               << QByteArray(largestConnectionFile + 1, ' ');
    QTest::newRow("bad entry") << u"connections.json"_s
                               << QByteArray(
                                          R"({"format":"sourcedesk-connections","version":1,)"
                                          R"("connections":[{"name":"A","address":"javascript:alert"
}]
})");
    QTest::newRow("secret")
            << u"connections.json"_s
            << QByteArray(R"({"format":"sourcedesk-connections","version":1,)"
                          R"("connections":[{"address":"b.example.org","token":"s3cr3t"}]})");
    QTest::newRow("ini") << u"sourcedesk.ini"_s << QByteArray("[start\nconnection");
    QTest::newRow("ini flag") << u"sourcedesk.ini"_s << QByteArray("[start]\ndemo=perhaps\n");
}

void TestDeployedSettings::saysWhatIsDamaged()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    write(u"a/"_s + name, content);
    write(u"b/connections.json"_s, fileOf(u"B"_s, u"https://b.example.org"_s));
    const DeployedSettings read = readDeployedSettings({folder(u"a"_s), folder(u"b"_s)}, {});
    QCOMPARE(read.problems.size(), 1);
    QVERIFY(read.problems.at(0).startsWith(folder(u"a/"_s + name)));
    QVERIFY(!read.problems.at(0).contains("s3cr3t"_L1));
    QCOMPARE(read.connections.constLast().address, u"https://b.example.org"_s);
    QVERIFY(!read.start.demo);
}

void TestDeployedSettings::looksBelowTheSystemFolders()
{
    qputenv("XDG_CONFIG_DIRS", "/etc/one:/etc/two");
    QCOMPARE(deployedFolders(), (QStringList{u"/etc/one/sourcedesk"_s, u"/etc/two/sourcedesk"_s}));
}

QTEST_GUILESS_MAIN(TestDeployedSettings)
#include "tst_deployedsettings.moc"
