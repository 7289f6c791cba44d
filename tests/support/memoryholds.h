// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"
#include "memorydrafts.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

// DraftHoldPort in memory: the test says what other processes hold. Answers from the event loop.
class MemoryHolds final : public DraftHoldPort
{
public:
    using Key = MemoryDrafts::Key;

    /// Where storeIfNone() stores.
    explicit MemoryHolds(MemoryDrafts &drafts)
        : m_drafts(drafts)
    { }

    std::map<Key, DraftHolder> others;
    std::set<Key> held;
    std::optional<Error> trouble; ///< what take() fails with
    int takes = 0;

    CallHandle take(const QString &server, const QString &pk,
                    Done<std::optional<DraftHolder>> done) override
    {
        ++takes;
        if (trouble)
            return MemoryAnswers::later(std::move(done),
                                        Result<std::optional<DraftHolder>>(failure(*trouble)));
        const auto other = others.find(Key(server, pk));
        if (other == others.end())
            held.insert(Key(server, pk));
        return MemoryAnswers::later(
                std::move(done),
                Result<std::optional<DraftHolder>>(
                        other == others.end() ? std::nullopt : std::optional(other->second)));
    }
    void release(const QString &server, const QString &pk) override { held.erase(Key(server, pk)); }
    void storeIfNone(const DraftRecord &draft) override
    {
        const Key key(draft.server, draft.pk);
        if (!trouble && !others.contains(key))
            m_drafts.drafts.emplace(key, draft);
    }

private:
    MemoryDrafts &m_drafts;
};
