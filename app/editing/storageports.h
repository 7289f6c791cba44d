// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ports.h"
#include "source/saverecord.h"

#include <QByteArray>
#include <QList>
#include <QString>

// The interfaces to what is kept on this machine. Called on the GUI thread; nothing blocks: the
// work is done in one worker thread, in the order in which it was asked for. What changes data is
// carried out even when its handle is destroyed; the handle only silences `done`. A failure is
// ErrorKind::Storage, its `detail` a sentence of the database.

/// Which rows of the history are wanted.
struct HistoryQuery
{
    QString server;    ///< empty = of every connection
    QString pk;        ///< empty = of every source
    QString text;      ///< every word of it occurs in name, slug, who, field labels or values
    qint64 before = 0; ///< a HistoryRow::number: only older ones; 0 = from the newest
    int limit = 200;   ///< rows at most; 0 = all
};

struct HistoryPage
{
    QList<HistoryRow> rows; ///< newest first
    int total = 0;          ///< of the query without `before` and `limit`
};

/// The history of saves, the snapshots, and the saves that still have to be confirmed.
class HistoryPort
{
public:
    virtual ~HistoryPort() = default;

    /// Writes a row (state *sending*), and with the first row of its source also `before` as a
    /// snapshot: one transaction. `done` comes after the commit.
    [[nodiscard]] virtual CallHandle begin(const SaveRecord &record, const PlexSource &before,
                                           Done<void> done) = 0;
    /// Replaces the row with this id.
    virtual void update(const SaveRecord &record) = 0;
    /// Takes a row out again: nothing was stored by it.
    virtual void remove(const QString &id) = 0;
    /// The rows of a connection that are still open (SaveRecord::isOpen), oldest first.
    [[nodiscard]] virtual CallHandle openSaves(const QString &server,
                                               Done<QList<SaveRecord>> done) = 0;
    [[nodiscard]] virtual CallHandle search(const HistoryQuery &query, Done<HistoryPage> done) = 0;
    /// The source as it was before its first change from this machine; empty when there is none.
    [[nodiscard]] virtual CallHandle snapshot(const QString &server, const QString &pk,
                                              Done<std::optional<PlexSource>> done) = 0;
    /// Forgets closed rows older than this.
    virtual void forgetBefore(const QDateTime &when) = 0;

protected:
    HistoryPort() = default;
    Q_DISABLE_COPY_MOVE(HistoryPort)
};

/// Files that a person chose: whole ones, written so that the old content stays until the new one
/// is complete.
class FilePort
{
public:
    virtual ~FilePort() = default;

    [[nodiscard]] virtual CallHandle writeFile(const QString &path, const QByteArray &content,
                                               Done<void> done) = 0;
    /// Fails with TooLarge above 16 MiB.
    [[nodiscard]] virtual CallHandle readFile(const QString &path, Done<QByteArray> done) = 0;

protected:
    FilePort() = default;
    Q_DISABLE_COPY_MOVE(FilePort)
};
