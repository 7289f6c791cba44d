// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/draftstore.h"

#include <map>

// The drafts of a worker, and for each what the newest commit of it holds: the text that was typed
// into the name. Told just before whoever asked for the commit hears of it.
class WatchedDrafts final : public DraftPort
{
public:
    explicit WatchedDrafts(SqlWorker &worker)
        : m_store(worker)
    { }

    std::map<QString, QString> committed; ///< pk, name

    CallHandle store(const DraftRecord &draft, Done<void> done) override
    {
        const QString name = draft.changes.first().after.toText();
        return m_store.store(
                draft, [this, name, pk = draft.pk, done = std::move(done)](Result<void> result) {
                    if (result)
                        committed.insert_or_assign(pk, name);
                    done(std::move(result));
                });
    }
    CallHandle remove(const QString &server, const QString &pk, Done<void> done) override
    {
        return m_store.remove(server, pk, std::move(done));
    }
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<DraftRecord>> done) override
    {
        return m_store.load(server, pk, std::move(done));
    }
    CallHandle list(Done<QList<DraftSummary>> done) override
    {
        return m_store.list(std::move(done));
    }
    CallHandle setState(const QString &server, const QString &pk, DraftState state,
                        const QDateTime &queuedAt, Done<void> done) override
    {
        return m_store.setState(server, pk, state, queuedAt, std::move(done));
    }

private:
    DraftStore m_store;
};
