// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/draftrows.h"

#include "source/storedjson.h"
#include "storage/database.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlQuery>

using namespace Qt::Literals::StringLiterals;

namespace {
QString asText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject asObject(const QVariant &text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

/// 0 = none.
qint64 stamp(const QDateTime &when)
{
    return when.isValid() ? when.toMSecsSinceEpoch() : 0;
}

QDateTime fromStamp(const QVariant &stored)
{
    const qint64 ms = stored.toLongLong();
    return ms == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(ms).toUTC();
}

const QString summaryColumns = u"drafts.server, drafts.pk, slug, name, user, state, started_ms,"
                               " changed_ms, queued_ms, field_count"_s;
constexpr int summaryColumnCount = 10;

DraftSummary summaryFrom(const QSqlQuery &row)
{
    return {row.value(0).toString(), row.value(1).toString(), row.value(2).toString(),
            row.value(3).toString(), row.value(4).toString(), draftStateOf(row.value(5).toString()),
            fromStamp(row.value(6)), fromStamp(row.value(7)), fromStamp(row.value(8)),
            row.value(9).toInt()};
}

DraftRecord recordFrom(const QSqlQuery &row)
{
    const DraftSummary summary = summaryFrom(row);
    DraftRecord draft;
    draft.server = summary.server;
    draft.pk = summary.pk;
    draft.slug = summary.slug;
    draft.name = summary.name;
    draft.user = summary.user;
    draft.state = summary.state;
    draft.started = summary.started;
    draft.changed = summary.changed;
    draft.queuedAt = summary.queuedAt;
    takeStoredDraft(draft, asObject(row.value(summaryColumnCount)));
    return draft;
}
} // namespace

DraftRecord withDigestsOnly(DraftRecord draft)
{
    for (FieldChange &change : draft.changes) {
        if (change.after.isTypedSecret())
            change.after = FieldValue::storedSecret(change.after.digest());
    }
    return draft;
}

Result<void> putDraft(Database &database, const DraftRecord &draft)
{
    const auto done = database.run(
            u"INSERT INTO drafts (server, pk, slug, name, user, state, started_ms, changed_ms,"
            " queued_ms, field_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (server, pk) DO UPDATE SET slug=excluded.slug, name=excluded.name,"
            " user=excluded.user, state=excluded.state, started_ms=excluded.started_ms,"
            " changed_ms=excluded.changed_ms, queued_ms=excluded.queued_ms,"
            " field_count=excluded.field_count"_s,
            {draft.server, draft.pk, draft.slug, draft.name, draft.user, nameOf(draft.state),
             stamp(draft.started), stamp(draft.changed), stamp(draft.queuedAt),
             int(draft.changes.size())});
    if (!done)
        return done;
    return database.run(
            u"INSERT OR REPLACE INTO draft_values (server, pk, content) VALUES (?, ?, ?)"_s,
            {draft.server, draft.pk, asText(storedDraft(draft))});
}

Result<void> removeDraft(Database &database, const QString &server, const QString &pk)
{
    return database.run(u"DELETE FROM drafts WHERE server = ? AND pk = ?"_s, {server, pk});
}

Result<void> moveDraft(Database &database, const DraftSummary &draft)
{
    const auto done = database.run(
            u"UPDATE drafts SET state = ?, queued_ms = ? WHERE server = ? AND pk = ?"_s,
            {nameOf(draft.state), stamp(draft.queuedAt), draft.server, draft.pk});
    if (!done)
        return done;
    return database.run(u"UPDATE draft_values SET content = json_remove(content, '$.refusal')"
                        " WHERE server = ? AND pk = ?"_s,
                        {draft.server, draft.pk});
}

Result<std::optional<DraftRecord>> readDraft(Database &database, const QString &server,
                                             const QString &pk)
{
    std::optional<DraftRecord> found;
    const auto read = database.select(
            u"SELECT "_s + summaryColumns
                    + u", content FROM drafts JOIN draft_values USING (server, pk)"
                      " WHERE drafts.server = ? AND drafts.pk = ?"_s,
            {server, pk}, [&found](const QSqlQuery &row) { found = recordFrom(row); });
    if (!read)
        return failure(read.error());
    return found;
}

Result<QList<DraftSummary>> readDrafts(Database &database)
{
    QList<DraftSummary> drafts;
    const auto read = database.select(
            u"SELECT "_s + summaryColumns + u" FROM drafts ORDER BY changed_ms DESC, rowid DESC"_s,
            {}, [&drafts](const QSqlQuery &row) { drafts.append(summaryFrom(row)); });
    if (!read)
        return failure(read.error());
    return drafts;
}

Result<void> putSource(Database &database, const QString &server, const CachedSource &source)
{
    return database.run(u"INSERT OR REPLACE INTO sources (server, pk, read_ms, source, options)"
                        " VALUES (?, ?, ?, ?, ?)"_s,
                        {server, source.source.pk(), stamp(source.readAt),
                         asText(storedSource(source.source)), asText(source.options.stored())});
}

Result<void> putSources(Database &database, const QString &server,
                        const QList<CachedSource> &sources, const QStringList &listed)
{
    for (const CachedSource &source : sources) {
        const auto put = database.run(
                u"INSERT INTO sources (server, pk, read_ms, source, options) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (server, pk) DO UPDATE SET read_ms = excluded.read_ms,"
                " source = excluded.source"_s,
                {server, source.source.pk(), stamp(source.readAt),
                 asText(storedSource(source.source)), asText(source.options.stored())});
        if (!put)
            return put;
    }
    const QString pks =
            QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(listed)).toJson());
    return database.run(u"DELETE FROM sources WHERE server = ?"
                        " AND pk NOT IN (SELECT value FROM json_each(?))"
                        " AND pk NOT IN (SELECT pk FROM drafts WHERE server = ?)"_s,
                        {server, pks, server});
}

Result<std::optional<CachedSource>> readSource(Database &database, const QString &server,
                                               const QString &pk)
{
    std::optional<CachedSource> found;
    const auto read = database.select(
            u"SELECT source, options, read_ms FROM sources WHERE server = ? AND pk = ?"_s,
            {server, pk}, [&found](const QSqlQuery &row) {
                found = CachedSource{sourceFromStored(asObject(row.value(0))),
                                     SourceOptions::fromStored(asObject(row.value(1))),
                                     fromStamp(row.value(2))};
            });
    if (!read)
        return failure(read.error());
    return found;
}

Result<QList<CachedSummary>> readSources(Database &database, const QString &server)
{
    QList<CachedSummary> sources;
    const auto read = database.select(
            u"SELECT source, read_ms FROM sources WHERE server = ? ORDER BY pk"_s, {server},
            [&sources](const QSqlQuery &row) {
                sources.append({SourceSummary::of(sourceFromStored(asObject(row.value(0)))),
                                fromStamp(row.value(1))});
            });
    if (!read)
        return failure(read.error());
    return sources;
}
