// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

#include <QObject>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

// DraftPort and SourceCachePort in memory, for tests that look at what is kept and not at how.
// Answer from the event loop.

namespace MemoryAnswers {
class Pending final : public QObject, public Call
{
public:
    void cancel() override { }
};

template <typename T>
CallHandle later(Done<T> done, Result<T> result)
{
    auto pending = std::make_unique<Pending>();
    QMetaObject::invokeMethod(
            pending.get(), [done = std::move(done), result = std::move(result)] { done(result); },
            Qt::QueuedConnection);
    return pending;
}
} // namespace MemoryAnswers

class MemoryDrafts final : public DraftPort
{
public:
    using Key = std::pair<QString, QString>; ///< server, pk

    std::map<Key, DraftRecord> drafts;
    std::optional<Error> trouble;     ///< what every change fails with
    std::optional<Error> readTrouble; ///< what load() and list() fail with
    int stores = 0;                   ///< asked for, also those that failed

    std::optional<DraftRecord> only() const
    {
        return drafts.size() == 1 ? std::optional(drafts.begin()->second) : std::nullopt;
    }

    CallHandle store(const DraftRecord &draft, Done<void> done) override
    {
        ++stores;
        if (!trouble)
            drafts.insert_or_assign(Key(draft.server, draft.pk), draft);
        return changed(std::move(done));
    }
    CallHandle remove(const QString &server, const QString &pk, Done<void> done) override
    {
        if (!trouble)
            drafts.erase(Key(server, pk));
        return changed(std::move(done));
    }
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<DraftRecord>> done) override
    {
        if (readTrouble)
            return MemoryAnswers::later(std::move(done),
                                        Result<std::optional<DraftRecord>>(failure(*readTrouble)));
        const auto found = drafts.find(Key(server, pk));
        return MemoryAnswers::later(
                std::move(done),
                Result<std::optional<DraftRecord>>(
                        found == drafts.end() ? std::nullopt : std::optional(found->second)));
    }
    CallHandle list(Done<QList<DraftSummary>> done) override
    {
        if (readTrouble)
            return MemoryAnswers::later(std::move(done),
                                        Result<QList<DraftSummary>>(failure(*readTrouble)));
        QList<DraftSummary> list;
        for (const auto &[key, draft] : drafts)
            list.append(draft.summary());
        std::stable_sort(
                list.begin(), list.end(),
                [](const DraftSummary &a, const DraftSummary &b) { return a.changed > b.changed; });
        return MemoryAnswers::later(std::move(done), Result<QList<DraftSummary>>(list));
    }
    CallHandle setState(const QString &server, const QString &pk, DraftState state,
                        const QDateTime &queuedAt, Done<void> done) override
    {
        const auto found = drafts.find(Key(server, pk));
        if (!trouble && found != drafts.end()) {
            found->second.state = state;
            found->second.queuedAt = queuedAt;
            found->second.refusal.reset();
        }
        return changed(std::move(done));
    }

private:
    CallHandle changed(Done<void> done) const
    {
        return MemoryAnswers::later(std::move(done),
                                    trouble ? Result<void>(failure(*trouble)) : Result<void>());
    }
};

class MemorySources final : public SourceCachePort
{
public:
    std::map<MemoryDrafts::Key, CachedSource> sources;

    void keep(const QString &server, const CachedSource &source) override
    {
        sources.insert_or_assign(MemoryDrafts::Key(server, source.source.pk()), source);
    }
    void keepList(const QString &server, const QList<CachedSource> &seen,
                  const QStringList &listed) override
    {
        for (const CachedSource &source : seen)
            keep(server, source);
        std::erase_if(sources, [&](const auto &kept) {
            return kept.first.first == server && !listed.contains(kept.first.second);
        });
    }
    CallHandle load(const QString &server, const QString &pk,
                    Done<std::optional<CachedSource>> done) override
    {
        const auto found = sources.find(MemoryDrafts::Key(server, pk));
        return MemoryAnswers::later(
                std::move(done),
                Result<std::optional<CachedSource>>(
                        found == sources.end() ? std::nullopt : std::optional(found->second)));
    }
    CallHandle list(const QString &server, Done<QList<CachedSummary>> done) override
    {
        QList<CachedSummary> list;
        for (const auto &[key, seen] : sources) {
            if (key.first == server)
                list.append({SourceSummary::of(seen.source), seen.readAt});
        }
        return MemoryAnswers::later(std::move(done), Result<QList<CachedSummary>>(list));
    }
};
