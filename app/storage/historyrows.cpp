// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/historyrows.h"

#include "source/fieldtable.h"
#include "source/storedjson.h"
#include "storage/database.h"

#include <QJsonDocument>
#include <QSqlQuery>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace {
struct FateName
{
    SaveFate fate;
    const char *name;
};
// In the file for good; a new fate gets a new name.
constexpr std::array fateNames = {
        FateName{SaveFate::Sending, "sending"},        FateName{SaveFate::Saved, "saved"},
        FateName{SaveFate::Confirmed, "confirmed"},    FateName{SaveFate::Undone, "undone"},
        FateName{SaveFate::CannotTell, "cannot tell"}, FateName{SaveFate::NotStored, "not stored"},
};

QString nameOf(SaveFate fate)
{
    const auto *found = std::find_if(fateNames.begin(), fateNames.end(),
                                     [fate](const FateName &entry) { return entry.fate == fate; });
    return QString::fromLatin1(found->name);
}

/// What a newer program wrote and this one does not know is *cannot tell*.
SaveFate fateOf(const QString &name)
{
    const auto *found =
            std::find_if(fateNames.begin(), fateNames.end(), [&name](const FateName &entry) {
                return name == QLatin1StringView(entry.name);
            });
    return found == fateNames.end() ? SaveFate::CannotTell : found->fate;
}

QString asText(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

/// What HistoryQuery::text is looked for in; of a secret only the label.
QString searchText(const SaveRecord &record)
{
    QStringList parts = {record.name, record.slug, record.who};
    for (const FieldChange &change : record.changes) {
        parts.append(labelOf(change.field));
        if (rowOf(change.field).kind == FieldKind::Secret)
            continue;
        parts.append(valueText(change.field, change.before));
        parts.append(valueText(change.field, change.after));
    }
    return foldedForSearch(parts.join(u'\n'));
}

// In the order of recordFrom().
const QString recordColumns = u"history.id, history.when_ms, history.server, history.pk,"
                              " history.slug, history.name, history.who, history.request_id,"
                              " history.fate, history.checks_left, history.changes"_s;
constexpr int recordColumnCount = 11;

SaveRecord recordFrom(const QSqlQuery &row)
{
    SaveRecord record;
    record.id = row.value(0).toString();
    record.when = QDateTime::fromMSecsSinceEpoch(row.value(1).toLongLong()).toUTC();
    record.server = row.value(2).toString();
    record.pk = row.value(3).toString();
    record.slug = row.value(4).toString();
    record.name = row.value(5).toString();
    record.who = row.value(6).toString();
    record.requestId = row.value(7).toString();
    record.fate = fateOf(row.value(8).toString());
    record.checksLeft = row.value(9).toInt();
    record.changes =
            changesFromStored(QJsonDocument::fromJson(row.value(10).toString().toUtf8()).array());
    return record;
}

// A query as SQL: where its rows come from, and what holds for them.
struct Selection
{
    QString from;
    QString countFrom; ///< the same rows with fewer lookups
    QString number;    ///< the column of the outer table: in its order nothing is sorted
    QStringList conditions;
    QVariantList values;

    void add(const QString &condition, const QVariant &value)
    {
        conditions.append(condition);
        values.append(value);
    }
    QString where() const
    {
        return conditions.isEmpty() ? QString() : u" WHERE "_s + conditions.join(u" AND "_s);
    }
};

Selection selectionOf(const HistoryQuery &query)
{
    const QStringList words =
            foldedForSearch(query.text).simplified().split(u' ', Qt::SkipEmptyParts);
    Selection selection;
    selection.from = u"history"_s;
    selection.number = u"history.number"_s;
    // The texts first, so that only rows that hold the words are looked up; but of one source
    // there are few rows.
    if (!words.isEmpty() && query.pk.isEmpty()) {
        selection.from = u"history_text CROSS JOIN history USING (number)"_s;
        selection.number = u"history_text.number"_s;
    } else if (!words.isEmpty()) {
        selection.from = u"history CROSS JOIN history_text USING (number)"_s;
    }
    const bool isTextAlone = !words.isEmpty() && query.server.isEmpty() && query.pk.isEmpty();
    selection.countFrom = isTextAlone ? u"history_text"_s : selection.from;
    for (const QString &word : words)
        selection.add(u"instr(history_text.text, ?) > 0"_s, word);
    if (!query.server.isEmpty())
        selection.add(u"history.server = ?"_s, query.server);
    if (!query.pk.isEmpty())
        selection.add(u"history.pk = ?"_s, query.pk);
    return selection;
}
} // namespace

QString foldedForSearch(const QString &text)
{
    QString folded = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    folded.removeIf([](QChar letter) { return letter.isMark(); });
    return folded;
}

Result<void> putRow(Database &database, const SaveRecord &record)
{
    const QString put =
            u"INSERT INTO history (id, when_ms, server, pk, slug, name, who, request_id, fate,"
            " checks_left, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET when_ms=excluded.when_ms, server=excluded.server,"
            " pk=excluded.pk, slug=excluded.slug, name=excluded.name, who=excluded.who,"
            " request_id=excluded.request_id, fate=excluded.fate,"
            " checks_left=excluded.checks_left, changes=excluded.changes"_s;
    const auto done = database.run(put,
                                   {record.id, record.when.toMSecsSinceEpoch(), record.server,
                                    record.pk, record.slug, record.name, record.who,
                                    record.requestId, nameOf(record.fate), record.checksLeft,
                                    asText(QJsonDocument(storedChanges(record.changes)))});
    if (!done)
        return done;
    return database.run(u"INSERT OR REPLACE INTO history_text (number, text)"
                        " SELECT number, ? FROM history WHERE id = ?"_s,
                        {searchText(record), record.id});
}

Result<void> putSnapshot(Database &database, const SaveRecord &record, const PlexSource &before)
{
    return database.run(u"INSERT OR IGNORE INTO snapshots (server, pk, when_ms, made_by, source)"
                        " VALUES (?, ?, ?, ?, ?)"_s,
                        {record.server, record.pk, record.when.toMSecsSinceEpoch(), record.id,
                         asText(QJsonDocument(storedSource(before)))});
}

Result<void> removeRow(Database &database, const QString &id)
{
    const auto done = database.run(u"DELETE FROM history WHERE id = ?"_s, {id});
    if (!done)
        return done;
    return database.run(u"DELETE FROM snapshots WHERE made_by = ? AND NOT EXISTS (SELECT 1 FROM"
                        " history WHERE history.server = snapshots.server AND history.pk ="
                        " snapshots.pk)"_s,
                        {id});
}

Result<void> removeClosedRows(Database &database, const QDateTime &before)
{
    return database.run(u"DELETE FROM history WHERE when_ms < ? AND checks_left <= 0"_s,
                        {before.toMSecsSinceEpoch()});
}

Result<QList<SaveRecord>> readOpenRows(Database &database, const QString &server)
{
    QList<SaveRecord> records;
    const auto read = database.select(
            u"SELECT "_s + recordColumns
                    + u" FROM history WHERE server = ? AND checks_left > 0 ORDER BY number"_s,
            {server}, [&records](const QSqlQuery &row) { records.append(recordFrom(row)); });
    if (!read)
        return failure(read.error());
    return records;
}

Result<HistoryPage> readPage(Database &database, const HistoryQuery &query)
{
    Selection selection = selectionOf(query);
    const auto total = database.number(
            u"SELECT COUNT(*) FROM "_s + selection.countFrom + selection.where(), selection.values);
    if (!total)
        return failure(total.error());

    if (query.before > 0)
        selection.add(selection.number + u" < ?"_s, query.before);
    QString sql = u"SELECT "_s + recordColumns
            + u", history.number, EXISTS (SELECT 1 FROM snapshots WHERE snapshots.server ="
              " history.server AND snapshots.pk = history.pk) FROM "_s
            + selection.from + selection.where() + u" ORDER BY "_s + selection.number + u" DESC"_s;
    if (query.limit > 0)
        sql += u" LIMIT %1"_s.arg(query.limit);
    HistoryPage page;
    page.total = int(*total);
    const auto read = database.select(sql, selection.values, [&page](const QSqlQuery &row) {
        page.rows.append({row.value(recordColumnCount).toLongLong(), recordFrom(row),
                          row.value(recordColumnCount + 1).toBool()});
    });
    if (!read)
        return failure(read.error());
    return page;
}

Result<std::optional<PlexSource>> readSnapshot(Database &database, const QString &server,
                                               const QString &pk)
{
    std::optional<PlexSource> found;
    const auto read =
            database.select(u"SELECT source FROM snapshots WHERE server = ? AND pk = ?"_s,
                            {server, pk}, [&found](const QSqlQuery &row) {
                                const QByteArray stored = row.value(0).toString().toUtf8();
                                found = sourceFromStored(QJsonDocument::fromJson(stored).object());
                            });
    if (!read)
        return failure(read.error());
    return found;
}
