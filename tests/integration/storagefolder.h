// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fakeclock.h"
#include "outcome.h"
#include "storage/sqlworker.h"
#include "storage/storestate.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

// A data folder of a test's own, and a worker on it.
struct StorageFolder
{
    QTemporaryDir folder;
    FakeClock clock;

    QString path(const QString &name = QStringLiteral("sourcedesk.sqlite")) const
    {
        return folder.filePath(name);
    }
    StoreLocation location() const
    {
        // Not for ever: a test with a locked file waits that long.
        return {folder.path(), {}, std::chrono::milliseconds(200)};
    }
    /// A worker whose store is open.
    std::unique_ptr<SqlWorker> open() { return open(location()); }
    std::unique_ptr<SqlWorker> open(const StoreLocation &where)
    {
        auto worker = std::make_unique<SqlWorker>(where, clock);
        if (!QTest::qWaitFor([&worker] { return worker->state().has_value(); }))
            qFatal("the store did not open");
        return worker;
    }
    QByteArray bytes(const QString &name = QStringLiteral("sourcedesk.sqlite")) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool write(const QByteArray &bytes,
               const QString &name = QStringLiteral("sourcedesk.sqlite")) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    QStringList names(const QString &pattern) const
    {
        return QDir(folder.path()).entryList({pattern}, QDir::AllEntries | QDir::NoDotAndDotDot);
    }
};

/// What a call answered; the test ends when nothing comes.
template <typename T, typename Start>
Result<T> answerOf(Start start)
{
    Outcome<T> outcome;
    const CallHandle call = start(outcome.done());
    if (!outcome.wait(std::chrono::seconds(30)))
        qFatal("no answer");
    return *outcome.result;
}
