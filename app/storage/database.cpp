// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QThread>

#include <atomic>

using namespace Qt::Literals::StringLiterals;

namespace {
QString newConnectionName()
{
    static std::atomic<int> last = 0; // Qt keeps connections by name, for all threads
    return u"sourcedesk-%1"_s.arg(++last);
}

QVariant stored(const QVariant &value)
{
    const bool isNullText = value.typeId() == QMetaType::QString && value.toString().isNull();
    return isNullText ? QVariant(u""_s) : value;
}
} // namespace

Database::Database(const Options &options)
    : m_options(options)
    , m_connection(newConnectionName())
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection))
{
    QString settings =
            u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(options.busyTimeout.count());
    if (options.isReadOnly)
        settings += u";QSQLITE_OPEN_READONLY"_s;
    m_database.setConnectOptions(settings);
    m_database.setDatabaseName(options.fileName);
}

std::unique_ptr<Database> Database::open(const Options &options, Result<void> *result)
{
    std::unique_ptr<Database> database(new Database(options));
    if (!database->m_database.open())
        *result = database->failed(database->m_database.lastError());
    else
        *result = database->configure();
    return database;
}

Database::~Database()
{
    m_database.close();
    m_database = QSqlDatabase(); // else Qt warns that it is still in use
    QSqlDatabase::removeDatabase(m_connection);
}

bool Database::isInMemory() const
{
    return m_options.fileName == ":memory:"_L1;
}

Result<void> Database::configure()
{
    // The schema of a damaged or planted file must not be able to call functions; a cell outside
    // its page is to be found; a memory map would turn a failed read into a crash.
    QStringList pragmas = {u"PRAGMA trusted_schema=OFF"_s, u"PRAGMA cell_size_check=ON"_s,
                           u"PRAGMA mmap_size=0"_s, u"PRAGMA foreign_keys=ON"_s};
    if (!m_options.isReadOnly) {
        // FULL: with WAL, anything less may lose a committed transaction in a power cut.
        pragmas += {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s};
    }
    for (const QString &pragma : std::as_const(pragmas)) {
        if (const auto done = runPatiently(pragma); !done)
            return done;
    }
    return {};
}

/// A switch to WAL is refused as busy at once, without the timeout that holds for everything else,
/// when another process switches the same new file: both would wait for each other.
Result<void> Database::runPatiently(const QString &pragma)
{
    QDeadlineTimer patience(m_options.busyTimeout);
    Result<void> done = run(pragma);
    while (!done && m_lastCode == SqliteCode::busy && !patience.hasExpired()) {
        QThread::msleep(10); // the worker thread
        done = run(pragma);
    }
    return done;
}

Result<void> Database::run(const QString &sql, const QVariantList &values)
{
    return select(sql, values, {});
}

Result<void> Database::select(const QString &sql, const QVariantList &values,
                              const EachRow &eachRow)
{
    QSqlQuery query(m_database);
    if (const auto done = execute(query, sql, values); !done)
        return done;
    if (!eachRow)
        return {};
    while (query.next())
        eachRow(query);
    if (query.lastError().isValid())
        return failed(query.lastError());
    return {};
}

Result<qint64> Database::number(const QString &sql, const QVariantList &values)
{
    qint64 found = 0;
    const auto done = select(sql, values,
                             [&found](const QSqlQuery &row) { found = row.value(0).toLongLong(); });
    if (!done)
        return failure(done.error());
    return found;
}

Result<void> Database::transaction(const Steps &steps)
{
    // IMMEDIATE: a read lock that grows into a write lock can fail without waiting.
    if (const auto begun = run(u"BEGIN IMMEDIATE"_s); !begun)
        return begun;
    auto done = steps();
    if (done)
        done = run(u"COMMIT"_s);
    if (done)
        return {};
    const int code = m_lastCode;
    // Fails when SQLite has rolled back by itself (full disk): that is as good.
    static_cast<void>(run(u"ROLLBACK"_s).has_value());
    m_lastCode = code;
    return done;
}

Result<void> Database::execute(QSqlQuery &query, const QString &sql, const QVariantList &values)
{
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return failed(query.lastError());
    for (const QVariant &value : values)
        query.addBindValue(stored(value));
    if (!query.exec())
        return failed(query.lastError());
    return {};
}

Failure Database::failed(const QSqlError &error)
{
    m_lastCode = error.nativeErrorCode().toInt() & 0xff; // the rest says it in more detail
    const bool isDamage =
            m_lastCode == SqliteCode::corrupt || m_lastCode == SqliteCode::notADatabase;
    if (isDamage && !m_options.damageMark.isEmpty()) {
        QFile mark(m_options.damageMark);
        if (mark.open(QIODevice::WriteOnly)) // else the next opening looks only at the surface
            mark.close();
    }
    Error told;
    told.kind = ErrorKind::Storage;
    told.detail = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return failure(told);
}
