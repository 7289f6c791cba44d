// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

#include <QHash>

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

// Storage that answers when a test says so.

/// Calls that wait; one whose handle is destroyed is gone.
template <typename T>
class WaitingCalls
{
public:
    CallHandle add(Done<T> done)
    {
        auto state = std::make_shared<Done<T>>(std::move(done));
        m_waiting.push_back(state);
        return std::make_unique<Handle>(std::move(state));
    }
    int count() const
    {
        return int(std::count_if(m_waiting.begin(), m_waiting.end(),
                                 [](const auto &call) { return !call.expired(); }));
    }
    /// Answers the oldest one that somebody still waits for.
    bool answer(const Result<T> &result)
    {
        while (!m_waiting.empty()) {
            const std::shared_ptr<Done<T>> call = m_waiting.front().lock();
            m_waiting.pop_front();
            if (!call)
                continue;
            const Done<T> done = *call;
            done(result);
            return true;
        }
        return false;
    }

private:
    class Handle final : public Call
    {
    public:
        explicit Handle(std::shared_ptr<Done<T>> state)
            : m_state(std::move(state))
        { }
        void cancel() override { m_state.reset(); }

    private:
        std::shared_ptr<Done<T>> m_state;
    };
    std::deque<std::weak_ptr<Done<T>>> m_waiting;
};

class FakeHistory final : public HistoryPort
{
public:
    QList<HistoryRow> rows;         ///< newest first
    QList<HistoryQuery> queries;    ///< every search that was asked
    std::optional<PlexSource> kept; ///< the snapshot

    int waiting() const { return m_searches.count(); }
    /// Answers the oldest search that is waited for from `rows`.
    bool answer()
    {
        return m_searches.answer(pageFor(queries.at(queries.size() - m_searches.count())));
    }
    bool fail(const Error &error) { return m_searches.answer(failure(error)); }
    bool answerSnapshot() { return m_snapshots.answer(kept); }

    CallHandle begin(const SaveRecord &, const PlexSource &, Done<void>) override { return {}; }
    void update(const SaveRecord &) override { }
    void remove(const QString &) override { }
    CallHandle openSaves(const QString &, Done<QList<SaveRecord>>) override { return {}; }
    CallHandle search(const HistoryQuery &query, Done<HistoryPage> done) override
    {
        queries.append(query);
        return m_searches.add(std::move(done));
    }
    CallHandle snapshot(const QString &, const QString &,
                        Done<std::optional<PlexSource>> done) override
    {
        return m_snapshots.add(std::move(done));
    }
    void forgetBefore(const QDateTime &) override { }

private:
    HistoryPage pageFor(const HistoryQuery &query) const
    {
        HistoryPage page;
        for (const HistoryRow &row : rows) {
            const SaveRecord &record = row.record;
            const bool isWanted = (query.server.isEmpty() || record.server == query.server)
                    && record.name.contains(query.text, Qt::CaseInsensitive);
            if (!isWanted)
                continue;
            ++page.total;
            const bool isOlder = query.before == 0 || row.number < query.before;
            if (isOlder && (query.limit == 0 || page.rows.size() < query.limit))
                page.rows.append(row);
        }
        return page;
    }

    WaitingCalls<HistoryPage> m_searches;
    WaitingCalls<std::optional<PlexSource>> m_snapshots;
};

class FakeFiles final : public FilePort
{
public:
    QString path; ///< of the last file that was to be written
    QByteArray content;

    bool answer(const Result<void> &result = {}) { return m_writes.answer(result); }

    CallHandle writeFile(const QString &to, const QByteArray &bytes, Done<void> done) override
    {
        path = to;
        content = bytes;
        return m_writes.add(std::move(done));
    }
    CallHandle readFile(const QString &, Done<QByteArray>) override { return {}; }

private:
    WaitingCalls<void> m_writes;
};
