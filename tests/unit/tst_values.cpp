// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/connectionentry.h"
#include "connection/connectionfile.h"
#include "draftports.h"
#include "draftreport.h"
#include "editedsource.h"
#include "items/draftlistmodel.h"
#include "items/reference.h"
#include "items/sourcelistmodel.h"
#include "requestlog.h"
#include "source/auditevent.h"
#include "source/conflict.h"
#include "source/draft.h"
#include "source/editfile.h"
#include "source/errorreader.h"
#include "source/merge.h"
#include "source/saverecord.h"
#include "source/savesteps.h"
#include "source/schematraits.h"
#include "source/validation.h"
#include "summary.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Two values are the same, and each of these changes makes them differ.
template <typename T, typename... Change>
void eachPartCounts(const Change &...change)
{
    const T one{};
    const T same{};
    QVERIFY(one == same);
    int part = 0;
    const auto differs = [&one, &part](const auto &changePart) {
        T other{};
        changePart(other);
        ++part;
        QVERIFY2(one != other, qPrintable(u"part %1"_s.arg(part)));
    };
    (differs(change), ...);
}

QDateTime moment()
{
    return QDateTime(QDate(2026, 11, 24), QTime(2, 14), QTimeZone::utc()).toUTC();
}

FieldValue text()
{
    return FieldValue::text(u"x"_s);
}

} // namespace

// That something changed, and has to be stored, sent or shown, is a comparison everywhere: no part
// of a value may be left out of it.
class TestValues : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void connections()
    {
        eachPartCounts<ProxyChoice>([](auto &it) { it.mode = ProxyChoice::Mode::None; },
                                    [](auto &it) { it.host = u"x"_s; },
                                    [](auto &it) { it.port = 1; },
                                    [](auto &it) { it.username = u"x"_s; });
        eachPartCounts<ConnectionEntry>(
                [](auto &it) { it.id = u"x"_s; }, [](auto &it) { it.name = u"x"_s; },
                [](auto &it) { it.address = u"x"_s; },
                [](auto &it) { it.kind = ConnectionKind::Test; },
                [](auto &it) { it.asksBeforeSave = true; }, [](auto &it) { it.isReadOnly = true; },
                [](auto &it) { it.caFile = u"x"_s; },
                [](auto &it) { it.clientCertificate = u"x"_s; },
                [](auto &it) { it.clientKey = u"x"_s; }, [](auto &it) { it.proxy.port = 1; },
                [](auto &it) { it.timeout = 7s; },
                [](auto &it) { it.acceptedCertificates = {"x"}; },
                [](auto &it) { it.isDeployed = true; });
        eachPartCounts<ConnectionFile>([](auto &it) { it.connections = {{}}; },
                                       [](auto &it) { it.left = {u"x"_s}; },
                                       [](auto &it) { it.remarks = {u"x"_s}; });
        eachPartCounts<CertificateFacts>(
                [](auto &it) { it.fingerprint = "x"; }, [](auto &it) { it.subject = u"x"_s; },
                [](auto &it) { it.issuer = u"x"_s; }, [](auto &it) { it.names = {u"x"_s}; },
                [](auto &it) { it.validFrom = moment(); },
                [](auto &it) { it.validUntil = moment(); },
                [](auto &it) { it.problems = {u"x"_s}; });
    }

    void errors()
    {
        eachPartCounts<Error>(
                [](auto &it) { it.kind = ErrorKind::Cut; },
                [](auto &it) { it.arrival = Arrival::Answered; },
                [](auto &it) { it.httpStatus = 1; }, [](auto &it) { it.detail = u"x"_s; },
                [](auto &it) { it.contentType = "x"; }, [](auto &it) { it.body = "x"; },
                [](auto &it) { it.answerSize = 1; }, [](auto &it) { it.retryAfter = 1s; },
                [](auto &it) { it.requestId = u"x"_s; }, [](auto &it) { it.request = u"x"_s; },
                [](auto &it) { it.certificate = CertificateFacts{}; });
        eachPartCounts<FieldProblem>(
                [](auto &it) { it.field = Field::Slug; }, [](auto &it) { it.item = 0; },
                [](auto &it) { it.sentence = u"x"_s; }, [](auto &it) { it.serverWords = u"x"_s; });
        eachPartCounts<FormProblem>([](auto &it) { it.key = u"x"_s; },
                                    [](auto &it) { it.serverWords = u"x"_s; });
        eachPartCounts<LoggedRequest>(
                [](auto &it) { it.number = 1; }, [](auto &it) { it.at = moment(); },
                [](auto &it) { it.connection = u"x"_s; }, [](auto &it) { it.method = u"x"_s; },
                [](auto &it) { it.path = u"x"_s; }, [](auto &it) { it.status = 1; },
                [](auto &it) { it.error = ErrorKind::Cut; }, [](auto &it) { it.duration = 1ms; },
                [](auto &it) { it.requestId = u"x"_s; }, [](auto &it) { it.received = 1; });
    }

    void sources()
    {
        eachPartCounts<SourceSummary>(
                [](auto &it) { it.pk = u"x"_s; }, [](auto &it) { it.slug = u"x"_s; },
                [](auto &it) { it.name = u"x"_s; }, [](auto &it) { it.enabled = false; },
                [](auto &it) { it.managed = true; });
        eachPartCounts<PlexSource>([](auto &it) { it.setValue(Field::Name, text()); },
                                   [](auto &it) {
                                       it.setUnknownKeys({{u"x"_s, 1}});
                                   });
        eachPartCounts<SourceMarks>(
                [](auto &it) { it.changedFields = 1; }, [](auto &it) { it.rejected = true; },
                [](auto &it) { it.conflict = true; }, [](auto &it) { it.changedOnServer = true; },
                [](auto &it) { it.lostChange = true; }, [](auto &it) { it.queued = true; });
        eachPartCounts<FieldTraits>(
                [](auto &it) { it.present = true; }, [](auto &it) { it.writable = true; },
                [](auto &it) { it.required = true; }, [](auto &it) { it.nullable = true; },
                [](auto &it) { it.maxLength = 1; });
        eachPartCounts<Reference>(
                [](auto &it) { it.pk = u"x"_s; }, [](auto &it) { it.title = u"x"_s; },
                [](auto &it) { it.slug = u"x"_s; }, [](auto &it) { it.designation = u"x"_s; });
        eachPartCounts<AuditEvent>(
                [](auto &it) { it.pk = u"x"_s; }, [](auto &it) { it.action = u"x"_s; },
                [](auto &it) { it.sourcePk = u"x"_s; }, [](auto &it) { it.sourceName = u"x"_s; },
                [](auto &it) { it.username = u"x"_s; }, [](auto &it) { it.isByToken = true; },
                [](auto &it) { it.when = moment(); }, [](auto &it) { it.requestId = u"x"_s; });
        eachPartCounts<CachedSummary>([](auto &it) { it.source.name = u"x"_s; },
                                      [](auto &it) { it.readAt = moment(); });
    }

    void changes()
    {
        eachPartCounts<FieldChange>([](auto &it) { it.field = Field::Slug; },
                                    [](auto &it) { it.before = text(); },
                                    [](auto &it) { it.after = text(); });
        eachPartCounts<FieldDecision>([](auto &it) { it.field = Field::Slug; },
                                      [](auto &it) { it.theirs = text(); },
                                      [](auto &it) { it.result = text(); });
        eachPartCounts<FieldMerge>(
                [](auto &it) { it.kind = MergeKind::Mine; }, [](auto &it) { it.base = text(); },
                [](auto &it) { it.mine = text(); }, [](auto &it) { it.theirs = text(); },
                [](auto &it) { it.result = text(); });
        eachPartCounts<ConflictField>([](auto &it) { it.field = Field::Slug; },
                                      [](auto &it) { it.merge.mine = text(); });
        eachPartCounts<FieldNote>(
                [](auto &it) { it.kind = FieldNote::Kind::Conflict; },
                [](auto &it) { it.before = text(); }, [](auto &it) { it.theirs = text(); },
                [](auto &it) { it.by = AuditEvent{}; }, [](auto &it) { it.isWriterAsked = true; });
        eachPartCounts<SaveIntent>([](auto &it) { it.address = u"x"_s; },
                                   [](auto &it) { it.baseline.setValue(Field::Name, text()); },
                                   [](auto &it) { it.mine.setValue(Field::Name, text()); },
                                   [](auto &it) {
                                       it.traits.set(Field::Name, {true, true, true, true, 1});
                                   });
    }

    void saves()
    {
        eachPartCounts<SaveRecord>(
                [](auto &it) { it.id = u"x"_s; }, [](auto &it) { it.when = moment(); },
                [](auto &it) { it.server = u"x"_s; }, [](auto &it) { it.pk = u"x"_s; },
                [](auto &it) { it.slug = u"x"_s; }, [](auto &it) { it.name = u"x"_s; },
                [](auto &it) { it.who = u"x"_s; }, [](auto &it) { it.changes = {{}}; },
                [](auto &it) { it.requestId = u"x"_s; },
                [](auto &it) { it.fate = SaveFate::Saved; }, [](auto &it) { it.checksLeft = 1; });
        eachPartCounts<HistoryRow>([](auto &it) { it.number = 1; },
                                   [](auto &it) { it.record.name = u"x"_s; },
                                   [](auto &it) { it.hasSnapshot = true; });
        eachPartCounts<SummaryEntry>(
                [](auto &it) { it.field = Field::Name; }, [](auto &it) { it.item = 0; },
                [](auto &it) { it.label = u"x"_s; }, [](auto &it) { it.words = u"x"_s; });
        eachPartCounts<Summary>(
                [](auto &it) { it.severity = Summary::Severity::Error; },
                [](auto &it) { it.title = u"x"_s; }, [](auto &it) { it.next = u"x"_s; },
                [](auto &it) { it.entries = {{}}; }, [](auto &it) { it.details = u"x"_s; },
                [](auto &it) { it.action = Summary::Action::Decide; },
                [](auto &it) { it.isFinding = true; });
    }

    void drafts()
    {
        eachPartCounts<DraftKey>([](auto &it) { it.server = u"x"_s; },
                                 [](auto &it) { it.pk = u"x"_s; });
        eachPartCounts<DraftHolder>([](auto &it) { it.process = 1; },
                                    [](auto &it) { it.host = u"x"_s; },
                                    [](auto &it) { it.program = u"x"_s; });
        eachPartCounts<DraftConnection>([](auto &it) { it.address = u"x"_s; },
                                        [](auto &it) { it.username = u"x"_s; });
        eachPartCounts<DraftSummary>(
                [](auto &it) { it.server = u"x"_s; }, [](auto &it) { it.pk = u"x"_s; },
                [](auto &it) { it.slug = u"x"_s; }, [](auto &it) { it.name = u"x"_s; },
                [](auto &it) { it.user = u"x"_s; }, [](auto &it) { it.state = DraftState::Queued; },
                [](auto &it) { it.started = moment(); }, [](auto &it) { it.changed = moment(); },
                [](auto &it) { it.queuedAt = moment(); }, [](auto &it) { it.fields = 1; });
        eachPartCounts<DraftRow>([](auto &it) { it.draft.name = u"x"_s; },
                                 [](auto &it) { it.finding = u"x"_s; });
        eachPartCounts<DraftRecord>(
                [](auto &it) { it.server = u"x"_s; }, [](auto &it) { it.pk = u"x"_s; },
                [](auto &it) { it.slug = u"x"_s; }, [](auto &it) { it.name = u"x"_s; },
                [](auto &it) { it.release = u"x"_s; }, [](auto &it) { it.user = u"x"_s; },
                [](auto &it) { it.baseline.setValue(Field::Name, text()); },
                [](auto &it) { it.changes = {{}}; }, [](auto &it) { it.started = moment(); },
                [](auto &it) { it.changed = moment(); },
                [](auto &it) { it.state = DraftState::Queued; },
                [](auto &it) { it.queuedAt = moment(); }, [](auto &it) { it.cursor = Field::Name; },
                [](auto &it) { it.refusal = Error{}; }, [](auto &it) { it.newestEvent = u"x"_s; });
        eachPartCounts<DraftReport>([](auto &it) { it.job = DraftReport::Job::Import; },
                                    [](auto &it) { it.names = {u"x"_s}; },
                                    [](auto &it) { it.remarks = {u"x"_s}; });
        eachPartCounts<ExportedEdit>(
                [](auto &it) { it.server = u"x"_s; }, [](auto &it) { it.pk = u"x"_s; },
                [](auto &it) { it.slug = u"x"_s; }, [](auto &it) { it.name = u"x"_s; },
                [](auto &it) { it.release = u"x"_s; }, [](auto &it) { it.user = u"x"_s; },
                [](auto &it) { it.started = moment(); }, [](auto &it) { it.changed = moment(); },
                [](auto &it) { it.changes = {{}}; },
                [](auto &it) { it.notIncluded = {Field::PlexToken}; },
                [](auto &it) { it.droppedSecrets = {Field::PlexToken}; });
    }
};

QTEST_APPLESS_MAIN(TestValues)
#include "tst_values.moc"
