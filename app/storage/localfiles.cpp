// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/localfiles.h"

#include "storage/taskthread.h"

#include <QFile>
#include <QSaveFile>

namespace {
constexpr qint64 largestFile = 16 * 1024 * 1024;

Failure failedWith(const QString &sentence)
{
    Error error;
    error.kind = ErrorKind::Storage;
    error.detail = sentence;
    return failure(error);
}

Result<void> write(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return failedWith(file.errorString());
    return {};
}

Result<QByteArray> read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failedWith(file.errorString());
    // One more than allowed, not the size: a device or a pipe has none.
    const QByteArray content = file.read(largestFile + 1);
    if (file.error() != QFileDevice::NoError)
        return failedWith(file.errorString());
    if (content.size() <= largestFile)
        return content;
    Error error;
    error.kind = ErrorKind::TooLarge;
    error.answerSize = file.size();
    return failure(error);
}
} // namespace

LocalFiles::LocalFiles() = default;
LocalFiles::~LocalFiles() = default;

TaskThread &LocalFiles::thread()
{
    if (!m_thread)
        m_thread = std::make_unique<TaskThread>();
    return *m_thread;
}

CallHandle LocalFiles::writeFile(const QString &path, const QByteArray &content, Done<void> done)
{
    return thread().run<void>(
            [path, content](TaskThread::Outbox &) { return write(path, content); },
            std::move(done));
}

CallHandle LocalFiles::readFile(const QString &path, Done<QByteArray> done)
{
    return thread().run<QByteArray>([path](TaskThread::Outbox &) { return read(path); },
                                    std::move(done));
}
