// SPDX-License-Identifier: GPL-3.0-or-later
// Long because every end of a save is followed to its confirmation from the same desk.
#include "confirmations.h"
#include "fakeclock.h"
#include "fakesourceapi.h"
#include "memoryhistory.h"
#include "samples.h"

#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const FieldValue typedName = FieldValue::text(u"Family"_s);

PlexSource with(Field field, const FieldValue &value)
{
    PlexSource source = Samples::source();
    source.setValue(field, value);
    return source;
}

Error failed(ErrorKind kind)
{
    Error error;
    error.kind = kind;
    error.arrival = Arrival::MayHaveArrived;
    return error;
}

// Keeps secrets, answers at once but not inside the call.
class FakeSecrets final : public SecretPort
{
public:
    std::map<QString, Secret> kept;

    CallHandle read(const QString &key, Done<std::optional<Secret>> done) override
    {
        const auto found = kept.find(key);
        return later(
                [done, secret = found == kept.end() ? std::nullopt : std::optional(found->second)] {
                    done(secret);
                });
    }
    CallHandle write(const QString &key, const Secret &secret, Done<void> done) override
    {
        kept.insert_or_assign(key, secret);
        return later([done] { done({}); });
    }
    CallHandle remove(const QString &key, Done<void> done) override
    {
        kept.erase(key);
        return later([done] { done({}); });
    }

private:
    class Pending final : public QObject, public Call
    {
    public:
        void cancel() override { }
    };
    static CallHandle later(const std::function<void()> &tell)
    {
        auto pending = std::make_unique<Pending>();
        QMetaObject::invokeMethod(pending.get(), tell, Qt::QueuedConnection);
        return pending;
    }
};

} // namespace

class TestConfirmations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<FakeSourceApi>();
        m_history = std::make_unique<MemoryHistory>();
        m_secrets = std::make_unique<FakeSecrets>();
        m_clock = std::make_unique<FakeClock>();
        start();
    }
    void cleanup() { m_confirmations.reset(); }

    void aSaveIsWrittenDownBeforeItGoesOut()
    {
        bool mayGo = false;
        const CallHandle call = m_confirmations->saveBegins(
                beginning(Field::Name, typedName), [&](const Result<void> &) { mayGo = true; });
        QCOMPARE(m_history->rows.size(), 1);
        QCOMPARE(m_history->rows.first().fate, SaveFate::Sending);
        QVERIFY(m_history->rows.first().isOpen());
        QCOMPARE(m_history->rows.first().when, m_clock->now());
        QVERIFY(!mayGo);
        QTRY_VERIFY(mayGo);
    }

    void aSlowDiskHoldsNoSaveUp()
    {
        m_history->isSilent = true;
        bool mayGo = false;
        const CallHandle call = m_confirmations->saveBegins(
                beginning(Field::Name, typedName), [&](const Result<void> &) { mayGo = true; });
        m_clock->advance(999ms);
        QVERIFY(!mayGo);
        m_clock->advance(1ms);
        QVERIFY(mayGo);
    }

    void givingUpTheBeginningEndsInCancelled()
    {
        m_history->isSilent = true;
        std::optional<Error> error;
        const CallHandle call = m_confirmations->saveBegins(beginning(Field::Name, typedName),
                                                            [&](const Result<void> &result) {
                                                                if (!result)
                                                                    error = result.error();
                                                            });
        call->cancel();
        QVERIFY(!error);
        QTRY_VERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Cancelled);
    }

    void aSaveIsReadAgainAfterTwoSecondsAndWithThePoll()
    {
        QSignalSpy confirmed(m_confirmations.get(), &Confirmations::confirmed);
        const PlexSource stored = with(Field::Name, typedName);
        save(Field::Name, typedName, stored);
        QCOMPARE(row().fate, SaveFate::Saved);
        m_clock->advance(1999ms);
        QVERIFY(!m_api->waits(u"get"_s));
        m_clock->advance(1ms);
        m_api->answerGet(stored);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(row().fate, SaveFate::Confirmed);
        QVERIFY(m_confirmations->isWaiting());

        bool ended = false;
        const CallHandle poll =
                m_confirmations->checkNext([&](const Result<void> &) { ended = true; });
        m_api->answerGet(stored);
        QVERIFY(ended);
        QVERIFY(!m_confirmations->isWaiting());
        QVERIFY(!row().isOpen());
        QCOMPARE(confirmed.size(), 1);
    }

    void aChangeThatIsGoneIsTold()
    {
        QSignalSpy lost(m_confirmations.get(), &Confirmations::lostChanged);
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source()); // the old value is back
        QCOMPARE(lost.size(), 1);
        QCOMPARE(row().fate, SaveFate::Undone);
        const QList<LostChange> changes = m_confirmations->lost(pk());
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().check.old, FieldSet{Field::Name});
    }

    void aChangeThatVanishesAfterTheFirstLookIsToldByThePoll()
    {
        const PlexSource stored = with(Field::Name, typedName);
        save(Field::Name, typedName, stored);
        m_clock->advance(2s);
        m_api->answerGet(stored);
        const CallHandle poll = m_confirmations->checkNext([](const Result<void> &) {});
        m_api->answerGet(with(Field::Name, FieldValue::text(u"Theirs"_s)));
        QCOMPARE(m_confirmations->lost(pk()).first().check.replaced, FieldSet{Field::Name});
        QCOMPARE(row().fate, SaveFate::Undone);
    }

    void whatIsSavedAgainIsNotMissedInTheOlderSave()
    {
        const FieldValue second = FieldValue::text(u"Second"_s);
        save(Field::Name, typedName, with(Field::Name, typedName));
        save(Field::Name, second, with(Field::Name, second));
        m_clock->advance(2s);
        m_api->answerGet(with(Field::Name, second));
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QVERIFY(!m_api->waits(u"get"_s)); // one read for both
    }

    void savingAgainEndsTheLoss()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QVERIFY(!m_confirmations->lost(pk()).isEmpty());
        save(Field::Name, typedName, with(Field::Name, typedName));
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
    }

    void aReadFromBeforeASaveSaysNothingOfIt()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s); // the read is on its way
        save(Field::ClientId, FieldValue::text(u"new"_s),
             with(Field::ClientId, FieldValue::text(u"new"_s)));
        QSignalSpy read(m_confirmations.get(), &Confirmations::sourceRead);
        m_api->answerGet(Samples::source());
        QCOMPARE(read.size(), 0);
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QVERIFY(m_api->waits(u"get"_s)); // it is read anew
    }

    void aReadThatFailsIsRepeatedByThePoll()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        QVERIFY(!m_confirmations->isWaiting());
        m_clock->advance(2s);
        m_api->answerGet(failure(failed(ErrorKind::Offline)));
        QVERIFY(m_confirmations->isWaiting());
        QCOMPARE(row().fate, SaveFate::Saved);
        QVERIFY(row().isOpen());
    }

    void aRenamedSourceIsConfirmedWhereItIs()
    {
        QSignalSpy confirmed(m_confirmations.get(), &Confirmations::confirmed);
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(failure(failed(ErrorKind::NotFound)));
        PlexSource moved = with(Field::Name, typedName);
        moved.setValue(Field::Slug, FieldValue::text(u"moved"_s));
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        m_api->answerGet(moved);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(row().slug, u"moved"_s);
    }

    void notAppliedIsReadOnceMoreBeforeItIsFinal()
    {
        QSignalSpy settled(m_confirmations.get(), &Confirmations::settled);
        end(Field::Name, typedName, SaveResult::NotApplied, Samples::source());
        QCOMPARE(row().fate, SaveFate::NotStored);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QCOMPARE(settled.size(), 1);
        QCOMPARE(settled.first().at(1).toBool(), false);
        QVERIFY(m_history->rows.isEmpty());
    }

    void aWriteThatRanLateIsFoundOut()
    {
        QSignalSpy settled(m_confirmations.get(), &Confirmations::settled);
        end(Field::Name, typedName, SaveResult::NotApplied, Samples::source());
        m_clock->advance(2s);
        m_api->answerGet(with(Field::Name, typedName));
        QCOMPARE(settled.first().at(1).toBool(), true);
        QCOMPARE(row().fate, SaveFate::Confirmed);
    }

    void anEndedProgramsSavesAreTakenUp_data()
    {
        QTest::addColumn<int>("fate");
        QTest::addColumn<bool>("isThere");
        QTest::addColumn<int>("becomes");
        const auto row = [](const char *label, SaveFate fate, bool isThere, SaveFate becomes) {
            QTest::newRow(label) << int(fate) << isThere << int(becomes);
        };
        row("saved", SaveFate::Saved, true, SaveFate::Confirmed);
        row("saved and gone", SaveFate::Saved, false, SaveFate::Undone);
        row("killed while sending, stored", SaveFate::Sending, true, SaveFate::Confirmed);
        row("killed while sending, not stored yet", SaveFate::Sending, false, SaveFate::Sending);
        row("cannot tell, stored", SaveFate::CannotTell, true, SaveFate::Confirmed);
        row("gone and not dealt with", SaveFate::Undone, false, SaveFate::Undone);
    }
    void anEndedProgramsSavesAreTakenUp()
    {
        QFETCH(int, fate);
        QFETCH(bool, isThere);
        QFETCH(int, becomes);
        SaveRecord earlier = beginning(Field::Name, typedName).record;
        earlier.fate = SaveFate(fate);
        earlier.checksLeft = 2;
        m_history->rows = {earlier};
        start();
        m_confirmations->takeUp();
        QTRY_COMPARE(m_clock->pendingTimers(), 1);
        m_clock->advance(2s);
        m_api->answerGet(isThere ? with(Field::Name, typedName) : Samples::source());
        QCOMPARE(int(row().fate), becomes);
        QCOMPARE(m_confirmations->lost(pk()).isEmpty(), becomes != int(SaveFate::Undone));
    }

    void aSaveOfAnotherProcessUnderWayIsLeftAlone()
    {
        SaveRecord theirs = beginning(Field::Name, typedName).record;
        theirs.fate = SaveFate::Sending;
        theirs.checksLeft = 2;
        theirs.when = m_clock->now().addSecs(-60);
        m_history->rows = {theirs};
        start();
        m_confirmations->takeUp();
        QTRY_COMPARE(m_clock->pendingTimers(), 1);
        m_clock->advance(2s);
        QVERIFY(m_api->pending.empty());
        m_clock->advance(5min); // that process has died, perhaps
        QTRY_COMPARE(m_clock->pendingTimers(), 1);
        m_clock->advance(2s);
        QVERIFY(m_api->waits(u"get"_s));
    }

    void savingPartOfALossAgainLeavesTheRest()
    {
        SaveBeginning both = beginning(Field::Name, typedName);
        both.record.changes.append(
                {Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)});
        both.record.checksLeft = 2;
        SaveOutcome outcome;
        outcome.result = SaveResult::Saved;
        outcome.source = with(Field::Name, typedName);
        outcome.source->setValue(Field::Enabled, FieldValue::flag(false));
        m_confirmations->saveEnded(both.record, outcome);
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QCOMPARE(m_confirmations->lost(pk()).first().check.gone(),
                 (FieldSet{Field::Name, Field::Enabled}));
        const FieldValue newer = FieldValue::text(u"Newer"_s);
        save(Field::Name, newer, with(Field::Name, newer));
        QCOMPARE(m_confirmations->lost(pk()).first().check.gone(), FieldSet{Field::Enabled});
    }

    void aLostChangeThatCameBackIsNotMissedAnyMore()
    {
        QSignalSpy lost(m_confirmations.get(), &Confirmations::lostChanged);
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QCOMPARE(lost.size(), 1);
        PlexSource back = with(Field::Name, typedName);
        back.setValue(Field::ClientId, FieldValue::text(u"new"_s));
        save(Field::ClientId, FieldValue::text(u"new"_s), back);
        m_clock->advance(2s);
        m_api->answerGet(back);
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QCOMPARE(lost.size(), 2);
    }

    void whatSomebodyElseReadsIsNotMissedAnyMore()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        m_confirmations->noteRead(Samples::source());
        QCOMPARE(m_confirmations->lost(pk()).size(), 1);
        m_confirmations->noteRead(with(Field::Name, typedName));
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QVERIFY(!row().isOpen());
    }

    void whoOverwroteItIsSaidOnce()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        AuditEvent bert;
        bert.username = u"bert"_s;
        AuditEvent carla;
        carla.username = u"carla"_s;
        m_confirmations->attribute(pk(), bert);
        m_confirmations->attribute(pk(), carla);
        QCOMPARE(m_confirmations->lost(pk()).constFirst().by->username, u"bert"_s);
    }

    void aSaveInDoubtLeavesTheOlderOneToBeConfirmed()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        end(Field::Name, FieldValue::text(u"Second"_s), SaveResult::NotApplied,
            with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source()); // neither is there
        QCOMPARE(m_confirmations->lost(pk()).size(), 1);
    }

    void aSaveInDoubtThatArrivedAfterAllIsNobodysLoss()
    {
        const FieldValue second = FieldValue::text(u"Second"_s);
        save(Field::Name, typedName, with(Field::Name, typedName));
        end(Field::Name, second, SaveResult::NotApplied, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(with(Field::Name, second));
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
    }

    void aSourceThatCannotBeReadIsGivenUpInTheEnd()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        Error refused = failed(ErrorKind::Forbidden);
        refused.httpStatus = 403;
        m_api->answerGet(failure(refused));
        for (int poll = 0; poll < 4; ++poll) {
            QVERIFY(m_confirmations->isWaiting());
            const CallHandle call = m_confirmations->checkNext([](const Result<void> &) {});
            m_api->answerGet(failure(refused));
        }
        QVERIFY(!m_confirmations->isWaiting());
        QVERIFY(!row().isOpen());
    }

    void aTokenThatTheServerIgnoredIsForgotten()
    {
        SaveBeginning both = beginning(Field::PlexToken, Samples::typedToken(u"typed"_s));
        both.record.changes.append({Field::Name, Samples::source().value(Field::Name), typedName});
        const CallHandle call = m_confirmations->saveBegins(both, [](const Result<void> &) {});
        QCOMPARE(m_secrets->kept.size(), 1U);
        SaveOutcome outcome;
        outcome.result = SaveResult::Saved;
        outcome.source = with(Field::Name, typedName);
        outcome.ignored = {Field::PlexToken};
        m_confirmations->saveEnded(both.record, outcome);
        QCOMPARE(m_secrets->kept.size(), 0U);
        QCOMPARE(row().fields(), FieldSet{Field::Name});
    }

    void whatChangesAfterTheLossWasSeenIsAConflict()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(with(Field::Name, FieldValue::text(u"Bert's"_s)));
        const Confirmations::Again again = changesAgain();
        QCOMPARE(again.changes.first().before, FieldValue::text(u"Bert's"_s));
    }

    void aRefusedSaveLeavesNoRow()
    {
        end(Field::Name, typedName, SaveResult::Refused, Samples::source());
        QVERIFY(m_history->rows.isEmpty());
        QCOMPARE(m_clock->pendingTimers(), 0);
    }

    void aFieldTheServerIgnoredIsNoChange()
    {
        SaveOutcome outcome;
        outcome.result = SaveResult::Saved;
        outcome.source = Samples::source();
        outcome.sent = {Field::Name};
        outcome.ignored = {Field::Name};
        end(Field::Name, typedName, outcome);
        QVERIFY(m_history->rows.isEmpty());
    }

    void aTypedTokenIsKeptUntilItIsConfirmed()
    {
        const FieldValue token = Samples::typedToken(u"typed-token"_s);
        const PlexSource stored = with(Field::PlexToken, FieldValue::storedSecret(token.digest()));
        save(Field::PlexToken, token, stored);
        QCOMPARE(m_secrets->kept.size(), 1U);
        m_clock->advance(2s);
        m_api->answerGet(stored);
        QCOMPARE(m_secrets->kept.size(), 1U);
        const CallHandle poll = m_confirmations->checkNext([](const Result<void> &) {});
        m_api->answerGet(stored);
        QTRY_COMPARE(m_secrets->kept.size(), 0U);
    }

    void aTokenThatIsGoneOnTheServerCanBeSentAgain()
    {
        const FieldValue token = loseToken();
        const Confirmations::Again again = changesAgain();
        QCOMPARE(again.changes.size(), 1);
        QCOMPARE(again.changes.first().after, token);
        QVERIFY(again.changes.first().after.isTypedSecret());
        QVERIFY(again.lostSecrets.isEmpty());
    }

    void aTokenThatIsNotKeptAnyMoreIsSaid()
    {
        loseToken();
        m_secrets->kept.clear();
        const Confirmations::Again again = changesAgain();
        QVERIFY(again.changes.isEmpty());
        QCOMPARE(again.lostSecrets, FieldSet{Field::PlexToken});
    }

    void dismissingEndsIt()
    {
        loseToken();
        m_confirmations->dismiss(pk());
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QVERIFY(!row().isOpen());
        QCOMPARE(row().fate, SaveFate::Undone);
        QTRY_VERIFY(m_secrets->kept.empty());
    }

    void aDeletedSourceHasNothingToConfirm()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        Error gone = failed(ErrorKind::NotFound);
        m_api->answerGet(failure(gone));
        m_api->answerFind(std::optional<SourceSummary>());
        QVERIFY(!row().isOpen());
        QCOMPARE(row().fate, SaveFate::Saved);
        QVERIFY(!m_confirmations->isWaiting());
    }

    void whatIsLookedAfterIsNotTakenUpAgain()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        const SaveBeginning running = beginning(Field::ClientId, FieldValue::text(u"c"_s));
        bool mayGo = false;
        const CallHandle call = m_confirmations->saveBegins(
                running, [&mayGo](const Result<void> &) { mayGo = true; });
        QTRY_VERIFY(mayGo);
        const int timers = m_clock->pendingTimers();
        m_confirmations->takeUp();
        QCoreApplication::processEvents();
        QCOMPARE(m_clock->pendingTimers(), timers);
    }

    void withoutTheHistoryNothingIsTakenUp()
    {
        Error error;
        error.kind = ErrorKind::Storage;
        m_history->readTrouble = error;
        m_confirmations->takeUp();
        QCoreApplication::processEvents();
        QCOMPARE(m_clock->pendingTimers(), 0);
    }

    void aSaveKnownOnlyByReadingIsConfirmedToo()
    {
        QSignalSpy stored(m_confirmations.get(), &Confirmations::stored);
        end(Field::Name, typedName, SaveResult::AppliedUnanswered, with(Field::Name, typedName));
        QCOMPARE(row().fate, SaveFate::Saved);
        QCOMPARE(stored.size(), 1);
        m_clock->advance(2s);
        QVERIFY(m_api->waits(u"get"_s));
    }

    void aWriteThatMayHaveHitAnotherIsNotWaitedFor()
    {
        SaveOutcome outcome;
        outcome.result = SaveResult::CannotTell;
        outcome.sent = {Field::Name};
        outcome.other = SourceSummary::of(Samples::source());
        end(Field::Name, typedName, outcome);
        QCOMPARE(row().fate, SaveFate::CannotTell);
        QVERIFY(!row().isOpen());
        m_clock->advance(10s);
        QVERIFY(m_api->pending.empty());
    }

    void whereAnotherWroteOursMayStillArrive_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<SaveFate>("fate");
        QTest::newRow("arrived") << u"Family"_s << SaveFate::Confirmed;
        QTest::newRow("theirs") << u"Theirs"_s << SaveFate::CannotTell;
    }
    void whereAnotherWroteOursMayStillArrive()
    {
        QFETCH(const QString, name);
        QFETCH(const SaveFate, fate);
        const FieldValue theirs = FieldValue::text(u"Theirs"_s);
        end(Field::Name, typedName, SaveResult::OtherWrote, with(Field::Name, theirs));
        QCOMPARE(row().fate, SaveFate::CannotTell);
        m_clock->advance(2s);
        m_api->answerGet(with(Field::Name, FieldValue::text(name)));
        QCOMPARE(row().fate, fate);
        QCOMPARE(row().isOpen(), fate == SaveFate::Confirmed);
    }

    void aSaveYoungerThanTheReadWaitsForItsOwn()
    {
        const FieldValue client = FieldValue::text(u"c"_s);
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(1s);
        save(Field::ClientId, client, with(Field::ClientId, client));
        m_clock->advance(1s);
        m_api->answerGet(with(Field::Name, typedName)); // perhaps from before the second
        QVERIFY(m_confirmations->lost(pk()).isEmpty());
        QCOMPARE(row().fate, SaveFate::Saved);
    }

    void whoOverwroteItMayStayUnknown()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QSignalSpy changes(m_confirmations.get(), &Confirmations::lostChanged);
        m_confirmations->attribute(pk(), std::nullopt);
        QVERIFY(changes.isEmpty());
        QVERIFY(m_confirmations->lost(pk()).constFirst().isWriterAsked);
        AuditEvent late;
        late.username = u"bert"_s;
        m_confirmations->attribute(pk(), late); // of something that came later
        QVERIFY(!m_confirmations->lost(pk()).constFirst().by);
    }

    void anotherSourcesSavesChangeNothingHere()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        QCOMPARE(m_confirmations->lost(pk()).size(), 1);

        saveOffice();
        AuditEvent event;
        event.username = u"bert"_s;
        m_confirmations->attribute(u"office"_s, event);
        m_confirmations->dismiss(u"office"_s);
        m_confirmations->noteRead(office(typedName));
        m_clock->advance(2s);
        m_api->answerGet(office(typedName));
        QCOMPARE(m_confirmations->lost(pk()).size(), 1);
        QVERIFY(!m_confirmations->lost(pk()).constFirst().by);
        QVERIFY(m_confirmations->lost(u"office"_s).isEmpty());
    }

    void whatCannotBeReadWaitsBehindTheOthers()
    {
        save(Field::Name, typedName, with(Field::Name, typedName));
        saveOffice();
        m_clock->advance(2s);
        Error broken = failed(ErrorKind::Server);
        broken.httpStatus = 500;
        m_api->answerGet(failure(broken));
        m_api->answerGet(office(typedName));
        const CallHandle poll = m_confirmations->checkNext([](const Result<void> &) {});
        QCOMPARE(m_api->take(u"get"_s).slug, u"office"_s);
    }

    void whatWentToAnotherSourceIsWrittenDownThere()
    {
        SaveOutcome outcome;
        outcome.result = SaveResult::HitAnother;
        outcome.other = SourceSummary{u"other-pk"_s, u"plex-home"_s, u"Other"_s};
        end(Field::Name, typedName, outcome);
        QCOMPARE(row().pk, u"other-pk"_s);
        QVERIFY(row().changes.first().before.isAbsent());
        QVERIFY(!row().isOpen());
    }

private:
    static QString pk() { return Samples::source().pk(); }

    void start()
    {
        m_confirmations = std::make_unique<Confirmations>(*m_api, *m_history, *m_secrets, *m_clock);
    }

    SaveBeginning beginning(Field field, const FieldValue &value)
    {
        SaveBeginning made;
        made.before = Samples::source();
        made.record.id = u"save-%1"_s.arg(++m_saves);
        made.record.server = m_api->address();
        made.record.pk = pk();
        made.record.slug = made.before.slug();
        made.record.changes = {
                {field, made.before.value(field),
                 value.isTypedSecret() ? FieldValue::storedSecret(value.digest()) : value}};
        if (value.isTypedSecret())
            made.typedSecrets.insert_or_assign(field, value.toSecret());
        return made;
    }

    void end(Field field, const FieldValue &value, const SaveOutcome &outcome)
    {
        const SaveBeginning made = beginning(field, value);
        bool mayGo = false;
        const CallHandle call =
                m_confirmations->saveBegins(made, [&mayGo](const Result<void> &) { mayGo = true; });
        QTRY_VERIFY(mayGo);
        m_confirmations->saveEnded(made.record, outcome);
    }
    void end(Field field, const FieldValue &value, SaveResult result, const PlexSource &source)
    {
        SaveOutcome outcome;
        outcome.result = result;
        outcome.source = source;
        outcome.sent = {field};
        end(field, value, outcome);
    }
    void save(Field field, const FieldValue &value, const PlexSource &stored)
    {
        end(field, value, SaveResult::Saved, stored);
    }

    static PlexSource office(const FieldValue &name)
    {
        PlexSource source = with(Field::Name, name);
        source.setValue(Field::Pk, FieldValue::text(u"office"_s));
        source.setValue(Field::Slug, FieldValue::text(u"office"_s));
        return source;
    }
    /// Another source is saved too.
    void saveOffice()
    {
        SaveBeginning made = beginning(Field::Name, typedName);
        made.before = office(FieldValue::text(u"Office"_s));
        made.record.pk = u"office"_s;
        made.record.slug = u"office"_s;
        bool mayGo = false;
        const CallHandle call =
                m_confirmations->saveBegins(made, [&mayGo](const Result<void> &) { mayGo = true; });
        QTRY_VERIFY(mayGo);
        SaveOutcome outcome;
        outcome.result = SaveResult::Saved;
        outcome.sent = {Field::Name};
        outcome.source = office(typedName);
        m_confirmations->saveEnded(made.record, outcome);
    }

    FieldValue loseToken()
    {
        FieldValue token = Samples::typedToken(u"typed-token"_s);
        save(Field::PlexToken, token,
             with(Field::PlexToken, FieldValue::storedSecret(token.digest())));
        m_clock->advance(2s);
        m_api->answerGet(Samples::source());
        return token;
    }

    Confirmations::Again changesAgain()
    {
        std::optional<Confirmations::Again> again;
        const CallHandle call = m_confirmations->changesToSaveAgain(
                pk(), Samples::digests(),
                [&again](const Result<Confirmations::Again> &result) { again = *result; });
        [&again] { QTRY_VERIFY(again); }();
        return again.value_or(Confirmations::Again());
    }

    const SaveRecord &row() const { return m_history->rows.constLast(); }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<MemoryHistory> m_history;
    std::unique_ptr<FakeSecrets> m_secrets;
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<Confirmations> m_confirmations;
    int m_saves = 0;
};

QTEST_GUILESS_MAIN(TestConfirmations)
#include "tst_confirmations.moc"
