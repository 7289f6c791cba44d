// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageports.h"

#include <QObject>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

// A HistoryPort in memory, for tests that look at what is written down and not at how. Answers from
// the event loop; with isSilent it never answers.
class MemoryHistory final : public HistoryPort
{
public:
    QList<SaveRecord> rows;                  ///< oldest first
    std::map<QString, PlexSource> snapshots; ///< by pk
    bool isSilent = false;
    std::optional<Error> readTrouble; ///< what openSaves() and search() fail with

    CallHandle begin(const SaveRecord &record, const PlexSource &before, Done<void> done) override
    {
        update(record);
        snapshots.try_emplace(record.pk, before);
        return later(std::move(done), Result<void>());
    }
    void update(const SaveRecord &record) override
    {
        for (SaveRecord &row : rows) {
            if (row.id == record.id) {
                row = record;
                return;
            }
        }
        rows.append(record);
    }
    void remove(const QString &id) override
    {
        rows.removeIf([&id](const SaveRecord &row) { return row.id == id; });
    }
    CallHandle openSaves(const QString &server, Done<QList<SaveRecord>> done) override
    {
        if (readTrouble)
            return later(std::move(done), Result<QList<SaveRecord>>(failure(*readTrouble)));
        QList<SaveRecord> open;
        std::copy_if(
                rows.begin(), rows.end(), std::back_inserter(open),
                [&server](const SaveRecord &row) { return row.isOpen() && row.server == server; });
        return later(std::move(done), Result<QList<SaveRecord>>(open));
    }
    CallHandle search(const HistoryQuery &, Done<HistoryPage> done) override
    {
        if (readTrouble)
            return later(std::move(done), Result<HistoryPage>(failure(*readTrouble)));
        HistoryPage page;
        for (auto row = rows.crbegin(); row != rows.crend(); ++row)
            page.rows.append({qint64(page.rows.size()) + 1, *row, true});
        page.total = int(page.rows.size());
        return later(std::move(done), Result<HistoryPage>(page));
    }
    CallHandle snapshot(const QString &, const QString &pk,
                        Done<std::optional<PlexSource>> done) override
    {
        const auto found = snapshots.find(pk);
        return later(std::move(done),
                     Result<std::optional<PlexSource>>(found == snapshots.end()
                                                               ? std::nullopt
                                                               : std::optional(found->second)));
    }
    void forgetBefore(const QDateTime &when) override
    {
        rows.removeIf([&when](const SaveRecord &row) { return !row.isOpen() && row.when < when; });
    }

private:
    class Pending final : public QObject, public Call
    {
    public:
        void cancel() override { }
    };

    template <typename T>
    CallHandle later(Done<T> done, Result<T> result) const
    {
        auto pending = std::make_unique<Pending>();
        if (!isSilent) {
            QMetaObject::invokeMethod(
                    pending.get(),
                    [done = std::move(done), result = std::move(result)] { done(result); },
                    Qt::QueuedConnection);
        }
        return pending;
    }
};
