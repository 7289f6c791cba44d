// SPDX-License-Identifier: GPL-3.0-or-later
// Long because each way in which a save or a read can end has a sentence of its own.
#include "confirmations.h"
#include "editsession.h"
#include "fakesourceapi.h"
#include "samples.h"
#include "summary.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

// What is said above the form, once for each way in which a save or a read can end.

namespace {

Error failed(ErrorKind kind, Arrival arrival, int status = 0)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
    error.httpStatus = status;
    return error;
}

Error notThere()
{
    return failed(ErrorKind::NotFound, Arrival::Answered, 404);
}

Error cut()
{
    return failed(ErrorKind::Cut, Arrival::MayHaveArrived);
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

PlexSource named(const QString &name)
{
    return with(Field::Name, text(name));
}

/// Another source that has the address now.
PlexSource stranger(const QString &name)
{
    return with(Field::Pk, text(u"another"_s), named(name));
}

AuditEvent eventOf(const QString &username, int minute = 0)
{
    AuditEvent event;
    event.pk = u"event-"_s + username;
    event.username = username;
    event.when = QDateTime(QDate(2026, 11, 24), QTime(2, minute), QTimeZone::utc()).toUTC();
    return event;
}

QDateTime seen()
{
    return QDateTime(QDate(2026, 11, 24), QTime(2, 14), QTimeZone::utc()).toUTC();
}

} // namespace

class TestSummary : public QObject
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

    void nothingIsSaidOfAnEditThatWasNotSaved();
    void aSaveThatWentWellIsCountedAndNamed();
    void aValueThatTheServerKeptIsToldAsNotSaved();
    void aValueThatTheServerChangedIsToldAsStored();
    void whatSomebodyElseWroteMeanwhileIsTold();
    void whatTheServerHadAlreadyIsTold();
    void pointsThatWouldBeRefusedAreCounted();
    void theWordsOfARefusalLeadToTheirFields();
    void aReadThatFailedBeforeTheSaveIsToldAsNotSent();
    void aSaveThatWasGivenUpIsToldAsNotSent_data();
    void aSaveThatWasGivenUpIsToldAsNotSent();
    void aSourceThatWasReplacedCanBeExported();
    void aSourceThatWasDeletedCanBeExported();
    void aWriteWithoutAnAnswerIsToldByWhatIsStored_data();
    void aWriteWithoutAnAnswerIsToldByWhatIsStored();
    void aWriteOfWhichNobodyCanTellAsksForAnotherRead();
    void anotherSourceAtTheAddressLeavesTheWriteInDoubt();
    void aWriteThatHitAnotherSourceNamesIt();

    void aConflictShowsBothSides();
    void aConflictInASecretShowsNoValue();
    void aConflictInAListShowsTheDifferences();
    void aConflictIsOfOnePersonOrOfSomebody();
    void aConflictAfterASaveSaysThatYoursIsKept();
    void aConflictThatAnAnsweredReadFoundIsSaidOnce();

    void aSourceThatWasNeverReadIsAnError();
    void aReadThatFailedLaterIsAWarningUnlessSaidElsewhere();
    void nobodyCanLogInIsAFindingOfTheEditedState();

    void anOverwrittenChangeIsNamedWithItsWriter();
    void anOverwrittenSecretShowsNoValue();
    void changesOverwrittenByTwoHaveNoWriter();
    void ofAnOlderSaveOnlyWhatTheNewerLeftIsListed();
    void withoutALostChangeNothingIsSaid();
    void aConfirmedSaveCountsItsChanges();
    void aSettledSaveIsOnTheServerOrNot();

private:
    void save(const QString &name)
    {
        m_edit->setValue(Field::Name, text(name));
        m_edit->save();
    }
    /// Name "Mine" goes out; the answer is this.
    void saveAnswered(const Result<PlexSource> &answer)
    {
        save(u"Mine"_s);
        m_api->answerGet(Samples::source());
        m_api->answerPatch(answer);
    }
    /// The only one.
    Summary said() const
    {
        const QList<Summary> all = summariesOf(*m_edit);
        if (all.size() != 1) {
            for (const Summary &summary : all)
                qWarning().noquote() << summary.title;
            qFatal("%d summaries", int(all.size()));
        }
        return all.first();
    }
    QString sentence() const { return savedSentence(*m_edit, seen()); }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<EditSession> m_edit;
};

namespace {

/// A save of these fields, that of the name from "Plex Home" to "Mine".
SaveRecord record(const QList<FieldChange> &changes)
{
    SaveRecord record;
    record.id = u"save"_s;
    record.name = u"Plex Home"_s;
    record.changes = changes;
    return record;
}

FieldChange nameChange()
{
    return {Field::Name, text(u"Plex Home"_s), text(u"Mine"_s)};
}

FieldChange friendsChange()
{
    return {Field::AllowFriends, FieldValue::flag(true), FieldValue::flag(false)};
}

FieldChange enabledChange()
{
    return {Field::Enabled, FieldValue::flag(true), FieldValue::flag(false)};
}

LostChange lostChange(const QList<FieldChange> &changes, const std::optional<AuditEvent> &by = {})
{
    LostChange lost;
    lost.record = record(changes);
    for (const FieldChange &change : changes)
        lost.check.old.insert(change.field);
    lost.seen = seen();
    lost.by = by;
    return lost;
}

} // namespace

void TestSummary::nothingIsSaidOfAnEditThatWasNotSaved()
{
    m_edit->setValue(Field::Name, text(u"Mine"_s));
    QVERIFY(summariesOf(*m_edit).isEmpty());
    QCOMPARE(sentence(), QString());
}

void TestSummary::aSaveThatWentWellIsCountedAndNamed()
{
    saveAnswered(named(u"Mine"_s));
    QVERIFY(summariesOf(*m_edit).isEmpty());
    QCOMPARE(sentence(), u"Saved 1 change to Mine at 02:14."_s);

    m_edit->setValue(Field::Enabled, FieldValue::flag(false));
    save(u"Both"_s);
    m_api->answerGet(named(u"Mine"_s));
    m_api->answerPatch(with(Field::Enabled, FieldValue::flag(false), named(u"Both"_s)));
    QCOMPARE(sentence(), u"Saved 2 changes to Both at 02:14."_s);
}

void TestSummary::aValueThatTheServerKeptIsToldAsNotSaved()
{
    saveAnswered(Samples::source());
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Warning);
    QVERIFY2(summary.title.contains("kept its own value"_L1), qPrintable(summary.title));
    QCOMPARE(summary.entries.size(), 1);
    QCOMPARE(summary.entries.first().field, Field::Name);
    QCOMPARE(summary.entries.first().words, u"still “Plex Home” on the server"_s);
    QCOMPARE(sentence(), QString()); // nothing was saved
}

void TestSummary::aValueThatTheServerChangedIsToldAsStored()
{
    saveAnswered(named(u"MINE"_s));
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Info);
    QVERIFY2(summary.title.contains("a form of its own"_L1), qPrintable(summary.title));
    QCOMPARE(summary.entries.first().words, u"stored as “MINE”"_s);
}

void TestSummary::whatSomebodyElseWroteMeanwhileIsTold()
{
    save(u"Mine"_s);
    const PlexSource theirs = with(Field::ClientId, text(u"theirs"_s));
    m_api->answerGet(theirs);
    m_api->answerPatch(with(Field::Name, text(u"Mine"_s), theirs));
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Info);
    QVERIFY2(summary.title.contains("Somebody else changed this source"_L1),
             qPrintable(summary.title));
    QCOMPARE(summary.entries.size(), 1);
    QCOMPARE(summary.entries.first().field, Field::ClientId);
    QCOMPARE(summary.entries.first().words, u"now “theirs”"_s);
}

void TestSummary::whatTheServerHadAlreadyIsTold()
{
    m_edit->save(); // nothing was changed, so nothing was read
    QCOMPARE(m_edit->outcome()->result, SaveResult::NothingToSend);
    QVERIFY(summariesOf(*m_edit).isEmpty());

    save(u"Mine"_s);
    m_api->answerGet(named(u"Mine"_s));
    QCOMPARE(said().title, u"The server already has these changes. Nothing was sent."_s);
    QCOMPARE(sentence(), QString());
}

void TestSummary::pointsThatWouldBeRefusedAreCounted()
{
    save(QString());
    QVERIFY2(said().title.contains("would refuse 1 point;"_L1), qPrintable(said().title));

    m_edit->setValue(Field::AllowedServers, FieldValue::list({u"server-a"_s, u" "_s}));
    m_edit->save();
    const Summary summary = said();
    QVERIFY2(summary.title.contains("would refuse 2 points;"_L1), qPrintable(summary.title));
    QCOMPARE(summary.entries.size(), 2);
    QCOMPARE(summary.entries[0].field, Field::Name);
    QVERIFY(!summary.entries[0].item);
    QVERIFY(!summary.entries[0].words.isEmpty());
    QCOMPARE(summary.entries[1].label, labelOf(Field::AllowedServers) + ", no. 2"_L1);
    QCOMPARE(summary.entries[1].item, 1);
}

void TestSummary::theWordsOfARefusalLeadToTheirFields()
{
    Error refusal = failed(ErrorKind::Validation, Arrival::Answered, 400);
    refusal.contentType = "application/json";
    refusal.body = R"({"name": ["Too ugly."], "allowed_servers": {"1": ["Not known."]},
                       "non_field_errors": ["Not so."], "sign_in_hint": ["What is that?"]})";
    saveAnswered(failure(refusal));
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Error);
    QStringList lines;
    for (const SummaryEntry &entry : summary.entries)
        lines.append(entry.label + u'|' + entry.words);
    const QStringList expected = {
            labelOf(Field::Name) + "|Too ugly."_L1,
            labelOf(Field::AllowedServers) + ", no. 2|Not known."_L1,
            u"Whole source|Not so."_s,
            u"“sign_in_hint”|What is that?"_s,
    };
    lines.sort();
    QStringList sorted = expected;
    sorted.sort();
    QCOMPARE(lines, sorted);
    QVERIFY(summary.details.contains("400"_L1));
}

void TestSummary::aReadThatFailedBeforeTheSaveIsToldAsNotSent()
{
    save(u"Mine"_s);
    m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
    QCOMPARE(m_edit->outcome()->result, SaveResult::NotSent);
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Error);
    QVERIFY(!summary.title.isEmpty());
    QVERIFY(!summary.details.isEmpty());
}

void TestSummary::aSaveThatWasGivenUpIsToldAsNotSent_data()
{
    QTest::addColumn<bool>("isWriting");
    QTest::newRow("while the source was read") << false;
    QTest::newRow("before the write went out") << true;
}

void TestSummary::aSaveThatWasGivenUpIsToldAsNotSent()
{
    QFETCH(bool, isWriting);
    const Error givenUp = failed(ErrorKind::Cancelled, Arrival::NotSent);
    if (isWriting) {
        saveAnswered(failure(givenUp));
    } else {
        save(u"Mine"_s);
        m_api->answerGet(failure(givenUp));
    }
    QCOMPARE(said().title, u"Cancelled. Nothing was sent; your edits are kept."_s);
    QCOMPARE(said().severity, Summary::Severity::Info);
    QVERIFY(m_edit->isChanged(Field::Name));
}

void TestSummary::aSourceThatWasReplacedCanBeExported()
{
    save(u"Mine"_s);
    m_api->answerGet(stranger(u"Another"_s));
    m_api->answerFind(std::optional<SourceSummary>());
    QCOMPARE(m_edit->outcome()->result, SaveResult::Replaced);
    const Summary summary = said();
    QVERIFY2(summary.title.contains("another one has its address"_L1), qPrintable(summary.title));
    QCOMPARE(summary.action, Summary::Action::Export);
    QVERIFY(summary.details.isEmpty());
}

void TestSummary::aSourceThatWasDeletedCanBeExported()
{
    saveAnswered(failure(notThere()));
    m_api->answerFind(std::optional<SourceSummary>());
    QCOMPARE(m_edit->outcome()->result, SaveResult::Gone);
    const Summary summary = said();
    QVERIFY2(summary.title.startsWith("This source was deleted on the server."_L1),
             qPrintable(summary.title));
    QCOMPARE(summary.action, Summary::Action::Export);
    QVERIFY(summary.details.contains("404"_L1));
}

void TestSummary::aWriteWithoutAnAnswerIsToldByWhatIsStored_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<Summary::Severity>("severity");
    QTest::addColumn<SaveResult>("result");
    QTest::newRow("stored") << u"Mine"_s << Summary::Severity::Info
                            << SaveResult::AppliedUnanswered;
    QTest::newRow("not stored") << u"Plex Home"_s << Summary::Severity::Warning
                                << SaveResult::NotApplied;
    QTest::newRow("another value")
            << u"Third"_s << Summary::Severity::Warning << SaveResult::OtherWrote;
}

void TestSummary::aWriteWithoutAnAnswerIsToldByWhatIsStored()
{
    QFETCH(QString, stored);
    QFETCH(Summary::Severity, severity);
    QFETCH(SaveResult, result);
    saveAnswered(failure(cut()));
    m_api->answerGet(named(stored));
    QCOMPARE(m_edit->outcome()->result, result);
    const Summary summary = summariesOf(*m_edit).constFirst();
    QCOMPARE(summary.severity, severity);
    QVERIFY(!summary.title.isEmpty());
    QCOMPARE(sentence(), QString()); // that is said of answered saves only
}

void TestSummary::aWriteOfWhichNobodyCanTellAsksForAnotherRead()
{
    saveAnswered(failure(cut()));
    m_api->answerGet(failure(failed(ErrorKind::Timeout, Arrival::NotSent)));
    QCOMPARE(m_edit->outcome()->result, SaveResult::CannotTell);
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Warning);
    QCOMPARE(summary.action, Summary::Action::ReadAgain);
    QVERIFY(summary.details.contains("Cut"_L1)); // of the write, then of the read
    QVERIFY(summary.details.indexOf("Cut"_L1) < summary.details.indexOf("Timeout"_L1));
}

void TestSummary::anotherSourceAtTheAddressLeavesTheWriteInDoubt()
{
    saveAnswered(failure(cut()));
    m_api->answerGet(stranger(u"Another"_s));
    m_api->answerFind(std::optional<SourceSummary>());
    QCOMPARE(m_edit->outcome()->result, SaveResult::CannotTell);
    const Summary summary = said();
    QVERIFY2(summary.title.startsWith("Another source has this address now"_L1),
             qPrintable(summary.title));
    QCOMPARE(summary.action, Summary::Action::ReadAgain);
    QVERIFY(!summary.details.isEmpty()); // of the write
}

void TestSummary::aWriteThatHitAnotherSourceNamesIt()
{
    saveAnswered(stranger(u"Another"_s));
    QCOMPARE(m_edit->outcome()->result, SaveResult::HitAnother);
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Error);
    QVERIFY2(summary.title.startsWith("Another source, Another, took this address"_L1),
             qPrintable(summary.title));
    QCOMPARE(summary.action, Summary::Action::ReadAgain);
}

void TestSummary::aConflictShowsBothSides()
{
    m_edit->setValue(Field::Name, text(u"Mine"_s));
    m_edit->takeRead(named(u"Theirs"_s));
    const Summary summary = said();
    QCOMPARE(summary.title,
             u"Somebody changed the same fields as you. Nothing of yours was sent."_s);
    QCOMPARE(summary.action, Summary::Action::Decide);
    QCOMPARE(summary.entries.size(), 1);
    QCOMPARE(summary.entries.first().words, u"on the server now “Theirs”, yours “Mine”"_s);
}

void TestSummary::aConflictInASecretShowsNoValue()
{
    m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"typed"_s));
    QJsonObject object = Samples::object();
    object.insert(u"plex_token"_s, u"theirs"_s);
    m_edit->takeRead(Samples::fromObject(object));
    QCOMPARE(said().entries.first().words, u"changed on the server, not shown"_s);
}

void TestSummary::aConflictInAListShowsTheDifferences()
{
    m_edit->setValue(Field::AllowedServers,
                     FieldValue::list({u"server-a"_s, u"server-b"_s, u"m"_s}));
    m_edit->takeRead(with(Field::AllowedServers, FieldValue::list({u"server-b"_s, u"t"_s})));
    const QString words = said().entries.first().words;
    QVERIFY2(words.startsWith("theirs: "_L1) && words.contains("; yours: "_L1), qPrintable(words));
    QVERIFY(words.sliced(words.indexOf("; yours"_L1)).contains(u'm'));
}

void TestSummary::aConflictIsOfOnePersonOrOfSomebody()
{
    m_edit->setValue(Field::Name, text(u"Mine"_s));
    m_edit->takeRead(named(u"Theirs"_s));
    m_edit->attribute(eventOf(u"bert"_s));
    QVERIFY2(said().title.startsWith("bert "_L1), qPrintable(said().title));

    m_edit->setValue(Field::ClientId, text(u"mine"_s));
    m_edit->takeRead(with(Field::ClientId, text(u"theirs"_s), named(u"Theirs"_s)));
    m_edit->attribute(eventOf(u"carla"_s));
    QVERIFY2(said().title.startsWith("Somebody "_L1), qPrintable(said().title));
}

void TestSummary::aConflictAfterASaveSaysThatYoursIsKept()
{
    saveAnswered(failure(cut()));
    m_api->answerGet(named(u"Third"_s));
    const QList<Summary> all = summariesOf(*m_edit);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.last().title, u"Somebody changed the same fields as you. Yours are kept here."_s);
}

void TestSummary::aConflictThatAnAnsweredReadFoundIsSaidOnce()
{
    save(u"Mine"_s);
    m_api->answerGet(named(u"Theirs"_s));
    QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
    QCOMPARE(said().action, Summary::Action::Decide);
}

void TestSummary::aSourceThatWasNeverReadIsAnError()
{
    m_edit = std::make_unique<EditSession>(*m_api, Samples::digests(), u"plex-home"_s);
    m_edit->refresh();
    m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
    const Summary summary = said();
    QCOMPARE(summary.severity, Summary::Severity::Error);
    QCOMPARE(summary.action, Summary::Action::ReadAgain);
    QCOMPARE(summariesOf(*m_edit, ReadErrors::SaidElsewhere), QList<Summary>{summary});
    QVERIFY(!nobodyCanLogInFinding(*m_edit));
}

void TestSummary::aReadThatFailedLaterIsAWarningUnlessSaidElsewhere()
{
    m_edit->refresh();
    m_api->answerGet(failure(failed(ErrorKind::Offline, Arrival::NotSent)));
    QCOMPARE(said().severity, Summary::Severity::Warning);
    QCOMPARE(said().action, Summary::Action::ReadAgain);
    QVERIFY(summariesOf(*m_edit, ReadErrors::SaidElsewhere).isEmpty());
}

void TestSummary::nobodyCanLogInIsAFindingOfTheEditedState()
{
    m_edit->setValue(Field::AllowedServers, FieldValue::list({}));
    QVERIFY(summariesOf(*m_edit).isEmpty()); // friends can
    m_edit->setValue(Field::AllowFriends, FieldValue::flag(false));
    QCOMPARE(said().title, u"Nobody can log in with these settings."_s);
    QVERIFY(said().isFinding);
}

void TestSummary::anOverwrittenChangeIsNamedWithItsWriter()
{
    const Summary unknown = *lostSummary(*m_edit, {lostChange({nameChange()})});
    QVERIFY2(unknown.title.contains("is gone again: another save overwrote it before"_L1),
             qPrintable(unknown.title));
    QCOMPARE(unknown.action, Summary::Action::SaveAgain);
    QCOMPARE(unknown.next, u"Save it once more?"_s);
    QCOMPARE(unknown.entries.first().words, u"now “Plex Home”, you had saved “Mine”"_s);

    const Summary known = *lostSummary(*m_edit, {lostChange({nameChange()}, eventOf(u"bert"_s))});
    QVERIFY2(known.title.contains("is gone again: bert overwrote it at"_L1),
             qPrintable(known.title));
}

void TestSummary::anOverwrittenSecretShowsNoValue()
{
    const LostChange lost = lostChange(
            {{Field::PlexToken, FieldValue::storedSecret("a"), FieldValue::storedSecret("b")}});
    QCOMPARE(lostSummary(*m_edit, {lost})->entries.first().words,
             u"another one is stored now, not shown"_s);
}

void TestSummary::changesOverwrittenByTwoHaveNoWriter()
{
    const LostChange berts = lostChange({nameChange()}, eventOf(u"bert"_s));
    const LostChange bertsToo = lostChange({friendsChange()}, eventOf(u"bert"_s, 9));
    const Summary byOne = *lostSummary(*m_edit, {berts, bertsToo});
    QVERIFY2(byOne.title.contains("are gone again: bert overwrote them at"_L1),
             qPrintable(byOne.title));
    QCOMPARE(byOne.next, u"Save them once more?"_s);

    for (const auto &other : {std::optional(eventOf(u"carla"_s)), std::optional<AuditEvent>()}) {
        const Summary byTwo = *lostSummary(*m_edit, {berts, lostChange({friendsChange()}, other)});
        QVERIFY2(byTwo.title.contains("are gone again: another save overwrote them before"_L1),
                 qPrintable(byTwo.title));
    }
}

void TestSummary::ofAnOlderSaveOnlyWhatTheNewerLeftIsListed()
{
    const FieldChange older{Field::Name, text(u"Plex Home"_s), text(u"Older"_s)};
    const Summary summary = *lostSummary(
            *m_edit, {lostChange({older, friendsChange()}), lostChange({nameChange()})});
    QCOMPARE(summary.entries.size(), 2);
    QCOMPARE(summary.entries[0].field, Field::Name);
    QVERIFY(summary.entries[0].words.contains(u"“Mine”"_s));
    QCOMPARE(summary.entries[1].field, Field::AllowFriends);
}

void TestSummary::withoutALostChangeNothingIsSaid()
{
    QVERIFY(!lostSummary(*m_edit, {}));
    const EditSession unread(*m_api, Samples::digests(), u"plex-home"_s);
    QVERIFY(!lostSummary(unread, {lostChange({nameChange()})}));
}

void TestSummary::aConfirmedSaveCountsItsChanges()
{
    QCOMPARE(confirmedSentence(record({nameChange()})), u"Plex Home still has the change."_s);
    QCOMPARE(confirmedSentence(record({nameChange(), friendsChange()})),
             u"Plex Home still has both changes."_s);
    QCOMPARE(confirmedSentence(record({nameChange(), friendsChange(), enabledChange()})),
             u"Plex Home still has all 3 changes."_s);
}

void TestSummary::aSettledSaveIsOnTheServerOrNot()
{
    const SaveRecord save = record({nameChange()});
    QVERIFY(settledSentence(save, true).contains("is on the server after all"_L1));
    QVERIFY(settledSentence(save, false).contains("was not stored"_L1));
}

QTEST_GUILESS_MAIN(TestSummary)
#include "tst_summary.moc"
