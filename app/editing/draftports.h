// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "source/draft.h"
#include "source/schematraits.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

// The interfaces to the drafts and the sources that are kept on this machine. What storageports.h
// says of its ports holds for these too: the GUI thread, nothing blocks, one thing after the other;
// what changes data is carried out even when its handle is destroyed, and `done` comes after the
// commit; a failure is ErrorKind::Storage with the sentence of the database.

/// The edits that were not submitted yet: at most one per source.
class DraftPort
{
public:
    virtual ~DraftPort() = default;

    /// Writes it, in the place of the one of the same source.
    [[nodiscard]] virtual CallHandle store(const DraftRecord &draft, Done<void> done) = 0;
    /// Success too when there is none.
    [[nodiscard]] virtual CallHandle remove(const QString &server, const QString &pk,
                                            Done<void> done) = 0;
    /// Empty when there is none.
    [[nodiscard]] virtual CallHandle load(const QString &server, const QString &pk,
                                          Done<std::optional<DraftRecord>> done) = 0;
    /// Of all connections, last changed first.
    [[nodiscard]] virtual CallHandle list(Done<QList<DraftSummary>> done) = 0;
    /// Moves a draft to another state; `queuedAt` is valid for Queued only. Its values stay, its
    /// refusal goes. Success too when there is none.
    [[nodiscard]] virtual CallHandle setState(const QString &server, const QString &pk,
                                              DraftState state, const QDateTime &queuedAt,
                                              Done<void> done) = 0;
    /// What is stored outlives the program, as far as is known.
    virtual bool isLasting() const { return true; }

protected:
    DraftPort() = default;
    Q_DISABLE_COPY_MOVE(DraftPort)
};

/// A source as it was read.
struct CachedSource
{
    PlexSource source; ///< secrets as digests
    SourceOptions options;
    QDateTime readAt;
};

/// The same in a list.
struct CachedSummary
{
    SourceSummary source;
    QDateTime readAt;

    friend bool operator==(const CachedSummary &, const CachedSummary &) = default;
};

/// The sources that were seen, to be there without a network.
class SourceCachePort
{
public:
    virtual ~SourceCachePort() = default;

    /// Keeps it, in the place of what was read before. Nothing depends on its success.
    virtual void keep(const QString &server, const CachedSource &source) = 0;
    /// Keeps these, in the place of what was read of them before (the options stay), and forgets
    /// those of this connection that are not in `listed` any more, unless there is a draft of them.
    /// Nothing depends on its success.
    virtual void keepList(const QString &server, const QList<CachedSource> &sources,
                          const QStringList &listed) = 0;
    /// Empty when it was never seen.
    [[nodiscard]] virtual CallHandle load(const QString &server, const QString &pk,
                                          Done<std::optional<CachedSource>> done) = 0;
    /// Those of one connection.
    [[nodiscard]] virtual CallHandle list(const QString &server,
                                          Done<QList<CachedSummary>> done) = 0;

protected:
    SourceCachePort() = default;
    Q_DISABLE_COPY_MOVE(SourceCachePort)
};
