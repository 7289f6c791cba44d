// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "source/patch.h"
#include "source/savesteps.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

const auto name1 = FieldValue::text(u"Plex Family"_s);

SaveState edited(Field field = Field::Name, const FieldValue &value = name1)
{
    SaveState state;
    state.intent.baseline = Samples::source();
    state.intent.mine = Samples::source();
    state.intent.mine.setValue(field, value);
    state.intent.address = u"plex-home"_s;
    state.intent.traits = SchemaTraits::fromSource(state.intent.baseline);
    return state;
}

Error failed(ErrorKind kind, Arrival arrival)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    return error;
}

PlexSource changedBy(const PlexSource &source, Field field, const FieldValue &value)
{
    PlexSource changed = source;
    changed.setValue(field, value);
    return changed;
}

SaveStep begun(const SaveState &state = edited())
{
    return nextStep(state, SaveEvents::Began{});
}

SaveStep written(const SaveState &state = edited())
{
    return nextStep(begun(state).state, SaveEvents::SourceRead{state.intent.baseline});
}

SaveStep unanswered(const SaveState &state = edited())
{
    return nextStep(written(state).state,
                    SaveEvents::WriteFailed{failed(ErrorKind::Cut, Arrival::MayHaveArrived)});
}

const SaveOutcome &outcome(const SaveStep &step)
{
    const auto *end = std::get_if<SaveWishes::End>(&step.wish);
    if (!end)
        qFatal("the save has not ended");
    return end->outcome;
}

QString readsFrom(const SaveStep &step)
{
    const auto *read = std::get_if<SaveWishes::Read>(&step.wish);
    return read ? read->slug : QString();
}

} // namespace

class TestSaveSteps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsBeforeItWrites()
    {
        const SaveStep step = begun();
        QCOMPARE(readsFrom(step), u"plex-home"_s);
    }

    void writesExactlyTheDirtyFields()
    {
        const SaveStep step = written();
        const auto *write = std::get_if<SaveWishes::Write>(&step.wish);
        QVERIFY(write);
        QCOMPARE(write->slug, u"plex-home"_s);
        QCOMPARE(write->body, QByteArray(R"({"name":"Plex Family"})"));
        QCOMPARE(write->fields, FieldSet{Field::Name});
    }

    void nothingChangedEndsWithoutReading()
    {
        const SaveStep step = begun(edited(Field::Name, FieldValue::text(u"Plex Home"_s)));
        QCOMPARE(outcome(step).result, SaveResult::NothingToSend);
    }

    void whatTheServerRefusesForSureIsNotSent()
    {
        const SaveStep step = begun(edited(Field::Name, FieldValue::text(u"  "_s)));
        QCOMPARE(outcome(step).result, SaveResult::Invalid);
        QCOMPARE(outcome(step).problems.size(), 1);
    }

    void anotherPkIsNotOurSource()
    {
        const PlexSource other =
                changedBy(Samples::source(), Field::Pk,
                          FieldValue::text(u"00000000-0000-4000-8000-000000000002"_s));
        const SaveStep step = nextStep(begun().state, SaveEvents::SourceRead{other});
        QCOMPARE(std::get<SaveWishes::Find>(step.wish).pk, Samples::source().pk());
        const SaveStep nowhere = nextStep(step.state, SaveEvents::Found{});
        QCOMPARE(outcome(nowhere).result, SaveResult::Replaced);
        QVERIFY(outcome(nowhere).sent.isEmpty());
    }

    void aRenamedSourceIsFollowedBeforeTheWrite()
    {
        const SaveStep lost =
                nextStep(begun().state,
                         SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        const SaveStep found = nextStep(lost.state, SaveEvents::Found{u"moved"_s});
        QCOMPARE(readsFrom(found), u"moved"_s);
        const PlexSource moved =
                changedBy(Samples::source(), Field::Slug, FieldValue::text(u"moved"_s));
        const SaveStep write = nextStep(found.state, SaveEvents::SourceRead{moved});
        QCOMPARE(std::get<SaveWishes::Write>(write.wish).slug, u"moved"_s);
    }

    void aWriteThatFoundNothingIsComparedAnewAtTheNewAddress()
    {
        const SaveStep lost =
                nextStep(written().state,
                         SaveEvents::WriteFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        QCOMPARE(std::get<SaveWishes::Find>(lost.wish).pk, Samples::source().pk());
        const SaveStep found = nextStep(lost.state, SaveEvents::Found{u"moved"_s});
        PlexSource theirs = changedBy(Samples::source(), Field::Slug, FieldValue::text(u"moved"_s));
        theirs.setValue(Field::Name, FieldValue::text(u"Theirs"_s));
        const SaveStep step = nextStep(found.state, SaveEvents::SourceRead{theirs});
        QCOMPARE(outcome(step).result, SaveResult::Conflict);
    }

    void aSourceThatMovesOnAndOnIsNotFollowedForEver()
    {
        SaveStep step = begun();
        int finds = 0;
        while (!std::holds_alternative<SaveWishes::End>(step.wish)) {
            if (std::holds_alternative<SaveWishes::Find>(step.wish)) {
                step = nextStep(step.state, SaveEvents::Found{u"moved-%1"_s.arg(++finds)});
                continue;
            }
            step = nextStep(step.state,
                            SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        }
        QCOMPARE(finds, 3);
        QCOMPARE(outcome(step).result, SaveResult::NotSent); // not gone: it was found each time
        QCOMPARE(outcome(step).error->kind, ErrorKind::NotFound);
    }

    void aLookThatFailsSendsNothing()
    {
        const SaveStep lost =
                nextStep(begun().state,
                         SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        const SaveStep end = nextStep(
                lost.state, SaveEvents::FindFailed{failed(ErrorKind::Offline, Arrival::NotSent)});
        QCOMPARE(outcome(end).result, SaveResult::NotSent);
    }

    void aConflictStopsBeforeAnythingIsSent()
    {
        const PlexSource theirs =
                changedBy(Samples::source(), Field::Name, FieldValue::text(u"Theirs"_s));
        const SaveStep step = nextStep(begun().state, SaveEvents::SourceRead{theirs});
        QCOMPARE(outcome(step).result, SaveResult::Conflict);
        QVERIFY(outcome(step).sent.isEmpty());
        QCOMPARE(outcome(step).merge.of(Field::Name).theirs.toText(), u"Theirs"_s);
    }

    void aListChangedOnBothSidesStopsToo()
    {
        const auto state = edited(Field::AllowedServers,
                                  FieldValue::list({u"server-a"_s, u"server-b"_s, u"mine"_s}));
        const PlexSource theirs =
                changedBy(Samples::source(), Field::AllowedServers,
                          FieldValue::list({u"server-a"_s, u"server-b"_s, u"theirs"_s}));
        const SaveStep step = nextStep(begun(state).state, SaveEvents::SourceRead{theirs});
        QCOMPARE(outcome(step).result, SaveResult::Conflict);
    }

    void remoteChangesElsewhereAreTakenOverAndNotSent()
    {
        const PlexSource theirs =
                changedBy(Samples::source(), Field::Enabled, FieldValue::flag(false));
        const SaveStep write = nextStep(begun().state, SaveEvents::SourceRead{theirs});
        QCOMPARE(std::get<SaveWishes::Write>(write.wish).body,
                 QByteArray(R"({"name":"Plex Family"})"));
        const SaveStep end =
                nextStep(write.state, SaveEvents::Written{changedBy(theirs, Field::Name, name1)});
        QCOMPARE(outcome(end).result, SaveResult::Saved);
        QCOMPARE(outcome(end).takenOver, FieldSet{Field::Enabled});
        QVERIFY(outcome(end).writtenBetween.isEmpty());
    }

    void theSameChangeOnBothSidesIsNotSentAgain()
    {
        const SaveStep step =
                nextStep(begun().state,
                         SaveEvents::SourceRead{changedBy(Samples::source(), Field::Name, name1)});
        QCOMPARE(outcome(step).result, SaveResult::NothingToSend);
        QVERIFY(outcome(step).source);
    }

    void theWriteGoesToTheSlugThatWasJustRead()
    {
        SaveState state = edited();
        const PlexSource moved =
                changedBy(Samples::source(), Field::Slug, FieldValue::text(u"moved"_s));
        const SaveStep step = nextStep(begun(state).state, SaveEvents::SourceRead{moved});
        QCOMPARE(std::get<SaveWishes::Write>(step.wish).slug, u"moved"_s);
    }

    void trimmedTextIsReportedAsAdjusted()
    {
        const auto state = edited(Field::Name, FieldValue::text(u"  Plex Family "_s));
        const SaveStep step =
                nextStep(written(state).state,
                         SaveEvents::Written{changedBy(Samples::source(), Field::Name, name1)});
        QCOMPARE(outcome(step).result, SaveResult::Saved);
        QCOMPARE(outcome(step).adjusted, FieldSet{Field::Name});
        QVERIFY(outcome(step).ignored.isEmpty());
    }

    void aFieldTheServerIgnoredIsReported()
    {
        const auto state = edited(Field::Promoted, FieldValue::flag(true));
        const SaveStep step =
                nextStep(written(state).state, SaveEvents::Written{Samples::source()});
        QCOMPARE(outcome(step).result, SaveResult::Saved);
        QCOMPARE(outcome(step).ignored, FieldSet{Field::Promoted});
    }

    void somebodyWritingInBetweenIsReported()
    {
        PlexSource answer = changedBy(Samples::source(), Field::Name, name1);
        answer.setValue(Field::ClientId, FieldValue::text(u"other"_s));
        const SaveStep step = nextStep(written().state, SaveEvents::Written{answer});
        QCOMPARE(outcome(step).writtenBetween, FieldSet{Field::ClientId});
    }

    void anAnswerWithAnotherPkIsNoSuccess()
    {
        const PlexSource other = changedBy(Samples::source(), Field::Pk, FieldValue::text(u"x"_s));
        const SaveStep step = nextStep(written().state, SaveEvents::Written{other});
        QCOMPARE(outcome(step).result, SaveResult::HitAnother);
        QCOMPARE(outcome(step).other->pk, u"x"_s);
    }

    void readErrors_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("result");
        QTest::newRow("cancelled") << int(ErrorKind::Cancelled) << int(SaveResult::Cancelled);
        QTest::newRow("gone") << int(ErrorKind::NotFound) << int(SaveResult::Gone);
        QTest::newRow("offline") << int(ErrorKind::Offline) << int(SaveResult::NotSent);
        QTest::newRow("cut") << int(ErrorKind::Cut) << int(SaveResult::NotSent);
    }
    void readErrors()
    {
        QFETCH(int, kind);
        QFETCH(int, result);
        const Error error = failed(ErrorKind(kind), Arrival::MayHaveArrived);
        SaveStep step = nextStep(begun().state, SaveEvents::ReadFailed{error});
        if (std::holds_alternative<SaveWishes::Find>(step.wish))
            step = nextStep(step.state, SaveEvents::Found{});
        QCOMPARE(int(outcome(step).result), result);
    }

    void writeErrorsThatTell_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("arrival");
        QTest::addColumn<int>("result");
        const auto row = [](const char *label, ErrorKind kind, Arrival arrival, SaveResult result) {
            QTest::newRow(label) << int(kind) << int(arrival) << int(result);
        };
        row("refused", ErrorKind::Validation, Arrival::Answered, SaveResult::Refused);
        row("no right", ErrorKind::Forbidden, Arrival::Answered, SaveResult::Refused);
        row("not sent", ErrorKind::Offline, Arrival::NotSent, SaveResult::NotSent);
        row("cancelled in time", ErrorKind::Cancelled, Arrival::NotSent, SaveResult::NotSent);
    }
    void writeErrorsThatTell()
    {
        QFETCH(int, kind);
        QFETCH(int, arrival);
        QFETCH(int, result);
        const SaveStep step =
                nextStep(written().state,
                         SaveEvents::WriteFailed{failed(ErrorKind(kind), Arrival(arrival))});
        QCOMPARE(int(outcome(step).result), result);
    }

    void aWriteThatMayHaveArrivedIsReadAndNeverRepeated()
    {
        const SaveStep step = unanswered();
        QCOMPARE(readsFrom(step), u"plex-home"_s);
    }

    void unansweredAndApplied()
    {
        const SaveStep step =
                nextStep(unanswered().state,
                         SaveEvents::SourceRead{changedBy(Samples::source(), Field::Name, name1)});
        QCOMPARE(outcome(step).result, SaveResult::AppliedUnanswered);
    }

    void unansweredAndNotApplied()
    {
        const SaveStep step =
                nextStep(unanswered().state, SaveEvents::SourceRead{Samples::source()});
        QCOMPARE(outcome(step).result, SaveResult::NotApplied);
    }

    void unansweredAndSomebodyElseWrote()
    {
        const SaveStep step =
                nextStep(unanswered().state,
                         SaveEvents::SourceRead{changedBy(Samples::source(), Field::Name,
                                                          FieldValue::text(u"Third"_s))});
        QCOMPARE(outcome(step).result, SaveResult::OtherWrote);
    }

    void unansweredAndUnreadableCannotBeTold()
    {
        const SaveStep step =
                nextStep(unanswered().state,
                         SaveEvents::ReadFailed{failed(ErrorKind::Offline, Arrival::NotSent)});
        QCOMPARE(outcome(step).result, SaveResult::CannotTell);
        QCOMPARE(outcome(step).error->arrival, Arrival::MayHaveArrived); // the write's
        QCOMPARE(outcome(step).readError->kind, ErrorKind::Offline);
    }

    void anUnansweredSlugChangeIsFoundUnderTheNewAddress()
    {
        const auto state = edited(Field::Slug, FieldValue::text(u"plex-new"_s));
        const SaveStep second =
                nextStep(unanswered(state).state,
                         SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        QCOMPARE(readsFrom(second), u"plex-new"_s);
        const PlexSource moved =
                changedBy(Samples::source(), Field::Slug, FieldValue::text(u"plex-new"_s));
        const SaveStep end = nextStep(second.state, SaveEvents::SourceRead{moved});
        QCOMPARE(outcome(end).result, SaveResult::AppliedUnanswered);
    }

    void anotherSourceUnderTheNewAddressDecidesNothing()
    {
        const auto state = edited(Field::Slug, FieldValue::text(u"plex-new"_s));
        const SaveStep second =
                nextStep(unanswered(state).state,
                         SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        PlexSource other = changedBy(Samples::source(), Field::Pk, FieldValue::text(u"x"_s));
        other.setValue(Field::Slug, FieldValue::text(u"plex-new"_s));
        const SaveStep third = nextStep(second.state, SaveEvents::SourceRead{other});
        QCOMPARE(std::get<SaveWishes::Find>(third.wish).pk, Samples::source().pk());
        const SaveStep end = nextStep(third.state, SaveEvents::Found{});
        QCOMPARE(outcome(end).result, SaveResult::CannotTell);
    }

    void anUnansweredWriteIsFoundWhereSomebodyMovedTheSource()
    {
        const SaveStep lost =
                nextStep(unanswered().state,
                         SaveEvents::ReadFailed{failed(ErrorKind::NotFound, Arrival::Answered)});
        const SaveStep found = nextStep(lost.state, SaveEvents::Found{u"moved"_s});
        PlexSource moved = changedBy(Samples::source(), Field::Name, name1);
        moved.setValue(Field::Slug, FieldValue::text(u"moved"_s));
        const SaveStep end = nextStep(found.state, SaveEvents::SourceRead{moved});
        QCOMPARE(outcome(end).result, SaveResult::AppliedUnanswered);
    }

    void anotherSourceThatShowsTheUnansweredWriteIsNamed()
    {
        PlexSource other = changedBy(Samples::source(), Field::Pk, FieldValue::text(u"x"_s));
        other.setValue(Field::Name, name1);
        const SaveStep lost = nextStep(unanswered().state, SaveEvents::SourceRead{other});
        const SaveStep found = nextStep(lost.state, SaveEvents::Found{u"moved"_s});
        const PlexSource moved =
                changedBy(Samples::source(), Field::Slug, FieldValue::text(u"moved"_s));
        const SaveStep end = nextStep(found.state, SaveEvents::SourceRead{moved});
        QCOMPARE(outcome(end).result, SaveResult::CannotTell); // and not: nothing was stored
        QCOMPARE(outcome(end).other->pk, u"x"_s);
    }

    void anEventThatDoesNotFitNeverSends()
    {
        const SaveStep early = nextStep(edited(), SaveEvents::Written{Samples::source()});
        QCOMPARE(outcome(early).result, SaveResult::Cancelled);
        const SaveStep late = nextStep(written().state, SaveEvents::SourceRead{Samples::source()});
        QCOMPARE(outcome(late).result, SaveResult::CannotTell);
    }

    void anEventThatDoesNotFitEndsWhatItMeets_data()
    {
        QTest::addColumn<SaveState::Phase>("phase");
        QTest::addColumn<SaveResult>("result");
        using Phase = SaveState::Phase;
        QTest::newRow("reading") << Phase::Reading << SaveResult::Cancelled;
        QTest::newRow("finding") << Phase::Finding << SaveResult::Cancelled;
        QTest::newRow("writing") << Phase::Writing << SaveResult::CannotTell;
        QTest::newRow("reading back") << Phase::ReadingBack << SaveResult::CannotTell;
        QTest::newRow("at the new slug") << Phase::ReadingBackNewSlug << SaveResult::CannotTell;
        QTest::newRow("finding back") << Phase::FindingBack << SaveResult::CannotTell;
        QTest::newRow("ended") << Phase::Ended << SaveResult::Cancelled;
    }
    void anEventThatDoesNotFitEndsWhatItMeets()
    {
        QFETCH(const SaveState::Phase, phase);
        QFETCH(const SaveResult, result);
        SaveState state = written().state;
        state.phase = phase;
        QCOMPARE(outcome(nextStep(state, SaveEvents::Began{})).result, result);
    }

    void aSourceThatMovesOnWhileItIsReadBackIsNotFollowedForEver()
    {
        SaveStep step = unanswered();
        const Error gone = failed(ErrorKind::NotFound, Arrival::Answered);
        int looks = 0;
        while (!std::holds_alternative<SaveWishes::End>(step.wish)) {
            QVERIFY(++looks < 10);
            step = nextStep(step.state, SaveEvents::ReadFailed{gone});
            if (std::holds_alternative<SaveWishes::Find>(step.wish))
                step = nextStep(step.state, SaveEvents::Found{u"on-%1"_s.arg(looks)});
        }
        QCOMPARE(outcome(step).result, SaveResult::CannotTell);
        QCOMPARE(outcome(step).readError->kind, ErrorKind::NotFound);
    }

    void aLookBackThatFailsCannotTell()
    {
        const Error gone = failed(ErrorKind::NotFound, Arrival::Answered);
        const SaveStep lost = nextStep(unanswered().state, SaveEvents::ReadFailed{gone});
        const SaveStep end = nextStep(
                lost.state, SaveEvents::FindFailed{failed(ErrorKind::Timeout, Arrival::NotSent)});
        QCOMPARE(outcome(end).result, SaveResult::CannotTell);
        QCOMPARE(outcome(end).readError->kind, ErrorKind::Timeout);
    }

    void givingUpWhileItIsLookedForIsCancelled()
    {
        const Error gone = failed(ErrorKind::NotFound, Arrival::Answered);
        const SaveStep lost = nextStep(begun().state, SaveEvents::ReadFailed{gone});
        const SaveStep end = nextStep(
                lost.state, SaveEvents::FindFailed{failed(ErrorKind::Cancelled, Arrival::NotSent)});
        QCOMPARE(outcome(end).result, SaveResult::Cancelled);
    }

    void whatServersDoToTextMeetsTheIntent()
    {
        QVERIFY(meetsIntent(Field::Name, FieldValue::text(u" a\t"_s), FieldValue::text(u"a"_s)));
        QVERIFY(!meetsIntent(Field::Name, FieldValue::text(u"a b"_s), FieldValue::text(u"ab"_s)));
        QVERIFY(meetsIntent(Field::AllowedServers, FieldValue::list({u" x "_s}),
                            FieldValue::list({u"x"_s})));
        QVERIFY(meetsIntent(Field::EnrollmentFlow,
                            FieldValue::text(u"0000000000004000800000000000000A"_s),
                            FieldValue::text(u"00000000-0000-4000-8000-00000000000a"_s)));
        QVERIFY(meetsIntent(Field::EnrollmentFlow, FieldValue::text(QString()),
                            FieldValue::null()));
        QVERIFY(meetsIntent(Field::PlexToken, Samples::typedToken(u" t "_s),
                            FieldValue::storedSecret(Samples::digests().digest(u"t"_s))));
        QVERIFY(!meetsIntent(Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)));
    }
};

QTEST_GUILESS_MAIN(TestSaveSteps)
#include "tst_savesteps.moc"
