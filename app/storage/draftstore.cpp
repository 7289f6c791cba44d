// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/draftstore.h"

#include "storage/draftholds.h"
#include "storage/draftrows.h"
#include "storage/sqlworker.h"

#include <utility>

CallHandle DraftStore::change(const QString &server, const QString &pk,
                              std::function<Result<void>(Database &)> work, Done<void> done)
{
    if (m_holds)
        return m_holds->change(server, pk, std::move(work), std::move(done));
    return m_worker.change(std::move(work), std::move(done));
}

CallHandle DraftStore::store(const DraftRecord &draft, Done<void> done)
{
    return change(
            draft.server, draft.pk,
            [draft = withDigestsOnly(draft)](Database &database) {
                return putDraft(database, draft);
            },
            std::move(done));
}

CallHandle DraftStore::remove(const QString &server, const QString &pk, Done<void> done)
{
    return change(
            server, pk,
            [server, pk](Database &database) { return removeDraft(database, server, pk); },
            std::move(done));
}

CallHandle DraftStore::load(const QString &server, const QString &pk,
                            Done<std::optional<DraftRecord>> done)
{
    return m_worker.ask<std::optional<DraftRecord>>(
            [server, pk](Database &database) { return readDraft(database, server, pk); },
            std::move(done));
}

bool DraftStore::isLasting() const
{
    return !m_worker.state() || !m_worker.state()->isInMemory();
}

CallHandle DraftStore::list(Done<QList<DraftSummary>> done)
{
    return m_worker.ask<QList<DraftSummary>>(
            [](Database &database) { return readDrafts(database); }, std::move(done));
}

CallHandle DraftStore::setState(const QString &server, const QString &pk, DraftState state,
                                const QDateTime &queuedAt, Done<void> done)
{
    DraftSummary draft;
    draft.server = server;
    draft.pk = pk;
    draft.state = state;
    draft.queuedAt = queuedAt;
    return change(
            server, pk, [draft](Database &database) { return moveDraft(database, draft); },
            std::move(done));
}

void SourceCache::keep(const QString &server, const CachedSource &source)
{
    m_worker.change(
            [server, source](Database &database) { return putSource(database, server, source); });
}

void SourceCache::keepList(const QString &server, const QList<CachedSource> &sources,
                           const QStringList &listed)
{
    m_worker.change([server, sources, listed](Database &database) {
        return putSources(database, server, sources, listed);
    });
}

CallHandle SourceCache::load(const QString &server, const QString &pk,
                             Done<std::optional<CachedSource>> done)
{
    return m_worker.ask<std::optional<CachedSource>>(
            [server, pk](Database &database) { return readSource(database, server, pk); },
            std::move(done));
}

CallHandle SourceCache::list(const QString &server, Done<QList<CachedSummary>> done)
{
    return m_worker.ask<QList<CachedSummary>>(
            [server](Database &database) { return readSources(database, server); },
            std::move(done));
}
