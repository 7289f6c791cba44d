// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

#include <QString>

#include <map>
#include <optional>
#include <utility>

// The drafts that this process holds: one small file per draft, `<folder>/<hash>.lock`, kept open
// and locked with flock(). The kernel decides and frees: a process that ends in whatever way holds
// nothing any more, and no file is ever judged to be stale by its age or by a process number, which
// another process may have got. The content (process, program, host) is for people; on a full disk
// it stays empty. A file goes when its hold is given back; one that a killed process left is used
// again by the next who holds that draft.
//
// Used in the thread of the database. A hold that is in memory has no file.
class HoldTable
{
public:
    explicit HoldTable(QString folder);
    ~HoldTable(); ///< gives all back
    Q_DISABLE_COPY_MOVE(HoldTable)

    /// Empty = held by this process, now or before. `inMemory`: there is nobody to share with.
    Result<std::optional<DraftHolder>> take(const QString &server, const QString &pk,
                                            bool inMemory);
    void giveBack(const QString &server, const QString &pk);

    /// Holds it for one change, unless this process does anyway. Fails when another process has it,
    /// or when that cannot be told.
    Result<void> borrow(const QString &server, const QString &pk, bool inMemory);
    /// Ends that, after the commit.
    void giveBackBorrowed();

private:
    using Key = std::pair<QString, QString>; ///< server, pk

    QString path(const Key &key) const;
    Result<std::optional<DraftHolder>> lock(const Key &key);

    QString m_folder;
    std::map<Key, int> m_held; ///< the open files; -1 = in memory
    std::optional<Key> m_borrowed;
};
