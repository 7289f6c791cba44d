// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/auditevent.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject recordedEvent(const QString &release)
{
    const QJsonArray results =
            Samples::recordedBody(release, u"events/2-newest"_s).value(u"results"_s).toArray();
    return results.first().toObject();
}

/// The event of 2025.12.4 with one text at `path` exchanged.
QJsonObject changedEvent(const QStringList &path, const QJsonValue &value)
{
    QJsonObject event = recordedEvent(u"2025.12.4"_s);
    if (path.size() == 1) {
        event.insert(path[0], value);
        return event;
    }
    QJsonObject outer = event.value(path[0]).toObject();
    if (path.size() == 2) {
        outer.insert(path[1], value);
    } else {
        QJsonObject inner = outer.value(path[1]).toObject();
        inner.insert(path[2], value);
        outer.insert(path[1], inner);
    }
    event.insert(path[0], outer);
    return event;
}

} // namespace

class TestAuditEvent : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesTheUserAndTheRequest()
    {
        const auto event = AuditEvent::fromJson(recordedEvent(u"2025.12.4"_s));
        QVERIFY(event);
        QCOMPARE(event->pk, u"00000000-0000-4000-8000-000000000900"_s);
        QCOMPARE(event->action, u"model_updated"_s);
        QCOMPARE(event->sourcePk, u"00000000-0000-4000-8000-000000000001"_s);
        QCOMPARE(event->sourceName, u"Renamed"_s);
        QCOMPARE(event->username, u"akadmin"_s);
        QVERIFY(!event->isByToken);
        QCOMPARE(event->requestId, u"00000000000000000000000000000000"_s);
        QCOMPARE(event->when, QDateTime(QDate(2026, 1, 1), QTime(0, 0), QTimeZone::utc()).toUTC());
        QCOMPARE(whoText(*event), u"akadmin"_s);
        QCOMPARE(whoSentenceStart(*event), u"akadmin"_s);
    }

    void anOldServerLogsATokenAsNobody()
    {
        const auto event = AuditEvent::fromJson(recordedEvent(u"2023.10.7"_s));
        QVERIFY(event);
        QVERIFY(event->isByToken);
        QVERIFY(event->username.isEmpty());
        QVERIFY(event->requestId.isEmpty());
        QCOMPARE(event->sourcePk, u"00000000-0000-4000-8000-000000000001"_s);
        QCOMPARE(whoText(*event), u"an API token"_s);
        QCOMPARE(whoSentenceStart(*event), u"An API token"_s);
    }

    void theSourceIsThatOfTheWrite()
    {
        const QStringList releases = Samples::releases();
        for (const QString &release : releases) {
            const auto event = AuditEvent::fromJson(recordedEvent(release));
            const QJsonObject written = Samples::recordedBody(release, u"events/1-patch"_s);
            QCOMPARE(event->sourcePk, Samples::fromObject(written).pk());
        }
    }

    void timesAreReadWithFractionsAndOffsets()
    {
        const auto event = AuditEvent::fromJson(
                changedEvent({u"created"_s}, u"2026-11-24T03:04:05.678901+02:00"_s));
        QVERIFY(event);
        QCOMPARE(event->when,
                 QDateTime(QDate(2026, 11, 24), QTime(1, 4, 5, 679), QTimeZone::utc()).toUTC());
        QCOMPARE(event->when.timeSpec(), Qt::UTC);
    }

    void whatIsNoEventIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("event");
        QTest::newRow("nothing") << QJsonObject();
        QTest::newRow("no pk") << changedEvent({u"pk"_s}, QJsonValue::Null);
        QTest::newRow("no time") << changedEvent({u"created"_s}, u"yesterday"_s);
        QTest::newRow("no source") << changedEvent({u"context"_s, u"model"_s, u"pk"_s}, u""_s);
        QTest::newRow("no context") << changedEvent({u"context"_s}, 3);
    }
    void whatIsNoEventIsRefused()
    {
        QFETCH(QJsonObject, event);
        const auto read = AuditEvent::fromJson(event);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::BadResponse);
        QVERIFY(!read.error().detail.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestAuditEvent)
#include "tst_auditevent.moc"
