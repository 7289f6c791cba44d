// SPDX-License-Identifier: GPL-3.0-or-later
#include "outcome.h"
#include "storage/localfiles.h"
#include "storagefolder.h"

using namespace Qt::Literals::StringLiterals;

class TestLocalFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAndReads();
    void replacesTheWholeFile();
    void keepsTheOldFileWhenWritingFails();
    void missingFileSaysSo();
    void folderIsNoFile();
    void sixteenMegabytesAreTheLimit();
    void droppedHandleStillWrites();

private:
    static Result<void> write(LocalFiles &files, const QString &path, const QByteArray &content);
    static Result<QByteArray> read(LocalFiles &files, const QString &path);
};

Result<void> TestLocalFiles::write(LocalFiles &files, const QString &path,
                                   const QByteArray &content)
{
    return answerOf<void>(
            [&](Done<void> done) { return files.writeFile(path, content, std::move(done)); });
}

Result<QByteArray> TestLocalFiles::read(LocalFiles &files, const QString &path)
{
    return answerOf<QByteArray>(
            [&](Done<QByteArray> done) { return files.readFile(path, std::move(done)); });
}

void TestLocalFiles::writesAndReads()
{
    const StorageFolder folder;
    LocalFiles files;
    const QByteArray content("a\0b\r\n", 5);

    QVERIFY(write(files, folder.path(u"ä ?#%.json"_s), content).has_value());

    QCOMPARE(*read(files, folder.path(u"ä ?#%.json"_s)), content);
}

void TestLocalFiles::replacesTheWholeFile()
{
    const StorageFolder folder;
    LocalFiles files;
    QVERIFY(folder.write("a long old content", u"file"_s));

    QVERIFY(write(files, folder.path(u"file"_s), "new").has_value());

    QCOMPARE(folder.bytes(u"file"_s), QByteArray("new"));
    QCOMPARE(folder.names(u"*"_s), QStringList(u"file"_s)); // no temporary file is left
}

void TestLocalFiles::keepsTheOldFileWhenWritingFails()
{
    const StorageFolder folder;
    LocalFiles files;
    QVERIFY(folder.write("kept", u"file"_s));

    const auto below = write(files, folder.path(u"file/below"_s), "new");
    const auto missing = write(files, folder.path(u"missing/file"_s), "new");

    QVERIFY(!below);
    QCOMPARE(below.error().kind, ErrorKind::Storage);
    QVERIFY(!below.error().detail.isEmpty());
    QVERIFY(!missing);
    QCOMPARE(folder.bytes(u"file"_s), QByteArray("kept"));
}

void TestLocalFiles::missingFileSaysSo()
{
    const StorageFolder folder;
    LocalFiles files;

    const auto answer = read(files, folder.path(u"nothing"_s));

    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Storage);
    QVERIFY2(answer.error().detail.contains(u"No such file"_s), qPrintable(answer.error().detail));
}

void TestLocalFiles::folderIsNoFile()
{
    const StorageFolder folder;
    LocalFiles files;

    QCOMPARE(read(files, folder.folder.path()).error().kind, ErrorKind::Storage);
    QCOMPARE(write(files, folder.folder.path(), "x").error().kind, ErrorKind::Storage);
}

void TestLocalFiles::sixteenMegabytesAreTheLimit()
{
    const StorageFolder folder;
    LocalFiles files;
    const qsizetype limit = 16 * 1024 * 1024;
    QVERIFY(folder.write(QByteArray(limit, 'x'), u"fits"_s));
    QVERIFY(folder.write(QByteArray(limit + 1, 'x'), u"large"_s));

    QCOMPARE(read(files, folder.path(u"fits"_s))->size(), limit);
    const auto large = read(files, folder.path(u"large"_s));
    QVERIFY(!large);
    QCOMPARE(large.error().kind, ErrorKind::TooLarge);
    QCOMPARE(large.error().answerSize, limit + 1);
}

void TestLocalFiles::droppedHandleStillWrites()
{
    const StorageFolder folder;
    {
        LocalFiles files;
        files.writeFile(folder.path(u"file"_s), "kept", [](const Result<void> &) {}).reset();
    }

    QCOMPARE(folder.bytes(u"file"_s), QByteArray("kept"));
}

QTEST_GUILESS_MAIN(TestLocalFiles)
#include "tst_localfiles.moc"
