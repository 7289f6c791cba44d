// SPDX-License-Identifier: GPL-3.0-or-later
#include "measures.h"

#include <QByteArray>
#include <QDir>
#include <QFile>

#include <malloc.h>

using namespace Qt::Literals::StringLiterals;

namespace {
/// A line of smaps_rollup: `Rss:   1234 kB`.
qint64 bytesIn(const QByteArray &rollup, const QByteArray &name)
{
    const qsizetype at = rollup.indexOf('\n' + name + ':');
    if (at < 0)
        return 0;
    const qsizetype from = at + name.size() + 2;
    return rollup.mid(from, rollup.indexOf("kB", from) - from).trimmed().toLongLong() * 1024;
}
} // namespace

Measure Measure::now()
{
    malloc_trim(0);
    QFile file(u"/proc/self/smaps_rollup"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray rollup = file.readAll();
    file.close();
    return {bytesIn(rollup, "Rss"), bytesIn(rollup, "Anonymous"), openDescriptors()};
}

QStringList openDescriptors()
{
    QStringList open;
    const QString folder = u"/proc/self/fd/"_s;
    const QStringList numbers =
            QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &number : numbers) {
        // The one by which the folder was read is closed again.
        const QString leadsTo = QFile::symLinkTarget(folder + number);
        if (!leadsTo.isEmpty())
            open.append(leadsTo);
    }
    return open;
}
