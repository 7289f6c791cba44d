// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog.h"
#include "requestlogmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {
LoggedRequest made(const QString &path = u"/api/v3/sources/plex/"_s)
{
    LoggedRequest request;
    request.at = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
    request.connection = u"https://auth.example.org"_s;
    request.method = u"GET"_s;
    request.path = path;
    request.status = 200;
    request.duration = 42ms;
    request.requestId = u"0123abcd"_s;
    request.received = 7;
    return request;
}
} // namespace

// The log of requests, its table and its text.
class TestRequestLog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void requestsAreNumbered();
    void theOldestGoFirst();
    void clearingKeepsTheNumbers();
    void theTableFollowsTheLog();
    void aFullTableStaysAsLong();
    void aRowSaysWhatHappened();
    void outcomes_data();
    void outcomes();
    void rolesServeFilterAndSort();
    void columnsSortByWhatTheyMean();
    void onlyTheDurationIsAlignedRight();
    void aPlaceOutsideTheTableIsEmpty();
    void textHasALineForEach();
    void textKeepsItsLines();
};

void TestRequestLog::requestsAreNumbered()
{
    RequestLog log;
    const QSignalSpy added(&log, &RequestLog::added);
    log.add(made());
    log.add(made());
    QCOMPARE(log.requests().front().number, quint64(1));
    QCOMPARE(log.requests().back().number, quint64(2));
    QCOMPARE(added.size(), 2);
    QCOMPARE(added.at(1).at(0).value<LoggedRequest>(), log.requests().back());
    QCOMPARE(added.at(1).at(1).toBool(), false);
}

void TestRequestLog::theOldestGoFirst()
{
    RequestLog log;
    for (int count = 0; count < RequestLog::capacity; ++count)
        log.add(made());
    QCOMPARE(int(log.requests().size()), RequestLog::capacity);
    const QSignalSpy added(&log, &RequestLog::added);
    log.add(made());
    QCOMPARE(int(log.requests().size()), RequestLog::capacity);
    QCOMPARE(log.requests().front().number, quint64(2));
    QCOMPARE(log.requests().back().number, quint64(RequestLog::capacity + 1));
    QCOMPARE(added.at(0).at(1).toBool(), true);
}

void TestRequestLog::clearingKeepsTheNumbers()
{
    RequestLog log;
    log.add(made());
    const QSignalSpy cleared(&log, &RequestLog::cleared);
    log.clear();
    QCOMPARE(cleared.size(), 1);
    QVERIFY(log.requests().empty());
    log.add(made());
    QCOMPARE(log.requests().front().number, quint64(2));
}

void TestRequestLog::theTableFollowsTheLog()
{
    RequestLog log;
    log.add(made());
    RequestLogModel model(log);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 1);
    log.add(made(u"/api/v3/core/users/me/"_s));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, RequestLogModel::PathColumn).data().toString(),
             u"/api/v3/core/users/me/"_s);
    log.clear();
    QCOMPARE(model.rowCount(), 0);
    log.add(made());
    QCOMPARE(model.rowCount(), 1);
}

void TestRequestLog::aFullTableStaysAsLong()
{
    RequestLog log;
    for (int count = 0; count < RequestLog::capacity; ++count)
        log.add(made());
    RequestLogModel model(log);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    log.add(made(u"/last/"_s));
    QCOMPARE(model.rowCount(), RequestLog::capacity);
    QCOMPARE(model.index(0, 0).data(RequestLogModel::NumberRole).toULongLong(), quint64(2));
    QCOMPARE(model.index(RequestLog::capacity - 1, RequestLogModel::PathColumn).data().toString(),
             u"/last/"_s);
}

void TestRequestLog::aRowSaysWhatHappened()
{
    RequestLog log;
    log.add(made());
    const RequestLogModel model(log);
    const auto shown = [&model](int column) { return model.index(0, column).data().toString(); };
    QVERIFY(!shown(RequestLogModel::TimeColumn).isEmpty());
    QCOMPARE(shown(RequestLogModel::MethodColumn), u"GET"_s);
    QCOMPARE(shown(RequestLogModel::StatusColumn), u"200"_s);
    QCOMPARE(shown(RequestLogModel::DurationColumn), u"42 ms"_s);
    QCOMPARE(shown(RequestLogModel::RequestIdColumn), u"0123abcd"_s);
    QCOMPARE(shown(RequestLogModel::ConnectionColumn), u"https://auth.example.org"_s);
    for (int column = 0; column < RequestLogModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TestRequestLog::outcomes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("error"); // -1 = none
    QTest::addColumn<QString>("said");
    QTest::newRow("answered") << 200 << -1 << u"200"_s;
    QTest::newRow("refused") << 403 << int(ErrorKind::Forbidden) << u"403"_s;
    QTest::newRow("not reached") << 0 << int(ErrorKind::Offline) << u"not reached"_s;
    QTest::newRow("no such name") << 0 << int(ErrorKind::HostNotFound) << u"name not found"_s;
    QTest::newRow("no answer") << 0 << int(ErrorKind::Timeout) << u"no answer in time"_s;
    QTest::newRow("cut") << 200 << int(ErrorKind::Cut) << u"200, connection closed"_s;
    QTest::newRow("stopped") << 0 << int(ErrorKind::Cancelled) << u"stopped"_s;
    QTest::newRow("stopped without a word") << 0 << -1 << u"stopped"_s;
    QTest::newRow("not trusted") << 0 << int(ErrorKind::Tls) << u"not trusted"_s;
    QTest::newRow("proxy") << 0 << int(ErrorKind::Proxy) << u"proxy failed"_s;
    QTest::newRow("proxy's login") << 0 << int(ErrorKind::ProxyLogin) << u"proxy wants a login"_s;
    QTest::newRow("too long") << 200 << int(ErrorKind::TooLarge) << u"200, answer too long"_s;
    QTest::newRow("unreadable") << 200 << int(ErrorKind::BadResponse)
                                << u"200, answer not understood"_s;
    QTest::newRow("anything else") << 0 << int(ErrorKind::Storage) << u"failed"_s;
}

void TestRequestLog::outcomes()
{
    QFETCH(int, status);
    QFETCH(int, error);
    QFETCH(QString, said);
    LoggedRequest request = made();
    request.status = status;
    if (error >= 0)
        request.error = ErrorKind(error);
    QCOMPARE(requestOutcome(request), said);
}

void TestRequestLog::rolesServeFilterAndSort()
{
    RequestLog log;
    LoggedRequest request = made();
    request.error = ErrorKind::Timeout;
    request.status = 0;
    log.add(request);
    const RequestLogModel model(log);
    const QModelIndex index = model.index(0, RequestLogModel::DurationColumn);
    QCOMPARE(index.data(RequestLogModel::SortRole).toLongLong(), 42);
    QVERIFY(index.data(RequestLogModel::FailedRole).toBool());
    QVERIFY(index.data(RequestLogModel::FilterRole).toString().contains("sources/plex"_L1));
    QCOMPARE(index.data(RequestLogModel::ConnectionRole).toString(), request.connection);
}

void TestRequestLog::columnsSortByWhatTheyMean()
{
    RequestLog log;
    log.add(made(u"/first/"_s));
    LoggedRequest second = made(u"/second/"_s);
    second.at = second.at.addDays(-1); // a clock that was set back
    second.status = 1000;
    log.add(second);
    const RequestLogModel model(log);
    const auto value = [&model](int row, int column) {
        return model.index(row, column).data(RequestLogModel::SortRole);
    };
    QVERIFY(value(0, RequestLogModel::TimeColumn).toULongLong()
            < value(1, RequestLogModel::TimeColumn).toULongLong());
    for (int row = 0; row < model.rowCount(); ++row) // as numbers: as texts 1000 is before 200
        QCOMPARE(value(row, RequestLogModel::StatusColumn).typeId(), int(QMetaType::Int));
    QCOMPARE(value(1, RequestLogModel::PathColumn).toString(), u"/second/"_s);
}

void TestRequestLog::onlyTheDurationIsAlignedRight()
{
    RequestLog log;
    log.add(made());
    const RequestLogModel model(log);
    for (int column = 0; column < RequestLogModel::ColumnCount; ++column) {
        const bool isRight =
                model.index(0, column).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
        QCOMPARE(isRight, column == RequestLogModel::DurationColumn);
    }
}

void TestRequestLog::aPlaceOutsideTheTableIsEmpty()
{
    RequestLog log;
    log.add(made());
    const RequestLogModel model(log);
    QVERIFY(!model.data({}, Qt::DisplayRole).isValid());
    QVERIFY(!model.index(0, 0).data(Qt::DecorationRole).isValid());
    QVERIFY(!model.headerData(RequestLogModel::ColumnCount, Qt::Horizontal, Qt::DisplayRole)
                     .isValid());
    QVERIFY(!model.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
    QVERIFY(!model.headerData(0, Qt::Horizontal, Qt::DecorationRole).isValid());
}

void TestRequestLog::textHasALineForEach()
{
    RequestLog log;
    QCOMPARE(requestLogText(log.requests()).count(u'\n'), 1); // the head
    log.add(made());
    const QString text = requestLogText(log.requests());
    QCOMPARE(text.section(u'\n', 1, 1),
             u"1\t2026-03-01T12:00:00.000Z\thttps://auth.example.org\tGET\t/api/v3/sources/plex/"
             "\t200\t42\t7\t0123abcd"_s);
    QVERIFY(text.endsWith(u'\n'));
}

void TestRequestLog::textKeepsItsLines()
{
    LoggedRequest request = made(u"/api/\t\nX"_s);
    const QString text = requestLogText({request});
    QCOMPARE(text.count(u'\n'), 2);
    QCOMPARE(text.count(u'\t'), 16);
}

QTEST_GUILESS_MAIN(TestRequestLog)
#include "tst_requestlog.moc"
