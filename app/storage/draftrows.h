// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "draftports.h"

class Database;

// The statements behind DraftStore and SourceCache. Run in the thread of the database.

/// Without typed secrets: not even the tasks of the worker hold one.
DraftRecord withDigestsOnly(DraftRecord draft);
/// Inserts the draft, or replaces the one of its source.
Result<void> putDraft(Database &database, const DraftRecord &draft);
Result<void> removeDraft(Database &database, const QString &server, const QString &pk);
Result<void> moveDraft(Database &database, const DraftSummary &draft);
Result<std::optional<DraftRecord>> readDraft(Database &database, const QString &server,
                                             const QString &pk);
Result<QList<DraftSummary>> readDrafts(Database &database);

Result<void> putSource(Database &database, const QString &server, const CachedSource &source);
/// Those of a whole list: see SourceCachePort::keepList().
Result<void> putSources(Database &database, const QString &server,
                        const QList<CachedSource> &sources, const QStringList &listed);
Result<std::optional<CachedSource>> readSource(Database &database, const QString &server,
                                               const QString &pk);
Result<QList<CachedSummary>> readSources(Database &database, const QString &server);
