// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "forgetting.h"

#include <QString>

class SqlWorker;

// Empties the database: all rows of all tables in one transaction, then the file is written anew
// and its log cut off, so that nothing of them stays in it. Copies of damaged databases go too. The
// key of the digests stays: it tells nothing by itself. GUI thread; the work is done in the worker
// thread.
class StoreForgetter final : public ForgetPort
{
public:
    /// The worker must outlive this. `folder` is the data folder.
    StoreForgetter(SqlWorker &worker, const QString &folder)
        : m_worker(worker)
        , m_folder(folder)
    { }

    CallHandle forgetAll(Done<void> done) override;

private:
    SqlWorker &m_worker;
    QString m_folder;
};
