// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftdesk.h"

#include <functional>

// Which fields drafts change, read one after another when somebody wants to name them: the list
// of the drafts has their numbers only. GUI thread.
class DraftFields final
{
public:
    /// Borrows `desk`, which must outlive it.
    explicit DraftFields(DraftDesk &desk);

    /// Reads these; then `then`, also where some of them could not be read. A reading
    /// that is under way ends, and its `then` never comes.
    void read(const QList<DraftKey> &keys, std::function<void()> then);
    /// Empty when it was not read, or is another draft by now.
    FieldSet of(const DraftSummary &draft) const;

private:
    void readNext();

    DraftDesk &m_desk;
    struct Known
    {
        QDateTime changed;
        FieldSet fields;
    };
    QHash<DraftKey, Known> m_read;
    QList<DraftKey> m_waiting;
    std::function<void()> m_then;
    CallHandle m_call;
};
