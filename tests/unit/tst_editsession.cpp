// SPDX-License-Identifier: GPL-3.0-or-later
// Long because one session is led through all its phases with the same helpers.
#include "editsession.h"
#include "fakesourceapi.h"
#include "samples.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

Error failed(ErrorKind kind, Arrival arrival, const QByteArray &body = {}, int status = 0)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    error.body = body;
    error.contentType = "application/json";
    error.httpStatus = status;
    return error;
}

PlexSource with(Field field, const FieldValue &value, PlexSource source = Samples::source())
{
    source.setValue(field, value);
    return source;
}

FieldValue text(const QString &text)
{
    return FieldValue::text(text);
}

SourceOptions granted()
{
    return SourceOptions::fromJson(Samples::recordedBody(u"2025.12.4"_s, u"info/options-object"_s));
}

} // namespace

class TestEditSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_edit = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s);
        m_edit->refresh();
        m_api->answerGet(Samples::source());
    }
    void cleanup()
    {
        m_edit.reset();
        m_api.reset();
    }

    void opensWithNothingChanged()
    {
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QVERIFY(m_edit->changed().isEmpty());
        QCOMPARE(m_edit->changeRight(), ChangeRight::Unknown);
    }

    void nothingWaitsForOptions()
    {
        QVERIFY(m_api->waits(u"options"_s));
        QVERIFY(m_edit->setValue(Field::Name, text(u"x"_s)));
        m_api->answerOptions(granted());
        QCOMPARE(m_edit->changeRight(), ChangeRight::Granted);
    }

    void aFailedOptionsDisablesNothing()
    {
        m_api->answerOptions(failure(failed(ErrorKind::Server, Arrival::Answered)));
        QCOMPARE(m_edit->changeRight(), ChangeRight::Unknown);
        QVERIFY(m_edit->setValue(Field::Name, text(u"x"_s)));
    }

    void dirtyIsAComparison()
    {
        QVERIFY(m_edit->setValue(Field::Name, text(u"x"_s)));
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        QVERIFY(m_edit->setValue(Field::Name, text(u"Plex Home"_s)));
        QVERIFY(m_edit->changed().isEmpty());
    }

    void anEchoChangesNothing()
    {
        QSignalSpy spy(m_edit.get(), &EditSession::fieldsChanged);
        QVERIFY(!m_edit->setValue(Field::Name, text(u"Plex Home"_s)));
        QVERIFY(!m_edit->setValue(Field::Pk, text(u"x"_s)));
        QCOMPARE(spy.count(), 0);
    }

    void readOnlyEndsBeforeAnythingIsAsked()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_api->isReadOnlyNow = true;
        const int reads = m_api->reads;
        const QSignalSpy ended(m_edit.get(), &EditSession::saveEnded);
        m_edit->save();

        QCOMPARE(ended.count(), 1);
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        QCOMPARE(m_edit->outcome()->error->kind, ErrorKind::ReadOnly);
        QCOMPARE(m_edit->outcome()->error->arrival, Arrival::NotSent);
        QCOMPARE(m_api->reads, reads);
        QVERIFY(m_api->patches.isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name}); // nothing is lost
    }

    void readOnlyWhileTheSaveReadsSendsNothing()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->save();
        m_api->isReadOnlyNow = true;
        m_api->answerGet(Samples::source());

        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        QCOMPARE(m_edit->outcome()->error->kind, ErrorKind::ReadOnly);
        QVERIFY(m_api->patches.isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});

        m_api->isReadOnlyNow = false;
        m_edit->save();
        m_api->answerGet(Samples::source());
        QCOMPARE(m_api->patches.size(), 1);
    }

    void savesOnlyWhatChanged()
    {
        m_edit->setValue(Field::Name, text(u"Plex Family"_s));
        m_edit->setValue(Field::AllowFriends, FieldValue::flag(false));
        m_edit->save();
        QCOMPARE(m_edit->phase(), EditSession::Phase::Saving);
        m_api->answerGet(Samples::source());
        QCOMPARE(m_api->patches,
                 QList<QByteArray>{R"({"allow_friends":false,"name":"Plex Family"})"});
        PlexSource answer = with(Field::Name, text(u"Plex Family"_s));
        answer.setValue(Field::AllowFriends, FieldValue::flag(false));
        m_api->answerPatch(answer);
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Saved);
        QVERIFY(m_edit->changed().isEmpty());
        QCOMPARE(m_edit->baseline().name(), u"Plex Family"_s);
    }

    void anUnchangedSourceSendsNothing()
    {
        m_edit->save();
        QCOMPARE(m_edit->outcome()->result, SaveResult::NothingToSend);
        QCOMPARE(m_api->reads, 1);
    }

    void refusalKeepsEverythingTyped()
    {
        m_edit->setValue(Field::Slug, text(u"plex-office"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(
                failure(failed(ErrorKind::Validation, Arrival::Answered,
                               R"({"slug":["source with this slug already exists."]})", 400)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Refused);
        QCOMPARE(m_edit->current().slug(), u"plex-office"_s);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Slug});
        QCOMPARE(m_edit->problems().size(), 1);
        QCOMPARE(m_edit->problems().first().field, Field::Slug);
        m_edit->setValue(Field::Slug, text(u"plex-office-2"_s));
        QVERIFY(m_edit->problems().isEmpty());
    }

    void aForbiddenSaveAsksForTheRightAgain()
    {
        m_api->answerOptions(granted());
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(failed(ErrorKind::Forbidden, Arrival::Answered, {}, 403)));
        QCOMPARE(m_edit->changeRight(), ChangeRight::Granted); // until OPTIONS says otherwise
        SourceOptions refused;
        refused.right = ChangeRight::Refused;
        m_api->answerOptions(refused);
        QCOMPARE(m_edit->changeRight(), ChangeRight::Refused);
        QCOMPARE(m_edit->current().name(), u"x"_s);
    }

    void aReadWhileDirtyIsTheirs()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->refresh();
        PlexSource theirs = with(Field::Enabled, FieldValue::flag(false));
        theirs.setValue(Field::Name, text(u"Theirs"_s));
        m_api->answerGet(theirs);
        QCOMPARE(m_edit->current().value(Field::Enabled), FieldValue::flag(false));
        QCOMPARE(m_edit->note(Field::Enabled).kind, FieldNote::Kind::TakenOver);
        QCOMPARE(m_edit->note(Field::Enabled).before, FieldValue::flag(true));
        QCOMPARE(m_edit->current().name(), u"Mine"_s);
        QCOMPARE(m_edit->baseline().name(), u"Plex Home"_s); // what the edit started from
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::Conflict);
        QCOMPARE(m_edit->note(Field::Name).theirs.toText(), u"Theirs"_s);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void aReadThatFoundAConflictDoesNotLetTheNextSaveOverwrite()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
    }

    void keepingMineIsADecisionThatIsComparedAgain()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        keepMine();
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Third"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
        keepMine();
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Third"_s)));
        QCOMPARE(m_api->patches, QList<QByteArray>{R"({"name":"Mine"})"});
    }

    void passingThroughTheirValueDecidesNothing()
    {
        m_edit->setValue(Field::Name, text(u"Plex 2"_s));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Plex"_s)));
        m_edit->setValue(Field::Name, text(u"Plex"_s));
        m_edit->setValue(Field::Name, text(u"Plex X"_s));
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::Conflict);
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(u"Plex"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
    }

    void aRefusedRightIsAskedForWithEachRead()
    {
        SourceOptions refused;
        refused.right = ChangeRight::Refused;
        m_api->answerOptions(refused);
        m_edit->refresh();
        m_api->answerOptions(granted());
        QCOMPARE(m_edit->changeRight(), ChangeRight::Granted);
        m_api->answerGet(Samples::source());
        m_edit->refresh();
        QVERIFY(!m_api->waits(u"options"_s));
    }

    void aFirstReadOfAnotherSourceIsRefused()
    {
        EditSession edit(*m_api, Samples::digests(), u"plex-home"_s, u"the pk of the list"_s);
        edit.refresh();
        m_api->answerGet(Samples::source());
        m_api->answerFind(std::optional<SourceSummary>());
        QCOMPARE(edit.phase(), EditSession::Phase::LoadFailed);
        QVERIFY(!edit.isLoaded());
    }

    void discardingEndsARefusal()
    {
        m_edit->setValue(Field::Slug, text(u"plex-office"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(
                failed(ErrorKind::Validation, Arrival::Answered, R"({"detail":"no"})", 400)));
        QVERIFY(m_edit->outcome());
        m_edit->discard();
        QVERIFY(!m_edit->outcome());
    }

    void aGoodReadEndsWhatWasNotSent()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->save();
        m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        m_edit->refresh();
        m_api->answerGet(Samples::source());
        QVERIFY(!m_edit->outcome());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void aRefusalKeepsWhatWasReadBeforeIt()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->save();
        m_api->answerGet(with(Field::Enabled, FieldValue::flag(false)));
        m_api->answerPatch(failure(failed(ErrorKind::Forbidden, Arrival::Answered, {}, 403)));
        QCOMPARE(m_edit->current().value(Field::Enabled), FieldValue::flag(false));
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void takingTheirsLeavesNothingToSend()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        m_edit->revert(Field::Name);
        QVERIFY(m_edit->changed().isEmpty());
        QCOMPARE(m_edit->current().name(), u"Theirs"_s);
    }

    void revertingAConflictTakesTheServersValue()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Theirs"_s)));
        m_edit->revert(Field::Name);
        QCOMPARE(m_edit->current().name(), u"Theirs"_s);
        QVERIFY(m_edit->changed().isEmpty());
    }

    void typingWhileASaveRunsIsANewEdit()
    {
        m_edit->setValue(Field::Name, text(u"First"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        QVERIFY(m_edit->setValue(Field::Name, text(u"First and more"_s)));
        QVERIFY(m_edit->setValue(Field::ClientId, text(u"new-client"_s)));
        m_api->answerPatch(with(Field::Name, text(u"First"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Saved);
        QCOMPARE(m_edit->baseline().name(), u"First"_s);
        QCOMPARE(m_edit->current().name(), u"First and more"_s);
        QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::ClientId}));
    }

    void typingWhileARefusedSaveRunsIsKept()
    {
        m_edit->setValue(Field::Name, text(u"First"_s));
        m_edit->save();
        m_edit->setValue(Field::ClientId, text(u"new-client"_s));
        m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::ClientId}));
    }

    void afterASlugChangeTheSessionGoesOnUnderIt()
    {
        m_edit->setValue(Field::Slug, text(u"plex-new"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(with(Field::Slug, text(u"plex-new"_s)));
        QCOMPARE(m_edit->slug(), u"plex-new"_s);
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->save();
        const auto read = m_api->take(u"get"_s);
        QCOMPARE(read.slug, u"plex-new"_s);
        read.source(with(Field::Slug, text(u"plex-new"_s)));
        QCOMPARE(m_api->take(u"patch"_s).slug, u"plex-new"_s);
    }

    void aTrimmedValueIsShownAndSaid()
    {
        m_edit->setValue(Field::Name, text(u" Family "_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(with(Field::Name, text(u"Family"_s)));
        QCOMPARE(m_edit->current().name(), u"Family"_s);
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::Adjusted);
        QVERIFY(m_edit->changed().isEmpty());
    }

    void anIgnoredFieldKeepsWhatWasTyped()
    {
        m_edit->setValue(Field::Promoted, FieldValue::flag(true));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(Samples::source());
        QCOMPARE(m_edit->note(Field::Promoted).kind, FieldNote::Kind::Ignored);
        QCOMPARE(m_edit->current().value(Field::Promoted), FieldValue::flag(true));
    }

    void noAnswerIsReadAndNotRepeated()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
        m_api->answerGet(with(Field::Name, text(u"Family"_s)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::AppliedUnanswered);
        QVERIFY(m_edit->changed().isEmpty());
        QCOMPARE(m_api->patches.size(), 1);
    }

    void noAnswerAndOldValuesKeepTheEdit()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
        m_api->answerGet(Samples::source());
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotApplied);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void anotherPkSendsNothingAndKeepsTheEdit()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(with(Field::Pk, text(u"another"_s)));
        m_api->answerFind(std::optional<SourceSummary>());
        QCOMPARE(m_edit->outcome()->result, SaveResult::Replaced);
        QVERIFY(m_api->patches.isEmpty());
        QCOMPARE(m_edit->current().name(), u"Family"_s);
        m_edit->refresh();
        m_api->answerGet(with(Field::Pk, text(u"another"_s)));
        m_api->answerFind(std::optional<SourceSummary>());
        QVERIFY(m_edit->lastError());
        QCOMPARE(m_edit->pk(), Samples::source().pk());
        QCOMPARE(m_edit->current().name(), u"Family"_s);
    }

    void aSaveGoesOnWhereTheSourceIsNow()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(failure(failed(ErrorKind::NotFound, Arrival::Answered)));
        const PlexSource moved = with(Field::Slug, text(u"plex-new"_s));
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        const auto read = m_api->take(u"get"_s);
        QCOMPARE(read.slug, u"plex-new"_s);
        read.source(moved);
        QCOMPARE(m_api->take(u"patch"_s).slug, u"plex-new"_s);
    }

    void aReadFollowsTheSourceToItsNewSlug()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->refresh();
        m_api->answerGet(failure(failed(ErrorKind::NotFound, Arrival::Answered)));
        const PlexSource moved = with(Field::Slug, text(u"plex-new"_s));
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        m_api->answerGet(moved);
        QVERIFY(!m_edit->lastError());
        QCOMPARE(m_edit->slug(), u"plex-new"_s);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        QCOMPARE(m_edit->current().name(), u"Family"_s);
    }

    void cancellingReachesTheCall()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_edit->cancelSave();
        const auto read = m_api->take(u"get"_s);
        QVERIFY(read.cancelled);
        read.source(failure(failed(ErrorKind::Cancelled, Arrival::NotSent)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::Cancelled);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void discardGoesBackToTheServersValues()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"typed"_s));
        QCOMPARE(m_edit->changed().size(), 2);
        m_edit->discard();
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(!m_edit->current().value(Field::PlexToken).isTypedSecret());
    }

    void anEmptyTokenMeansUntouched()
    {
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"typed"_s));
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, QString()));
        QVERIFY(m_edit->changed().isEmpty());
    }

    void aSavedTokenIsNotHeldAnyLonger()
    {
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"typed"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        QCOMPARE(m_api->patches, QList<QByteArray>{R"({"plex_token":"typed"})"});
        QJsonObject object = Samples::object();
        object["plex_token"_L1] = u"typed"_s;
        m_api->answerPatch(Samples::fromObject(object));
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(!m_edit->current().value(Field::PlexToken).isTypedSecret());
    }

    void previewIsWhatWouldBeSentWithoutSecrets()
    {
        m_edit->setValue(Field::Name, text(u"N"_s));
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"canary"_s));
        QCOMPARE(m_edit->previewRequestLine(), u"PATCH /api/v3/sources/plex/plex-home/"_s);
        QCOMPARE(m_edit->previewBody(),
                 QByteArray(R"json({"name":"N","plex_token":"(changed, not shown)"})json"));
    }

    void aFailedFirstReadCanBeTriedAgain()
    {
        EditSession edit(*m_api, Samples::digests(), u"other"_s);
        edit.refresh();
        m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
        QCOMPARE(edit.phase(), EditSession::Phase::LoadFailed);
        edit.refresh();
        QCOMPARE(edit.phase(), EditSession::Phase::Loading);
        m_api->answerGet(Samples::source());
        QCOMPARE(edit.phase(), EditSession::Phase::Editing);
    }

    void aFailedRefreshKeepsTheForm()
    {
        m_edit->setValue(Field::Name, text(u"x"_s));
        m_edit->refresh();
        m_api->answerGet(failure(failed(ErrorKind::Timeout, Arrival::NotSent)));
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QCOMPARE(m_edit->lastError()->kind, ErrorKind::Timeout);
        QCOMPARE(m_edit->current().name(), u"x"_s);
    }

    void beforeTheFirstReadNothingIsEdited()
    {
        EditSession edit(*m_api, Samples::digests(), u"other"_s);
        QVERIFY(!edit.setValue(Field::Name, text(u"x"_s)));
        edit.save();
        QVERIFY(!edit.outcome());
    }

    void aSaveRunsOnceAndReadsByItself()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        const int reads = m_api->reads;
        m_edit->save();
        m_edit->refresh();
        QCOMPARE(m_api->reads, reads);
        QCOMPARE(m_edit->phase(), EditSession::Phase::Saving);
    }

    void withoutASaveThereIsNothingToGiveUp()
    {
        m_edit->cancelSave();
        QCOMPARE(m_edit->phase(), EditSession::Phase::Editing);
        QVERIFY(!m_edit->outcome());
    }

    void aLookForTheSourceThatFailsSendsNothing()
    {
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(failure(failed(ErrorKind::NotFound, Arrival::Answered)));
        m_api->answerFind(failure(failed(ErrorKind::Timeout, Arrival::NotSent)));
        QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
        QVERIFY(m_api->patches.isEmpty());
    }

    void aGoodReadEndsWhatAskedForOne_data()
    {
        QTest::addColumn<SaveResult>("result");
        QTest::newRow("gone") << SaveResult::Gone;
        QTest::newRow("replaced") << SaveResult::Replaced;
        QTest::newRow("cannot tell") << SaveResult::CannotTell;
        QTest::newRow("cancelled") << SaveResult::Cancelled;
        QTest::newRow("hit another") << SaveResult::HitAnother;
    }
    void aGoodReadEndsWhatAskedForOne()
    {
        QFETCH(SaveResult, result);
        const PlexSource another = with(Field::Pk, text(u"another"_s));
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        switch (result) {
        case SaveResult::Gone:
            m_api->answerGet(failure(failed(ErrorKind::NotFound, Arrival::Answered)));
            m_api->answerFind(std::optional<SourceSummary>());
            break;
        case SaveResult::Replaced:
            m_api->answerGet(another);
            m_api->answerFind(std::optional<SourceSummary>());
            break;
        case SaveResult::Cancelled:
            m_api->answerGet(failure(failed(ErrorKind::Cancelled, Arrival::NotSent)));
            break;
        case SaveResult::CannotTell:
            m_api->answerGet(Samples::source());
            m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
            m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
            break;
        default:
            m_api->answerGet(Samples::source());
            m_api->answerPatch(another);
            break;
        }
        QCOMPARE(m_edit->outcome()->result, result);
        m_edit->refresh();
        m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
        QVERIFY(m_edit->outcome()); // a read that failed tells nothing
        m_edit->refresh();
        m_api->answerGet(Samples::source());
        QVERIFY(!m_edit->outcome());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

    void aDoubtThatAReadRefutesIsForgotten_data()
    {
        QTest::addColumn<QString>("found"); // by the read after the write
        QTest::newRow("the old value") << u"Plex Home"_s;
        QTest::newRow("another's value") << u"Theirs"_s;
    }
    void aDoubtThatAReadRefutesIsForgotten()
    {
        QFETCH(QString, found);
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
        m_api->answerGet(with(Field::Name, text(found)));
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(found)));
        QVERIFY(m_edit->outcome()); // it still holds
        m_edit->refresh();
        m_api->answerGet(with(Field::Name, text(u"Family"_s))); // it arrived late
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(!m_edit->outcome());
    }

    void aSaveThatWentWellIsSaidUntilTheNext_data()
    {
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("answered") << true;
        QTest::newRow("found by reading") << false;
    }
    void aSaveThatWentWellIsSaidUntilTheNext()
    {
        QFETCH(bool, isAnswered);
        const PlexSource stored = with(Field::Name, text(u"Family"_s));
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        if (isAnswered) {
            m_api->answerPatch(stored);
        } else {
            m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
            m_api->answerGet(stored);
        }
        m_edit->setValue(Field::Name, text(u"Other"_s));
        m_edit->setValue(Field::Name, text(u"Family"_s)); // nothing is left to send
        QVERIFY(m_edit->outcome());
    }

    /// How its last save ended is not overwritten by what an earlier run knew.
    void aDraftTellsNothingOverANewerOutcome()
    {
        m_edit->setValue(Field::Name, text(u" "_s));
        m_edit->save();
        QCOMPARE(m_edit->outcome()->result, SaveResult::Invalid);
        DraftRecord draft;
        draft.baseline = Samples::source();
        draft.state = DraftState::Rejected;
        draft.refusal = failed(ErrorKind::Validation, Arrival::Answered);
        m_edit->restoreDraft(draft, {});
        QCOMPARE(m_edit->outcome()->result, SaveResult::Invalid);

        m_edit->dismissOutcome();
        draft.state = DraftState::Draft; // was edited since the refusal
        m_edit->restoreDraft(draft, {});
        QVERIFY(!m_edit->outcome());
    }

    void typingTheStoredTokenAgainIsNoChange()
    {
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"other"_s));
        m_edit->setValue(Field::PlexToken,
                         m_edit->secretValue(Field::PlexToken, u"stored-token"_s));
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(!m_edit->current().value(Field::PlexToken).isTypedSecret()); // no copy is kept
    }

    void theMarkOfASavedFieldGoesWithTyping_data()
    {
        QTest::addColumn<QString>("stored");
        QTest::addColumn<FieldNote::Kind>("kind");
        QTest::newRow("ignored") << u"Plex Home"_s << FieldNote::Kind::Ignored;
        QTest::newRow("adjusted") << u"FAMILY"_s << FieldNote::Kind::Adjusted;
    }
    void theMarkOfASavedFieldGoesWithTyping()
    {
        QFETCH(QString, stored);
        QFETCH(FieldNote::Kind, kind);
        m_edit->setValue(Field::Name, text(u"Family"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(with(Field::Name, text(stored)));
        QCOMPARE(m_edit->note(Field::Name).kind, kind);
        m_edit->setValue(Field::Name, text(u"Other"_s));
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::None);
    }

    void aConflictThatTheServerTookBackIsNone()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->takeRead(with(Field::Name, text(u"Theirs"_s)));
        QCOMPARE(m_edit->conflicts().size(), 1);
        m_edit->takeRead(Samples::source());
        QVERIFY(m_edit->conflicts().isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
    }

private:
    void keepMine()
    {
        m_edit->decide({{Field::Name, m_edit->note(Field::Name).theirs,
                         m_edit->current().value(Field::Name)}});
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<EditSession> m_edit;
};

QTEST_GUILESS_MAIN(TestEditSession)
#include "tst_editsession.moc"
