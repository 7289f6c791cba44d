// SPDX-License-Identifier: GPL-3.0-or-later
#include "draftrig.h"
#include "faultvfs.h"
#include "storage/storeopening.h"
#include "storagefolder.h"

#include <QSet>

#include <mutex>

using namespace Qt::Literals::StringLiterals;

// A power cut before and after each sync, and when *stored* is told: whatever the disk makes of the
// writes that were not synced, the file opens with every draft that was called stored until then.
// SOURCEDESK_POWERCUTS sets how many sessions are cut.
class TestPowerCut : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyMomentKeepsWhatWasCalledStored();
    void aDiskThatLiesIsFoundOut();

private:
    /// The disk at one moment, and what had been told by then.
    struct Moment
    {
        FaultVfs::Snapshot disk;
        Promises promises;
    };
    struct Count
    {
        int syncs = 0;
        int stored = 0;
        int images = 0;
        QStringList broken;
    };
    static QString pattern();
    static QList<Moment> session(FaultVfs &disk, quint32 seed, Count &count);
    static QStringList cut(const Moment &moment, FaultVfs &fast, quint32 seed);
    static void proveAll(bool diskLies, quint32 seed, int cutsPerMoment, Count &count);
};

/// In memory where there is room for files: thousands are made, and no disk has a part in it.
QString TestPowerCut::pattern()
{
    const QString memory = u"/dev/shm"_s;
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + u"/powercut-XXXXXX"_s;
}

/// Two runs of the program on one file, one after the other.
QList<TestPowerCut::Moment> TestPowerCut::session(FaultVfs &disk, quint32 seed, Count &count)
{
    const QTemporaryDir folder(pattern());
    const StoreLocation location{folder.path(), disk.uriQuery(), std::chrono::milliseconds(200)};
    std::mutex mutex; // a sync is told in the worker's thread
    QList<Moment> moments;
    Promises made;
    for (int run = 0; run < 2; ++run) {
        DraftRig *desk = nullptr;
        const auto note = [&] {
            // What was told is looked at first: the disk is then at least as far.
            const Promises promises = desk ? desk->promises() : made;
            const FaultVfs::Snapshot now = disk.snapshot();
            const std::lock_guard lock(mutex);
            moments.append({now, promises});
        };
        const auto noteSync = [&] {
            note();
            const std::lock_guard lock(mutex);
            ++count.syncs;
        };
        DraftRig opened(location, seed + quint32(run), made);
        desk = &opened; // not while it is being opened: nothing is told then
        disk.setAtSync(noteSync);
        opened.setAtStored(note);
        opened.setCheckpoint(run == 0 ? 8 : 1000);
        for (int moment = 0; moment < 25; ++moment)
            opened.work();
        opened.flush();
        opened.settle();
        made = opened.promises();
        count.stored += opened.storedTimes();
        opened.worker().change([](Database &) { return Result<void>(); });
        opened.settle();
        disk.setAtSync({});
    }
    return moments;
}

/// What the promises do not say of the files that this cut leaves.
QStringList TestPowerCut::cut(const Moment &moment, FaultVfs &fast, quint32 seed)
{
    const QTemporaryDir folder(pattern());
    FaultVfs::powerCut(moment.disk, folder.path(), seed);
    const StoreLocation location{folder.path(), fast.uriQuery(), std::chrono::milliseconds(200)};
    const OpenStore store = openStore({location, {u"desk"_s, u"boot"_s, u"desk"_s}, {}});
    if (store.state != StoreState()) {
        return {u"it does not open as it should: %1 %2 %3"_s.arg(int(store.state.reason))
                        .arg(store.state.detail, store.state.setAside)};
    }
    return brokenPromises(*store.database, moment.promises);
}

void TestPowerCut::proveAll(bool diskLies, quint32 seed, int cutsPerMoment, Count &count)
{
    FaultVfs disk("powercut"); // of this edit alone: it knows the files by their names
    disk.setLies(diskLies);
    const QList<Moment> moments = session(disk, seed, count);
    FaultVfs fast("images");
    quint32 luck = seed * 1000;
    for (const Moment &moment : moments) {
        for (int time = 0; time < cutsPerMoment; ++time) {
            const QStringList broken = cut(moment, fast, ++luck);
            ++count.images;
            if (!broken.isEmpty())
                count.broken.append(u"seed %1: %2"_s.arg(luck).arg(broken.join(u", "_s)));
        }
    }
}

void TestPowerCut::everyMomentKeepsWhatWasCalledStored()
{
    const int wanted = qEnvironmentVariableIntValue("SOURCEDESK_POWERCUTS");
    Count count;
    for (quint32 seed = 1; seed <= quint32(std::max(wanted, 1)); ++seed)
        proveAll(false, seed, 6, count); // each way of losing what was not synced

    qInfo("%d syncs, %d times stored, %d power cuts, %d broken", count.syncs / 2, count.stored,
          count.images, int(count.broken.size()));
    QCOMPARE(count.broken.mid(0, 5).join(u'\n'), QString());
    QVERIFY(count.stored > 20);
    QVERIFY(count.syncs > 2 * count.stored);
}

/// This proof can fail.
void TestPowerCut::aDiskThatLiesIsFoundOut()
{
    Count count;

    proveAll(true, 1, 1, count);

    qInfo("%d power cuts of a disk that lies, %d broken", count.images, int(count.broken.size()));
    QVERIFY(count.broken.size() > 20);
}

QTEST_GUILESS_MAIN(TestPowerCut)
#include "tst_powercut.moc"
