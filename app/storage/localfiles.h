// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

#include <memory>

class TaskThread;

// Files on this machine, read and written in a thread of their own, which the first one starts: a
// slow stick or share keeps neither the window nor the database waiting. GUI thread.
class LocalFiles final : public FilePort
{
public:
    LocalFiles();
    ~LocalFiles() override;

    /// Keeps the old content until the new one is complete and on the disk.
    CallHandle writeFile(const QString &path, const QByteArray &content, Done<void> done) override;
    CallHandle readFile(const QString &path, Done<QByteArray> done) override;

private:
    TaskThread &thread();

    std::unique_ptr<TaskThread> m_thread;
};
