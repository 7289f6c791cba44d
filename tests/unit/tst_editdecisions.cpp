// SPDX-License-Identifier: GPL-3.0-or-later
#include "editsession.h"
#include "fakesourceapi.h"
#include "samples.h"
#include "summary.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

// What an EditSession does with changes on both sides: conflicts and decisions, edits that began
// from other values, reads of others, and whose change it was.

namespace {

Error failed(ErrorKind kind, Arrival arrival)
{
    Error error;
    error.kind = kind;
    error.arrival = arrival;
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

FieldValue list(const QStringList &items)
{
    return FieldValue::list(items);
}

AuditEvent eventOf(const QString &username)
{
    AuditEvent event;
    event.pk = u"event-"_s + username;
    event.username = username;
    return event;
}

constexpr auto nameIsMine = R"({"name":"Mine"})";

} // namespace

class TestEditDecisions : public QObject
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

    void conflictsHoldAllThreeSides()
    {
        meetOnName();
        const QList<ConflictField> conflicts = m_edit->conflicts();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts.first().field, Field::Name);
        QCOMPARE(conflicts.first().merge.base, text(u"Plex Home"_s));
        QCOMPARE(conflicts.first().merge.mine, text(u"Mine"_s));
        QCOMPARE(conflicts.first().merge.theirs, text(u"Theirs"_s));
        QVERIFY(!conflicts.first().isCombined());
    }

    void conflictsComeInTheOrderOfTheForm()
    {
        m_edit->setValue(Field::ClientId, text(u"mine"_s));
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->takeRead(
                with(Field::ClientId, text(u"theirs"_s), with(Field::Name, text(u"Theirs"_s))));
        const QList<ConflictField> conflicts = m_edit->conflicts();
        QCOMPARE(conflicts.size(), 2);
        QCOMPARE(conflicts[0].field, Field::Name);
        QCOMPARE(conflicts[1].field, Field::ClientId);
    }

    void aListThatFitsTogetherIsCombinedAndStillAsked()
    {
        m_edit->setValue(Field::AllowedServers, list({u"server-a"_s, u"server-b"_s, u"m"_s}));
        const PlexSource theirs = with(Field::AllowedServers, list({u"server-b"_s, u"t"_s}));
        m_edit->save();
        m_api->answerGet(theirs);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
        const QList<ConflictField> conflicts = m_edit->conflicts();
        QVERIFY(conflicts.first().isCombined());
        const FieldValue combined = conflicts.first().merge.result;
        QCOMPARE(combined, list({u"server-b"_s, u"m"_s, u"t"_s}));
        m_edit->decide({{Field::AllowedServers, conflicts.first().merge.theirs, combined}});
        QVERIFY(m_edit->conflicts().isEmpty());
        m_edit->save();
        m_api->answerGet(theirs);
        QCOMPARE(m_api->patches, QList<QByteArray>{R"({"allowed_servers":["server-b","m","t"]})"});
    }

    void keepingMineSendsIt()
    {
        meetOnName();
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Mine"_s)}});
        QVERIFY(m_edit->conflicts().isEmpty());
        QCOMPARE(m_edit->baseline().name(), u"Theirs"_s);
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        saveOver(u"Theirs"_s);
        QCOMPARE(m_api->patches, QList<QByteArray>{nameIsMine});
    }

    void anEditedResultIsWhatIsSent()
    {
        meetOnName();
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Both"_s)}});
        QCOMPARE(m_edit->current().name(), u"Both"_s);
        saveOver(u"Theirs"_s);
        QCOMPARE(m_api->patches, QList<QByteArray>{R"({"name":"Both"})"});
    }

    void takingTheirsDropsTheEditAndMarksTheField()
    {
        meetOnName();
        QSignalSpy takenOver(m_edit.get(), &EditSession::takenOver);
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Theirs"_s)}});
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(m_edit->conflicts().isEmpty());
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::TakenOver);
        QCOMPARE(m_edit->note(Field::Name).before, text(u"Plex Home"_s));
        QCOMPARE(takenOver.size(), 1);
    }

    void aDecisionAgainstAnOlderValueOfTheirsIsAConflictAgain()
    {
        meetOnName();
        m_edit->takeRead(with(Field::Name, text(u"Third"_s)));
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Mine"_s)}});
        QCOMPARE(m_edit->conflicts().size(), 1);
        QCOMPARE(m_edit->conflicts().first().merge.theirs, text(u"Third"_s));
        QCOMPARE(m_edit->current().name(), u"Mine"_s);
    }

    void aThirdChangeAfterTheDecisionStopsTheSave()
    {
        meetOnName();
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Mine"_s)}});
        saveOver(u"Third"_s);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
    }

    void aDecisionOnAFieldWithoutConflictDoesNothing()
    {
        QSignalSpy fields(m_edit.get(), &EditSession::fieldsChanged);
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Mine"_s)}});
        QCOMPARE(m_edit->current(), Samples::source());
        QVERIFY(fields.isEmpty());
    }

    void decidingLaterKeepsTheConflict()
    {
        meetOnName();
        m_edit->decide({});
        QCOMPARE(m_edit->conflicts().size(), 1);
        saveOver(u"Theirs"_s);
        QVERIFY(m_api->patches.isEmpty());
    }

    void aTokenTakenFromThemIsNotKeptTyped()
    {
        m_edit->setValue(Field::PlexToken, m_edit->secretValue(Field::PlexToken, u"typed"_s));
        QJsonObject object = Samples::object();
        object.insert(u"plex_token"_s, u"theirs"_s);
        m_edit->takeRead(Samples::fromObject(object));
        const FieldValue theirs = m_edit->conflicts().first().merge.theirs;
        m_edit->decide({{Field::PlexToken, theirs, theirs}});
        QVERIFY(!m_edit->current().value(Field::PlexToken).isTypedSecret());
        QVERIFY(m_edit->changed().isEmpty());
    }

    void aProposalIsAnEdit()
    {
        const FieldSet left =
                m_edit->propose({{Field::Name, text(u"Plex Home"_s), text(u"Mine"_s)}});
        QVERIFY(left.isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        QCOMPARE(m_edit->note(Field::Name).kind, FieldNote::Kind::None);
        saveOver(u"Plex Home"_s);
        QCOMPARE(m_api->patches, QList<QByteArray>{nameIsMine});
    }

    void aProposalFromOtherValuesIsInConflictAtOnce()
    {
        m_edit->propose({{Field::Name, text(u"Old"_s), text(u"Mine"_s)}});
        QCOMPARE(m_edit->conflicts().size(), 1);
        QCOMPARE(m_edit->conflicts().first().merge.base, text(u"Old"_s));
        QCOMPARE(m_edit->conflicts().first().merge.theirs, text(u"Plex Home"_s));
        saveOver(u"Plex Home"_s);
        QCOMPARE(m_edit->outcome()->result, SaveResult::Conflict);
        QVERIFY(m_api->patches.isEmpty());
    }

    void theWayBackFromATrimmedValueIsNoConflict()
    {
        m_edit->propose({{Field::Name, text(u" Plex Home "_s), text(u"Mine"_s)}});
        QVERIFY(m_edit->conflicts().isEmpty());
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        saveOver(u"Plex Home"_s);
        QCOMPARE(m_api->patches, QList<QByteArray>{nameIsMine});
    }

    void aProposalThatTheServerHasIsNoEdit()
    {
        m_edit->propose({{Field::Name, text(u"Old"_s), text(u"Plex Home"_s)}});
        QVERIFY(m_edit->changed().isEmpty());
        QVERIFY(m_edit->conflicts().isEmpty());
        QCOMPARE(m_edit->baseline().name(), u"Plex Home"_s);
    }

    void aProposalLeavesFieldsWithAnEditAndWhatCannotBeWritten()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        const FieldSet left =
                m_edit->propose({{Field::Name, text(u"Plex Home"_s), text(u"Proposed"_s)},
                                 {Field::Managed, FieldValue::null(), text(u"x"_s)},
                                 {Field::ClientId, text(u"client-1"_s), text(u"client-2"_s)}});
        QCOMPARE(left, (FieldSet{Field::Name, Field::Managed}));
        QCOMPARE(m_edit->current().name(), u"Mine"_s);
        QCOMPARE(m_edit->changed(), (FieldSet{Field::Name, Field::ClientId}));
    }

    void beforeTheFirstReadNothingIsProposedOrTaken()
    {
        EditSession edit(*m_api, Samples::digests(), u"other"_s);
        QCOMPARE(edit.propose({{Field::Name, text(u"a"_s), text(u"b"_s)}}), FieldSet{Field::Name});
        edit.takeRead(Samples::source());
        QVERIFY(!edit.isLoaded());
    }

    void whatOthersReadIsTheirs()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->takeRead(with(Field::Enabled, FieldValue::flag(false)));
        QCOMPARE(m_edit->note(Field::Enabled).kind, FieldNote::Kind::TakenOver);
        QCOMPARE(m_edit->current().name(), u"Mine"_s);
        QVERIFY(m_edit->conflicts().isEmpty());
    }

    void whatOthersReadFollowsARename()
    {
        m_edit->takeRead(with(Field::Slug, text(u"moved"_s)));
        QCOMPARE(m_edit->slug(), u"moved"_s);
        QCOMPARE(m_edit->note(Field::Slug).kind, FieldNote::Kind::TakenOver);
    }

    void anotherSourceIsNotTaken()
    {
        PlexSource another = with(Field::Pk, text(u"another"_s));
        another.setValue(Field::Name, text(u"Another"_s));
        m_edit->takeRead(another);
        QCOMPARE(m_edit->current().name(), u"Plex Home"_s);
    }

    void aReadOfOthersWhileASaveRunsIsIgnored()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_edit->takeRead(with(Field::Name, text(u"Theirs"_s)));
        QVERIFY(m_edit->conflicts().isEmpty());
        m_api->answerGet(Samples::source());
        QCOMPARE(m_api->patches, QList<QByteArray>{nameIsMine});
    }

    void whoseChangeItWasIsSaidOnce()
    {
        meetOnName();
        m_edit->attribute(eventOf(u"bert"_s));
        QCOMPARE(m_edit->note(Field::Name).by->username, u"bert"_s);
        m_edit->attribute(eventOf(u"carla"_s));
        QCOMPARE(m_edit->note(Field::Name).by->username, u"bert"_s);
    }

    void onlyTheirChangesAreAttributed()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->takeRead(with(Field::Enabled, FieldValue::flag(false)));
        m_edit->attribute(eventOf(u"bert"_s));
        QVERIFY(m_edit->note(Field::Enabled).by);
        QVERIFY(!m_edit->note(Field::Name).by);
        QVERIFY(!m_edit->note(Field::ClientId).by);
    }

    void aFurtherChangeIsSomebodyElses()
    {
        meetOnName();
        m_edit->attribute(eventOf(u"bert"_s));
        m_edit->takeRead(with(Field::Name, text(u"Theirs"_s)));
        QVERIFY(m_edit->note(Field::Name).by); // the same value: still his
        m_edit->takeRead(with(Field::Name, text(u"Third"_s)));
        QVERIFY(!m_edit->note(Field::Name).by);
    }

    void takingTheirsKeepsWhoseItIs()
    {
        meetOnName();
        m_edit->attribute(eventOf(u"bert"_s));
        m_edit->decide({{Field::Name, text(u"Theirs"_s), text(u"Theirs"_s)}});
        QCOMPARE(m_edit->note(Field::Name).by->username, u"bert"_s);
    }

    void aWriteThatMayHaveHitAnotherSourceKeepsTheEdit()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->save();
        m_api->answerGet(Samples::source());
        m_api->answerPatch(failure(failed(ErrorKind::Cut, Arrival::MayHaveArrived)));
        PlexSource another = with(Field::Pk, text(u"another"_s));
        another.setValue(Field::Name, text(u"Mine"_s));
        m_api->answerGet(another);
        const PlexSource moved = with(Field::Slug, text(u"moved"_s));
        m_api->answerFind(std::optional(SourceSummary::of(moved)));
        m_api->answerGet(moved);
        QCOMPARE(m_edit->outcome()->result, SaveResult::CannotTell);
        QCOMPARE(m_edit->outcome()->other->pk, u"another"_s);
        const QList<Summary> said = summariesOf(*m_edit);
        QVERIFY2(said.first().title.contains(u"may have received"_s),
                 qPrintable(said.first().title));
        QCOMPARE(m_edit->changed(), FieldSet{Field::Name});
        QCOMPARE(m_api->patches.size(), 1);
    }

private:
    /// Both sides changed the name.
    void meetOnName()
    {
        m_edit->setValue(Field::Name, text(u"Mine"_s));
        m_edit->takeRead(with(Field::Name, text(u"Theirs"_s)));
    }
    /// Saves; the read before the write shows this name.
    void saveOver(const QString &name)
    {
        m_edit->save();
        m_api->answerGet(with(Field::Name, text(name)));
    }

    std::unique_ptr<FakeSourceApi> m_api;
    std::unique_ptr<EditSession> m_edit;
};

QTEST_GUILESS_MAIN(TestEditDecisions)
#include "tst_editdecisions.moc"
