// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QSqlDatabase>
#include <QString>
#include <QVariantList>

#include <chrono>
#include <functional>
#include <memory>

class QSqlError;
class QSqlQuery;

// One connection to an SQLite database: made, used and closed in one thread, the one that calls
// open(). Statements are prepared, and no cursor stays open after a call. Every failure is
// ErrorKind::Storage with SQLite's sentence; a full disk or a failed read is one such failure and
// the next statement tries anew.
class Database
{
public:
    struct Options
    {
        QString fileName; ///< ":memory:" or a URI
        std::chrono::milliseconds busyTimeout{5000};
        bool isReadOnly = false; ///< then nothing is written, not even a journal mode
        /// A file that is made when a statement finds the database damaged, so that the next
        /// opening looks closely; empty = none.
        QString damageMark;
    };
    using EachRow = std::function<void(const QSqlQuery &)>;
    using Steps = std::function<Result<void>()>;

    /// Opens and sets what holds for the connection: WAL, synchronous=FULL, foreign keys, no
    /// trust in the schema. Never null; when `result` failed, every statement fails too.
    static std::unique_ptr<Database> open(const Options &options, Result<void> *result);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// Runs a statement that gives no rows. Null texts are stored as empty ones.
    Result<void> run(const QString &sql, const QVariantList &values = {});
    /// Runs a query; `row` stands on each row in turn.
    Result<void> select(const QString &sql, const QVariantList &values, const EachRow &eachRow);
    /// The first column of the first row; 0 without one.
    Result<qint64> number(const QString &sql, const QVariantList &values = {});
    /// All of the steps or none: takes the write lock, commits, or rolls back when one fails.
    Result<void> transaction(const Steps &steps);

    bool isInMemory() const;
    /// SQLite's primary result code of the last statement that failed; 0 = none has.
    int lastCode() const { return m_lastCode; }

private:
    explicit Database(const Options &options);
    Result<void> configure();
    Result<void> runPatiently(const QString &pragma);
    Result<void> execute(QSqlQuery &query, const QString &sql, const QVariantList &values);
    Failure failed(const QSqlError &error);

    Options m_options;
    QString m_connection;
    QSqlDatabase m_database;
    int m_lastCode = 0;
};

// SQLite's primary result codes that are told apart; its headers are Qt's own affair.
namespace SqliteCode {
inline constexpr int error = 1;
inline constexpr int permission = 3;
inline constexpr int busy = 5;
inline constexpr int locked = 6;
inline constexpr int readOnly = 8;
inline constexpr int corrupt = 11;
inline constexpr int cannotOpen = 14;
inline constexpr int notADatabase = 26;
} // namespace SqliteCode
