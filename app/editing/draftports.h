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

/// The process that has a draft to itself.
struct DraftHolder
{
    qint64 process = 0; ///< its number; 0 when it could not be told
    QString host;       ///< the name of its machine, or empty
    QString program;    ///< the name of its program file, or empty

    friend bool operator==(const DraftHolder &, const DraftHolder &) = default;
};

/// Who may write a draft when several processes share the data folder: one of them. A hold ends
/// with release(), or with its process, however that ends.
class DraftHoldPort
{
public:
    virtual ~DraftHoldPort() = default;

    /// Empty = it is this process's from now on (or was before); else whose it is. Fails when that
    /// cannot be told: then nothing may be written.
    [[nodiscard]] virtual CallHandle take(const QString &server, const QString &pk,
                                          Done<std::optional<DraftHolder>> done) = 0;
    /// Nothing happens when it is not held. What was asked of DraftPort before is written first.
    virtual void release(const QString &server, const QString &pk) = 0;
    /// The last word of an edit that ends before take() was answered: stores the draft if nobody
    /// else holds it and none is there, so that nothing unseen is overwritten.
    virtual void storeIfNone(const DraftRecord &draft) = 0;

protected:
    DraftHoldPort() = default;
    Q_DISABLE_COPY_MOVE(DraftHoldPort)
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
